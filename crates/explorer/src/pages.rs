//! The pages by their addresses, which are stable for ever.

mod about;
mod approvals;
mod database;
mod disease;
mod home;
mod indicators;
mod institutions;
mod linkage;
mod matrix;
mod operator;
mod registries;
mod registry;
mod robots;
mod search;
mod sources;
mod uses;

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::routing::{MethodRouter, get};

use crate::Explorer;
use crate::context::Context;
use crate::frame::{self, Page};
use crate::problem::Problem;

pub(crate) fn routes() -> Router<Arc<Explorer>> {
    Router::new()
        .route("/", page(home::home))
        .route("/search", page(search::search))
        .route("/linkage", page(linkage::linkage))
        .route("/linkage/matrix", page(matrix::matrix))
        .route("/databases/{code}", page(database::database))
        .route("/registries", page(registries::registries))
        .route("/registries/match", page(registries::matches))
        .route("/registries/compare", page(registries::compare))
        .route("/registries/{code}", page(registry::registry))
        .route("/uses", page(uses::uses))
        .route("/approvals/{operator}/{number}", page(approvals::approval))
        .route("/institutions", page(institutions::institutions))
        .route("/institutions/{code}", page(institutions::institution))
        .route("/operators/{code}", page(operator::operator))
        .route("/diseases/{code}", page(disease::disease))
        .route("/indicators", page(indicators::indicators))
        .route("/sources", page(sources::sources))
        .route("/sources/{code}", page(sources::source))
        .route("/changes", page(about::changes))
        .route("/about", page(about::about))
        .route("/sitemap.xml", get(robots::sitemap))
        .route("/robots.txt", get(robots::robots))
}

/// What a page's function gives.
type Made<'c> = Pin<Box<dyn Future<Output = Result<Page, Problem>> + Send + 'c>>;

fn page(make: fn(&Context) -> Made<'_>) -> MethodRouter<Arc<Explorer>> {
    get(
        move |State(explorer): State<Arc<Explorer>>, segments: RawPathParams, request: Request| async move {
            let segments = segments.iter().map(|(_, value)| value.to_owned()).collect();
            let context = Context::new(explorer, request, segments)
                .with_labels()
                .await;
            let made = match context.check() {
                Ok(()) => make(&context).await,
                Err(problem) => Err(problem),
            };
            frame::respond(&context, made).await
        },
    )
}

/// Refuses what the API could not answer either.
pub(crate) fn all_or_nothing(response: &crate::api::Response, field: &str) -> Result<(), Problem> {
    if !response.data[field].is_null() {
        return Ok(());
    }
    match response.problems.first() {
        Some(problem) => Err(problem.clone()),
        None => Err(Problem::no_such_page()),
    }
}
