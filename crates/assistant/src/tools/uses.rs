//! Uses of data: `find_uses`, `count_uses`, `precedents`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::{Draft, Row};
use crate::arguments::Asked;
use crate::evidence::{code, codes, document_codes, sources_in};
use crate::pages;
use crate::problem::Problem;
use crate::quoted::{Quoted, cut, quote};

use super::{Party, edges, forward, rows_of, typed};

/// How much each source covers.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Found {
    /// By source: approved uses are listed whole, reported ones are a sample; never add the two.
    coverage: Vec<Coverage>,
}

/// What one source covers.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Coverage {
    /// APPROVALS or REPORTED_USES.
    source: String,
    /// Whether it lists every use of its kind; false for a sample.
    complete: bool,
    /// How many of it pass the filter.
    count: i64,
}

/// One use of data.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Use {
    /// APPROVED by an operator, or REPORTED by a paper, a grant report or the press.
    kind: &'static str,
    /// Its address on the pages; missing where it has no page of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// What is known of it.
    #[serde(flatten)]
    facts: UseFacts,
}

/// What is known of a use.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct UseFacts {
    /// Its title as printed; in parentheses where none is printed and this describes it.
    title_ja: Quoted,
    /// Databases that the data came from, by code.
    #[serde(deserialize_with = "codes")]
    databases: Vec<String>,
    /// Sectors of the users.
    user_sectors: Vec<String>,
    /// Organisations known to use the data; empty where no source names one, which is not nobody.
    users: Vec<User>,
    /// The operator that approved it, by code.
    #[serde(
        default,
        deserialize_with = "maybe_code",
        skip_serializing_if = "Option::is_none"
    )]
    operator: Option<String>,
    /// Number in the operator's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    /// When it was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approved_on: Option<String>,
    /// The data taken, by code.
    #[serde(
        default,
        deserialize_with = "codes",
        skip_serializing_if = "Vec::is_empty"
    )]
    data_items: Vec<String>,
    /// Code of a reported use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// How far a reported use has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stage: Option<String>,
    /// When a reported use was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accepted_on: Option<String>,
    /// Documents that say so, by code.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

/// Who used the data.
#[derive(Serialize, Deserialize, JsonSchema)]
struct User {
    /// The organisation.
    organisation: Party,
    /// STATED where a source names it, INFERRED where it is tied to the use by reading.
    derivation: String,
}

fn maybe_code<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    code(deserializer).map(Some)
}

pub(super) fn find(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let found = &data["uses"];
    let facts: Found = typed(found)?;
    let rows = edges(found, |node| {
        let is_approval = node["__typename"] == "Approval";
        let facts: UseFacts = typed(node)?;
        let page = facts.operator.as_deref().zip(facts.number);
        let shown = Use {
            kind: if is_approval { "APPROVED" } else { "REPORTED" },
            page: page.map(|(operator, number)| approval(operator, number)),
            facts,
        };
        Ok(Row::new(&shown, node))
    })?;
    let language = asked.language;
    let count = |source: &str| {
        let of = facts.coverage.iter().filter(|each| each.source == source);
        of.map(|each| each.count).sum::<i64>()
    };
    let (approved, reported) = (count("APPROVALS"), count("REPORTED_USES"));
    let anonymous = rows
        .iter()
        .filter(|row| row.value["users"] == json!([]))
        .count();
    let mut unknown = vec![language.pick(
        "報告された利用は標本であり、登録簿ではありません。総数は不明で、承認された利用と合計できません。".to_owned(),
        "Reported uses are a sample, no register: their total is unknown, and they must not be added to approved ones.".to_owned(),
    )];
    if approved == 0 {
        unknown.push(language.pick(
            "承認の一覧を読み込んだのは認定事業者のデータだけです。ほかのデータベースの承認件数は不明であり、0件という意味ではありません。".to_owned(),
            "Only the certified operators' lists of approvals were read; how many uses of other databases were approved is unknown, not zero.".to_owned(),
        ));
    }
    if anonymous > 0 {
        unknown.push(language.pick(
            format!("取得した{anonymous}件は、利用者名が資料に記載されていません。"),
            format!(
                "Of {anonymous} of the rows read no source names the user: unknown, not nobody."
            ),
        ));
    }
    let listed = language.pick(
        format!("認定事業者が承認した利用が{approved}件、"),
        format!("Approved by certified operators: {approved}. "),
    );
    let listed = if approved == 0 { String::new() } else { listed };
    let summary = language.pick(
        format!("{listed}論文や報告書などで報告された利用(標本)が{reported}件あります。"),
        format!("{listed}Reported by papers, grant reports and the press, a sample: {reported}."),
    );
    let mut parameters: Vec<(&str, String)> = Vec::new();
    parameters.extend(asked.text("search").map(|text| ("q", cut(text, 100))));
    let filter = asked.variables.get("filter");
    parameters.extend(pages::listed(
        filter,
        &[
            ("database", "databases"),
            ("sector", "userSectors"),
            ("user", "users"),
        ],
    ));
    Ok(Draft {
        summary,
        facts: json!(facts),
        rows,
        paging: forward(found),
        unknown,
        page: pages::at("/uses", &parameters),
        ..Draft::default()
    })
}

