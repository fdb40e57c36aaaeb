//! Variables that a request leaves out. Where the argument they stand for has a default, that default holds, as the specification has
//! it; the library would take the variable for null, which such an argument refuses.

use async_graphql::{Name, Value as ConstValue, Variables};
use async_graphql_parser::types::{Field, Selection, SelectionSet};
use async_graphql_value::Value;

use super::{Checked, Lists};

impl Checked {
    /// Gives variables that are neither given nor have a default that of the argument they stand for.
    pub fn complete(&self, variables: &mut Variables, lists: &Lists) {
        for (_, operation) in self.document.operations.iter() {
            for definition in &operation.node.variable_definitions {
                let name = &definition.node.name.node;
                if definition.node.default_value.is_some() || variables.contains_key(name) {
                    continue;
                }
                if let Some(value) = self.default_of(name, lists) {
                    variables.insert(name.clone(), value);
                }
            }
        }
    }

    fn default_of(&self, variable: &Name, lists: &Lists) -> Option<ConstValue> {
        let operations = self.document.operations.iter();
        let operations = operations.map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = self.document.fragments.values();
        let fragments = fragments.map(|fragment| &fragment.node.selection_set.node);
        operations
            .chain(fragments)
            .find_map(|set| within(set, variable, lists))
    }
}

/// The document was measured: its nesting is small.
fn within(set: &SelectionSet, variable: &Name, lists: &Lists) -> Option<ConstValue> {
    set.items
        .iter()
        .find_map(|selection| match &selection.node {
            Selection::Field(field) => of_field(&field.node, variable, lists)
                .or_else(|| within(&field.node.selection_set.node, variable, lists)),
            Selection::InlineFragment(fragment) => {
                within(&fragment.node.selection_set.node, variable, lists)
            }
            Selection::FragmentSpread(_) => None,
        })
}

fn of_field(field: &Field, variable: &Name, lists: &Lists) -> Option<ConstValue> {
    field.arguments.iter().find_map(|(argument, value)| {
        let stands_there = matches!(&value.node, Value::Variable(name) if name == variable);
        let found = stands_there.then(|| lists.default_of(&field.name.node, &argument.node));
        found.flatten().cloned()
    })
}
