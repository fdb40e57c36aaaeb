//! The record itself.
