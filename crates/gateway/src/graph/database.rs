//! Databases with what hangs on them.

use async_graphql::{Context, Enum, ID, SimpleObject};
use base::DatabaseId;
use catalogue::search::Kind;
use linkage::database::subject;

use crate::error::ApiError;
use crate::graph::access::AccessRule;
use crate::graph::approval::{ApprovalConnection, ApprovalFilter, approvals};
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::fact::{ReportedFact, reported_facts};
use crate::graph::node::global_id;
use crate::graph::ranking::found;
use crate::graph::registry::Registry;
use crate::graph::scalars::{BigInt, PartialDate, partial};
use crate::graph::statement::{DataForm, LinkageStatement};
use crate::graph::uses::{self, UseConnection, UseFilter};
use crate::plain::{Object, Plain};
use crate::view::View;

/// How the records of a database are held, which is not how they are given out.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::HeldAs")]
pub(crate) enum HeldAs {
    /// 匿名: nobody is identified.
    Anonymised,
    /// 顕名: held with names.
    Identified,
}

/// Whether a database works yet.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::DatabaseStatus")]
pub(crate) enum DatabaseStatus {
    /// It holds data.
    Operating,
    /// 構築中.
    UnderConstruction,
    /// No source says.
    Unknown,
}

/// Whether a person's consent is needed when the data are taken.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::ConsentRequirement")]
pub(crate) enum ConsentRequirement {
    /// 有.
    Required,
    /// 無.
    NotRequired,
    /// 無, under the condition of the note.
    Conditional,
    /// No source says.
    Unknown,
}

/// How far a provision or a review body has come, as its source prints it.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::ProvisionState")]
pub(crate) enum ProvisionState {
    /// Printed with a start and not as a plan.
    InForce,
    /// 予定.
    Planned,
    /// 未定.
    Undecided,
    /// No source says.
    NotStated,
}

/// データ取得時の本人同意の取得.
#[derive(SimpleObject, Plain)]
pub(crate) struct Consent {
    /// Whether consent is needed when the data are taken.
    requirement: ConsentRequirement,
    /// The small print beside it; null where there is none.
    note: Option<String>,
}

/// A database of health data: one of the nine public ones, the certified operators' own, or MID-NET.
#[derive(Clone)]
pub(crate) struct Database {
    catalogue: View,
    row: u32,
}

impl Database {
    pub(crate) fn at(catalogue: &View, row: u32) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row,
        }
    }

    pub(crate) fn find(catalogue: &View, id: &DatabaseId) -> Option<Self> {
        Some(Self::at(catalogue, catalogue.databases.find(id)?))
    }

    /// The databases that a text finds, the best match first; all where there is none.
    pub(crate) fn found(catalogue: &View, search: Option<String>) -> Result<Vec<Self>, ApiError> {
        let index = catalogue.search.index_of(Kind::Database);
        let rows = found(catalogue, index, search, catalogue.databases.all().len())?;
        Ok(rows
            .into_iter()
            .map(|row| Self::at(catalogue, row))
            .collect())
    }

    /// Every database, in the order of the table.
    pub(crate) fn all(catalogue: &View) -> Vec<Self> {
        (0..catalogue.databases.all().len() as u32)
            .map(|row| Self::at(catalogue, row))
            .collect()
    }

    fn row(&self) -> &linkage::Database {
        self.catalogue.databases.get(self.row)
    }
}

