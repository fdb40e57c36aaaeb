//! The parameters of a request: from a body of JSON, or from a query string.

use ::http::Uri;
use axum::extract::Query;
use serde_json::{Map, Value};

use crate::code::Code;

use super::failure::Failure;

/// What a client sends. Members that the specification does not know are ignored.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Params {
    pub(super) query: Option<String>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Map<String, Value>,
    pub(super) extensions: Map<String, Value>,
    /// `documentId`: the name of a listed document, in place of its text.
    pub(super) document_id: Option<String>,
}

/// Reads the body of a POST.
pub(super) fn from_body(body: &[u8]) -> Result<Params, Failure> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(bad("the body is empty"));
    }
    let value = serde_json::from_slice(body).map_err(|error| not_json("the body", &error))?;
    let Value::Object(mut members) = value else {
        return Err(bad(match value {
            Value::Array(_) => "batches are not supported: send one request at a time",
            _ => "the body must be a JSON object",
        }));
    };
    Ok(Params {
        query: string("query", members.remove("query"))?,
        operation_name: string("operationName", members.remove("operationName"))?,
        variables: map("variables", members.remove("variables"))?,
        extensions: map("extensions", members.remove("extensions"))?,
        document_id: string("documentId", members.remove("documentId"))?,
    })
}

/// Reads the query string of a GET, where `variables` and `extensions` are JSON in text.
pub(super) fn from_uri(uri: &Uri) -> Result<Params, Failure> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|_| bad("the query string cannot be read"))?;
    let mut params = Params::default();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        match name.as_str() {
            "query" => params.query = Some(value),
            "operationName" => params.operation_name = Some(value),
            "documentId" => params.document_id = Some(value),
            "variables" => params.variables = map("variables", Some(json("variables", &value)?))?,
            "extensions" => {
                params.extensions = map("extensions", Some(json("extensions", &value)?))?;
            }
            _ => {}
        }
    }
    Ok(params)
}

fn json(name: &str, text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text)
        .map_err(|error| not_json(&format!("the parameter \"{name}\""), &error))
}

fn string(name: &str, value: Option<Value>) -> Result<Option<String>, Failure> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad(format!("the parameter \"{name}\" must be a string"))),
    }
}

fn map(name: &str, value: Option<Value>) -> Result<Map<String, Value>, Failure> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(members)) => Ok(members),
        Some(_) => Err(bad(format!("the parameter \"{name}\" must be an object"))),
    }
}

/// Place and kind only: the parser's own words tell of its types.
fn not_json(what: &str, error: &serde_json::Error) -> Failure {
    let kind = if error.is_eof() {
        "it ends too early"
    } else {
        "it cannot be read"
    };
    bad(format!(
        "{what} is not JSON: {kind} at line {}, column {}",
        error.line(),
        error.column()
    ))
}

fn bad(message: impl Into<String>) -> Failure {
    Failure::new(Code::BadRequest, message)
}
