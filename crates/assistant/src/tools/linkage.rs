//! Linking and access: `may_link`, `linkage_matrix`, `access_plan`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::{Draft, Row};
use crate::arguments::Asked;
use crate::evidence::{Passage, Sources, code, codes, document_codes, or_default, sources_in};
use crate::language::Language;
use crate::pages;
use crate::problem::Problem;
use crate::quoted::{Quoted, cut};

use super::{Named, Party, rows_of, typed};

/// The verdict on all the databases: that of the weakest pair.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Verdict {
    /// IN_FORCE, PLANNED, UNDECIDED, NOT_STATED (nobody says; not a no) or PROHIBITED.
    state: String,
    /// Whether a plan's day has passed and no source confirms it.
    overdue: bool,
    /// Whether a newer source says less.
    contested: bool,
    /// The form of data that was asked about.
    form: String,
    /// The day that was asked about.
    on: String,
    /// The latest day of the statements that were used.
    known_by: String,
    /// How the verdict came about.
    explanation: Vec<Quoted>,
    /// The largest subsets whose pairs are all in force, by code.
    largest_linkable_subsets: Vec<Subset>,
}

/// Databases that can all be linked with one another.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Subset {
    /// Their codes.
    #[serde(deserialize_with = "codes")]
    databases: Vec<String>,
}

/// Two databases.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pair {
    /// The two.
    databases: Vec<Named>,
    /// How far their link has come.
    state: String,
    /// Whether its plan's day has passed without confirmation.
    overdue: bool,
    /// Whether a newer source says less.
    contested: bool,
    /// From when; missing where the governing statement gives no start.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_on: Option<String>,
    /// The statement that decides; missing where nobody states anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    governing: Option<Statement>,
    /// Newer statements that say less.
    contested_by: Vec<Statement>,
    /// Codes of statements that say the same.
    #[serde(deserialize_with = "codes")]
    confirmed_by: Vec<String>,
}

/// What one source says of linking.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Statement {
    /// Its code.
    code: String,
    /// What it says.
    state: String,
    /// On what it rests: ENACTMENT, OFFICIAL or REPORTED.
    basis: String,
    /// Its own day.
    stated_on: String,
    /// Since when it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_force_from: Option<String>,
    /// Start of a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_from: Option<String>,
    /// Deadline of a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_by: Option<String>,
    /// Its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Who says so, in which words.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "or_default")]
    passages: Vec<Passage>,
}

pub(super) fn may_link(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let linkage = &data["linkage"];
    let verdict: Verdict = typed(linkage)?;
    let pairs: Vec<Pair> = typed(&linkage["pairs"])?;
    let language = asked.language;
    let mut names: Vec<String> = Vec::new();
    for database in pairs.iter().flat_map(|pair| &pair.databases) {
        let name = database.quote(language);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let names = names.join(language.pick("・", ", "));
    let form = form(language, &verdict.form);
    let state = said(language, &verdict.state);
    let day = &verdict.on;
    let mut summary = language.pick(
        format!(
            "{names}の{form}データの連結: {day} 時点で{state}({})。",
            verdict.state
        ),
        format!(
            "Linking {names} as {form} data on {day}: {state} ({}).",
            verdict.state
        ),
    );
    if verdict.contested {
        summary.push_str(language.pick(
            "ただし、これより後の資料または後の可能性がある資料に、異なる記載があります。",
            " A source that is newer, or may be, says less: read `contestedBy`.",
        ));
    } else if verdict.overdue {
        summary.push_str(language.pick(
            "予定日は過ぎましたが、実施を確認できる資料はありません。",
            " The planned day has passed and no source confirms that it was carried out.",
        ));
    }
    let unknown = pairs.iter().filter_map(|pair| silent(language, pair));
    let databases = asked.texts("databases").join(",");
    Ok(Draft {
        unknown: unknown.collect(),
        summary,
        facts: json!(verdict),
        rows: rows_of::<Pair>(&linkage["pairs"])?,
        page: page("/linkage", asked, databases),
        ..Draft::default()
    })
}

/// That nobody says whether two may be linked, or that it is undecided.
fn silent(language: Language, pair: &Pair) -> Option<String> {
    let codes: Vec<&str> = pair
        .databases
        .iter()
        .map(|each| each.code.as_str())
        .collect();
    let pair_of = codes.join(language.pick("と", " and "));
    match pair.state.as_str() {
        "NOT_STATED" => Some(language.pick(
            format!("{pair_of}の連結を述べた資料はありません。不可という意味ではありません。"),
            format!("No source says whether {pair_of} may be linked; that is not a no."),
        )),
        "UNDECIDED" => Some(language.pick(
            format!("{pair_of}の連結は資料に未定とあります。不可という意味ではありません。"),
            format!("A source says that linking {pair_of} is undecided; that is not a no."),
        )),
        _ => None,
    }
}

fn said(language: Language, state: &str) -> &'static str {
    match state {
        "IN_FORCE" => language.pick("可能", "possible"),
        "PLANNED" => language.pick("予定", "planned"),
        "UNDECIDED" => language.pick("未定", "undecided"),
        "PROHIBITED" => language.pick("不可", "not possible"),
        _ => language.pick("資料に記載なし", "no source says"),
    }
}

