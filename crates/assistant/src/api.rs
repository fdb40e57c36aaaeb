//! Asking the API: one document, in process, as the client that asked the assistant.

use axum::Router;
use axum::body::Body;
use http::{HeaderValue, Method, Request, header, request::Parts};
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

use crate::documents::Document;
use crate::problem::Problem;

/// The API behind the assistant.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) router: Router,
    pub(crate) path: String,
}

impl Api {
    /// Sends a document with these variables; gives `data`.
    ///
    /// # Errors
    ///
    /// An error of the API that left a root field without an answer.
    pub(crate) async fn ask(
        &self,
        asker: Option<&Parts>,
        document: Document,
        variables: &Map<String, Value>,
    ) -> Result<Value, Problem> {
        let body = json!({ "query": document.text(), "variables": variables });
        let mut request = Request::new(Body::from(body.to_string()));
        *request.method_mut() = Method::POST;
        let path = self.path.parse();
        *request.uri_mut() = path.map_err(|_| Problem::broken("the path of the API is none"))?;
        if let Some(asker) = asker {
            *request.extensions_mut() = asker.extensions.clone();
            if let Some(key) = asker.headers.get(header::AUTHORIZATION) {
                let headers = request.headers_mut();
                headers.insert(header::AUTHORIZATION, key.clone());
            }
        }
        let headers = request.headers_mut();
        let accept = "application/graphql-response+json, application/json;q=0.9";
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let bytes = response.into_body().collect().await;
        let bytes = bytes.map_err(|_| Problem::broken("the API's answer ended early"))?;
        let mut answer: Value = serde_json::from_slice(&bytes.to_bytes())
            .map_err(|_| Problem::broken("the API's answer is not JSON"))?;
        let is_whole = answer["data"]
            .as_object()
            .is_some_and(|data| data.values().all(|root| !root.is_null()));
        match answer["errors"].get(0) {
            Some(error) if !is_whole => Err(Problem::of_error(error)),
            _ => Ok(answer["data"].take()),
        }
    }
}
