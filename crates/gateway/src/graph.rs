//! The types of the graph, one file per kind of thing, each in the order of the schema.

pub(crate) mod catalogue;
pub(crate) mod connection;
pub(crate) mod database;
pub(crate) mod evidence;
pub(crate) mod linkage;
pub(crate) mod node;
pub(crate) mod scalars;
pub(crate) mod statement;
