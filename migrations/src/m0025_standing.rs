//! Whether a registry stands, kinds of registries, and counts of what was never registered.

use sea_orm_migration::prelude::*;

use crate::table::{Build, rebuilt, versioned};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const KINDS: [&str; 7] = [
    "REGISTRY",
    "PLATFORM",
    "SURVEY",
    "COHORT",
    "NATIONAL_DATABASE",
    "BIOBANK",
    "SURVEILLANCE",
];
const COUNTS: [&str; 9] = [
    "ENROLLED",
    "CUMULATIVE",
    "PER_YEAR",
    "PER_PERIOD",
    "FOLLOWED",
    "PART",
    "TARGET",
    "ESTIMATE",
    "DENOMINATOR",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let standings = &["ONGOING", "CLOSED", "ONE_OFF", "UNKNOWN"];
        let table = registries(("standing", "standing_basis"), standings, &KINDS);
        let read = [
            (
                "standing",
                "CASE activity WHEN 'ENDED' THEN 'CLOSED' ELSE activity END",
            ),
            ("standing_basis", "activity_basis"),
        ];
        rebuilt(m, table, &read, &[]).await?;
        rebuilt(m, counts(&COUNTS), &[], &[&["registry", "number"]]).await
    }

    /// The words of before say less: what they can't is unknown, a registry proper, a part.
    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let standings = &["ONGOING", "ENDED", "UNKNOWN"];
        let table = registries(("activity", "activity_basis"), standings, &KINDS[..5]);
        let read = [
            (
                "activity",
                "CASE standing WHEN 'CLOSED' THEN 'ENDED' WHEN 'ONE_OFF' THEN 'UNKNOWN' ELSE standing END",
            ),
            ("activity_basis", "standing_basis"),
            (
                "kind",
                "CASE WHEN kind IN ('BIOBANK', 'SURVEILLANCE') THEN 'REGISTRY' ELSE kind END",
            ),
        ];
        rebuilt(m, table, &read, &[]).await?;
        let kind =
            "CASE WHEN kind IN ('TARGET', 'ESTIMATE', 'DENOMINATOR') THEN 'PART' ELSE kind END";
        rebuilt(
            m,
            counts(&COUNTS[..6]),
            &[("kind", kind)],
            &[&["registry", "number"]],
        )
        .await
    }
}

fn registries(
    (standing, basis): (&'static str, &'static str),
    standings: &[&str],
    kinds: &[&str],
) -> Build {
    versioned("registries")
        .text("name_ja")
        .text_null("name_en")
        .texts("abbreviations")
        .word("kind", kinds)
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
        .word(standing, standings)
        .text_null(basis)
        .text_null("website")
        .references("id", "registry_ids", "id")
        .check("started_on IS NULL OR started_raw IS NOT NULL")
        .check("sites IS NULL OR (sites >= 0 AND sites_raw IS NOT NULL)")
        .check("company_use = 'UNKNOWN' OR company_use_raw IS NOT NULL")
}

fn counts(kinds: &[&str]) -> Build {
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
        .word("kind", kinds)
        .boolean("approximate")
        .boolean("at_least")
        .partial_date_null("as_of")
        .text_null("label")
        .text("raw_text")
        .references("registry", "registry_ids", "id")
        .check("number > 0 AND quantity >= 0")
}
