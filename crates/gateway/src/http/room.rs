//! Who may run now, and how much all that runs may hold: places for operations, and fields of answers that are being made.
//!
//! A short queue takes up the bursts of honest pages; past it, or where no place comes free in time, the answer is 503. One client
//! gets half of everything at most, so that it cannot shut out the others.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use moka::future::Cache;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::{
    code::Code,
    limits::Limits,
    watch::{Bound, Pool},
};

use super::failure::Failure;

/// How long an operation waits for a place.
const WAIT: Duration = Duration::from_millis(150);
/// Operations that wait, for each place.
const WAITING: usize = 8;

/// The room that all requests share.
pub(super) struct Room {
    /// Places for operations; a part of an export takes one as well.
    pub(super) running: Arc<Semaphore>,
    places: usize,
    fields: Arc<Pool>,
    most_fields: u64,
    clients: Cache<IpAddr, Arc<OfClient>>,
}

/// One client's part.
struct OfClient {
    running: Arc<Semaphore>,
    waiting: AtomicUsize,
    fields: Arc<Pool>,
}

/// A place, given back when it is dropped, and what the operation in it may hold.
pub(super) struct Place {
    _running: OwnedSemaphorePermit,
    _of_client: OwnedSemaphorePermit,
    pools: [Arc<Pool>; 2],
}

impl Place {
    /// What bounds an operation that may resolve this many fields.
    pub(super) fn bound(&self, most: u64) -> Bound {
        Bound::new(most, self.pools.clone())
    }
}

impl Room {
    pub(super) fn new(limits: &Limits) -> Self {
        let places = limits.concurrent_requests.min(Semaphore::MAX_PERMITS);
        Self {
            running: Arc::new(Semaphore::new(places)),
            places,
            fields: Arc::new(Pool::new(limits.running_fields)),
            most_fields: limits.running_fields,
            clients: Cache::new(limits.clients),
        }
    }

    /// A place for an operation of this client, now or within a moment.
    pub(super) async fn enter(&self, client: IpAddr) -> Result<Place, Failure> {
        let own = self
            .clients
            .get_with(client, async { self.of_client() })
            .await;
        // Whoever waits is counted, also where he leaves.
        let _waiting = Waiting::start(&own.waiting, self.places.saturating_mul(WAITING))?;
        let places = async {
            let of_client = own.running.clone().acquire_owned().await.ok()?;
            let running = self.running.clone().acquire_owned().await.ok()?;
            Some((of_client, running))
        };
        match timeout(WAIT, places).await {
            Ok(Some((of_client, running))) => Ok(Place {
                _running: running,
                _of_client: of_client,
                pools: [own.fields.clone(), self.fields.clone()],
            }),
            _ => Err(busy()),
        }
    }

    fn of_client(&self) -> Arc<OfClient> {
        Arc::new(OfClient {
            running: Arc::new(Semaphore::new(self.places.div_ceil(2))),
            waiting: AtomicUsize::new(0),
            fields: Arc::new(Pool::new(self.most_fields / 2)),
        })
    }
}

/// The server is full: come back in a second.
pub(super) fn busy() -> Failure {
    Failure::later(Code::ServiceUnavailable, 1)
}

struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn start(count: &'a AtomicUsize, most: usize) -> Result<Self, Failure> {
        let waiting = Self(count);
        if count.fetch_add(1, Ordering::Relaxed) >= most {
            return Err(busy());
        }
        Ok(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_client_gets_half_of_the_places_and_of_the_fields() {
        let room = Room::new(&Limits {
            concurrent_requests: 4,
            running_fields: 1_000,
            ..Limits::default()
        });
        let (one, other) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let first = room.enter(one).await.expect("a place");
        let _second = room.enter(one).await.expect("a place");
        assert!(room.enter(one).await.is_err(), "no third one");
        let others = room.enter(other).await.expect("the others have theirs");
        let held = first.bound(10_000);
        assert!(held.take(500) && !held.take(1), "half of the fields");
        let theirs = others.bound(10_000);
        assert!(theirs.take(500), "the other half");
        drop(held);
        assert!(first.bound(10_000).take(500), "what was used is given back");
    }
}
