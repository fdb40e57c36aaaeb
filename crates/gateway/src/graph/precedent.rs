//! Has anyone done something like this before? The approved projects that are nearest, and why.

use async_graphql::{Enum, InputObject, SimpleObject};
use catalogue::precedent::{Comparison, Like, Near};

use crate::error::ApiError;
use crate::graph::approval::{Approval, Paging, UserSector};
use crate::graph::connection::{connection, page};
use crate::graph::lookup::{self, Thing};
use crate::graph::ranking;
use crate::graph::uses::ReportedUse;
use crate::graph::vocabulary::known_diseases;
use crate::plain::Plain;
use crate::view::View;

/// What a project in mind is like. At least one part must be given.
#[derive(InputObject)]
pub(crate) struct PrecedentInput {
    /// A title, a plan or a few words; diseases and ways of working that it names are recognised. The first 1,000
    /// characters are read.
    text: Option<String>,
    /// Codes or names of the data to be taken.
    data_items: Option<Vec<String>>,
    /// Who would use the data.
    user_sector: Option<UserSector>,
    /// Codes or names of diseases, beside those that the text names.
    diseases: Option<Vec<String>>,
}

/// In what a project is near.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "catalogue::precedent::Aspect")]
pub(crate) enum PrecedentAspect {
    /// The same disease, a narrower or a broader one.
    Disease,
    /// The same way of working: フィージビリティ, AI, 再入院.
    Method,
    /// Words of the title: the rarer among all titles, the weightier.
    Words,
    /// Data that both take.
    DataItem,
    /// The sector of the user.
    UserSector,
}

/// One aspect in which a project is near.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct PrecedentReason {
    /// Which aspect.
    aspect: PrecedentAspect,
    /// What is shared, in Japanese.
    label_ja: String,
    /// The same in English; words of titles stay as printed.
    label_en: String,
}

/// An approved project that is near.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct Precedent {
    /// The project.
    approval: Approval,
    /// How near, from 0 to 1: the weighted mean over the aspects that were asked about.
    score: f64,
    /// What makes it near, the weightiest first.
    reasons: Vec<PrecedentReason>,
}

/// A reported use that is near. One of a sample: that nothing is near does not mean that nobody did it.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct ReportedPrecedent {
    /// The use.
    reported_use: ReportedUse,
    /// How near, from 0 to 1, by the same measure as the approved projects; the data that it took are not compared.
    score: f64,
    /// What makes it near, the weightiest first.
    reasons: Vec<PrecedentReason>,
}

/// How many reported uses stand beside the approved projects.
const REPORTED: usize = 10;

fn reasons(near: Vec<catalogue::precedent::Reason>) -> Vec<PrecedentReason> {
    let reasons = near.into_iter().map(|reason| PrecedentReason {
        aspect: reason.aspect.into(),
        label_ja: reason.label_ja,
        label_en: reason.label_en,
    });
    reasons.collect()
}

impl Precedent {
    fn of(catalogue: &View, comparison: &Comparison<'_>, near: Near) -> Self {
        Self {
            approval: Approval::at(catalogue, near.row),
            score: near.score,
            reasons: reasons(comparison.reasons(near.row)),
        }
    }
}

connection!(
    "The approved projects that are near, the nearest first; ties by operator and number.",
    PrecedentConnection(Vec<ReportedPrecedent>), PrecedentEdge(()), Precedent;
    {
        /// The reported uses of public databases that are near, the nearest ten: a sample beside the approved projects, in no count with
        /// them.
        async fn reported(&self) -> &[ReportedPrecedent] {
            &self.more
        }
    }
    {}
);

/// The projects most like one in mind.
pub(crate) fn precedents(
    catalogue: &View,
    like: PrecedentInput,
    (first, after, last, before): Paging,
) -> Result<PrecedentConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let text = ranking::checked("like.text", like.text)?;
    let like = Like {
        text: text.as_deref().filter(|text| !text.trim().is_empty()),
        data_items: lookup::codes(
            catalogue,
            Thing::DataItem,
            "like.dataItems",
            &like.data_items.unwrap_or_default(),
        )?,
        user_sector: like.user_sector.map(Into::into),
        diseases: known_diseases(
            catalogue,
            "like.diseases",
            &like.diseases.unwrap_or_default(),
        )?,
    };
    if like == Like::default() {
        return Err(ApiError::bad_input(
            "like",
            "says nothing: give a text, data items, a sector or diseases",
            "text・dataItems・userSector・diseases のいずれかを指定してください。",
        ));
    }
    let comparison = catalogue.precedents(&like);
    let near = comparison.near();
    let reported = comparison.reported(&catalogue.reported_uses);
    let reported = reported.into_iter().take(REPORTED).map(|near| {
        let row = &catalogue.reported_uses[near.row as usize];
        ReportedPrecedent {
            reported_use: ReportedUse::new(catalogue, row),
            score: near.score,
            reasons: reasons(comparison.reported_reasons(near.row, row)),
        }
    });
    let list = format!("precedents:{}", ranking::fingerprint(&format!("{like:?}")));
    let slice = page.cut(&list, &near, |near| {
        let approval = catalogue.approvals.get(near.row);
        // a score is not negative, so its bits rise with it
        vec![
            base::Part::Int(-(near.score.to_bits() as i64)),
            base::Part::Text(approval.operator.to_string()),
            base::Part::Int(approval.number),
        ]
    })?;
    Ok(PrecedentConnection {
        total: near.len() as u64,
        slice: slice.map(|near| (Precedent::of(catalogue, &comparison, near), ())),
        more: reported.collect(),
    })
}
