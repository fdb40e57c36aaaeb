//! Which disease concepts a registry is about. The concepts themselves belong to the vocabulary.

use base::{Revision, Subject, Versioned};

use crate::registry::subject;

mod row {
    use base::{Derivation, DiseaseId, RegistryId, Texts};
    use sea_orm::entity::prelude::*;

    /// One disease of one registry.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "registry_diseases")]
    pub struct Model {
        /// Registry and disease.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The registry.
        pub registry: RegistryId,
        /// The concept.
        pub disease: DiseaseId,
        /// How it came from the text.
        pub derivation: Derivation,
        /// The texts that name it, as printed.
        #[sea_orm(column_type = "Json")]
        pub printed: Texts,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as RegistryDisease};

impl Versioned for RegistryDisease {
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
