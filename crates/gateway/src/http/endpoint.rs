//! The way of a request: admitted, read, checked, answered.

use std::{convert::Infallible, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use ::http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use async_graphql::{Value, Variables};
use async_graphql_parser::types::OperationType;
use axum::{
    body::Body as HttpBody,
    extract::{Request, State},
    response::Response,
};

use base::cancel::Cancel;
use bytes::Bytes;
use futures::FutureExt;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use moka::future::Cache;
use sha2::{Digest, Sha256};
use tokio::{
    runtime::Handle,
    task::spawn_blocking,
    time::{Instant, timeout},
};

use crate::{
    code::Code,
    guard::{self, Checked, Lists},
    limits::Limits,
};

use super::{
    Edition, Executor, Options, Snapshot,
    answers::{Answer, Answers, Key},
    body::Body,
    clients::Clients,
    events::Listeners,
    exports,
    failure::Failure,
    finish,
    gate::Client,
    graphiql,
    ids::Ids,
    metrics::Names,
    negotiate::{self, Media},
    pages,
    params::{self, Params},
    persisted::{Document, Documents},
    reply,
    room::{self, Room},
};

/// Everything that requests share.
pub(super) struct Endpoint<E> {
    pub(super) executor: Arc<E>,
    pub(super) limits: Limits,
    pub(super) options: Options,
    /// The schema's lists, for prices.
    lists: Lists,
    pub(super) clients: Clients,
    documents: Documents,
    /// Parsed and checked documents by the hash of their text.
    checked: Cache<Key, Arc<Checked>>,
    answers: Answers,
    /// By the bytes of a body that was asked before, the key of its answer: what it says need not be read again.
    asked: Cache<(Bytes, Edition), Arc<Asked>>,
    pub(super) room: Room,
    pub(super) listeners: Listeners,
    /// Exports that are being made, by their tags.
    pub(super) exporting: exports::Making,
    /// Exports that are ready, by their tags.
    pub(super) exported: Cache<Key, Arc<Body>>,
    pub(super) page: Option<(Body, HeaderValue)>,
    pub(super) sdl: (Body, Key),
    pub(super) ids: Ids,
    /// None where nobody has asked for figures.
    names: Option<Names>,
}

/// What a body asked.
struct Asked {
    answer: Key,
    operation_name: Option<String>,
}

impl<E: Executor> Endpoint<E> {
    pub(super) fn new(executor: Arc<E>, limits: Limits, options: Options) -> Self {
        let page = || graphiql::page(&options.examples, &options.page_files);
        let page = options.graphiql.then(page);
        let page = page.and_then(|page| {
            let policy = HeaderValue::from_str(&page.policy).ok()?;
            Some((Body::new(page.html), policy))
        });
        let sdl = executor.sdl();
        Self {
            lists: Lists::of_schema(sdl),
            clients: Clients::new(&limits, options.client_header.clone()),
            documents: Documents::new(
                &limits,
                options.trusted_documents.as_deref(),
                &options.own_documents,
            ),
            checked: Cache::builder()
                .max_capacity(limits.document_cache_bytes)
                .weigher(|_, checked: &Arc<Checked>| {
                    u32::try_from(checked.bytes + 512).unwrap_or(u32::MAX)
                })
                .build(),
            answers: Answers::new(&limits, sdl),
            asked: Cache::builder()
                .max_capacity(limits.document_cache_bytes / 4)
                .weigher(|(body, _): &(Bytes, Edition), _| {
                    u32::try_from(body.len() + 256).unwrap_or(u32::MAX)
                })
                // Those of past editions are not asked again.
                .time_to_idle(Duration::from_secs(600))
                .build(),
            room: Room::new(&limits),
            listeners: Listeners::new(&limits),
            exporting: exports::Making::default(),
            exported: exports::cache(&limits),
            page,
            sdl: (Body::new(sdl.to_owned()), Sha256::digest(sdl).into()),
            ids: Ids::default(),
            names: options.counted.then(Names::default),
            executor,
            limits,
            options,
        }
    }

    /// Runs a step of ours so that a panic in it is an answer, not a closed connection.
    pub(super) async fn guarded(
        &self,
        request_id: &str,
        step: impl Future<Output = Response>,
    ) -> Result<Response, Infallible> {
        let response = match AssertUnwindSafe(step).catch_unwind().await {
            Ok(response) => response,
            Err(panic) => {
                let failure = internal(request_id, &*panic);
                let answer = Answer::failed(failure, request_id);
                self.send(&answer, Media::Json, &HeaderMap::new()).await
            }
        };
        Ok(response)
    }

    async fn graphql(&self, request: Request, id: &str) -> Response {
        let (parts, body) = request.into_parts();
        if is_socket(&parts.headers) {
            let answer = Answer::failed(no_subscriptions(), id);
            return self.send(&answer, Media::Json, &parts.headers).await;
        }
        let html = self.page.is_some() && matches!(parts.method, Method::GET | Method::HEAD);
        let media = negotiate::media(&parts.headers, html);
        match (&parts.method, media) {
            (&Method::OPTIONS, _) => pages::options(id),
            (&Method::GET | &Method::HEAD, Some(Media::Html)) => {
                self.page(&parts.headers, id).await
            }
            (&Method::GET | &Method::HEAD, Some(media)) => self.get(&parts, media, id).await,
            (&Method::POST, Some(media)) => {
                let answer = match self.post(&parts, body, id).await {
                    Ok(answer) => answer,
                    Err(failure) => Arc::new(Answer::failed(failure, id)),
                };
                self.send(&answer, media, &parts.headers).await
            }
            (&Method::GET | &Method::HEAD | &Method::POST, None) => {
                let answer = Answer::failed(Code::NotAcceptable.into(), id);
                self.send(&answer, Media::Json, &parts.headers).await
            }
            (method, media) => {
                let message = format!("{method} is not allowed here: use POST or GET");
                let failure = Failure::method(&message, ALLOW);
                let media = media.unwrap_or(Media::Json);
                self.send(&Answer::failed(failure, id), media, &parts.headers)
                    .await
            }
        }
    }

    async fn get(&self, parts: &Parts, media: Media, id: &str) -> Response {
        let headers = &parts.headers;
        let answer = match self.read_uri(parts).await {
            Ok((params, document)) => {
                let snapshot = self.executor.snapshot();
                let key = self
                    .answers
                    .key(&document.hash, &params, snapshot.edition());
                let tag = reply::etag(&key);
                if reply::is_known(headers, &tag) {
                    let mut response =
                        reply::respond(StatusCode::NOT_MODIFIED, id, HttpBody::empty());
                    self.cacheable(&mut response, &tag);
                    return response;
                }
                let answer = self
                    .answer(snapshot, key, params, &document, parts, id)
                    .await;
                let mut response = self.send(&answer, media, headers).await;
                if answer.reusable {
                    self.cacheable(&mut response, &tag);
                }
                return response;
            }
            Err(failure) => Answer::failed(failure, id),
        };
        self.send(&answer, media, headers).await
    }

    async fn read_uri(&self, parts: &Parts) -> Result<(Params, Document), Failure> {
        if parts.uri.query().map_or(0, str::len) > self.limits.url_bytes {
            return Err(Failure::from(Code::PayloadTooLarge).status(StatusCode::URI_TOO_LONG));
        }
        let params = params::from_uri(&parts.uri)?;
        let document = self.documents.find(&params).await?;
        Ok((params, document))
    }

    async fn post(&self, parts: &Parts, body: HttpBody, id: &str) -> Result<Arc<Answer>, Failure> {
        if !negotiate::is_json(&parts.headers) {
            return Err(Code::UnsupportedMediaType.into());
        }
        let body = Limited::new(body, self.limits.body_bytes).collect();
        let body = match timeout(self.limits.body_time, body).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                let message = format!("the body is longer than {} bytes", self.limits.body_bytes);
                return Err(Failure::new(Code::PayloadTooLarge, message));
            }
            Ok(Err(_)) => return Err(Failure::new(Code::BadRequest, "the body ended early")),
            Err(_) => {
                let failure = Failure::new(Code::RequestTimeout, "the body came too slowly");
                return Err(failure.status(StatusCode::REQUEST_TIMEOUT));
            }
        };
        let begin = Instant::now();
        let snapshot = self.executor.snapshot();
        let edition = snapshot.edition();
        let before = (body, edition);
        if let Some(asked) = self.asked.get(&before).await
            && let Some(answer) = self.answers.get(&asked.answer).await
        {
            self.count(asked.operation_name.as_deref(), &answer, true, begin);
            return Ok(answer);
        }
        let (body, _) = before;
        let params = params::from_body(&body)?;
        let document = self.documents.find(&params).await?;
        let key = self.answers.key(&document.hash, &params, edition);
        let operation_name = params.operation_name.clone();
        let answer = self
            .answer(snapshot, key, params, &document, parts, id)
            .await;
        // A document that is to be remembered is read each time, lest it be forgotten.
        if answer.reusable && !document.remember {
            let asked = Asked {
                answer: key,
                operation_name,
            };
            // The body's own bytes, without the buffer that it came in.
            let body = Bytes::copy_from_slice(&body);
            self.asked.insert((body, edition), Arc::new(asked)).await;
        }
        Ok(answer)
    }

    /// Counts an operation for whoever watches the server.
    fn count(&self, name: Option<&str>, answer: &Answer, is_known: bool, begin: Instant) {
        if let Some(names) = &self.names {
            names.operation(name, answer, is_known, begin.elapsed());
        }
    }

    /// The answer to a request that was read: a known one, or a new one.
    async fn answer(
        &self,
        snapshot: E::Snapshot,
        key: Key,
        params: Params,
        document: &Document,
        parts: &Parts,
        id: &str,
    ) -> Arc<Answer> {
        let begin = Instant::now();
        if let Some(answer) = self.answers.get(&key).await {
            self.documents.remember(document).await;
            self.count(params.operation_name.as_deref(), &answer, true, begin);
            return answer;
        }
        let name = params.operation_name.clone();
        // On the heap: what most requests never come to is not to be moved with each of them.
        let run = Box::pin(self.run(snapshot, key, params, document, parts, id));
        let answer = match run.await {
            Ok(answer) => answer,
            Err(failure) => Arc::new(Answer::failed(failure, id)),
        };
        self.count(name.as_deref(), &answer, false, begin);
        answer
    }

    async fn run(
        &self,
        snapshot: E::Snapshot,
        key: Key,
        params: Params,
        document: &Document,
        parts: &Parts,
        id: &str,
    ) -> Result<Arc<Answer>, Failure> {
        let checked = self.check(document).await?;
        let mut variables = Variables::from_json(serde_json::Value::Object(params.variables));
        checked.complete(&mut variables, &self.lists);
        let name = params.operation_name.as_deref();
        let lengths = snapshot.lengths().await;
        let operation = checked.operation(name, &variables, &self.limits, &self.lists, &lengths)?;
        if parts.method == Method::GET && operation.kind != OperationType::Query {
            return Err(Failure::method("only queries may be sent by GET", "POST"));
        }
        self.documents.remember(document).await;
        let request = operation.request(&document.text, name, variables);
        let (client, cost) = (Client::of(parts), operation.cost);
        let run = async {
            let place = Arc::new(self.room.enter(client).await?);
            let bound = Arc::new(place.bound(self.limits.fields));
            // What is not counted while it runs holds its price.
            if !operation.multiplies && !bound.take(cost) {
                return Err(room::busy());
            }
            let counted = operation.multiplies.then(|| bound.clone());
            let run = place.clone().run(snapshot.execute(request, counted));
            let begin = Instant::now();
            let mut response = self.execute(run, (place, bound), &checked, id).await?;
            let took = begin.elapsed();
            if self.options.slow_operation.is_some_and(|slow| took >= slow) {
                // Never the variables: they are what somebody looks for.
                let milliseconds = took.as_millis() as u64;
                tracing::warn!(
                    request_id = id,
                    operation = name,
                    cost,
                    milliseconds,
                    "a slow operation"
                );
            }
            if self.options.extensions {
                self.extend(&mut response, &snapshot, cost);
            }
            Ok(Answer::new(&response, id))
        };
        let make = run.map(|made| made.unwrap_or_else(|failure| Answer::failed(failure, id)));
        Ok(match operation.kind {
            OperationType::Query => self.answers.get_or_make(key, make).await,
            _ => Arc::new(make.await),
        })
    }

    async fn check(&self, document: &Document) -> Result<Arc<Checked>, Failure> {
        let checked = match self.checked.get(&document.hash).await {
            Some(checked) => checked,
            None => {
                let checked = Arc::new(guard::check(&document.text, &self.limits)?);
                let keep = Arc::clone(&checked);
                self.checked.insert(document.hash, keep).await;
                checked
            }
        };
        if checked.introspects && !self.options.introspection {
            return Err(Code::IntrospectionDisabled.into());
        }
        Ok(checked)
    }

    /// Runs an operation on a thread of its own: however long it reads rows, those that answer others stay free, and it ends soon
    /// after nobody waits for it. What it `holds` is given back then, not earlier.
    async fn execute(
        &self,
        run: impl Future<Output = async_graphql::Response> + Send + 'static,
        holds: impl Send + 'static,
        checked: &Checked,
        id: &str,
    ) -> Result<async_graphql::Response, Failure> {
        let cancel = Cancel::default();
        let _leaves = cancel.on_drop();
        let here = Handle::current();
        let work = spawn_blocking(move || {
            let _held = holds;
            here.block_on(cancel.over(run))
        });
        match timeout(self.limits.execution_time, work).await {
            Ok(Ok(response)) if is_full(&response) => Err(room::busy()),
            Ok(Ok(mut response)) => {
                finish::finish(&mut response, Some(&checked.document), id);
                Ok(response)
            }
            Ok(Err(ended)) => match ended.try_into_panic() {
                Ok(panic) => Err(internal(id, &*panic)),
                // The server stops.
                Err(_) => Err(room::busy()),
            },
            Err(_) => {
                tracing::warn!(request_id = id, "an operation ran out of time");
                Err(Code::RequestTimeout.into())
            }
        }
    }

    fn extend(&self, response: &mut async_graphql::Response, snapshot: &E::Snapshot, cost: u64) {
        let extensions = &mut response.extensions;
        let limit = self.limits.cost;
        let cost = async_graphql::value!({ "estimated": cost, "limit": limit });
        extensions.insert("cost".to_owned(), cost);
        let revision = snapshot.edition().revision;
        extensions.insert("revision".to_owned(), Value::from(revision));
    }

    pub(super) async fn send(
        &self,
        answer: &Answer,
        media: Media,
        headers: &HeaderMap,
    ) -> Response {
        let from = self.limits.compress_from_bytes;
        reply::send(answer, media, headers, from).await
    }

    pub(super) fn cacheable(&self, response: &mut Response, tag: &str) {
        let headers = response.headers_mut();
        reply::put(headers, header::ETAG, tag);
        let age = self.options.max_age;
        // What needs a key is not for caches that others share.
        let (whose, vary) = match &self.options.readers {
            Some(_) => ("private", "accept, accept-encoding, authorization"),
            None => ("public", "accept, accept-encoding"),
        };
        let control = format!("{whose}, max-age={age}, must-revalidate");
        reply::put(headers, header::CACHE_CONTROL, &control);
        let vary = HeaderValue::from_static(vary);
        headers.insert(header::VARY, vary);
    }
}

