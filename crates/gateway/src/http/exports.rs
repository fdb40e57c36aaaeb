//! Files: `/export` lists them, `/export/NAME` sends one, `/feed.atom` is the feed among them.
//!
//! Knows no format: whoever offers files says what they are. They share the clients' rate and the number of requests
//! that run at once with the API; a large one counts among these only while a part of it is made.

use std::{convert::Infallible, io, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use ::exports::{Content, Export, ExportError, Offer};
use ::http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use axum::{
    body::Body as HttpBody,
    extract::{Query, Request, State},
    response::Response,
};
use bytes::Bytes;
use futures::{FutureExt, Stream, StreamExt, stream, stream::BoxStream};
use moka::future::Cache;
use sha2::{Digest, Sha256};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::{code::Code, limits::Limits};

use super::{
    Executor,
    answers::{Answer, Key},
    body::Body,
    endpoint::{Endpoint, internal},
    failure::Failure,
    gate::Client,
    negotiate::{self, Media},
    reply,
};

/// The feed's own address, where readers look for it.
pub(super) const FEED: &str = "/feed.atom";

/// Files that are ready may take a quarter of the memory for answers.
pub(super) fn cache(limits: &Limits) -> Cache<Key, Arc<Body>> {
    Cache::builder()
        .max_capacity(limits.answer_cache_bytes / 4)
        .weigher(|_, body: &Arc<Body>| u32::try_from(body.weight() + 512).unwrap_or(u32::MAX))
        .time_to_idle(Duration::from_secs(600))
        .build()
}

/// The turns to make exports: of one that is asked for many times at once, one after the other, so that all but the first find it
/// made; of all together, few.
#[derive(Clone)]
pub(super) struct Making {
    each: Cache<Key, Arc<Semaphore>>,
    all: Arc<Semaphore>,
}

impl Default for Making {
    fn default() -> Self {
        Self {
            each: Cache::new(1_000),
            all: Arc::new(Semaphore::new(2)),
        }
    }
}

impl Making {
    async fn turn(&self, key: Key) -> [Option<OwnedSemaphorePermit>; 2] {
        let one = async { Arc::new(Semaphore::new(1)) };
        let each = self.each.get_with(key, one).await;
        let each = each.acquire_owned().await.ok();
        [each, self.all.clone().acquire_owned().await.ok()]
    }
}

/// What can be had.
pub(super) async fn list<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
) -> Result<Response, Infallible> {
    let (parts, _) = request.into_parts();
    let id = endpoint.ids.of(&parts.headers);
    let step = async {
        let media = match endpoint.authorize(&parts).await {
            Ok(()) => negotiate::media(&parts.headers, true),
            Err(failure) => return endpoint.refuse(failure, &parts.headers, &id).await,
        };
        let offers = endpoint
            .options
            .exporters
            .iter()
            .flat_map(|from| from.offers());
        let (text, content_type) = match media {
            Some(Media::Html) => (html(offers), Media::Html.content_type()),
            Some(_) => (json(offers), Media::Json.content_type()),
            None => {
                let message = "accept application/json or text/html";
                let failure = Failure::new(Code::NotAcceptable, message);
                return endpoint.refuse(failure, &parts.headers, &id).await;
            }
        };
        let tag = reply::etag(&Sha256::digest(&text).into());
        endpoint
            .deliver(&parts, &id, &tag, content_type, &Body::new(text))
            .await
    };
    endpoint.guarded(&id, step).await
}

/// One of them.
pub(super) async fn export<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
) -> Result<Response, Infallible> {
    let (parts, _) = request.into_parts();
    let id = endpoint.ids.of(&parts.headers);
    let step = async {
        match endpoint.export(&parts, &id).await {
            Ok(response) => response,
            Err(failure) => endpoint.refuse(failure, &parts.headers, &id).await,
        }
    };
    endpoint.guarded(&id, step).await
}

