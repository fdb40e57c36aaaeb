//! The GraphQL graph, its limits and error codes, and the HTTP side.
//!
//! The only crate that knows GraphQL types and HTTP. Entity crates own facts, this one owns types and edges: edges are
//! drawn over the catalogue in memory, evidence comes through the request's loaders.

pub mod code;
mod error;
mod graph;
mod query;
mod scope;

use std::sync::Arc;

use async_graphql::{EmptyMutation, EmptySubscription, Request, Response, Schema};
use catalogue::{Catalogue, Catalogues};
use chrono::NaiveDate;

use crate::query::Query;
use crate::scope::Scope;

/// The graph over a record's catalogues.
#[derive(Clone)]
pub struct Graph {
    schema: Schema<Query, EmptyMutation, EmptySubscription>,
    catalogues: Arc<Catalogues>,
}

/// The schema in its definition language, sorted, as the public contract holds it.
pub fn sdl() -> String {
    use async_graphql::SDLExportOptions;
    let options = SDLExportOptions::new()
        .sorted_arguments()
        .sorted_enum_items()
        .sorted_fields();
    schema().sdl_with_options(options)
}

fn schema() -> Schema<Query, EmptyMutation, EmptySubscription> {
    Schema::build(Query, EmptyMutation, EmptySubscription)
        .disable_suggestions()
        .finish()
}

impl Graph {
    /// The graph over these catalogues.
    pub fn new(catalogues: Arc<Catalogues>) -> Self {
        Self {
            schema: schema(),
            catalogues,
        }
    }

    /// All revisions.
    pub fn catalogues(&self) -> &Arc<Catalogues> {
        &self.catalogues
    }

    /// Runs a request whose document was checked, on one catalogue.
    pub async fn execute(
        &self,
        request: Request,
        catalogue: Arc<Catalogue>,
        today: NaiveDate,
    ) -> Response {
        let scope = Scope::new(catalogue, self.catalogues.clone(), today);
        self.schema.execute(request.data(scope)).await
    }
}
