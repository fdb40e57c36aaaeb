//! Imports by curators: `POST /admin/import` with files as `multipart/form-data`, for holders of a key with the scope `curate`.
//!
//! There is nothing at this address while no key is good. One import runs at a time; a second is told to come back. Every
//! attempt is audited, whatever became of it. Other sites' pages cannot reach it: it answers without CORS headers.

mod form;

use std::{convert::Infallible, sync::Arc, time::Duration};

use ::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use access::{Action, Attempt, Denied, Key, Keys, Outcome, Scope};
use axum::{
    Router,
    body::Body as HttpBody,
    extract::{DefaultBodyLimit, Request, State},
    response::Response,
    routing,
};
use base::Revision;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::{code::Code, limits::Limits};

use super::{
    Options,
    answers::Answer,
    bearer,
    body::Body,
    clients::Clients,
    failure::Failure,
    ids::Ids,
    negotiate::{self, Media},
    reply,
};

use self::form::Form;

/// What the HTTP side needs of the import.
pub trait Curator: Send + Sync + 'static {
    /// Imports files as one revision, all or nothing, and puts the new revision in use.
    fn import(&self, upload: Upload)
    -> impl Future<Output = Result<Imported, CuratorError>> + Send;
}

/// What a curator sent.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Each file's name, without folders, and its content.
    pub files: Vec<(String, Bytes)>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// Whether to tag approvals with the diseases that their titles name.
    pub tag: bool,
    /// The name of the key.
    pub by: String,
    /// The moment of the import.
    pub at: DateTime<Utc>,
    /// How long it may take; what is not committed by then is undone.
    pub time: Duration,
}

/// An import that came to its end, be it that the files have problems.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What became of it: `IMPORTED`, `UNCHANGED`, `CHECKED` or `REFUSED`.
    pub outcome: Outcome,
    /// The revision that was made.
    pub revision: Option<Revision>,
    /// Each file as `name sha256`.
    pub files: Vec<String>,
    /// The report, or the problems.
    pub report: serde_json::Value,
}

/// Why an import did not come to its end. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CuratorError {
    /// Its time was over.
    #[error("the import took too long and was undone")]
    TimedOut,
    /// Another process imports.
    #[error("another import is at work")]
    Busy,
    /// The database that is written to does not answer.
    #[error("the database does not answer")]
    Away,
    /// The disk that the database lies on is full.
    #[error("the disk takes no more")]
    Full,
    /// Something failed here; the text is for the log.
    #[error("{0}")]
    Failed(String),
}

/// Requests that one client may send at once; then one per second. An attempt is dear: a hash, a row of the audit.
const BURST: u32 = 60;
/// Seconds after which a client that met another import may ask again.
const RETRY_AFTER: u16 = 5;
/// How long an answer waits for its row of the audit; while an import writes, SQLite lets the row in only afterwards.
const AUDIT_TIME: Duration = Duration::from_millis(500);

/// Attempts that wait to be written down at a time.
const AUDITING: usize = 256;

/// What all requests share.
struct Admin<C> {
    curator: Arc<C>,
    keys: Arc<Keys>,
    limits: Limits,
    clients: Clients,
    ids: Ids,
    /// One permit: the turn to import.
    turn: Arc<Semaphore>,
    /// Attempts that wait to be written down, and the turn to do so.
    auditing: (Arc<Semaphore>, Arc<Semaphore>),
}

/// The routes of curators, to be merged with those of [`super::router`].
pub fn admin<C: Curator>(
    curator: Arc<C>,
    keys: Arc<Keys>,
    limits: &Limits,
    options: &Options,
) -> Router {
    let rate = Limits {
        requests_per_second: limits.requests_per_second.min(1),
        burst: limits.burst.min(BURST),
        ..limits.clone()
    };
    let state = Arc::new(Admin {
        curator,
        keys,
        clients: Clients::new(&rate, options.client_header.clone()),
        ids: Ids::default(),
        turn: Arc::new(Semaphore::new(1)),
        auditing: (
            Arc::new(Semaphore::new(AUDITING)),
            Arc::new(Semaphore::new(1)),
        ),
        limits: limits.clone(),
    });
    Router::new()
        .route("/admin/import", routing::any(import::<C>))
        .layer(DefaultBodyLimit::max(limits.import_bytes))
        .with_state(state)
}

