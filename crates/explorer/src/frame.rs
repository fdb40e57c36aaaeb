//! What all pages have around their content, and the HTTP response.

use askama::Template;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::chart::Chart;
use crate::cite::Citation;
use crate::context::Context;
use crate::link::Parameters;
use crate::operations::Operation;
use crate::problem::Problem;
use crate::texts::Texts;

/// A page's content and what its frame needs to know.
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) description: String,
    /// HTML, escaped already.
    pub(crate) content: String,
    pub(crate) status: StatusCode,
    /// The query of this page.
    pub(crate) query: Option<Query>,
    pub(crate) charts: Vec<Chart>,
    /// Other forms of it: media type, address.
    pub(crate) alternates: Vec<(&'static str, String)>,
    pub(crate) json_ld: Option<Value>,
    /// The revision that the page shows, and the day on which it was made.
    pub(crate) revision: Option<(i64, String)>,
    pub(crate) problems: Vec<Problem>,
}

/// An operation as it was sent.
pub(crate) struct Query {
    pub(crate) operation: Operation,
    pub(crate) variables: Value,
}

impl Page {
    pub(crate) fn new(title: impl Into<String>, content: String) -> Self {
        Self {
            title: title.into(),
            description: String::new(),
            content,
            status: StatusCode::OK,
            query: None,
            charts: Vec::new(),
            alternates: Vec::new(),
            json_ld: None,
            revision: None,
            problems: Vec::new(),
        }
    }

    /// The page of an answer.
    pub(crate) fn of(
        mut self,
        operation: Operation,
        variables: Value,
        response: crate::api::Response,
    ) -> Self {
        self.query = Some(Query {
            operation,
            variables,
        });
        let catalogue = &response.data["catalogue"];
        self.revision = catalogue["revision"].as_i64().map(|number| {
            let made = catalogue["importedAt"].as_str().unwrap_or_default();
            (number, made.split('T').next().unwrap_or(made).to_owned())
        });
        if let Some(first) = response.problems.first() {
            self.status = first.status;
        }
        self.problems = response.problems;
        self
    }
}

#[derive(Template)]
#[template(path = "frame.html")]
struct Frame<'p> {
    t: &'static Texts,
    c: &'p Context,
    title: &'p str,
    description: &'p str,
    content: &'p str,
    canonical: String,
    other_language: String,
    query_document: Option<String>,
    query_variables: String,
    graphiql: Option<String>,
    query_file: &'p str,
    alternates: &'p [(&'static str, String)],
    json_ld: Option<String>,
    citation: Option<Citation>,
    past_revision: Option<i64>,
    notices: Vec<String>,
    nearest: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'p> {
    t: &'static Texts,
    c: &'p Context,
    heading: &'static str,
    message: &'p str,
    status: u16,
    nearest: Vec<(String, String)>,
}

/// No script or style stands in a page, nothing comes from elsewhere, nothing may frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The response of a page: HTML, or one of its charts, or how to cite it.
pub(crate) async fn respond(context: &Context, made: Result<Page, Problem>) -> Response {
    let page = match made {
        Ok(page) => page,
        Err(problem) => return failed(context, &problem),
    };
    if let Some(name) = context.first("chart")
        && let Some(chart) = page.charts.iter().find(|chart| chart.name == name)
    {
        return match context.first("as") {
            Some("csv") => file(
                context,
                "text/csv; charset=utf-8",
                &format!("{name}.csv"),
                chart.csv(),
            ),
            _ => file(
                context,
                "image/svg+xml",
                &format!("{name}.svg"),
                chart.stand_alone(),
            ),
        };
    }
    let citation = Citation::of(context, &page);
    match (context.first("cite"), &citation) {
        (Some("bibtex"), Some(citation)) => {
            return file(
                context,
                "application/x-bibtex; charset=utf-8",
                "tsunagu.bib",
                citation.bibtex(),
            );
        }
        (Some("ris"), Some(citation)) => {
            return file(
                context,
                "application/x-research-info-systems; charset=utf-8",
                "tsunagu.ris",
                citation.ris(),
            );
        }
        _ => {}
    }
    let html = html(context, &page, citation);
    let mut response = send(context, page.status, html);
    if let Some(after) = page
        .problems
        .first()
        .and_then(|problem| problem.retry_after.clone())
    {
        response.headers_mut().insert(header::RETRY_AFTER, after);
    }
    response
}

fn failed(context: &Context, problem: &Problem) -> Response {
    let message = problem.message(context.language);
    let heading = if problem.status == StatusCode::NOT_FOUND {
        context.t.not_here
    } else {
        context.t.cannot_be_shown
    };
    let content = ProblemPage {
        t: context.t,
        c: context,
        heading,
        message,
        status: problem.status.as_u16(),
        nearest: nearest_links(context, problem),
    };
    let title = format!("{heading} ({})", problem.status.as_u16());
    let mut page = Page::new(title, rendered(content.render()));
    page.status = problem.status;
    let html = html(context, &page, None);
    let mut response = send(context, problem.status, html);
    if let Some(after) = &problem.retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, after.clone());
    }
    response
}

