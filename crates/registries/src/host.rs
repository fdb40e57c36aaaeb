//! The organisations that host registries, with the names by which people look for them, and who hosts what.

use base::{OrganisationId, Revision, Subject, Versioned};

use crate::words::HostKind;

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

/// Words of a name with what they say; the first that a name holds counts.
const KINDS: [(HostKind, &[&str]); 5] = [
    (
        HostKind::ResearchGroup,
        &[
            "研究班",
            "調査班",
            "研究グループ",
            "Study Group",
            "Study group",
        ],
    ),
    (
        HostKind::Hospital,
        &[
            "病院",
            "医療センター",
            "国際がんセンター",
            "附属膠原病リウマチ痛風センター",
        ],
    ),
    (
        HostKind::Society,
        &["学会", "医会", "医師会", "研究会", "協会"],
    ),
    (
        HostKind::PublicBody,
        &[
            "国立",
            "省",
            "庁",
            "医薬品医療機器総合機構",
            "日本医療研究開発機構",
            "理化学研究所",
            "放射線医学総合研究所",
            "医薬基盤",
            "衛生研究所",
        ],
    ),
    (HostKind::University, &["大学"]),
];

impl HostOrganisation {
    /// What it is, read from its name; none where the name does not say.
    pub fn kind(&self) -> Option<HostKind> {
        let name = &self.name_ja;
        if name.ends_with(['都', '道', '府', '県']) {
            return Some(HostKind::PublicBody);
        }
        let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
        let found = KINDS.iter().find(|(_, words)| says(words));
        found.map(|(kind, _)| *kind)
    }
}

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
    const GROUP: Option<&'static str> = Some("registry");

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
