//! Who says so: the documents of an answer, each once, and the passages that name them by their code.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::quoted::Quoted;

/// A document that states facts of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Source {
    /// Its code, as `sources` and passages name it.
    pub(crate) code: String,
    /// Its title.
    pub(crate) title: Quoted,
    /// Who published it; missing where no source says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) publisher: Option<Quoted>,
    /// The day, month or year of `dateOf`; missing where it is UNKNOWN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<String>,
    /// What the date is of.
    pub(crate) date_of: DateOf,
    /// Where it was published; missing where no address is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
}

/// What the date of a document is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum DateOf {
    /// Its publication.
    Published,
    /// The day on which it was read; it prints no day of its own.
    Read,
    /// No day is known.
    Unknown,
}

/// The documents of an answer by their codes.
pub(crate) type Sources = BTreeMap<String, Source>;

/// Every document within a part of the API's answer.
pub(crate) fn sources_in(value: &Value, into: &mut Sources) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| sources_in(item, into)),
        Value::Object(fields) => {
            if let Some(source) = fields.get("document").and_then(source) {
                into.insert(source.code.clone(), source);
            }
            fields.values().for_each(|field| sources_in(field, into));
        }
        _ => {}
    }
}

fn source(document: &Value) -> Option<Source> {
    let text = |name: &str| document[name].as_str();
    let (date, date_of) = match (text("publishedOn"), text("retrievedOn")) {
        (Some(date), _) => (Some(date), DateOf::Published),
        (None, Some(date)) => (Some(date), DateOf::Read),
        (None, None) => (None, DateOf::Unknown),
    };
    let is_address = |address: &&str| {
        let is_web = address.starts_with("https://") || address.starts_with("http://");
        is_web && !address.contains(|letter: char| letter.is_whitespace() || letter.is_control())
    };
    Some(Source {
        code: text("code")?.to_owned(),
        title: Quoted::new(text("title")?),
        publisher: text("publisher").map(Quoted::new),
        date: date.map(str::to_owned),
        date_of,
        address: text("url").filter(is_address).map(str::to_owned),
    })
}

/// A passage of a document that proves a fact.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Passage {
    /// Code of the document (missing where it could not be read), whose title, publisher, date and address stand under `evidence`.
    #[serde(
        deserialize_with = "document_code",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) document: Option<String>,
    /// The field that it proves; missing where it proves the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<String>,
    /// Where in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) locator: Option<Quoted>,
    /// The day of the fact itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stated_on: Option<String>,
    /// How the value came from the text: STATED, INFERRED and so on.
    pub(crate) derivation: String,
    /// The text as printed; missing where the fact was seen but is not quoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) raw_text: Option<Quoted>,
}

#[derive(Deserialize)]
struct HasCode {
    code: String,
}

#[derive(Deserialize)]
struct HasDocument {
    document: Option<HasCode>,
}

fn document_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let document = Option::<HasCode>::deserialize(deserializer)?;
    Ok(document.map(|document| document.code))
}

/// The codes of the documents of `evidence`, each once.
pub(crate) fn document_codes<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    let passages = Option::<Vec<HasDocument>>::deserialize(deserializer)?;
    let mut codes: Vec<String> = Vec::new();
    for passage in passages.unwrap_or_default() {
        if let Some(document) = passage.document
            && !codes.contains(&document.code)
        {
            codes.push(document.code);
        }
    }
    Ok(codes)
}

/// The code of a thing.
pub(crate) fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    HasCode::deserialize(deserializer).map(|thing| thing.code)
}

/// The codes of things.
pub(crate) fn codes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let things = Option::<Vec<HasCode>>::deserialize(deserializer)?;
    let codes = things.unwrap_or_default().into_iter();
    Ok(codes.map(|thing| thing.code).collect())
}

/// Nothing where the API could not read it.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}
