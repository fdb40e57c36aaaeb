//! What is counted of requests, for whoever watches the server: told through the `metrics` facade.
//!
//! No value of a request is a label, and no client can make labels without end: the first hundred names of operations that were
//! answered are told apart, all others are one.

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use axum::{Router, routing};
use metrics::{counter, describe_counter, describe_histogram, histogram};

use super::answers::Answer;

/// Operations of clients that are told apart; all others are one.
const NAMES: usize = 100;
/// The longest name that is told.
const NAME_BYTES: usize = 64;

/// The names of operations that are told apart.
#[derive(Debug, Default)]
pub(super) struct Names(Mutex<HashSet<String>>);

impl Names {
    /// A name as a label. Names of operations that failed are not remembered: anybody can make them up.
    fn label(&self, name: Option<&str>, answered: bool) -> String {
        let Some(name) = name else {
            return "unnamed".to_owned();
        };
        let Ok(mut names) = self.0.lock() else {
            return "other".to_owned();
        };
        let is_new = answered && names.len() < NAMES && name.len() <= NAME_BYTES;
        if names.contains(name) || is_new && names.insert(name.to_owned()) {
            return name.to_owned();
        }
        "other".to_owned()
    }

    /// Counts an operation that was answered, from the cache or anew.
    pub(super) fn operation(
        &self,
        name: Option<&str>,
        answer: &Answer,
        known: bool,
        took: Duration,
    ) {
        let code = answer.code.map_or("OK", |code| code.as_str());
        let name = self.label(name, answer.code.is_none());
        let cache = if known { "hit" } else { "miss" };
        counter!("tsunagu_operations_total", "operation" => name.clone(), "code" => code, "cache" => cache).increment(1);
        histogram!("tsunagu_operation_seconds", "operation" => name).record(took.as_secs_f64());
    }
}

/// Counts a request that was refused before it was read: by its rate or its key.
pub(super) fn refused(answer: &Answer) {
    let code = answer.code.map_or("OK", |code| code.as_str());
    counter!("tsunagu_refused_requests_total", "code" => code).increment(1);
}

/// Says what each figure of this crate is.
pub fn describe() {
    describe_counter!(
        "tsunagu_operations_total",
        "GraphQL operations answered, by name, error code and whether the answer was known"
    );
    describe_histogram!(
        "tsunagu_operation_seconds",
        "Seconds from a request that was read to its answer"
    );
    describe_counter!(
        "tsunagu_refused_requests_total",
        "Requests refused before they were read, by error code"
    );
    describe_histogram!(
        "tsunagu_loader_batch_keys",
        "Keys that one statement of a data loader asked for"
    );
    describe_counter!("tsunagu_imports_total", "Imports over HTTP, by outcome");
}

/// One page, `/metrics`, in Prometheus' text format, for an address of its own.
pub fn page(render: impl Fn() -> String + Clone + Send + Sync + 'static) -> Router {
    let text = [("content-type", "text/plain; version=0.0.4; charset=utf-8")];
    Router::new().route(
        "/metrics",
        routing::get(move || {
            let page = render();
            async move { (text, page) }
        }),
    )
}
