//! The catalogue for assistants: tools, resources and prompts of the Model Context Protocol.
//!
//! Every tool is one document of `schema/operations/assistant`, sent in process to the API with the arguments as its variables; what a
//! tool takes is generated from those variables and the public schema, what it answers is declared by the types that write it.
//! Nothing here knows the catalogue, its crates or HTTP beyond its own path. Texts of the catalogue are data: they leave quoted.

mod answer;
mod api;
mod arguments;
mod completion;
mod contract;
mod documents;
mod evidence;
mod http_route;
mod language;
mod pages;
mod problem;
mod prompts;
mod quoted;
mod resources;
mod server;
#[cfg(test)]
mod tests;
mod tools;

use std::time::Duration;

use axum::Router;
use rmcp::ServiceExt;

pub use crate::answer::MOST_BYTES;
pub use crate::documents::documents;
pub use crate::http_route::{PATH, route};
pub use crate::server::Assistant;

/// Where pages are, unless somebody says otherwise: where `tsunagu serve` listens.
const BASE_DEFAULT: &str = "http://127.0.0.1:8080";

/// How the assistant behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// The path of the API under the same address.
    pub api_path: String,
    /// Where the server is seen from outside (`https://data.example.jp`); where it is not given, the `Host` of the request.
    pub public_url: Option<String>,
    /// Origins whose pages may ask in a browser, beside those of the loopback address and of `public_url`.
    pub origins: Origins,
    /// Whether the schema may be read as a resource.
    pub schema: bool,
    /// Longest request body, in bytes.
    pub body_bytes: usize,
    /// Longest wait for the whole body of a request.
    pub body_time: Duration,
}

/// Origins whose pages may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// All.
    Any,
    /// These.
    Only(Vec<String>),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            api_path: "/graphql".to_owned(),
            public_url: None,
            origins: Origins::Only(Vec::new()),
            schema: true,
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(10),
        }
    }
}

/// Answers over standard input and output until the input ends.
///
/// # Errors
///
/// The client said something that is not the protocol, or went away in the middle of it.
pub async fn serve_stdio(api: Router, options: Options) -> Result<(), StdioError> {
    let assistant = Assistant::new(api, options);
    let running = assistant.serve(rmcp::transport::stdio_pipes()).await;
    let running = running.map_err(|error| StdioError(error.to_string()))?;
    let ended = running.waiting().await;
    ended.map_err(|error| StdioError(error.to_string()))?;
    Ok(())
}

/// Why the conversation over standard input and output ended early.
#[derive(Debug, thiserror::Error)]
#[error("the assistant's client: {0}")]
pub struct StdioError(String);
