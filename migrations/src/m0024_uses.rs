//! Certified users, users that a source names, reported uses of public databases.

use sea_orm_migration::prelude::*;

use crate::table::{drop_all, versioned};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        versioned("reported_uses")
            .text("scheme")
            .texts("databases")
            .text("title_ja")
            .texts("users")
            .texts("user_sectors")
            .text("stage")
            .partial_date_null("accepted_on")
            .text_null("number")
            .text_null("number_kind")
            .text_null("data")
            .text_null("purpose")
            .text("said")
            .create(m)
            .await?;
        versioned("certified_users")
            .text("name_ja")
            .text_null("name_en")
            .day("certified_on")
            .create(m)
            .await?;
        versioned("named_users")
            .text("operator")
            .integer_null("number")
            .text("name_ja")
            .text_null("name_en")
            .text("derivation")
            .references("operator", "operator_ids", "id")
            .create(m)
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(m, &["named_users", "certified_users", "reported_uses"]).await
    }
}
