//! Pieces that several pages show, each written by a template of its own. What they return is HTML, escaped already.

use askama::Template;

use crate::answer::{Answer, AsAnswer};
use crate::chart::Chart;
use crate::context::Context;
use crate::frame::rendered;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "parts/evidence.html")]
struct Evidence<'a> {
    t: &'static Texts,
    c: &'a Context,
    rows: Vec<Answer<'a>>,
}

#[derive(Template)]
#[template(path = "parts/figure.html")]
struct Figure<'a> {
    t: &'static Texts,
    chart: &'a Chart,
    svg_address: String,
    csv_address: String,
}

/// A box of one facet: its values with counts, and where choosing each leads.
#[derive(Template)]
#[template(path = "parts/facet.html")]
struct Facet {
    title: String,
    open: bool,
    values: Vec<FacetValue>,
}

struct FacetValue {
    label: String,
    count: String,
    address: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "parts/pager.html")]
struct Pager<'a> {
    t: &'static Texts,
    first: Option<String>,
    next: Option<String>,
    shown: &'a str,
}

#[derive(Template)]
#[template(path = "parts/understood.html")]
struct Understood<'a> {
    t: &'static Texts,
    c: &'a Context,
    terms: Vec<Answer<'a>>,
    broader: Vec<Answer<'a>>,
    excluded: Vec<Answer<'a>>,
    dropped: Vec<String>,
}

#[derive(Template)]
#[template(path = "parts/approvals.html")]
struct Approvals<'a> {
    c: &'a Context,
    rows: Vec<Answer<'a>>,
}

/// A facet and the parameter of the address that takes its values.
pub(crate) struct FacetOf {
    /// As in `facets { facet }`.
    pub(crate) facet: &'static str,
    pub(crate) parameter: &'static str,
    pub(crate) title: &'static str,
}

