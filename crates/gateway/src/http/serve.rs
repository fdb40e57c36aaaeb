//! Connections: how many may be open, from whom, and how long they may take to ask and to listen.
//!
//! The router bounds what a request may do; this bounds those who never finish one. A stranger who sends headers byte by byte,
//! opens thousands of connections or never reads an answer loses them, and honest clients keep theirs: a connection that has not yet
//! sent a whole request has less room and less time than one that has.

mod heads;
mod patience;

use std::{
    collections::HashMap,
    convert::Infallible,
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ::http::{Version, header, uri::Authority};
use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, timeout},
};
use tower::ServiceExt;

use crate::{code::Code, limits::Limits};

use super::{answers::Answer, clients::network, events::Stopping, failure::Failure};
use patience::Watched;

/// Refusals that are written at the same time; past that a connection is closed without a word.
const REFUSALS: usize = 128;
/// How long a refused client may take to read why.
const REFUSAL_TIME: Duration = Duration::from_secs(1);
/// Smallest buffer that the library takes.
const LEAST_HEADER_BYTES: usize = 8_192;

/// Serves a router until `stop` is ready, then lets open requests finish. `is_proxied` says that all clients come through one
/// address, so that connections are not counted by client.
///
/// # Errors
///
/// None so far: a connection that cannot be taken is logged, and the next one is waited for.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    is_proxied: bool,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let server = Arc::new(Server::new(router, limits, is_proxied));
    let (stopping, stopped) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Of one connection, or out of file handles: these come back when others close.
                tracing::warn!(%error, "a connection cannot be taken");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Answers are written whole: waiting for more bytes would only delay the last ones.
        let _ = stream.set_nodelay(true);
        server.take(stream, peer, stopped.clone());
    }
    drop(listener);
    drop(stopped);
    drop(stopping);
    let all = u32::try_from(server.places).unwrap_or(u32::MAX);
    // Every connection is bounded, so this wait is.
    let _ = server.open.acquire_many(all).await;
    Ok(())
}

struct Server {
    router: Router,
    http: http1::Builder,
    write_time: Duration,
    places: usize,
    open: Arc<Semaphore>,
    refusing: Arc<Semaphore>,
    /// Places of those that have sent nothing whole yet: half of all.
    fresh: Arc<Semaphore>,
    /// How long such a one may take for its first head.
    fresh_time: Duration,
    /// Open connections by client; `None` where they are not counted.
    clients: Option<Arc<Clients>>,
    per_client: usize,
    /// The same for those that have sent nothing whole yet: a quarter.
    fresh_clients: Arc<Clients>,
}

#[derive(Default)]
struct Clients(Mutex<HashMap<IpAddr, usize>>);

/// A connection's place, given back when it is dropped.
struct Place {
    _open: OwnedSemaphorePermit,
    _of_client: Option<OfClient>,
    fresh: Fresh,
}

/// The part of a place that is given back at the first answer.
#[derive(Clone)]
struct Fresh(Arc<Mutex<Option<FreshPlace>>>);

type FreshPlace = (OwnedSemaphorePermit, Option<OfClient>);

