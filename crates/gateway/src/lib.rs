//! The GraphQL graph, its limits and error codes, and the HTTP side.
//!
//! The only crate that knows GraphQL types and HTTP. Entity crates own facts, this one owns types and edges: edges are
//! drawn over the catalogue in memory, evidence comes through the request's loaders.

pub mod code;
mod error;
mod examples;
mod graph;
pub mod guard;
pub mod http;
pub mod limits;
mod plain;
mod query;
mod scope;
pub mod validate;
mod view;
mod watch;

use std::sync::Arc;

use async_graphql::{
    EmptyMutation, EmptySubscription, ObjectType, Request, Response, SDLExportOptions, Schema,
};
use base::Standing;
use catalogue::{Catalogue, Catalogues};
use chrono::NaiveDate;
use moka::future::Cache;

pub use crate::examples::examples;
use crate::graph::federation::Subgraph;
use crate::guard::{Lengths, Lists};
use crate::query::Query;
use crate::scope::Scope;
use crate::watch::Watch;
pub use crate::watch::{Bound, Pool};

/// Stack of a thread that runs requests. The library resolves a field within the one above it, so the deepest document that the
/// limits allow needs more than threads usually have.
pub const STACK_BYTES: usize = 16 * 1024 * 1024;

/// The graph over a record's catalogues.
#[derive(Clone)]
pub struct Graph {
    schema: Root,
    catalogues: Arc<Catalogues>,
    writes: bool,
}

/// The graph by itself, or as a part of a federated one.
#[derive(Clone)]
enum Root {
    Alone(Pair<Query>),
    Federated(Pair<Subgraph>),
}

/// The same schema without and with the extension that counts fields.
#[derive(Clone)]
struct Pair<Q> {
    quick: Schema<Q, EmptyMutation, EmptySubscription>,
    watched: Schema<Q, EmptyMutation, EmptySubscription>,
}

impl<Q: ObjectType + Default + 'static> Pair<Q> {
    fn new(suggestions: bool) -> Self {
        let build = || {
            let schema = Schema::build(Q::default(), EmptyMutation, EmptySubscription);
            if suggestions {
                schema
            } else {
                schema.disable_suggestions()
            }
        };
        Self {
            quick: build().finish(),
            watched: build().extension(Watch).finish(),
        }
    }

    async fn execute(&self, request: Request, bound: Option<Arc<Bound>>) -> Response {
        match bound {
            None => self.quick.execute(request).await,
            Some(bound) => self.watched.execute(request.data(bound)).await,
        }
    }
}

impl Root {
    /// The schema in its definition language; of a federated one as `_service` gives it, word for word.
    fn sdl(&self) -> String {
        let options = SDLExportOptions::new();
        match self {
            Self::Alone(pair) => without_built_in_directives(&pair.quick.sdl_with_options(options)),
            Self::Federated(pair) => {
                let options = options.federation().compose_directive();
                pair.quick.sdl_with_options(options)
            }
        }
    }
}

/// The schema in its definition language, as the public contract holds it: types by name, fields and enum values in the order in which
/// a reader needs them, which is that of the code.
pub fn sdl() -> String {
    alone().sdl()
}

/// The schema as a part of a federated one (Apollo Federation 2): what a router composes with those of other services.
pub fn federation_sdl() -> String {
    federated().sdl()
}

/// The text without the definitions that the specification gives anyway: tools ask for a description of every argument.
fn without_built_in_directives(sdl: &str) -> String {
    const BUILT_IN: [&str; 4] = ["include", "skip", "specifiedBy", "deprecated"];
    let mut kept: Vec<&str> = Vec::new();
    for line in sdl.lines() {
        let built_in = BUILT_IN.iter().any(|name| {
            line.strip_prefix("directive @")
                .is_some_and(|rest| rest.starts_with(&format!("{name}(")))
        });
        if !built_in {
            kept.push(line);
            continue;
        }
        // Its description goes with it: the block between the last two lines of quotes.
        if kept.last() == Some(&"\"\"\"") {
            kept.pop();
            while kept.pop().is_some_and(|line| line != "\"\"\"") {}
        }
    }
    kept.join("\n") + "\n"
}

fn alone() -> Root {
    Root::Alone(Pair::new(true))
}

fn federated() -> Root {
    Root::Federated(Pair::new(true))
}

impl Graph {
    /// The graph over these catalogues.
    pub fn new(catalogues: Arc<Catalogues>) -> Self {
        Self {
            schema: alone(),
            catalogues,
            writes: true,
        }
    }

    /// The same as a part of a federated graph: with `_entities` and `_service`.
    pub fn federated(catalogues: Arc<Catalogues>) -> Self {
        Self {
            schema: federated(),
            catalogues,
            writes: true,
        }
    }

    /// The same, but errors about unknown names do not tell of known ones.
    pub fn without_suggestions(self) -> Self {
        let schema = match self.schema {
            Root::Alone(_) => Root::Alone(Pair::new(false)),
            Root::Federated(_) => Root::Federated(Pair::new(false)),
        };
        Self { schema, ..self }
    }