/// A database of health data: one of the nine public ones, the certified operators' own, or MID-NET.
#[Object]
impl Database {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "Database", self.row().id.as_str())
    }

    /// Stable code: `ndb`, `kaigo`, `jisedai`.
    async fn code(&self) -> &str {
        self.row().id.as_str()
    }

    /// Short Japanese name (データベースの名称).
    async fn name_ja(&self) -> &str {
        &self.row().name_ja
    }

    /// English name; mostly our translation, which its evidence says.
    async fn name_en(&self) -> Option<&str> {
        self.row().name_en.as_deref()
    }

    /// Full Japanese name; null where the sources print none.
    async fn official_name_ja(&self) -> Option<&str> {
        self.row().official_name_ja.as_deref()
    }

    /// Other names under which sources speak of it.
    async fn aliases(&self) -> Vec<&str> {
        self.row().aliases.iter().collect()
    }

    /// 保有主体.
    async fn holder(&self) -> Option<&str> {
        self.row().holder.as_deref()
    }

    /// How its records are held (匿名 / 顕名), which is not how they are given out.
    async fn held_as(&self) -> Option<HeldAs> {
        self.row().held_as.map(Into::into)
    }

    /// Whether it works yet.
    async fn status(&self) -> DatabaseStatus {
        self.row().status.into()
    }

    /// Since when; null where no source says.
    async fn started_on(&self) -> Option<PartialDate> {
        partial(self.row().started_on)
    }

    /// 元データ.
    async fn original_data(&self) -> Vec<&str> {
        self.row().original_data.iter().collect()
    }

    /// 主な情報項目.
    async fn main_items(&self) -> Vec<&str> {
        self.row().main_items.iter().collect()
    }

    /// Items that a draft (案) names for a database under construction.
    async fn planned_items(&self) -> Vec<&str> {
        self.row().planned_items.iter().collect()
    }

    /// The key by which persons are linked, and since when it is stored; null where no source says.
    async fn linkage_key(&self) -> Option<&str> {
        self.row().linkage_key.as_deref()
    }

    /// データ取得時の本人同意の取得.
    async fn consent(&self) -> Consent {
        Consent {
            requirement: self.row().consent_requirement.into(),
            note: self.row().consent_note.clone(),
        }
    }

    /// How its data are given out (第三者提供するデータ・提供先), by source: contradictions stand side by side.
    async fn provisions(&self) -> Vec<Provision> {
        let count = self.catalogue.provisions(&self.row().id).len();
        (0..count)
            .map(|place| Provision {
                database: self.clone(),
                place,
            })
            .collect()
    }

    /// How much it holds, by source and day. Never added up.
    async fn volumes(&self) -> Vec<Volume> {
        let count = self.catalogue.volumes(&self.row().id).len();
        (0..count)
            .map(|place| Volume {
                database: self.clone(),
                place,
            })
            .collect()
    }

    /// What the sources say of linking it: its own statements and those of others that name it.
    async fn statements(&self) -> Vec<LinkageStatement> {
        let id = &self.row().id;
        self.catalogue
            .statements
            .iter()
            .filter(|row| row.stated_by == *id || row.about.as_ref() == Some(id))
            .filter_map(|row| LinkageStatement::find(&self.catalogue, &row.id))
            .collect()
    }

    /// The approved uses whose data came from it, the newest first. Null, not empty, where no list of its approvals was read: only
    /// those of the certified operators were, and `uses.coverage` says how far each source goes.
    async fn approvals(
        &self,
        #[graphql(desc = "Rows from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Option<Result<ApprovalConnection, ApiError>> {
        let rows = self.catalogue.approvals.of_database(&self.row().id);
        // Nobody read who used NDB: that is not nobody used it.
        let filter = (!rows.is_empty()).then(|| ApprovalFilter::only(rows))?;
        let paging = (first, after, last, before);
        Some(approvals(&self.catalogue, filter, None, None, paging))
    }

    /// What one must do to get its data, rule by rule, as sources state it.
    async fn access_rules(&self) -> Vec<AccessRule> {
        let code = self.row().id.as_str();
        let rules = self.catalogue.access_rules.iter();
        let of_it = rules.filter(|rule| rule.databases.iter().any(|one| one == code));
        of_it
            .map(|rule| AccessRule::new(&self.catalogue, rule))
            .collect()
    }

    /// The registries that are this database.
    async fn registries(&self) -> Vec<Registry> {
        let rows = 0..self.catalogue.registries.all().len() as u32;
        let is_it = |row: &u32| {
            let database = self.catalogue.database_of(*row);
            database.is_some_and(|database| database.id == self.row().id)
        };
        rows.filter(is_it)
            .map(|row| Registry::at(&self.catalogue, row))
            .collect()
    }

    /// What sources state of it beside: figures printed elsewhere, starts and plans, each dated, the newest first.
    async fn reported_facts(&self) -> Vec<ReportedFact> {
        let code = self.row().id.as_str();
        reported_facts(&self.catalogue, |fact| {
            fact.databases.iter().any(|one| one == code)
        })
    }

    /// Uses of its data: approved ones and reported ones, never added up.
    async fn uses(
        &self,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Option<Result<UseConnection, ApiError>> {
        let filter = UseFilter {
            databases: Some(vec![self.row().id.to_string()]),
            ..UseFilter::default()
        };
        Some(uses::uses(
            &self.catalogue,
            filter,
            None,
            (first, after, last, before),
        ))
    }

    /// Who says what is told here, field by field.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, subject(&self.row().id)),
        ))
    }
}

