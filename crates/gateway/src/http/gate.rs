//! What stands before every route: the client's rate, and its key where keys are required.
//!
//! Deny by default: a route that is not named here as open needs a key. Room is given where work begins, not here: whoever sends a body
//! slowly holds none.

use std::{net::IpAddr, sync::Arc};

use ::http::{HeaderValue, Method, header, request::Parts};
use access::Scope;
use axum::{
    body::Body as HttpBody,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http_body_util::{BodyExt, Limited};
use tokio::time::{Duration, timeout};

use crate::code::Code;

use super::{
    Executor,
    answers::Answer,
    bearer,
    endpoint::Endpoint,
    failure::Failure,
    graphiql, metrics,
    negotiate::{self, Media},
};

/// Where the server's health is told to people; to what starts it again where it hangs, and to what sends it requests.
pub(super) const HEALTH: &str = "/health";
pub(super) const LIVE: &str = "/livez";
pub(super) const READY: &str = "/readyz";
/// How long the body of a refused request is read.
const DRAIN_TIME: Duration = Duration::from_secs(1);

/// The client that a request comes from, by its address; of IPv6 the network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client(pub(super) IpAddr);

impl Client {
    /// Of a request that went through the gate.
    pub(super) fn of(parts: &Parts) -> IpAddr {
        let client = parts.extensions.get::<Self>();
        client.map_or(IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED), |client| {
            client.0
        })
    }
}

/// Lets a request pass, or answers why it may not.
pub(super) async fn gate<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let client = endpoint.clients.address(&parts);
    parts.extensions.insert(Client(client));
    let id = endpoint.ids.of(&parts.headers);
    match endpoint.may_pass(&parts, client, &id).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(failure) => {
            // What is unread would end the connection before the client has read why.
            let drained = drain(body, endpoint.limits.body_bytes).await;
            let media = negotiate::media(&parts.headers, false).unwrap_or(Media::Json);
            let answer = Answer::failed(failure, &id);
            metrics::refused(&answer);
            let mut response = endpoint.send(&answer, media, &parts.headers).await;
            if !drained {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            response
        }
    }
}

async fn drain(body: HttpBody, most: usize) -> bool {
    let read = Limited::new(body, most).collect();
    matches!(timeout(DRAIN_TIME, read).await, Ok(Ok(_)))
}

impl<E: Executor> Endpoint<E> {
    async fn may_pass(&self, parts: &Parts, client: IpAddr, id: &str) -> Result<(), Failure> {
        let admitted = self.clients.admit(client).await;
        admitted.map_err(|seconds| Failure::later(Code::TooManyRequests, seconds))?;
        match &self.options.readers {
            Some(keys) if !self.is_open(parts) => {
                let checked = keys.check(bearer::key(&parts.headers), Scope::Read).await;
                let denied = |denied| bearer::failure(&denied, Scope::Read, id);
                checked.map(|_| ()).map_err(denied)
            }
            _ => Ok(()),
        }
    }

    /// Whether a request tells nothing of the catalogue: which methods there are, how the server is, and the page that asks like any
    /// other client.
    fn is_open(&self, parts: &Parts) -> bool {
        let path = parts.uri.path();
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        let is_page = reads
            && path == self.options.path
            && self.page.is_some()
            && negotiate::media(&parts.headers, true) == Some(Media::Html);
        parts.method == Method::OPTIONS
            || [HEALTH, LIVE, READY].contains(&path)
            || path.starts_with(graphiql::FILES)
            || is_page
    }
}
