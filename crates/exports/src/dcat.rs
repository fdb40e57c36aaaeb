//! Registries and databases as datasets of a dataset catalogue: DCAT-AP 3 with the terms of HealthDCAT-AP.
//!
//! Only what sources state is said. Nobody states a contact, a distribution or a legal basis, so none is written; who may
//! use a registry is left out where no source says. Numbers are those of the newest count whose unit fits; the text as
//! printed stands beside them as a comment, for the terms know neither "about" nor "more than".

mod database;
mod graph;
mod json;
mod registry;
mod turtle;

use std::collections::HashMap;

use base::{Evidence, Store};
use catalogue::Catalogue;
use oxrdf::NamedNode;

use crate::export::ExportError;
use crate::site::Site;
use crate::table::{documents, evidence};

use graph::{Graph, LANGUAGES, Language};

pub(crate) use json::json;
pub(crate) use turtle::turtle;

/// Data about health, of the data themes of the EU.
const HEALTH: &str = "http://publications.europa.eu/resource/authority/data-theme/HEAL";
/// The data themes of the EU.
const THEMES: &str = "http://publications.europa.eu/resource/authority/data-theme";
const JAPAN: &str = "http://publications.europa.eu/resource/authority/country/JPN";
const RESTRICTED: &str = "http://publications.europa.eu/resource/authority/access-right/RESTRICTED";
const NON_PUBLIC: &str = "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC";

/// The proofs of everything that the graph is about, by subject.
pub(crate) type Proofs = HashMap<String, Vec<Evidence>>;

/// Reads the proofs that the graph names.
pub(crate) async fn proofs(store: &Store, catalogue: &Catalogue) -> Result<Proofs, ExportError> {
    let databases = catalogue.databases.all().iter();
    let registries = catalogue.registries.all().iter();
    let subjects: Vec<String> = databases
        .map(|row| linkage::database::subject(&row.id).to_string())
        .chain(registries.map(|row| registries::subject(&row.id).to_string()))
        .collect();
    evidence(store, catalogue, &subjects).await
}

/// Everything there is to say of one revision.
pub(crate) fn graph(catalogue: &Catalogue, proofs: &Proofs, site: &Site) -> Graph {
    let mut graph = Graph::default();
    let whole = site.catalogue();
    head(catalogue, site, &whole, &mut graph);
    let sketch = Sketch {
        catalogue,
        proofs,
        site,
        whole,
    };
    for row in catalogue.databases.all() {
        database::write(&sketch, row, &mut graph);
    }
    for place in 0..catalogue.registries.all().len() as u32 {
        registry::write(&sketch, place, &mut graph);
    }
    graph
}

/// The dataset catalogue itself.
fn head(catalogue: &Catalogue, site: &Site, whole: &NamedNode, graph: &mut Graph) {
    graph.is_a(whole, "dcat:Catalog");
    graph.text(
        whole,
        "dct:title",
        "日本の健康医療データのカタログ",
        Language::Ja,
    );
    graph.text(
        whole,
        "dct:title",
        "Catalogue of Japan's health data",
        Language::En,
    );
    let about_ja = "公的データベースと疾患登録(レジストリ)。出典が述べることだけを載せ、不明なものは書かない。";
    let about = "Public databases and disease registries. Only what sources state is said; what is unknown is left out.";
    graph.text(whole, "dct:description", about_ja, Language::Ja);
    graph.text(whole, "dct:description", about, Language::En);
    let publisher = site.thing("agent", "catalogue");
    graph.link(whole, "dct:publisher", &publisher);
    graph.is_a(&publisher, "foaf:Agent");
    graph.text(&publisher, "foaf:name", "Tsunagu (繋ぐ)", Language::Ja);
    for language in LANGUAGES {
        graph.link_to(whole, "dct:language", language);
    }
    graph.link_to(whole, "dcat:themeTaxonomy", THEMES);
    // As the EU's list names itself and the theme.
    let named = [
        (THEMES, "dct:title", "Data theme"),
        (HEALTH, "skos:prefLabel", "Health"),
    ];
    for (address, property, name) in named {
        let thing = NamedNode::new_unchecked(address);
        graph.text(&thing, property, name, Language::En);
    }
    let revision = &catalogue.revision;
    graph.plain(whole, "dcat:version", &revision.number.to_string());
    let moment = revision.imported_at.format("%Y-%m-%dT%H:%M:%SZ");
    graph.typed(whole, "dct:modified", &moment.to_string(), "xsd:dateTime");
    if let Some(page) = site.link("/export") {
        graph.link_to(whole, "foaf:homepage", &page);
    }
}

/// What a dataset is written from.
struct Sketch<'a> {
    catalogue: &'a Catalogue,
    proofs: &'a Proofs,
    site: &'a Site,
    whole: NamedNode,
}

impl Sketch<'_> {
    /// What every dataset has.
    fn dataset(&self, kind: &'static str, code: &str, graph: &mut Graph) -> NamedNode {
        let dataset = self.site.thing(kind, code);
        graph.link(&self.whole, "dcat:dataset", &dataset);
        graph.is_a(&dataset, "dcat:Dataset");
        let subject = format!("{kind}:{code}");
        graph.plain(&dataset, "dct:identifier", &subject);
        graph.link_to(&dataset, "dcat:theme", HEALTH);
        graph.link_to(&dataset, "dct:language", LANGUAGES[0]);
        let proofs = self.proofs.get(&subject).map_or(&[][..], Vec::as_slice);
        for document in documents(self.catalogue, proofs) {
            // A document without an address, or known by a copy only, has a name of ours.
            let page = document
                .url
                .as_ref()
                .and_then(|url| NamedNode::new(url).ok());
            let page = page.unwrap_or_else(|| self.site.thing("document", document.id.as_str()));
            graph.link(&dataset, "prov:wasDerivedFrom", &page);
            graph.is_a(&page, "prov:Entity");
            graph.plain(&page, "dct:title", &document.title);
        }
        dataset
    }

    /// The time from a day on.
    fn since(&self, dataset: &NamedNode, code: &str, start: base::PartialDate, graph: &mut Graph) {
        let period = self.site.thing("period", code);
        graph.link(dataset, "dct:temporal", &period);
        graph.is_a(&period, "dct:PeriodOfTime");
        graph.date(&period, "dcat:startDate", start);
    }

    /// Who publishes, or who made it beside the publisher.
    fn agent(&self, code: &str, ja: &str, en: Option<&str>, graph: &mut Graph) -> NamedNode {
        let agent = self.site.thing("agent", code);
        graph.is_a(&agent, "foaf:Agent");
        graph.text(&agent, "foaf:name", ja, Language::Ja);
        if let Some(en) = en {
            graph.text(&agent, "foaf:name", en, Language::En);
        }
        agent
    }
}

/// That nobody says who hosts a dataset: an admission in place of a publisher.
fn nobody(dataset: &NamedNode, graph: &mut Graph) {
    let (ja, en) = (
        "運営主体は出典に記載がない。",
        "No source names who hosts it.",
    );
    graph.text(dataset, "rdfs:comment", ja, Language::Ja);
    graph.text(dataset, "rdfs:comment", en, Language::En);
}