/// One way in which a database's data are given out (第三者提供するデータ・提供先).
pub(crate) struct Provision {
    database: Database,
    place: usize,
}

impl Provision {
    fn row(&self) -> &linkage::Provision {
        &self.database.catalogue.provisions(&self.database.row().id)[self.place]
    }
}

/// One way in which a database's data are given out (第三者提供するデータ・提供先).
#[Object]
impl Provision {
    /// In which form.
    async fn form(&self) -> DataForm {
        self.row().form.into()
    }

    /// From when; null where the source gives no start.
    async fn from(&self) -> Option<PartialDate> {
        partial(self.row().starts_on)
    }

    /// How far it has come, as its source prints it on its day.
    async fn state(&self) -> ProvisionState {
        self.row().state.into()
    }

    /// To whom (提供先); null where the source does not say.
    async fn recipients(&self) -> Option<Vec<&str>> {
        let named: Vec<&str> = self.row().recipients.iter().collect();
        (!named.is_empty()).then_some(named)
    }

    /// The small print; null where there is none.
    async fn condition(&self) -> Option<&str> {
        self.row().condition.as_deref()
    }

    /// Who is heard before the data are given out (提供時の意見聴取); null where that is 未定 or no source says.
    async fn review_bodies(&self) -> Option<Vec<ReviewBody>> {
        ReviewBody::of(&self.database.catalogue, &self.database.row().id)
    }

    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let row = format!("provisions/{}", self.row().id);
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.database.catalogue, subject(&self.database.row().id), row row),
        ))
    }
}

/// A body that reviews or decides (審査機関).
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct ReviewBody {
    /// Japanese name.
    pub(crate) name_ja: String,
    /// Our translation; null where there is none.
    pub(crate) name_en: Option<String>,
    /// From when it is heard; null where the source gives no start.
    pub(crate) from: Option<PartialDate>,
}

impl ReviewBody {
    pub(crate) fn new(row: &linkage::ReviewBody) -> Option<Self> {
        Some(Self {
            name_ja: row.name_ja.clone()?,
            name_en: row.name_en.clone(),
            from: partial(row.starts_on),
        })
    }

    fn of(catalogue: &View, database: &DatabaseId) -> Option<Vec<Self>> {
        let bodies: Vec<Self> = catalogue
            .review_bodies(database)
            .iter()
            .filter_map(Self::new)
            .collect();
        (!bodies.is_empty()).then_some(bodies)
    }
}

/// How much a database holds, on one day, by one source. Never added up.
pub(crate) struct Volume {
    database: Database,
    place: usize,
}

impl Volume {
    fn row(&self) -> &linkage::Volume {
        &self.database.catalogue.volumes(&self.database.row().id)[self.place]
    }

    async fn proof(&self, ctx: &Context<'_>) -> Result<Vec<Evidence>, ApiError> {
        let row = format!("volumes/{}", self.row().id);
        evidence!(ctx, &self.database.catalogue, subject(&self.database.row().id), row row)
    }
}

/// How much a database holds, on one day, by one source. Never added up.
#[Object]
impl Volume {
    /// Number of units.
    async fn quantity(&self) -> BigInt {
        BigInt(self.row().quantity)
    }

    /// What one of them is: `PERSONS`, `RECORDS`, `INSTITUTIONS`.
    async fn unit(&self) -> &str {
        &self.row().unit
    }

    /// Whether the source says 約.
    async fn approximate(&self) -> bool {
        self.row().approximate
    }

    /// The day of the count; null where the source gives none.
    async fn as_of(&self) -> Option<PartialDate> {
        partial(self.row().as_of)
    }

    /// The text as printed; null where it is not quoted.
    async fn raw_text(&self, ctx: &Context<'_>) -> Option<Result<String, ApiError>> {
        match self.proof(ctx).await {
            Ok(found) => found.into_iter().find_map(Evidence::into_raw_text).map(Ok),
            Err(error) => Some(Err(error)),
        }
    }

    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(document_kinds, self.proof(ctx).await))
    }
}

/// The databases of these codes that the catalogue holds.
pub(crate) fn named<'a>(catalogue: &View, codes: impl Iterator<Item = &'a str>) -> Vec<Database> {
    codes
        .filter_map(|code| Database::find(catalogue, &code.into()))
        .collect()
}
