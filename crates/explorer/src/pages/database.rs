//! One database.

use askama::Template;
use serde_json::json;

use super::Made;
use crate::answer::Answer;
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::DATABASE;
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "database.html")]
struct Database<'a> {
    t: &'static Texts,
    c: &'a Context,
    d: Answer<'a>,
}

pub(super) fn database(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let code = c.segment(0);
        let variables = json!({ "code": code, "language": c.language.code() });
        let response = c.ask(DATABASE, &variables).await?;
        if response.data["database"].is_null() {
            let none = Problem::no_such(c.t.database_ja, c.t.database_en, code);
            return Err(none.or_of(response.problems));
        }
        let (title, content, json_ld) = {
            let d = Answer::new(&response.data, c.language).at("database");
            let json_ld = json!({
                "@context": "https://schema.org",
                "@type": "Dataset",
                "identifier": d.text("code"),
                "name": d.name(),
                "alternateName": d.text("officialNameJa"),
                "description": d.words("mainItems").join("、"),
                "url": format!("{}{}", c.origin(), crate::link::path(&["databases", &d.text("code")])),
            });
            (
                d.name(),
                rendered(Database { t: c.t, c, d }.render()),
                json_ld,
            )
        };
        let mut page = Page::new(title, content).of(DATABASE, variables, response);
        page.json_ld = Some(json_ld);
        page.alternates = vec![("text/turtle", "/export/catalogue.ttl".to_owned())];
        Ok(page)
    })
}
