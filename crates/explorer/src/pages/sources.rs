//! The documents that state facts.

use askama::Template;
use serde_json::json;

use super::{Made, all_or_nothing};
use crate::answer::Answer;
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::{SOURCE, SOURCES};
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "sources.html")]
struct Sources<'a> {
    t: &'static Texts,
    c: &'a Context,
    found: Answer<'a>,
}

pub(super) fn sources(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let kinds = c.first("kind").filter(|kind| !kind.is_empty());
        let variables = json!({
            "search": c.first("q"),
            "kinds": kinds.map(|kind| [kind]),
            "first": 20,
            "after": c.first("after"),
        });
        let response = c.ask(SOURCES, &variables).await?;
        all_or_nothing(&response, "sources")?;
        let content = {
            let found = Answer::new(&response.data, c.language).at("sources");
            rendered(Sources { t: c.t, c, found }.render())
        };
        Ok(Page::new(c.t.sources, content).of(SOURCES, variables, response))
    })
}

#[derive(Template)]
#[template(path = "source.html")]
struct Source<'a> {
    t: &'static Texts,
    c: &'a Context,
    d: Answer<'a>,
}

pub(super) fn source(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let code = c.segment(0);
        let variables = json!({ "code": code, "first": 20, "after": c.first("after") });
        let response = c.ask(SOURCE, &variables).await?;
        if response.data["document"].is_null() {
            let none = Problem::no_such(c.t.document_ja, c.t.document_en, code);
            return Err(none.or_of(response.problems));
        }
        let (title, content) = {
            let d = Answer::new(&response.data, c.language).at("document");
            (d.text("title"), rendered(Source { t: c.t, c, d }.render()))
        };
        Ok(Page::new(title, content).of(SOURCE, variables, response))
    })
}
