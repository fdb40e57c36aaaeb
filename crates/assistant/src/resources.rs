//! What an assistant may read: the schema, the list of sources, each registry and each database.

use http::request::Parts;
use rmcp::ErrorData;
use rmcp::model::{
    ListResourcesResult, ReadResourceResult, Resource, ResourceContents, ResourceTemplate,
};
use serde_json::{Map, Value, json};

use crate::Assistant;
use crate::contract::SDL;
use crate::documents::{DATABASE, GET_REGISTRY, RESOURCES, SOURCES};
use crate::language::Language;
use crate::problem::Problem;
use crate::quoted::{Quoted, notice, quote};

const SCHEMA: &str = "tsunagu://schema";
const SOURCE_LIST: &str = "tsunagu://sources";
const REGISTRIES: &str = "tsunagu://registries/";
const DATABASES: &str = "tsunagu://databases/";
const JSON: &str = "application/json";

/// The address of each registry and of each database.
pub(crate) fn templates() -> Vec<ResourceTemplate> {
    [
        (REGISTRIES, "registry", "A patient registry · レジストリ"),
        (DATABASES, "database", "A health database · データベース"),
    ]
    .into_iter()
    .map(|(prefix, name, title)| {
        ResourceTemplate::new(format!("{prefix}{{code}}"), name)
            .with_title(title)
            .with_description("By its code: everything that its sources say.")
            .with_mime_type(JSON)
    })
    .collect()
}

/// The code within the address of a registry or a database, whichever `prefix` says; codes need no escapes.
fn code<'u>(uri: &'u str, prefix: &str) -> Option<&'u str> {
    let code = uri.strip_prefix(prefix)?;
    (!code.is_empty() && !code.contains('/')).then_some(code)
}

fn resource(prefix: &str, thing: &Value) -> Option<Resource> {
    let code = thing["code"].as_str()?;
    let name = quote(Language::Ja, thing["nameJa"].as_str().unwrap_or_default());
    Some(
        Resource::new(format!("{prefix}{code}"), code)
            .with_title(name)
            .with_mime_type(JSON),
    )
}

fn failed(problem: &Problem) -> ErrorData {
    ErrorData::resource_not_found(problem.text(Language::En), None)
}

impl Assistant {
    /// A page of everything that can be read: 100 registries each, the rest before the first of them.
    pub(crate) async fn resources(
        &self,
        asker: Option<&Parts>,
        cursor: Option<String>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let mut variables = Map::new();
        let is_first = cursor.is_none();
        if let Some(cursor) = cursor {
            variables.insert("after".to_owned(), json!(cursor));
        }
        let data = self.ask(asker, RESOURCES, &variables).await;
        let data =
            data.map_err(|problem| ErrorData::invalid_params(problem.text(Language::En), None))?;
        let mut listed = Vec::new();
        if is_first {
            let schema = Resource::new(SCHEMA, "schema")
                .with_title("The GraphQL schema · GraphQL スキーマ")
                .with_mime_type("text/plain");
            let sources = Resource::new(SOURCE_LIST, "sources")
                .with_title("Every document that states a fact · 資料の一覧")
                .with_mime_type(JSON);
            listed.extend(self.options().schema.then_some(schema));
            listed.push(sources);
            let databases = data["databases"].as_array().into_iter().flatten();
            listed.extend(databases.filter_map(|thing| resource(DATABASES, thing)));
        }
        let registries = &data["registries"];
        let nodes = registries["nodes"].as_array().into_iter().flatten();
        listed.extend(nodes.filter_map(|thing| resource(REGISTRIES, thing)));
        let mut result = ListResourcesResult::with_all_items(listed);
        if registries["pageInfo"]["hasNextPage"] == true {
            let cursor = registries["pageInfo"]["endCursor"].as_str();
            result.next_cursor = cursor.map(str::to_owned);
        }
        Ok(result)
    }

    /// # Errors
    ///
    /// Nothing is at this address; the message names the nearest codes.
    pub(crate) async fn resource(
        &self,
        asker: Option<&Parts>,
        uri: &str,
    ) -> Result<ReadResourceResult, ErrorData> {
        if uri == SCHEMA && self.options().schema {
            let contents = ResourceContents::text(SDL, uri).with_mime_type("text/plain");
            return Ok(ReadResourceResult::new(vec![contents]));
        }
        let (document, code) = match (code(uri, REGISTRIES), code(uri, DATABASES)) {
            (Some(code), _) => (GET_REGISTRY, Some(code)),
            (_, Some(code)) => (DATABASE, Some(code)),
            _ if uri == SOURCE_LIST => (SOURCES, None),
            _ => {
                let message = format!(
                    "there is nothing at this address: {SCHEMA}, {SOURCE_LIST}, {REGISTRIES}{{code}} and {DATABASES}{{code}} can be read"
                );
                return Err(ErrorData::resource_not_found(message, None));
            }
        };
        let code = code.map(|code| ("code".to_owned(), json!(code)));
        let mut data = self
            .ask(asker, document, &code.into_iter().collect())
            .await
            .map_err(|problem| failed(&problem))?;
        quote_texts(&mut data);
        if let Some(fields) = data.as_object_mut() {
            let said = format!("{} {}", notice(Language::En), notice(Language::Ja));
            fields.insert("notice".to_owned(), json!(said));
        }
        let contents = ResourceContents::text(data.to_string(), uri).with_mime_type(JSON);
        Ok(ReadResourceResult::new(vec![contents]))
    }
}

/// Marks every text that is neither a code, a date nor a value of an enum as quoted.
fn quote_texts(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(quote_texts),
        Value::Object(fields) => fields.values_mut().for_each(quote_texts),
        Value::String(text) => {
            let is_word = |letter: char| letter.is_ascii_alphanumeric() || "-_:.+".contains(letter);
            if !text.chars().all(is_word) {
                *value = json!(Quoted::new(text));
            }
        }
        _ => {}
    }
}
