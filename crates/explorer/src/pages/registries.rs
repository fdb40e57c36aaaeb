//! Registries: search, match, compare.

use askama::Template;
use serde_json::{Map, Value, json};

use super::{Made, all_or_nothing};
use crate::answer::{Answer, AsAnswer};
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::{COMPARE, MATCH, REGISTRIES};
use crate::parts::{FacetOf, UNKNOWN};
use crate::problem::Problem;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "registries.html")]
struct Registries<'a> {
    t: &'static Texts,
    c: &'a Context,
    found: Answer<'a>,
    facets: String,
}

/// Facet, parameter of the address, field of the filter.
const FILTERS: [(&str, &str, &str); 10] = [
    ("companyUse", "companyUse", "companyUse"),
    ("disease", "disease", "diseases"),
    ("standing", "standing", "standings"),
    ("kind", "kind", "kinds"),
    ("purpose", "purpose", "purposes"),
    ("dataItem", "dataItem", "dataItems"),
    ("mode", "mode", "modes"),
    ("host", "host", "hosts"),
    ("hostKind", "hostKind", "hostKinds"),
    ("region", "region", "regions"),
];

/// Fields whose unknown is asked for by another field.
const UNKNOWN_FLAGS: [(&str, &str); 7] = [
    ("dataItems", "dataItemsUnknown"),
    ("diseases", "diseaseUnknown"),
    ("hostKinds", "hostKindsUnknown"),
    ("hosts", "hostUnknown"),
    ("modes", "modesUnknown"),
    ("operators", "operatorUnknown"),
    ("purposes", "purposesUnknown"),
];

/// A filter of lists: what the address names, unknown included.
pub(super) fn filter(c: &Context, known: &[(&str, &str, &str)]) -> Value {
    let mut filter = Map::new();
    for (_, parameter, field) in known {
        let values = c.parameters.values(parameter);
        // Where the unknown is no value of the enum, a flag of its own asks for it.
        let flag = UNKNOWN_FLAGS.iter().find(|(of, _)| of == field);
        let (unknown, known): (Vec<String>, Vec<String>) = values
            .into_iter()
            .partition(|value| flag.is_some() && value == UNKNOWN);
        if !known.is_empty() {
            filter.insert((*field).to_owned(), json!(known));
        }
        if let Some((_, flag)) = flag.filter(|_| !unknown.is_empty()) {
            filter.insert((*flag).to_owned(), json!(true));
        }
    }
    Value::Object(filter)
}

pub(super) fn registries(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let variables = json!({
            "search": c.first("q"),
            "filter": filter(c, &FILTERS),
            "first": 20,
            "after": c.first("after"),
        });
        let response = c.ask(REGISTRIES, &variables).await?;
        all_or_nothing(&response, "registries")?;
        let content = {
            let found = Answer::new(&response.data, c.language).at("registries");
            let titles = [
                c.t.company_use,
                c.t.disease,
                c.t.standing,
                c.t.kind,
                c.t.purposes,
                c.t.data_items,
                c.t.modes,
                c.t.hosts,
                c.t.host_kind,
                c.t.region,
            ];
            let known: Vec<FacetOf> = FILTERS
                .iter()
                .zip(titles)
                .map(|((facet, parameter, _), title)| FacetOf {
                    facet,
                    parameter,
                    title,
                })
                .collect();
            let facets = c.facets(found, &known);
            rendered(
                Registries {
                    t: c.t,
                    c,
                    found,
                    facets,
                }
                .render(),
            )
        };
        let title = match c.first("q") {
            Some(text) => format!("{text} | {}", c.t.registries),
            None => c.t.registries.to_owned(),
        };
        let mut page = Page::new(title, content).of(REGISTRIES, variables, response);
        page.alternates = vec![("text/csv", "/export/registries.csv".to_owned())];
        Ok(page)
    })
}

#[derive(Template)]
#[template(path = "match.html")]
struct Match<'a> {
    t: &'static Texts,
    c: &'a Context,
    found: Option<Answer<'a>>,
}

