//! The catalogue as pages for people who do not write GraphQL.
//!
//! Every page is made from one operation of `schema/operations/pages`, sent in process through the API's own router: limits, keys,
//! caches and errors are those of any other client, and each page links to its query. Nothing here knows the catalogue, its
//! crates or GraphQL's types; what a page shows is what the API answered. Pages work without JavaScript.

mod answer;
mod api;
mod assets;
mod chart;
mod cite;
mod context;
mod day;
mod frame;
mod labels;
mod language;
mod link;
mod operations;
mod pages;
mod parts;
mod problem;
#[cfg(test)]
mod tests;
mod texts;
mod units;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    response::Response,
    routing,
};
use http::{Method, StatusCode, header};
use tower::ServiceExt;
use tower_http::compression::{CompressionLayer, CompressionLevel};

use crate::context::Context;
use crate::problem::Problem;

pub use crate::api::API_PATH_DEFAULT;

/// How the pages behave.
#[derive(Clone, Debug)]
pub struct Options {
    /// The path of the API under the same address.
    pub api_path: String,
    /// Whether GraphiQL answers there, so that pages may link to it.
    pub graphiql: bool,
    /// Where the server is seen from outside (`https://data.example.jp`), for citations and the site map; where it is not given,
    /// the `Host` of the request.
    pub public_url: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            api_path: API_PATH_DEFAULT.to_owned(),
            graphiql: true,
            public_url: None,
        }
    }
}

/// What all pages share.
pub(crate) struct Explorer {
    pub(crate) api: Router,
    pub(crate) options: Options,
    pub(crate) labels: tokio::sync::OnceCell<Arc<labels::Labels>>,
}

/// The API with pages in front of it: what is no page goes to the API, and a browser that finds nothing there gets a page.
pub fn router(api: Router, options: Options) -> Router {
    let explorer = Arc::new(Explorer {
        api,
        options,
        labels: tokio::sync::OnceCell::new(),
    });
    pages::routes()
        .route("/explorer.css", routing::get(assets::style))
        .route("/explorer.js", routing::get(assets::script))
        .route("/favicon.svg", routing::get(assets::icon))
        .layer(
            CompressionLayer::new()
                .gzip(true)
                .br(true)
                .quality(CompressionLevel::Fastest),
        )
        .fallback(beside)
        .with_state(explorer)
}

/// What is no page of ours: the API answers, but a browser gets its 404 as a page.
async fn beside(State(explorer): State<Arc<Explorer>>, request: Request) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let accept = request.headers().get(header::ACCEPT);
    let is_browser = accept
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !(reads && is_browser) || request.uri().path() == explorer.options.api_path {
        return answer_of(explorer.api.clone(), request).await;
    }
    let mut again = Request::new(axum::body::Body::empty());
    *again.method_mut() = request.method().clone();
    *again.uri_mut() = request.uri().clone();
    *again.headers_mut() = request.headers().clone();
    *again.extensions_mut() = request.extensions().clone();
    let response = answer_of(explorer.api.clone(), request).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    let context = Context::new(explorer, again, Vec::new())
        .with_labels()
        .await;
    frame::respond(&context, Err(Problem::no_such_page())).await
}

async fn answer_of(api: Router, request: Request) -> Response {
    match api.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