    /// The same, but the library makes every part of an answer, also what could be written at once. The answers are the same; their
    /// data hold values and no ready bytes.
    pub fn by_the_library_alone(self) -> Self {
        Self {
            writes: false,
            ..self
        }
    }

    /// The graph as the HTTP side runs it; `today` says which day it is.
    pub fn executor(self, today: impl Fn() -> NaiveDate + Send + Sync + 'static) -> GraphExecutor {
        let sdl = self.schema.sdl();
        GraphExecutor {
            lengths: Arc::new(OfRevisions {
                lists: Lists::of_schema(&sdl),
                known: Cache::new(KEPT),
            }),
            sdl,
            graph: self,
            today: Box::new(today),
        }
    }

    /// All revisions.
    pub fn catalogues(&self) -> &Arc<Catalogues> {
        &self.catalogues
    }

    /// Runs a request whose document was checked, on one catalogue; `bound` is for one whose cost is only a guess.
    pub async fn execute(
        &self,
        request: Request,
        catalogue: Arc<Catalogue>,
        today: NaiveDate,
        bound: Option<Arc<Bound>>,
    ) -> Response {
        let scope = Scope::new(catalogue, self.catalogues.clone(), today);
        self.execute_in(scope, request, bound).await
    }

    async fn execute_in(
        &self,
        scope: Scope,
        request: Request,
        bound: Option<Arc<Bound>>,
    ) -> Response {
        let request = request.data(scope);
        match &self.schema {
            Root::Alone(pair) => pair.execute(request, bound).await,
            Root::Federated(pair) => pair.execute(request, bound).await,
        }
    }
}

/// The graph with a calendar: what the HTTP side runs requests on.
pub struct GraphExecutor {
    graph: Graph,
    today: Box<dyn Fn() -> NaiveDate + Send + Sync>,
    sdl: String,
    lengths: Arc<OfRevisions>,
}

/// How long the lists of the revisions are that were served last.
struct OfRevisions {
    lists: Lists,
    known: Cache<http::Edition, Arc<Lengths>>,
}

/// Revisions whose lengths are kept: requests that began with an older one still run.
const KEPT: u64 = 4;

/// One catalogue on one day.
pub struct GraphSnapshot {
    graph: Graph,
    lengths: Arc<OfRevisions>,
    catalogue: Arc<Catalogue>,
    today: NaiveDate,
}

impl http::Executor for GraphExecutor {
    type Snapshot = GraphSnapshot;

    fn snapshot(&self) -> GraphSnapshot {
        GraphSnapshot {
            graph: self.graph.clone(),
            lengths: self.lengths.clone(),
            catalogue: self.graph.catalogues.present(),
            today: (self.today)(),
        }
    }

    fn sdl(&self) -> &str {
        &self.sdl
    }

    fn revisions(&self) -> tokio::sync::watch::Receiver<i64> {
        self.graph.catalogues.revisions()
    }

    fn record_answers(&self) -> bool {
        self.graph.catalogues.store().answers()
    }

    fn readers(&self) -> Option<(usize, usize)> {
        let readers = self.graph.catalogues.store().readers();
        let well = readers
            .iter()
            .filter(|(_, standing)| matches!(standing, Standing::Current(_)));
        (!readers.is_empty()).then(|| (well.count(), readers.len()))
    }

    async fn migration(&self) -> Option<String> {
        let store = self.graph.catalogues.store();
        let mut migration = store.migration().await;
        if migration.is_err()
            && let Some(reader) = store.healthy_reader().await
        {
            migration = reader.migration().await;
        }
        migration
            .inspect_err(|error| tracing::warn!(%error, "the record is not ready"))
            .ok()
    }
}

impl http::Snapshot for GraphSnapshot {
    fn edition(&self) -> http::Edition {
        http::Edition {
            revision: self.catalogue.at().0,
            record: self.catalogue.revision.fingerprint(),
            today: self.today,
        }
    }

    async fn lengths(&self) -> Arc<Lengths> {
        let ask = |document| {
            let catalogue = self.catalogue.clone();
            let request = Request::new(document);
            self.graph.execute(request, catalogue, self.today, None)
        };
        let lengths = async { Arc::new(Lengths::ask(&self.lengths.lists, ask).await) };
        let known = &self.lengths.known;
        known.get_with(http::Snapshot::edition(self), lengths).await
    }

    fn execute(
        &self,
        request: Request,
        bound: Option<Arc<Bound>>,
    ) -> impl Future<Output = Response> + Send + 'static {
        let graph = self.graph.clone();
        let catalogues = graph.catalogues.clone();
        let mut scope = Scope::new(self.catalogue.clone(), catalogues, self.today);
        scope.writes = graph.writes;
        async move { graph.execute_in(scope, request, bound).await }
    }
}
