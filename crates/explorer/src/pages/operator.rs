//! One certified operator.

use askama::Template;
use serde_json::json;

use super::Made;
use crate::answer::Answer;
use crate::chart::{self, Chart, Link};
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::OPERATOR;
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "operator.html")]
struct Operator<'a> {
    t: &'static Texts,
    c: &'a Context,
    o: Answer<'a>,
    chain: String,
}

pub(super) fn operator(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let code = c.segment(0);
        let variables = json!({ "code": code, "language": c.language.code() });
        let response = c.ask(OPERATOR, &variables).await?;
        if response.data["operator"].is_null() {
            let none = Problem::no_such(c.t.operator_ja, c.t.operator_en, code);
            return Err(none.or_of(response.problems));
        }
        let (title, content, chart) = {
            let o = Answer::new(&response.data, c.language).at("operator");
            let chart = entrustments(c, o);
            let page = Operator {
                t: c.t,
                c,
                o,
                chain: c.figure(&chart),
            };
            (o.name(), rendered(page.render()), chart)
        };
        let mut page = Page::new(title, content).of(OPERATOR, variables, response);
        page.charts = vec![chart];
        Ok(page)
    })
}

fn entrustments(c: &Context, o: Answer<'_>) -> Chart {
    let links: Vec<Link> = o
        .list("entrustments")
        .into_iter()
        .map(|link| Link {
            from: link.text("from.nameJa"),
            to: link.text("to.nameJa"),
            level: link.count("level").unwrap_or(1),
        })
        .collect();
    chart::chain(
        "entrustments",
        c.t.entrustments,
        [c.t.entrusts, c.t.is_entrusted, c.t.level],
        &o.text("nameJa"),
        &links,
    )
}
