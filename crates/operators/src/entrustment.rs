//! Entrustment (委託, 再委託): who hands the handling of medical information to which processor
//! (認定医療情報等取扱受託事業者). The entrustments of one operator are a chain and are given together.

use base::{OperatorId, Revision, Subject, Versioned};

mod row {
    use base::OperatorId;
    use sea_orm::entity::prelude::*;

    /// One link of an operator's chain.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "entrustments")]
    pub struct Model {
        /// Operator, level and both names.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Whose data is handled.
        pub operator: OperatorId,
        /// 1 for 委託, 2 for 再委託.
        pub level: i64,
        /// Who entrusts: the operator on level 1, a processor on level 2.
        pub from_ja: String,
        /// Who is entrusted.
        pub to_ja: String,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use row::Entity;
pub use row::Model as Entrustment;

impl Versioned for Entrustment {
    const GROUP: Option<&'static str> = Some("operator");

    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        crate::subject(&self.operator)
    }

    fn group(&self) -> Option<String> {
        Some(self.operator.to_string())
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

impl Entrustment {
    /// An entrustment with the key that follows from its facts.
    pub fn new(operator: OperatorId, level: i64, from_ja: String, to_ja: String) -> Self {
        Self {
            id: format!("{operator}:{level}:{from_ja}:{to_ja}"),
            since_revision: 0,
            until_revision: None,
            operator,
            level,
            from_ja,
            to_ja,
        }
    }
}

/// Puts the links of one operator in the order of the chain: each 委託 is followed by what is 再委託 from it.
pub(crate) fn chain(mut links: Vec<Entrustment>) -> Vec<Entrustment> {
    links.sort_by(|a, b| a.id.cmp(&b.id));
    let (first, mut later): (Vec<_>, Vec<_>) = links.into_iter().partition(|link| link.level == 1);
    let mut chain = Vec::with_capacity(first.len() + later.len());
    for link in first {
        let (mine, rest) = later
            .into_iter()
            .partition(|later| later.from_ja == link.to_ja);
        chain.push(link);
        chain.extend::<Vec<_>>(mine);
        later = rest;
    }
    // A link whose beginning is not held stands last rather than nowhere.
    chain.extend(later);
    chain
}
