//! Terms as the tables that an import would read.

use std::collections::{BTreeMap, HashSet};

use base::{Cells, DiseaseId, Source, StoreError, Written};
use sea_orm::ConnectionTrait;

use crate::{NANDO, OWN_LIST, data_item, disease, organisation, prefecture};

/// Every row that holds at a revision, by the tables of [`crate::record::RECORDS`].
pub async fn export(from: &Source<'_, impl ConnectionTrait>) -> Result<Vec<Written>, StoreError> {
    let proofs = &from.proofs;
    let organisations = from.rows::<organisation::Entity>().await?;
    let organisations = organisations.iter().map(|row| {
        Cells::new()
            .put("code", &row.id)
            .put("name_ja", &row.name_ja)
            .maybe("name_en", row.name_en.as_ref())
            .list("abbreviation", &row.abbreviations)
            .list("former_names", &row.former_names)
            .maybe("succeeded_by", row.succeeded_by.as_ref())
            .maybe("succeeded_on", row.succeeded_on)
            .proved(proofs.first("organisations", &row.id))
    });
    let items = from.rows::<data_item::Entity>().await?;
    let items = items.iter().map(|row| {
        Cells::new()
            .put("code", &row.id)
            .put("name_ja", &row.name_ja)
            .maybe("name_en", row.name_en.as_ref())
            .list("printed", &row.printed)
            .maybe("note", row.note.as_ref())
    });
    let prefectures = from.rows::<prefecture::Entity>().await?;
    let prefectures = prefectures.iter().map(|row| {
        Cells::new()
            .put("code", &row.id)
            .put("name_ja", &row.name_ja)
            .maybe("name_en", row.name_en.as_ref())
            .maybe("name_kana", row.name_kana.as_ref())
    });
    let mut written = vec![
        ("organisations", organisations.collect()),
        ("data-items", items.collect()),
        ("prefectures", prefectures.collect()),
    ];
    written.extend(diseases(from).await?);
    Ok(written)
}

/// The two lists of concepts, and the links that neither gives with its own.
async fn diseases(from: &Source<'_, impl ConnectionTrait>) -> Result<Vec<Written>, StoreError> {
    let rows = from.rows::<disease::Entity>().await?;
    // Their group is no code alone.
    let links = from.all_rows::<disease::broader::Entity>().await?;
    let own: HashSet<&DiseaseId> = rows
        .iter()
        .filter(|row| row.source == OWN_LIST)
        .map(|row| &row.id)
        .collect();
    // A link that a list gives stands in the row of its narrower concept.
    let mut broader: BTreeMap<&DiseaseId, Vec<&str>> = BTreeMap::new();
    let mut further = Vec::new();
    for link in &links {
        if (link.source == OWN_LIST) == own.contains(&link.narrower) {
            let codes = broader.entry(&link.narrower).or_default();
            codes.push(link.broader.as_str());
        } else {
            further.push(
                Cells::new()
                    .put("narrower", &link.narrower)
                    .put("broader", &link.broader),
            );
        }
    }
    let codes = |id: &DiseaseId| broader.get(id).map(|codes| codes.join("|"));
    let mut nando = Vec::new();
    let mut listed = Vec::new();
    for row in &rows {
        let cells = Cells::new()
            .put("code", &row.id)
            .maybe("kana", row.kana.as_ref())
            .list("synonyms_ja", &row.synonyms_ja)
            .list("synonyms_en", &row.synonyms_en);
        if row.source == NANDO {
            nando.push(
                cells
                    .put("label_ja", &row.name_ja)
                    .maybe("label_en", row.name_en.as_ref())
                    .maybe("printed_ja", row.printed_ja.as_ref())
                    .maybe("printed_en", row.printed_en.as_ref())
                    .maybe("parents", codes(&row.id))
                    .maybe("notification_number", row.notification_number)
                    .put("deprecated", row.deprecated),
            );
        } else {
            listed.push(
                cells
                    .put("name_ja", &row.name_ja)
                    .maybe("name_en", row.name_en.as_ref())
                    .list("abbreviations", &row.abbreviations)
                    .maybe("broader", codes(&row.id))
                    .list("same_as", &row.same_as)
                    .maybe("note", row.note.as_ref()),
            );
        }
    }
    Ok(vec![
        ("nando", nando),
        ("diseases", listed),
        ("disease-broader", further),
    ])
}
