//! Streamable HTTP: one path, one answer for one request, no sessions.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::StatusCode;
use http_body_util::{BodyExt, Limited};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::time::timeout;

use crate::{Assistant, Options, Origins};

/// Where the assistant is.
pub const PATH: &str = "/mcp";

type Service = StreamableHttpService<Assistant, NeverSessionManager>;

struct Served {
    service: Service,
    options: Options,
}

/// The assistant at [`PATH`]; what stands before every route of the server stands before it as well.
pub fn route(api: Router, options: Options) -> Router {
    let assistant = Assistant::new(api, options.clone());
    let service = Service::new(
        move || Ok(assistant.clone()),
        Arc::new(NeverSessionManager::default()),
        config(&options),
    );
    let served = Arc::new(Served { service, options });
    Router::new()
        .route(PATH, routing::any(answer))
        .with_state(served)
}

fn config(options: &Options) -> StreamableHttpServerConfig {
    // A page on another site cannot forge its origin, so the origin is what is looked at; the host is the proxy's business.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(options.body_bytes)
        .disable_allowed_hosts();
    let Origins::Only(origins) = &options.origins else {
        return config;
    };
    let own = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"].map(str::to_owned);
    let public = options.public_url.clone();
    config
        .with_allowed_origins(own.into_iter().chain(public).chain(origins.clone()))
        .enforce_origin_validation()
}

async fn answer(State(served): State<Arc<Served>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, served.options.body_bytes).collect();
    let body = match timeout(served.options.body_time, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let request = Request::from_parts(parts, Body::from(body));
    served.service.handle(request).await.into_response()
}
