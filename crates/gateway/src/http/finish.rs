//! The last touch on an answer of the library: every error gets a code, a Japanese message and the request's id; nothing internal leaves.

use async_graphql::{ErrorExtensionValues, Name, PathSegment, Pos, Response, ServerError, Value};
use async_graphql_parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::{blame, japanese};
use crate::code::Code;

/// Longest message; the library repeats wrong values in full.
const MESSAGE_CHARS: usize = 500;
/// Errors of one document; the library reports every wrong field.
const REQUEST_ERRORS: usize = 50;

/// Completes the errors of an answer. `document` is the one that was run: the library loses the last segment of paths inside lists, and
/// the error's place in the document tells it.
pub fn finish(response: &mut Response, document: Option<&ExecutableDocument>, request_id: &str) {
    let executed = was_executed(response);
    // An execution that was cut off has the same error at every field that was still to come.
    let cut_off = |error| code(error) == Some(Code::DocumentTooComplex);
    if !executed || response.errors.iter().any(cut_off) {
        response.errors.truncate(REQUEST_ERRORS);
    }
    for error in &mut response.errors {
        let code = match code(error) {
            Some(code) => code,
            None => {
                let code = classify(error, executed);
                if code == Code::InternalServerError {
                    tracing::error!(
                        request_id,
                        message = error.message,
                        "an error without a code"
                    );
                    error.message = code.message().to_owned();
                }
                code
            }
        };
        if let Some((at, _)) = error.message.char_indices().nth(MESSAGE_CHARS) {
            error.message.truncate(at);
            error.message.push('…');
        }
        let argument = match code {
            Code::BadUserInput => blame::argument(error, document),
            _ => None,
        };
        error.source = None;
        let extensions = error
            .extensions
            .get_or_insert_with(ErrorExtensionValues::default);
        extensions.set("code", code.as_str());
        extensions.set("requestId", request_id);
        if let Some(argument) = argument
            && extensions.get("argument").is_none()
        {
            extensions.set("argument", argument);
        }
        if extensions.get("messageJa").is_none() {
            let said = japanese::translated(&error.message);
            let said = said.unwrap_or_else(|| code.message_ja().to_owned());
            extensions.set("messageJa", said);
        }
        if let Some(document) = document {
            repair_path(error, document);
        }
    }
}

/// Whether execution began, so that the answer has `data`, be it null.
pub(super) fn was_executed(response: &Response) -> bool {
    response.errors.is_empty()
        || response.data != Value::Null
        || response.errors.iter().any(|error| !error.path.is_empty())
}

/// The code that an error already has, if it is one of ours.
pub(super) fn code(error: &ServerError) -> Option<Code> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Code::parse(code),
        Value::Enum(code) => Code::parse(code),
        _ => None,
    }
}

/// The code of an error that the library made. What comes from `?` on some other error keeps that error as its source, and is
/// not for clients.
fn classify(error: &ServerError, executed: bool) -> Code {
    let says = |start: &str| error.message.starts_with(start);
    if error.source.is_some() {
        Code::InternalServerError
    } else if says("Invalid value for argument")
        || says("Failed to parse \"")
        || says("Expected input type \"")
        || says("Variable ") && executed
    {
        Code::BadUserInput
    } else if says("The recursion depth of the query")
        || says("The number of directives on the field")
        || says("Query is ")
    {
        Code::DocumentTooComplex
    } else if !executed || says("Cannot query field") || says("Unknown fragment") {
        Code::GraphqlValidationFailed
    } else {
        Code::InternalServerError
    }
}

/// Adds the segment that a list has swallowed: the field at the error's place, if it stands directly below the path.
fn repair_path(error: &mut ServerError, document: &ExecutableDocument) {
    let (Some(PathSegment::Index(_)), Some(at)) = (error.path.last(), error.locations.first())
    else {
        return;
    };
    let mut sets: Vec<&SelectionSet> = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set.node)
        .collect();
    for segment in &error.path {
        if let PathSegment::Field(key) = segment {
            let mut below = Vec::new();
            for set in sets {
                fields(set, document, 0, &mut |field, _| {
                    if field.response_key().node == *key {
                        below.push(&field.selection_set.node);
                    }
                });
            }
            sets = below;
        }
    }
    let mut found = None;
    for set in sets {
        fields(set, document, 0, &mut |field, pos| {
            if pos == *at {
                found = Some(field.response_key().node.clone());
            }
        });
    }
    if let Some(key) = found {
        error.path.push(PathSegment::Field(Name::to_string(&key)));
    }
}

/// Visits the fields of one level, fragments expanded. The document was measured: it is small and has no cycles.
fn fields<'a>(
    set: &'a SelectionSet,
    document: &'a ExecutableDocument,
    level: usize,
    visit: &mut impl FnMut(&'a async_graphql_parser::types::Field, Pos),
) {
    if level > 32 {
        return;
    }
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => visit(&field.node, field.pos),
            Selection::InlineFragment(fragment) => {
                fields(
                    &fragment.node.selection_set.node,
                    document,
                    level + 1,
                    visit,
                );
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    fields(
                        &fragment.node.selection_set.node,
                        document,
                        level + 1,
                        visit,
                    );
                }
            }
        }
    }
}
