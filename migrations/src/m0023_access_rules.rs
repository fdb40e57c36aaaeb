//! What one must do to get the data of a database.

use sea_orm_migration::prelude::*;

use crate::table::{drop_all, versioned};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        versioned("access_rules")
            .text("scheme")
            .texts("databases")
            .text("topic")
            .text("said")
            .text_null("value")
            .integer_null("amount")
            .text_null("unit")
            .text("status")
            .partial_date_null("as_of")
            .check("(amount IS NULL) = (unit IS NULL)")
            .create(m)
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(m, &["access_rules"]).await
    }
}
