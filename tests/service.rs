//! The whole service: `queries/<topic>/<case>.graphql` with the answer in `<case>.snap`, `imports/<case>/` with the report
//! or the problems, and the operations of `schema/operations`.
//!
//! A topic is one test, as each test is a process of its own and loads the catalogue anew; all its cases are told.

/// One file for each kind of case.
mod cases {
    pub(crate) mod imports;
    pub(crate) mod operations;
    pub(crate) mod queries;
}

datatest_stable::harness! {
    { test = cases::queries::topic, root = "queries", pattern = r"^[^/]+/about\.md$" },
    { test = cases::imports::import, root = "imports", pattern = r"^[^/]+/about\.md$" },
    { test = cases::operations::operations, root = "../schema/operations", pattern = r"^variables\.json$" },
}
