//! What an operation is likely to cost, in fields, estimated before it runs.
//!
//! A field costs one. What lies below the `edges` or `nodes` of a connection counts once per row that may be asked for: `first` or
//! `last` (literal, variable or its default), else the default page size, but no more than there are. What is asked for by a list of
//! ids or representations counts once for each of them. A field with `first` or `last` but without `edges` and `nodes`
//! is taken for a plain list of that length; other lists count as often as the catalogue's own are long ([`Lengths`]), those of
//! introspection a fixed number of times. Fragments are priced once.

use std::collections::HashMap;

use async_graphql::{Name, Positioned, Variables};
use async_graphql_parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};

use async_graphql_value::Value;

use crate::limits::Limits;

use super::{
    lengths::{Lengths, TOTAL},
    lists::{Known, Lists, introspected},
    to_u64,
};

/// The type at the root of every operation.
const ROOT: &str = "Query";

/// The price of a selection set: what counts once, and what counts once per row if the parent is a connection.
#[derive(Clone, Copy, Default)]
struct Price {
    once: u64,
    per_row: u64,
    /// Nested lists without pages.
    lists: u64,
}

/// What a past revision costs that has to be loaded: about as long as so many fields take.
const PAST: u64 = 5_000;

struct Pricing<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    limits: &'a Limits,
    lists: &'a Lists,
    lengths: &'a Lengths,
    /// By name, and whether it stands inside introspection.
    fragments: HashMap<(&'a Name, bool), Price>,
    largest_page: u64,
}

/// What was read from an operation without running it.
pub(super) struct Estimate {
    pub(super) cost: u64,
    /// The largest `first` or `last`.
    pub(super) largest_page: u64,
    /// Nested lists without pages: with two of them, the cost is only a guess.
    pub(super) lists: u64,
}

/// The estimated cost of an operation of a document that was measured, so that it has no cycles and is not deep.
pub(super) fn estimate(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    limits: &Limits,
    (lists, lengths): (&Lists, &Lengths),
) -> Estimate {
    let mut pricing = Pricing {
        document,
        operation,
        variables,
        limits,
        lists,
        lengths,
        fragments: HashMap::new(),
        largest_page: 0,
    };
    let price = pricing.selection_set(&operation.selection_set, ROOT, false);
    Estimate {
        cost: price.once.saturating_add(price.per_row),
        largest_page: pricing.largest_page,
        lists: price.lists,
    }
}

impl<'a> Pricing<'a> {
    /// `of` is the type that the selections are made of; inside introspection it is nobody's.
    fn selection_set(
        &mut self,
        set: &'a Positioned<SelectionSet>,
        of: &'a str,
        inside: bool,
    ) -> Price {
        let mut price = Price::default();
        for selection in &set.node.items {
            let (once, per_row) = match &selection.node {
                Selection::Field(field) => {
                    let (cost, lists) = self.field(&field.node, of, inside);
                    price.lists = price.lists.max(lists);
                    match field.node.name.node.as_str() {
                        "edges" | "nodes" => (0, cost),
                        _ => (cost, 0),
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let of = condition.map_or(of, |condition| condition.node.on.node.as_str());
                    let inner = self.selection_set(&fragment.node.selection_set, of, inside);
                    price.lists = price.lists.max(inner.lists);
                    (inner.once, inner.per_row)
                }
                Selection::FragmentSpread(spread) => {
                    let inner = self.fragment(&spread.node.fragment_name.node, inside);
                    price.lists = price.lists.max(inner.lists);
                    (inner.once, inner.per_row)
                }
            };
            price.once = price.once.saturating_add(once);
            price.per_row = price.per_row.saturating_add(per_row);
        }
        price
    }

    fn fragment(&mut self, name: &'a Name, inside: bool) -> Price {
        if let Some(price) = self.fragments.get(&(name, inside)) {
            return *price;
        }
        let price = match self.document.fragments.get(name) {
            Some(fragment) => {
                let of = fragment.node.type_condition.node.on.node.as_str();
                self.selection_set(&fragment.node.selection_set, of, inside)
            }
            None => Price::default(),
        };
        self.fragments.insert((name, inside), price);
        price
    }

    /// Its cost, and how many lists without pages are nested from here on.
    fn field(&mut self, field: &'a Field, of: &str, inside: bool) -> (u64, u64) {
        let name = field.name.node.as_str();
        let inside = inside || matches!(name, "__schema" | "__type");
        let known = self.lists.get(of, name);
        let type_below = known.map_or("", |known| known.of.as_str());
        let below = self.selection_set(&field.selection_set, type_below, inside);
        let rows = self.rows(field);
        let mut lists = below.lists;
        let (once, repeated, times) = if inside {
            (0, below.once, introspected(name))
        } else if below.per_row > 0 {
            let rows = rows.unwrap_or(self.limits.default_page_size);
            let all = self.lengths.of(type_below, TOTAL);
            (below.once, below.per_row, rows.min(all.unwrap_or(rows)))
        } else if let Some(rows) = rows {
            (0, below.once, rows)
        } else if known.is_some_and(Known::is_without_pages) {
            lists = lists.saturating_add(1);
            let length = self.lengths.of(of, name);
            (0, below.once, length.unwrap_or(self.limits.list_size))
        } else {
            (0, below.once, 1)
        };
        let repeated = repeated.saturating_mul(times);
        // A figure's `asOf` is a day, and has no fields.
        let is_past = name == "asOf" && !field.selection_set.node.items.is_empty();
        let own = if is_past { PAST } else { 1 };
        let cost = own.saturating_add(once).saturating_add(repeated);
        (cost, lists)
    }

    /// The larger of `first` and `last`, as far as they are numbers (the resolver judges the others), or how many things are
    /// named.
    fn rows(&mut self, field: &Field) -> Option<u64> {
        let mut rows = None;
        for (name, value) in &field.arguments {
            let given = match name.node.as_str() {
                "first" | "last" => {
                    let size = self.number(&value.node);
                    self.largest_page = self.largest_page.max(size.unwrap_or_default());
                    size.map(|rows| rows.min(self.limits.max_page_size))
                }
                "ids" | "representations" => self.length(&value.node),
                _ => None,
            };
            rows = rows.max(given);
        }
        rows
    }

    fn length(&self, value: &Value) -> Option<u64> {
        match value {
            Value::List(items) => Some(to_u64(items.len())),
            Value::Variable(name) => match self.variables.get(name) {
                Some(async_graphql::Value::List(items)) => Some(to_u64(items.len())),
                _ => None,
            },
            _ => None,
        }
    }

    fn number(&self, value: &Value) -> Option<u64> {
        match value {
            Value::Number(number) => number.as_u64(),
            Value::Variable(name) => match self.variables.get(name) {
                Some(async_graphql::Value::Number(number)) => number.as_u64(),
                Some(_) => None,
                None => self.default_of(name),
            },
            _ => None,
        }
    }

    fn default_of(&self, name: &Name) -> Option<u64> {
        let mut definitions = self.operation.variable_definitions.iter();
        let definition = definitions.find(|variable| variable.node.name.node == *name)?;
        match &definition.node.default_value.as_ref()?.node {
            async_graphql::Value::Number(number) => number.as_u64(),
            _ => None,
        }
    }
}
