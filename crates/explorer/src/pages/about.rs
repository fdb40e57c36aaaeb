//! What the catalogue is made from, and what changed in it.

use askama::Template;
use serde_json::{Value, json};

use super::Made;
use crate::answer::Answer;
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::{ABOUT, CHANGES};
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "about.html")]
struct About<'a> {
    t: &'static Texts,
    c: &'a Context,
    catalogue: Answer<'a>,
}

pub(super) fn about(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let variables = json!({});
        let response = c.ask(ABOUT, &variables).await?;
        let content = {
            let catalogue = Answer::new(&response.data, c.language).at("catalogue");
            rendered(
                About {
                    t: c.t,
                    c,
                    catalogue,
                }
                .render(),
            )
        };
        Ok(Page::new(c.t.about, content).of(ABOUT, variables, response))
    })
}

#[derive(Template)]
#[template(path = "changes.html")]
struct Changes<'a> {
    t: &'static Texts,
    c: &'a Context,
    catalogue: Answer<'a>,
}

impl Changes<'_> {
    /// The fields of a record that an import added or withdrew as a whole; none where the value is that of one field.
    fn record(&self, value: &str) -> Vec<(String, String)> {
        let Ok(Value::Object(fields)) = serde_json::from_str(value) else {
            return Vec::new();
        };
        let known = fields.into_iter().filter(|(_, value)| !value.is_null());
        known
            .map(|(name, value)| match value {
                Value::String(text) => (name, text),
                other => (name, other.to_string()),
            })
            .collect()
    }
}

pub(super) fn changes(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let since = match c.first("since") {
            None => None,
            Some(text) => Some(text.parse::<i32>().map_err(|_| {
                Problem::bad_request(
                    "since には版の番号(0以上の整数)を指定してください。",
                    "`since` takes the number of a revision.",
                )
            })?),
        };
        let variables = json!({ "since": since, "first": 50, "after": c.first("after") });
        let response = c.ask(CHANGES, &variables).await?;
        let content = {
            let catalogue = Answer::new(&response.data, c.language).at("catalogue");
            rendered(
                Changes {
                    t: c.t,
                    c,
                    catalogue,
                }
                .render(),
            )
        };
        let mut page = Page::new(c.t.changes, content).of(CHANGES, variables, response);
        page.alternates = vec![("application/atom+xml", "/feed.atom".to_owned())];
        Ok(page)
    })
}
