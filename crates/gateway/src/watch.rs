//! Counts the fields of a request while it runs, for documents whose price is only a guess.
//!
//! A list without pages is as long as the data make it, and lists in lists multiply: no estimate bounds them. So such a document runs
//! on a schema with this extension, which ends it at a bound and lets others run (and the clock be looked at) meanwhile. All other
//! documents run without it: it costs each field a little.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo,
};
use async_graphql::{ErrorExtensionValues, ServerError, ServerResult, Value, value};

use crate::code::Code;

/// How many fields and items of lists a request may resolve.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound(pub(crate) u64);

/// Fields that are resolved at a stretch.
const STRETCH: u64 = 256;

/// Makes a counter for each request.
pub(crate) struct Watch;

impl ExtensionFactory for Watch {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Counter::default())
    }
}

#[derive(Default)]
struct Counter(AtomicU64);

#[async_trait]
impl Extension for Counter {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let resolved = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(Bound(most)) = ctx.data_opt::<Bound>()
            && resolved > *most
        {
            return Err(too_many(*most, resolved));
        }
        if resolved.is_multiple_of(STRETCH) {
            tokio::task::yield_now().await;
        }
        next.run(ctx, info).await
    }
}

fn too_many(maximum: u64, actual: u64) -> ServerError {
    let code = Code::DocumentTooComplex;
    let message =
        format!("fields and list items of the answer: more than {maximum}, for its lists multiply");
    let mut error = ServerError::new(message, None);
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code.as_str());
    extensions.set(
        "limit",
        value!({ "name": "fields", "maximum": maximum, "actual": actual }),
    );
    error.extensions = Some(extensions);
    error
}