impl<E: Executor> Endpoint<E> {
    /// Whether a request may come in at all.
    async fn authorize(&self, parts: &Parts) -> Result<(), Failure> {
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return Err(Failure::method("only GET is allowed here", "GET, HEAD"));
        }
        if parts.uri.query().map_or(0, str::len) > self.limits.url_bytes {
            return Err(Failure::from(Code::PayloadTooLarge).status(StatusCode::URI_TOO_LONG));
        }
        Ok(())
    }

    async fn refuse(&self, failure: Failure, headers: &HeaderMap, id: &str) -> Response {
        self.send(&Answer::failed(failure, id), Media::Json, headers)
            .await
    }

    async fn export(&self, parts: &Parts, id: &str) -> Result<Response, Failure> {
        self.authorize(parts).await?;
        let path = parts.uri.path();
        let name = path.strip_prefix("/export/").unwrap_or(&path[1..]);
        let Query(given) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| Failure::new(Code::BadRequest, "the query string cannot be read"))?;
        let permit = self.room.enter(Client::of(parts)).await?;
        let export = self.in_time(self.prepare(name, &given), id).await??;
        let key = key(&self.sdl.1, &export);
        let tag = reply::etag(&key);
        let mut response = if reply::is_known(&parts.headers, &tag) {
            reply::respond(StatusCode::NOT_MODIFIED, id, HttpBody::empty())
        } else {
            let content_type = HeaderValue::from_static(export.offer.content_type);
            let disposition = disposition(&export);
            let mut response = match self.content(key, export, id).await? {
                Ready::Whole(body) => self.deliver(parts, id, &tag, content_type, &body).await,
                Ready::Parts(rest) => {
                    let parts = paced(
                        rest,
                        self.room.running.clone(),
                        self.limits.execution_time,
                        id,
                    );
                    let mut response =
                        reply::respond(StatusCode::OK, id, HttpBody::from_stream(parts));
                    let headers = response.headers_mut();
                    headers.insert(header::CONTENT_TYPE, content_type);
                    response
                }
            };
            reply::put(
                response.headers_mut(),
                header::CONTENT_DISPOSITION,
                &disposition,
            );
            response
        };
        drop(permit);
        self.cacheable(&mut response, &tag);
        Ok(response)
    }

    async fn prepare(&self, name: &str, given: &[(String, String)]) -> Result<Export, Failure> {
        for exporter in &self.options.exporters {
            match exporter.prepare(name, given).await {
                Ok(Some(export)) => return Ok(export),
                Ok(None) => {}
                Err(error) => return Err(failure(error)),
            }
        }
        let message = "there is no export of this name: /export lists all";
        Err(Failure::new(Code::NotFound, message))
    }

    async fn content(&self, key: Key, export: Export, id: &str) -> Result<Ready, Failure> {
        if let Some(body) = self.exported.get(&key).await {
            return Ok(Ready::Whole(body));
        }
        let (exported, exporting) = (self.exported.clone(), self.exporting.clone());
        // On its own: once begun it is finished, for those who come after the client that has left.
        let made = tokio::spawn(async move {
            let _turn = exporting.turn(key).await;
            if let Some(body) = exported.get(&key).await {
                return Ok(Ready::Whole(body));
            }
            Ok(match export.content.await? {
                Content::Parts(parts) => Ready::Parts(parts),
                Content::Whole(bytes) => {
                    let body = Arc::new(Body::new(bytes));
                    exported.insert(key, body.clone()).await;
                    Ready::Whole(body)
                }
            })
        });
        match self.in_time(made, id).await? {
            Ok(made) => made.map_err(failure),
            Err(panic) => Err(internal(id, &panic.to_string())),
        }
    }

    /// Runs a step of an exporter for no longer than an operation may run; a panic in it is a failure.
    async fn in_time<T>(&self, step: impl Future<Output = T>, id: &str) -> Result<T, Failure> {
        let step = AssertUnwindSafe(step).catch_unwind();
        match timeout(self.limits.execution_time, step).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(panic)) => Err(internal(id, &*panic)),
            Err(_) => {
                tracing::warn!(request_id = id, "an export ran out of time");
                Err(Code::RequestTimeout.into())
            }
        }
    }

    /// A whole body with its tag; none where the client has it, or asks for headers only.
    async fn deliver(
        &self,
        parts: &Parts,
        id: &str,
        tag: &str,
        content_type: HeaderValue,
        body: &Body,
    ) -> Response {
        let mut response = if reply::is_known(&parts.headers, tag) {
            reply::respond(StatusCode::NOT_MODIFIED, id, HttpBody::empty())
        } else {
            let mut response = reply::respond(StatusCode::OK, id, HttpBody::empty());
            let encoding = negotiate::encoding(&parts.headers);
            let from = self.limits.compress_from_bytes;
            reply::fill(&mut response, body, content_type, encoding, from).await;
            let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
            if parts.method == Method::HEAD {
                *response.body_mut() = HttpBody::empty();
            }
            response
        };
        self.cacheable(&mut response, tag);
        response
    }
}