fn form(language: Language, form: &str) -> &'static str {
    match form {
        "PSEUDONYMISED" => language.pick("仮名", "pseudonymised"),
        "IDENTIFIED" => language.pick("顕名", "identified"),
        _ => language.pick("匿名", "anonymised"),
    }
}

/// The page with the same question.
fn page(path: &str, asked: &Asked, databases: String) -> String {
    let mut parameters = Vec::new();
    if !databases.is_empty() {
        parameters.push(("databases", databases));
    }
    for name in ["form", "on", "knownBy", "sector"] {
        if let Some(value) = asked.text(name) {
            parameters.push((name, value.to_owned()));
        }
    }
    pages::at(path, &parameters)
}

/// What holds of the whole matrix.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Matrix {
    /// The form of data that was asked about.
    form: String,
    /// The day that was asked about.
    on: String,
    /// The latest day of the statements that were used.
    known_by: String,
    /// Pairs whose plan's day has passed without confirmation.
    #[serde(default)]
    overdue: Vec<Vec<String>>,
    /// Pairs of which sources say different things.
    #[serde(default)]
    conflicting: Vec<Vec<String>>,
}

/// One database and the others, by what is said of linking them.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Partners {
    /// The database.
    database: Named,
    /// Those with which it may be linked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_force: Vec<String>,
    /// Those with which a link is planned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    planned: Vec<String>,
    /// Those with which it is undecided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    undecided: Vec<String>,
    /// Those with which a source says that it may not be linked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    prohibited: Vec<String>,
    /// Those with which nobody states anything: not a no.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_stated: Vec<String>,
}

#[derive(Deserialize)]
struct Cell {
    #[serde(deserialize_with = "code")]
    row: String,
    #[serde(deserialize_with = "code")]
    column: String,
    state: String,
    overdue: bool,
    conflicting: bool,
}

