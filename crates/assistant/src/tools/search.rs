//! Over everything: `search`, `whats_new`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::{Draft, Paging, Row};
use crate::arguments::Asked;
use crate::evidence::document_codes;
use crate::pages;
use crate::problem::Problem;
use crate::quoted::{Quoted, cut, quote};

use super::{dropped, edges, forward, nothing_found, read_as, typed};

/// How many things the text finds.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found {
    /// Things of the kinds asked for.
    total_count: i64,
    /// False where nothing holds every word.
    all_words_held: bool,
    /// The words that the best thing does not hold.
    dropped_words: Vec<Quoted>,
    /// How many of each kind, whatever kinds were asked for.
    #[serde(default)]
    kinds: Vec<Kind>,
}

/// How many things of a kind.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Kind {
    /// The kind.
    value: String,
    /// How many.
    count: i64,
}

/// A thing that the text finds.
#[derive(Serialize, JsonSchema)]
pub(super) struct Hit {
    /// REGISTRY, APPROVAL, INSTITUTION, OPERATOR, DATABASE, REPORTED_USE, ACCESS_RULE or REPORTED_FACT.
    kind: String,
    /// Path of its page.
    page: String,
    /// What it is.
    #[serde(flatten)]
    thing: Thing,
}

/// What is told of any thing.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Thing {
    /// Its code; an approval has an operator and a number instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Japanese name or title; of a rule or a fact what it says.
    #[serde(alias = "titleJa", alias = "said")]
    name_ja: Quoted,
    /// English name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name_en: Option<Quoted>,
    /// The approving operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operator: Option<Coded>,
    /// Number in the operator's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    /// When it was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approved_on: Option<String>,
    /// Documents that say so, by code.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

/// A thing by its code.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Coded {
    /// Its code.
    code: String,
}

/// `AccessRule` -> `ACCESS_RULE`.
fn screaming(type_name: &str) -> String {
    let mut word = String::new();
    for letter in type_name.chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(letter.to_uppercase());
    }
    word
}

pub(super) fn search(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let found = &data["search"];
    let mut facts: Found = typed(found)?;
    if let Some(values) = found["facets"].get(0) {
        facts.kinds = typed(&values["values"])?;
    }
    let rows = edges(found, |node| {
        let thing: Thing = typed(node)?;
        let kind = node["__typename"].as_str().unwrap_or_default();
        let code = thing.code.as_deref().unwrap_or_default();
        let page = match (kind, &thing.operator, &thing.number) {
            ("Approval", Some(operator), Some(number)) => {
                pages::path(&["approvals", &operator.code, &number.to_string()])
            }
            ("Database", ..) => pages::path(&["databases", code]),
            ("Operator", ..) => pages::path(&["operators", code]),
            ("Institution", ..) => pages::path(&["institutions", code]),
            ("ReportedUse", ..) => pages::path(&["uses"]),
            ("AccessRule" | "ReportedFact", ..) => pages::at("/search", &[("q", code.to_owned())]),
            _ => pages::path(&["registries", code]),
        };
        let kind = screaming(kind);
        Ok(Row::new(&Hit { kind, page, thing }, node))
    })?;
    let language = asked.language;
    let text = asked.text("text").unwrap_or_default();
    let (about, total) = (quote(language, text), facts.total_count);
    let first = rows
        .first()
        .and_then(|row| row.value["nameJa"]["quoted"].as_str());
    let first = first.map_or(String::new(), |name| {
        let name = quote(language, name);
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
    let mut parameters = vec![("q", cut(text, 100))];
    parameters.extend(
        asked
            .texts("kinds")
            .into_iter()
            .map(|kind| ("kind", kind.to_owned())),
    );
    Ok(Draft {
        summary: language.pick(
            format!("{about}に該当するものは{total}件です。{first}"),
            format!("Found for {about}: {total}.{first}"),
        ),
        facts: json!(facts),
        rows,
        paging: forward(found),
        unknown,
        page: pages::at("/search", &parameters),
        ..Draft::default()
    })
}

/// The present state of the catalogue.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct State {
    /// The revision that answers.
    revision: i64,
    /// When it was imported.
    imported_at: String,
    /// Changes since the revision asked about, or all.
    #[serde(default)]
    total_count: i64,
    /// The newest revisions: who imported, when.
    #[serde(default)]
    revisions: Vec<Revision>,
}

/// An import that changed something.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Revision {
    /// Its number.
    number: i64,
    /// When it was imported.
    imported_at: String,
    /// Who imported.
    imported_by: Quoted,
}

/// One field of one thing that an import changed, or a whole thing that came or went.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Change {
    /// The revision that made it.
    revision: i64,
    /// When.
    at: String,
    /// ADDED, CHANGED or WITHDRAWN.
    kind: String,
    /// The thing.
    subject: Subject,
    /// The field; missing where the whole thing came or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// The value before.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Quoted>,
    /// The value after.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Quoted>,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Quoted>,
}

/// A thing that changed.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Subject {
    /// Kind of thing.
    kind: String,
    /// Its code.
    code: String,
}

pub(super) fn whats_new(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let catalogue = &data["catalogue"];
    let changes = &catalogue["changes"];
    let language = asked.language;
    if changes.is_null() {
        return Err(Problem::new(
            "更新履歴を読み取れませんでした。しばらくしてからもう一度お試しください。",
            "The changes could not be read. Please try again later.",
        ));
    }
    let nodes = &catalogue["revisions"]["nodes"];
    let revisions = if nodes.is_null() {
        Vec::new()
    } else {
        typed(nodes)?
    };
    let facts = State {
        revision: typed(&catalogue["revision"])?,
        imported_at: typed(&catalogue["importedAt"])?,
        total_count: typed(&changes["totalCount"])?,
        revisions,
    };
    let mut rows = edges(changes, |node| Ok(Row::new(&typed::<Change>(node)?, node)))?;
    rows.reverse();
    let (revision, at, total) = (facts.revision, &facts.imported_at, facts.total_count);
    let since = asked
        .variables
        .get("since")
        .map(|since| ("since", since.to_string()));
    let parameters: Vec<(&str, String)> = since.into_iter().collect();
    Ok(Draft {
        summary: language.pick(
            format!("現在は第{revision}版({at} 取り込み)で、対象の変更は{total}件です。"),
            format!("The catalogue stands at revision {revision}, imported {at}; changes: {total}."),
        ),
        facts: json!(facts),
        rows,
        paging: Paging::Pages {
            argument: "before",
            has_more: changes["pageInfo"]["hasPreviousPage"] == true,
        },
        unknown: vec![language.pick(
            "変更の根拠資料はここにはありません。対象の詳細(get_registry など)に示されます。".to_owned(),
            "Which document a change rests on is not told here but by the thing itself (`get_registry` and others).".to_owned(),
        )],
        page: pages::at("/changes", &parameters),
        ..Draft::default()
    })
}
