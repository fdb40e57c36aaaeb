//! Search over everything.

use askama::Template;
use serde_json::{Value, json};

use super::{Made, all_or_nothing};
use crate::answer::Answer;
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::SEARCH;
use crate::parts::FacetOf;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "search.html")]
struct Search<'a> {
    t: &'static Texts,
    c: &'a Context,
    text: &'a str,
    found: Option<Answer<'a>>,
    facets: String,
}

pub(super) fn search(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let Some(text) = c.first("q") else {
            let content = rendered(
                Search {
                    t: c.t,
                    c,
                    text: "",
                    found: None,
                    facets: String::new(),
                }
                .render(),
            );
            return Ok(Page::new(c.t.search_title, content));
        };
        let kinds = c.parameters.values("kind");
        let kinds = if kinds.is_empty() {
            Value::Null
        } else {
            json!(kinds)
        };
        let variables =
            json!({ "text": text, "kinds": kinds, "first": 20, "after": c.first("after") });
        let response = c.ask(SEARCH, &variables).await?;
        all_or_nothing(&response, "search")?;
        let content = {
            let found = Answer::new(&response.data, c.language).at("search");
            let facets = [FacetOf {
                facet: "kind",
                parameter: "kind",
                title: c.t.kind,
            }];
            let facets = c.facets(found, &facets);
            rendered(
                Search {
                    t: c.t,
                    c,
                    text,
                    found: Some(found),
                    facets,
                }
                .render(),
            )
        };
        let title = format!("{text} | {}", c.t.search_title);
        Ok(Page::new(title, content).of(SEARCH, variables, response))
    })
}

impl Search<'_> {
    /// Address, name and what stands below it.
    fn row(&self, node: &Answer<'_>) -> Row {
        let c = self.c;
        let kind = node.text("__typename");
        let code = || node.text("code");
        let (address, name, lang, below) = match kind.as_str() {
            "Registry" => {
                let diseases: Vec<String> = node
                    .list("diseases")
                    .iter()
                    .map(|disease| disease.name())
                    .collect();
                (
                    c.of("registries", &code()),
                    node.name(),
                    node.two_lang("name"),
                    diseases.join(" · "),
                )
            }
            "Approval" => {
                let address = c.approval(&node.text("operator.code"), &node.text("number"));
                let below = format!(
                    "{} No. {} · {}",
                    node.at("operator").name(),
                    node.text("number"),
                    c.day(&node.text("approvedOn"))
                );
                (address, node.text("titleJa"), "ja", below)
            }
            "Institution" => (
                c.of("institutions", &code()),
                node.text("nameJa"),
                "ja",
                node.at("prefecture").name(),
            ),
            "Operator" => (
                c.of("operators", &code()),
                node.name(),
                node.two_lang("name"),
                String::new(),
            ),
            "Database" => (
                c.of("databases", &code()),
                node.name(),
                node.two_lang("name"),
                String::new(),
            ),
            "Disease" => (
                c.of("diseases", &code()),
                node.name(),
                node.two_lang("name"),
                String::new(),
            ),
            "Document" => (
                c.of("sources", &code()),
                node.text("title"),
                "ja",
                String::new(),
            ),
            "ReportedUse" => (c.link("/uses"), node.text("titleJa"), "ja", String::new()),
            "AccessRule" | "ReportedFact" => {
                let databases: Vec<String> = node
                    .list("databases")
                    .iter()
                    .map(|database| database.text("code"))
                    .collect();
                let address = match databases.first() {
                    Some(code) => c.of("databases", code),
                    None => match node.list("evidence").first() {
                        Some(passage) => c.of("sources", &passage.text("document.code")),
                        None => c.link("/sources"),
                    },
                };
                (address, node.text("said"), "ja", String::new())
            }
            _ => (c.link("/"), kind.clone(), "en", String::new()),
        };
        Row {
            address,
            name,
            lang,
            below,
            kind: self.kind(&kind),
        }
    }

    fn kind(&self, name: &str) -> &'static str {
        match name {
            "Registry" => self.t.registry,
            "Approval" => self.t.approved_use,
            "Institution" => self.t.institution,
            "Operator" => self.t.operator,
            "Database" => self.t.database,
            "Disease" => self.t.disease,
            "Document" => self.t.source,
            "ReportedUse" => self.t.reported_use,
            "AccessRule" => self.t.access_rule,
            "ReportedFact" => self.t.reported_fact,
            _ => "",
        }
    }
}

struct Row {
    address: String,
    name: String,
    lang: &'static str,
    below: String,
    kind: &'static str,
}
