//! Who used which data: approved uses of the operators' data and reported uses of public databases, never added up.

mod coverage;

use async_graphql::{Context, Enum, ID, InputObject, Interface, SimpleObject};
use catalogue::search::Kind;
use roaring::RoaringBitmap;

use crate::error::ApiError;
use crate::graph::approval::{Approval, Paging, UserSector};
use crate::graph::connection::{PageInfo, page};
use crate::graph::database::Database;
use crate::graph::evidence::{Derivation, Evidence, Kinds, evidence, of_kinds};
use crate::graph::lookup::{self, Thing};
use crate::graph::node::global_id;
use crate::graph::ranking;
use crate::graph::scalars::{Date, PartialDate, UseNumber, partial};
use crate::plain::{Object, Plain};
use crate::view::View;

use coverage::UseCoverage;

/// How far a reported use has come, read from the words of its source.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "approvals::UseStage")]
pub(crate) enum UseStage {
    /// The request was accepted (承諾).
    Accepted,
    /// The data were given out (提供).
    Provided,
    /// The data were used (利用).
    Used,
    /// The use is planned or being prepared (計画).
    Planned,
    /// Only the agenda of a meeting names the request (議事のみ).
    AgendaOnly,
    /// The source does not say whether the data were had (不明).
    Unclear,
}

/// What the number beside a reported use is.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "approvals::UseNumberKind")]
pub(crate) enum UseNumberKind {
    /// Of a research grant (研究費の課題番号).
    Grant,
    /// Of a working paper (報告書の番号).
    WorkingPaper,
    /// Of the application (申出番号).
    Application,
    /// Of the provision (提供の番号).
    Provision,
}

/// An organisation by its name.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct NamedOrganisation {
    /// Japanese name.
    name_ja: String,
    /// English name; null where none is known.
    name_en: Option<String>,
}

/// An organisation that used data.
#[derive(Clone)]
pub(crate) struct DataUser {
    catalogue: View,
    organisation: NamedOrganisation,
    derivation: base::Derivation,
    subject: base::Subject,
}

/// An organisation that used data.
#[Object]
impl DataUser {
    /// Who.
    async fn organisation(&self) -> &NamedOrganisation {
        &self.organisation
    }

    /// STATED where a source names it; INFERRED where it is tied to the use by reading, which filters can leave out.
    async fn derivation(&self) -> Derivation {
        self.derivation.into()
    }

    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, self.subject.clone()),
        ))
    }
}

/// The organisations known to have used an approval's data, those that are tied to it by reading marked as such.
pub(crate) fn users_of(catalogue: &View, approval: &approvals::Approval) -> Vec<DataUser> {
    let named = catalogue.named_users.iter();
    let of_it = named
        .filter(|row| row.operator == approval.operator && row.number == Some(approval.number));
    of_it.map(|row| data_user(catalogue, row)).collect()
}

pub(crate) fn data_user(catalogue: &View, row: &approvals::NamedUser) -> DataUser {
    DataUser {
        catalogue: catalogue.clone(),
        organisation: NamedOrganisation {
            name_ja: row.name_ja.clone(),
            name_en: row.name_en.clone(),
        },
        derivation: row.derivation,
        subject: approvals::uses::named_user::subject(&row.id),
    }
}

/// A use of a public database that a paper, a grant report or the press reports. One of a sample, never of a register.
#[derive(Clone)]
pub(crate) struct ReportedUse {
    catalogue: View,
    row: std::sync::Arc<approvals::ReportedUse>,
}

impl ReportedUse {
    pub(crate) fn find(catalogue: &View, code: &str) -> Option<Self> {
        let row = catalogue.reported_uses.iter().find(|row| row.id == code)?;
        Some(Self::new(catalogue, row))
    }

    pub(crate) fn new(catalogue: &View, row: &approvals::ReportedUse) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row: std::sync::Arc::new(row.clone()),
        }
    }
}

