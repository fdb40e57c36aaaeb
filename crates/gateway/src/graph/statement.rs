//! Linkage statements: what one source says of two databases.

use async_graphql::{Context, Enum, ID};
use base::StatementId;
use linkage::statement::subject;

use crate::error::ApiError;
use crate::graph::database::Database;
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::node::global_id;
use crate::graph::scalars::{PartialDate, partial};
use crate::graph::withdrawal::{self, Withdrawal};
use crate::plain::{Object, Plain};
use crate::view::View;

/// The form in which data are asked for or given out.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::DataForm")]
pub(crate) enum DataForm {
    /// 匿名: anonymised.
    Anonymised,
    /// 仮名: pseudonymised.
    Pseudonymised,
    /// 顕名: identified.
    Identified,
}

/// The form of data that a statement speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::StatementForm")]
pub(crate) enum StatementForm {
    /// 匿名: anonymised.
    Anonymised,
    /// 仮名: pseudonymised.
    Pseudonymised,
    /// 顕名: identified.
    Identified,
    /// Every form: the source makes no difference.
    Any,
}

/// How far a link has come, from the weakest to the strongest. Never a yes or no: what nobody states is not forbidden,
/// and what is undecided is not a no.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::LinkageState")]
pub(crate) enum LinkageState {
    /// A source says that it is not possible (連結できません).
    Prohibited,
    /// A source prints "-", or nobody says anything.
    NotStated,
    /// A source says that it is undecided (未定).
    Undecided,
    /// A source announces it (予定), with or without a date.
    Planned,
    /// A source says that it is possible.
    InForce,
}

/// On what a statement rests.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::Basis")]
pub(crate) enum StatementBasis {
    /// Press, papers, third parties (報道・論文等).
    Reported,
    /// A ministry, an agency or a council (府省・審議会等の資料).
    Official,
    /// An act, an order or an ordinance, by itself or as reported (法令).
    Enactment,
}

/// How the day of a statement is known.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::DayDerivation")]
pub(crate) enum DayDerivation {
    /// Read from something else on the page, as a slide marked 再掲 that carries only the day of a figure on it (推定).
    Inferred,
    /// The source prints it (明記).
    Printed,
}

/// What one source says of linking two databases, seen from one of them, for one form of data. Statements are stored as
/// they stand; a verdict is computed from all of them.
#[derive(Clone)]
pub(crate) struct LinkageStatement {
    catalogue: View,
    id: StatementId,
}

impl LinkageStatement {
    pub(crate) fn find(catalogue: &View, id: &StatementId) -> Option<Self> {
        catalogue.statement(id)?;
        Some(Self {
            catalogue: catalogue.clone(),
            id: id.clone(),
        })
    }

    fn row(&self) -> Result<&linkage::LinkageStatement, ApiError> {
        self.catalogue
            .statement(&self.id)
            .ok_or(ApiError::Broken("a statement that left its catalogue"))
    }
}

/// What one source says of linking two databases, seen from one of them, for one form of data. Statements are stored as
/// they stand; a verdict is computed from all of them.
#[Object]
impl LinkageStatement {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "LinkageStatement", self.id.as_str())
    }

    /// The revision that withdrew it, and why; null while it holds. Told in answers of older revisions too.
    async fn withdrawn_in(&self, ctx: &Context<'_>) -> Option<Result<Withdrawal, ApiError>> {
        let id = &self.id;
        withdrawal::of(ctx, "LinkageStatement", id.as_str(), |present| {
            LinkageStatement::find(present, id).is_some()
        })
        .await
    }

    /// Stable code of the statement.
    async fn code(&self) -> &str {
        self.id.as_str()
    }

    /// The database in whose column, or on whose side, the statement stands.
    async fn stated_by(&self) -> Result<Database, ApiError> {
        Database::find(&self.catalogue, &self.row()?.stated_by).ok_or(ApiError::Broken(
            "a statement of a database that is not in the catalogue",
        ))
    }

    /// The partner that it names; null where the cell names none (未定, "-") and speaks of every pair of its database.
    async fn about(&self) -> Result<Option<Database>, ApiError> {
        Ok(self
            .row()?
            .about
            .as_ref()
            .and_then(|about| Database::find(&self.catalogue, about)))
    }

    /// The form of data that it speaks of.
    async fn form(&self) -> Result<StatementForm, ApiError> {
        Ok(self.row()?.form.into())
    }

    /// What it says.
    async fn state(&self) -> Result<LinkageState, ApiError> {
        Ok(self.row()?.state.into())
    }

    /// Start of a plan (～); null where none is printed.
    async fn planned_from(&self) -> Result<Option<PartialDate>, ApiError> {
        Ok(partial(self.row()?.planned_from))
    }

    /// Deadline of a plan (まで), which is not a start; null where none is printed.
    async fn planned_by(&self) -> Result<Option<PartialDate>, ApiError> {
        Ok(partial(self.row()?.planned_by))
    }

    /// Since when the link is possible; null where the source gives no start: then it attests from `statedOn` on.
    async fn in_force_from(&self) -> Result<Option<PartialDate>, ApiError> {
        Ok(partial(self.row()?.in_force_from))
    }

    /// Last day on which the link is possible; null where no end is stated.
    async fn until(&self) -> Result<Option<PartialDate>, ApiError> {
        Ok(partial(self.row()?.until))
    }

    /// The day of the statement itself, which is not the day of the document.
    async fn stated_on(&self) -> Result<PartialDate, ApiError> {
        Ok(PartialDate(self.row()?.stated_on))
    }

    /// On what it rests: an enactment in effect governs over what anyone says.
    async fn basis(&self) -> Result<StatementBasis, ApiError> {
        Ok(self.row()?.basis.into())
    }

    /// How `statedOn` is known: a statement of inferred day never overrules one of printed day.
    async fn stated_on_derivation(&self) -> Result<DayDerivation, ApiError> {
        Ok(self.row()?.day_derivation.into())
    }

    /// Who says so, where, in which words.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, subject(&self.id)),
        ))
    }
}
