//! Who used which data.

use std::collections::BTreeMap;

use askama::Template;
use serde_json::{Value, json};

use super::{Made, all_or_nothing, registries};
use crate::answer::Answer;
use crate::chart::{self, Bar, Chart};
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::USES;
use crate::parts::FacetOf;
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "uses.html")]
struct Uses<'a> {
    t: &'static Texts,
    c: &'a Context,
    found: Answer<'a>,
    facets: String,
    charts: String,
    reported: Option<Answer<'a>>,
}

/// Facet, parameter of the address, field of the filter.
const FILTERS: [(&str, &str, &str); 4] = [
    ("operator", "operator", "operators"),
    ("userSector", "sector", "userSectors"),
    ("database", "database", "databases"),
    ("disease", "disease", "diseases"),
];

pub(super) fn uses(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let variables = json!({
            "search": c.first("q"),
            "filter": filter(c)?,
            "first": 20,
            "after": c.first("after"),
            "reported": reported(c),
            "language": c.language.code(),
        });
        let response = c.ask(USES, &variables).await?;
        all_or_nothing(&response, "approvals")?;
        let (content, charts) = {
            let data = Answer::new(&response.data, c.language);
            let charts = charts(c, data);
            let titles = [c.t.operator, c.t.sector, c.t.database, c.t.disease];
            let mut known: Vec<FacetOf> = FILTERS
                .iter()
                .zip(titles)
                .map(|((facet, parameter, _), title)| FacetOf {
                    facet,
                    parameter,
                    title,
                })
                .collect();
            known.push(FacetOf {
                facet: "dataItem",
                parameter: "dataItem",
                title: c.t.data_items,
            });
            known.push(FacetOf {
                facet: "year",
                parameter: "year",
                title: c.t.year,
            });
            let found = data.at("approvals");
            let page = Uses {
                t: c.t,
                c,
                found,
                facets: c.facets(found, &known),
                charts: charts.iter().map(|chart| c.figure(chart)).collect(),
                reported: data.has("uses").then(|| data.at("uses")),
            };
            (rendered(page.render()), charts)
        };
        let mut page = Page::new(c.t.uses, content).of(USES, variables, response);
        page.charts = charts;
        page.alternates = ["approvals", "reported-uses"]
            .map(|name| ("text/csv", format!("/export/{name}.csv")))
            .to_vec();
        Ok(page)
    })
}

/// # Errors
/// Several years at once.
fn filter(c: &Context) -> Result<Value, Problem> {
    let mut filter = registries::filter(c, &FILTERS);
    let items = c.parameters.values("dataItem");
    if !items.is_empty() {
        filter["dataItems"] = json!({ "any": items });
    }
    let (from, to) = (c.first("from"), c.first("to"));
    match &c.parameters.values("year")[..] {
        [] if from.is_none() && to.is_none() => {}
        [] => filter["approvedOn"] = json!({ "from": from, "to": to }),
        [year] if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) => {
            filter["approvedOn"] =
                json!({ "from": format!("{year}-01-01"), "to": format!("{year}-12-31") });
        }
        _ => {
            return Err(Problem::bad_request(
                "year には西暦4桁を1つだけ指定してください(例: 2024)。",
                "`year` takes one year of four digits, as 2024.",
            ));
        }
    }
    Ok(filter)
}

/// The same conditions for reported uses, as far as they have them.
fn reported(c: &Context) -> Value {
    let mut filter = serde_json::Map::new();
    for (parameter, field) in [
        ("database", "databases"),
        ("sector", "userSectors"),
        ("user", "users"),
    ] {
        let values = c.parameters.values(parameter);
        if !values.is_empty() {
            filter.insert(field.to_owned(), json!(values));
        }
    }
    Value::Object(filter)
}

fn charts(c: &Context, data: Answer<'_>) -> Vec<Chart> {
    let mut charts = Vec::new();
    let over_time = [
        (
            "uses-by-operator",
            "byOperator",
            c.t.quarters_by_operator,
            c.t.quarter,
        ),
        (
            "uses-by-sector",
            "bySector",
            c.t.quarters_by_sector,
            c.t.quarter,
        ),
        (
            "uses-by-data-item",
            "byDataItem",
            c.t.years_by_data_item,
            c.t.year,
        ),
    ];
    for (name, field, title, axis) in over_time {
        if data.has(field) {
            charts.push(over(c, name, title, axis, data.at(field)));
        }
    }
    charts
}

/// Groups of a time and something else as stacked bars.
fn over(c: &Context, name: &'static str, title: &str, axis: &str, statistics: Answer<'_>) -> Chart {
    let mut series: Vec<String> = Vec::new();
    let mut counts: BTreeMap<String, BTreeMap<usize, i64>> = BTreeMap::new();
    for group in statistics.list("groups") {
        let keys = group.list("keys");
        let [time, other] = &keys[..] else { continue };
        let label = other.two("label");
        let label = if label.is_empty() {
            c.t.unknown.to_owned()
        } else {
            label
        };
        let which = match series.iter().position(|known| *known == label) {
            Some(which) => which,
            None => {
                series.push(label);
                series.len() - 1
            }
        };
        *counts
            .entry(time.text("value"))
            .or_default()
            .entry(which)
            .or_default() += group.count("count").unwrap_or(0);
    }
    let bars: Vec<Bar> = counts
        .into_iter()
        .map(|(time, of)| Bar {
            address: time.get(..4).map(|year| {
                c.parameters
                    .without("after")
                    .with("year", year)
                    .at(c.path())
            }),
            label: time,
            counts: (0..series.len())
                .map(|which| of.get(&which).copied().unwrap_or(0))
                .collect(),
        })
        .collect();
    chart::stacked(name, title, axis, &series, &bars)
}
