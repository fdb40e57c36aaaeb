//! Registries as a table: what was read from the sources beside what they print.

use std::sync::Arc;

use base::{Evidence, Store};
use catalogue::Catalogue;
use registries::{CaseCount, Direction, RegistryOrder, subject};

use crate::table::{Table, cell, documents, list};

const HEADER: [&str; 41] = [
    "registry",
    "name_ja",
    "name_en",
    "abbreviations",
    "kind",
    "kind_basis",
    "disease_areas",
    "diseases",
    "host_names",
    "hosts",
    "started_on",
    "started_approximate",
    "started_note",
    "started_raw",
    "largest_case_count",
    "case_counts",
    "cases_raw",
    "cases_as_of_raw",
    "sites",
    "sites_approximate",
    "sites_at_least",
    "sites_as_of",
    "sites_raw",
    "company_use",
    "company_use_modes",
    "company_use_raw",
    "purpose_words",
    "purposes",
    "data_classes",
    "data_items",
    "biospecimens",
    "consent",
    "region",
    "region_basis",
    "prefectures",
    "standing",
    "standing_basis",
    "website",
    "documents",
    "document_titles",
    "document_urls",
];

/// All registries of a revision, by name.
pub(crate) fn table(catalogue: Arc<Catalogue>, store: Store) -> Table {
    let registries = &catalogue.registries;
    let all = registries.select(&Default::default());
    Table {
        rows: registries.sorted(&all, RegistryOrder::Name, Direction::Ascending),
        catalogue,
        store,
        header: &HEADER,
        subject: |catalogue, row| subject(&catalogue.registries.get(row).id).to_string(),
        line,
    }
}

fn line(catalogue: &Catalogue, row: u32, proofs: &[Evidence]) -> Vec<String> {
    let table = &catalogue.registries;
    let registry = table.get(row);
    let documents = documents(catalogue, proofs);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        registry.id.to_string(),
        registry.name_ja.clone(),
        text(&registry.name_en),
        list(registry.abbreviations.iter()),
        registry.kind.word().to_owned(),
        text(&registry.kind_basis),
        list(registry.disease_areas.iter()),
        list(table.diseases(row).iter().map(|tag| tag.disease.as_str())),
        list(registry.host_names.iter()),
        list(table.hosts(row).iter().map(|host| host.host.as_str())),
        cell(registry.started_on),
        // Unknown, not "no", where there is no date.
        cell(registry.started_on.map(|_| registry.started_approximate)),
        text(&registry.started_note),
        text(&registry.started_raw),
        cell(table.size(row)),
        list(table.case_counts(row).iter().map(count)),
        text(&registry.cases_raw),
        text(&registry.cases_as_of_raw),
        cell(registry.sites),
        cell(registry.sites.map(|_| registry.sites_approximate)),
        cell(registry.sites.map(|_| registry.sites_at_least)),
        cell(registry.sites_as_of),
        text(&registry.sites_raw),
        registry.company_use.word().to_owned(),
        list(registry.company_use_modes.0.iter().map(|mode| mode.word())),
        text(&registry.company_use_raw),
        list(registry.purpose_words.0.iter().map(|word| word.word())),
        list(registry.purposes.iter()),
        list(registry.data_classes.0.iter().map(|class| class.word())),
        list(registry.data_items.iter()),
        registry.biospecimens.word().to_owned(),
        text(&registry.consent),
        registry.region.word().to_owned(),
        text(&registry.region_basis),
        list(registry.prefectures.iter()),
        registry.standing.word().to_owned(),
        text(&registry.standing_basis),
        text(&registry.website),
        list(documents.iter().map(|document| document.id.as_str())),
        list(documents.iter().map(|document| &document.title)),
        // As many as there are documents, so that they stand side by side.
        list(documents.iter().map(|document| text(&document.url))),
    ]
}

/// One count in a word: `>3000 PATIENTS ENROLLED 2021-11`.
fn count(count: &CaseCount) -> String {
    let sign = match (count.at_least, count.approximate) {
        (true, _) => ">",
        (false, true) => "~",
        (false, false) => "",
    };
    let mut text = format!(
        "{sign}{} {} {}",
        count.quantity,
        count.unit.word(),
        count.kind.word()
    );
    if let Some(day) = count.as_of {
        text += &format!(" {day}");
    }
    text
}
