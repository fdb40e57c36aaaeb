//! All goals of one revision with their KPIs and figures.

use std::collections::HashMap;

use base::{Revision, Store, StoreError};

use crate::figure::{self, PlanFigure};
use crate::goal::{GoalEntity, KpiEntity, PlanGoal, PlanKpi};

/// All goals of one revision, by number, each with its KPIs and figures in printed order.
#[derive(Clone, Debug, Default)]
pub struct Indicators {
    goals: Vec<PlanGoal>,
    kpis: Vec<Vec<PlanKpi>>,
    figures: Vec<Vec<PlanFigure>>,
    by_id: HashMap<String, (u32, u32)>,
}

impl Indicators {
    /// Reads the tables at a revision.
    pub async fn load(store: &Store, at: Revision) -> Result<Self, StoreError> {
        let db = store.db();
        Ok(Self::new(
            base::load::<GoalEntity>(db, at).await?,
            base::load::<KpiEntity>(db, at).await?,
            base::load::<figure::Entity>(db, at).await?,
        ))
    }

    /// Takes rows in any order. What names a goal that is not there is left out.
    pub fn new(
        mut goals: Vec<PlanGoal>,
        mut kpis: Vec<PlanKpi>,
        mut figures: Vec<PlanFigure>,
    ) -> Self {
        goals.sort_by_key(|goal| goal.number);
        kpis.sort_by_key(|kpi| kpi.number);
        figures.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
        let places: HashMap<String, u32> = goals
            .iter()
            .zip(0..)
            .map(|(goal, place)| (goal.id.clone(), place))
            .collect();
        let mut table = Self {
            kpis: vec![Vec::new(); goals.len()],
            figures: vec![Vec::new(); goals.len()],
            by_id: HashMap::new(),
            goals,
        };
        for kpi in kpis {
            if let Some(place) = places.get(&kpi.goal) {
                table.kpis[*place as usize].push(kpi);
            }
        }
        for figure in figures {
            if let Some(place) = places.get(&figure.goal) {
                let of_goal = &mut table.figures[*place as usize];
                table
                    .by_id
                    .insert(figure.id.clone(), (*place, of_goal.len() as u32));
                of_goal.push(figure);
            }
        }
        table
    }

    /// Every goal, by number.
    pub fn goals(&self) -> &[PlanGoal] {
        &self.goals
    }

    /// One goal by its place.
    pub fn get(&self, place: u32) -> &PlanGoal {
        &self.goals[place as usize]
    }

    /// The place of the goal with a number.
    pub fn find(&self, number: i64) -> Option<u32> {
        let place = self
            .goals
            .binary_search_by_key(&number, |goal| goal.number)
            .ok()?;
        u32::try_from(place).ok()
    }

    /// The KPIs of the goal at a place.
    pub fn kpis(&self, place: u32) -> &[PlanKpi] {
        &self.kpis[place as usize]
    }

    /// The reported figures of the goal at a place; none where neither document reports one.
    pub fn figures(&self, place: u32) -> &[PlanFigure] {
        &self.figures[place as usize]
    }

    /// The goal's place and the figure's place in it, by the figure's id.
    pub fn find_figure(&self, id: &str) -> Option<(u32, u32)> {
        self.by_id.get(id).copied()
    }
}

#[cfg(test)]
mod tests;
