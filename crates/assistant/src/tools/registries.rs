//! Registries: `find_registries`, `match_registries`, `get_registry`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::{Draft, Row};
use crate::arguments::Asked;
use crate::evidence::{Passage, codes, document_codes, or_default};
use crate::language::Language;
use crate::pages;
use crate::problem::Problem;
use crate::quoted::{Quoted, cut, quote};

use super::{Named, dropped, edges, forward, nothing_found, read_as, rows_of, typed};

/// How many were found.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found {
    /// Registries under the same search and filter.
    total_count: i64,
    /// False where nothing holds every word of the search.
    all_words_held: bool,
    /// The words that the best row does not hold.
    dropped_words: Vec<Quoted>,
}

/// A registry in a list.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed {
    /// Its code and names.
    #[serde(flatten)]
    named: Named,
    /// REGISTRY, PLATFORM, SURVEY, COHORT, BIOBANK, SURVEILLANCE or NATIONAL_DATABASE.
    kind: String,
    /// ONGOING, CLOSED, ONE_OFF or UNKNOWN.
    standing: String,
    /// Whether a company may use it.
    company_use: CompanyUse,
    /// Case counts, never to be added up; empty where no source prints one.
    case_counts: Vec<CaseCount>,
    /// Who runs it.
    hosts: Vec<Host>,
    /// Codes of its diseases.
    #[serde(deserialize_with = "codes")]
    diseases: Vec<String>,
    /// Documents that say so, by code.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

/// Whether a company may use a registry.
#[derive(Serialize, Deserialize, JsonSchema)]
struct CompanyUse {
    /// YES, CONDITIONAL, NO or UNKNOWN: no source says, which is not a no.
    answer: String,
    /// The ways that sources name.
    modes: Vec<String>,
    /// What sources say of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Quoted>,
}

/// A number of cases.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CaseCount {
    /// How many.
    quantity: i64,
    /// Of what: PATIENTS, CASES, OPERATIONS and so on; units do not compare.
    unit: String,
    /// What the count spans.
    kind: String,
    /// Whether the source says "about".
    approximate: bool,
    /// Whether the source says "more than".
    at_least: bool,
    /// The day of the count; missing where no source says.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// The text as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raw_text: Option<Quoted>,
}

/// Who runs a registry.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Host {
    /// Its name now.
    name_ja: Quoted,
}

pub(super) fn find(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let found = &data["registries"];
    let facts: Found = typed(found)?;
    let language = asked.language;
    let rows = edges(found, |node| Ok(Row::new(&typed::<Listed>(node)?, node)))?;
    let silent = rows
        .iter()
        .filter(|row| row.value["companyUse"]["answer"] == "UNKNOWN");
    let silent = silent.count();
    let (total, text) = (facts.total_count, asked.text("search"));
    let about = text.map_or(String::new(), |text| {
        let text = quote(language, text);
        language.pick(format!("{text}に該当する"), format!(" for {text}"))
    });
    let first = rows
        .first()
        .map(|row| typed::<Named>(&read_back(&row.value)))
        .transpose()?;
    let first = first.map(|first| first.quote(language));
    let first = first.map_or(String::new(), |name| {
        language.pick(
            format!("先頭は{name}です。"),
            format!(" The first is {name}."),
        )
    });
    let mut unknown = read_as(language, found);
    unknown.extend(dropped(language, found));
    if total == 0 {
        unknown.push(nothing_found(language));
    }
    if silent > 0 {
        unknown.push(language.pick(
            format!("取得した{silent}件は、企業の利用について資料に記載がありません(UNKNOWN)。不可という意味ではありません。"),
            format!("Of {silent} of the rows read no source says whether a company may use them (UNKNOWN): not a no."),
        ));
    }
    let mut parameters: Vec<(&str, String)> = Vec::new();
    parameters.extend(text.map(|text| ("q", cut(text, 100))));
    let filter = asked.variables.get("filter");
    parameters.extend(pages::listed(
        filter,
        &[
            ("companyUse", "companyUse"),
            ("disease", "diseases"),
            ("standing", "standings"),
            ("kind", "kinds"),
            ("purpose", "purposes"),
            ("dataItem", "dataItems"),
            ("mode", "modes"),
            ("host", "hosts"),
            ("region", "regions"),
        ],
    ));
    Ok(Draft {
        summary: language.pick(
            format!("{about}レジストリは{total}件です。{first}"),
            format!("Registries found{about}: {total}.{first}"),
        ),
        facts: json!(facts),
        rows,
        paging: forward(found),
        unknown,
        page: pages::at("/registries", &parameters),
        ..Draft::default()
    })
}

