//! The bundled data set against its sources: program checks, and the traps of the documents, one test each.

#[path = "data/checks.rs"]
mod checks;
#[path = "data/linkage_traps.rs"]
mod linkage_traps;
#[path = "data/tables.rs"]
mod tables;
