//! Verdicts: what we conclude from all statements about a pair, a set, or all databases.

use async_graphql::{Enum, SimpleObject};
use base::{DatabaseId, StatementId};
use catalogue::Catalogue;
use linkage::Question;
use linkage::plan::Applicant;

use crate::error::ApiError;
use crate::graph::access::{self, AccessPlan};
use crate::graph::database::Database;
use crate::graph::fact::{ReportedFact, reported_facts};
use crate::graph::language::Language;
use crate::graph::scalars::{Date, PartialDate, partial};
use crate::graph::statement::{DataForm, LinkageState, LinkageStatement};
use crate::plain::{Object, Plain};
use crate::view::View;

/// What two statements differ in.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::ConflictField")]
pub(crate) enum ConflictField {
    /// How far the link has come.
    State,
    /// Start of the plan.
    PlannedFrom,
    /// Deadline of the plan.
    PlannedBy,
    /// Since when it is in force.
    InForceFrom,
    /// Its end.
    Until,
}

/// The rule by which one of two differing statements governs.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::Resolution")]
pub(crate) enum Resolution {
    /// The governing one is an enactment in effect.
    #[graphql(name = "ENACTMENT_GOVERNS")]
    Enactment,
    /// The day of the other one is only inferred.
    #[graphql(name = "PRINTED_DAY_GOVERNS")]
    PrintedDay,
    /// The other one is older.
    #[graphql(name = "NEWEST_GOVERNS")]
    Newest,
    /// Both are of one day: an official source governs over press and papers.
    #[graphql(name = "FIRMER_BASIS_OF_THE_DAY_GOVERNS")]
    FirmerBasisOfTheDay,
    /// Both are of one day: the weakest governs, so that nobody who is told "may be linked" finds a source that says "not yet".
    #[graphql(name = "WEAKEST_OF_THE_DAY_GOVERNS")]
    WeakestOfTheDay,
    /// Both are of one day and one state: the later date governs.
    #[graphql(name = "LATER_DATE_OF_THE_DAY_GOVERNS")]
    LaterDateOfTheDay,
}

/// What one of two differing statements says.
pub(crate) struct ConflictValue {
    catalogue: View,
    value: linkage::ConflictValue,
}

/// What one of two differing statements says.
#[Object]
impl ConflictValue {
    /// A state's word or a date as printed; null where the statement prints none.
    async fn value(&self) -> Option<&str> {
        self.value.value.as_deref()
    }

    /// The statement.
    async fn statement(&self) -> Option<LinkageStatement> {
        LinkageStatement::find(&self.catalogue, &self.value.statement)
    }
}

/// One field in which another statement differs from the governing one.
pub(crate) struct Conflict {
    catalogue: View,
    conflict: linkage::Conflict,
}

/// One field in which another statement differs from the governing one.
#[Object]
impl Conflict {
    /// What they differ in.
    async fn field(&self) -> ConflictField {
        self.conflict.field.into()
    }

    /// What the governing statement says.
    async fn governing(&self) -> ConflictValue {
        ConflictValue {
            catalogue: self.catalogue.clone(),
            value: self.conflict.governing.clone(),
        }
    }

    /// What the other statement says.
    async fn other(&self) -> ConflictValue {
        ConflictValue {
            catalogue: self.catalogue.clone(),
            value: self.conflict.other.clone(),
        }
    }

    /// The rule that chose.
    async fn resolution(&self) -> Resolution {
        self.conflict.resolution.into()
    }
}

/// The verdict on two databases.
pub(crate) struct PairVerdict {
    catalogue: View,
    verdict: linkage::PairVerdict,
}

impl PairVerdict {
    fn new(catalogue: &View, verdict: linkage::PairVerdict) -> Self {
        Self {
            catalogue: catalogue.clone(),
            verdict,
        }
    }
}

