//! GraphQL over HTTP: one path for clients and browsers, `/health` and `/schema.graphql`; files under `/export`;
//! `/admin/import` for curators.
//!
//! `endpoint` reads a request and answers it; the files below are its steps in order: who asks (`clients`), in which form
//! (`negotiate`), what (`params`, `persisted`), whether it may run (crate module `guard`), whether the answer is known (`answers`), how
//! errors look (`finish`), how it is written (`body`, `reply`). Files take the same endpoint (`exports`). Nothing here knows the
//! catalogue. `admin` takes imports in, from who has a key (`bearer`).

mod admin;
mod answers;
mod bearer;
mod blame;
mod body;
mod clients;
mod definitions;
mod endpoint;
mod events;
mod exports;
mod failure;
pub mod finish;
mod gate;
mod graphiql;
mod ids;
mod japanese;
pub mod metrics;
mod negotiate;
mod pages;
mod params;
mod persisted;
mod reply;
mod room;
mod serve;
#[cfg(test)]
mod tests;
mod trusted;

use std::{
    future::{Future, ready},
    sync::Arc,
    time::Duration,
};

use ::exports::Exporter;
use ::http::{HeaderName, HeaderValue, Method, header};
use access::Keys;
use async_graphql::{Request, Response};
use axum::{Router, middleware::from_fn_with_state, routing};
use chrono::NaiveDate;
use tokio::sync::watch;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{Bound, guard::Lengths, limits::Limits};

pub use admin::{Curator, CuratorError, Imported, Upload, admin};
pub use failure::Failure;
pub use graphiql::{Example, PageFile};
pub(crate) use room::outside;
pub use serve::serve;
pub use trusted::{Trusted, trusted_documents};

/// What the HTTP side needs of the graph.
pub trait Executor: Send + Sync + 'static {
    /// One state of the catalogue; a request takes one and keeps it.
    type Snapshot: Snapshot;

    /// The state that answers now.
    fn snapshot(&self) -> Self::Snapshot;

    /// The schema in its definition language.
    fn sdl(&self) -> &str;

    /// The number of the revision that is served, as it changes.
    fn revisions(&self) -> watch::Receiver<i64>;

    /// Whether the database behind it answered last time; what is in memory is served in any case.
    fn record_answers(&self) -> bool {
        true
    }

    /// How many databases it may read from beside that one are well, and how many there are; none where it has none.
    fn readers(&self) -> Option<(usize, usize)> {
        None
    }

    /// The newest change of the tables of the database behind it, which is asked now; none where it does not answer.
    fn migration(&self) -> impl Future<Output = Option<String>> + Send;
}

/// One state of the catalogue, as the HTTP side needs it.
pub trait Snapshot: Send + Sync + 'static {
    /// What an answer depends on besides the request.
    fn edition(&self) -> Edition;

    /// How long its lists are.
    fn lengths(&self) -> impl Future<Output = Arc<Lengths>> + Send {
        ready(Arc::default())
    }

    /// Runs a request whose document was checked and is already parsed; `bound` is for one whose cost is only a guess.
    fn execute(
        &self,
        request: Request,
        bound: Option<Arc<Bound>>,
    ) -> impl Future<Output = Response> + Send + 'static;
}

/// What an answer depends on besides the request: equal requests to equal editions have equal answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Edition {
    /// Revision of the catalogue.
    pub revision: i64,
    /// What tells it from a revision of the same number in another record.
    pub record: u64,
    /// The day that counts as today in it.
    pub today: NaiveDate,
}

/// Which other sites' pages may read answers in a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cors {
    /// None.
    #[default]
    Off,
    /// All; answers carry no credentials.
    Any,
    /// These origins.
    Origins(Vec<HeaderValue>),
}

/// How the HTTP side behaves, apart from limits.
#[derive(Clone, Debug)]
pub struct Options {
    /// The path of the API.
    pub path: String,
    /// Whether browsers get GraphiQL there.
    pub graphiql: bool,
    /// Operations that GraphiQL opens with.
    pub examples: Vec<Example>,
    /// The files of GraphiQL, where they came with the binary; else browsers load them from a pinned address.
    pub page_files: Vec<PageFile>,
    /// The change of the record's tables that this version made last; `/readyz` compares the record's with it where it is given.
    pub migration: Option<String>,
    /// Whether documents may ask about the schema.
    pub introspection: bool,
    /// Whether answers carry `extensions.cost` and `extensions.revision`.
    pub extensions: bool,
    /// Seconds for which caches may reuse the answer to a GET without asking again.
    pub max_age: u32,
    /// Which other sites may ask.
    pub cors: Cors,
    /// A header that a trusted proxy sets to the client's address (the last one counts); else the peer's address is taken.
    pub client_header: Option<HeaderName>,
    /// If given, only these documents may be run, sent in any layout or named by the SHA-256 of their text or by their own ids.
    pub trusted_documents: Option<Vec<Trusted>>,
    /// Documents of our own, which may be named by the SHA-256 of their text on every server.
    pub own_documents: Vec<Arc<str>>,
    /// Whether clients of [`router_beside`]'s routes send the headers of the Model Context Protocol.
    pub assistants: bool,
    /// Whether operations are counted, for whoever watches the server.
    pub counted: bool,
    /// From how long on an operation is logged as slow, with its name and cost; none is where nothing is said.
    pub slow_operation: Option<Duration>,
    /// If given, asking needs one of these keys, with the scope `read`.
    pub readers: Option<Arc<Keys>>,
    /// Who offers files; of two that offer one name the first. Without any, there is no `/export` and no feed.
    pub exporters: Vec<Arc<dyn Exporter>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            path: "/graphql".to_owned(),
            graphiql: true,
            examples: Vec::new(),
            page_files: Vec::new(),
            migration: None,
            introspection: true,
            extensions: true,
            max_age: 0,
            cors: Cors::Off,
            client_header: None,
            trusted_documents: None,
            own_documents: Vec::new(),
            assistants: false,
            counted: false,
            slow_operation: None,
            readers: None,
            exporters: Vec::new(),
        }
    }
}

