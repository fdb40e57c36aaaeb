//! Dated facts about databases, operators, institutions and the law.

use async_graphql::Context;

use crate::error::ApiError;
use crate::graph::database::{Database, named};
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::scalars::{PartialDate, partial};
use crate::plain::Object;
use crate::view::View;

/// One dated fact, as one source states it: a figure printed elsewhere, the days of a reform, the start of a service. Where two
/// sources differ there are two; none is chosen, none is counted.
#[derive(Clone)]
pub(crate) struct ReportedFact {
    catalogue: View,
    row: linkage::ReportedFact,
}

impl ReportedFact {
    pub(crate) fn new(catalogue: &View, row: &linkage::ReportedFact) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row: row.clone(),
        }
    }
}

/// Those that a test picks, the newest first; those without a day last.
pub(crate) fn reported_facts(
    catalogue: &View,
    picks: impl Fn(&linkage::ReportedFact) -> bool,
) -> Vec<ReportedFact> {
    let mut rows: Vec<&linkage::ReportedFact> = catalogue
        .reported_facts
        .iter()
        .filter(|row| picks(row))
        .collect();
    rows.sort_by(|one, other| (other.as_of, &one.id).cmp(&(one.as_of, &other.id)));
    rows.into_iter()
        .map(|row| ReportedFact::new(catalogue, row))
        .collect()
}

/// Those of a scheme, or all.
pub(crate) fn of_scheme(catalogue: &View, scheme: Option<&str>) -> Vec<ReportedFact> {
    reported_facts(catalogue, |fact| {
        scheme.is_none_or(|wanted| fact.scheme.as_deref() == Some(wanted))
    })
}

/// One dated fact, as one source states it: a figure printed elsewhere, the days of a reform, the start of a service. Where two
/// sources differ there are two; none is chosen, none is counted.
#[Object]
impl ReportedFact {
    /// Stable code of the fact.
    async fn code(&self) -> &str {
        &self.row.id
    }

    /// What is stated, in English.
    async fn fact(&self) -> &str {
        &self.row.fact
    }

    /// The value in a few words.
    async fn value(&self) -> &str {
        &self.row.value
    }

    /// What the source says, summarised in Japanese.
    async fn said(&self) -> &str {
        &self.row.said
    }

    /// As of when; null where the source carries no day.
    async fn as_of(&self) -> Option<PartialDate> {
        partial(self.row.as_of)
    }

    /// The databases that it is about.
    async fn databases(&self) -> Vec<Database> {
        named(&self.catalogue, self.row.databases.iter())
    }

    /// What else it is about: `reform`, `hic`, a name that the catalogue does not hold; null where it is about databases, operators
    /// or institutions only.
    async fn scheme(&self) -> Option<&str> {
        self.row.scheme.as_deref()
    }

    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let subject = linkage::fact::reported_fact::subject(&self.row.id);
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, subject),
        ))
    }
}
