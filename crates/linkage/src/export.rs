//! Databases, statements and routes as the tables that an import would read.

use base::{Cells, Evidence, Proofs, Source, StoreError, Written};
use sea_orm::ConnectionTrait;

use crate::access::{AccessRule, access_rule};
use crate::database::{self, Database, FIELDS};
use crate::fact::{ReportedFact, reported_fact};
use crate::provision::{provision, review_body, volume};
use crate::{LinkageStatement, Provision, ReviewBody, RouteStep, Volume, route, statement};

/// Every row that holds at a revision, by the tables of [`crate::record::RECORDS`].
pub async fn export(from: &Source<'_, impl ConnectionTrait>) -> Result<Vec<Written>, StoreError> {
    let proofs = &from.proofs;
    let databases = from.rows::<database::Entity>().await?;
    let facts = databases.iter().flat_map(|row| facts(row, proofs));
    let provisions = from.rows::<provision::Entity>().await?;
    let bodies = from.rows::<review_body::Entity>().await?;
    let volumes = from.rows::<volume::Entity>().await?;
    let statements = from.rows::<statement::Entity>().await?;
    let steps = from.rows::<route::Entity>().await?;
    let rules = from.rows::<access_rule::Entity>().await?;
    let reported = from.rows::<reported_fact::Entity>().await?;
    let of = |table: &str, id: &str| proofs.first(table, id);
    Ok(vec![
        ("database-facts", facts.collect()),
        (
            "provisions",
            provisions
                .iter()
                .map(|row| provision_cells(row, of("provisions", &row.id)))
                .collect(),
        ),
        (
            "review-bodies",
            bodies
                .iter()
                .map(|row| body_cells(row, of("review_bodies", &row.id)))
                .collect(),
        ),
        (
            "volumes",
            volumes
                .iter()
                .map(|row| volume_cells(row, of("volumes", &row.id)))
                .collect(),
        ),
        (
            "linkage-statements",
            statements
                .iter()
                .map(|row| statement_cells(row, of("linkage_statements", row.id.as_str())))
                .collect(),
        ),
        (
            "route-steps",
            steps
                .iter()
                .map(|row| step_cells(row, of("route_steps", &row.id)))
                .collect(),
        ),
        (
            "access-rules",
            rules
                .iter()
                .map(|row| rule_cells(row, of("access_rules", &row.id)))
                .collect(),
        ),
        (
            "reported-facts",
            reported
                .iter()
                .map(|row| reported_cells(row, of("reported_facts", &row.id)))
                .collect(),
        ),
    ])
}

/// One row per attribute and source. Names add up, so each of their rows may give them all.
fn facts(row: &Database, proofs: &Proofs) -> Vec<Cells> {
    let mut cells = Vec::new();
    for field in FIELDS {
        for evidence in proofs.of("database_facts", format!("{}.{field}", row.id)) {
            cells.push(
                Cells::new()
                    .put("database", &row.id)
                    .put("field", field)
                    .put("value", value(row, field))
                    .proved(Some(evidence)),
            );
        }
    }
    cells
}

fn value(row: &Database, field: &str) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match field {
        "name_ja" => row.name_ja.clone(),
        "name_en" => text(&row.name_en),
        "official_name_ja" => text(&row.official_name_ja),
        "holder" => text(&row.holder),
        "held_as" => row
            .held_as
            .map(|held| held.word().to_owned())
            .unwrap_or_default(),
        "status" => row.status.word().to_owned(),
        "started_on" => row
            .started_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
        "original_data" => row.original_data.0.join("|"),
        "main_items" => row.main_items.0.join("|"),
        "planned_items" => row.planned_items.0.join("|"),
        "linkage_key" => text(&row.linkage_key),
        "consent_requirement" => row.consent_requirement.word().to_owned(),
        "consent_note" => text(&row.consent_note),
        _ => row.aliases.0.join("|"),
    }
}

fn provision_cells(row: &Provision, proof: Option<&Evidence>) -> Cells {
    Cells::new()
        .put("database", &row.database)
        .put("number", row.number)
        .put("form", row.form.word())
        .maybe("from", row.starts_on)
        .put("state", row.state.word())
        .list("recipients", &row.recipients)
        .maybe("condition", row.condition.as_ref())
        .proved(proof)
}

fn body_cells(row: &ReviewBody, proof: Option<&Evidence>) -> Cells {
    Cells::new()
        .put("database", &row.database)
        .put("number", row.number)
        .maybe("name_ja", row.name_ja.as_ref())
        .maybe("name_en", row.name_en.as_ref())
        .put("state", row.state.word())
        .maybe("from", row.starts_on)
        .proved(proof)
}

fn volume_cells(row: &Volume, proof: Option<&Evidence>) -> Cells {
    Cells::new()
        .put("database", &row.database)
        .put("number", row.number)
        .put("quantity", row.quantity)
        .put("unit", &row.unit)
        .put("approximate", row.approximate)
        .maybe("as_of", row.as_of)
        .proved(proof)
}

fn statement_cells(row: &LinkageStatement, proof: Option<&Evidence>) -> Cells {
    Cells::new()
        .put("id", &row.id)
        .put("stated_by", &row.stated_by)
        .maybe("about", row.about.as_ref())
        .put("form", row.form.word())
        .put("state", row.state.word())
        .maybe("planned_from", row.planned_from)
        .maybe("planned_by", row.planned_by)
        .maybe("in_force_from", row.in_force_from)
        .maybe("until", row.until)
        .put("basis", row.basis.word())
        .put("day", row.day_derivation.word())
        .proved(proof)
}

fn step_cells(row: &RouteStep, proof: Option<&Evidence>) -> Cells {
    let applies_to = row.applies_to.as_ref().map_or("*", |only| only.as_str());
    Cells::new()
        .put("number", row.number)
        .put("applies_to", applies_to)
        .put("body_ja", &row.body_ja)
        .maybe("body_en", row.body_en.as_ref())
        .put("action_ja", &row.action_ja)
        .maybe("action_en", row.action_en.as_ref())
        .proved(proof)
}

fn reported_cells(row: &ReportedFact, proof: Option<&Evidence>) -> Cells {
    Cells::new()
        .put("id", &row.id)
        .list("databases", &row.databases)
        .list("operators", &row.operators)
        .list("institutions", &row.institutions)
        .maybe("scheme", row.scheme.as_ref())
        .put("fact", &row.fact)
        .put("value", &row.value)
        .put("said", &row.said)
        .maybe("as_of", row.as_of)
        .proved(proof)
}

fn rule_cells(row: &AccessRule, proof: Option<&Evidence>) -> Cells {
    Cells::new()
        .put("id", &row.id)
        .put("scheme", &row.scheme)
        .list("databases", &row.databases)
        .put("topic", row.topic.word())
        .put("said", &row.said)
        .maybe("value", row.value.as_ref())
        .maybe("amount", row.amount)
        .maybe("unit", row.unit.map(|unit| unit.word()))
        .put("status", row.status.word())
        .maybe("as_of", row.as_of)
        .proved(proof)
}