/// The whole HTTP side, for [`serve`], which tells it the peers' addresses: without them all clients share one rate limit.
pub fn router<E: Executor>(executor: Arc<E>, limits: Limits, options: Options) -> Router {
    router_beside(executor, limits, options, None)
}

/// Makes routes that ask the API: they are given it as it stands behind the gate.
pub type Beside = Box<dyn FnOnce(Router) -> Router>;

/// The same with routes of others behind the same gate: rate, keys and CORS are those of the API.
pub fn router_beside<E: Executor>(
    executor: Arc<E>,
    limits: Limits,
    options: Options,
    beside: Option<Beside>,
) -> Router {
    let cors = cors(&options);
    let path = options.path.clone();
    let with_exports = !options.exporters.is_empty();
    let endpoint = Arc::new(endpoint::Endpoint::new(executor, limits, options));
    let mut router = Router::new();
    if with_exports {
        router = router
            .route("/export", routing::any(exports::list::<E>))
            .route("/export/{name}", routing::any(exports::export::<E>))
            .route(exports::FEED, routing::any(exports::export::<E>));
    }
    let router = router
        .route(&path, routing::any(endpoint::graphql::<E>))
        .route(gate::HEALTH, routing::any(pages::health::<E>))
        .route(gate::LIVE, routing::any(pages::health::<E>))
        .route(gate::READY, routing::any(pages::health::<E>))
        .route(events::EVENTS, routing::any(events::events::<E>))
        .route("/schema.graphql", routing::any(pages::schema::<E>))
        .route("/graphiql/{file}", routing::any(pages::file::<E>))
        .fallback(pages::not_found::<E>)
        .with_state(endpoint.clone());
    let router = match beside {
        Some(beside) => router.clone().merge(beside(router)),
        None => router,
    };
    let router = router
        // Around every route, and what is at no route: a new one is closed until the gate says otherwise.
        .layer(from_fn_with_state(endpoint, gate::gate::<E>));
    match cors {
        Some(cors) => router.layer(cors),
        None => router,
    }
}

/// For how long a browser need not ask again whether it may ask.
const PREFLIGHT_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// What clients of GraphQL send: the protocol's own headers, keys, and those by which Apollo and tracing name themselves.
const CLIENT_HEADERS: [HeaderName; 13] = [
    header::ACCEPT,
    header::AUTHORIZATION,
    header::CACHE_CONTROL,
    header::CONTENT_TYPE,
    header::IF_NONE_MATCH,
    reply::REQUEST_ID,
    HeaderName::from_static("apollo-require-preflight"),
    HeaderName::from_static("apollographql-client-name"),
    HeaderName::from_static("apollographql-client-version"),
    HeaderName::from_static("last-event-id"),
    HeaderName::from_static("traceparent"),
    HeaderName::from_static("tracestate"),
    HeaderName::from_static("x-requested-with"),
];

/// What a client of the Model Context Protocol sends with each request.
const MCP_HEADERS: [HeaderName; 3] = [
    HeaderName::from_static("mcp-method"),
    HeaderName::from_static("mcp-name"),
    HeaderName::from_static("mcp-protocol-version"),
];

fn cors(options: &Options) -> Option<CorsLayer> {
    let origins = match &options.cors {
        Cors::Off => return None,
        Cors::Any => AllowOrigin::any(),
        Cors::Origins(origins) => AllowOrigin::list(origins.iter().cloned()),
    };
    Some(
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers(
                CLIENT_HEADERS
                    .into_iter()
                    .chain(MCP_HEADERS.into_iter().filter(|_| options.assistants))
                    .collect::<Vec<_>>(),
            )
            .max_age(PREFLIGHT_AGE)
            .expose_headers([
                header::CONTENT_DISPOSITION,
                header::ETAG,
                header::RETRY_AFTER,
                reply::REQUEST_ID,
            ]),
    )
}