async fn import<C: Curator>(
    State(state): State<Arc<Admin<C>>>,
    request: Request,
) -> Result<Response, Infallible> {
    let id = state.ids.of(request.headers());
    let headers = request.headers().clone();
    // On its own: a client that leaves does not stop what it began, nor its row in the audit.
    let (own, own_id) = (Arc::clone(&state), id.clone());
    let work = tokio::spawn(async move { own.import(request, &own_id).await });
    let outcome = work.await.unwrap_or_else(|panic| {
        tracing::error!(request_id = id, %panic, "an import panicked");
        Err(Code::InternalServerError.into())
    });
    Ok(match outcome {
        Ok(imported) => state.report(&imported, &headers, &id).await,
        Err(failure) => {
            let answer = Answer::failed(failure, &id);
            let from = state.limits.compress_from_bytes;
            reply::send(&answer, Media::Json, &headers, from).await
        }
    })
}

/// Another import is at work, here or in another process.
fn busy() -> Failure {
    let failure = Failure::said(
        Code::Conflict,
        "another import is running: try again when it has ended",
        "別の取り込みが実行中です。終了後に再試行してください。",
    );
    Failure {
        retry_after: Some(RETRY_AFTER),
        ..failure
    }
}

impl<C: Curator> Admin<C> {
    async fn import(&self, request: Request, id: &str) -> Result<Imported, Failure> {
        let (parts, body) = request.into_parts();
        if let Err(seconds) = self.clients.admit(self.clients.address(&parts)).await {
            return Err(Failure::later(Code::TooManyRequests, seconds));
        }
        let presented = bearer::key(&parts.headers);
        let key = match self.keys.check(presented, Scope::Curate).await {
            Ok(key) => key,
            Err(denied) => return Err(self.denied(&denied, id).await),
        };
        let mut attempt = Attempt {
            key: Some(key.id.clone()),
            action: Action::Import,
            outcome: Outcome::Rejected,
            files: Vec::new(),
            revision: None,
        };
        let request = Request::from_parts(parts, body);
        let (form, turn) = match self.take(request, &mut attempt).await {
            Ok(taken) => taken,
            Err(failure) => {
                self.audit(attempt, id).await;
                return Err(failure);
            }
        };
        let imported = self.run(form, key, &mut attempt).await;
        if let Err(error) = self.keys.audit(attempt).await {
            tracing::error!(request_id = id, %error, "an import is missing in the audit");
        }
        drop(turn);
        imported.map_err(|error| match error {
            CuratorError::TimedOut => Failure::said(
                Code::RequestTimeout,
                "the import took too long and was undone: split the files",
                "取り込みが制限時間を超えたため、取り消しました。ファイルを分けてください。",
            ),
            CuratorError::Busy => busy(),
            CuratorError::Away => bearer::away(
                "nothing was imported, for the database does not answer",
                "データベースが応答しないため、何も取り込みませんでした。",
            ),
            CuratorError::Full => {
                tracing::error!(request_id = id, "an import failed: the disk takes no more");
                bearer::away(
                    "nothing was imported, for the disk takes no more",
                    "ディスクの空き容量が不足しているため、何も取り込みませんでした。",
                )
            }
            CuratorError::Failed(error) => {
                tracing::error!(request_id = id, error, "an import failed");
                Code::InternalServerError.into()
            }
        })
    }

