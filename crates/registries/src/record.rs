//! The tables of registries, their diseases and their hosts as they are imported.

use std::collections::{BTreeMap, HashMap, HashSet};

use base::record::{Column, Kind, RecordType, column, words_of};
use base::{Changes, Derivation, Document, DocumentId, Revision, RowReader, StoreError, Texts};
use sea_orm::ConnectionTrait;

use crate::count::CaseCount;
use crate::disease::RegistryDisease;
use crate::host::{HostOrganisation, RegistryHost};
use crate::parse::{self, CountContext};
use crate::registry::{Registry, subject};
use crate::sources::{self, Source};
use crate::{count, disease, host, registry};

const REGISTRY: Column = column("registry", "レジストリ", true, Kind::Code("registry"));

/// The tables that this crate reads.
pub const RECORDS: [RecordType; 4] = [
    RecordType {
        name: "registries",
        about: "One registry as its sources describe it; an empty cell means that it was not seen, never no.",
        columns: &[
            column("id_slug", "ID", true, Kind::Text),
            column("name_ja", "名称", true, Kind::Text),
            column("name_en", "英語名", false, Kind::Text),
            column("abbreviation", "略称", false, Kind::List),
            column("disease_areas", "対象疾患", false, Kind::List),
            column("host_organisation", "運営主体", false, Kind::List),
            column("started", "開始", false, Kind::Text),
            column("cases", "症例数", false, Kind::Text),
            column("cases_as_of", "症例数の時点", false, Kind::Text),
            column("sites", "施設数", false, Kind::Text),
            column("company_use", "企業の利用", false, Kind::Text),
            column("purposes", "目的", false, Kind::List),
            column("data_items", "データ項目", false, Kind::List),
            column("consent", "同意", false, Kind::Text),
            column("website", "ウェブサイト", false, Kind::Text),
            column("source_title", "出典の題名", true, Kind::Text),
            column("source_url", "出典のURL", true, Kind::Text),
            column("retrieved_excerpt", "出典の要旨", true, Kind::Text),
        ],
        evidence: false,
    },
    RecordType {
        name: "host-organisations",
        about: "One organisation that hosts registries, with its names now and before.",
        columns: &[
            column("code", "コード", true, Kind::Text),
            column("name_ja", "名称", true, Kind::Text),
            column("name_en", "英語名", false, Kind::Text),
            column("abbreviations", "略称", false, Kind::List),
            column("former_names", "旧称", false, Kind::List),
            column("note", "注記", false, Kind::Text),
        ],
        evidence: false,
    },
    RecordType {
        name: "registry-hosts",
        about: "One host of one registry; all hosts of a registry are given together.",
        columns: &[
            REGISTRY,
            column("host", "運営主体", true, Kind::Code("host")),
            column("printed", "原文", false, Kind::Text),
            column("role_note", "役割", false, Kind::Text),
        ],
        evidence: false,
    },
    RecordType {
        name: "registry-diseases",
        about: "One disease that one registry is about; all diseases of a registry are given together.",
        columns: &[
            REGISTRY,
            column("disease", "疾患", true, Kind::Code("disease")),
            column(
                "derivation",
                "導出",
                false,
                Kind::OneOf(words_of::<Derivation>),
            ),
            column("printed", "原文", false, Kind::Text),
        ],
        evidence: false,
    },
];

/// Rows of one batch, read and checked, not yet written.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    documents: BTreeMap<DocumentId, Document>,
    registries: Vec<Registry>,
    counts: Vec<CaseCount>,
    organisations: Vec<HostOrganisation>,
    hosts: Vec<RegistryHost>,
    diseases: Vec<RegistryDisease>,
    disease_rows: HashMap<String, usize>,
    host_numbers: HashMap<String, i64>,
}

impl Batch {
    /// Reads one row of one of [`RECORDS`].
    pub fn read(&mut self, record: &str, row: &mut RowReader<'_>) {
        match record {
            "host-organisations" => self.organisations.extend(organisation(row)),
            "registry-hosts" => self.host(row),
            "registry-diseases" => self.disease(row),
            _ => self.registry(row),
        }
    }

    fn registry(&mut self, row: &mut RowReader<'_>) {
        row.address("website");
        let (slug, name_ja) = (row.identifier("id_slug"), row.required("name_ja"));
        let sources = sources::read(row);
        let Some(slug) = slug else { return };
        row.define("registry", &slug);
        if !row.key("registries", &slug) {
            return;
        }
        let (Some(name_ja), Some(sources)) = (name_ja, sources) else {
            return;
        };
        let excerpts: String = sources
            .iter()
            .map(|source| source.excerpt.as_str())
            .collect::<Vec<_>>()
            .join(" | ");
        let registry = described(row, slug, name_ja, &excerpts);
        prove(row, &registry, &sources);
        self.counts.extend(case_counts(&registry, &excerpts));
        self.registries.push(registry);
        for page in sources.into_iter().filter_map(|source| source.page) {
            self.document(page);
        }
    }

