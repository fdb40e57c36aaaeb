//! Prefectures, data items and diseases; approvals with their data items, databases and diseases.

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
        identity("prefecture_ids").create(m).await?;
        identity("data_item_ids").create(m).await?;
        identity("disease_ids").create(m).await?;
        identity("approval_ids").create(m).await?;
        versioned("prefectures")
            .text("name_ja")
            .text_null("name_en")
            .text_null("name_kana")
            .text("source")
            .references("id", "prefecture_ids", "id")
            .check("id BETWEEN '01' AND '47' AND length(id) = 2")
            .create(m)
            .await?;
        versioned("data_items")
            .text("name_ja")
            .text_null("name_en")
            .texts("printed")
            .text("source")
            .text_null("note")
            .references("id", "data_item_ids", "id")
            .create(m)
            .await?;
        versioned("diseases")
            .text("name_ja")
            .text_null("name_en")
            .text_null("printed_ja")
            .text_null("printed_en")
            .text_null("kana")
            .texts("synonyms_ja")
            .texts("synonyms_en")
            .texts("abbreviations")
            .texts("same_as")
            .integer_null("notification_number")
            .boolean("deprecated")
            .text("source")
            .text_null("note")
            .references("id", "disease_ids", "id")
            .create(m)
            .await?;
        versioned("disease_broader")
            .text("narrower")
            .text("broader")
            .text("source")
            .references("narrower", "disease_ids", "id")
            .references("broader", "disease_ids", "id")
            .check("narrower <> broader")
            .create(m)
            .await?;
        unique_now(m, "disease_broader", &["narrower", "broader"]).await?;
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
                "disease_broader",
                "diseases",
                "data_items",
                "prefectures",
                "approval_ids",
                "disease_ids",
                "data_item_ids",
                "prefecture_ids",
            ],
        )
        .await
    }
}
