//! Revisions, changes, documents, evidence; databases with all that hangs on them; linkage statements.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::timestamp_with_time_zone;

use crate::table::{drop_all, identity, index, plain, unique_now, versioned};

const FORMS: [&str; 3] = ["ANONYMISED", "PSEUDONYMISED", "IDENTIFIED"];
const STATES: [&str; 5] = [
    "PROHIBITED",
    "NOT_STATED",
    "UNDECIDED",
    "PLANNED",
    "IN_FORCE",
];

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        plain("revisions")
            .integer("number")
            .column(timestamp_with_time_zone("imported_at"))
            .text("imported_by")
            .texts("files")
            .key(&["number"])
            .check("number > 0")
            .create(m)
            .await?;
        plain("changes")
            .integer("revision")
            .integer("number")
            .word("kind", &["ADDED", "CHANGED", "WITHDRAWN"])
            .text("subject")
            .text("row")
            .text_null("field")
            .text_null("before")
            .text_null("after")
            .key(&["revision", "number"])
            .references("revision", "revisions", "number")
            .check("(kind = 'CHANGED') = (field IS NOT NULL)")
            .create(m)
            .await?;
        identity("document_ids").create(m).await?;
        identity("database_ids").create(m).await?;
        versioned("documents")
            .text("title")
            .text_null("publisher")
            .partial_date_null("published_on")
            .text_null("url")
            .word(
                "text_quality",
                &[
                    "MACHINE_TRANSCRIBED",
                    "MACHINE_TRANSCRIBED_INTERLEAVED",
                    "SUMMARISED",
                    "PUBLIC_PAGE",
                    "COPY",
                    "OPEN_DATA",
                ],
            )
            .partial_date_null("retrieved_on")
            .text_null("note")
            .references("id", "document_ids", "id")
            .create(m)
            .await?;
        versioned("evidence")
            .text("subject")
            .text("row")
            .text_null("field")
            .text("document")
            .text_null("locator")
            .partial_date_null("stated_on")
            .text_null("raw_text")
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
            .text_null("note")
            .references("document", "document_ids", "id")
            .check("subject LIKE '%:%'")
            .create(m)
            .await?;
        index(m, "evidence", "subject").await?;
        versioned("databases")
            .text("name_ja")
            .text_null("name_en")
            .text_null("official_name_ja")
            .text_null("holder")
            .word_null("held_as", &["ANONYMISED", "IDENTIFIED"])
            .word("status", &["OPERATING", "UNDER_CONSTRUCTION", "UNKNOWN"])
            .partial_date_null("started_on")
            .texts("original_data")
            .texts("main_items")
            .texts("planned_items")
            .text_null("linkage_key")
            .word(
                "consent_requirement",
                &["REQUIRED", "NOT_REQUIRED", "CONDITIONAL", "UNKNOWN"],
            )
            .text_null("consent_note")
            .texts("aliases")
            .references("id", "database_ids", "id")
            .create(m)
            .await?;
        versioned("provisions")
            .text("database")
            .integer("number")
            .word("form", &FORMS)
            .partial_date_null("starts_on")
            .word("state", &["IN_FORCE", "PLANNED", "UNDECIDED", "NOT_STATED"])
            .texts("recipients")
            .text_null("condition")
            .references("database", "database_ids", "id")
            .check("number > 0")
            .create(m)
            .await?;
        unique_now(m, "provisions", &["database", "number"]).await?;
        versioned("review_bodies")
            .text("database")
            .integer("number")
            .text_null("name_ja")
            .text_null("name_en")
            .word("state", &["IN_FORCE", "PLANNED", "UNDECIDED"])
            .partial_date_null("starts_on")
            .references("database", "database_ids", "id")
            .check("number > 0")
            .check("(state = 'UNDECIDED') = (name_ja IS NULL)")
            .create(m)
            .await?;
        unique_now(m, "review_bodies", &["database", "number"]).await?;
        versioned("volumes")
            .text("database")
            .integer("number")
            .integer("quantity")
            .text("unit")
            .boolean("approximate")
            .partial_date_null("as_of")
            .references("database", "database_ids", "id")
            .check("number > 0 AND quantity >= 0")
            .create(m)
            .await?;
        unique_now(m, "volumes", &["database", "number"]).await?;
        versioned("linkage_statements")
            .text("stated_by")
            .text_null("about")
            .word(
                "form",
                &["ANONYMISED", "PSEUDONYMISED", "IDENTIFIED", "ANY"],
            )
            .word("state", &STATES)
            .partial_date_null("planned_from")
            .partial_date_null("planned_by")
            .partial_date_null("in_force_from")
            .partial_date_null("ends_on")
            .partial_date("stated_on")
            .references("stated_by", "database_ids", "id")
            .references("about", "database_ids", "id")
            .check("stated_by <> about")
            .check("state = 'PLANNED' OR (planned_from IS NULL AND planned_by IS NULL)")
            .check("state = 'IN_FORCE' OR (in_force_from IS NULL AND ends_on IS NULL)")
            .create(m)
            .await?;
        versioned("route_steps")
            .integer("number")
            .text_null("applies_to")
            .text("body_ja")
            .text_null("body_en")
            .text("action_ja")
            .text_null("action_en")
            .references("applies_to", "database_ids", "id")
            .check("number > 0")
            .create(m)
            .await?;
        versioned("figures")
            .text("subject")
            .text("kind")
            .text("label_ja")
            .integer("quantity")
            .text("unit")
            .boolean("approximate")
            .boolean("at_least")
            .partial_date_null("as_of")
            .check("quantity >= 0")
            .create(m)
            .await?;
        identity("organisation_ids").create(m).await?;
        versioned("organisations")
            .text("name_ja")
            .text_null("name_en")
            .texts("abbreviations")
            .texts("former_names")
            .text_null("succeeded_by")
            .partial_date_null("succeeded_on")
            .references("id", "organisation_ids", "id")
            .references("succeeded_by", "organisation_ids", "id")
            .check("succeeded_by <> id")
            .create(m)
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(
            m,
            &[
                "organisations",
                "organisation_ids",
                "figures",
                "route_steps",
                "linkage_statements",
                "volumes",
                "review_bodies",
                "provisions",
                "databases",
                "evidence",
                "documents",
                "database_ids",
                "document_ids",
                "changes",
                "revisions",
            ],
        )
        .await
    }
}
