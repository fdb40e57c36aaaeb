//! Which fields answer lists, read from the schema: the price of what stands below them depends on it.

use std::collections::HashSet;

use async_graphql_parser::types::{BaseType, FieldDefinition, TypeKind, TypeSystemDefinition};

/// Names of fields that answer a list in some type of the schema. A name is enough for an estimate.
#[derive(Clone, Debug, Default)]
pub struct Lists(HashSet<String>);

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
        let mut names = HashSet::new();
        for definition in document.definitions {
            if let TypeSystemDefinition::Type(definition) = definition {
                let fields = match definition.node.kind {
                    TypeKind::Object(object) => object.fields,
                    TypeKind::Interface(interface) => interface.fields,
                    _ => continue,
                };
                let lists = fields.into_iter().filter(|field| is_list(&field.node));
                names.extend(lists.map(|field| field.node.name.node.to_string()));
            }
        }
        Self(names)
    }

    pub(super) fn contains(&self, field: &str) -> bool {
        self.0.contains(field)
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