/// A use of a public database that a paper, a grant report or the press reports. One of a sample, never of a register.
#[Object]
impl ReportedUse {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "ReportedUse", &self.row.id)
    }

    /// Stable code.
    async fn code(&self) -> &str {
        &self.row.id
    }

    /// The title; in parentheses where the source prints none and this describes the use.
    pub(crate) async fn title_ja(&self) -> &str {
        &self.row.title_ja
    }

    /// The databases; empty where the scheme is none of those here.
    pub(crate) async fn databases(&self) -> Vec<Database> {
        let codes = self.row.databases.iter();
        codes
            .filter_map(|code| Database::find(&self.catalogue, &code.into()))
            .collect()
    }

    /// The organisations that the source names; empty where it names none, which is not "nobody".
    pub(crate) async fn users(&self) -> Vec<DataUser> {
        let named = self.row.users.iter().map(|name| DataUser {
            catalogue: self.catalogue.clone(),
            organisation: NamedOrganisation {
                name_ja: name.to_owned(),
                name_en: None,
            },
            derivation: base::Derivation::Stated,
            subject: approvals::uses::reported_use::subject(&self.row.id),
        });
        named.collect()
    }

    /// Sectors of the users.
    pub(crate) async fn user_sectors(&self) -> Vec<UserSector> {
        self.row
            .user_sectors
            .0
            .iter()
            .map(|one| (*one).into())
            .collect()
    }

    /// How far it has come, read from the words of its source.
    async fn stage(&self) -> UseStage {
        self.row.stage.into()
    }

    /// The number as printed, mostly of a grant; null where there is none.
    async fn number(&self) -> Option<UseNumber> {
        self.row.number.clone().map(UseNumber::Printed)
    }

    /// What the number is; null where there is none.
    async fn number_kind(&self) -> Option<UseNumberKind> {
        self.row.number_kind.map(Into::into)
    }

    /// When the request was accepted or the data were provided; null where no source says.
    async fn accepted_on(&self) -> Option<PartialDate> {
        partial(self.row.accepted_on)
    }

    /// The purpose as named; null where none is.
    async fn purpose(&self) -> Option<&str> {
        self.row.purpose.as_deref()
    }

    /// The data as named; null where none are.
    async fn data(&self) -> Option<&str> {
        self.row.data.as_deref()
    }

    /// What the source says, summarised in Japanese.
    async fn said(&self) -> &str {
        &self.row.said
    }

    /// Who says so.
    pub(crate) async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let subject = approvals::uses::reported_use::subject(&self.row.id);
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, subject),
        ))
    }
}

/// A use of health data: approved by an operator, or reported by a source.
#[derive(Clone, Interface, Plain)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Global id."),
    field(
        name = "title_ja",
        ty = "String",
        desc = "The title as printed; in parentheses where none is and this describes the use."
    ),
    field(
        name = "databases",
        ty = "Vec<Database>",
        desc = "The databases that the data came from."
    ),
    field(
        name = "users",
        ty = "Vec<DataUser>",
        desc = "Organisations known to use the data; empty where no source names one."
    ),
    field(
        name = "user_sectors",
        ty = "Vec<UserSector>",
        desc = "Sectors of the users."
    ),
    field(
        name = "evidence",
        ty = "Option<Result<Vec<Evidence>, ApiError>>",
        desc = "Who says so.",
        arg(
            name = "document_kinds",
            ty = "Kinds",
            desc = "Only what stands in documents of these kinds."
        )
    )
)]
pub(crate) enum DataUse {
    Approval(Approval),
    ReportedUse(ReportedUse),
}

/// Uses of data, approved ones first, each list from the newest. There is no total: one list is complete, the other a sample.
#[derive(SimpleObject, Plain)]
pub(crate) struct UseConnection {
    /// How much each source covers.
    coverage: Vec<UseCoverage>,
    /// The rows of the page.
    nodes: Vec<DataUse>,
    /// The rows of the page with their cursors.
    edges: Vec<UseEdge>,
    /// Where the page stands in the list.
    page_info: PageInfo,
}

/// One row of `UseConnection`.
#[derive(SimpleObject, Plain)]
pub(crate) struct UseEdge {
    /// Pass it as `after` or `before` to go on from here.
    cursor: String,
    /// The row.
    node: DataUse,
}