/// The page of an approved use.
fn approval(operator: &str, number: i64) -> String {
    pages::path(&["approvals", operator, &number.to_string()])
}

/// How many there are in all.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counted {
    /// Approvals under the filter, each counted once.
    distinct_total: i64,
}

/// One combination of values.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Group {
    /// A value of each dimension, in the order asked.
    keys: Vec<Key>,
    /// Approvals with all these values.
    count: i64,
    /// With a time among the dimensions: those up to the end of that time; else the count.
    cumulative: i64,
}

/// One value of one dimension.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Key {
    /// The dimension.
    dimension: String,
    /// The value as filters take it; missing where it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What the sources call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    label_ja: Option<Quoted>,
    /// English label.
    #[serde(skip_serializing_if = "Option::is_none")]
    label_en: Option<Quoted>,
}

pub(super) fn count(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let statistics = &data["approvalStatistics"];
    let facts: Counted = typed(statistics)?;
    let language = asked.language;
    let (total, groups) = (facts.distinct_total, statistics["groups"].as_array());
    let groups = groups.map_or(0, Vec::len);
    let mut draft = Draft {
        summary: language.pick(
            format!("条件に合う承認済みの利用は{total}件、指定の区分で{groups}組です(複数の区分に属する課題は各区分で数えます)。"),
            format!("Approved uses under the filter: {total}; groups: {groups}. A project with several values counts in each."),
        ),
        facts: json!(facts),
        rows: rows_of::<Group>(&statistics["groups"])?,
        unknown: vec![language.pick(
            "認定事業者の実績のみの件数です。公的データベースの利用の総数は資料がなく不明です。".to_owned(),
            "Only what the certified operators approved is counted; the number of all uses of public databases is unknown.".to_owned(),
        )],
        page: "/uses".to_owned(),
        ..Draft::default()
    };
    sources_in(&data["approvals"], &mut draft.sources);
    Ok(draft)
}

/// How many are near.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Near {
    /// Approved projects that share something.
    total_count: i64,
}

/// An approved project that is near.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Precedent {
    /// How near, from 0 to 1.
    score: f64,
    /// What makes it near, the weightiest first.
    reasons: Vec<Reason>,
    /// The project.
    approval: Project,
}

/// One aspect in which a project is near.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Reason {
    /// Which aspect.
    aspect: String,
    /// What is shared, where the answer is in Japanese.
    #[serde(skip_serializing_if = "Option::is_none")]
    label_ja: Option<Quoted>,
    /// The same, where it is in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    label_en: Option<Quoted>,
}

/// An approved project.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Project {
    /// The operator that approved it, by code.
    #[serde(deserialize_with = "code")]
    operator: String,
    /// Number in the operator's list.
    number: i64,
    /// Its title as printed.
    title_ja: Quoted,
    /// When it was approved.
    approved_on: String,
    /// Sectors of the users.
    user_sectors: Vec<String>,
    /// The data taken, by code.
    #[serde(deserialize_with = "codes")]
    data_items: Vec<String>,
    /// Documents that say so, by code.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

pub(super) fn precedents(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let found = &data["precedents"];
    let facts: Near = typed(found)?;
    let language = asked.language;
    let total = facts.total_count;
    let mut nearest = None;
    let rows = edges(found, |node| Ok(Row::new(&typed::<Precedent>(node)?, node)))?;
    if let Some(row) = rows.first() {
        let title = row.value["approval"]["titleJa"]["quoted"].as_str();
        nearest = title.map(|title| quote(language, title));
    }
    let summary = match nearest {
        Some(title) => language.pick(
            format!("近い承認済みの課題は{total}件で、最も近いのは{title}です。"),
            format!("Approved projects that are near: {total}; the nearest is {title}."),
        ),
        None => language.pick(
            "近い承認済みの課題は見つかりませんでした。".to_owned(),
            "No approved project is near.".to_owned(),
        ),
    };
    let text = asked
        .variables
        .get("like")
        .and_then(|like| like["text"].as_str());
    let parameters: Vec<(&str, String)> =
        text.map(|text| ("q", cut(text, 100))).into_iter().collect();
    Ok(Draft {
        summary,
        facts: json!(facts),
        rows,
        paging: forward(found),
        unknown: vec![language.pick(
            "近さは題名と区分から算出した値です。課題の内容そのものの異同は資料からは分かりません。".to_owned(),
            "Nearness is computed from titles and classes; whether the studies themselves are alike no source says.".to_owned(),
        )],
        page: pages::at("/uses", &parameters),
        ..Draft::default()
    })
}
