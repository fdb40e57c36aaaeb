//! Goals, KPIs and reported figures as the tables that an import would read.

use base::{Cells, Evidence, Source, StoreError, Written};
use sea_orm::ConnectionTrait;

use crate::figure::{self, PlanFigure};
use crate::goal::{GoalEntity, KpiEntity, PlanGoal, PlanKpi};

/// Every row that holds at a revision, by the tables of [`crate::record::RECORDS`].
pub async fn export(from: &Source<'_, impl ConnectionTrait>) -> Result<Vec<Written>, StoreError> {
    let proofs = &from.proofs;
    let mut goals = from.rows::<GoalEntity>().await?;
    let mut kpis = from.rows::<KpiEntity>().await?;
    let figures = from.rows::<figure::Entity>().await?;
    goals.sort_by_key(|row| row.number);
    kpis.sort_by_key(|row| (row.goal.parse::<u32>().unwrap_or(u32::MAX), row.number));
    // One row for each place where a figure is printed.
    let figures = figures.iter().flat_map(|row| {
        let printed = proofs.of("plan_figures", &row.id);
        printed
            .iter()
            .map(|proof| figure_cells(row).proved(Some(proof)))
    });
    Ok(vec![
        (
            "plan-goals",
            goals
                .iter()
                .map(|row| goal_cells(row, proofs.first("plan_goals", &row.id)))
                .collect(),
        ),
        (
            "plan-kpis",
            kpis.iter()
                .map(|row| kpi_cells(row, proofs.first("plan_kpis", &row.id)))
                .collect(),
        ),
        ("plan-figures", figures.collect()),
    ])
}

fn goal_cells(row: &PlanGoal, proof: Option<&Evidence>) -> Cells {
    Cells::new()
        .put("number", row.number)
        .put("title_ja", &row.title_ja)
        .maybe("title_en", row.title_en.as_ref())
        .proved(proof)
}

fn kpi_cells(row: &PlanKpi, proof: Option<&Evidence>) -> Cells {
    Cells::new()
        .put("goal", &row.goal)
        .put("number", row.number)
        .put("title_ja", &row.title_ja)
        .maybe("reported_by", row.reported_by.as_ref())
        .proved(proof)
}

fn figure_cells(row: &PlanFigure) -> Cells {
    Cells::new()
        .put("id", &row.id)
        .put("goal", &row.goal)
        .put("number", row.number)
        .put("kind", &row.kind)
        .maybe("heading_ja", row.heading_ja.as_ref())
        .put("label_ja", &row.label_ja)
        .put("quantity", row.quantity)
        .put("unit", &row.unit)
        .maybe("period", row.period.as_ref())
        .maybe("period_from", row.period_from)
        .maybe("period_to", row.period_to)
        .maybe("as_of", row.as_of)
        .put("approximate", row.approximate)
        .put("at_least", row.at_least)
        .put("share_of", row.share_of)
        .maybe("part_of", row.part_of.as_ref())
        .maybe("remark", row.remark.as_ref())
}
