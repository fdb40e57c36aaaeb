//! How a database's data are given out, in which volume they are held, and who reviews a request.

use base::{DatabaseId, Revision, Subject, Versioned};

use crate::database::subject;

base::words! {
    /// How far a provision or a review body has come.
    pub enum ProvisionState {
        /// Printed with a start and no plan.
        InForce = "IN_FORCE" ("提供中", "in force"),
        /// 予定.
        Planned = "PLANNED" ("予定", "planned"),
        /// 未定.
        Undecided = "UNDECIDED" ("未定", "undecided"),
        /// No source says.
        NotStated = "NOT_STATED" ("記載なし", "not stated"),
    }
}

/// Provisions.
#[expect(
    clippy::module_inception,
    reason = "the file is about how data are given out, the module is its first table"
)]
pub mod provision {
    use super::ProvisionState;
    use crate::DataForm;
    use base::{DatabaseId, PartialDate, Texts};
    use sea_orm::entity::prelude::*;

    /// One way in which a database's data are given out: 第三者提供するデータ・提供先.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "provisions")]
    pub struct Model {
        /// Database and number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Whose data.
        pub database: DatabaseId,
        /// Running number, from 1.
        pub number: i64,
        /// In which form they are given.
        pub form: DataForm,
        /// From when.
        pub starts_on: Option<PartialDate>,
        /// How far it has come, as its source prints it.
        pub state: ProvisionState,
        /// To whom.
        #[sea_orm(column_type = "Json")]
        pub recipients: Texts,
        /// The small print.
        pub condition: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use provision::Model as Provision;

/// Review bodies.
pub mod review_body {
    use super::ProvisionState;
    use base::{DatabaseId, PartialDate};
    use sea_orm::entity::prelude::*;

    /// A body that is heard before data are given out: 提供時の意見聴取.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "review_bodies")]
    pub struct Model {
        /// Database and number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Whose data.
        pub database: DatabaseId,
        /// Running number, from 1.
        pub number: i64,
        /// Null where the body is 未定.
        pub name_ja: Option<String>,
        /// Our translation.
        pub name_en: Option<String>,
        /// Undecided where the body is 未定.
        pub state: ProvisionState,
        /// From when.
        pub starts_on: Option<PartialDate>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use review_body::Model as ReviewBody;

/// Volumes.
pub mod volume {
    use base::{DatabaseId, PartialDate};
    use sea_orm::entity::prelude::*;

    /// How much a database holds, on one day, by one source. Never added up.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "volumes")]
    pub struct Model {
        /// Database and number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Whose data.
        pub database: DatabaseId,
        /// Running number, from 1.
        pub number: i64,
        /// In the unit.
        pub quantity: i64,
        /// `PERSONS`, `RECORDS`, `INSTITUTIONS`.
        pub unit: String,
        /// 約.
        pub approximate: bool,
        /// The day of the count.
        pub as_of: Option<PartialDate>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use volume::Model as Volume;

macro_rules! part_of_database {
    ($($row:ty),*) => {$(
        impl Versioned for $row {
            fn id(&self) -> String {
                self.id.clone()
            }

            fn subject(&self) -> Subject {
                subject(&self.database)
            }

            fn since(&mut self, revision: Revision) {
                self.since_revision = revision.0;
                self.until_revision = None;
            }
        }
    )*};
}
part_of_database!(Provision, ReviewBody, Volume);

/// The key of a database's numbered part: `ndb:1`.
pub(crate) fn part_id(database: &DatabaseId, number: i64) -> String {
    format!("{database}:{number}")
}