/// Content that is kept, or made while it is sent.
enum Ready {
    Whole(Arc<Body>),
    Parts(BoxStream<'static, Result<Bytes, ExportError>>),
}

/// What answers share: the server's own version, and all that the file depends on.
fn key(server: &Key, export: &Export) -> Key {
    let mut hash = Sha256::new();
    hash.update(server);
    hash.update(export.offer.name);
    hash.update([0]);
    hash.update(&export.edition);
    hash.finalize().into()
}

fn disposition(export: &Export) -> String {
    let how = if export.offer.inline {
        "inline"
    } else {
        "attachment"
    };
    // Names are made of plain characters; whatever else came in would break the header.
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_.".contains(*c);
    let name: String = export.file_name.chars().filter(plain).collect();
    format!("{how}; filename=\"{name}\"")
}

/// A part is made only when the client has taken the one before, and only then counts as running.
fn paced(
    parts: BoxStream<'static, Result<Bytes, ExportError>>,
    running: Arc<Semaphore>,
    limit: Duration,
    id: &str,
) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
    let id = id.to_owned();
    stream::unfold(Some(parts), move |parts| {
        let (running, id) = (running.clone(), id.clone());
        async move {
            let mut parts = parts?;
            let _permit = running.acquire().await.ok()?;
            match timeout(limit, parts.next()).await {
                Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(parts))),
                Ok(None) => None,
                Ok(Some(Err(error))) => {
                    tracing::error!(request_id = id, %error, "an export broke off");
                    Some((Err(io::Error::other("the export broke off")), None))
                }
                Err(_) => {
                    tracing::warn!(request_id = id, "an export ran out of time");
                    Some((Err(io::Error::other("the export broke off")), None))
                }
            }
        }
    })
}

fn failure(error: ExportError) -> Failure {
    match &error {
        ExportError::Parameter {
            name, problem_ja, ..
        } => {
            let message_ja = format!("パラメーター {name} {problem_ja}");
            Failure::argument(name, error.to_string(), message_ja)
        }
        _ => {
            tracing::error!(%error, "an export failed");
            Code::InternalServerError.into()
        }
    }
}

/// Where an export is.
fn path(offer: &Offer) -> String {
    if FEED[1..] == *offer.name {
        FEED.to_owned()
    } else {
        format!("/export/{}", offer.name)
    }
}

fn json<'o>(offers: impl Iterator<Item = &'o Offer>) -> String {
    let offers: Vec<serde_json::Value> = offers
        .map(|offer| {
            let parameters = offer.parameters.iter().map(|parameter| {
                serde_json::json!({
                    "name": parameter.name,
                    "about": parameter.about,
                    "aboutJa": parameter.about_ja,
                })
            });
            serde_json::json!({
                "name": offer.name,
                "path": path(offer),
                "contentType": offer.content_type,
                "about": offer.about,
                "aboutJa": offer.about_ja,
                "parameters": parameters.collect::<Vec<_>>(),
            })
        })
        .collect();
    serde_json::json!({ "exports": offers }).to_string()
}

fn html<'o>(offers: impl Iterator<Item = &'o Offer>) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"ja\">\n<meta charset=\"utf-8\">\n<title>つなぐ: ファイル / Tsunagu: files</title>\n\
         <link rel=\"alternate\" type=\"application/atom+xml\" href=\"{FEED}\">\n<h1>ファイル / Files</h1>\n<dl>\n"
    );
    for offer in offers {
        let path = path(offer);
        page += &format!(
            "<dt><a href=\"{path}\">{}</a></dt>\n<dd lang=\"ja\">{}</dd>\n<dd lang=\"en\">{}</dd>\n",
            offer.name,
            escaped(offer.about_ja),
            escaped(offer.about)
        );
        for parameter in offer.parameters {
            page += &format!(
                "<dd><code>?{}=</code> {} / <span lang=\"en\">{}</span></dd>\n",
                parameter.name,
                escaped(parameter.about_ja),
                escaped(parameter.about)
            );
        }
    }
    page += "</dl>\n<p>値は原文のまま。表計算ソフトでは文字列として取り込んでください。 / \
             <span lang=\"en\">Cells stand as printed: import tables as text.</span></p>\n</html>\n";
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
