//! The way a request to link takes: which body decides, in which order.

use base::{DatabaseId, Revision, Subject, Versioned};

use crate::database::OPERATORS;
use crate::provision::ReviewBody;

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

/// Who decides on one step of a given set's route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decider<'a> {
    /// A body that a source names for the step.
    Step(&'a RouteStep),
    /// The body that is heard before the database's data are given out; it may be undecided.
    Review(&'a ReviewBody),
}

/// One step of the route for a given set of databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg<'a> {
    /// Which stage: stages follow one another, the steps of one stage stand side by side.
    pub stage: i64,
    /// Who decides.
    pub decider: Decider<'a>,
    /// For which database.
    pub database: DatabaseId,
}

/// Whether a database is one of the public ones: neither the operators' own nor MID-NET.
fn is_public(id: &DatabaseId) -> bool {
    !matches!(id.as_str(), OPERATORS | "mid-net")
}

/// The steps that linking these databases takes, by stage and then in the order of the databases.
///
/// The operators' committee and the application to the minister are stated for the operators' database only; the bodies
/// heard before provision (提供時の意見聴取) are stated for every database.
pub fn route<'a>(
    steps: &'a [RouteStep],
    review_bodies: impl Fn(&DatabaseId) -> &'a [ReviewBody],
    databases: &[DatabaseId],
) -> Vec<Leg<'a>> {
    let operators = databases.iter().any(|id| id.as_str() == OPERATORS);
    let mut sorted: Vec<&RouteStep> = steps.iter().filter(|_| operators).collect();
    sorted.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
    let mut legs = Vec::new();
    for step in sorted {
        for database in databases {
            let applies = match &step.applies_to {
                Some(only) => only == database,
                None => is_public(database),
            };
            if applies {
                let decider = Decider::Step(step);
                legs.push(Leg {
                    stage: step.number,
                    decider,
                    database: database.clone(),
                });
            }
        }
    }
    let stage = legs.last().map_or(1, |leg| leg.stage + 1);
    for database in databases.iter().filter(|id| id.as_str() != OPERATORS) {
        for body in review_bodies(database) {
            legs.push(Leg {
                stage,
                decider: Decider::Review(body),
                database: database.clone(),
            });
        }
    }
    legs
}
