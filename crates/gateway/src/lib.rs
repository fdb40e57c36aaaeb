//! The `gateway` crate.

pub mod code;
pub mod guard;
pub mod http;
pub mod limits;
