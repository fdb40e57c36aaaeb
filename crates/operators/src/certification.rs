//! A certification (認定): for one kind of information, from one day on. No source names an end.

use base::{OperatorId, Revision, Subject, Versioned};

base::words! {
    /// What an operator is certified to make.
    pub enum CertificationKind {
        /// 認定匿名加工医療情報作成事業.
        Anonymised = "ANONYMISED" ("認定匿名加工医療情報作成事業者", "anonymised information"),
        /// 認定仮名加工医療情報作成事業.
        Pseudonymised = "PSEUDONYMISED" ("認定仮名加工医療情報作成事業者", "pseudonymised information"),
    }
}

mod row {
    use super::CertificationKind;
    use base::OperatorId;
    use sea_orm::entity::prelude::*;

    /// One certification of one operator.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "certifications")]
    pub struct Model {
        /// Operator and kind: `ldi:ANONYMISED`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Who is certified.
        pub operator: OperatorId,
        /// For what.
        pub kind: CertificationKind,
        /// 認定日.
        pub certified_on: chrono::NaiveDate,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use row::Entity;
pub use row::Model as Certification;

impl Versioned for Certification {
    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        crate::subject(&self.operator)
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

impl Certification {
    /// A certification with the key that follows from its operator and kind.
    pub fn new(
        operator: OperatorId,
        kind: CertificationKind,
        certified_on: chrono::NaiveDate,
    ) -> Self {
        Self {
            id: format!("{operator}:{}", kind.word()),
            since_revision: 0,
            until_revision: None,
            operator,
            kind,
            certified_on,
        }
    }
}
