//! The size of a document with its fragments expanded, found without expanding them: each fragment is measured once.

use std::collections::HashMap;

use async_graphql::{Name, Pos, Positioned};
use async_graphql_parser::types::{ExecutableDocument, Selection, SelectionSet};

use crate::{code::Code, limits::Limits};

use super::{Refusal, to_u64};

/// Lists of the introspection types that lead back to themselves.
const INTROSPECTION_LISTS: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];

/// A selection set with everything below it, fragments expanded. Sums saturate.
#[derive(Clone, Copy, Default)]
struct Size {
    /// Selections of every kind.
    selections: u64,
    aliases: u64,
    directives: u64,
    /// Fields of this level.
    fields_here: u64,
    /// Nested fields.
    depth: u64,
    /// Nested selections of every kind.
    levels: u64,
    /// Nested introspection lists, wherever they stand.
    lists: u64,
    /// The same, below `__schema` or `__type` only.
    introspection: u64,
    introspects: bool,
}

impl Size {
    fn add(&mut self, other: Size) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.fields_here = self.fields_here.saturating_add(other.fields_here);
        self.depth = self.depth.max(other.depth);
        self.levels = self.levels.max(other.levels);
        self.lists = self.lists.max(other.lists);
        self.introspection = self.introspection.max(other.introspection);
        self.introspects |= other.introspects;
    }
}

struct Measuring<'a> {
    document: &'a ExecutableDocument,
    limits: &'a Limits,
    /// `None` while a fragment is being measured: meeting it again is a cycle.
    fragments: HashMap<&'a Name, Option<Size>>,
}

/// Refuses a document that goes past a limit; tells whether it asks about the schema.
pub(super) fn measure(document: &ExecutableDocument, limits: &Limits) -> Result<bool, Refusal> {
    let mut measuring = Measuring {
        document,
        limits,
        fragments: HashMap::new(),
    };
    let mut total = Size::default();
    for (_, operation) in document.operations.iter() {
        let node = &operation.node;
        let mut size = measuring.selection_set(&node.selection_set, 1)?;
        let of_variables = node.variable_definitions.iter();
        let of_variables = of_variables.map(|variable| variable.node.directives.len());
        let own = node.directives.len() + of_variables.sum::<usize>();
        size.directives = size.directives.saturating_add(to_u64(own));
        measuring.bound(&size, operation.pos)?;
        within(
            "rootFields",
            "fields at the root",
            size.fields_here,
            limits.root_fields,
        )
        .and(within(
            "variables",
            "variables of the operation",
            to_u64(node.variable_definitions.len()),
            limits.variables,
        ))
        .map_err(|refusal| refusal.at(operation.pos))?;
        total.add(size);
    }
    // The library visits fragments that nothing spreads, too.
    for (name, fragment) in &document.fragments {
        let mut size = measuring.fragment(name, fragment.pos, 1)?;
        size.directives = size
            .directives
            .saturating_add(to_u64(fragment.node.directives.len()));
        measuring.bound(&size, fragment.pos)?;
        total.introspects |= size.introspects;
    }
    within(
        "selections",
        "selections of the document with its fragments expanded",
        total.selections,
        limits.selections,
    )?;
    Ok(total.introspects)
}

fn within(name: &'static str, what: &str, actual: u64, maximum: usize) -> Result<(), Refusal> {
    let maximum = to_u64(maximum);
    if actual > maximum {
        return Err(Refusal::limit(name, what, actual, maximum));
    }
    Ok(())
}

impl<'a> Measuring<'a> {
    fn bound(&self, size: &Size, at: Pos) -> Result<(), Refusal> {
        let limits = self.limits;
        let checks = [
            (
                "selections",
                "selections with fragments expanded",
                size.selections,
                limits.selections,
            ),
            ("depth", "nested fields", size.depth, limits.depth),
            ("levels", "nested selections", size.levels, limits.levels),
            ("aliases", "aliases", size.aliases, limits.aliases),
            (
                "directives",
                "directives",
                size.directives,
                limits.directives,
            ),
            (
                "introspectionLists",
                "nested lists of introspection",
                size.introspection,
                limits.introspection_lists,
            ),
        ];
        for (name, what, actual, maximum) in checks {
            within(name, what, actual, maximum).map_err(|refusal| refusal.at(at))?;
        }
        Ok(())
    }

    /// `level` bounds the recursion of this pass itself: fragments that spread one another can form a long chain.
    fn selection_set(
        &mut self,
        set: &'a Positioned<SelectionSet>,
        level: usize,
    ) -> Result<Size, Refusal> {
        let mut size = Size::default();
        if set.node.items.is_empty() {
            return Ok(size);
        }
        within(
            "levels",
            "nested selections",
            to_u64(level),
            self.limits.levels,
        )
        .map_err(|refusal| refusal.at(set.pos))?;
        for selection in &set.node.items {
            size.add(self.selection(selection, level)?);
        }
        Ok(size)
    }

    fn selection(
        &mut self,
        selection: &'a Positioned<Selection>,
        level: usize,
    ) -> Result<Size, Refusal> {
        let mut size = match &selection.node {
            Selection::Field(field) => {
                let mut size = self.selection_set(&field.node.selection_set, level + 1)?;
                let name = field.node.name.node.as_str();
                if INTROSPECTION_LISTS.contains(&name) {
                    size.lists = size.lists.saturating_add(1);
                }
                if name == "__schema" || name == "__type" {
                    size.introspects = true;
                    size.introspection = size.lists;
                }
                size.aliases = size
                    .aliases
                    .saturating_add(u64::from(field.node.alias.is_some()));
                size.fields_here = 1;
                size.depth = size.depth.saturating_add(1);
                size
            }
            Selection::InlineFragment(fragment) => {
                self.selection_set(&fragment.node.selection_set, level + 1)?
            }
            Selection::FragmentSpread(spread) => self.fragment(
                &spread.node.fragment_name.node,
                spread.node.fragment_name.pos,
                level + 1,
            )?,
        };
        let directives = to_u64(selection.node.directives().len());
        size.directives = size.directives.saturating_add(directives);
        size.selections = size.selections.saturating_add(1);
        size.levels = size.levels.saturating_add(1);
        Ok(size)
    }

    fn fragment(&mut self, name: &'a Name, at: Pos, level: usize) -> Result<Size, Refusal> {
        match self.fragments.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => {
                let message = format!("the fragment \"{name}\" spreads itself");
                return Err(Refusal::new(Code::GraphqlValidationFailed, message).at(at));
            }
            None => {}
        }
        // An unknown fragment is for validation to report, with a suggestion.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.fragments.insert(name, None);
        let size = self.selection_set(&fragment.node.selection_set, level)?;
        self.fragments.insert(name, Some(size));
        Ok(size)
    }
}
