//! Names of requests, for clients and the log.

use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher,
    sync::atomic::{AtomicU64, Ordering},
};

use ::http::HeaderMap;

use super::reply;

/// Numbers that count on from a random start.
pub(super) struct Ids(AtomicU64);

impl Default for Ids {
    fn default() -> Self {
        Self(AtomicU64::new(RandomState::new().hash_one("request ids")))
    }
}

impl Ids {
    /// The id that a proxy gave the request, if it is a plain one, else a new one.
    pub(super) fn of(&self, headers: &HeaderMap) -> String {
        let given = headers.get(reply::REQUEST_ID);
        let given = given.and_then(|id| id.to_str().ok()).filter(|id| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            (8..=64).contains(&id.len()) && id.bytes().all(plain)
        });
        match given {
            Some(id) => id.to_owned(),
            None => {
                let number = self.0.fetch_add(1, Ordering::Relaxed);
                // An odd factor: different numbers stay different.
                format!("{:016x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15))
            }
        }
    }
}
