//! Facets: how many rows of a list have each value of one property, the unknown included.

use async_graphql::SimpleObject;
use catalogue::Catalogue;
use catalogue::search::Kind;

use crate::plain::{Object, Plain};
use crate::view::View;

/// One value of a facet.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct FacetValue {
    /// The value as filters take it; null is the bucket for unknown.
    pub(crate) value: Option<String>,
    /// What the sources call it.
    pub(crate) label_ja: Option<String>,
    /// English label; null where there is none.
    pub(crate) label_en: Option<String>,
    /// Rows that have it. A facet leaves its own filter out.
    pub(crate) count: i32,
    /// Other names and readings by which a value is looked for.
    #[graphql(skip)]
    pub(crate) readings: Vec<String>,
}

/// The values of one property over a list, most frequent first, unknown last.
pub(crate) struct Facet {
    list: Option<Kind>,
    name: &'static str,
    values: Vec<FacetValue>,
}

/// The values of one property over a list, most frequent first, unknown last.
#[Object]
impl Facet {
    /// The property: `operator`, `dataItem`, `companyUse`.
    async fn facet(&self) -> String {
        crate::graph::evidence::camel_case(self.name)
    }

    /// The field of the list's filter that takes its values as they are; `kinds` of `search` is an argument.
    async fn filter(&self) -> &'static str {
        taken_by(self.list, self.name).0
    }

    /// The field of the filter that takes the bucket for unknown when it is true; null where the filter takes the value `UNKNOWN`, or
    /// where nothing is unknown.
    async fn unknown_filter(&self) -> Option<&'static str> {
        taken_by(self.list, self.name).1
    }

    /// Its values; those that no row has are left out.
    async fn values(
        &self,
        #[graphql(desc = "Only values whose code, label or reading in kana holds this text.")]
        search: Option<String>,
        #[graphql(
            desc = "At most so many values, 1 to 1,000; the bucket for unknown always comes beside them.",
            default_with = "Some(100)"
        )]
        first: Option<i32>,
    ) -> Vec<FacetValue> {
        let wanted = search
            .map(|search| text::fold_text(&search))
            .filter(|search| !search.is_empty());
        let fits = |value: &&FacetValue| {
            let Some(wanted) = &wanted else { return true };
            [&value.value, &value.label_ja, &value.label_en]
                .into_iter()
                .flatten()
                .chain(&value.readings)
                .any(|label| text::fold_text(label).contains(wanted.as_str()))
        };
        let (unknown, known): (Vec<_>, Vec<_>) =
            self.values.iter().partition(|value| value.value.is_none());
        let known = known.into_iter().filter(fits);
        let mut values: Vec<_> = known
            .take(first.unwrap_or(100).clamp(1, 1000) as usize)
            .cloned()
            .collect();
        // Unknown is never cut off: whoever reads the first ten values reads how many rows have none.
        values.extend(unknown.into_iter().cloned());
        values
    }
}

/// Facets with the labels that the catalogue has for their values.
pub(crate) fn labelled(
    catalogue: &View,
    list: Option<Kind>,
    facets: Vec<base::Facet>,
) -> Vec<Facet> {
    facets
        .into_iter()
        .map(|facet| Facet {
            list,
            name: facet.name,
            values: facet
                .values
                .into_iter()
                .map(|value| {
                    let (label_ja, label_en) = match &value.value {
                        Some(code) => labels(catalogue, list, facet.name, code),
                        None => (Some("不明".to_owned()), Some("unknown".to_owned())),
                    };
                    let readings = match (facet.name, &value.value) {
                        ("disease" | "disease_branch", Some(code)) => readings(catalogue, code),
                        _ => Vec::new(),
                    };
                    FacetValue {
                        readings,
                        value: value.value,
                        label_ja,
                        label_en,
                        count: value.count.try_into().unwrap_or(i32::MAX),
                    }
                })
                .collect(),
        })
        .collect()
}

/// Which fields of a list's filter take a facet's values, and its bucket for unknown.
fn taken_by(list: Option<Kind>, facet: &str) -> (&'static str, Option<&'static str>) {
    match (list, facet) {
        (Some(Kind::Institution), "operator") => ("operators", Some("operatorUnknown")),
        (_, "biospecimens") => ("biospecimens", None),
        (_, "company_use") => ("companyUse", None),
        (Some(Kind::Approval), "data_item") => ("dataItems.any", None),
        (_, "data_item") => ("dataItems", Some("dataItemsUnknown")),
        (_, "data_form") => ("dataForms", Some("dataFormUnknown")),
        (_, "database") => ("databases", None),
        (_, "disease" | "disease_branch") => ("diseases", Some("diseaseUnknown")),
        (_, "fiscal_year") => ("fiscalYears", None),
        (_, "group") => ("groups", Some("groupUnknown")),
        (_, "host") => ("hosts", Some("hostUnknown")),
        (_, "host_kind") => ("hostKinds", Some("hostKindsUnknown")),
        (_, "kind") => ("kinds", None),
        (_, "method") => ("methods", Some("methodsUnknown")),
        (_, "mode") => ("modes", Some("modesUnknown")),
        (_, "operator") => ("operators", None),
        (_, "prefecture") => ("prefectures", None),
        (_, "purpose") => ("purposes", Some("purposesUnknown")),
        (_, "region") => ("regions", None),
        (_, "size_band") => ("sizeBands", Some("sizeUnknown")),
        (_, "standing") => ("standings", None),
        (_, "start_decade") => ("startDecades", Some("startUnknown")),
        (_, "user_sector") => ("userSectors", None),
        (_, "year") => ("years", None),
        _ => ("", None),
    }
}