    /// Imports, and notes for the audit what became of it.
    async fn run(
        &self,
        form: Form,
        key: Key,
        attempt: &mut Attempt,
    ) -> Result<Imported, CuratorError> {
        let upload = Upload {
            files: form.files,
            dry_run: form.options.dry_run,
            tag: form.options.tag,
            by: key.name,
            at: self.keys.now(),
            time: self.limits.import_time,
        };
        let curator = Arc::clone(&self.curator);
        let imported = tokio::spawn(async move { curator.import(upload).await }).await;
        let imported =
            imported.unwrap_or_else(|panic| Err(CuratorError::Failed(panic.to_string())));
        match &imported {
            Ok(imported) => {
                attempt.outcome = imported.outcome;
                attempt.files.clone_from(&imported.files);
                attempt.revision = imported.revision;
            }
            Err(CuratorError::TimedOut) => attempt.outcome = Outcome::TimedOut,
            Err(_) => {
                attempt.outcome = Outcome::Failed;
            }
        }
        imported
    }

    /// What the request brings, and the turn to import it. The turn comes first: bodies are large.
    async fn take(
        &self,
        request: Request,
        attempt: &mut Attempt,
    ) -> Result<(Form, OwnedSemaphorePermit), Failure> {
        if request.method() != Method::POST {
            return Err(Failure::method("only POST is allowed here", "POST"));
        }
        let limit = self.limits.import_bytes;
        form::can_be_taken(request.headers(), limit)?;
        let options = form::options(request.uri())?;
        if options.dry_run {
            attempt.action = Action::DryRun;
        }
        let Ok(turn) = Arc::clone(&self.turn).try_acquire_owned() else {
            return Err(busy());
        };
        let read = timeout(self.limits.import_time, form::read(request, options, limit));
        let form = read.await.unwrap_or_else(|_| {
            let failure = Failure::new(Code::RequestTimeout, "the body came too slowly");
            Err(failure.status(StatusCode::REQUEST_TIMEOUT))
        })?;
        if form.options.dry_run {
            attempt.action = Action::DryRun;
        }
        attempt.files = form.files.iter().map(|(name, _)| name.clone()).collect();
        Ok((form, turn))
    }

    async fn denied(&self, denied: &Denied, id: &str) -> Failure {
        let (key, outcome) = match denied {
            Denied::Off => return Code::NotFound.into(),
            Denied::Unknown => (None, Outcome::Unauthenticated),
            Denied::Revoked(key) => (Some(key.id.clone()), Outcome::Unauthenticated),
            Denied::Scope(key) => (Some(key.id.clone()), Outcome::Forbidden),
            Denied::Store(_) => (None, Outcome::Failed),
        };
        let attempt = Attempt {
            key,
            action: Action::Import,
            outcome,
            files: Vec::new(),
            revision: None,
        };
        self.audit(attempt, id).await;
        bearer::failure(denied, Scope::Curate, id)
    }

    /// Writes an attempt down that came to no import; the answer does not wait long for it.
    /// While an import writes, the rows wait for it: one at a time, so that they leave the connections to those who ask.
    async fn audit(&self, attempt: Attempt, id: &str) {
        let keys = Arc::clone(&self.keys);
        let id = id.to_owned();
        let Ok(kept) = Arc::clone(&self.auditing.0).try_acquire_owned() else {
            tracing::error!(
                request_id = id,
                "an attempt is missing in the audit: too many wait"
            );
            return;
        };
        let turn = Arc::clone(&self.auditing.1);
        let written = tokio::spawn(async move {
            let _kept = kept;
            let _turn = turn.acquire_owned().await;
            if let Err(error) = keys.audit(attempt).await {
                tracing::error!(request_id = id, %error, "an attempt is missing in the audit");
            }
        });
        let _ = timeout(AUDIT_TIME, written).await;
    }

    async fn report(&self, imported: &Imported, headers: &HeaderMap, id: &str) -> Response {
        let status = match imported.outcome {
            Outcome::Refused => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::OK,
        };
        let body = Body::new(imported.report.to_string());
        let mut response = reply::respond(status, id, HttpBody::empty());
        let no_store = HeaderValue::from_static("no-store");
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, no_store);
        let encoding = negotiate::encoding(headers);
        let from = self.limits.compress_from_bytes;
        let json = Media::Json.content_type();
        reply::fill(&mut response, &body, json, encoding, from).await;
        response
    }
}