impl Fresh {
    fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

struct OfClient {
    clients: Arc<Clients>,
    address: IpAddr,
}

impl Server {
    fn new(router: Router, limits: &Limits, is_proxied: bool) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.header_time)
            .max_buf_size(limits.header_bytes.max(LEAST_HEADER_BYTES));
        let places = limits.connections.min(Semaphore::MAX_PERMITS);
        Self {
            router,
            http,
            write_time: limits.write_time,
            places,
            open: Arc::new(Semaphore::new(places)),
            refusing: Arc::new(Semaphore::new(REFUSALS)),
            fresh: Arc::new(Semaphore::new(places.div_ceil(2))),
            fresh_time: limits.header_time / 2,
            fresh_clients: Arc::default(),
            clients: (limits.connections_per_client > 0 && !is_proxied).then(Arc::default),
            per_client: limits.connections_per_client,
        }
    }

    fn take(
        self: &Arc<Self>,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: SocketAddr,
        stopped: watch::Receiver<()>,
    ) {
        match self.place(network(peer.ip())) {
            Ok(place) => {
                let server = self.clone();
                tokio::spawn(async move {
                    let fresh = place.fresh.clone();
                    server.serve_connection(stream, peer, stopped, fresh).await;
                    drop(place);
                });
            }
            Err(code) => {
                if let Ok(permit) = self.refusing.clone().try_acquire_owned() {
                    tokio::spawn(async move {
                        let _ = timeout(REFUSAL_TIME, refuse(stream, code)).await;
                        drop(permit);
                    });
                }
            }
        }
    }

    /// A place for one more connection of this client, or why there is none.
    fn place(&self, address: IpAddr) -> Result<Place, Code> {
        let of_client = match &self.clients {
            None => None,
            Some(clients) => Some(
                clients
                    .enter(address, self.per_client)
                    .ok_or(Code::TooManyRequests)?,
            ),
        };
        let fresh_of_client = match &self.clients {
            None => None,
            Some(_) => Some(
                self.fresh_clients
                    .enter(address, self.per_client.div_ceil(4))
                    .ok_or(Code::TooManyRequests)?,
            ),
        };
        let full = |_| Code::ServiceUnavailable;
        let fresh = self.fresh.clone().try_acquire_owned().map_err(full)?;
        let open = self.open.clone().try_acquire_owned().map_err(full)?;
        Ok(Place {
            _open: open,
            _of_client: of_client,
            fresh: Fresh(Arc::new(Mutex::new(Some((fresh, fresh_of_client))))),
        })
    }

    /// Answers the requests of a connection until it closes, its client loses patience or ours ends.
    async fn serve_connection(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        peer: SocketAddr,
        mut stopped: watch::Receiver<()>,
        fresh: Fresh,
    ) {
        let heard = AtomicBool::new(false);
        let is_well = Arc::new(AtomicBool::new(true));
        let stopping = stopped.clone();
        let service = service_fn(|request: hyper::Request<Incoming>| {
            heard.store(true, Ordering::Relaxed);
            let refusal = match is_well.load(Ordering::Relaxed) {
                false => Some(ambiguous()),
                true if !names_one_host(&request) => Some(no_host()),
                true => None,
            };
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(Stopping(stopping.clone()));
            let router = self.router.clone();
            let fresh = fresh.clone();
            async move {
                if let Some(refusal) = refusal {
                    return Ok(refused(refusal));
                }
                let answered = router.oneshot(request).await;
                fresh.end();
                Ok::<_, Infallible>(answered.unwrap_or_else(|never| match never {}))
            }
        });
        let stream = TokioIo::new(Watched::new(stream, self.write_time, is_well.clone()));
        let mut connection = pin!(self.http.serve_connection(stream, service));
        let mut silent = pin!(sleep(self.fresh_time));
        let mut waits = true;
        let ended = loop {
            tokio::select! {
                ended = connection.as_mut() => break ended,
                () = &mut silent, if waits => {
                    waits = false;
                    if !heard.load(Ordering::Relaxed) {
                        return;
                    }
                }
                _ = stopped.changed() => {
                    connection.as_mut().graceful_shutdown();
                    break connection.await;
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// HTTP/1.1 asks for one `Host`, and that it names one: else this server and a proxy before it may not mean the same site.
fn names_one_host(request: &hyper::Request<Incoming>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => {
            let host = Authority::try_from(host.as_bytes());
            host.is_ok_and(|host| !host.as_str().contains('@'))
        }
        (None, _) => request.version() < Version::HTTP_11,
        _ => false,
    }
}

fn no_host() -> Failure {
    Failure::said(
        Code::BadRequest,
        "send exactly one header Host, with the name of a host",
        "ホスト名を指定した Host ヘッダーを1つだけ送信してください。",
    )
}

fn ambiguous() -> Failure {
    Failure::said(
        Code::BadRequest,
        "end every line of a request's head with CR LF, and send Content-Length or Transfer-Encoding, not both",
        "リクエストヘッダーの各行は CR LF で終え、Content-Length と Transfer-Encoding は一方だけを送信してください。",
    )
}

/// The answer to a request that no route is asked.
fn refused(failure: Failure) -> axum::response::Response {
    let answer = Answer::failed(failure, "connection");
    let body = answer.body.plain().clone();
    let mut response = super::reply::respond(Code::BadRequest.status(), "connection", body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        super::negotiate::Media::Json.content_type(),
    );
    headers.insert(
        header::CONNECTION,
        ::http::HeaderValue::from_static("close"),
    );
    response
}

impl Clients {
    fn enter(self: &Arc<Self>, address: IpAddr, most: usize) -> Option<OfClient> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(OfClient {
            clients: self.clone(),
            address,
        })
    }
}

impl Drop for OfClient {
    fn drop(&mut self) {
        let mut open = self
            .clients
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// Says why there is no place, without reading the request.
async fn refuse(mut stream: impl AsyncRead + AsyncWrite + Unpin, code: Code) -> io::Result<()> {
    let answer = Answer::failed(Failure::later(code, 1), "connection");
    let head = format!(
        "HTTP/1.1 {}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\nretry-after: 1\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n",
        code.status(),
        answer.body.plain().len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(answer.body.plain()).await?;
    stream.shutdown().await?;
    // Closing on unread bytes would take the answer away from the client.
    let mut unread = [0; 1024];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}
