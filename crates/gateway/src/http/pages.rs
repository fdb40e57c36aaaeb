//! What is served beside answers: GraphiQL, the schema, the server's health, and a word at every other address.

use std::{convert::Infallible, sync::Arc};

use ::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::{
    body::Body as HttpBody,
    extract::{Request, State},
    response::Response,
};

use sha2::{Digest, Sha256};

use crate::code::Code;

use super::{
    Executor, Snapshot,
    answers::Answer,
    endpoint::{ALLOW, Endpoint},
    failure::Failure,
    gate, graphiql,
    negotiate::{self, Media},
    reply,
};

/// The methods of the API, for clients that ask.
pub(super) fn options(id: &str) -> Response {
    let mut response = reply::respond(StatusCode::NO_CONTENT, id, HttpBody::empty());
    let allow = HeaderValue::from_static(ALLOW);
    response.headers_mut().insert(header::ALLOW, allow);
    response
}

/// Whether the server answers, and from which revision. It is alive and healthy while it answers from memory; ready, so that others
/// should send it requests, only while its record answers too and has the tables that this version asks.
pub(super) async fn health<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
) -> Result<Response, Infallible> {
    let (parts, _) = request.into_parts();
    let id = endpoint.ids.of(&parts.headers);
    let step = async {
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return endpoint.only_get(&parts.headers, &id).await;
        }
        let revision = endpoint.executor.snapshot().edition().revision;
        let mut status = StatusCode::OK;
        let mut body = serde_json::json!({ "status": "ok", "revision": revision });
        let mut reads = endpoint.executor.record_answers();
        if parts.uri.path() == gate::READY {
            let there = endpoint.executor.migration().await;
            reads = there.is_some();
            let migrations = migrations(endpoint.options.migration.as_deref(), there.as_deref());
            body["migrations"] = migrations.into();
            // Of newer tables what is asked still stands, and servers that are replaced one by one must not all go at once.
            if !reads || migrations == "older" {
                status = StatusCode::SERVICE_UNAVAILABLE;
                body["status"] = "not ready".into();
            }
        }
        let writes = endpoint.executor.record_answers();
        if let Some((well, all)) = endpoint.executor.readers() {
            body["readDatabases"] = serde_json::json!({ "healthy": well, "all": all });
            reads |= well > 0;
        }
        body["database"] = match (reads, writes) {
            (true, true) => "ok",
            (true, false) => "read only",
            (false, _) => "away",
        }
        .into();
        let mut response = reply::respond(status, &id, body.to_string());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, Media::Json.content_type());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    };
    endpoint.guarded(&id, step).await
}

/// How the record's tables stand to those of this version. The names of migrations are in their order.
fn migrations(own: Option<&str>, there: Option<&str>) -> &'static str {
    let (Some(own), Some(there)) = (own, there) else {
        return "unknown";
    };
    match there.cmp(own) {
        std::cmp::Ordering::Less => "older",
        std::cmp::Ordering::Equal => "current",
        std::cmp::Ordering::Greater => "newer",
    }
}

/// The schema in its definition language.
pub(super) async fn schema<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
) -> Result<Response, Infallible> {
    let (parts, _) = request.into_parts();
    let id = endpoint.ids.of(&parts.headers);
    let step = async {
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return endpoint.only_get(&parts.headers, &id).await;
        }
        if !endpoint.options.introspection {
            let failure = Failure::from(Code::IntrospectionDisabled).status(StatusCode::FORBIDDEN);
            let answer = Answer::failed(failure, &id);
            return endpoint.send(&answer, Media::Json, &parts.headers).await;
        }
        let (body, key) = &endpoint.sdl;
        let tag = reply::etag(key);
        let known = reply::is_known(&parts.headers, &tag);
        let status = if known {
            StatusCode::NOT_MODIFIED
        } else {
            StatusCode::OK
        };
        let mut response = reply::respond(status, &id, HttpBody::empty());
        if !known {
            let text = HeaderValue::from_static("text/plain; charset=utf-8");
            let encoding = negotiate::encoding(&parts.headers);
            let from = endpoint.limits.compress_from_bytes;
            reply::fill(&mut response, body, text, encoding, from).await;
        }
        endpoint.cacheable(&mut response, &tag);
        response
    };
    endpoint.guarded(&id, step).await
}

/// A file of GraphiQL, where it came with the binary.
pub(super) async fn file<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
) -> Result<Response, Infallible> {
    let name = request.uri().path().strip_prefix(graphiql::FILES);
    let files = endpoint.options.page_files.iter();
    let found = files.copied().find(|file| name == Some(file.name));
    let is_shown =
        endpoint.page.is_some() && matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(file) = found.filter(|_| is_shown) else {
        return not_found(State(endpoint), request).await;
    };
    let headers = request.headers();
    let id = endpoint.ids.of(headers);
    let tag = reply::etag(&Sha256::digest(file.bytes).into());
    let known = reply::is_known(headers, &tag);
    let status = if known {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    };
    let mut response = reply::respond(status, &id, HttpBody::empty());
    if !known {
        let content_type = HeaderValue::from_static(file.content_type());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, content_type);
        headers.insert(header::CONTENT_LENGTH, file.bytes.len().into());
        *response.body_mut() = file.bytes.into();
    }
    let headers = response.headers_mut();
    reply::put(headers, header::ETAG, &tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// Every other address.
pub(super) async fn not_found<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
) -> Result<Response, Infallible> {
    let (parts, _) = request.into_parts();
    let id = endpoint.ids.of(&parts.headers);
    let message = format!(
        "there is nothing at this address: the API is at {}",
        endpoint.options.path
    );
    let answer = Answer::failed(Failure::new(Code::NotFound, message), &id);
    let step = endpoint.send(&answer, Media::Json, &parts.headers);
    endpoint.guarded(&id, step).await
}

impl<E: Executor> Endpoint<E> {
    /// GraphiQL.
    pub(super) async fn page(&self, headers: &HeaderMap, id: &str) -> Response {
        let mut response = reply::respond(StatusCode::OK, id, HttpBody::empty());
        if let Some((body, policy)) = &self.page {
            let headers_out = response.headers_mut();
            headers_out.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
            headers_out.insert(
                header::REFERRER_POLICY,
                HeaderValue::from_static("no-referrer"),
            );
            headers_out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            let encoding = negotiate::encoding(headers);
            let from = self.limits.compress_from_bytes;
            let html = Media::Html.content_type();
            reply::fill(&mut response, body, html, encoding, from).await;
        }
        response
    }

    pub(super) async fn only_get(&self, headers: &HeaderMap, id: &str) -> Response {
        let failure = Failure::method("only GET is allowed here", "GET, HEAD");
        let answer = Answer::failed(failure, id);
        self.send(&answer, Media::Json, headers).await
    }
}
