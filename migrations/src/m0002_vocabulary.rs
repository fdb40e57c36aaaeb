//! Terms that other rows point at: prefectures, data items, diseases.

use sea_orm_migration::prelude::*;

use crate::table::{drop_all, identity, unique_now, versioned};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        identity("prefecture_ids").create(m).await?;
        identity("data_item_ids").create(m).await?;
        identity("disease_ids").create(m).await?;
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
        unique_now(m, "disease_broader", &["narrower", "broader"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(
            m,
            &[
                "disease_broader",
                "diseases",
                "data_items",
                "prefectures",
                "disease_ids",
                "data_item_ids",
                "prefecture_ids",
            ],
        )
        .await
    }
}
