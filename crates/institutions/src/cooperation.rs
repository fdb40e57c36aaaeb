//! A cooperation: an institution supplies an operator, or supplies somebody whom no source names any more. An
//! institution's cooperations are given together.

use base::{InstitutionId, OperatorId, PartialDate, Revision, Subject, Versioned};

base::words! {
    /// Why nobody can say whom an institution supplies.
    pub enum UnknownReason {
        /// The page's fifth column has lost its marks.
        MarksLost = "MARKS_LOST" ("資料の文字化で印が失われたため", "the marks were lost in transcription"),
    }
}

mod row {
    use super::UnknownReason;
    use base::{InstitutionId, OperatorId, PartialDate};
    use sea_orm::entity::prelude::*;

    /// One membership: an institution and an operator, or the reason why the operator is unknown.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "cooperations")]
    pub struct Model {
        /// Institution and operator: `26-01:ldi`; `40-03:MARKS_LOST` where the operator is unknown.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Who supplies.
        pub institution: InstitutionId,
        /// Whom; null where unknown.
        pub operator: Option<OperatorId>,
        /// Why it is unknown; null where it is known.
        pub unknown_reason: Option<UnknownReason>,
        /// The day of the list.
        pub as_of: Option<PartialDate>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use row::Entity;
pub use row::Model as Cooperation;

impl Versioned for Cooperation {
    const GROUP: Option<&'static str> = Some("institution");

    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        crate::subject(&self.institution)
    }

    fn group(&self) -> Option<String> {
        Some(self.institution.to_string())
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

impl Cooperation {
    /// A cooperation with an operator that a source names.
    pub fn known(
        institution: InstitutionId,
        operator: OperatorId,
        as_of: Option<PartialDate>,
    ) -> Self {
        Self {
            id: format!("{institution}:{operator}"),
            since_revision: 0,
            until_revision: None,
            institution,
            operator: Some(operator),
            unknown_reason: None,
            as_of,
        }
    }

    /// A cooperation with somebody unknown.
    pub fn unknown(
        institution: InstitutionId,
        reason: UnknownReason,
        as_of: Option<PartialDate>,
    ) -> Self {
        Self {
            id: format!("{institution}:{}", reason.word()),
            since_revision: 0,
            until_revision: None,
            institution,
            operator: None,
            unknown_reason: Some(reason),
            as_of,
        }
    }
}
