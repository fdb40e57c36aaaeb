//! What a caller sends: read against the variables of the document, so that whatever is wrong is told with what would be right.

use async_graphql_parser::types::{BaseType, Type};
use serde_json::{Map, Value, json};

use crate::contract::{Contract, PAGE_SIZE, PAGE_SIZE_MOST, Variable, name_of};
use crate::language::Language;
use crate::problem::Problem;

/// Names beside those of the document's variables.
pub(crate) const LANGUAGE: &str = "language";
/// Goes on in a list that the API gives whole.
pub(crate) const AFTER: &str = "after";

/// The arguments of a call, as they were understood.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) language: Language,
    /// What is sent with the document.
    pub(crate) variables: Map<String, Value>,
    /// Rows to skip of a list that the API gives whole.
    pub(crate) skip: usize,
}

impl Asked {
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.as_str()
    }

    /// The texts of a list, or the one text that stands in its place.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        match self.variables.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(text)) => vec![text],
            _ => Vec::new(),
        }
    }
}

/// Only the language, for saying in it what is wrong with the rest.
pub(crate) fn language(arguments: &Map<String, Value>) -> Language {
    let code = arguments.get(LANGUAGE).and_then(Value::as_str);
    code.and_then(Language::of).unwrap_or_default()
}

/// # Errors
///
/// An argument that the document does not take, or a value that it cannot have.
pub(crate) fn read(
    contract: &Contract,
    variables: &[Variable],
    is_whole_list: bool,
    arguments: &Map<String, Value>,
) -> Result<Asked, Problem> {
    let mut asked = Asked {
        language: language(arguments),
        ..Asked::default()
    };
    let mut known: Vec<&str> = variables.iter().map(|each| each.name.as_str()).collect();
    if !known.contains(&LANGUAGE) {
        known.push(LANGUAGE);
    }
    if is_whole_list {
        known.push(AFTER);
    }
    for (name, value) in arguments.iter().filter(|(_, value)| !value.is_null()) {
        let variable = variables.iter().find(|each| each.name == *name);
        match (name.as_str(), variable) {
            (LANGUAGE, _) => {
                let code = value.as_str().and_then(Language::of);
                code.ok_or_else(|| no_value(LANGUAGE, value, &Language::CODES.map(String::from)))?;
            }
            (AFTER, None) if is_whole_list => asked.skip = skip(value)?,
            ("first" | "last", Some(_)) => {
                let rows = value.as_i64().filter(|rows| *rows > 0);
                let rows =
                    rows.ok_or_else(|| no_kind(name, "1以上の整数", "a whole number from 1"))?;
                let rows = rows.min(PAGE_SIZE_MOST);
                asked.variables.insert(name.clone(), json!(rows));
            }
            (_, Some(variable)) => {
                check(contract, name, value, &variable.kind)?;
                asked.variables.insert(name.clone(), value.clone());
            }
            (_, None) => return Err(no_argument(name, &known)),
        }
    }
    for variable in variables {
        let name = variable.name.as_str();
        match name {
            LANGUAGE => {
                let language = json!(asked.language.api());
                asked.variables.insert(name.to_owned(), language);
            }
            "first" | "last" => {
                let rows = asked.variables.entry(name);
                rows.or_insert(json!(PAGE_SIZE));
            }
            _ if !variable.kind.nullable && !asked.variables.contains_key(name) => {
                return Err(Problem::new(
                    format!("引数 {name} が必要です。"),
                    format!("the argument `{name}` is missing."),
                ));
            }
            _ => {}
        }
    }
    Ok(asked)
}

fn skip(cursor: &Value) -> Result<usize, Problem> {
    let rows = cursor
        .as_str()
        .and_then(|cursor| cursor.strip_prefix("row-"));
    let rows = rows.and_then(|rows| rows.parse().ok());
    rows.ok_or_else(|| {
        no_kind(
            AFTER,
            "直前の回答の more.cursor",
            "`more.cursor` of the answer before",
        )
    })
}

