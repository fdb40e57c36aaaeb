//! One registry.

use askama::Template;
use serde_json::json;

use super::Made;
use crate::answer::Answer;
use crate::chart::{self, Chart, Dot};
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::REGISTRY;
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "registry.html")]
struct Registry<'a> {
    t: &'static Texts,
    c: &'a Context,
    r: Answer<'a>,
    counts: String,
}

pub(super) fn registry(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let code = c.segment(0);
        let variables = json!({ "code": code, "language": c.language.code() });
        let response = c.ask(REGISTRY, &variables).await?;
        if response.data["registry"].is_null() {
            let none = Problem::no_such(c.t.registry_ja, c.t.registry_en, code);
            return Err(none.or_of(response.problems));
        }
        let (title, content, json_ld, chart) = {
            let r = Answer::new(&response.data, c.language).at("registry");
            let chart = counts(c, r);
            let page = Registry {
                t: c.t,
                c,
                r,
                counts: c.figure(&chart),
            };
            (r.name(), rendered(page.render()), dataset(c, r), chart)
        };
        let mut page = Page::new(title, content).of(REGISTRY, variables, response);
        page.charts = vec![chart];
        page.json_ld = Some(json_ld);
        page.alternates = vec![
            ("text/csv", "/export/registries.csv".to_owned()),
            ("text/turtle", "/export/catalogue.ttl".to_owned()),
        ];
        Ok(page)
    })
}

/// Dated counts side by side; those of one registry may overlap, so nothing is added up.
fn counts(c: &Context, r: Answer<'_>) -> Chart {
    let dots: Vec<Dot> = r
        .list("caseCounts")
        .into_iter()
        .map(|count| Dot {
            label: count.text("rawText"),
            shown: format!(
                "{}{}",
                count.number("quantity"),
                if count.is("atLeast") { "+" } else { "" }
            ),
            value: count.float("quantity").unwrap_or(0.0),
            day: count.text("asOf"),
            kind: format!(
                "{} · {}",
                c.label("CaseCountUnit", &count.text("unit")),
                c.label("CaseCountKind", &count.text("kind"))
            ),
        })
        .collect();
    chart::dots(
        "case-counts",
        c.t.case_counts,
        [c.t.stated_on, c.t.number, c.t.kind, c.t.as_printed],
        &dots,
    )
}

fn dataset(c: &Context, r: Answer<'_>) -> serde_json::Value {
    let about: Vec<String> = r.list("diseases").into_iter().map(Answer::name).collect();
    let hosts: Vec<serde_json::Value> = r
        .list("hosts")
        .into_iter()
        .map(|host| json!({ "@type": "Organization", "name": host.name() }))
        .collect();
    let mut dataset = json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "identifier": r.text("code"),
        "name": r.name(),
        "description": format!("{}: {}", r.name(), about.join(", ")),
        "url": format!("{}{}", c.origin(), crate::link::path(&["registries", &r.text("code")])),
        "about": about,
        "creator": hosts,
    });
    if r.has("website") {
        dataset["sameAs"] = json!(r.text("website"));
    }
    dataset
}
