//! The real router over a record, asked in process.

use std::sync::Arc;

use async_graphql::Value;
use axum::Router;
use axum::body::Body;
use base::Store;
use catalogue::Catalogues;
use exports::{CatalogueFiles, Site};
use gateway::http::{Options, router};
use gateway::limits::Limits;
use gateway::{Graph, GraphExecutor};
use http::{HeaderMap, Request, header};
use http_body_util::BodyExt;
use tower::ServiceExt;
use tsunagu::RecordFiles;

use crate::today;

/// The whole service over one record.
pub struct Service {
    /// The revisions that it serves.
    pub catalogues: Arc<Catalogues>,
    /// What the router runs requests on.
    pub executor: Arc<GraphExecutor>,
    router: Router,
}

/// What a client gets, and what it cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// `SELECT`s that the request sent to the database.
    pub selects: u64,
    /// The body, its fields in the order that was sent, request ids left out.
    pub body: Value,
}

/// What comes back from an address that is not that of the API.
#[derive(Clone, Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// `SELECT`s that the request sent to the database.
    pub selects: u64,
}

impl Page {
    /// A header's text, empty where it is missing.
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("headers are ASCII"))
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("bodies are UTF-8")
    }

    /// The first error of the body.
    pub fn error(&self) -> serde_json::Value {
        let body: serde_json::Value = serde_json::from_slice(&self.body).expect("an error in JSON");
        body["errors"][0].clone()
    }
}

impl Service {
    /// Serves the newest revision of a record.
    pub async fn over(store: &Store) -> Self {
        Self::within(store, Limits::default(), Graph::new).await
    }

    /// The same within other limits, or with another graph over the catalogues.
    pub async fn within(
        store: &Store,
        limits: Limits,
        graph: impl FnOnce(Arc<Catalogues>) -> Graph,
    ) -> Self {
        let catalogues = Catalogues::open(store.clone()).await;
        let catalogues = Arc::new(catalogues.expect("the record holds a revision"));
        let executor = Arc::new(graph(catalogues.clone()).executor(today));
        let options = Options {
            extensions: false,
            exporters: vec![
                Arc::new(CatalogueFiles::new(
                    catalogues.clone(),
                    today,
                    Site::default(),
                )),
                Arc::new(RecordFiles::new(catalogues.clone())),
            ],
            ..Options::default()
        };
        let router = router(executor.clone(), limits, options);
        Self {
            catalogues,
            executor,
            router,
        }
    }

    /// The same catalogue within other limits.
    pub fn limited(&self, limits: Limits) -> Self {
        Self {
            catalogues: self.catalogues.clone(),
            executor: self.executor.clone(),
            router: router(self.executor.clone(), limits, Options::default()),
        }
    }

    /// The same catalogue behind another HTTP side.
    pub fn with(&self, options: Options) -> Self {
        Self {
            catalogues: self.catalogues.clone(),
            executor: self.executor.clone(),
            router: router(self.executor.clone(), Limits::default(), options),
        }
    }

    /// The service as a server runs it.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Sends any request; gives status and body.
    pub async fn send(&self, request: Request<Body>) -> (u16, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await;
        let response = response.expect("the router always answers");
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await;
        (status, bytes.expect("the body ends").to_bytes().to_vec())
    }

    /// Asks for an address.
    pub async fn get(&self, address: &str) -> Page {
        self.request("GET", address, &[]).await
    }

    /// Asks for an address by a method, with headers.
    pub async fn request(&self, method: &str, address: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let before = self.catalogues.store().selects();
        let response = self.router.clone().oneshot(request).await;
        let (parts, body) = response.expect("the router always answers").into_parts();
        let body = body.collect().await.expect("the body ends").to_bytes();
        Page {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.to_vec(),
            selects: self.catalogues.store().selects() - before,
        }
    }

    /// Sends a document with its variables.
    pub async fn ask(&self, document: &str, variables: &serde_json::Value) -> Answer {
        let body = serde_json::json!({ "query": document, "variables": variables });
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json")
            .body(Body::from(body.to_string()))
            .expect("a request");
        let before = self.catalogues.store().selects();
        let response = self.router.clone().oneshot(request).await;
        let response = response.expect("the router always answers");
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await;
        let bytes = bytes.expect("the body ends").to_bytes();
        let mut body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&bytes)));
        redact(&mut body);
        Answer {
            status,
            selects: self.catalogues.store().selects() - before,
            body,
        }
    }
}

impl Answer {
    /// The answer as snapshots hold it: cost first, then the status where it is not 200, then the body.
    pub fn text(&self) -> String {
        let body = serde_json::to_string_pretty(&self.body).expect("JSON is written");
        let status = match self.status {
            200 => String::new(),
            other => format!("status: {other}\n"),
        };
        format!("selects: {}\n{status}{body}", self.selects)
    }

    /// The body without order, for looking into.
    pub fn json(&self) -> serde_json::Value {
        serde_json::to_value(&self.body).expect("JSON is written")
    }

    /// The data; fails where there are errors.
    pub fn data(&self) -> serde_json::Value {
        let body = self.json();
        assert!(body.get("errors").is_none(), "{}", self.text());
        body["data"].clone()
    }
}

/// Request ids differ each time.
fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "requestId" {
                    *value = Value::from("[requestId]");
                } else {
                    redact(value);
                }
            }
        }
        Value::List(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}
