//! The goals of the plan (ゴール) and the KPIs set for them. The list stands seven times in its document, with misreadings
//! in some copies; each goal and each KPI is one row.

use base::{Revision, Subject, Versioned};

mod plan_goal {
    use sea_orm::entity::prelude::*;

    /// One goal of the basic plan.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "plan_goals")]
    pub struct Model {
        /// Its number, as text.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// 1 to 11, as printed.
        pub number: i64,
        /// As printed in the clean copy.
        pub title_ja: String,
        /// Our translation.
        pub title_en: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use plan_goal::Entity as GoalEntity;
pub use plan_goal::Model as PlanGoal;

mod plan_kpi {
    use sea_orm::entity::prelude::*;

    /// One KPI of one goal.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "plan_kpis")]
    pub struct Model {
        /// Goal and number: `3:2`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The goal's id.
        pub goal: String,
        /// Its place among the KPIs of the goal, from 1.
        pub number: i64,
        /// As printed.
        pub title_ja: String,
        /// 実施主体: who collects or reports it.
        pub reported_by: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use plan_kpi::Entity as KpiEntity;
pub use plan_kpi::Model as PlanKpi;

impl Versioned for PlanGoal {
    const IDENTITY: Option<&'static str> = Some("plan_goal_ids");

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

impl Versioned for PlanKpi {
    const GROUP: Option<&'static str> = Some("goal");

    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        subject(&self.goal)
    }

    fn group(&self) -> Option<String> {
        Some(self.goal.clone())
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// A goal as the thing that facts are about.
pub fn subject(goal: &str) -> Subject {
    Subject::new("plan-goal", goal)
}
