//! What is searched of a registry: its names, the diseases it is about, who hosts it, then everything else that its
//! sources print, and what was seen on their pages.

use ::registries::{CompanyUse, Region};
use text::Field;

use super::{Passages, Sources, organisations};

pub(super) fn collect<'a>(from: &Sources<'a>, row: u32, into: &mut Passages<'a>) {
    let registry = from.registries.get(row);
    into.add(Field::Name, "nameJa", registry.name_ja.as_str());
    into.all(Field::EnglishName, "nameEn", registry.name_en.as_deref());
    into.all(Field::Alias, "abbreviations", registry.abbreviations.iter());
    into.all(
        Field::Related,
        "diseaseAreas",
        registry.disease_areas.iter(),
    );
    for tag in from.registries.diseases(row) {
        into.disease(from.diseases, &tag.disease);
    }
    into.all(Field::Related, "hosts", registry.host_names.iter());
    for host in from.registries.hosts(row) {
        if let Some(host) = from.registries.organisation(&host.host) {
            for name in organisations::lineage(from, host) {
                into.add(Field::Related, "hosts", name);
            }
        }
    }
    into.add(Field::Body, "slug", registry.id.as_str());
    into.all(Field::Body, "purposeTexts", registry.purposes.iter());
    into.all(Field::Body, "dataItemTexts", registry.data_items.iter());
    into.all(
        Field::Body,
        "companyUse",
        registry
            .company_use_raw
            .as_deref()
            .into_iter()
            .chain(company_use(registry.company_use)),
    );
    into.all(Field::Body, "consent", registry.consent.as_deref());
    into.all(Field::Body, "sites", registry.sites_raw.as_deref());
    into.all(Field::Body, "caseCounts", registry.cases_raw.as_deref());
    into.all(Field::Body, "startedOn", registry.started_raw.as_deref());
    if let Some(date) = registry.started_on {
        into.date("startedOn", date);
    }
    into.all(Field::Body, "region", region(registry.region));
    for code in registry.prefectures.iter() {
        if let Some(place) = from.prefectures.find(&code.into()) {
            let prefecture = from.prefectures.get(place);
            into.add(Field::Body, "prefectures", prefecture.name_ja.as_str());
            into.all(Field::Body, "prefectures", prefecture.name_en.as_deref());
        }
    }
    if let Some(excerpts) = from.excerpts.get(&registry.id) {
        into.all(
            Field::Body,
            "evidence.note",
            excerpts.iter().map(String::as_str),
        );
    }
    into.all(Field::Body, "website", registry.website.as_deref());
}

/// What a person would type for it; nothing where no source says.
fn company_use(company_use: CompanyUse) -> Option<&'static str> {
    match company_use {
        CompanyUse::Yes => Some("企業利用可"),
        CompanyUse::Conditional => Some("企業利用 条件付き可"),
        CompanyUse::No => Some("企業利用不可"),
        CompanyUse::Unknown => None,
    }
}

fn region(region: Region) -> Option<&'static str> {
    match region {
        Region::Nationwide => Some("全国"),
        Region::Regional => Some("地域"),
        Region::International => Some("国際"),
        Region::Unknown => None,
    }
}
