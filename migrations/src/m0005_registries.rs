//! Registries with their case counts, the organisations that host them, and the diseases they are about.
//!
//! `registry_diseases` points at `disease_ids`, which the vocabulary's migration creates.

use sea_orm_migration::prelude::*;

use crate::table::{drop_all, identity, unique_now, versioned};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        identity("registry_ids").create(m).await?;
        identity("host_ids").create(m).await?;
        versioned("registries")
            .text("name_ja")
            .text_null("name_en")
            .texts("abbreviations")
            .word(
                "kind",
                &[
                    "REGISTRY",
                    "PLATFORM",
                    "SURVEY",
                    "COHORT",
                    "NATIONAL_DATABASE",
                ],
            )
            .text_null("kind_basis")
            .texts("disease_areas")
            .texts("host_names")
            .partial_date_null("started_on")
            .boolean("started_approximate")
            .text_null("started_note")
            .text_null("started_raw")
            .text_null("cases_raw")
            .text_null("cases_as_of_raw")
            .integer_null("sites")
            .boolean("sites_approximate")
            .boolean("sites_at_least")
            .partial_date_null("sites_as_of")
            .text_null("sites_raw")
            .word("company_use", &["YES", "CONDITIONAL", "NO", "UNKNOWN"])
            .texts("company_use_modes")
            .text_null("company_use_raw")
            .texts("purposes")
            .texts("purpose_words")
            .texts("data_items")
            .texts("data_classes")
            .word("biospecimens", &["YES", "UNKNOWN"])
            .text_null("consent")
            .word(
                "region",
                &["NATIONWIDE", "REGIONAL", "INTERNATIONAL", "UNKNOWN"],
            )
            .text_null("region_basis")
            .texts("prefectures")
            .word("activity", &["ONGOING", "ENDED", "UNKNOWN"])
            .text_null("activity_basis")
            .text_null("website")
            .references("id", "registry_ids", "id")
            .check("started_on IS NULL OR started_raw IS NOT NULL")
            .check("sites IS NULL OR (sites >= 0 AND sites_raw IS NOT NULL)")
            .check("company_use = 'UNKNOWN' OR company_use_raw IS NOT NULL")
            .create(m)
            .await?;
        versioned("registry_case_counts")
            .text("registry")
            .integer("number")
            .integer("quantity")
            .word(
                "unit",
                &[
                    "PATIENTS",
                    "CASES",
                    "OPERATIONS",
                    "EXAMINATIONS",
                    "IMAGES",
                    "RECORDS",
                    "SPECIMENS",
                    "HOSPITAL_YEARS",
                ],
            )
            .word(
                "kind",
                &[
                    "ENROLLED",
                    "CUMULATIVE",
                    "PER_YEAR",
                    "PER_PERIOD",
                    "FOLLOWED",
                    "PART",
                ],
            )
            .boolean("approximate")
            .boolean("at_least")
            .partial_date_null("as_of")
            .text_null("label")
            .text("raw_text")
            .references("registry", "registry_ids", "id")
            .check("number > 0 AND quantity >= 0")
            .create(m)
            .await?;
        unique_now(m, "registry_case_counts", &["registry", "number"]).await?;
        versioned("hosts")
            .text("name_ja")
            .text_null("name_en")
            .texts("abbreviations")
            .texts("former_names")
            .text_null("note")
            .references("id", "host_ids", "id")
            .create(m)
            .await?;
        versioned("registry_hosts")
            .text("registry")
            .integer("number")
            .text("host")
            .text_null("printed")
            .text_null("role_note")
            .references("registry", "registry_ids", "id")
            .references("host", "host_ids", "id")
            .check("number > 0")
            .create(m)
            .await?;
        unique_now(m, "registry_hosts", &["registry", "number"]).await?;
        versioned("registry_diseases")
            .text("registry")
            .text("disease")
            .word(
                "derivation",
                &[
                    "STATED",
                    "DITTO",
                    "CORRECTED",
                    "COMPUTED",
                    "INFERRED",
                    "TITLE_TAGGED",
                ],
            )
            .texts("printed")
            .references("registry", "registry_ids", "id")
            .references("disease", "disease_ids", "id")
            .create(m)
            .await?;
        unique_now(m, "registry_diseases", &["registry", "disease"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(
            m,
            &[
                "registry_diseases",
                "registry_hosts",
                "hosts",
                "registry_case_counts",
                "registries",
                "host_ids",
                "registry_ids",
            ],
        )
        .await
    }
}
