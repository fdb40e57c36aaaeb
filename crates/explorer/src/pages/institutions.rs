//! Cooperating institutions, as a map and a list, and one of them.

use askama::Template;
use serde_json::json;

use super::{Made, all_or_nothing, registries};
use crate::answer::Answer;
use crate::chart::{self, Bar, Chart};
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::{INSTITUTION, INSTITUTIONS};
use crate::parts::FacetOf;
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "institutions.html")]
struct Institutions<'a> {
    t: &'static Texts,
    c: &'a Context,
    found: Answer<'a>,
    facets: String,
    charts: String,
}

/// Facet, parameter of the address, field of the filter.
const FILTERS: [(&str, &str, &str); 4] = [
    ("prefecture", "prefecture", "prefectures"),
    ("operator", "operator", "operators"),
    ("kind", "kind", "kinds"),
    ("group", "group", "groups"),
];

pub(super) fn institutions(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let variables = json!({
            "search": c.first("q"),
            "filter": registries::filter(c, &FILTERS),
            "first": 50,
            "after": c.first("after"),
        });
        let response = c.ask(INSTITUTIONS, &variables).await?;
        all_or_nothing(&response, "institutions")?;
        let (content, charts) = {
            let data = Answer::new(&response.data, c.language);
            let found = data.at("institutions");
            let charts = charts(c, data);
            let titles = [c.t.prefecture, c.t.operator, c.t.kind, c.t.group];
            let known: Vec<FacetOf> = FILTERS
                .iter()
                .zip(titles)
                .map(|((facet, parameter, _), title)| FacetOf {
                    facet,
                    parameter,
                    title,
                })
                .collect();
            let page = Institutions {
                t: c.t,
                c,
                found,
                facets: c.facets(found, &known),
                charts: charts.iter().map(|chart| c.figure(chart)).collect(),
            };
            (rendered(page.render()), charts)
        };
        let mut page = Page::new(c.t.institutions, content).of(INSTITUTIONS, variables, response);
        page.charts = charts;
        Ok(page)
    })
}

fn charts(c: &Context, data: Answer<'_>) -> Vec<Chart> {
    let tiles: Vec<(String, String, i64, String)> = data
        .list("prefectures")
        .into_iter()
        .map(|prefecture| {
            let code = prefecture.text("code");
            let address = c.link_with("/institutions", &[("prefecture", &code)]);
            (
                code,
                prefecture.name(),
                prefecture.count("institutionCount").unwrap_or(0),
                address,
            )
        })
        .collect();
    let map = chart::tiles("map", c.t.map, [c.t.prefecture, c.t.institutions], &tiles);
    vec![map, by_operator(c, data.at("institutions"))]
}

/// How many supply each operator; one that supplies several counts for each, those of which nobody says it stand apart.
fn by_operator(c: &Context, found: Answer<'_>) -> Chart {
    let facets = found.list("facets");
    let of_operators = facets
        .iter()
        .filter(|facet| facet.text("facet") == "operator");
    let values = of_operators.flat_map(|facet| facet.list("values"));
    let bars: Vec<Bar> = values
        .map(|value| Bar {
            label: if value.has("value") {
                value.two("label")
            } else {
                c.t.unknown.to_owned()
            },
            address: None,
            counts: vec![value.count("count").unwrap_or(0)],
        })
        .collect();
    chart::horizontal(
        "by-operator",
        c.t.by_operator,
        [c.t.operator, c.t.institutions],
        &bars,
    )
}

#[derive(Template)]
#[template(path = "institution.html")]
struct Institution<'a> {
    t: &'static Texts,
    c: &'a Context,
    i: Answer<'a>,
}

pub(super) fn institution(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let code = c.segment(0);
        let variables = json!({ "code": code });
        let response = c.ask(INSTITUTION, &variables).await?;
        if response.data["institution"].is_null() {
            let none = Problem::no_such(c.t.institution_ja, c.t.institution_en, code);
            return Err(none.or_of(response.problems));
        }
        let (title, content) = {
            let i = Answer::new(&response.data, c.language).at("institution");
            (
                i.text("nameJa"),
                rendered(Institution { t: c.t, c, i }.render()),
            )
        };
        Ok(Page::new(title, content).of(INSTITUTION, variables, response))
    })
}
