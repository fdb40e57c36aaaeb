//! Completion of codes: what an argument of a prompt, or the code of a resource, may become.

use http::request::Parts;
use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo};
use serde_json::{Map, Value, json};

use crate::Assistant;
use crate::documents::{COMPLETE, RESOURCES};
use crate::language::Language;
use crate::problem::Problem;

impl Assistant {
    pub(crate) async fn completion(
        &self,
        asker: Option<&Parts>,
        request: &CompleteRequestParams,
    ) -> Result<CompleteResult, ErrorData> {
        let argument = &request.argument;
        let is_database = request
            .r#ref
            .as_resource_uri()
            .is_some_and(|uri| uri.contains("databases"));
        // A list is completed at its end: `ndb,ji` becomes `ndb,jisedai`.
        let (before, word) = match (argument.name.as_str(), argument.value.rsplit_once(',')) {
            ("databases", Some((before, word))) => (format!("{before},"), word),
            _ => (String::new(), argument.value.as_str()),
        };
        let word = word.trim();
        let known = match argument.name.as_str() {
            "code" if !is_database => self.registries(asker, word).await,
            "code" | "databases" | "database" => self
                .databases(asker)
                .await
                .map(|known| fitting(&known, word)),
            "disease" => self.found(asker, word, "diseases").await,
            "form" => Ok(fitting(&self.contract().values("DataForm"), word)),
            "purpose" => Ok(fitting(&self.contract().values("RegistryPurpose"), word)),
            "language" => Ok(fitting(&Language::CODES.map(String::from), word)),
            _ => Ok(Vec::new()),
        };
        let known =
            known.map_err(|problem| ErrorData::internal_error(problem.text(Language::En), None))?;
        let total = u32::try_from(known.len()).ok();
        let most = CompletionInfo::MAX_VALUES;
        let is_cut = known.len() > most;
        let values = known
            .into_iter()
            .take(most)
            .map(|code| format!("{before}{code}"));
        let info = CompletionInfo::with_pagination(values.collect(), total, is_cut);
        let info = info.map_err(|message| ErrorData::internal_error(message, None))?;
        Ok(CompleteResult::new(info))
    }

    async fn databases(&self, asker: Option<&Parts>) -> Result<Vec<String>, Problem> {
        let data = self.ask(asker, RESOURCES, &Map::new()).await?;
        Ok(codes(&data["databases"]))
    }

    /// Registries whose code begins with a word, then those that the word finds.
    async fn registries(&self, asker: Option<&Parts>, word: &str) -> Result<Vec<String>, Problem> {
        let mut known = Vec::new();
        let mut variables = Map::new();
        loop {
            let data = self.ask(asker, RESOURCES, &variables).await?;
            let registries = &data["registries"];
            known.extend(codes(&registries["nodes"]));
            if registries["pageInfo"]["hasNextPage"] != true {
                break;
            }
            variables.insert(
                "after".to_owned(),
                registries["pageInfo"]["endCursor"].clone(),
            );
        }
        let mut fitting = fitting(&known, word);
        for code in self.found(asker, word, "registries").await? {
            if !fitting.contains(&code) {
                fitting.push(code);
            }
        }
        Ok(fitting)
    }

    async fn found(
        &self,
        asker: Option<&Parts>,
        word: &str,
        list: &str,
    ) -> Result<Vec<String>, Problem> {
        if word.is_empty() {
            return Ok(Vec::new());
        }
        let variables = Map::from_iter([("text".to_owned(), json!(word))]);
        let data = self.ask(asker, COMPLETE, &variables).await?;
        Ok(codes(&data[list]["nodes"]))
    }
}

fn codes(list: &Value) -> Vec<String> {
    let things = list.as_array().into_iter().flatten();
    let codes = things.filter_map(|thing| thing["code"].as_str());
    codes.map(str::to_owned).collect()
}

/// Those that begin with a word, whatever its case.
fn fitting(known: &[String], word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let fit = known
        .iter()
        .filter(|code| code.to_lowercase().starts_with(&word));
    fit.cloned().collect()
}
