//! May these databases be linked: the verdict, its reasons, what contradicts it, and what must be done.

use askama::Template;
use serde_json::json;

use super::{Made, all_or_nothing, matrix};
use crate::answer::{Answer, AsAnswer};
use crate::chart::{self, Chart, Mark};
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::LINKAGE;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "linkage.html")]
struct Linkage<'a> {
    t: &'static Texts,
    c: &'a Context,
    all: Vec<Answer<'a>>,
    chosen: Vec<String>,
    verdict: Option<Answer<'a>>,
    pairs: Vec<Pair<'a>>,
    more: Vec<Answer<'a>>,
    plan: Option<Answer<'a>>,
    title: String,
}

struct Pair<'a> {
    verdict: Answer<'a>,
    names: String,
    timeline: String,
}

/// Names of a pair's time lines: as many as five databases have pairs.
const TIMELINES: [&str; 10] = [
    "pair-1", "pair-2", "pair-3", "pair-4", "pair-5", "pair-6", "pair-7", "pair-8", "pair-9",
    "pair-10",
];

pub(super) fn linkage(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let chosen = c.parameters.all("databases");
        if chosen.len() < 2 {
            return matrix::matrix_with(c, chosen).await;
        }
        let variables = json!({
            "databases": chosen,
            "form": matrix::form(c),
            "on": c.first("on"),
            "knownBy": c.first("knownBy"),
            "language": c.language.code(),
            "sector": c.first("sector"),
        });
        let response = c.ask(LINKAGE, &variables).await?;
        all_or_nothing(&response, "linkage")?;
        let mut charts = Vec::new();
        let (title, content) = {
            let data = Answer::new(&response.data, c.language);
            let verdict = data.at("linkage");
            let mut pairs = Vec::new();
            for (at, pair) in verdict.list("pairs").into_iter().enumerate() {
                let names = names(pair.list("databases"));
                let chart = TIMELINES
                    .get(at)
                    .map(|name| timeline(c, name, &names, pair, &verdict.text("on")));
                pairs.push(Pair {
                    verdict: pair,
                    timeline: chart
                        .as_ref()
                        .map(|chart| c.figure(chart))
                        .unwrap_or_default(),
                    names,
                });
                charts.extend(chart);
            }
            let all = data.list("all");
            let named = all.iter().filter(|one| chosen.contains(&one.text("code")));
            let named: Vec<String> = named.map(|one| one.name()).collect();
            let title = if named.is_empty() {
                c.t.linkage.to_owned()
            } else {
                named.join(" × ")
            };
            let linkage = Linkage {
                t: c.t,
                c,
                all,
                chosen,
                title: title.clone(),
                verdict: Some(verdict),
                pairs,
                plan: data.has("accessPlan").then(|| data.at("accessPlan")),
                more: if data.has("linkableWith") {
                    data.list("linkableWith")
                } else {
                    Vec::new()
                },
            };
            (title, rendered(linkage.render()))
        };
        let mut page = Page::new(title, content).of(LINKAGE, variables, response);
        page.charts = charts;
        Ok(page)
    })
}

pub(super) fn names(databases: Vec<Answer<'_>>) -> String {
    let names: Vec<String> = databases.into_iter().map(Answer::name).collect();
    names.join(" × ")
}

fn timeline(c: &Context, name: &'static str, names: &str, pair: Answer<'_>, on: &str) -> Chart {
    let governing = if pair.has("governing") {
        pair.text("governing.id")
    } else {
        String::new()
    };
    let mut marks: Vec<Mark> = pair
        .list("statements")
        .into_iter()
        .map(|statement| {
            let state = statement.text("state");
            let start = ["inForceFrom", "plannedFrom", "plannedBy"];
            let start = start.into_iter().find(|field| statement.has(field));
            Mark {
                on: statement.text("statedOn"),
                from: start.map(|field| statement.text(field)),
                label: format!(
                    "{} ({})",
                    statement.at("statedBy").name(),
                    c.label("LinkageState", &state)
                ),
                state_label: c.label("LinkageState", &state),
                state,
                is_governing: statement.text("id") == governing,
            }
        })
        .collect();
    marks.sort_by(|one, other| one.on.cmp(&other.on));
    let head = [c.t.stated_on, c.t.state, c.t.starts, c.t.stated_by];
    let title = format!("{names}: {}", c.t.timeline);
    chart::timeline(name, &title, head, &marks, on)
}

impl Linkage<'_> {
    fn sentences(&self) -> Vec<String> {
        let verdict = self.verdict.filter(|verdict| verdict.has("explanation"));
        verdict
            .map(|verdict| verdict.words("explanation"))
            .unwrap_or_default()
    }

    /// What follows, of two databases the last sentence, of more the first.
    fn conclusion(&self) -> String {
        let sentences = self.sentences();
        let place = if self.pairs.len() > 1 {
            0
        } else {
            sentences.len().saturating_sub(1)
        };
        sentences.into_iter().nth(place).unwrap_or_default()
    }

    fn reasons(&self) -> Vec<String> {
        let conclusion = self.conclusion();
        let mut sentences = self.sentences();
        sentences.retain(|sentence| *sentence != conclusion);
        sentences
    }

    fn is_chosen(&self, code: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen == code)
    }

    fn state<'p>(&self, of: impl AsAnswer<'p>) -> State {
        let of = of.answer();
        let code = of.text("state");
        State {
            sign: chart::sign(&code).1,
            class: code.to_lowercase().replace('_', "-"),
            label: self.c.label("LinkageState", &code),
            overdue: of.has("overdue") && of.is("overdue"),
            contested: of.has("contested") && of.is("contested"),
        }
    }

    fn adding(&self, code: &str) -> String {
        let mut codes = self.chosen.clone();
        codes.push(code.to_owned());
        self.c
            .parameters
            .with("databases", &codes.join(","))
            .at("/linkage")
    }

    fn only(&self, databases: &[Answer<'_>]) -> String {
        let codes: Vec<String> = databases
            .iter()
            .map(|database| database.text("code"))
            .collect();
        self.c
            .parameters
            .with("databases", &codes.join(","))
            .at("/linkage")
    }

    fn conflict_value<'p>(&self, value: impl AsAnswer<'p>) -> String {
        let value = value.answer();
        let text = value.text("value");
        if text.is_empty() {
            return self.c.t.not_stated.to_owned();
        }
        let label = self.c.label("LinkageState", &text);
        if label == text {
            self.c.day(&text)
        } else {
            label
        }
    }
}

struct State {
    sign: &'static str,
    class: String,
    label: String,
    overdue: bool,
    contested: bool,
}
