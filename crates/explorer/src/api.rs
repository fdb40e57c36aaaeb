//! Asking the API: one operation, in process, as the client that asked for the page.

use axum::body::Body;
use http::{Method, Request, StatusCode, header, request::Parts};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::Explorer;
use crate::operations::Operation;
use crate::problem::Problem;

/// Where the API is, unless the server says otherwise.
pub const API_PATH_DEFAULT: &str = "/graphql";

/// What the API answered: data, and what it could not answer of them.
#[derive(Debug)]
pub(crate) struct Response {
    /// `data`, below `asOf` where a past revision was asked for.
    pub(crate) data: Value,
    /// Errors that left the rest of the answer standing.
    pub(crate) problems: Vec<Problem>,
}

/// Sends an operation with these variables, over a past revision where one is given.
pub(crate) async fn ask(
    explorer: &Explorer,
    asker: &Parts,
    operation: Operation,
    variables: &Value,
    revision: Option<i64>,
) -> Result<Response, Problem> {
    let body = json!({ "query": operation.document(revision), "variables": variables });
    let mut request = Request::new(Body::from(body.to_string()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = explorer
        .options
        .api_path
        .parse()
        .map_err(|_| Problem::broken("the path of the API is none"))?;
    let headers = request.headers_mut();
    *headers = asker.headers.clone();
    // What speaks of the page's request and not of this one.
    for name in [
        header::ACCEPT_ENCODING,
        header::CONTENT_ENCODING,
        header::CONTENT_LENGTH,
        header::IF_NONE_MATCH,
        header::RANGE,
        header::TRANSFER_ENCODING,
    ] {
        headers.remove(name);
    }
    let media = |text| http::HeaderValue::from_static(text);
    headers.insert(
        header::ACCEPT,
        media("application/graphql-response+json, application/json;q=0.9"),
    );
    headers.insert(header::CONTENT_TYPE, media("application/json"));
    *request.extensions_mut() = asker.extensions.clone();
    let response = match explorer.api.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let status = response.status();
    let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
    let bytes = response
        .into_body()
        .collect()
        .await
        .map_err(|_| Problem::broken("the API's answer ended early"))?
        .to_bytes();
    let mut answer: Value = serde_json::from_slice(&bytes)
        .map_err(|_| Problem::broken("the API's answer is not JSON"))?;
    let problems: Vec<Problem> = answer["errors"]
        .as_array()
        .map(|errors| {
            errors
                .iter()
                .map(|error| Problem::of_error(error, status))
                .collect()
        })
        .unwrap_or_default();
    let mut data = answer["data"].take();
    if revision.is_some() {
        data = data["asOf"].take();
    }
    if data.is_null() {
        let mut problem = problems
            .into_iter()
            .next()
            .unwrap_or_else(|| Problem::broken("the API answered nothing"));
        problem.retry_after = retry_after;
        return Err(problem);
    }
    // Some of the answer stands; a refusal of the whole request does not come here.
    if status.is_server_error() && status != StatusCode::OK && problems.is_empty() {
        return Err(Problem::broken("the API failed"));
    }
    Ok(Response { data, problems })
}
