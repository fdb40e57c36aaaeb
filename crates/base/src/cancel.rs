//! An end for work that does not await: whoever waits for it says that nobody does any more, and the work finds out.
//!
//! A future is ended by dropping it, but only where it awaits. What reads a million rows in one go looks at its [`Cancel`]
//! instead and unwinds, so that no signature on the way has to speak of it.

use std::cell::RefCell;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

thread_local! {
    static CURRENT: RefCell<Option<Cancel>> = const { RefCell::new(None) };
}

/// Rows between two looks.
const STRETCH: usize = 1_024;

/// Whether work is still wanted, shared by one piece of work and who waits for it.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<Inside>);

#[derive(Debug, Default)]
struct Inside {
    is_cancelled: AtomicBool,
    /// Wakes work that awaits.
    told: Notify,
}

/// What work unwinds with that was cancelled. No panic: no hook is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// Cancels when it is dropped.
#[derive(Debug)]
pub struct CancelOnDrop(Cancel);

impl Cancel {
    /// Nobody waits any more.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::Relaxed);
        self.0.told.notify_one();
    }

    /// A guard for who waits: leaving in whatever way cancels.
    #[must_use]
    pub fn on_drop(&self) -> CancelOnDrop {
        CancelOnDrop(self.clone())
    }

    /// Runs work that [`look`]s at this; where it awaits it is ended at once.
    pub async fn over<F: Future>(self, work: F) -> F::Output {
        let mut work = pin!(work);
        let mut told = pin!(self.0.told.notified());
        std::future::poll_fn(|context| {
            let _outer = Restore(CURRENT.replace(Some(self.clone())));
            if told.as_mut().poll(context).is_ready() {
                look();
            }
            work.as_mut().poll(context)
        })
        .await
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

struct Restore(Option<Cancel>);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// Unwinds with [`Cancelled`] where the work that this thread does was cancelled.
pub fn look() {
    let is_cancelled = CURRENT.with_borrow(|current| {
        let cancelled = current
            .as_ref()
            .map(|cancel| cancel.0.is_cancelled.load(Ordering::Relaxed));
        cancelled == Some(true)
    });
    if is_cancelled {
        std::panic::resume_unwind(Box::new(Cancelled));
    }
}

/// Iterators over as many rows as a table has.
pub trait Cancellable: Iterator + Sized {
    /// The same items; [`look`]s now and then.
    fn cancellable(self) -> impl Iterator<Item = Self::Item> {
        self.enumerate().map(|(at, item)| {
            if at.is_multiple_of(STRETCH) {
                look();
            }
            item
        })
    }
}

impl<I: Iterator> Cancellable for I {}

#[cfg(test)]
mod tests {
    use std::panic::AssertUnwindSafe;

    use super::*;

    async fn ended(cancel: Cancel, work: impl Future<Output = u64>) -> Result<u64, Cancelled> {
        let work = AssertUnwindSafe(cancel.over(work));
        let done = futures::FutureExt::catch_unwind(work).await;
        done.map_err(|unwound| *unwound.downcast::<Cancelled>().expect("no panic"))
    }

    #[tokio::test]
    async fn work_without_an_await_ends_where_nobody_waits() {
        let cancel = Cancel::default();
        let inner = cancel.clone();
        let work = async move {
            (0_u64..)
                .cancellable()
                .inspect(|row| {
                    if *row == 5_000 {
                        inner.cancel();
                    }
                })
                .max()
                .unwrap_or_default()
        };
        assert_eq!(ended(cancel, work).await, Err(Cancelled));
    }

    #[tokio::test]
    async fn work_that_awaits_ends_where_nobody_waits() {
        let cancel = Cancel::default();
        let waits = ended(cancel.clone(), std::future::pending());
        let leaves = async { drop(cancel.on_drop()) };
        assert_eq!(tokio::join!(waits, leaves).0, Err(Cancelled));
    }

    #[tokio::test]
    async fn what_is_wanted_is_finished_and_what_comes_after_is_not_touched() {
        let cancel = Cancel::default();
        let sum = async { (0_u64..5_000).cancellable().sum() };
        assert_eq!(ended(cancel.clone(), sum).await, Ok(12_497_500));
        drop(cancel.on_drop());
        look();
        assert_eq!((0..3_000).cancellable().count(), 3_000);
    }
}
