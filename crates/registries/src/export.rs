//! Registries, their hosts and diseases as the tables that an import would read.
//!
//! What was read out of the words is not written: an import reads it again. Sources are named as documents, because
//! the address of a copy is kept nowhere.

use base::{Cells, Evidence, Proofs, Source, StoreError, Written};
use sea_orm::ConnectionTrait;

use crate::sources::NO_TITLE;
use crate::{Registry, disease, host, registry};

/// Every row that holds at a revision, by the tables of [`crate::RECORDS`].
pub async fn export(from: &Source<'_, impl ConnectionTrait>) -> Result<Vec<Written>, StoreError> {
    let proofs = &from.proofs;
    let registries = from.rows::<registry::Entity>().await?;
    let registries = registries.iter().map(|row| described(row, proofs));
    let organisations = from.rows::<host::OrganisationEntity>().await?;
    let organisations = organisations.iter().map(|row| {
        Cells::new()
            .put("code", &row.id)
            .put("name_ja", &row.name_ja)
            .maybe("name_en", row.name_en.as_ref())
            .list("abbreviations", &row.abbreviations)
            .list("former_names", &row.former_names)
            .maybe("note", row.note.as_ref())
    });
    let mut hosts = from.rows::<host::EdgeEntity>().await?;
    hosts.sort_by(|a, b| (&a.registry, a.number).cmp(&(&b.registry, b.number)));
    let hosts = hosts.iter().map(|row| {
        Cells::new()
            .put("registry", &row.registry)
            .put("host", &row.host)
            .maybe("printed", row.printed.as_ref())
            .maybe("role_note", row.role_note.as_ref())
    });
    let diseases = from.rows::<disease::Entity>().await?;
    let diseases = diseases.iter().flat_map(|row| {
        let cells = Cells::new()
            .put("registry", &row.registry)
            .put("disease", &row.disease)
            .put("derivation", row.derivation.word());
        match row.printed.is_empty() {
            true => vec![cells],
            false => row
                .printed
                .iter()
                .map(|text| cells.clone().put("printed", text))
                .collect(),
        }
    });
    Ok(vec![
        ("registries", registries.collect()),
        ("host-organisations", organisations.collect()),
        ("registry-hosts", hosts.collect()),
        ("registry-diseases", diseases.collect()),
    ])
}

fn described(row: &Registry, proofs: &Proofs) -> Cells {
    let stated: Vec<&Evidence> = proofs
        .of("registries", &row.id)
        .iter()
        .filter(|evidence| evidence.field.is_none())
        .collect();
    let joined = |text: &dyn Fn((usize, &&Evidence)) -> String| {
        let texts: Vec<String> = stated.iter().enumerate().map(text).collect();
        texts.join(" | ")
    };
    Cells::new()
        .put("id_slug", &row.id)
        .put("name_ja", &row.name_ja)
        .maybe("name_en", row.name_en.as_ref())
        .list("abbreviation", &row.abbreviations)
        .list("disease_areas", &row.disease_areas)
        .list("host_organisation", &row.host_names)
        .maybe("started", row.started_raw.as_ref())
        .maybe("cases", row.cases_raw.as_ref())
        .maybe("cases_as_of", row.cases_as_of_raw.as_ref())
        .maybe("sites", row.sites_raw.as_ref())
        .maybe("company_use", row.company_use_raw.as_ref())
        .list("purposes", &row.purposes)
        .list("data_items", &row.data_items)
        .maybe("consent", row.consent.as_ref())
        .maybe("website", row.website.as_ref())
        .put(
            "source_title",
            joined(&|(_, one)| one.locator.clone().unwrap_or(NO_TITLE.to_owned())),
        )
        .put(
            "source_url",
            joined(&|(_, one)| format!("document:{}", one.document)),
        )
        .put(
            "retrieved_excerpt",
            joined(&|(at, one)| {
                let excerpt = one.note.as_deref().unwrap_or_default();
                format!("[{}] {excerpt}", at + 1)
            }),
        )
}
