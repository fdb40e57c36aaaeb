//! A small graph behind the real router, asked in process.

mod caching;
mod connections;
mod errors;
mod events;
mod exports;
mod persisted;
mod protocol;
mod refusals;

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicUsize, Ordering},
};

use ::http::{HeaderMap, Method, StatusCode, header};
use async_graphql::{Context, EmptySubscription, Object, Schema, SimpleObject};
use axum::{Router, body::Body, extract::Request};
use base::cancel::Cancellable;
use chrono::NaiveDate;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use tower::ServiceExt;

use super::{Edition, Executor, Options, Snapshot, router};
use crate::{Bound, limits::Limits};

/// What the test sees of the server, and how it holds it up.
#[derive(Default)]
struct Inside {
    revision: AtomicI64,
    published: watch::Sender<i64>,
    executions: AtomicUsize,
    started: Notify,
    gate: Notify,
}

#[derive(Clone)]
struct Graph {
    schema: Schema<Query, Mutation, EmptySubscription>,
    sdl: Arc<str>,
    inside: Arc<Inside>,
}

impl Executor for Graph {
    type Snapshot = Graph;

    fn snapshot(&self) -> Graph {
        self.clone()
    }

    fn revisions(&self) -> watch::Receiver<i64> {
        self.inside.published.subscribe()
    }

    fn sdl(&self) -> &str {
        &self.sdl
    }

    async fn migration(&self) -> Option<String> {
        Some("m1".to_owned())
    }
}

impl Snapshot for Graph {
    fn edition(&self) -> Edition {
        Edition {
            revision: self.inside.revision.load(Ordering::Relaxed),
            record: 0,
            today: NaiveDate::default(),
        }
    }

    fn execute(
        &self,
        request: async_graphql::Request,
        _: Option<Arc<Bound>>,
    ) -> impl Future<Output = async_graphql::Response> + Send + 'static {
        self.inside.executions.fetch_add(1, Ordering::Relaxed);
        let schema = self.schema.clone();
        async move { schema.execute(request).await }
    }
}

struct Query;

#[Object]
impl Query {
    async fn ping(&self) -> i32 {
        1
    }

    async fn echo(&self, text: String) -> String {
        text
    }

    async fn number(&self, n: i32) -> i32 {
        n
    }

    /// Waits until the test lets it go on.
    async fn waits(&self, ctx: &Context<'_>) -> i32 {
        let inside = ctx.data_unchecked::<Arc<Inside>>();
        inside.started.notify_one();
        inside.gate.notified().await;
        1
    }

    /// Reads rows without an end and awaits nothing.
    async fn counts(&self, ctx: &Context<'_>) -> i32 {
        ctx.data_unchecked::<Arc<Inside>>().started.notify_one();
        (0_u64..).cancellable().count() as i32
    }

    async fn never(&self) -> i32 {
        std::future::pending().await
    }

    async fn panics(&self) -> i32 {
        let empty: Vec<i32> = Vec::new();
        empty.into_iter().next().expect("a secret of ours")
    }

    async fn leaks(&self) -> Option<async_graphql::Result<i32>> {
        let failed: Result<i32, _> = "secret".parse::<i32>();
        Some(failed.map_err(async_graphql::Error::new_with_source))
    }

    async fn fails(&self) -> async_graphql::Result<i32> {
        let mut error = async_graphql::Error::new("no such code");
        error
            .extensions
            .get_or_insert_default()
            .set("code", "BAD_USER_INPUT");
        Err(error)
    }

    async fn items(&self) -> Option<Vec<Item>> {
        Some(vec![Item { number: 0 }, Item { number: 1 }])
    }

    async fn optional_items(&self) -> Vec<Option<Item>> {
        vec![Some(Item { number: 0 }), Some(Item { number: 1 })]
    }
}

#[derive(SimpleObject)]
#[graphql(complex)]
struct Item {
    number: i32,
}

#[async_graphql::ComplexObject]
impl Item {
    async fn odd(&self) -> async_graphql::Result<i32> {
        if self.number % 2 == 1 {
            Ok(self.number)
        } else {
            Query.fails_inner()
        }
    }
}

impl Query {
    fn fails_inner(&self) -> async_graphql::Result<i32> {
        let mut error = async_graphql::Error::new("not odd");
        error
            .extensions
            .get_or_insert_default()
            .set("code", "BAD_USER_INPUT");
        Err(error)
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn change(&self) -> i32 {
        1
    }
}

struct Server {
    router: Router,
    inside: Arc<Inside>,
}

fn server() -> Server {
    server_with(Limits::default(), Options::default())
}

fn server_with(limits: Limits, options: Options) -> Server {
    let inside = Arc::new(Inside::default());
    let schema = Schema::build(Query, Mutation, EmptySubscription);
    let schema = schema.data(Arc::clone(&inside)).finish();
    let graph = Graph {
        sdl: schema.sdl().into(),
        schema,
        inside: Arc::clone(&inside),
    };
    Server {
        router: router(Arc::new(graph), limits, options),
        inside,
    }
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: impl header::AsHeaderName) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("an answer in JSON")
    }

    fn error(&self) -> Value {
        self.json()["errors"][0].clone()
    }

    fn code(&self) -> String {
        self.error()["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

impl Server {
    async fn send(&self, request: Request) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    /// A POST of this JSON with `Accept: application/graphql-response+json`.
    async fn post(&self, body: Value) -> Reply {
        self.send(post(body).body_json()).await
    }

    async fn query(&self, query: &str) -> Reply {
        self.post(json!({ "query": query })).await
    }

    async fn get(&self, parameters: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().uri(format!("/graphql?{parameters}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    fn executions(&self) -> usize {
        self.inside.executions.load(Ordering::Relaxed)
    }
}

const GRAPHQL: &str = "application/graphql-response+json";

/// A POST to be changed before it is sent.
struct Post {
    headers: Vec<(&'static str, &'static str)>,
    body: Value,
}

fn post(body: Value) -> Post {
    Post {
        headers: vec![("content-type", "application/json"), ("accept", GRAPHQL)],
        body,
    }
}

impl Post {
    fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.retain(|(old, _)| *old != name);
        self.headers.push((name, value));
        self
    }

    fn body_json(self) -> Request {
        let text = self.body.to_string();
        self.body_raw(Body::from(text))
    }

    fn body_raw(self, body: Body) -> Request {
        let mut request = Request::builder().method(Method::POST).uri("/graphql");
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request.body(body).unwrap()
    }
}