/// The other names of a disease, its reading in kana among them.
fn readings(catalogue: &Catalogue, code: &str) -> Vec<String> {
    let row = catalogue.diseases.find(&code.into());
    let row = row.map(|row| catalogue.diseases.get(row));
    let names = row
        .into_iter()
        .flat_map(|row| row.names().chain(row.kana.as_deref()));
    names.map(str::to_owned).collect()
}

/// What a code of a dimension or facet of a list is called, in Japanese and in English; without a list, of the search over
/// everything.
pub(crate) fn labels(
    catalogue: &Catalogue,
    list: Option<Kind>,
    property: &str,
    code: &str,
) -> (Option<String>, Option<String>) {
    let own = |text: &str| Some(text.to_owned());
    match property {
        "operator" => match catalogue.operators.find(&code.into()) {
            Some(row) => {
                let row = catalogue.operators.get(row);
                (own(&row.name_ja), row.name_en.clone())
            }
            None => (None, None),
        },
        "data_item" => match catalogue.data_items.find(&code.into()) {
            Some(row) => {
                let row = catalogue.data_items.get(row);
                (own(&row.name_ja), row.name_en.clone())
            }
            None => words(list, property, code),
        },
        "host" => match catalogue.registries.organisation(&code.into()) {
            Some(row) => (own(&row.name_ja), row.name_en.clone()),
            None => (None, None),
        },
        "disease" | "disease_branch" => match catalogue.diseases.find(&code.into()) {
            Some(row) => {
                let row = catalogue.diseases.get(row);
                (own(&row.name_ja), row.name_en.clone())
            }
            None => (None, None),
        },
        "database" => match catalogue.databases.find(&code.into()) {
            Some(row) => {
                let row = catalogue.databases.get(row);
                (own(&row.name_ja), row.name_en.clone())
            }
            None => (None, None),
        },
        "prefecture" => match catalogue.prefectures.find(&code.into()) {
            Some(row) => {
                let row = catalogue.prefectures.get(row);
                (own(&row.name_ja), row.name_en.clone())
            }
            None => (None, None),
        },
        _ => words(list, property, code),
    }
}

/// Labels of closed vocabularies and of times.
fn words(list: Option<Kind>, property: &str, code: &str) -> (Option<String>, Option<String>) {
    let pair = |ja: &str, en: &str| (Some(ja.to_owned()), Some(en.to_owned()));
    if let Some((ja, en)) = closed(list, property, code) {
        return pair(ja, en);
    }
    match (property, code) {
        ("size_band", "0-99") => pair("100未満", "fewer than 100"),
        ("size_band", "100-999") => pair("100〜999", "100 to 999"),
        ("size_band", "1000-9999") => pair("1,000〜9,999", "1,000 to 9,999"),
        ("size_band", "10000-99999") => pair("10,000〜99,999", "10,000 to 99,999"),
        ("size_band", "100000-") => pair("100,000以上", "100,000 or more"),
        ("start_decade", decade) => pair(&format!("{decade}年代"), &format!("{decade}s")),
        ("year", year) => (Some(format!("{year}年")), Some(year.to_owned())),
        ("fiscal_year", year) => (
            Some(format!("{year}年度")),
            Some(format!("fiscal year {year}")),
        ),
        ("quarter", quarter) => (
            Some(quarter.replacen("-Q", "年第", 1) + "四半期"),
            Some(quarter.to_owned()),
        ),
        ("month", month) => (
            Some(month.replacen('-', "年", 1) + "月"),
            Some(month.to_owned()),
        ),
        (_, code) => (Some(code.to_owned()), None),
    }
}

/// Labels of closed vocabularies: those of the list that the facet belongs to, for two lists may share a word.
fn closed(list: Option<Kind>, property: &str, code: &str) -> Option<(&'static str, &'static str)> {
    use base::Words;
    use registries::{
        Biospecimens, CompanyUse, DataClass, HostKind, Mode, Purpose, Region, RegistryKind,
        Standing,
    };
    Some(match (list, property) {
        (None, "kind") => Kind::from_word(code)?.labels(),
        (_, "user_sector") => approvals::UserSector::from_word(code)?.labels(),
        (_, "method") => approvals::Method::from_word(code)?.labels(),
        (_, "data_form") => approvals::DataForm::from_word(code)?.labels(),
        (_, "certification") => operators::CertificationKind::from_word(code)?.labels(),
        (Some(Kind::Institution), "kind") => {
            institutions::InstitutionKind::from_word(code)?.labels()
        }
        (Some(Kind::Registry), "kind") => RegistryKind::from_word(code)?.labels(),
        (Some(Kind::Registry), "data_item") => DataClass::from_word(code)?.labels(),
        (_, "company_use") => CompanyUse::from_word(code)?.labels(),
        (_, "mode") => Mode::from_word(code)?.labels(),
        (_, "purpose") => Purpose::from_word(code)?.labels(),
        (_, "biospecimens") => Biospecimens::from_word(code)?.labels(),
        (_, "host_kind") => HostKind::from_word(code)?.labels(),
        (_, "region") => Region::from_word(code)?.labels(),
        (_, "standing") => Standing::from_word(code)?.labels(),
        _ => return None,
    })
}
