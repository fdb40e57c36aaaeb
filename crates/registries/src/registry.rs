//! One registry, as its sources describe it: printed texts and what was read from them. One row per registry; never
//! deleted, only withdrawn.

use base::{RegistryId, Revision, Subject, Versioned};

mod row {
    use crate::{
        Biospecimens, CompanyUse, DataClasses, Modes, Purposes, Region, RegistryKind, Standing,
    };
    use base::{PartialDate, RegistryId, Texts};
    use sea_orm::entity::prelude::*;

    /// One registry.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "registries")]
    pub struct Model {
        /// Its slug: `remudy`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RegistryId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Its name.
        pub name_ja: String,
        /// English name, where its sources give one.
        pub name_en: Option<String>,
        /// Short names.
        #[sea_orm(column_type = "Json")]
        pub abbreviations: Texts,
        /// What it is, inferred from its name.
        pub kind: RegistryKind,
        /// The words that say so; null for the default.
        pub kind_basis: Option<String>,
        /// Diseases, treatments and devices as printed.
        #[sea_orm(column_type = "Json")]
        pub disease_areas: Texts,
        /// Hosts as printed.
        #[sea_orm(column_type = "Json")]
        pub host_names: Texts,
        /// When registration began; a fiscal year counts from its first month.
        pub started_on: Option<PartialDate>,
        /// The date is that of a fiscal year, a pilot or something near the start.
        pub started_approximate: bool,
        /// What a source adds to the date.
        pub started_note: Option<String>,
        /// The start as printed.
        pub started_raw: Option<String>,
        /// Case counts as printed; read in [`crate::CaseCount`].
        pub cases_raw: Option<String>,
        /// The day of the counts, as printed.
        pub cases_as_of_raw: Option<String>,
        /// How many institutions take part, where the text gives one number.
        pub sites: Option<i64>,
        /// 約.
        pub sites_approximate: bool,
        /// 超.
        pub sites_at_least: bool,
        /// The day of that number.
        pub sites_as_of: Option<PartialDate>,
        /// Institutions as printed.
        pub sites_raw: Option<String>,
        /// Whether a company may use it.
        pub company_use: CompanyUse,
        /// In which ways, as far as its use and its purposes name them; they can be known where the answer is not.
        #[sea_orm(column_type = "Json")]
        pub company_use_modes: Modes,
        /// Company use as printed.
        pub company_use_raw: Option<String>,
        /// Purposes as printed.
        #[sea_orm(column_type = "Json")]
        pub purposes: Texts,
        /// Purposes as words.
        #[sea_orm(column_type = "Json")]
        pub purpose_words: Purposes,
        /// Data items as printed.
        #[sea_orm(column_type = "Json")]
        pub data_items: Texts,
        /// Data items as classes.
        #[sea_orm(column_type = "Json")]
        pub data_classes: DataClasses,
        /// Whether specimens are kept.
        pub biospecimens: Biospecimens,
        /// Consent as printed.
        pub consent: Option<String>,
        /// From where patients come.
        pub region: Region,
        /// The words that say so.
        pub region_basis: Option<String>,
        /// Prefecture codes of a regional registry, where its name gives them.
        #[sea_orm(column_type = "Json")]
        pub prefectures: Texts,
        /// Whether patients are still registered.
        pub standing: Standing,
        /// The words that say so.
        pub standing_basis: Option<String>,
        /// Its own website; never that of a copy.
        pub website: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as Registry};

impl Versioned for Registry {
    const IDENTITY: Option<&'static str> = Some("registry_ids");

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

/// A registry as the thing that facts are about.
pub fn subject(id: &RegistryId) -> Subject {
    Subject::new("registry", id.as_str())
}