/// A shown thing in the shape from which it was read.
fn read_back(shown: &Value) -> Value {
    json!({
        "code": shown["code"],
        "nameJa": shown["nameJa"]["quoted"],
        "nameEn": shown["nameEn"]["quoted"],
    })
}

/// How many were held against the need.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Held {
    /// Registries held against the need, in order of fit.
    total_count: i64,
}

/// A registry and how it serves the need.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Match {
    /// The registry.
    registry: Named,
    /// FULL, POSSIBLE, PARTIAL, UNKNOWN or NONE.
    fit: String,
    /// How many criteria are met.
    met: i64,
    /// How many are unmet.
    unmet: i64,
    /// How many are unknown: never a no.
    unknown: i64,
    /// Each criterion.
    criteria: Vec<Criterion>,
}

/// One criterion of the need.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Criterion {
    /// What it is about.
    criterion: String,
    /// MET, UNMET or UNKNOWN.
    outcome: String,
    /// What was wanted.
    wanted: Quoted,
    /// The same in Japanese.
    #[serde(default, skip_serializing)]
    wanted_ja: Option<Quoted>,
    /// What the sources say; missing where they say nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Quoted>,
    /// The same in Japanese.
    #[serde(default, skip_serializing)]
    found_ja: Option<Quoted>,
    /// Documents that say so, by code; of what was not found, those in which it was looked for.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

impl Match {
    fn within(mut self, language: Language) -> Self {
        for criterion in &mut self.criteria {
            let japanese = (criterion.wanted_ja.take(), criterion.found_ja.take());
            if let (Language::Ja, (Some(wanted), found)) = (language, japanese) {
                criterion.wanted = wanted;
                criterion.found = found;
            }
        }
        self
    }
}

pub(super) fn matching(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let found = &data["matchRegistries"];
    let facts: Held = typed(found)?;
    let language = asked.language;
    let rows = edges(found, |node| {
        let matched = typed::<Match>(node)?.within(language);
        Ok(Row::new(&matched, node))
    })?;
    let full = rows.iter().filter(|row| row.value["fit"] == "FULL").count();
    let (total, read) = (facts.total_count, rows.len());
    let first = rows
        .first()
        .map(|row| typed::<Named>(&read_back(&row.value["registry"])));
    let first = first
        .transpose()?
        .map_or(String::new(), |first| first.quote(language));
    let uncertain = rows.iter().filter(|row| row.value["unknown"] != 0).count();
    let mut unknown = Vec::new();
    if uncertain > 0 {
        unknown.push(language.pick(
            format!("取得した{read}件のうち{uncertain}件には、資料からは分からない条件があります(UNKNOWN)。満たさないという意味ではありません。"),
            format!("Of the {read} rows read, {uncertain} have criteria that no source answers (UNKNOWN): not unmet."),
        ));
    }
    let need = asked.variables.get("need");
    let mut parameters: Vec<(&str, String)> = Vec::new();
    parameters.extend(pages::listed(
        need,
        &[
            ("disease", "diseases"),
            ("purpose", "purposes"),
            ("mode", "modes"),
            ("dataItem", "dataItems"),
        ],
    ));
    for name in ["region", "companyUse", "biospecimens", "minCases"] {
        let value = need.and_then(|need| need.get(name));
        let text = value.filter(|value| !value.is_null() && **value != Value::Bool(false));
        parameters.extend(text.map(|value| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name, text)
        }));
    }
    let summary = if read == 0 {
        language.pick(
            "条件に合うレジストリは見つかりませんでした。".to_owned(),
            "No registry was found for the need.".to_owned(),
        )
    } else {
        language.pick(
            format!("{total}件を条件と照合しました。このページの{read}件のうち{full}件がすべての条件を満たし、先頭は{first}です。"),
            format!("Registries held against the need: {total}. Of the {read} on this page {full} meet every criterion; the first is {first}."),
        )
    };
    Ok(Draft {
        summary,
        facts: json!(facts),
        rows,
        paging: forward(found),
        unknown,
        page: pages::at("/registries/match", &parameters),
        ..Draft::default()
    })
}

