//! `/events`: tells who listens that a new revision is published (server-sent events), so that a page knows when to ask again.

use std::{convert::Infallible, net::IpAddr, sync::Arc, time::Duration};

use ::http::{HeaderValue, Method, header};
use axum::{
    extract::{Request, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::stream;
use moka::future::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::{code::Code, limits::Limits};

use super::{
    Executor, answers::Answer, endpoint::Endpoint, failure::Failure, gate::Client,
    negotiate::Media, reply,
};

/// Where revisions are told.
pub(super) const EVENTS: &str = "/events";
/// How often a silent stream is shown to be alive: proxies close what says nothing for a minute.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After how long a browser that lost the stream comes back.
const RETRY: Duration = Duration::from_secs(5);

/// The server stops: streams that would go on for ever end.
#[derive(Clone, Debug)]
pub(super) struct Stopping(pub(super) watch::Receiver<()>);

/// Places for those who listen; one client gets a quarter at most.
pub(super) struct Listeners {
    all: Arc<Semaphore>,
    of_client: usize,
    clients: Cache<IpAddr, Arc<Semaphore>>,
}

impl Listeners {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            all: Arc::new(Semaphore::new(limits.listeners)),
            of_client: limits.listeners.div_ceil(4),
            clients: Cache::new(limits.clients),
        }
    }

    async fn enter(&self, client: IpAddr) -> Option<[OwnedSemaphorePermit; 2]> {
        let own = async { Arc::new(Semaphore::new(self.of_client)) };
        let own = self.clients.get_with(client, own).await;
        let own = own.try_acquire_owned().ok()?;
        let place = self.all.clone().try_acquire_owned().ok()?;
        Some([own, place])
    }
}

/// What a stream needs to go on.
struct Listening {
    revisions: watch::Receiver<i64>,
    stopping: Option<Stopping>,
    /// What was told last; nothing at the beginning.
    told: Option<i64>,
    _place: [OwnedSemaphorePermit; 2],
}

impl Listening {
    /// The next revision that was not told yet; none when the server stops.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            let revision = *self.revisions.borrow_and_update();
            if self.told != Some(revision) {
                self.told = Some(revision);
                let event = Event::default()
                    .event("revision")
                    .id(revision.to_string())
                    .retry(RETRY)
                    .data(format!("{{\"revision\":{revision}}}"));
                return Some((Ok(event), self));
            }
            let stops = async {
                match &mut self.stopping {
                    // Its sender goes away when the server stops.
                    Some(stopping) => drop(stopping.0.changed().await),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = self.revisions.changed() => changed.ok()?,
                () = stops => return None,
            }
        }
    }
}

/// A stream of `revision` events: the one that is served now, then each that is published.
pub(super) async fn events<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
) -> Result<Response, Infallible> {
    let (parts, _) = request.into_parts();
    let id = endpoint.ids.of(&parts.headers);
    let step = async {
        if parts.method != Method::GET {
            return endpoint.only_get(&parts.headers, &id).await;
        }
        let Some(place) = endpoint.listeners.enter(Client::of(&parts)).await else {
            let failure = Failure::later(Code::ServiceUnavailable, 30);
            let answer = Answer::failed(failure, &id);
            return endpoint.send(&answer, Media::Json, &parts.headers).await;
        };
        let listening = Listening {
            revisions: endpoint.executor.revisions(),
            stopping: parts.extensions.get().cloned(),
            told: None,
            _place: place,
        };
        let events = stream::unfold(listening, Listening::next);
        let alive = KeepAlive::new().interval(HEARTBEAT);
        let mut response = Sse::new(events).keep_alive(alive).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // A proxy that collects a page before it passes it on would hold every event back.
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        reply::put(headers, reply::REQUEST_ID, &id);
        response
    };
    endpoint.guarded(&id, step).await
}
