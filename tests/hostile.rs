//! What strangers send: documents made of the real schema, broken ones, noise, and a corpus of known attacks. Whatever comes,
//! the server answers with codes, never with a panic or an internal error, and goes on answering others.

/// One file for each way of being hostile.
mod hostile {
    pub(crate) mod corpus;
    pub(crate) mod federation;
    pub(crate) mod generate;
    pub(crate) mod limits;
    pub(crate) mod properties;
}

use std::future::Future;

use axum::body::Body;
use gateway::code::Code;
use http::{Request, header};
use serde_json::Value;

/// A POST to the API.
pub(crate) fn post(body: impl Into<Body>) -> Request<Body> {
    Request::post("/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/graphql-response+json")
        .body(body.into())
        .expect("a request")
}

/// The codes of the errors of an answer, each of which has all that an error has.
pub(crate) fn codes(body: &[u8]) -> Vec<Code> {
    let answer: Value = serde_json::from_slice(body)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(body)));
    let errors = answer["errors"].as_array().cloned().unwrap_or_default();
    let codes = errors.iter().map(|error| {
        let extensions = &error["extensions"];
        for text in ["messageJa", "requestId"] {
            assert!(extensions[text].is_string(), "no {text}: {error}");
        }
        assert!(error["message"].is_string(), "no message: {error}");
        let code = extensions["code"].as_str().and_then(Code::parse);
        code.unwrap_or_else(|| panic!("no known code: {error}"))
    });
    codes.collect()
}

/// Runs a test on a thread with the stack of a server's threads.
pub(crate) fn block_on<F: Future<Output: Send>>(test: impl FnOnce() -> F + Send) -> F::Output {
    harness::on_a_large_stack(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        runtime.expect("a thread to run on").block_on(test())
    })
}
