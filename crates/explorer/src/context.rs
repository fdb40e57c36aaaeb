//! What a page is asked for: who asks, in which language, of which revision.

use std::sync::Arc;

use axum::extract::Request;
use http::{header, request::Parts};
use serde_json::Value;

use crate::Explorer;
use crate::api::{self, Response};
use crate::labels::Labels;
use crate::language::Language;
use crate::link::{Parameters, path};
use crate::operations::{Operation, VOCABULARIES};
use crate::problem::Problem;
use crate::texts::Texts;

/// One request for a page.
pub(crate) struct Context {
    pub(crate) explorer: Arc<Explorer>,
    pub(crate) parts: Parts,
    /// The variable segments of the path.
    pub(crate) segments: Vec<String>,
    pub(crate) parameters: Parameters,
    pub(crate) language: Language,
    pub(crate) t: &'static Texts,
    labels: Arc<Labels>,
}

/// Longest query of a page's address: what a form can fill, and shorter than what the API takes as a body.
const LONGEST_QUERY: usize = 8 * 1024;

impl Context {
    pub(crate) fn new(explorer: Arc<Explorer>, request: Request, segments: Vec<String>) -> Self {
        let (parts, _) = request.into_parts();
        let parameters = Parameters::read(parts.uri.query());
        let language = Language::of(parameters.first("lang"), &parts.headers);
        Self {
            explorer,
            segments,
            parameters,
            language,
            t: Texts::of(language),
            labels: Arc::default(),
            parts,
        }
    }

    /// # Errors
    /// An address that is too long, a revision that is no number.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if self.parts.uri.query().map_or(0, str::len) > LONGEST_QUERY {
            return Err(Problem::new(
                http::StatusCode::URI_TOO_LONG,
                "入力が長すぎます。検索語や条件を減らしてください(URLは8 KBまで)。",
                "The input is too long. Please use fewer words or conditions (addresses have at most 8 kB).",
            ));
        }
        self.revision().map(|_| ())
    }

    /// The past revision that is asked for.
    pub(crate) fn revision(&self) -> Result<Option<i64>, Problem> {
        let Some(text) = self.parameters.first("revision") else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if number > 0 => Ok(Some(number)),
            _ => Err(Problem::bad_request(
                "revision には1以上の整数を指定してください。",
                "`revision` takes a whole number from 1 on.",
            )),
        }
    }

    pub(crate) fn path(&self) -> &str {
        self.parts.uri.path()
    }

    pub(crate) fn segment(&self, at: usize) -> &str {
        self.segments.get(at).map_or("", String::as_str)
    }

    /// A parameter of the address.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.parameters.first(name)
    }

    /// The address of another page, in the same language and revision where they were asked for.
    pub(crate) fn link(&self, path: &str) -> String {
        self.kept().at(path)
    }

    /// Language and revision, where the address names them.
    pub(crate) fn kept(&self) -> Parameters {
        self.parameters.only(&["lang", "revision"])
    }

    /// The address of another page with parameters of its own.
    pub(crate) fn link_with(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        let mut all = Parameters::default();
        for (name, value) in parameters {
            all = all.adding(name, value);
        }
        for (name, value) in self.kept().pairs() {
            all = all.adding(name, value);
        }
        all.at(path)
    }

    /// Sends an operation in the name of whoever asks.
    pub(crate) async fn ask(
        &self,
        operation: Operation,
        variables: &Value,
    ) -> Result<Response, Problem> {
        api::ask(
            &self.explorer,
            &self.parts,
            operation,
            variables,
            self.revision()?,
        )
        .await
    }

    /// Fetches the labels of closed values; where the API refuses them, codes stand for themselves and the next page asks again.
    pub(crate) async fn with_labels(mut self) -> Self {
        let read = || async {
            let none = Value::Object(serde_json::Map::new());
            let response = api::ask(&self.explorer, &self.parts, VOCABULARIES, &none, None).await?;
            Ok::<_, Problem>(Arc::new(Labels::read(&response.data)))
        };
        if let Ok(labels) = self.explorer.labels.get_or_try_init(read).await {
            self.labels = labels.clone();
        }
        self
    }

    /// The label of a closed value.
    /// What a number counts.
    pub(crate) fn unit(&self, code: &str) -> String {
        crate::units::unit(code, self.language)
    }

    pub(crate) fn label(&self, vocabulary: &str, code: &str) -> String {
        self.labels.label(vocabulary, code, self.language)
    }

    /// All values of a vocabulary with their labels.
    pub(crate) fn choices(&self, vocabulary: &str) -> Vec<(String, String)> {
        self.labels.all(vocabulary, self.language)
    }

    /// A day in words of both calendars.
    pub(crate) fn day(&self, day: &str) -> String {
        crate::day::in_words(day, self.language)
    }

    /// The page of a thing.
    pub(crate) fn of(&self, kind: &str, code: &str) -> String {
        self.link(&path(&[kind, code]))
    }

    pub(crate) fn approval(&self, operator: &str, number: &str) -> String {
        self.link(&path(&["approvals", operator, number]))
    }

    /// The address of this server as its readers see it.
    pub(crate) fn origin(&self) -> String {
        if let Some(public) = &self.explorer.options.public_url {
            return public.trim_end_matches('/').to_owned();
        }
        let host = self.parts.headers.get(header::HOST);
        let host = host
            .and_then(|host| host.to_str().ok())
            .unwrap_or("localhost");
        format!("http://{host}")
    }
}
