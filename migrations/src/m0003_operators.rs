//! Certified operators with their certifications and processors; cooperating institutions and whom each supplies.

use sea_orm_migration::prelude::*;

use crate::table::{drop_all, identity, unique_now, versioned};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        identity("operator_ids").create(m).await?;
        versioned("operators")
            .text("name_ja")
            .text_null("name_en")
            .text_null("abbreviation")
            .texts("spellings")
            .partial_date_null("established_on")
            .text_null("address")
            .text_null("representative")
            .references("id", "operator_ids", "id")
            .check("length(name_ja) > 0")
            .create(m)
            .await?;
        versioned("certifications")
            .text("operator")
            .word("kind", &["ANONYMISED", "PSEUDONYMISED"])
            .day("certified_on")
            .references("operator", "operator_ids", "id")
            .create(m)
            .await?;
        unique_now(m, "certifications", &["operator", "kind"]).await?;
        versioned("entrustments")
            .text("operator")
            .integer("level")
            .text("from_ja")
            .text("to_ja")
            .references("operator", "operator_ids", "id")
            .check("level IN (1, 2)")
            .check("from_ja <> to_ja")
            .create(m)
            .await?;
        unique_now(
            m,
            "entrustments",
            &["operator", "level", "from_ja", "to_ja"],
        )
        .await?;
        identity("institution_ids").create(m).await?;
        versioned("institutions")
            .text("name_ja")
            .word(
                "kind",
                &[
                    "HOSPITAL",
                    "CLINIC",
                    "UNIVERSITY",
                    "MUNICIPALITY",
                    "INSURER",
                    "OTHER",
                ],
            )
            .text_null("group_name")
            .text("prefecture")
            .text_null("duplicate_of")
            .references("id", "institution_ids", "id")
            .references("duplicate_of", "institution_ids", "id")
            .check("length(name_ja) > 0")
            .references("prefecture", "prefecture_ids", "id")
            .check("duplicate_of <> id")
            .create(m)
            .await?;
        versioned("cooperations")
            .text("institution")
            .text_null("operator")
            .word_null("unknown_reason", &["MARKS_LOST"])
            .partial_date_null("as_of")
            .references("institution", "institution_ids", "id")
            .references("operator", "operator_ids", "id")
            .check("(operator IS NULL) = (unknown_reason IS NOT NULL)")
            .create(m)
            .await?;
        unique_now(m, "cooperations", &["institution", "operator"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(
            m,
            &[
                "cooperations",
                "institutions",
                "institution_ids",
                "entrustments",
                "certifications",
                "operators",
                "operator_ids",
            ],
        )
        .await
    }
}
