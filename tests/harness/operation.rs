//! Documents as front ends send them: an operation with the fragments that it uses.

use std::collections::BTreeMap;
use std::path::Path;

use async_graphql_parser::parse_query;
use async_graphql_parser::types::{
    DocumentOperations, ExecutableDocument, Selection, SelectionSet,
};
use serde_json::Value;

use crate::read;

/// The fragments that operations share, by name, each as it is written.
#[derive(Debug)]
pub struct Fragments(BTreeMap<String, String>);

impl Fragments {
    /// Reads a file of fragments; each begins with `fragment` at the start of a line.
    pub fn read(path: &Path) -> Self {
        let text = read(path);
        let starts: Vec<usize> = text
            .match_indices("fragment ")
            .map(|(start, _)| start)
            .filter(|start| *start == 0 || text[..*start].ends_with('\n'))
            .collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let fragments = starts.iter().zip(ends).map(|(start, end)| {
            let source = text[*start..end].trim();
            let name = source
                .split_whitespace()
                .nth(1)
                .expect("a fragment has a name");
            (name.to_owned(), source.to_owned())
        });
        Self(fragments.collect())
    }

    /// The document with every fragment that it uses, directly or through another.
    pub fn complete(&self, document: &str) -> String {
        let mut whole = document.to_owned();
        let mut open = spreads(document);
        let mut added: Vec<String> = vec![];
        while let Some(name) = open.pop() {
            // What a document brings itself is not ours to add.
            let Some(source) = self.0.get(&name) else {
                continue;
            };
            if !added.contains(&name) {
                whole = format!("{whole}\n{source}\n");
                open.extend(spreads(source));
                added.push(name);
            }
        }
        whole
    }
}

/// The sets of variables in `<case>.json`, one empty set where there is no such file.
pub fn variables(path: &Path) -> Value {
    match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        Err(_) => Value::Object(serde_json::Map::new()),
    }
}

fn spreads(document: &str) -> Vec<String> {
    let source = match document.trim_start().starts_with("fragment") {
        // A document needs an operation; fragments alone are no document.
        true => format!("{{ __typename }} {document}"),
        false => document.to_owned(),
    };
    let Ok(ExecutableDocument {
        operations,
        fragments,
    }) = parse_query(&source)
    else {
        return vec![];
    };
    let mut found = vec![];
    match &operations {
        DocumentOperations::Single(operation) => {
            collect(&operation.node.selection_set.node, &mut found)
        }
        DocumentOperations::Multiple(all) => {
            for operation in all.values() {
                collect(&operation.node.selection_set.node, &mut found);
            }
        }
    }
    for fragment in fragments.values() {
        collect(&fragment.node.selection_set.node, &mut found);
    }
    found
}

fn collect(set: &SelectionSet, found: &mut Vec<String>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => collect(&field.node.selection_set.node, found),
            Selection::InlineFragment(inline) => collect(&inline.node.selection_set.node, found),
            Selection::FragmentSpread(spread) => {
                found.push(spread.node.fragment_name.node.to_string());
            }
        }
    }
}
