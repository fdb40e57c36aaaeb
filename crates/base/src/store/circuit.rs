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
    pub(crate) fn lets_pass(&self, now: Instant) -> bool {
        let mut state = self.state();
        match *state {
            State::Closed => true,
            State::OpenUntil(until) if now < until => false,
            State::OpenUntil(_) => {
                *state = State::OpenUntil(now + PAUSE);
                true
            }
        }
    }

    /// Notes how a read went; `true` where that is news.
    pub(crate) fn note(&self, answered: bool, now: Instant) -> bool {
        let mut state = self.state();
        let was_closed = matches!(*state, State::Closed);
        *state = if answered {
            State::Closed
        } else {
            State::OpenUntil(now + PAUSE)
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

    #[test]
    fn after_a_failure_one_read_at_a_time_tries_again() {
        let circuit = Circuit::default();
        let start = Instant::now();
        assert!(circuit.lets_pass(start));
        assert!(circuit.note(false, start), "the first failure is news");
        assert!(!circuit.lets_pass(start));
        let later = start + PAUSE;
        assert!(circuit.lets_pass(later), "one tries");
        assert!(!circuit.lets_pass(later), "and the others do not");
        assert!(circuit.note(true, later), "so is the recovery");
        assert!(circuit.lets_pass(later) && circuit.is_closed());
    }
}
