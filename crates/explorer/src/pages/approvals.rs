//! One approved use.

use askama::Template;
use serde_json::json;

use super::Made;
use crate::answer::Answer;
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::APPROVAL;
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "approval.html")]
struct Approval<'a> {
    t: &'static Texts,
    c: &'a Context,
    a: Answer<'a>,
}

pub(super) fn approval(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let (operator, number) = (c.segment(0), c.segment(1));
        let whole: i32 = number.parse().map_err(|_| {
            Problem::no_such(
                c.t.approval_ja,
                c.t.approval_en,
                &format!("{operator} {number}"),
            )
        })?;
        let variables = json!({ "operator": operator, "number": whole });
        let response = c.ask(APPROVAL, &variables).await?;
        if response.data["approval"].is_null() {
            let none = Problem::no_such(
                c.t.approval_ja,
                c.t.approval_en,
                &format!("{operator} {number}"),
            );
            return Err(none.or_of(response.problems));
        }
        let (title, content) = {
            let a = Answer::new(&response.data, c.language).at("approval");
            (
                a.text("titleJa"),
                rendered(Approval { t: c.t, c, a }.render()),
            )
        };
        let mut page = Page::new(title, content).of(APPROVAL, variables, response);
        page.alternates = vec![("text/csv", "/export/approvals.csv".to_owned())];
        Ok(page)
    })
}
