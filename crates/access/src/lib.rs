//! Keys for those who may do more than ask in public: made, listed, revoked, checked; and the audit of what was tried.
//!
//! A key is text that its holder sends with every request, shown once when it is made; the record holds its argon2 hash.
//! May depend on `base` only. Never knows HTTP, files or the catalogue.

mod audit;
mod key;
mod keys;
mod secret;
#[cfg(test)]
mod tests;

pub use audit::{Action, Attempt, Audited, Outcome};
pub use key::{Key, KeyError, NewKey, Scope};
pub use keys::{Denied, Keys};
