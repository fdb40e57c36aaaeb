//! What stands between a stranger's document and the library.
//!
//! The library's parser overflows its stack on deep brackets, and its validation walks fragments once per spread. So a document
//! is scanned first (one pass, no recursion), then parsed, then measured with each fragment visited once. Only a document
//! that passed all three is handed on, already parsed. Nothing here knows HTTP or the schema.

mod absent;
mod cost;
mod escapes;
mod lengths;
mod lists;
mod measure;
mod operation;
mod scan;
#[cfg(test)]
mod tests;

use async_graphql::Pos;
use async_graphql_parser::types::ExecutableDocument;

use crate::{code::Code, limits::Limits};

pub use lengths::Lengths;
pub use lists::Lists;
pub use operation::Operation;

/// Why a document or a request was not run, before anything was executed.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The code clients switch on.
    pub code: Code,
    /// One sentence, in English, without internals.
    pub message: String,
    /// Where in the document, if at a place.
    pub at: Option<Pos>,
    /// The limit that was passed, if one was.
    pub limit: Option<Box<PassedLimit>>,
}

/// A limit and what the request asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassedLimit {
    /// Name of the limit, as in the documentation.
    pub name: &'static str,
    /// The most that is allowed.
    pub maximum: u64,
    /// What was asked for; counting may have stopped just past the maximum.
    pub actual: u64,
}

impl Refusal {
    /// A refusal that names no place and no limit.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            at: None,
            limit: None,
        }
    }

    fn at(self, at: Pos) -> Self {
        Self {
            at: Some(at),
            ..self
        }
    }

    fn limit(name: &'static str, what: &str, actual: u64, maximum: u64) -> Self {
        Self {
            code: Code::DocumentTooComplex,
            message: format!("{what}: {actual}, and at most {maximum} are allowed"),
            at: None,
            limit: Some(Box::new(PassedLimit {
                name,
                maximum,
                actual,
            })),
        }
    }
}

/// A document that is safe to hand to the library.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The document, parsed.
    pub document: ExecutableDocument,
    /// Whether it asks for `__schema` or `__type` anywhere.
    pub introspects: bool,
    /// Length of its text, in bytes.
    pub bytes: usize,
}

/// Scans, parses and measures a document.
///
/// # Errors
///
/// A document that cannot be parsed or goes past a limit.
pub fn check(text: &str, limits: &Limits) -> Result<Checked, Refusal> {
    if text.len() > limits.document_bytes {
        return Err(Refusal::limit(
            "documentBytes",
            "bytes of the document",
            to_u64(text.len()),
            to_u64(limits.document_bytes),
        ));
    }
    let written = escapes::written_out(text);
    scan::scan(&written, limits)?;
    let document =
        async_graphql_parser::parse_query(written.as_ref()).map_err(|error| syntax(&error))?;
    let introspects = measure::measure(&document, limits)?;
    Ok(Checked {
        document,
        introspects,
        bytes: text.len(),
    })
}

/// The parser's message is a drawing of several lines that repeats the document; keep its last line.
fn syntax(error: &async_graphql_parser::Error) -> Refusal {
    let text = error.to_string();
    let detail = match error {
        async_graphql_parser::Error::Syntax { .. } => text
            .rsplit(" = ")
            .next()
            .filter(|detail| detail.starts_with("expected") || detail.starts_with("unexpected"))
            .unwrap_or("unreadable"),
        _ => text.trim_end_matches('.'),
    };
    let refusal = Refusal::new(Code::GraphqlParseFailed, format!("syntax error: {detail}"));
    match error.positions().next() {
        Some(at) => refusal.at(at),
        None => refusal,
    }
}

fn to_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
