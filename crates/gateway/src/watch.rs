//! Counts the fields of a request while it runs, for documents whose price is only an average.
//!
//! A list without pages is as long as the data make it, and lists in lists multiply: no average bounds them. So such a document runs
//! on a schema with this extension, which ends it at a bound and lets others run (and the clock be looked at) meanwhile. What it
//! holds is counted against what all running answers, and those of one client, may hold. All other documents run without it: it costs
//! each field a little, and their price is held for them instead.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo,
};
use async_graphql::{ErrorExtensionValues, ServerError, ServerResult, Value, value};

use crate::code::Code;

/// Fields that are left to be held.
#[derive(Debug)]
pub struct Pool(AtomicU64);

impl Pool {
    /// A pool of so many fields.
    #[must_use]
    pub fn new(fields: u64) -> Self {
        Self(AtomicU64::new(fields))
    }

    fn take(&self, fields: u64) -> bool {
        let less = |left: u64| left.checked_sub(fields);
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        taken.is_ok()
    }

    fn give_back(&self, fields: u64) {
        self.0.fetch_add(fields, Ordering::Relaxed);
    }
}

/// How many fields and items of lists a request may resolve, and the pools that they are held from until this is dropped.
#[derive(Debug)]
pub struct Bound {
    most: u64,
    pools: [Arc<Pool>; 2],
    counted: AtomicU64,
    held: AtomicU64,
}

/// Fields that are resolved, and held, at a stretch.
const STRETCH: u64 = 256;

impl Bound {
    /// A bound of one request.
    #[must_use]
    pub fn new(most: u64, pools: [Arc<Pool>; 2]) -> Self {
        Self {
            most,
            pools,
            counted: AtomicU64::new(0),
            held: AtomicU64::new(0),
        }
    }

    /// Holds so many fields more; `false` where a pool has not as many left.
    #[must_use]
    pub fn take(&self, fields: u64) -> bool {
        let [first, second] = &self.pools;
        if !first.take(fields) {
            return false;
        }
        if !second.take(fields) {
            first.give_back(fields);
            return false;
        }
        self.held.fetch_add(fields, Ordering::Relaxed);
        true
    }

    /// Counts fields that are to be resolved, and holds them.
    pub(crate) fn count(&self, more: u64) -> Result<Counted, ServerError> {
        let before = self.counted.fetch_add(more, Ordering::Relaxed);
        let after = before + more;
        if after > self.most {
            return Err(too_many(self.most, before.max(self.most) + 1));
        }
        let needed = after.div_ceil(STRETCH) * STRETCH;
        let missing = needed.saturating_sub(self.held.load(Ordering::Relaxed));
        if missing > 0 && !self.take(missing) {
            // What follows must not start either.
            self.counted.store(self.most, Ordering::Relaxed);
            return Err(full());
        }
        Ok(match missing > 0 && before > 0 {
            true => Counted::Stretch,
            false => Counted::Within,
        })
    }

    /// Takes fields back that are to be resolved in another way.
    pub(crate) fn uncount(&self, fields: u64) {
        self.counted.fetch_sub(fields, Ordering::Relaxed);
    }
}

/// Where a count stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Within a stretch.
    Within,
    /// At the beginning of the next one: others may run, and whether anybody waits may be looked at.
    Stretch,
}

impl Drop for Bound {
    fn drop(&mut self) {
        let held = *self.held.get_mut();
        self.pools.iter().for_each(|pool| pool.give_back(held));
    }
}

/// Makes a counter for each request.
pub(crate) struct Watch;

impl ExtensionFactory for Watch {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Counter)
    }
}

struct Counter;

#[async_trait]
impl Extension for Counter {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        if let Some(bound) = ctx.data_opt::<Arc<Bound>>()
            && bound.count(1)? == Counted::Stretch
        {
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

/// All that runs holds as much as it may.
fn full() -> ServerError {
    let code = Code::ServiceUnavailable;
    let mut error = ServerError::new(code.message(), None);
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code.as_str());
    error.extensions = Some(extensions);
    error
}
