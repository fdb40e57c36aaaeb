//! Whether a document fits the schema, found without running it.

use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::{EmptyMutation, EmptySubscription, Schema, ServerError, ValidationResult};

use crate::query::Query;

/// Ends a request once it was validated.
struct Stop;

impl ExtensionFactory for Stop {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Stop {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(ctx).await?;
        Err(Vec::new())
    }
}

/// What is wrong with each of these documents, `(place in the list, message)`; empty where all fit.
pub async fn problems(documents: impl Iterator<Item = &str>) -> Vec<(usize, String)> {
    let schema = Schema::build(Query::default(), EmptyMutation, EmptySubscription)
        .extension(Stop)
        .finish();
    let mut problems = Vec::new();
    for (place, document) in documents.enumerate() {
        for error in schema.execute(document).await.errors {
            let at = error.locations.first();
            let at = at.map_or(String::new(), |at| format!("{}:{}: ", at.line, at.column));
            problems.push((place, format!("{at}{}", error.message)));
        }
    }
    problems
}
