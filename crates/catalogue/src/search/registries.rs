//! What is searched of a registry: its names, the diseases it is about, who hosts it, then everything else that its
//! sources print, and what was seen on their pages.

use std::borrow::Cow;

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
        into.narrower(from.diseases, &tag.disease);
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
        for excerpt in excerpts {
            into.add(Field::Body, "evidence.note", without_addresses(excerpt));
        }
    }
    into.all(
        Field::Body,
        "website",
        registry.website.as_deref().map(host),
    );
}

/// The telling part of an address: https, www and paths are no words that anyone looks for.
fn host(website: &str) -> &str {
    let host = website.split_once("://").map_or(website, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or(host);
    let host = host.strip_prefix("www.").unwrap_or(host);
    // `or.jp`, `ac.jp`, `com` say what kind of holder it is, not who.
    let labels = host.split('.').count();
    let telling = host.split('.').take(labels.saturating_sub(2).max(1));
    let length: usize = telling.map(|label| label.len() + 1).sum();
    host.get(..length.saturating_sub(1)).unwrap_or(host)
}

/// A text without the addresses in it.
fn without_addresses(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let is_of_an_address = |c: char| c.is_ascii_graphic();
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(at) = rest.find("://") {
        let scheme = rest[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        kept.push_str(scheme);
        let address = &rest[at..];
        rest = &address[address
            .find(|c| !is_of_an_address(c))
            .unwrap_or(address.len())..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_no_words() {
        assert_eq!(host("https://www.remudy.jp/about"), "remudy");
        assert_eq!(host("https://registry.ncd.or.jp"), "registry.ncd");
        assert_eq!(host("example"), "example");
        let text = "出典 https://www.example.or.jp/a?b=c による";
        assert_eq!(without_addresses(text), "出典  による");
        assert_eq!(without_addresses("登録"), "登録");
    }
}
