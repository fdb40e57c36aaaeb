//! Case counts: numbers that a registry's sources print, each with its unit and day. A dated series, never added up.

use base::{Revision, Subject, Versioned};

use crate::registry::subject;

mod row {
    use crate::{CountKind, CountUnit};
    use base::{PartialDate, RegistryId};
    use sea_orm::entity::prelude::*;

    /// One count of one registry.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "registry_case_counts")]
    pub struct Model {
        /// Registry and number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Whose count.
        pub registry: RegistryId,
        /// Running number in the order of the text, from 1.
        pub number: i64,
        /// In the unit.
        pub quantity: i64,
        /// What one of it is.
        pub unit: CountUnit,
        /// What it spans.
        pub kind: CountKind,
        /// 約, 程度.
        pub approximate: bool,
        /// 超, 以上.
        pub at_least: bool,
        /// The day of the count.
        pub as_of: Option<PartialDate>,
        /// What the text says is counted.
        pub label: Option<String>,
        /// The text as printed.
        pub raw_text: String,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as CaseCount};

impl Versioned for CaseCount {
    const GROUP: Option<&'static str> = Some("registry");

    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        subject(&self.registry)
    }

    fn group(&self) -> Option<String> {
        Some(self.registry.to_string())
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}
