//! A database that does not answer is not waited for by every reader: after a failure reads fail at once for a moment, then
//! one of them tries again.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

/// How long reads fail at once after one that found the database away.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether the database answered last time.
#[derive(Debug, Default)]
pub(crate) struct Circuit(Mutex<State>);

#[derive(Debug, Default)]
enum State {
    /// It answers.
    #[default]
    Closed,
    /// It did not; nobody asks it before this moment.
    OpenUntil(Instant),
}

impl Circuit {
    /// Whether a read may go to the database. While it is away, one read at a time tries.
    pub(crate) fn lets_pass(&self) -> bool {
        let mut state = self.state();
        match *state {
            State::Closed => true,
            State::OpenUntil(until) if Instant::now() < until => false,
            State::OpenUntil(_) => {
                *state = State::OpenUntil(Instant::now() + PAUSE);
                true
            }
        }
    }

    /// Notes how a read went; `true` where that is news.
    pub(crate) fn note(&self, answered: bool) -> bool {
        let mut state = self.state();
        let was_closed = matches!(*state, State::Closed);
        *state = if answered {
            State::Closed
        } else {
            State::OpenUntil(Instant::now() + PAUSE)
        };
        was_closed != answered
    }

    /// Whether the database answered the last read.
    pub(crate) fn is_closed(&self) -> bool {
        matches!(*self.state(), State::Closed)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn after_a_failure_one_read_at_a_time_tries_again() {
        let circuit = Circuit::default();
        assert!(circuit.lets_pass());
        assert!(circuit.note(false), "the first failure is news");
        assert!(!circuit.lets_pass());
        tokio::time::advance(PAUSE).await;
        assert!(circuit.lets_pass(), "one tries");
        assert!(!circuit.lets_pass(), "and the others do not");
        assert!(circuit.note(true), "so is the recovery");
        assert!(circuit.lets_pass() && circuit.is_closed());
    }
}
