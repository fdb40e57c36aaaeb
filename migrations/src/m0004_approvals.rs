//! Approvals with their data items, databases and diseases.

use sea_orm_migration::prelude::*;

use crate::table::{drop_all, identity, unique_now, versioned};

const DERIVATIONS: [&str; 6] = [
    "STATED",
    "DITTO",
    "CORRECTED",
    "COMPUTED",
    "INFERRED",
    "TITLE_TAGGED",
];

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        identity("approval_ids").create(m).await?;
        versioned("approvals")
            .text("operator")
            .integer("number")
            .day("approved_on")
            .text("title_ja")
            .word_null("data_form", &["ANONYMISED", "PSEUDONYMISED", "IDENTIFIED"])
            .texts("user_sectors")
            .text_null("printed_items")
            .word_null("items_derivation", &DERIVATIONS)
            .text_null("items_note")
            .references("id", "approval_ids", "id")
            .references("operator", "operator_ids", "id")
            .check("number > 0")
            .check("length(title_ja) > 0")
            .create(m)
            .await?;
        unique_now(m, "approvals", &["operator", "number"]).await?;
        versioned("approval_data_items")
            .text("approval")
            .text("data_item")
            .integer("number")
            .references("approval", "approval_ids", "id")
            .references("data_item", "data_item_ids", "id")
            .check("number > 0")
            .create(m)
            .await?;
        unique_now(m, "approval_data_items", &["approval", "data_item"]).await?;
        versioned("approval_databases")
            .text("approval")
            .text("database")
            .integer("number")
            .references("approval", "approval_ids", "id")
            .references("database", "database_ids", "id")
            .check("number > 0")
            .create(m)
            .await?;
        unique_now(m, "approval_databases", &["approval", "database"]).await?;
        versioned("approval_diseases")
            .text("approval")
            .text("disease")
            .text_null("printed")
            .word("derivation", &DERIVATIONS)
            .references("approval", "approval_ids", "id")
            .references("disease", "disease_ids", "id")
            .create(m)
            .await?;
        unique_now(m, "approval_diseases", &["approval", "disease"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(
            m,
            &[
                "approval_diseases",
                "approval_databases",
                "approval_data_items",
                "approvals",
                "approval_ids",
            ],
        )
        .await
    }
}
