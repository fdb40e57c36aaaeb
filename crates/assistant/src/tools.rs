//! The tools: each one document, and how its answer is read.

mod linkage;
mod operators;
mod registries;
mod search;
mod uses;

use std::any::Any;
use std::sync::Arc;

use rmcp::handler::server::tool::schema_for_output;
use rmcp::model::{JsonObject, Tool as Listed, ToolAnnotations};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Draft, Paging, Row};
use crate::arguments::{AFTER, Asked, LANGUAGE};
use crate::contract::{Contract, Variable, object};
use crate::documents::{self, Document};
use crate::language::Language;
use crate::problem::Problem;
use crate::quoted::{Quoted, quote};

/// A question that an assistant may ask.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    title: &'static str,
    pub(crate) document: Document,
    /// Whether its rows are a list that the API gives whole.
    pub(crate) is_whole_list: bool,
    output: fn() -> Arc<JsonObject>,
    pub(crate) read: fn(&Value, &Asked) -> Result<Draft, Problem>,
}

/// In the order in which they are listed.
pub(crate) const TOOLS: [Tool; 12] = [
    Tool {
        name: "search",
        title: "Search everything · 横断検索",
        document: documents::SEARCH,
        is_whole_list: false,
        output: output::<search::Found, search::Hit>,
        read: search::search,
    },
    Tool {
        name: "may_link",
        title: "May these databases be linked? · 連結の可否",
        document: documents::MAY_LINK,
        is_whole_list: true,
        output: output::<linkage::Verdict, linkage::Pair>,
        read: linkage::may_link,
    },
    Tool {
        name: "linkage_matrix",
        title: "Every database against every other · 連結の一覧",
        document: documents::LINKAGE_MATRIX,
        is_whole_list: true,
        output: output::<linkage::Matrix, linkage::Partners>,
        read: linkage::matrix,
    },
    Tool {
        name: "access_plan",
        title: "What to do to get data · 利用手続",
        document: documents::ACCESS_PLAN,
        is_whole_list: true,
        output: output::<linkage::Plan, linkage::Step>,
        read: linkage::access_plan,
    },
    Tool {
        name: "find_registries",
        title: "Find registries · レジストリ検索",
        document: documents::FIND_REGISTRIES,
        is_whole_list: false,
        output: output::<registries::Found, registries::Listed>,
        read: registries::find,
    },
    Tool {
        name: "match_registries",
        title: "Which registries serve a need? · 条件に合うレジストリ",
        document: documents::MATCH_REGISTRIES,
        is_whole_list: false,
        output: output::<registries::Held, registries::Match>,
        read: registries::matching,
    },
    Tool {
        name: "get_registry",
        title: "One registry · レジストリの詳細",
        document: documents::GET_REGISTRY,
        is_whole_list: true,
        output: output::<registries::Registry, crate::evidence::Passage>,
        read: registries::get,
    },
    Tool {
        name: "find_uses",
        title: "Who used which data? · 利活用実績の検索",
        document: documents::FIND_USES,
        is_whole_list: false,
        output: output::<uses::Found, uses::Use>,
        read: uses::find,
    },
    Tool {
        name: "count_uses",
        title: "How many approved uses? · 利活用実績の集計",
        document: documents::COUNT_USES,
        is_whole_list: true,
        output: output::<uses::Counted, uses::Group>,
        read: uses::count,
    },
    Tool {
        name: "precedents",
        title: "Has this been done before? · 類似の実績",
        document: documents::PRECEDENTS,
        is_whole_list: false,
        output: output::<uses::Near, uses::Precedent>,
        read: uses::precedents,
    },
    Tool {
        name: "get_operator",
        title: "One certified operator · 認定作成事業者の詳細",
        document: documents::GET_OPERATOR,
        is_whole_list: true,
        output: output::<operators::Operator, operators::Figure>,
        read: operators::get,
    },
    Tool {
        name: "whats_new",
        title: "What changed? · 更新履歴",
        document: documents::WHATS_NEW,
        is_whole_list: false,
        output: output::<search::State, search::Change>,
        read: search::whats_new,
    },
];

fn output<Facts: JsonSchema + Any, Rows: JsonSchema + Any>() -> Arc<JsonObject> {
    let mut schema = schema_for_output::<Answer<Facts, Rows>>().as_ref().clone();
    schema.values_mut().for_each(without_null);
    Arc::new(schema)
}

