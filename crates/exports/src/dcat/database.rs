//! A database as a dataset.

use linkage::{ConsentRequirement, DataForm, Database, DatabaseStatus, HeldAs, ProvisionState};
use linkage::{Provision, Volume};
use oxrdf::NamedNode;

use super::graph::{Graph, Language};
use super::{RESTRICTED, Sketch, nobody};

pub(super) fn write(sketch: &Sketch<'_>, database: &Database, graph: &mut Graph) {
    let code = database.id.as_str();
    let dataset = sketch.dataset("database", code, graph);
    let official = database.official_name_ja.as_ref();
    let title = official.unwrap_or(&database.name_ja);
    graph.text(&dataset, "dct:title", title, Language::Ja);
    if let Some(name) = &database.name_en {
        graph.text(&dataset, "dct:title", name, Language::En);
    }
    let names = std::iter::once(database.name_ja.as_str()).chain(database.aliases.iter());
    for name in names.filter(|name| *name != title) {
        graph.plain(&dataset, "dct:alternative", name);
    }
    let (ja, en) = description(database);
    graph.text(&dataset, "dct:description", &ja, Language::Ja);
    graph.text(&dataset, "dct:description", &en, Language::En);
    match &database.holder {
        Some(holder) => {
            let agent = sketch.agent(&format!("holder:{code}"), holder, None, graph);
            graph.link(&dataset, "dct:publisher", &agent);
        }
        None => nobody(&dataset, graph),
    }
    let provisions = sketch.catalogue.provisions(&database.id);
    // Data that are given to some, after a review, are neither public nor closed.
    if provisions
        .iter()
        .any(|provision| provision.state == ProvisionState::InForce)
    {
        graph.link_to(&dataset, "dct:accessRights", RESTRICTED);
    }
    if let Some(start) = database.started_on {
        sketch.since(&dataset, &format!("database:{code}"), start, graph);
    }
    let volumes = sketch.catalogue.volumes(&database.id);
    counts(volumes, &dataset, graph);
    for comment in provisions.iter().map(provision) {
        graph.text(&dataset, "rdfs:comment", &comment, Language::Ja);
    }
    for comment in volumes.iter().map(volume) {
        graph.text(&dataset, "rdfs:comment", &comment, Language::Ja);
    }
}

/// What it is made of, and how it is held.
fn description(database: &Database) -> (String, String) {
    let (mut ja, mut en) = ("データベース。".to_owned(), "Database.".to_owned());
    match database.status {
        DatabaseStatus::UnderConstruction => {
            ja += "構築中。";
            en += " Under construction.";
        }
        DatabaseStatus::Operating | DatabaseStatus::Unknown => {}
    }
    match database.held_as {
        Some(HeldAs::Anonymised) => {
            ja += "匿名で保有。";
            en += " Held without names.";
        }
        Some(HeldAs::Identified) => {
            ja += "顕名で保有。";
            en += " Held with names.";
        }
        None => {}
    }
    let lists = [
        (
            "元データ",
            "Original data as printed",
            &database.original_data,
        ),
        (
            "主な情報項目",
            "Main items as printed",
            &database.main_items,
        ),
        (
            "予定の項目",
            "Planned items as printed",
            &database.planned_items,
        ),
    ];
    for (label_ja, label, texts) in lists {
        if !texts.is_empty() {
            let joined = texts.0.join("、");
            ja += &format!("{label_ja}: {joined}。");
            en += &format!(" {label}: {joined}.");
        }
    }
    let consent = match database.consent_requirement {
        ConsentRequirement::Required => Some(("有", "required")),
        ConsentRequirement::NotRequired => Some(("無", "not required")),
        ConsentRequirement::Conditional => Some(("無(条件付き)", "not required, on a condition")),
        ConsentRequirement::Unknown => None,
    };
    if let Some((consent_ja, consent)) = consent {
        ja += &format!("データ取得時の本人同意: {consent_ja}。");
        en += &format!(" A person's consent when the data are taken: {consent}.");
    }
    (ja, en)
}

/// The newest volume of a unit; of one day the first printed. Volumes are never added up.
fn counts(volumes: &[Volume], dataset: &NamedNode, graph: &mut Graph) {
    let properties = [
        ("PERSONS", "healthdcatap:numberOfUniqueIndividuals"),
        ("RECORDS", "healthdcatap:numberOfRecords"),
    ];
    for (unit, property) in properties {
        let of_unit = volumes.iter().filter(|volume| volume.unit == unit);
        if let Some(newest) = of_unit.rev().max_by_key(|volume| volume.as_of) {
            graph.count(dataset, property, newest.quantity);
        }
    }
}

fn provision(provision: &Provision) -> String {
    let form = match provision.form {
        DataForm::Anonymised => "匿名",
        DataForm::Pseudonymised => "仮名",
        DataForm::Identified => "顕名",
    };
    let state = match provision.state {
        ProvisionState::InForce => "提供中",
        ProvisionState::Planned => "予定",
        ProvisionState::Undecided => "未定",
        ProvisionState::NotStated => "記載なし",
    };
    let mut text = format!("第三者提供: {form}、{state}");
    if let Some(start) = provision.starts_on {
        text += &format!("、{start}から");
    }
    if !provision.recipients.is_empty() {
        text += &format!("。提供先: {}", provision.recipients.0.join("、"));
    }
    if let Some(condition) = &provision.condition {
        text += &format!("。条件: {condition}");
    }
    text
}

fn volume(volume: &Volume) -> String {
    let about = if volume.approximate { "約" } else { "" };
    let mut text = format!("情報の量: {about}{} {}", volume.quantity, volume.unit);
    if let Some(day) = volume.as_of {
        text += &format!("({day}時点)");
    }
    text
}