impl Context {
    /// Who says so: documents with what they print.
    pub(crate) fn evidence<'a>(&self, of: impl AsAnswer<'a>) -> String {
        let of = of.answer();
        let rows = if of.has("evidence") {
            of.list("evidence")
        } else {
            Vec::new()
        };
        if rows.is_empty() {
            return String::new();
        }
        rendered(
            Evidence {
                t: self.t,
                c: self,
                rows,
            }
            .render(),
        )
    }

    /// A drawing, its table, its downloads.
    pub(crate) fn figure(&self, chart: &Chart) -> String {
        if chart.is_empty() {
            return String::new();
        }
        let base = self
            .parameters
            .without("chart")
            .without("as")
            .with("chart", chart.name);
        let figure = Figure {
            t: self.t,
            chart,
            svg_address: base.with("as", "svg").at(self.path()),
            csv_address: base.with("as", "csv").at(self.path()),
        };
        rendered(figure.render())
    }

    /// The facets of a list as boxes of links; unknown is a value like others.
    pub(crate) fn facets(&self, connection: Answer<'_>, known: &[FacetOf]) -> String {
        let mut html = String::new();
        let facets = connection.list("facets");
        for of in known {
            let Some(facet) = facets.iter().find(|facet| facet.text("facet") == of.facet) else {
                continue;
            };
            let chosen = self.parameters.values(of.parameter);
            let values: Vec<FacetValue> = facet
                .list("values")
                .into_iter()
                .map(|value| self.facet_value(value, of.parameter, &chosen))
                .collect();
            if values.is_empty() {
                continue;
            }
            let facet = Facet {
                title: of.title.to_owned(),
                open: !chosen.is_empty() || html.is_empty(),
                values,
            };
            html.push_str(&rendered(facet.render()));
        }
        html
    }

    fn facet_value(&self, value: Answer<'_>, parameter: &str, chosen: &[String]) -> FacetValue {
        let code = if value.has("value") {
            value.text("value")
        } else {
            UNKNOWN.to_owned()
        };
        let is_chosen = chosen.contains(&code);
        let rest = self.parameters.without("after");
        let parameters = if is_chosen {
            rest.without_value(parameter, &code)
        } else {
            rest.adding(parameter, &code)
        };
        let label = value.two("label");
        FacetValue {
            label: if label.is_empty() {
                self.t.unknown.to_owned()
            } else {
                label
            },
            count: value.number("count"),
            address: parameters.at(self.path()),
            chosen: is_chosen,
        }
    }

    /// Where the next page is.
    pub(crate) fn pager<'a>(&self, connection: impl AsAnswer<'a>) -> String {
        let connection = connection.answer();
        let after = connection.at("pageInfo");
        let next = after.is("hasNextPage").then(|| {
            let parameters = self.parameters.with("after", &after.text("endCursor"));
            parameters.at(self.path())
        });
        let first = self
            .first("after")
            .map(|_| self.parameters.without("after").at(self.path()));
        if next.is_none() && first.is_none() {
            return String::new();
        }
        rendered(
            Pager {
                t: self.t,
                first,
                next,
                shown: "",
            }
            .render(),
        )
    }

    /// How a search text was read, and which of its words were left out.
    pub(crate) fn understood<'a>(&self, connection: impl AsAnswer<'a>) -> String {
        let connection = connection.answer();
        let terms = connection.list("understoodAs");
        let (excluded, terms): (Vec<Answer<'_>>, Vec<Answer<'_>>) =
            terms.into_iter().partition(|term| term.is("excluded"));
        let broader = terms.iter().copied().filter(|term| term.has("broader"));
        let broader: Vec<Answer<'_>> = broader.collect();
        let terms = terms.into_iter().filter(|term| term.has("expansions"));
        let terms: Vec<Answer<'_>> = terms.collect();
        let dropped = if connection.has("droppedWords") {
            connection.words("droppedWords")
        } else {
            Vec::new()
        };
        let is_as_typed = terms.is_empty() && broader.is_empty() && excluded.is_empty();
        if is_as_typed && dropped.is_empty() {
            return String::new();
        }
        rendered(
            Understood {
                t: self.t,
                c: self,
                terms,
                broader,
                excluded,
                dropped,
            }
            .render(),
        )
    }

    /// Approved uses as a list of links.
    pub(crate) fn approvals(&self, rows: Vec<Answer<'_>>) -> String {
        rendered(Approvals { c: self, rows }.render())
    }

    /// The page of a thing that a passage or a change is about; none where it has no page of its own.
    pub(crate) fn page_of(&self, kind: &str, code: &str) -> Option<String> {
        if kind == "approval" {
            let (operator, number) = code.split_once(':')?;
            return Some(self.approval(operator, number));
        }
        let pages = match kind {
            "registry" => "registries",
            "database" => "databases",
            "operator" => "operators",
            "institution" => "institutions",
            "disease" => "diseases",
            "document" => "sources",
            _ => return None,
        };
        Some(self.of(pages, code))
    }

    /// The word for a kind of thing; one that has no word here stands as its code.
    pub(crate) fn kind<'k>(&self, kind: &'k str) -> &'k str {
        match kind {
            "registry" => self.t.registry,
            "approval" => self.t.approved_use,
            "institution" => self.t.institution,
            "operator" => self.t.operator,
            "database" => self.t.database,
            "disease" => self.t.disease,
            "document" => self.t.source,
            "reported_use" => self.t.reported_use,
            "access_rule" => self.t.access_rule,
            "reported_fact" => self.t.reported_fact,
            other => other,
        }
    }

    /// The chosen filters that are hidden fields of a form, so that a new search keeps them.
    pub(crate) fn hidden(&self, except: &[&str]) -> Vec<(String, String)> {
        let pairs = self.parameters.pairs();
        let kept = pairs.filter(|(name, _)| !except.contains(name) && *name != "after");
        kept.map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }
}

/// The value of a facet's bucket for unknown in an address.
pub(crate) const UNKNOWN: &str = "UNKNOWN";