pub(super) fn matrix(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let matrix = &data["linkageMatrix"];
    let cells: Vec<Cell> = typed(&matrix["cells"])?;
    let mut facts: Matrix = typed(matrix)?;
    // The matrix is symmetric: each pair once.
    let pairs = || cells.iter().filter(|cell| cell.row < cell.column);
    let pair = |cell: &Cell| vec![cell.row.clone(), cell.column.clone()];
    facts.overdue = pairs().filter(|cell| cell.overdue).map(pair).collect();
    facts.conflicting = pairs().filter(|cell| cell.conflicting).map(pair).collect();
    let count = |state: &str| pairs().filter(|cell| cell.state == state).count();
    let mut rows = Vec::new();
    // All that was said of any database: the whole picture fits one answer, the documents of one pair are told by `may_link`.
    let mut sources = Sources::new();
    for database in matrix["databases"].as_array().into_iter().flatten() {
        let named: Named = typed(database)?;
        let own: Vec<&Cell> = cells.iter().filter(|cell| cell.row == named.code).collect();
        let with = |state: &str| {
            let found = own.iter().filter(|cell| cell.state == state);
            found.map(|cell| cell.column.clone()).collect()
        };
        let statements = database["statements"].as_array().into_iter().flatten();
        for statement in statements {
            if is_known(&statement["statedOn"], &facts.known_by) {
                sources_in(statement, &mut sources);
            }
        }
        let partners = Partners {
            in_force: with("IN_FORCE"),
            planned: with("PLANNED"),
            undecided: with("UNDECIDED"),
            prohibited: with("PROHIBITED"),
            not_stated: with("NOT_STATED"),
            database: named,
        };
        rows.push(Row::new(&partners, &Value::Null));
    }
    for source in sources.values_mut() {
        source.title.quoted = cut(&source.title.quoted, 32);
    }
    let language = asked.language;
    let (of, in_force, silent) = (pairs().count(), count("IN_FORCE"), count("NOT_STATED"));
    let (form, day) = (form(language, &facts.form), &facts.on);
    Ok(Draft {
        summary: language.pick(
            format!(
                "{form}データについて、{day} 時点で {of} 組のうち {in_force} 組が連結可能です。"
            ),
            format!(
                "As {form} data on {day}, {in_force} of {of} pairs of databases may be linked."
            ),
        ),
        unknown: vec![language.pick(
            format!(
                "{silent} 組は資料に記載がありません(notStated)。不可という意味ではありません。"
            ),
            format!("Of {silent} pairs nobody states anything (`notStated`): not a no."),
        )],
        facts: json!(facts),
        sources,
        rows,
        page: page("/linkage/matrix", asked, String::new()),
        ..Draft::default()
    })
}

/// Whether a statement of this day counts: a month or a year as its last day.
fn is_known(stated_on: &Value, known_by: &str) -> bool {
    let day = stated_on.as_str().unwrap_or_default();
    let last = match day.len() {
        4 => format!("{day}-12-31"),
        7 => format!("{day}-31"),
        _ => day.to_owned(),
    };
    last.as_str() <= known_by
}

/// What holds of the whole way to the data.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plan {
    /// Whether there is a way.
    available: bool,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Quoted>,
    /// The verdict on linking the databases; missing for one database.
    #[serde(skip_serializing_if = "Option::is_none")]
    linkage: Option<LinkageOfPlan>,
}

/// The verdict in short; `may_link` has it whole.
#[derive(Serialize, Deserialize, JsonSchema)]
struct LinkageOfPlan {
    /// How far the link has come.
    state: String,
    /// Whether a newer source says less.
    contested: bool,
}

/// One step; steps of one number stand side by side.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Step {
    /// Which step, from 1.
    step: i64,
    /// What kind of step.
    kind: String,
    /// What to do, as the source says it.
    action: Quoted,
    /// Who decides or is heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Party>,
    /// The databases that it is about, by code.
    #[serde(deserialize_with = "codes")]
    databases: Vec<String>,
    /// How far what it rests on holds: IN_FORCE, DRAFT, TARGET or HISTORY.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// Since when, or as of when.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// Documents that say so, by code.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

pub(super) fn access_plan(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let plan = &data["accessPlan"];
    let facts: Plan = typed(plan)?;
    let rows = rows_of::<Step>(&plan["steps"])?;
    let language = asked.language;
    let databases = asked.texts("databases");
    let names: Vec<String> = databases
        .iter()
        .map(|name| crate::quoted::quote(language, name))
        .collect();
    let names = names.join(language.pick("・", ", "));
    let steps = rows.len();
    let summary = if facts.available {
        language.pick(
            format!("{names}の利用手続として、資料に {steps} 件の記載があります。資料の読み取りであり、法的助言ではありません。"),
            format!("Sources describe {steps} steps to the data of {names}. A reading of sources, not legal advice."),
        )
    } else {
        language.pick(
            format!("{names}の利用は、資料によればできません(reason を参照)。"),
            format!("By the sources there is no way to the data of {names} (see `reason`)."),
        )
    };
    let unknown: Vec<Quoted> = typed(&plan["unknown"])?;
    let page = match &databases[..] {
        [one] => pages::path(&["databases", one]),
        _ => page("/linkage", asked, databases.join(",")),
    };
    Ok(Draft {
        summary,
        facts: json!(facts),
        rows,
        unknown: unknown.into_iter().map(|text| text.quoted).collect(),
        page,
        ..Draft::default()
    })
}