    /// The same address is the same document: the first title stays, another one is noted.
    fn document(&mut self, page: Document) {
        let Some(known) = self.documents.get_mut(&page.id) else {
            self.documents.insert(page.id.clone(), page);
            return;
        };
        if known.title != page.title {
            let also = format!("Also cited as: {}.", page.title);
            known.note = Some(match known.note.take() {
                Some(note) if note.contains(&also) => note,
                Some(note) => format!("{note} {also}"),
                None => also,
            });
        }
    }

    fn host(&mut self, row: &mut RowReader<'_>) {
        let registry = row.required_code("registry", "registry");
        let host = row.required_code("host", "host");
        let (Some(registry), Some(host)) = (registry, host) else {
            return;
        };
        if !row.key("registry_hosts", &format!("{registry}:{host}")) {
            return;
        }
        let number = self.host_numbers.entry(registry.clone()).or_default();
        *number += 1;
        self.hosts.push(RegistryHost {
            id: format!("{registry}:{number}"),
            since_revision: 0,
            until_revision: None,
            registry: registry.into(),
            number: *number,
            host: host.into(),
            printed: row.text("printed"),
            role_note: row.text("role_note"),
        });
    }

    /// Several printed texts of a registry may name one disease: they meet in one row.
    fn disease(&mut self, row: &mut RowReader<'_>) {
        let registry = row.required_code("registry", "registry");
        let disease = row.required_code("disease", "disease");
        let derivation = row.word("derivation").unwrap_or(Derivation::Stated);
        let (Some(registry), Some(disease)) = (registry, disease) else {
            return;
        };
        let printed = row.text("printed");
        let id = format!("{registry}:{disease}");
        let key = format!("{id}:{}", printed.as_deref().unwrap_or(""));
        if !row.key("registry_diseases", &key) {
            return;
        }
        if let Some(place) = self.disease_rows.get(&id) {
            let known = &mut self.diseases[*place];
            known.printed.0.extend(printed);
            // What a text states outweighs what we infer.
            known.derivation = known.derivation.min(derivation);
            return;
        }
        self.disease_rows.insert(id.clone(), self.diseases.len());
        self.diseases.push(RegistryDisease {
            id,
            since_revision: 0,
            until_revision: None,
            registry: registry.into(),
            disease: disease.into(),
            derivation,
            printed: printed.into_iter().collect(),
        });
    }

    /// The rows as they would be loaded.
    #[cfg(test)]
    pub(crate) fn into_tables(self) -> crate::Tables {
        crate::Tables {
            registries: self.registries,
            counts: self.counts,
            organisations: self.organisations,
            hosts: self.hosts,
            diseases: self.diseases,
        }
    }

    /// Writes the rows in an order in which every row finds those that it points at.
    pub async fn write(
        self,
        tx: &impl ConnectionTrait,
        at: Revision,
        changes: &mut Changes,
    ) -> Result<(), StoreError> {
        let none = HashSet::new();
        // A registry without counts has lost those that it had.
        let given: HashSet<String> = self
            .registries
            .iter()
            .map(|row| row.id.to_string())
            .collect();
        let documents = self.documents.into_values().collect();
        base::write::<base::document::Entity>(tx, documents, &none, at, changes).await?;
        base::write::<registry::Entity>(tx, self.registries, &none, at, changes).await?;
        base::write::<count::Entity>(tx, self.counts, &given, at, changes).await?;
        base::write::<host::OrganisationEntity>(tx, self.organisations, &none, at, changes).await?;
        base::write::<host::EdgeEntity>(tx, self.hosts, &none, at, changes).await?;
        base::write::<disease::Entity>(tx, self.diseases, &none, at, changes).await
    }
}

