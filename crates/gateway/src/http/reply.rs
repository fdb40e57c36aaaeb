//! The HTTP response around an answer: status, headers, body.

use ::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::{body::Body as HttpBody, response::Response};

use crate::code::Code;

use super::{
    answers::{Answer, Key},
    body::Body,
    negotiate::{self, Encoding, Media},
};

/// The header that names a request.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A response with the headers that all have.
pub(super) fn respond(status: StatusCode, request_id: &str, body: impl Into<HttpBody>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    put(headers, REQUEST_ID, request_id);
    response
}

/// Sets a header to text of our own making.
pub(super) fn put(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}

/// An answer as its client accepts it.
pub(super) async fn send(
    answer: &Answer,
    media: Media,
    headers: &HeaderMap,
    compress_from: usize,
) -> Response {
    let mut response = respond(status(answer, media), &answer.request_id, HttpBody::empty());
    explain(response.headers_mut(), answer);
    if !answer.reusable {
        let no_store = HeaderValue::from_static("no-store");
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, no_store);
    }
    let encoding = negotiate::encoding(headers);
    fill(
        &mut response,
        &answer.body,
        media.content_type(),
        encoding,
        compress_from,
    )
    .await;
    response
}

/// Adds the body in its coding.
pub(super) async fn fill(
    response: &mut Response,
    body: &Body,
    content_type: HeaderValue,
    encoding: Encoding,
    compress_from: usize,
) {
    let (bytes, encoding) = body.encoded(encoding, compress_from).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    headers.append(
        header::VARY,
        HeaderValue::from_static("accept, accept-encoding"),
    );
    let coding = match encoding {
        Encoding::Identity => None,
        Encoding::Gzip => Some("gzip"),
        Encoding::Zstd => Some("zstd"),
        Encoding::Brotli => Some("br"),
    };
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    *response.body_mut() = bytes.into();
}

/// The status of an answer: in `application/json` a well-formed request has 200, whatever became of its document.
pub(super) fn status(answer: &Answer, media: Media) -> StatusCode {
    if let Some(status) = answer.failure.as_ref().and_then(|failure| failure.status) {
        return status;
    }
    match answer.refused {
        None => StatusCode::OK,
        Some(code) if media == Media::Json && code.is_well_formed() => StatusCode::OK,
        Some(code) => code.status(),
    }
}

/// The headers that only a failure has.
pub(super) fn explain(headers: &mut HeaderMap, answer: &Answer) {
    if answer.refused == Some(Code::Unauthenticated) {
        let challenge = HeaderValue::from_static("Bearer realm=\"tsunagu\"");
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Some(failure) = &answer.failure {
        if let Some(seconds) = failure.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = failure.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
    }
}

/// A weak tag: the same answer in another coding has other bytes.
pub(super) fn etag(key: &Key) -> String {
    format!("W/\"{}\"", hex::encode(&key[..16]))
}

/// Whether the client already has what carries this tag.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let known = headers.get_all(header::IF_NONE_MATCH).into_iter();
    let mut known = known
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    known.any(|known| opaque(known) == opaque(tag))
}