/// The cursor that goes on after so many rows.
pub(crate) fn cursor(rows: usize) -> String {
    format!("row-{rows}")
}

fn check(contract: &Contract, path: &str, value: &Value, kind: &Type) -> Result<(), Problem> {
    let name = match &kind.base {
        BaseType::List(of) => {
            // One value stands for a list of one, as in GraphQL.
            let Some(items) = value.as_array() else {
                return check(contract, path, value, of);
            };
            for (at, item) in items.iter().enumerate() {
                check(contract, &format!("{path}[{at}]"), item, of)?;
            }
            return Ok(());
        }
        BaseType::Named(_) => name_of(kind),
    };
    if let Some(input) = contract.input(name) {
        let fields = value.as_object();
        let fields = fields.ok_or_else(|| no_kind(path, "オブジェクト", "an object"))?;
        let known: Vec<&str> = input
            .fields
            .iter()
            .map(|each| each.node.name.node.as_str())
            .collect();
        for (field, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            let path = format!("{path}.{field}");
            let mut definitions = input.fields.iter();
            let definition = definitions.find(|each| each.node.name.node == field.as_str());
            let definition = definition.ok_or_else(|| no_argument(&path, &known))?;
            check(contract, &path, value, &definition.node.ty.node)?;
        }
        return Ok(());
    }
    if contract.enumeration(name).is_some() {
        let known = contract.values(name);
        let is_known = value
            .as_str()
            .is_some_and(|value| known.iter().any(|each| each == value));
        return if is_known {
            Ok(())
        } else {
            Err(no_value(path, value, &known))
        };
    }
    let (fits, ja, en) = match name {
        "Int" | "BigInt" => (value.is_i64(), "整数", "a whole number"),
        "Float" => (value.is_number(), "数値", "a number"),
        "Boolean" => (value.is_boolean(), "真偽値", "true or false"),
        "Date" => (
            value.is_string(),
            "日付(例: 2025-03-01)",
            "a day such as 2025-03-01",
        ),
        "PartialDate" => (
            value.is_string(),
            "年・年月・日付(例: 2025-03)",
            "a year, month or day such as 2025-03",
        ),
        _ => (value.is_string(), "文字列", "a text"),
    };
    if fits {
        Ok(())
    } else {
        Err(no_kind(path, ja, en))
    }
}

fn no_kind(path: &str, ja: &str, en: &str) -> Problem {
    Problem::new(
        format!("引数 {path} には{ja}を指定してください。"),
        format!("the argument `{path}` must be {en}."),
    )
}

fn no_value(path: &str, value: &Value, known: &[String]) -> Problem {
    let sent = shown(value);
    let list = known.join(", ");
    let near = nearest(&sent, known.iter().map(String::as_str));
    Problem::new(
        format!("引数 {path} に「{sent}」は指定できません。指定できる値: {list}"),
        format!("the argument `{path}` cannot be `{sent}`. It takes: {list}."),
    )
    .offering(near)
}

fn no_argument(path: &str, known: &[&str]) -> Problem {
    let sent = shown(&json!(path));
    let name = sent.rsplit('.').next().unwrap_or_default();
    let list = known.join(", ");
    let near = nearest(name, known.iter().copied());
    Problem::new(
        format!("引数 {sent} はありません。指定できる引数: {list}"),
        format!("there is no argument `{sent}`. Known ones: {list}."),
    )
    .offering(near)
}

fn shown(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    crate::quoted::cut(&crate::quoted::one_line(&text), 60)
}

/// Up to three of the known words that need the fewest changes, where fewer than half of the letters change.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<String> {
    let bare = |text: &str| -> Vec<char> {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let word = bare(word);
    let distances = known
        .into_iter()
        .map(|each| (changes(&word, &bare(each)), each));
    let mut near: Vec<_> = distances
        .filter(|(far, _)| *far * 2 < word.len().max(1))
        .collect();
    near.sort();
    near.into_iter()
        .take(3)
        .map(|(_, each)| each.to_owned())
        .collect()
}

/// Letters to insert, delete or replace (Levenshtein).
fn changes(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}
