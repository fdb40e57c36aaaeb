//! Which fields answer lists, read from the schema: the price of what stands below them depends on it. And the defaults of
//! arguments, which hold for variables that are left out.

use std::collections::{HashMap, HashSet};

use async_graphql::{Name, Value};
use async_graphql_parser::types::{BaseType, FieldDefinition, TypeKind, TypeSystemDefinition};

/// What is to be known of fields by their names, whatever type of the schema they stand in: that is enough for an estimate.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Those that answer a list.
    names: HashSet<String>,
    /// Defaults of arguments that cannot be null, by field and argument.
    defaults: HashMap<(Name, Name), Value>,
}

impl Lists {
    /// Reads a schema of our own. One that cannot be read has no lists: prices are then too low.
    #[must_use]
    pub fn of_schema(sdl: &str) -> Self {
        let document = match async_graphql_parser::parse_schema(sdl) {
            Ok(document) => document,
            Err(error) => {
                tracing::warn!(%error, "the schema cannot be read for its lists");
                return Self::default();
            }
        };
        let mut known = Self::default();
        for definition in document.definitions {
            if let TypeSystemDefinition::Type(definition) = definition {
                let fields = match definition.node.kind {
                    TypeKind::Object(object) => object.fields,
                    TypeKind::Interface(interface) => interface.fields,
                    _ => continue,
                };
                for field in fields {
                    known.add(field.node);
                }
            }
        }
        known
    }

    fn add(&mut self, field: FieldDefinition) {
        if is_list(&field) {
            self.names.insert(field.name.node.to_string());
        }
        for argument in field.arguments {
            let argument = argument.node;
            if let Some(default) = argument.default_value
                && !argument.ty.node.nullable
            {
                let place = (field.name.node.clone(), argument.name.node);
                self.defaults.insert(place, default.node);
            }
        }
    }

    pub(super) fn default_of(&self, field: &Name, argument: &Name) -> Option<&Value> {
        self.defaults.get(&(field.clone(), argument.clone()))
    }

    pub(super) fn contains(&self, field: &str) -> bool {
        self.names.contains(field)
    }
}

fn is_list(field: &FieldDefinition) -> bool {
    matches!(field.ty.node.base, BaseType::List(_))
}

/// How many items a field of the introspection types is priced at.
pub(super) fn introspected(field: &str) -> u64 {
    match field {
        "types" => 50,
        "fields" | "inputFields" | "interfaces" | "possibleTypes" | "enumValues" | "directives" => {
            4
        }
        "args" => 2,
        _ => 1,
    }
}
