//! A registry as a dataset.

use catalogue::Catalogue;
use oxrdf::NamedNode;
use registries::{CaseCount, CompanyUse, CountKind, CountUnit, Region, Registry, RegistryKind};

use super::graph::{Graph, Language};
use super::{JAPAN, NON_PUBLIC, RESTRICTED, Sketch, nobody};

pub(super) fn write(sketch: &Sketch<'_>, place: u32, graph: &mut Graph) {
    let table = &sketch.catalogue.registries;
    let registry = table.get(place);
    let code = registry.id.as_str();
    let dataset = sketch.dataset("registry", code, graph);
    graph.text(&dataset, "dct:title", &registry.name_ja, Language::Ja);
    if let Some(name) = &registry.name_en {
        graph.text(&dataset, "dct:title", name, Language::En);
    }
    for name in registry.abbreviations.iter() {
        graph.plain(&dataset, "dct:alternative", name);
    }
    let (ja, en) = description(registry);
    graph.text(&dataset, "dct:description", &ja, Language::Ja);
    graph.text(&dataset, "dct:description", &en, Language::En);
    for area in registry.disease_areas.iter() {
        graph.text(&dataset, "dcat:keyword", area, Language::Ja);
    }
    hosts(sketch, place, &dataset, graph);
    match registry.company_use {
        CompanyUse::Yes | CompanyUse::Conditional => {
            graph.link_to(&dataset, "dct:accessRights", RESTRICTED);
        }
        CompanyUse::No => graph.link_to(&dataset, "dct:accessRights", NON_PUBLIC),
        CompanyUse::Unknown => {}
    }
    if let Some(start) = registry.started_on {
        sketch.since(&dataset, &format!("registry:{code}"), start, graph);
    }
    if registry.region == Region::Nationwide {
        graph.link_to(&dataset, "dct:spatial", JAPAN);
    }
    counts(table.case_counts(place), &dataset, graph);
    if let Some(website) = &registry.website {
        graph.link_to(&dataset, "dcat:landingPage", website);
    }
    for comment in printed(registry) {
        graph.text(&dataset, "rdfs:comment", &comment, Language::Ja);
    }
}

/// The first host publishes, for there can be one publisher only; the others made it with the first.
fn hosts(sketch: &Sketch<'_>, place: u32, dataset: &NamedNode, graph: &mut Graph) {
    let catalogue: &Catalogue = sketch.catalogue;
    let hosts = catalogue.registries.hosts(place);
    let named = hosts.iter().filter_map(|host| {
        let organisation = catalogue.registries.organisation(&host.host)?;
        Some((host, organisation))
    });
    let mut publishers = 0;
    for (host, organisation) in named {
        let agent = sketch.agent(
            &format!("host:{}", host.host),
            &organisation.name_ja,
            organisation.name_en.as_deref(),
            graph,
        );
        let property = if publishers == 0 {
            "dct:publisher"
        } else {
            "dct:creator"
        };
        graph.link(dataset, property, &agent);
        publishers += 1;
    }
    if publishers == 0 {
        nobody(dataset, graph);
    }
}

/// What it is, for which diseases, to what end: nothing but printed words and the kind.
fn description(registry: &Registry) -> (String, String) {
    let (kind_ja, kind) = match registry.kind {
        RegistryKind::Registry => ("疾患登録(レジストリ)", "Registry"),
        RegistryKind::Platform => ("基盤", "Platform"),
        RegistryKind::Survey => ("調査", "Survey"),
        RegistryKind::Cohort => ("コホート", "Cohort"),
        RegistryKind::Biobank => ("バイオバンク", "Biobank"),
        RegistryKind::Surveillance => ("サーベイランス", "Surveillance"),
        RegistryKind::NationalDatabase => ("公的データベース", "National database"),
    };
    let (mut ja, mut en) = (format!("{kind_ja}。"), format!("{kind}."));
    let lists = [
        ("対象", "Disease areas as printed", &registry.disease_areas),
        ("目的", "Purposes as printed", &registry.purposes),
        ("データ項目", "Data items as printed", &registry.data_items),
    ];
    for (label_ja, label, texts) in lists {
        if !texts.is_empty() {
            let joined = texts.0.join("、");
            ja += &format!("{label_ja}: {joined}。");
            en += &format!(" {label}: {joined}.");
        }
    }
    (ja, en)
}

/// The newest count of what is held, by unit; of one day the largest. A case is a record, not always a person. Yearly
/// counts and parts are none of the whole.
fn counts(counts: &[CaseCount], dataset: &NamedNode, graph: &mut Graph) {
    let newest = |units: &[CountUnit]| {
        counts
            .iter()
            .filter(|count| units.contains(&count.unit))
            .filter(|count| matches!(count.kind, CountKind::Enrolled | CountKind::Cumulative))
            .max_by_key(|count| (count.as_of, count.quantity))
    };
    if let Some(count) = newest(&[CountUnit::Patients]) {
        graph.count(
            dataset,
            "healthdcatap:numberOfUniqueIndividuals",
            count.quantity,
        );
    }
    if let Some(count) = newest(&[CountUnit::Cases, CountUnit::Records]) {
        graph.count(dataset, "healthdcatap:numberOfRecords", count.quantity);
    }
}

/// What the sources print about numbers, dates and use, word for word.
fn printed(registry: &Registry) -> Vec<String> {
    let dated = |text: &Option<String>| {
        let day = text.as_ref()?;
        Some(format!("({day})"))
    };
    let cases_day = dated(&registry.cases_as_of_raw).unwrap_or_default();
    [
        ("登録数", &registry.cases_raw, cases_day.as_str()),
        ("開始", &registry.started_raw, ""),
        ("企業利用", &registry.company_use_raw, ""),
        ("同意", &registry.consent, ""),
    ]
    .into_iter()
    .filter_map(|(label, text, day)| Some(format!("{label}(原文): {}{day}", text.as_ref()?)))
    .collect()
}