/// Which uses. Conditions add up; an empty list is no condition.
#[derive(Clone, Default, InputObject)]
pub(crate) struct UseFilter {
    /// Codes or names of databases that the data came from.
    pub(crate) databases: Option<Vec<String>>,
    /// Names of organisations, or parts of them.
    pub(crate) users: Option<Vec<String>>,
    /// Whether users count that are tied to a use by reading only.
    #[graphql(default_with = "Some(true)")]
    pub(crate) include_inferred_users: Option<bool>,
    /// Sectors of the users.
    pub(crate) user_sectors: Option<Vec<UserSector>>,
    /// Stages of reported uses; approved uses have none and are left out.
    pub(crate) stages: Option<Vec<UseStage>>,
}

/// The uses under a filter.
pub(crate) fn uses(
    catalogue: &View,
    filter: UseFilter,
    search: Option<String>,
    (first, after, last, before): Paging,
) -> Result<UseConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let wanted = Wanted::new(catalogue, filter, ranking::checked("search", search)?)?;
    let approved: Vec<&approvals::Approval> = catalogue
        .approvals
        .all()
        .filter(|row| wanted.has_approval(catalogue, row))
        .collect();
    let reported: Vec<&approvals::ReportedUse> = catalogue
        .reported_uses
        .iter()
        .zip(0..)
        .filter(|(row, place)| wanted.has_reported(row, *place))
        .map(|(row, _)| row)
        .collect();
    let coverage = vec![
        UseCoverage::of_approvals(approved.len()),
        UseCoverage::of_reported(reported.len()),
    ];
    let mut approved = approved;
    approved.sort_by(|one, other| {
        other
            .approved_on
            .cmp(&one.approved_on)
            .then_with(|| one.id.cmp(&other.id))
    });
    let approved = approved.into_iter().filter_map(|row| {
        let key = format!(
            "0:{:05}:{}",
            i64::from(99_999) - day_number(row.approved_on),
            row.id
        );
        Some((key, DataUse::Approval(Approval::find(catalogue, &row.id)?)))
    });
    let reported = reported.into_iter().map(|row| {
        (
            format!("1:{}", row.id),
            DataUse::ReportedUse(ReportedUse::new(catalogue, row)),
        )
    });
    let rows: Vec<(String, DataUse)> = approved.chain(reported).collect();
    let slice = page.cut("uses", &rows, |(key, _)| {
        vec![base::Part::Text(key.clone())]
    })?;
    let edges = slice.rows.iter().map(|((_, node), cursor)| UseEdge {
        cursor: cursor.clone(),
        node: node.clone(),
    });
    Ok(UseConnection {
        coverage,
        nodes: slice
            .rows
            .iter()
            .map(|((_, node), _)| node.clone())
            .collect(),
        edges: edges.collect(),
        page_info: PageInfo::of(&slice),
    })
}

/// Days since the year 2000, so that keys sort the newest first.
fn day_number(day: chrono::NaiveDate) -> i64 {
    let start = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    (day - start).num_days().clamp(0, 99_999)
}

/// A filter that was looked up.
struct Wanted {
    databases: Vec<base::DatabaseId>,
    users: Vec<String>,
    inferred: bool,
    sectors: Vec<approvals::UserSector>,
    stages: Vec<approvals::UseStage>,
    /// The approvals and the reported uses that hold the text; none where nothing was searched for.
    found: Option<[RoaringBitmap; 2]>,
    /// The words of the text, for the names of users, which no index of approvals holds.
    words: Vec<String>,
}

impl Wanted {
    fn new(catalogue: &View, filter: UseFilter, search: Option<String>) -> Result<Self, ApiError> {
        let databases = filter.databases.unwrap_or_default();
        let users = filter.users.unwrap_or_default();
        let text = search.unwrap_or_default();
        let found = catalogue.search.query(&text).map(|query| {
            [Kind::Approval, Kind::ReportedUse]
                .map(|kind| catalogue.search.index_of(kind).search(&query, None).bitmap)
        });
        let words = text.split_whitespace().map(text::fold_text);
        Ok(Self {
            databases: lookup::codes(catalogue, Thing::Database, "filter.databases", &databases)?,
            users: users
                .iter()
                .map(|name| text::fold_text(name))
                .filter(|name| !name.is_empty())
                .collect(),
            inferred: filter.include_inferred_users.unwrap_or(true),
            sectors: filter
                .user_sectors
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            stages: filter
                .stages
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            found,
            words: words.filter(|word| !word.is_empty()).collect(),
        })
    }

