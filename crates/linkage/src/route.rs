//! The way a request to link takes: which body decides, in which order.

use base::{DatabaseId, Revision, Subject, Versioned};

mod row {
    use base::DatabaseId;
    use sea_orm::entity::prelude::*;

    /// One step, for one database or for every public one.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "route_steps")]
    pub struct Model {
        /// For whom and which step: `*:2`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The order of the steps.
        pub number: i64,
        /// The database whose data need the step; null for every public database.
        pub applies_to: Option<DatabaseId>,
        /// Who decides.
        pub body_ja: String,
        /// Our translation.
        pub body_en: Option<String>,
        /// What is done.
        pub action_ja: String,
        /// Our translation.
        pub action_en: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as RouteStep};

impl Versioned for RouteStep {
    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        subject(&self.id)
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// A step as the thing that facts are about.
pub fn subject(id: &str) -> Subject {
    Subject::new("route-step", id)
}

/// A step of the route for a given set of databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg<'a> {
    /// The step as the sources describe it.
    pub step: &'a RouteStep,
    /// The database that it is for.
    pub database: DatabaseId,
}

/// Whether a database is one of the public ones: neither the operators' own nor MID-NET.
pub fn is_public(id: &DatabaseId) -> bool {
    !matches!(id.as_str(), "jisedai" | "mid-net")
}

/// The steps that linking these databases takes, by number and then in the order of the databases.
///
/// Steps that a source states for the operators' database come only where that database is among those asked for.
pub fn route<'a>(steps: &'a [RouteStep], databases: &[DatabaseId]) -> Vec<Leg<'a>> {
    let mut legs = Vec::new();
    let mut sorted: Vec<&RouteStep> = steps.iter().collect();
    sorted.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
    for step in sorted {
        for database in databases {
            let applies = match &step.applies_to {
                Some(only) => only == database,
                None => is_public(database),
            };
            if applies {
                legs.push(Leg {
                    step,
                    database: database.clone(),
                });
            }
        }
    }
    legs
}
