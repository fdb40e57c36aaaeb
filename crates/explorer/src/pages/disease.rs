//! One disease.

use askama::Template;
use serde_json::json;

use super::Made;
use crate::answer::Answer;
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::DISEASE;
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "disease.html")]
struct Disease<'a> {
    t: &'static Texts,
    c: &'a Context,
    d: Answer<'a>,
    source: String,
}

pub(super) fn disease(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let code = c.segment(0);
        let variables = json!({ "code": code });
        let response = c.ask(DISEASE, &variables).await?;
        if response.data["disease"].is_null() {
            let none = Problem::no_such(c.t.disease_ja, c.t.disease_en, code);
            return Err(none.or_of(response.problems));
        }
        let (title, content) = {
            let d = Answer::new(&response.data, c.language).at("disease");
            let page = Disease {
                t: c.t,
                c,
                d,
                source: list(c, &d.text("source")),
            };
            (d.name(), rendered(page.render()))
        };
        Ok(Page::new(title, content).of(DISEASE, variables, response))
    })
}

/// The list that a disease is from, by its code: our own, or NANDO as it stood on a day.
fn list(c: &Context, code: &str) -> String {
    match code.strip_prefix("nando-") {
        Some(day) => format!("NANDO ({})", c.day(day)),
        None if code == "tsunagu" => c.t.own_list.to_owned(),
        None => code.to_owned(),
    }
}