    fn has_approval(&self, catalogue: &View, row: &approvals::Approval) -> bool {
        let place = catalogue.approvals.find(&row.id);
        let databases = place
            .map(|place| catalogue.approvals.databases(place))
            .unwrap_or_default();
        let users: Vec<&str> = catalogue
            .named_users
            .iter()
            .filter(|user| user.operator == row.operator && user.number == Some(row.number))
            .filter(|user| self.inferred || user.derivation == base::Derivation::Stated)
            .flat_map(|user| std::iter::once(user.name_ja.as_str()).chain(user.name_en.as_deref()))
            .collect();
        self.stages.is_empty()
            && (self.databases.is_empty() || databases.iter().any(|id| self.databases.contains(id)))
            && self.is_used_by(&users)
            && self.is_of_sector(&row.user_sectors.0)
            && (place.is_some_and(|place| self.holds(0, place)) || self.names(&users))
    }

    fn has_reported(&self, row: &approvals::ReportedUse, place: u32) -> bool {
        let users: Vec<&str> = row.users.iter().collect();
        let of = |id: &base::DatabaseId| row.databases.iter().any(|code| code == id.as_str());
        (self.stages.is_empty() || self.stages.contains(&row.stage))
            && (self.databases.is_empty() || self.databases.iter().any(of))
            && self.is_used_by(&users)
            && self.is_of_sector(&row.user_sectors.0)
            && self.holds(1, place)
    }

    fn is_used_by(&self, users: &[&str]) -> bool {
        let folded: Vec<String> = users.iter().map(|name| text::fold_text(name)).collect();
        let mut wanted = self.users.iter();
        self.users.is_empty()
            || wanted.any(|name| folded.iter().any(|user| user.contains(name.as_str())))
    }

    fn is_of_sector(&self, sectors: &[approvals::UserSector]) -> bool {
        self.sectors.is_empty() || self.sectors.iter().any(|sector| sectors.contains(sector))
    }

    /// Whether a row of one of the two lists holds the text.
    fn holds(&self, list: usize, row: u32) -> bool {
        let found = self.found.as_ref();
        found.is_none_or(|found| found[list].contains(row))
    }

    /// Whether names of users hold every word of the text.
    fn names(&self, users: &[&str]) -> bool {
        let folded: Vec<String> = users.iter().map(|name| text::fold_text(name)).collect();
        let mut words = self.words.iter();
        words.all(|word| folded.iter().any(|name| name.contains(word.as_str())))
    }
}

/// An organisation certified to use pseudonymised medical information (認定仮名加工医療情報利用事業者).
pub(crate) struct CertifiedUser {
    catalogue: View,
    row: approvals::CertifiedUser,
}

/// Every one of them, by the day of certification and name.
pub(crate) fn certified_users(catalogue: &View) -> Vec<CertifiedUser> {
    let mut rows = catalogue.certified_users.clone();
    rows.sort_by(|one, other| {
        (one.certified_on, &one.name_ja).cmp(&(other.certified_on, &other.name_ja))
    });
    let all = rows.into_iter().map(|row| CertifiedUser {
        catalogue: catalogue.clone(),
        row,
    });
    all.collect()
}

/// The type of a certified user, which decides where the data may be used.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
pub(crate) enum UserCertificationType {
    /// I型: the data are kept in the user's own controlled area.
    TypeI,
    /// II型: the data are used in a Visiting environment only.
    TypeIi,
}

/// An organisation certified to use pseudonymised medical information (認定仮名加工医療情報利用事業者).
#[Object]
impl CertifiedUser {
    /// Global id.
    async fn id(&self) -> ID {
        global_id(&self.catalogue, "CertifiedUser", &self.row.id)
    }

    /// Who.
    async fn organisation(&self) -> NamedOrganisation {
        NamedOrganisation {
            name_ja: self.row.name_ja.clone(),
            name_en: self.row.name_en.clone(),
        }
    }

    /// 認定日.
    async fn certified_on(&self) -> Date {
        Date(self.row.certified_on)
    }

    /// I型 or II型; null where no source prints it, as for all until now.
    async fn certification_type(&self) -> Option<UserCertificationType> {
        None
    }

    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let subject = approvals::uses::certified_user::subject(&self.row.id);
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, subject),
        ))
    }
}