/// Links to what may have been meant: pages of the same kind.
fn nearest_links(context: &Context, problem: &Problem) -> Vec<(String, String)> {
    let path = context.path();
    let folder = path
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    let links = problem.nearest.iter().map(|near| {
        let address = if path.starts_with("/linkage") {
            let databases = context.parameters.all("databases");
            let wrong = problem
                .message_en
                .split(['`', '"', '“', '”'])
                .nth(1)
                .unwrap_or_default();
            let kept = databases.iter().map(|code| {
                if code == wrong {
                    near.code.clone()
                } else {
                    code.clone()
                }
            });
            let kept: Vec<String> = kept.collect();
            context
                .parameters
                .with("databases", &kept.join(","))
                .at(path)
        } else {
            context.link(&crate::link::path(&[folder, &near.code]))
        };
        (address, near.name.clone())
    });
    links.collect()
}

fn html(context: &Context, page: &Page, citation: Option<Citation>) -> String {
    let shown = context
        .parameters
        .without("chart")
        .without("as")
        .without("cite");
    let other = context.language.other().tag();
    let variables = page.query.as_ref().map(|query| &query.variables);
    let variables =
        variables.map(|variables| serde_json::to_string_pretty(variables).unwrap_or_default());
    let document = page.query.as_ref().map(|query| {
        let revision = context.revision().ok().flatten();
        query.operation.document(revision)
    });
    let graphiql = document
        .as_ref()
        .filter(|_| context.explorer.options.graphiql)
        .map(|document| {
            let parameters = Parameters::default()
                .adding("query", document)
                .adding("variables", variables.as_deref().unwrap_or("{}"));
            parameters.at(&context.explorer.options.api_path)
        });
    let notices = page
        .problems
        .iter()
        .map(|problem| problem.message(context.language).to_owned());
    let frame = Frame {
        t: context.t,
        c: context,
        title: &page.title,
        description: if page.description.is_empty() {
            context.t.tagline
        } else {
            &page.description
        },
        content: &page.content,
        canonical: format!(
            "{}{}",
            context.origin(),
            shown.without("lang").at(context.path())
        ),
        other_language: shown.with("lang", other).at(context.path()),
        query_file: page.query.as_ref().map_or("", |query| query.operation.file),
        query_variables: variables.unwrap_or_default(),
        query_document: document,
        graphiql,
        alternates: &page.alternates,
        json_ld: page.json_ld.as_ref().map(script_json),
        citation,
        past_revision: context.revision().ok().flatten(),
        notices: notices.collect(),
        nearest: page
            .problems
            .iter()
            .flat_map(|problem| nearest_links(context, problem))
            .collect(),
    };
    rendered(frame.render())
}

/// JSON that may stand in a script element: only `<` can end one.
fn script_json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// A template writes to a string, which cannot fail but for our own mistake.
pub(crate) fn rendered(result: askama::Result<String>) -> String {
    result.unwrap_or_else(|error| {
        tracing::error!(%error, "a template cannot be written");
        String::new()
    })
}

fn send(context: &Context, status: StatusCode, html: String) -> Response {
    let tag = tag(&html);
    let known = context.parts.headers.get(header::IF_NONE_MATCH);
    let known = known
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.contains(&tag));
    let (status, body) = if known && status == StatusCode::OK {
        (StatusCode::NOT_MODIFIED, String::new())
    } else {
        (status, html)
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let fixed = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::VARY, "accept-language, accept"),
        (header::CONTENT_LANGUAGE, context.language.tag()),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let control = if context.explorer.options.is_private(&context.parts) {
        "private, no-cache"
    } else {
        "public, no-cache"
    };
    let control = if status == StatusCode::OK || status == StatusCode::NOT_MODIFIED {
        control
    } else {
        "no-store"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    if matches!(status, StatusCode::OK | StatusCode::NOT_MODIFIED)
        && let Ok(value) = HeaderValue::from_str(&format!("W/\"{tag}\""))
    {
        headers.insert(header::ETAG, value);
    }
    response
}

impl crate::Options {
    /// Whether an answer was given to somebody's key, so that no shared cache may keep it.
    fn is_private(&self, parts: &http::request::Parts) -> bool {
        parts.headers.contains_key(header::AUTHORIZATION)
    }
}

fn tag(text: &str) -> String {
    hex::encode(&Sha256::digest(text)[..12])
}

fn file(context: &Context, content_type: &'static str, name: &str, text: String) -> Response {
    let mut response = send(context, StatusCode::OK, text);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
