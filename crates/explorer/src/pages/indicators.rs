//! The figures of the basic plan.

use askama::Template;
use serde_json::json;

use super::{Made, all_or_nothing};
use crate::answer::Answer;
use crate::chart::{self, Chart, Measure};
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::INDICATORS;
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "indicators.html")]
struct Indicators<'a> {
    t: &'static Texts,
    c: &'a Context,
    goals: Vec<Answer<'a>>,
    reconciliations: Vec<Answer<'a>>,
    chart: String,
}

pub(super) fn indicators(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let goal = match c.first("goal") {
            None => None,
            Some(text) => Some(text.parse::<i32>().map_err(|_| {
                Problem::bad_request(
                    "goal には整数を指定してください。",
                    "`goal` takes a whole number.",
                )
            })?),
        };
        let variables = json!({ "goal": goal, "language": c.language.code() });
        let response = c.ask(INDICATORS, &variables).await?;
        all_or_nothing(&response, "planGoals")?;
        let (content, chart) = {
            let data = Answer::new(&response.data, c.language);
            let goals = data.list("planGoals");
            let chart = compared(c, &goals);
            let page = Indicators {
                t: c.t,
                c,
                goals,
                reconciliations: data.list("catalogue.reconciliations"),
                chart: c.figure(&chart),
            };
            (rendered(page.render()), chart)
        };
        let mut page = Page::new(c.t.indicators, content).of(INDICATORS, variables, response);
        page.charts = vec![chart];
        Ok(page)
    })
}

/// Those declared figures that the catalogue can count itself.
fn compared(c: &Context, goals: &[Answer<'_>]) -> Chart {
    let mut measures = Vec::new();
    for goal in goals {
        for figure in goal
            .list("figures")
            .into_iter()
            .filter(|figure| figure.has("declared") && figure.has("computed"))
        {
            measures.push(Measure {
                label: figure.text("labelJa"),
                declared: figure.float("declared"),
                computed: figure.float("computed"),
                shown: [figure.number("declared"), figure.number("computed")],
            });
        }
    }
    chart::multiples(
        "declared-computed",
        c.t.declared_beside_computed,
        [c.t.figure, c.t.declared, c.t.computed],
        &measures,
    )
}
