//! The types of the graph, one file per kind of thing, each in the order of the schema.

pub(crate) mod approval;
pub(crate) mod catalogue;
pub(crate) mod connection;
pub(crate) mod database;
pub(crate) mod error_code;
pub(crate) mod everything;
pub(crate) mod evidence;
pub(crate) mod facet;
pub(crate) mod federation;
pub(crate) mod indicator;
pub(crate) mod institution;
pub(crate) mod linkage;
pub(crate) mod lookup;
pub(crate) mod node;
pub(crate) mod operator;
pub(crate) mod precedent;
pub(crate) mod ranking;
pub(crate) mod registry;
pub(crate) mod scalars;
pub(crate) mod search;
pub(crate) mod statement;
pub(crate) mod vocabularies;
pub(crate) mod vocabulary;
pub(crate) mod withdrawal;