pub(super) fn matches(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let mut need = Map::new();
        let diseases = c.parameters.all("disease");
        if !diseases.is_empty() {
            need.insert("diseases".to_owned(), json!(diseases));
        }
        for (parameter, field) in [
            ("purpose", "purposes"),
            ("mode", "modes"),
            ("dataItem", "dataItems"),
        ] {
            let values = c.parameters.values(parameter);
            if !values.is_empty() {
                need.insert(field.to_owned(), json!(values));
            }
        }
        if let Some(region) = c.first("region") {
            need.insert("region".to_owned(), json!(region));
        }
        for (parameter, field) in [
            ("companyUse", "companyUse"),
            ("biospecimens", "biospecimens"),
        ] {
            if c.first(parameter).is_some() {
                need.insert(field.to_owned(), json!(true));
            }
        }
        if let Some(text) = c.first("minCases") {
            let digits: String = text.chars().filter(|letter| *letter != ',').collect();
            let number: u32 = digits.parse().map_err(|_| {
                Problem::bad_request(
                    "症例数には0以上の整数を入力してください。",
                    "The number of cases must be a whole number.",
                )
            })?;
            need.insert("minCases".to_owned(), json!(number));
        }
        if need.is_empty() {
            let content = rendered(
                Match {
                    t: c.t,
                    c,
                    found: None,
                }
                .render(),
            );
            return Ok(Page::new(c.t.match_title, content));
        }
        let variables = json!({ "need": need, "first": 10, "after": c.first("after") });
        let response = c.ask(MATCH, &variables).await?;
        all_or_nothing(&response, "matchRegistries")?;
        let content = {
            let found = Answer::new(&response.data, c.language).at("matchRegistries");
            rendered(
                Match {
                    t: c.t,
                    c,
                    found: Some(found),
                }
                .render(),
            )
        };
        Ok(Page::new(c.t.match_title, content).of(MATCH, variables, response))
    })
}

impl Match<'_> {
    fn is_chosen(&self, parameter: &str, value: &str) -> bool {
        self.c
            .parameters
            .values(parameter)
            .iter()
            .any(|held| held == value)
    }
}

#[derive(Template)]
#[template(path = "compare.html")]
struct Compare<'a> {
    t: &'static Texts,
    c: &'a Context,
    codes: String,
    compared: Vec<Answer<'a>>,
}

/// As many as stand side by side on a screen.
const MOST_COMPARED: usize = 4;

pub(super) fn compare(c: &Context) -> Made<'_> {
    Box::pin(async move {
        let codes = c.parameters.all("codes");
        if codes.is_empty() {
            let page = Compare {
                t: c.t,
                c,
                codes: String::new(),
                compared: Vec::new(),
            };
            return Ok(Page::new(c.t.compare, rendered(page.render())));
        }
        if codes.len() > MOST_COMPARED {
            return Err(Problem::bad_request(
                "比較できるレジストリは4件までです。codes の件数を減らしてください。",
                "At most four registries stand side by side: please name fewer `codes`.",
            ));
        }
        let code = |at: usize| codes.get(at).cloned().unwrap_or_default();
        let variables = json!({
            "one": code(0), "two": code(1), "three": code(2), "four": code(3),
            "hasTwo": codes.len() > 1, "hasThree": codes.len() > 2, "hasFour": codes.len() > 3,
        });
        let response = c.ask(COMPARE, &variables).await?;
        let fields = ["one", "two", "three", "four"];
        for (code, field) in codes.iter().zip(fields) {
            if response.data[field].is_null() && response.problems.is_empty() {
                return Err(Problem::no_such(c.t.registry_ja, c.t.registry_en, code));
            }
        }
        let content = {
            let data = Answer::new(&response.data, c.language);
            let compared = fields.into_iter().filter(|field| data.has(field));
            let compared: Vec<Answer<'_>> = compared.map(|field| data.at(field)).collect();
            rendered(
                Compare {
                    t: c.t,
                    c,
                    codes: codes.join(","),
                    compared,
                }
                .render(),
            )
        };
        Ok(Page::new(c.t.compare, content).of(COMPARE, variables, response))
    })
}

impl Context {
    /// Labels of a list of closed values; an empty list is unknown.
    pub(crate) fn label_list<'a>(
        &self,
        vocabulary: &str,
        of: impl AsAnswer<'a>,
        field: &str,
    ) -> String {
        let of = of.answer();
        let labels: Vec<String> = of
            .words(field)
            .iter()
            .map(|code| self.label(vocabulary, code))
            .collect();
        if labels.is_empty() {
            self.t.unknown.to_owned()
        } else {
            labels.join(self.language.pick("、", ", "))
        }
    }

    /// Names of a list of things.
    pub(crate) fn names<'a>(&self, of: impl AsAnswer<'a>, field: &str) -> String {
        let of = of.answer();
        let names: Vec<String> = of.list(field).into_iter().map(Answer::name).collect();
        if names.is_empty() {
            self.t.unknown.to_owned()
        } else {
            names.join(self.language.pick("、", ", "))
        }
    }

    /// A count of cases with its unit, kind and day.
    pub(crate) fn case_count<'a>(&self, count: impl AsAnswer<'a>) -> String {
        let count = count.answer();
        let about = if count.is("approximate") {
            self.t.about_number
        } else {
            ""
        };
        let at_least = if count.is("atLeast") {
            self.t.at_least
        } else {
            ""
        };
        let unit = self.label("CaseCountUnit", &count.text("unit"));
        let kind = self.label("CaseCountKind", &count.text("kind"));
        let day = if count.has("asOf") {
            format!(", {}", self.day(&count.text("asOf")))
        } else {
            String::new()
        };
        let number = count.number("quantity");
        format!("{about}{number} {unit}{at_least} ({kind}{day})")
    }
}
