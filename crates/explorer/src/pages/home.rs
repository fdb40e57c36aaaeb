//! The first page: one box, three questions, what is loaded and what is not known.

use askama::Template;
use serde_json::json;

use super::Made;
use crate::answer::Answer;
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::HOME;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    t: &'static Texts,
    c: &'a Context,
    catalogue: Answer<'a>,
    databases: Vec<Answer<'a>>,
    /// Question, how many of how many, where they stand.
    unknown: Vec<(&'static str, String, String, String)>,
}

pub(super) fn home(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let variables = json!({});
        let response = c.ask(HOME, &variables).await?;
        let content = {
            let data = Answer::new(&response.data, c.language);
            let share = |what, part: &str, of: &str, address: String| {
                let count = |field: &str| data.at(field).number("totalCount");
                (what, count(part), count(of), address)
            };
            let home = Home {
                t: c.t,
                c,
                catalogue: data.at("catalogue"),
                databases: data.list("databases"),
                unknown: vec![
                    share(
                        c.t.unknown_company_use,
                        "companyUseUnknown",
                        "registries",
                        c.link_with("/registries", &[("companyUse", "UNKNOWN")]),
                    ),
                    share(
                        c.t.unknown_operator,
                        "operatorUnknown",
                        "institutions",
                        c.link_with("/institutions", &[("operator", "UNKNOWN")]),
                    ),
                    share(
                        c.t.unknown_disease,
                        "diseaseUnknown",
                        "approvals",
                        c.link_with("/uses", &[("disease", "UNKNOWN")]),
                    ),
                ],
            };
            rendered(home.render())
        };
        Ok(Page::new(c.t.home_title, content).of(HOME, variables, response))
    })
}