/// The verdict on two databases.
#[Object]
impl PairVerdict {
    /// The two databases, in the order of their codes.
    async fn databases(&self) -> Vec<Database> {
        databases(&self.catalogue, &self.verdict.databases)
    }

    /// How far the link has come on the day asked.
    async fn state(&self) -> LinkageState {
        self.verdict.state.into()
    }

    /// Whether the day of a plan has passed and no source confirms that it was carried out.
    async fn overdue(&self) -> bool {
        self.verdict.overdue
    }

    /// Whether a statement that is newer, or may be, says less (`contestedBy`): the state holds, but who relies on it should
    /// read that source.
    async fn contested(&self) -> bool {
        self.verdict.is_contested()
    }

    /// From when, as the governing statement gives it: the start in force or planned; null where it gives none (a deadline is no start).
    async fn starts_on(&self) -> Option<PartialDate> {
        partial(self.verdict.starts_on)
    }

    /// The statement that decides; null where nobody states anything.
    async fn governing(&self) -> Option<LinkageStatement> {
        self.verdict
            .governing
            .as_ref()
            .and_then(|id| LinkageStatement::find(&self.catalogue, id))
    }

    /// Every statement that was considered, in the order in which they would govern: enactments in effect, then those of
    /// printed day, then those of inferred day, each from the newest.
    async fn statements(&self) -> Vec<LinkageStatement> {
        statements(&self.catalogue, &self.verdict.considered)
    }

    /// Statements that are newer than the governing one, or may be, and say less.
    async fn contested_by(&self) -> Vec<LinkageStatement> {
        statements(&self.catalogue, &self.verdict.contested_by)
    }

    /// Statements that speak of the day and say the same as the governing one.
    async fn confirmed_by(&self) -> Vec<LinkageStatement> {
        statements(&self.catalogue, &self.verdict.confirmed_by)
    }

    /// Where considered statements really differ from the governing one, with the rule that chose: in state, or in a date that
    /// both print. "In force" without a start does not differ from "in force from 2022-04".
    async fn conflicts(&self) -> Vec<Conflict> {
        self.verdict
            .conflicts
            .iter()
            .map(|conflict| Conflict {
                catalogue: self.catalogue.clone(),
                conflict: conflict.clone(),
            })
            .collect()
    }

    /// How the verdict came about, one sentence a step.
    async fn explanation(
        &self,
        #[graphql(
            default_with = "Some(Language::Ja)",
            desc = "Language of the sentences."
        )]
        language: Option<Language>,
    ) -> Vec<String> {
        narrate(
            &self.catalogue,
            language.unwrap_or_default(),
            |language, sources| linkage::explain_pair(&self.verdict, language, sources),
        )
    }
}

/// Databases that can all be linked with one another.
#[derive(SimpleObject, Plain)]
pub(crate) struct LinkableSubset {
    /// The databases, in the order of their codes.
    databases: Vec<Database>,
}

/// The verdict on a set of databases: the weakest pair is the verdict. Links are not transitive.
pub(crate) struct LinkageVerdict {
    catalogue: View,
    verdict: linkage::SetVerdict,
}

impl LinkageVerdict {
    pub(crate) fn new(catalogue: &View, verdict: linkage::SetVerdict) -> Self {
        Self {
            catalogue: catalogue.clone(),
            verdict,
        }
    }
}

/// The verdict on a set of databases: the weakest pair is the verdict. Links are not transitive.
#[Object]
impl LinkageVerdict {
    /// The form that was asked about.
    async fn form(&self) -> DataForm {
        self.verdict.question.form.into()
    }

    /// The day that was asked about.
    async fn on(&self) -> Date {
        Date(self.verdict.question.on)
    }

    /// The latest day of the statements that were used.
    async fn known_by(&self) -> Date {
        Date(self.verdict.question.known_by)
    }

    /// The state of the weakest pair.
    async fn state(&self) -> LinkageState {
        self.verdict.state.into()
    }