/// What is not there is left out of answers, so no schema needs to allow null; readers of schemas take one type the better.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(parts) => parts.iter_mut().for_each(without_null),
        Value::Object(fields) => {
            if let Some(Value::Array(types)) = fields.get_mut("type") {
                types.retain(|each| each != "null");
                if let [one] = &types[..] {
                    let one = one.clone();
                    fields.insert("type".to_owned(), one);
                }
            }
            if let Some(Value::Array(either)) = fields.get_mut("anyOf") {
                either.retain(|each| each["type"] != "null");
                if let [Value::Object(one)] = &either[..] {
                    let one = one.clone();
                    fields.remove("anyOf");
                    fields.extend(one);
                }
            }
            fields.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

impl Tool {
    /// As the protocol lists it.
    pub(crate) fn listed(&self, contract: &Contract, variables: &[Variable]) -> Listed {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for variable in variables {
            properties.insert(variable.name.clone(), contract.json_schema_of(variable));
            if !variable.kind.nullable {
                required.push(variable.name.as_str());
            }
        }
        properties.insert(
            LANGUAGE.to_owned(),
            json!({
                "type": "string",
                "enum": Language::CODES,
                "default": Language::CODES[0],
                "description": "Language of the sentences: that in which the person asks.",
            }),
        );
        if self.is_whole_list {
            properties.insert(
                AFTER.to_owned(),
                json!({
                    "type": "string",
                    "description": "`more.cursor` of the answer before, to go on from there.",
                }),
            );
        }
        let mut input = JsonObject::new();
        if let Value::Object(schema) = object(properties, &required, "") {
            input.extend(schema);
        }
        let annotations = ToolAnnotations::with_title(self.title)
            .read_only(true)
            .destructive(false)
            .idempotent(true)
            .open_world(false);
        Listed::new(self.name, self.document.about(), Arc::new(input))
            .with_title(self.title)
            .with_raw_output_schema((self.output)())
            .with_annotations(annotations)
    }
}

/// A part of the API's answer as one of our types.
fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    T::deserialize(value).map_err(|error| {
        let what = format!("the API's answer has another shape: {error}");
        Problem::broken(&what)
    })
}

/// The rows of a connection with their cursors; `read` makes one of an edge's node.
fn edges(
    connection: &Value,
    read: impl Fn(&Value) -> Result<Row, Problem>,
) -> Result<Vec<Row>, Problem> {
    let edges = connection["edges"].as_array().into_iter().flatten();
    let rows = edges.map(|edge| {
        let mut row = read(&edge["node"])?;
        edge["cursor"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut row.cursor);
        Ok(row)
    });
    rows.collect()
}

/// Pages forward from `after`.
fn forward(connection: &Value) -> Paging {
    Paging::Pages {
        argument: AFTER,
        has_more: connection["pageInfo"]["hasNextPage"] == true,
    }
}

/// The rows of a list that the API gives whole.
fn rows_of<T: DeserializeOwned + Serialize>(list: &Value) -> Result<Vec<Row>, Problem> {
    let items = list.as_array().into_iter().flatten();
    let rows = items.map(|item| Ok(Row::new(&typed::<T>(item)?, item)));
    rows.collect()
}

/// How a search text was read where that is not as typed: what is not meant, what lies above, what was mended.
fn read_as(language: Language, connection: &Value) -> Vec<String> {
    let terms = connection["understoodAs"].as_array();
    let terms = terms.into_iter().flatten().filter_map(|term| {
        let word = quote(language, term["term"].as_str()?);
        if term["excluded"] == true {
            return Some(language.pick(
                format!("{word}は除外の指定と解釈しました。"),
                format!("{word} was read as not meant; what it names is left out."),
            ));
        }
        let broader = term["broader"].as_array()?.iter().filter_map(Value::as_str);
        let broader: Vec<String> = broader.map(|name| quote(language, name)).collect();
        if !broader.is_empty() {
            let list = broader.join(language.pick("、", ", "));
            return Some(language.pick(
                format!("{word}を明示するものは確認できません。上位の{list}を対象とするものを示しています。"),
                format!("Nothing found names {word}; what is about the broader {list} is shown."),
            ));
        }
        let typed = quote(language, term["correctionOf"].as_str()?);
        Some(language.pick(
            format!("{typed}は{word}と解釈しました。"),
            format!("{typed} was read as {word}."),
        ))
    });
    terms.collect()
}

/// That nothing was found says nothing of what there is.
fn nothing_found(language: Language) -> String {
    language
        .pick(
            "このカタログに見つからないことは、存在しないことを意味しません。",
            "That the catalogue has none does not mean that there is none.",
        )
        .to_owned()
}

/// Words of a search that nothing holds together.
fn dropped(language: Language, connection: &Value) -> Option<String> {
    let words = connection["droppedWords"].as_array()?;
    let words: Vec<String> = words
        .iter()
        .filter_map(Value::as_str)
        .map(|word| quote(language, word))
        .collect();
    let list = words.join(language.pick("、", ", "));
    (connection["allWordsHeld"] == false).then(|| {
        language.pick(
            format!("すべての語を含むものはなく、最上位の結果には {list} が含まれません。"),
            format!("Nothing holds every word; the best row lacks {list}."),
        )
    })
}

/// A thing by its code and its names.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Named {
    /// Its code, as arguments take it.
    code: String,
    /// Japanese name.
    name_ja: Quoted,
    /// English name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name_en: Option<Quoted>,
}

/// Somebody by name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Party {
    /// Japanese name.
    name_ja: Quoted,
    /// English name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name_en: Option<Quoted>,
}

impl Named {
    /// Its name in quotation marks, for a sentence.
    fn quote(&self, language: Language) -> String {
        let name = match (&self.name_en, language) {
            (Some(name), Language::En) => name,
            _ => &self.name_ja,
        };
        quote(language, &name.quoted)
    }
}
