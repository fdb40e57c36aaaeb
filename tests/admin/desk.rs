//! The routes of curators over a record, and requests to them.

use std::path::Path;
use std::sync::Arc;

use access::{Action, Keys, Outcome, Scope};
use axum::Router;
use axum::body::Body;
use base::{RevisionRow, Store};
use catalogue::Catalogues;
use gateway::Graph;
use gateway::http::{Curator, Options, admin, router};
use gateway::limits::Limits;
use harness::{imported_at, today};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// The row of the small fixture with another quantity.
pub(crate) const MORE: &[u8] = b"database,number,quantity,unit,approximate,as_of,document,locator,stated_on,printed,derivation,note\n\
ndb,1,26000000000,RECORDS,true,2023-06,table,\xE5\x88\x97\x31,2023-06,,STATED,\n";

/// Everything behind the routes.
pub(crate) struct Desk {
    pub(crate) keys: Arc<Keys>,
    pub(crate) catalogues: Arc<Catalogues>,
    pub(crate) store: Store,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    pub(crate) fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
    }

    /// The reasons of all problems.
    pub(crate) fn reasons(&self) -> Vec<&str> {
        let problems = self.body["problems"].as_array().expect("problems");
        problems
            .iter()
            .map(|problem| problem["reason"].as_str().expect("a reason"))
            .collect()
    }
}

/// Limits without a rate, so that a test may knock as often as it likes.
pub(crate) fn limits() -> Limits {
    Limits {
        requests_per_second: 0,
        ..Limits::default()
    }
}

impl Desk {
    /// The small fixture behind the curator that is shipped.
    pub(crate) async fn over(store: &Store) -> Self {
        let real = |catalogues: &Arc<Catalogues>| tsunagu::Curator::new(catalogues.clone());
        Self::with(store, limits(), false, real).await
    }

    /// The small fixture behind any curator; `require_key` where reading needs a key too.
    pub(crate) async fn with<C: Curator>(
        store: &Store,
        limits: Limits,
        require_key: bool,
        curator: impl FnOnce(&Arc<Catalogues>) -> C,
    ) -> Self {
        let begin = harness::import_folder(store, Path::new("fixtures/small/1")).await;
        begin.unwrap_or_else(|problems| panic!("the fixture has problems:\n{problems}"));
        let catalogues = Catalogues::open(store.clone()).await;
        let catalogues = Arc::new(catalogues.expect("the record holds a revision"));
        let keys = Arc::new(Keys::new(store.clone(), || imported_at(2)));
        let options = Options {
            readers: require_key.then(|| keys.clone()),
            ..Options::default()
        };
        let curator = Arc::new(curator(&catalogues));
        let desk = admin(curator, keys.clone(), &limits, &options);
        let executor = Arc::new(Graph::new(catalogues.clone()).executor(today));
        Self {
            router: router(executor, limits, options).merge(desk),
            keys,
            catalogues,
            store: store.clone(),
        }
    }

    /// A new key's text.
    pub(crate) async fn key(&self, name: &str, scope: Scope) -> String {
        let made = self.keys.create(name, &[scope]).await;
        made.expect("a key is made").text
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await;
        let (parts, body) = response.expect("the router always answers").into_parts();
        let bytes = body.collect().await.expect("the body ends").to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }

    /// Sends files to `/admin/import` with whatever the address ends with.
    pub(crate) async fn import(&self, key: &str, end: &str, files: &[(&str, &[u8])]) -> Reply {
        self.send(post(Some(key), end, FORM, form(files))).await
    }

    /// The newest revision.
    pub(crate) async fn newest(&self) -> RevisionRow {
        let newest = RevisionRow::newest(&self.store).await;
        newest.expect("the record is read").expect("a revision")
    }

    /// What the audit says of requests, oldest first; keys that were made and revoked are left out.
    pub(crate) async fn audit(&self) -> Vec<(Action, Outcome, Option<i64>)> {
        let rows = self.keys.audited(1_000).await.expect("the audit is read");
        rows.into_iter()
            .rev()
            .filter(|row| row.outcome != Outcome::Done)
            .map(|row| (row.action, row.outcome, row.revision))
            .collect()
    }
}

pub(crate) const FORM: &str = "multipart/form-data; boundary=snip";

/// Files as a form.
pub(crate) fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in files {
        let head = format!(
            "--snip\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--snip--\r\n");
    body
}

/// A POST to `/admin/import`.
pub(crate) fn post(
    key: Option<&str>,
    end: &str,
    content_type: &str,
    body: impl Into<Body>,
) -> Request<Body> {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(format!("/admin/import{end}"))
        .header(header::CONTENT_TYPE, content_type);
    if let Some(key) = key {
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    request.body(body.into()).expect("a request")
}