    /// Whether a weakest pair is a plan whose day has passed and that no source confirms.
    async fn overdue(&self) -> bool {
        self.verdict.overdue
    }

    /// Whether a newer source says less of one of the pairs that decide.
    async fn contested(&self) -> bool {
        self.verdict.contested
    }

    /// How the verdict came about, one sentence a step: what governed and why.
    async fn explanation(
        &self,
        #[graphql(
            default_with = "Some(Language::Ja)",
            desc = "Language of the sentences."
        )]
        language: Option<Language>,
    ) -> Vec<String> {
        narrate(
            &self.catalogue,
            language.unwrap_or_default(),
            |language, sources| linkage::explain(&self.verdict, language, sources),
        )
    }

    /// What has been enacted or planned that bears on the answer but is not in force: for pseudonymised information the reform of
    /// 2025, as far as it was known by the day. A note, never a verdict.
    async fn notes(&self) -> Vec<ReportedFact> {
        let question = &self.verdict.question;
        reported_facts(&self.catalogue, |fact| {
            question.form == linkage::DataForm::Pseudonymised
                && fact.is_reform()
                && fact.is_known_by(question.known_by)
        })
    }

    /// Every pair of the set.
    async fn pairs(&self) -> Vec<PairVerdict> {
        self.verdict
            .pairs
            .iter()
            .map(|pair| PairVerdict::new(&self.catalogue, pair.clone()))
            .collect()
    }

    /// The pairs weaker than IN_FORCE.
    async fn blocking_pairs(&self) -> Vec<PairVerdict> {
        self.verdict
            .blocking_pairs()
            .map(|pair| PairVerdict::new(&self.catalogue, pair.clone()))
            .collect()
    }

    /// The largest subsets of two or more databases whose pairs are all IN_FORCE; empty where no pair is.
    async fn largest_linkable_subsets(&self) -> Vec<LinkableSubset> {
        self.verdict
            .largest_linkable_subsets
            .iter()
            .map(|subset| LinkableSubset {
                databases: databases(&self.catalogue, subset),
            })
            .collect()
    }

    /// What one must do to get the data so linked, as far as sources describe it. Data once received separately cannot be linked
    /// afterwards, for the keys are hashed for each provision: ask for the link in the application.
    async fn access_plan(&self) -> AccessPlan {
        let applicant = Applicant {
            databases: self.verdict.databases.clone(),
            form: self.verdict.question.form,
            sector: None,
            known_by: self.verdict.question.known_by,
        };
        access::access_plan(&self.catalogue, &applicant, Some(self.verdict.clone()))
    }
}

/// One cell of the matrix: a row's database with a column's.
pub(crate) struct LinkageCell {
    catalogue: View,
    cell: linkage::Cell,
}

/// One cell of the matrix: a row's database with a column's.
#[Object]
impl LinkageCell {
    /// The row's database.
    async fn row(&self) -> Result<Database, ApiError> {
        held(&self.catalogue, &self.cell.row)
    }

    /// The column's database.
    async fn column(&self) -> Result<Database, ApiError> {
        held(&self.catalogue, &self.cell.column)
    }

    /// How far their link has come on the day asked.
    async fn state(&self) -> LinkageState {
        self.cell.state.into()
    }

    /// Whether it is a plan whose day has passed and that no source confirms.
    async fn overdue(&self) -> bool {
        self.cell.overdue
    }

    /// Whether considered statements differ from the governing one.
    async fn conflicting(&self) -> bool {
        self.cell.conflicting
    }
}

/// Every database against every other on one day.
pub(crate) struct LinkageMatrix {
    pub(crate) catalogue: View,
    pub(crate) question: Question,
}

/// Every database against every other on one day.
#[Object]
impl LinkageMatrix {
    /// The form that was asked about.
    async fn form(&self) -> DataForm {
        self.question.form.into()
    }

    /// The day that was asked about.
    async fn on(&self) -> Date {
        Date(self.question.on)
    }