/// A registry as its row describes it.
fn described(row: &mut RowReader<'_>, slug: String, name_ja: String, excerpts: &str) -> Registry {
    let text = |column: &str| row.text(column);
    let blank = |column: &str| text(column).unwrap_or_default();
    let lists = |column: &str| row.list(column);
    let (purposes, data_items) = (lists("purposes"), lists("data_items"));
    let (name_en, company_use) = (text("name_en"), blank("company_use"));
    let english = name_en.as_deref().unwrap_or("");
    let kind = parse::kind(&name_ja, english, &blank("host_organisation"));
    let region = parse::region(&name_ja, english, &blank("sites"), excerpts);
    let standing = parse::standing(
        kind.value,
        &name_ja,
        &parse::Times {
            started: &blank("started"),
            as_of: &blank("cases_as_of"),
            cases: &blank("cases"),
            excerpt: excerpts,
        },
    );
    let started = parse::started(&blank("started"));
    let sites = parse::sites(&blank("sites"));
    let (purposes_said, items_said) = (purposes.join("|"), data_items.join("|"));
    let specimens = [&purposes_said, &items_said, &company_use, english];
    Registry {
        id: slug.into(),
        since_revision: 0,
        until_revision: None,
        abbreviations: lists("abbreviation").into_iter().collect(),
        kind: kind.value,
        kind_basis: kind.basis,
        disease_areas: lists("disease_areas").into_iter().collect(),
        host_names: lists("host_organisation").into_iter().collect(),
        started_on: started.as_ref().map(|started| started.on),
        started_approximate: started.as_ref().is_some_and(|started| started.approximate),
        started_note: started.and_then(|started| started.note),
        started_raw: text("started"),
        cases_raw: text("cases"),
        cases_as_of_raw: text("cases_as_of"),
        sites: sites.as_ref().map(|sites| sites.count),
        sites_approximate: sites.as_ref().is_some_and(|sites| sites.approximate),
        sites_at_least: sites.as_ref().is_some_and(|sites| sites.at_least),
        sites_as_of: sites.and_then(|sites| sites.as_of),
        sites_raw: text("sites"),
        company_use: parse::company_use(&company_use),
        company_use_modes: parse::modes(&company_use, &purposes),
        company_use_raw: text("company_use"),
        purpose_words: parse::purposes(&purposes),
        data_classes: parse::data_classes(&data_items),
        biospecimens: parse::biospecimens(&specimens.map(|text| text as &str)),
        purposes: purposes.into_iter().collect::<Texts>(),
        data_items: data_items.into_iter().collect::<Texts>(),
        consent: text("consent"),
        region: region.value.0,
        region_basis: region.basis,
        prefectures: region.value.1.into_iter().collect(),
        standing: standing.value,
        standing_basis: standing.basis,
        website: text("website").filter(|url| !sources::is_copy(url)),
        name_ja,
        name_en,
    }
}

/// One piece of evidence per source, and one for each value that we read out of words.
fn prove(row: &mut RowReader<'_>, registry: &Registry, sources: &[Source]) {
    let (about, id) = (subject(&registry.id), registry.id.as_str());
    for source in sources {
        row.add_evidence(&about, "registries", id, source.states());
    }
    let inferred = [
        ("kind", &registry.kind_basis),
        ("region", &registry.region_basis),
        ("standing", &registry.standing_basis),
    ];
    for (field, basis) in inferred {
        let Some(basis) = basis else { continue };
        let says = |source: &&Source| source.excerpt.contains(basis.as_str());
        let in_name = registry.name_ja.contains(basis.as_str());
        let by = sources.iter().find(|source| !in_name && says(source));
        if let Some(source) = by.or(sources.first()) {
            row.add_evidence(&about, "registries", id, source.implies(field, basis));
        }
    }
}

fn case_counts(registry: &Registry, excerpts: &str) -> Vec<CaseCount> {
    let topic = format!(
        "{} {}",
        registry.name_ja,
        registry.disease_areas.0.join(" ")
    );
    let context = CountContext {
        as_of: registry.cases_as_of_raw.as_deref().unwrap_or(""),
        topic: &topic,
        excerpt: excerpts,
    };
    let cases = registry.cases_raw.as_deref().unwrap_or("");
    (1..)
        .zip(parse::counts(cases, &context))
        .map(|(number, count)| CaseCount {
            id: format!("{}:{number}", registry.id),
            since_revision: 0,
            until_revision: None,
            registry: registry.id.clone(),
            number,
            quantity: count.quantity,
            unit: count.unit,
            kind: count.kind,
            approximate: count.approximate,
            at_least: count.at_least,
            as_of: count.as_of,
            label: count.label,
            raw_text: count.raw_text,
        })
        .collect()
}

fn organisation(row: &mut RowReader<'_>) -> Option<HostOrganisation> {
    let (code, name_ja) = (row.required("code"), row.required("name_ja"));
    let code = code?;
    row.define("host", &code);
    if !row.key("hosts", &code) {
        return None;
    }
    Some(HostOrganisation {
        id: code.into(),
        since_revision: 0,
        until_revision: None,
        name_ja: name_ja?,
        name_en: row.text("name_en"),
        abbreviations: row.list("abbreviations").into_iter().collect(),
        former_names: row.list("former_names").into_iter().collect(),
        note: row.text("note"),
    })
}

#[cfg(test)]
mod tests;