/// Whether an operation was ended because all that runs held as much as it may.
fn is_full(response: &async_graphql::Response) -> bool {
    let mut errors = response.errors.iter();
    errors.any(|error| finish::code(error) == Some(Code::ServiceUnavailable))
}

/// Whether a client wants to change to a websocket.
fn is_socket(headers: &HeaderMap) -> bool {
    let wanted = headers.get(header::UPGRADE);
    wanted.is_some_and(|wanted| wanted.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

fn no_subscriptions() -> Failure {
    let failure = Failure::said(
        Code::BadRequest,
        "there are no subscriptions, so no websocket is opened here: ask by POST or GET, and listen to /events, which tells of each new revision",
        "サブスクリプションはないため、WebSocket には対応していません。POST または GET で照会し、新しい版の公開は /events(サーバー送信イベント)で受け取ってください。",
    );
    failure.status(StatusCode::BAD_REQUEST)
}

pub(super) const ALLOW: &str = "GET, HEAD, POST, OPTIONS";

pub(super) fn internal(id: &str, panic: &(dyn std::any::Any + Send)) -> Failure {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let message = text.unwrap_or("a panic without a message");
    tracing::error!(request_id = id, message, "a request panicked");
    Code::InternalServerError.into()
}

/// The API: clients and browsers.
pub(super) async fn graphql<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
) -> Result<Response, Infallible> {
    let id = endpoint.ids.of(request.headers());
    endpoint.guarded(&id, endpoint.graphql(request, &id)).await
}