    /// The latest day of the statements that were used.
    async fn known_by(&self) -> Date {
        Date(self.question.known_by)
    }

    /// The databases of rows and columns, in the order of the table.
    async fn databases(&self) -> Vec<Database> {
        Database::all(&self.catalogue)
    }

    /// Row by row, every database with every other; symmetric, without the diagonal.
    async fn cells(&self) -> Vec<LinkageCell> {
        linkage::matrix(
            &self.catalogue.databases.ids(),
            &self.catalogue.linkage_facts(),
            &self.question,
        )
        .into_iter()
        .map(|cell| LinkageCell {
            catalogue: self.catalogue.clone(),
            cell,
        })
        .collect()
    }
}

/// A database that can be added to those one has, with the state that the set would have.
pub(crate) struct LinkageCandidate {
    pub(crate) catalogue: View,
    pub(crate) candidate: linkage::Candidate,
}

/// A database that can be added to those one has, with the state that the addition would have.
#[Object]
impl LinkageCandidate {
    /// The database to add.
    async fn database(&self) -> Result<Database, ApiError> {
        held(&self.catalogue, &self.candidate.database)
    }

    /// The weakest state of its pairs with those one has.
    async fn state(&self) -> LinkageState {
        self.candidate.state.into()
    }

    /// Whether a weakest pair is a plan whose day has passed and that no source confirms.
    async fn overdue(&self) -> bool {
        self.candidate.overdue
    }

    /// The pairs of the enlarged set weaker than IN_FORCE, those among the databases one has included.
    async fn blocking_pairs(&self) -> Vec<PairVerdict> {
        self.candidate
            .blocking_pairs
            .iter()
            .map(|pair| PairVerdict::new(&self.catalogue, pair.clone()))
            .collect()
    }
}

/// A database that a verdict names, which the catalogue therefore holds.
fn held(catalogue: &View, id: &DatabaseId) -> Result<Database, ApiError> {
    Database::find(catalogue, id).ok_or(ApiError::Broken(
        "a verdict on a database that is not in the catalogue",
    ))
}

fn databases(catalogue: &View, ids: &[DatabaseId]) -> Vec<Database> {
    ids.iter()
        .filter_map(|id| Database::find(catalogue, id))
        .collect()
}

fn statements(catalogue: &View, ids: &[StatementId]) -> Vec<LinkageStatement> {
    ids.iter()
        .filter_map(|id| LinkageStatement::find(catalogue, id))
        .collect()
}

/// Tells an explanation with the catalogue's names.
fn narrate(
    catalogue: &Catalogue,
    language: Language,
    tell: impl FnOnce(linkage::Language, &linkage::Sources<'_>) -> Vec<String>,
) -> Vec<String> {
    let name = |id: &DatabaseId| -> &str {
        let Some(row) = catalogue.databases.find(id) else {
            return "?";
        };
        let row = catalogue.databases.get(row);
        match (language, &row.name_en) {
            // NDB, DPCDB and MID-NET are what either language calls them.
            (Language::En, Some(english)) if !row.name_ja.is_ascii() => {
                english.split(" (").next().unwrap_or(english)
            }
            _ => &row.name_ja,
        }
    };
    let statement = |id: &StatementId| catalogue.statement(id);
    let place = |id: &StatementId| {
        let citation = catalogue.citation_of(id)?;
        let document = catalogue.document(&citation.document)?;
        Some(linkage::Place {
            title: &document.title,
            published_on: document.published_on,
            locator: citation.locator.as_deref(),
            is_inferred: citation.derivation == base::Derivation::Inferred,
        })
    };
    let sources = linkage::Sources {
        database: &name,
        statement: &statement,
        place: &place,
    };
    let language = match language {
        Language::Ja => linkage::Language::Ja,
        Language::En => linkage::Language::En,
    };
    tell(language, &sources)
}
