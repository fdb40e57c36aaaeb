//! The organisations that host registries, with the names by which people look for them, and who hosts what.

use base::{OrganisationId, Revision, Subject, Versioned};

mod organisation {
    use base::{OrganisationId, Texts};
    use sea_orm::entity::prelude::*;

    /// One organisation that hosts registries.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "hosts")]
    pub struct Model {
        /// Its code: `ncnp`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OrganisationId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Its name now.
        pub name_ja: String,
        /// English name, where one is known.
        pub name_en: Option<String>,
        /// Short names.
        #[sea_orm(column_type = "Json")]
        pub abbreviations: Texts,
        /// Names under which it was known before; a search for one finds it.
        #[sea_orm(column_type = "Json")]
        pub former_names: Texts,
        /// What a reader should know.
        pub note: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use organisation::{Entity as OrganisationEntity, Model as HostOrganisation};

mod edge {
    use base::{OrganisationId, RegistryId};
    use sea_orm::entity::prelude::*;

    /// One host of one registry.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "registry_hosts")]
    pub struct Model {
        /// Registry and running number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The registry.
        pub registry: RegistryId,
        /// Running number in the order given, from 1.
        pub number: i64,
        /// The organisation.
        pub host: OrganisationId,
        /// How the source prints it.
        pub printed: Option<String>,
        /// Its part, where the source gives one: a predecessor, a data centre.
        pub role_note: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use edge::{Entity as EdgeEntity, Model as RegistryHost};

impl Versioned for HostOrganisation {
    const IDENTITY: Option<&'static str> = Some("host_ids");

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

impl Versioned for RegistryHost {
    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        crate::registry::subject(&self.registry)
    }

    fn group(&self) -> Option<String> {
        Some(self.registry.to_string())
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// A host as the thing that facts are about.
pub fn subject(id: &OrganisationId) -> Subject {
    Subject::new("host", id.as_str())
}
