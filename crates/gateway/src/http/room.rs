//! Who may run now, and how much all that runs may hold: places for operations, and fields of answers that are being made.
//!
//! A short queue takes up the bursts of honest pages; past it, or where no place comes free in time, the answer is 503. One client
//! gets half of everything at most, so that it cannot shut out the others.
//!
//! An operation that waits for the database gives its place to others meanwhile: a database that hangs holds up none that needs none.
//! How many may wait so is bounded, for each keeps a thread; the fields of the others fail at once.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use base::StoreError;
use futures::{FutureExt, future::BoxFuture};
use moka::future::Cache;
use tokio::{
    sync::{Mutex, OwnedSemaphorePermit, Semaphore},
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
/// Operations that wait for the database, for each place.
const OUTSIDE: usize = 4;

tokio::task_local! {
    /// The place of the operation that this task runs.
    static PLACE: Arc<Place>;
}

/// The room that all requests share.
pub(super) struct Room {
    /// Places for operations; a part of an export takes one as well.
    pub(super) running: Arc<Semaphore>,
    outside: Arc<Semaphore>,
    places: usize,
    fields: Arc<Pool>,
    most_fields: u64,
    clients: Cache<IpAddr, Arc<OfClient>>,
}

/// One client's part.
struct OfClient {
    running: Arc<Semaphore>,
    outside: Arc<Semaphore>,
    waiting: AtomicUsize,
    fields: Arc<Pool>,
}

/// A place, given back when it is dropped, and what the operation in it may hold.
pub(super) struct Place {
    /// None while the operation waits for the database.
    turn: Mutex<Option<Turn>>,
    running: [Arc<Semaphore>; 2],
    outside: [Arc<Semaphore>; 2],
    pools: [Arc<Pool>; 2],
}

/// Of the client's places, and of all.
type Turn = [OwnedSemaphorePermit; 2];

impl Place {
    /// What bounds an operation that may resolve this many fields.
    pub(super) fn bound(&self, most: u64) -> Bound {
        Bound::new(most, self.pools.clone())
    }

    /// Runs the operation that has this place.
    pub(super) async fn run<F: Future>(self: Arc<Self>, operation: F) -> F::Output {
        PLACE.scope(self, operation).await
    }
}

async fn turn(places: &[Arc<Semaphore>; 2]) -> Option<Turn> {
    let [own, all] = places;
    let own = own.clone().acquire_owned().await.ok()?;
    Some([own, all.clone().acquire_owned().await.ok()?])
}

/// Waits for the database while others have the operation's place. On the heap, for it is waited for from deep inside.
///
/// # Errors
///
/// [`StoreError::Crowded`] where too many wait already.
pub(crate) fn outside<'a, T: Send + 'a>(
    wait: impl Future<Output = T> + Send + 'a,
) -> BoxFuture<'a, Result<T, StoreError>> {
    async {
        let Ok(place) = PLACE.try_with(Arc::clone) else {
            return Ok(wait.await);
        };
        let [own, all] = &place.outside;
        let (Ok(_own), Ok(_all)) = (own.try_acquire(), all.try_acquire()) else {
            return Err(StoreError::Crowded);
        };
        *place.turn.lock().await = None;
        let done = wait.await;
        let mut held = place.turn.lock().await;
        if held.is_none() {
            *held = turn(&place.running).await;
        }
        drop(held);
        Ok(done)
    }
    .boxed()
}

impl Room {
    pub(super) fn new(limits: &Limits) -> Self {
        let places = limits.concurrent_requests.min(Semaphore::MAX_PERMITS);
        Self {
            running: Arc::new(Semaphore::new(places)),
            outside: Arc::new(Semaphore::new(outsiders(places))),
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
        let running = [own.running.clone(), self.running.clone()];
        match timeout(WAIT, turn(&running)).await {
            Ok(Some(turn)) => Ok(Place {
                turn: Mutex::new(Some(turn)),
                running,
                outside: [own.outside.clone(), self.outside.clone()],
                pools: [own.fields.clone(), self.fields.clone()],
            }),
            _ => Err(busy()),
        }
    }

    fn of_client(&self) -> Arc<OfClient> {
        Arc::new(OfClient {
            running: Arc::new(Semaphore::new(self.places.div_ceil(2))),
            outside: Arc::new(Semaphore::new(outsiders(self.places).div_ceil(2))),
            waiting: AtomicUsize::new(0),
            fields: Arc::new(Pool::new(self.most_fields / 2)),
        })
    }
}

fn outsiders(places: usize) -> usize {
    places.saturating_mul(OUTSIDE).min(Semaphore::MAX_PERMITS)
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

    #[tokio::test]
    async fn who_waits_for_the_database_leaves_its_place_to_others() {
        let room = Room::new(&Limits {
            concurrent_requests: 2,
            ..Limits::default()
        });
        let client = [10, 0, 0, 1].into();
        let place = Arc::new(room.enter(client).await.expect("the client's only place"));
        assert!(room.enter(client).await.is_err());
        let waits = place.clone().run(outside(async {
            let other = room.enter(client).await;
            assert!(other.is_ok(), "the place is free meanwhile");
        }));
        waits.await.expect("few wait");
        assert!(room.enter(client).await.is_err(), "and taken again");

        let crowd = OUTSIDE * 2 / 2;
        let own = place.outside[0].clone();
        let _crowd = own.try_acquire_many(crowd as u32).expect("nobody waits");
        let late = place.clone().run(outside(std::future::ready(()))).await;
        assert!(matches!(late, Err(StoreError::Crowded)), "{late:?}");
    }
}
