//! What one source says of linking two databases, seen from one of them, for one form of data.

use std::collections::HashSet;

use base::{DatabaseId, Revision, StatementId, Subject, Versioned};

base::words! {
    /// The form in which data is asked for.
    pub enum DataForm {
        /// 匿名: anonymised information.
        Anonymised = "ANONYMISED",
        /// 仮名: pseudonymised information.
        Pseudonymised = "PSEUDONYMISED",
        /// 顕名: identified information.
        Identified = "IDENTIFIED",
    }
}

base::words! {
    /// The form of data that a statement speaks of.
    pub enum StatementForm {
        /// Only anonymised information (匿名).
        Anonymised = "ANONYMISED",
        /// Only pseudonymised information (仮名).
        Pseudonymised = "PSEUDONYMISED",
        /// Only identified information (顕名).
        Identified = "IDENTIFIED",
        /// Every form: the source makes no difference.
        Any = "ANY",
    }
}

base::words! {
    /// How far a link has come, ordered from the weakest to the strongest. Never a yes or no.
    pub enum LinkageState {
        /// The source says that it is not possible.
        Prohibited = "PROHIBITED",
        /// "-", or nobody says anything: not the same as forbidden.
        NotStated = "NOT_STATED",
        /// 未定: the source says that it is undecided. Not a no.
        Undecided = "UNDECIDED",
        /// 予定: announced, with or without a date.
        Planned = "PLANNED",
        /// Possible.
        InForce = "IN_FORCE",
    }
}

base::words! {
    /// On what a statement rests, from the weakest to the strongest.
    pub enum Basis {
        /// Press, papers, third parties.
        Reported = "REPORTED",
        /// A ministry, an agency or a council.
        Official = "OFFICIAL",
        /// An act, an order or an ordinance, by itself or as reported.
        Enactment = "ENACTMENT",
    }
}

base::words! {
    /// How the day of a statement is known, the weaker first.
    pub enum DayDerivation {
        /// Read from something else on the page, as a slide that carries only the day of a figure on it.
        Inferred = "INFERRED",
        /// The source prints it, or the document's own day stands for it.
        Printed = "PRINTED",
    }
}

mod row {
    use super::{Basis, DayDerivation, LinkageState, StatementForm};
    use base::{DatabaseId, PartialDate, StatementId};
    use sea_orm::entity::prelude::*;

    /// What one source says, as loaded: never overwritten by a later one, never merged with another.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "linkage_statements")]
    pub struct Model {
        /// The statement's code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StatementId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The database in whose column, or on whose side, it stands.
        pub stated_by: DatabaseId,
        /// The partner it names. None where the cell names none (未定, "-"): it speaks of every pair of `stated_by`.
        pub about: Option<DatabaseId>,
        /// The form of data it speaks of.
        pub form: StatementForm,
        /// What it says.
        pub state: LinkageState,
        /// The start of a plan (～): counts as its first day.
        pub planned_from: Option<PartialDate>,
        /// The deadline of a plan (まで): counts as its last day, and is no start.
        pub planned_by: Option<PartialDate>,
        /// Since when the link is possible: counts as its first day.
        pub in_force_from: Option<PartialDate>,
        /// The end of the link: its last day is still included.
        #[sea_orm(column_name = "ends_on")]
        pub until: Option<PartialDate>,
        /// The date of the fact itself, not of the document.
        pub stated_on: PartialDate,
        /// On what it rests.
        pub basis: Basis,
        /// How the date of the fact is known.
        pub day_derivation: DayDerivation,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as LinkageStatement};

impl Versioned for LinkageStatement {
    fn id(&self) -> String {
        self.id.to_string()
    }

    fn subject(&self) -> Subject {
        subject(&self.id)
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// A statement as the thing that facts are about.
pub fn subject(id: &StatementId) -> Subject {
    Subject::new("statement", id.as_str())
}

impl StatementForm {
    /// Whether a statement of this form speaks of data of that form.
    pub fn covers(self, form: DataForm) -> bool {
        match self {
            Self::Any => true,
            Self::Anonymised => form == DataForm::Anonymised,
            Self::Pseudonymised => form == DataForm::Pseudonymised,
            Self::Identified => form == DataForm::Identified,
        }
    }
}

impl LinkageStatement {
    /// Whether it speaks of this pair, from either side.
    pub fn speaks_of(&self, a: &DatabaseId, b: &DatabaseId) -> bool {
        let partner = match &self.stated_by {
            by if by == a => b,
            by if by == b => a,
            _ => return false,
        };
        self.about.as_ref().is_none_or(|about| about == partner)
    }
}

/// What verdicts are computed from: what is stated, and in which forms each database is given out.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'s> {
    /// The statements, about any pairs, in any order.
    pub statements: &'s [LinkageStatement],
    /// The forms in which some source says that a database is given out, whatever the day.
    pub given_out: &'s HashSet<(DatabaseId, DataForm)>,
}

impl Facts<'_> {
    /// Whether some source gives the database out in this form.
    pub fn is_given_out(&self, database: &DatabaseId, form: DataForm) -> bool {
        self.given_out.contains(&(database.clone(), form))
    }
}

#[cfg(test)]
pub(crate) mod samples;