/// A registry; what is missing or empty no source says.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Registry {
    /// Its code and names.
    #[serde(flatten)]
    named: Named,
    /// REGISTRY, PLATFORM, SURVEY, COHORT or NATIONAL_DATABASE.
    kind: String,
    /// ONGOING, CLOSED, ONE_OFF or UNKNOWN.
    standing: String,
    /// From where patients come.
    region: String,
    /// When registration began.
    #[serde(skip_serializing_if = "Option::is_none")]
    started_on: Option<String>,
    /// Its own website.
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<Quoted>,
    /// How patients consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    consent: Option<Quoted>,
    /// Whether specimens are kept.
    biospecimens: String,
    /// What it is for.
    purposes: Vec<String>,
    /// What it holds.
    data_items: Vec<String>,
    /// Diseases as printed.
    disease_areas: Vec<Quoted>,
    /// The concepts that they name.
    diseases: Vec<Named>,
    /// Who runs it.
    hosts: Vec<Named>,
    /// How many institutions take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    sites: Option<Sites>,
    /// Whether a company may use it.
    company_use: CompanyUse,
    /// Case counts: a series, never to be added up.
    case_counts: Vec<CaseCount>,
    /// That it was withdrawn from the catalogue; missing while it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_in: Option<Withdrawn>,
    /// Documents that say so, by code.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

/// How many institutions take part.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Sites {
    /// How many; missing where the text gives no one number.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<i64>,
    /// Whether the source says "about".
    approximate: bool,
    /// The day of the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// The text as printed.
    raw_text: Quoted,
}

/// When and why a thing left the catalogue.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Withdrawn {
    /// The revision.
    revision: i64,
    /// Why.
    #[serde(deserialize_with = "or_default")]
    reason: Option<Quoted>,
}

pub(super) fn get(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let found = &data["registry"];
    let registry: Registry = typed(found)?;
    let language = asked.language;
    let name = registry.named.quote(language);
    let company = match registry.company_use.answer.as_str() {
        "YES" => language.pick("企業の利用は可", "companies may use it"),
        "CONDITIONAL" => language.pick(
            "企業の利用は条件付き可",
            "companies may use it on a condition",
        ),
        "NO" => language.pick("企業の利用は不可", "companies may not use it"),
        _ => language.pick(
            "企業の利用は資料に記載なし",
            "no source says whether companies may use it",
        ),
    };
    let printed = registry.case_counts.first();
    let printed = printed.and_then(|count| count.raw_text.as_ref());
    let count = printed.map_or_else(
        || {
            language
                .pick(
                    "症例数は資料に記載なし",
                    "no source prints a number of cases",
                )
                .to_owned()
        },
        |text| {
            let text = quote(language, &text.quoted);
            language.pick(
                format!("症例数の記載は{text}"),
                format!("cases as printed: {text}"),
            )
        },
    );
    Ok(Draft {
        summary: language.pick(
            format!("{name}: {company}、{count}です。"),
            format!("{name}: {company}; {count}."),
        ),
        unknown: registry.unknown(language).into_iter().collect(),
        page: pages::path(&["registries", &registry.named.code]),
        facts: json!(registry),
        rows: rows_of::<Passage>(&found["evidence"])?,
        ..Draft::default()
    })
}

impl Registry {
    /// What no source says of it, in one sentence.
    fn unknown(&self, language: Language) -> Option<String> {
        let missing = [
            (self.started_on.is_none(), "開始時期", "its start"),
            (self.consent.is_none(), "同意", "consent"),
            (self.case_counts.is_empty(), "症例数", "the number of cases"),
            (self.sites.is_none(), "施設数", "the number of institutions"),
            (self.hosts.is_empty(), "運営主体", "who runs it"),
            (self.purposes.is_empty(), "目的", "its purpose"),
            (self.data_items.is_empty(), "データ項目", "what it holds"),
            (self.website.is_none(), "ウェブサイト", "its website"),
            (
                self.company_use.answer == "UNKNOWN",
                "企業の利用",
                "use by companies",
            ),
            (self.biospecimens == "UNKNOWN", "生体試料", "specimens"),
            (
                self.standing == "UNKNOWN",
                "登録の継続",
                "whether registration goes on",
            ),
        ];
        let names: Vec<&str> = missing
            .into_iter()
            .filter(|(is_missing, ..)| *is_missing)
            .map(|(_, ja, en)| language.pick(ja, en))
            .collect();
        let list = names.join(language.pick("、", ", "));
        (!names.is_empty()).then(|| {
            language.pick(
                format!("資料に記載がないもの: {list}。ないという意味ではありません。"),
                format!("No source says: {list}. That does not mean no."),
            )
        })
    }
}
