//! Which argument an error of the library is about: its message or its place in the document tells.

use async_graphql::{Pos, ServerError};
use async_graphql_parser::types::{ExecutableDocument, Selection, SelectionSet};

/// The path of the argument at fault, `states[0]`; none where the error is about something else.
pub(super) fn argument(
    error: &ServerError,
    document: Option<&ExecutableDocument>,
) -> Option<String> {
    named(&error.message).or_else(|| {
        let at = error.locations.first()?;
        let document = document?;
        let operations = document
            .operations
            .iter()
            .map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document
            .fragments
            .values()
            .map(|fragment| &fragment.node.selection_set.node);
        operations
            .chain(fragments)
            .find_map(|set| at_place(set, *at))
    })
}

/// `Invalid value for argument "states.0", ...` names it; list places are written with brackets.
fn named(message: &str) -> Option<String> {
    let rest = message.strip_prefix("Invalid value for argument \"")?;
    let (path, _) = rest.split_once('"')?;
    let mut argument = String::new();
    for part in path.split('.') {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            argument.push_str(&format!("[{part}]"));
        } else {
            if !argument.is_empty() {
                argument.push('.');
            }
            argument.push_str(part);
        }
    }
    Some(argument)
}

/// The argument whose value stands at a place. The document was measured: its own nesting is small.
fn at_place(set: &SelectionSet, at: Pos) -> Option<String> {
    set.items
        .iter()
        .find_map(|selection| match &selection.node {
            Selection::Field(field) => field
                .node
                .arguments
                .iter()
                .find(|(_, value)| value.pos == at)
                .map(|(name, _)| name.node.to_string())
                .or_else(|| at_place(&field.node.selection_set.node, at)),
            Selection::InlineFragment(fragment) => at_place(&fragment.node.selection_set.node, at),
            Selection::FragmentSpread(_) => None,
        })
}
