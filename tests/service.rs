//! The whole service, one test per file: `queries/<topic>/<case>.graphql` with the answer in `<case>.snap`,
//! `imports/<case>/` with the report or the problems, and the operations of `schema/operations`.

/// One file for each kind of case.
mod cases {
    pub(crate) mod imports;
    pub(crate) mod operations;
    pub(crate) mod queries;
}

datatest_stable::harness! {
    { test = cases::queries::query, root = "queries", pattern = r"\.graphql$" },
    { test = cases::imports::import, root = "imports", pattern = r"^[^/]+/about\.md$" },
    { test = cases::operations::operation, root = "../schema/operations", pattern = r"\.graphql$" },
}
