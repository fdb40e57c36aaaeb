//! The goals of the basic plan with their KPIs and reported figures.

use sea_orm_migration::prelude::*;

use crate::table::{drop_all, identity, index, unique_now, versioned};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        identity("plan_goal_ids").create(m).await?;
        identity("plan_figure_ids").create(m).await?;
        versioned("plan_goals")
            .integer("number")
            .text("title_ja")
            .text_null("title_en")
            .references("id", "plan_goal_ids", "id")
            .check("number > 0")
            .check("length(title_ja) > 0")
            .create(m)
            .await?;
        unique_now(m, "plan_goals", &["number"]).await?;
        versioned("plan_kpis")
            .text("goal")
            .integer("number")
            .text("title_ja")
            .text_null("reported_by")
            .references("goal", "plan_goal_ids", "id")
            .check("number > 0")
            .check("length(title_ja) > 0")
            .create(m)
            .await?;
        unique_now(m, "plan_kpis", &["goal", "number"]).await?;
        versioned("plan_figures")
            .text("goal")
            .integer("number")
            .text("kind")
            .text_null("heading_ja")
            .text("label_ja")
            // A decimal as text: both databases keep it as it was printed.
            .text("quantity")
            .text("unit")
            .text_null("period")
            .partial_date_null("period_from")
            .partial_date_null("period_to")
            .partial_date_null("as_of")
            .boolean("approximate")
            .boolean("at_least")
            .boolean("share_of")
            .text_null("part_of")
            .text_null("remark")
            .references("id", "plan_figure_ids", "id")
            .references("goal", "plan_goal_ids", "id")
            .references("part_of", "plan_figure_ids", "id")
            .check("number > 0")
            .check("length(kind) > 0 AND length(unit) > 0 AND length(label_ja) > 0")
            .check("length(quantity) BETWEEN 1 AND 16")
            .check("part_of <> id")
            .create(m)
            .await?;
        index(m, "plan_figures", "goal").await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(
            m,
            &[
                "plan_figures",
                "plan_kpis",
                "plan_goals",
                "plan_figure_ids",
                "plan_goal_ids",
            ],
        )
        .await
    }
}
