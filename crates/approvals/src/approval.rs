//! One approved use (利活用実績) and what hangs on it. One row per operator and number; two approvals with one title remain
//! two.

use std::collections::BTreeMap;

use base::{
    ApprovalId, Derivation, DiseaseId, OperatorId, Revision, StoreError, Subject, Versioned,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromJsonQueryResult, QueryFilter, QuerySelect,
};
use serde::{Deserialize, Serialize};

base::words! {
    /// Who uses the data.
    pub enum UserSector {
        /// アカデミア.
        Academia = "ACADEMIA" ("アカデミア", "academia"),
        /// 民間企業.
        Company = "COMPANY" ("民間企業", "company"),
        /// 公的機関.
        PublicBody = "PUBLIC_BODY" ("公的機関", "public body"),
        /// 法人(研究所).
        ResearchBody = "RESEARCH_BODY" ("法人(研究所)", "research body"),
    }
}

base::words! {
    /// The form in which the data are given.
    pub enum DataForm {
        /// 匿名: anonymised information.
        Anonymised = "ANONYMISED" ("匿名加工医療情報", "anonymised"),
        /// 仮名: pseudonymised information.
        Pseudonymised = "PSEUDONYMISED" ("仮名加工医療情報", "pseudonymised"),
        /// 顕名: identified information.
        Identified = "IDENTIFIED" ("顕名", "identified"),
    }
}

/// The sectors of one approval, as printed; none where no source says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct UserSectors(pub Vec<UserSector>);

mod row {
    use super::{DataForm, UserSectors};
    use base::{ApprovalId, Derivation, OperatorId};
    use sea_orm::entity::prelude::*;

    /// One approved use.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "approvals")]
    pub struct Model {
        /// Operator and number: `ldi:12`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ApprovalId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Whose approval.
        pub operator: OperatorId,
        /// Its number in the operator's list, from 1.
        pub number: i64,
        /// 承認日.
        pub approved_on: Date,
        /// The title as printed, never normalised.
        pub title_ja: String,
        /// Null where no source says.
        pub data_form: Option<DataForm>,
        /// Who uses the data.
        #[sea_orm(column_type = "Json")]
        pub user_sectors: UserSectors,
        /// The cell of data items as printed, ditto marks and misreadings included.
        pub printed_items: Option<String>,
        /// How the data items came from that cell.
        pub items_derivation: Option<Derivation>,
        /// The row that a ditto was copied from, and other remarks on the data items.
        pub items_note: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Column, Entity, Model as Approval};

impl Versioned for Approval {
    const IDENTITY: Option<&'static str> = Some("approval_ids");

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

/// Data items of approvals.
pub mod data_item {
    use base::{ApprovalId, DataItemId};
    use sea_orm::entity::prelude::*;

    /// One kind of data that an approval takes.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "approval_data_items")]
    pub struct Model {
        /// Approval and data item.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Which approval.
        pub approval: ApprovalId,
        /// Which kind of data.
        pub data_item: DataItemId,
        /// Its place in the printed cell, from 1.
        pub number: i64,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use data_item::Model as ApprovalDataItem;

/// Databases of approvals.
pub mod database {
    use base::{ApprovalId, DatabaseId};
    use sea_orm::entity::prelude::*;

    /// One database that an approval draws on.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "approval_databases")]
    pub struct Model {
        /// Approval and database.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Which approval.
        pub approval: ApprovalId,
        /// Which database.
        pub database: DatabaseId,
        /// Its place in the list, from 1.
        pub number: i64,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use database::Model as ApprovalDatabase;

/// Diseases of approvals.
pub mod disease {
    use base::{ApprovalId, Derivation, DiseaseId};
    use sea_orm::entity::prelude::*;

    /// One disease that an approval is about.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "approval_diseases")]
    pub struct Model {
        /// Approval and disease.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Which approval.
        pub approval: ApprovalId,
        /// Which disease.
        pub disease: DiseaseId,
        /// The part of the title that says so.
        pub printed: Option<String>,
        /// How we know: mostly from the title alone.
        pub derivation: Derivation,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use disease::Model as ApprovalDisease;

impl ApprovalDisease {
    /// A tag that stands on words of the title alone.
    pub fn by_title(approval: &ApprovalId, disease: &DiseaseId, words: &str) -> Self {
        Self {
            id: tag_id(approval, disease.as_str()),
            since_revision: 0,
            until_revision: None,
            approval: approval.clone(),
            disease: disease.clone(),
            printed: Some(words.to_owned()),
            derivation: Derivation::TitleTagged,
        }
    }
}

/// The id of an approval's tag: `ldi:12:heart-failure`.
pub fn tag_id(approval: &ApprovalId, disease: &str) -> String {
    format!("{approval}:{disease}")
}

macro_rules! part_of_approval {
    ($($row:ty),*) => {$(
        impl Versioned for $row {
            const GROUP: Option<&'static str> = Some("approval");

            fn id(&self) -> String {
                self.id.clone()
            }

            fn subject(&self) -> Subject {
                subject(&self.approval)
            }

            fn group(&self) -> Option<String> {
                Some(self.approval.to_string())
            }

            fn since(&mut self, revision: Revision) {
                self.since_revision = revision.0;
                self.until_revision = None;
            }
        }
    )*};
}
part_of_approval!(ApprovalDataItem, ApprovalDatabase, ApprovalDisease);

/// An approval as the thing that facts are about.
pub fn subject(id: &ApprovalId) -> Subject {
    Subject::new("approval", id.as_str())
}

/// The id of an operator's approval by its number: `ldi:12`.
pub fn approval_id(operator: &OperatorId, number: i64) -> ApprovalId {
    ApprovalId::new(format!("{operator}:{number}"))
}

/// How many approvals each operator has of each day.
pub type ApprovedOn = BTreeMap<(OperatorId, NaiveDate), i64>;

/// Approvals by operator and day.
pub fn counts<'a>(rows: impl IntoIterator<Item = &'a Approval>) -> ApprovedOn {
    let mut counts = ApprovedOn::new();
    let mut rows = rows.into_iter().peekable();
    while let Some(first) = rows.next() {
        // those of one day stand together, as a rule
        let is_same = |row: &&Approval| {
            row.approved_on == first.approved_on && row.operator == first.operator
        };
        let others = std::iter::from_fn(|| rows.next_if(is_same)).count();
        let day = (first.operator.clone(), first.approved_on);
        *counts.entry(day).or_default() += 1 + others as i64;
    }
    counts
}

/// The same at a revision, counted by the database.
pub async fn counted(db: &impl ConnectionTrait, at: Revision) -> Result<ApprovedOn, StoreError> {
    let rows: Vec<(OperatorId, NaiveDate, i64)> = Entity::find()
        .select_only()
        .column(Column::Operator)
        .column(Column::ApprovedOn)
        .column_as(Column::Id.count(), "approvals")
        .filter(base::holds(at))
        .group_by(Column::Operator)
        .group_by(Column::ApprovedOn)
        .into_tuple()
        .all(db)
        .await?;
    let counts = rows.into_iter();
    Ok(counts.map(|(of, day, count)| ((of, day), count)).collect())
}
