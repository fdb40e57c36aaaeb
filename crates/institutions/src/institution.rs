//! An institution that supplies medical information. One row per printed name, in the order of the page; a name that
//! is printed twice stands twice, the second flagged with the first.

use base::{InstitutionId, PrefectureId, Revision, Subject, Versioned};

base::words! {
    /// What an institution is, read from its name.
    pub enum InstitutionKind {
        /// A hospital or medical centre.
        Hospital = "HOSPITAL" ("病院", "hospital"),
        /// A clinic.
        Clinic = "CLINIC" ("診療所", "clinic"),
        /// A university named as such, not its hospital.
        University = "UNIVERSITY" ("大学", "university"),
        /// A city or town.
        Municipality = "MUNICIPALITY" ("自治体", "municipality"),
        /// A union of insurers.
        Insurer = "INSURER" ("保険者", "insurer"),
        /// None of these, or the name does not tell.
        Other = "OTHER" ("その他", "other"),
    }
}

mod row {
    use super::InstitutionKind;
    use base::{InstitutionId, PrefectureId};
    use sea_orm::entity::prelude::*;

    /// One institution.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "institutions")]
    pub struct Model {
        /// Prefecture and running number as printed: `26-01`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: InstitutionId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The name as printed.
        pub name_ja: String,
        /// What it is.
        pub kind: InstitutionKind,
        /// The group that its name begins with or holds: `NHO`; null where none is printed.
        pub group_name: Option<String>,
        /// The prefecture under whose header it stands.
        pub prefecture: PrefectureId,
        /// The first record of the same institution, where its name is printed twice.
        pub duplicate_of: Option<InstitutionId>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use row::Entity;
pub use row::Model as Institution;

impl Versioned for Institution {
    const IDENTITY: Option<&'static str> = Some("institution_ids");

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

/// An institution as the thing that facts are about.
pub fn subject(id: &InstitutionId) -> Subject {
    Subject::new("institution", id.as_str())
}

/// Its running number in the prefecture, where the code has the form `PP-NN`.
pub(crate) fn number(id: &InstitutionId, prefecture: &PrefectureId) -> Option<u32> {
    let number = id.as_str().strip_prefix(prefecture.as_str())?;
    let number = number.strip_prefix('-')?;
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    (digits && number.len() >= 2)
        .then(|| number.parse().ok())
        .flatten()
}
