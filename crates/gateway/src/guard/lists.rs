//! What is to be known of fields before they are asked, read from the schema: which answer lists, of what, and the defaults of
//! arguments, which hold for variables that are left out.

use std::collections::HashMap;

use async_graphql::{Name, Value};
use async_graphql_parser::types::{
    BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition,
};

/// The fields of a schema's objects, interfaces and unions, which have none of their own.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// By type, in the schema's order.
    pub(super) types: HashMap<Name, Vec<Known>>,
    /// Defaults of arguments that cannot be null, by field and argument, whatever the type.
    defaults: HashMap<(Name, Name), Value>,
}

/// A field.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) name: Name,
    /// The type of what it answers, or of the items of it.
    pub(super) of: Name,
    pub(super) is_list: bool,
    pub(super) is_nullable: bool,
    pub(super) arguments: Arguments,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arguments {
    /// Nothing that must be given.
    Optional,
    /// `first`, and nothing that must be given.
    Page,
    /// Something that must be given.
    Required,
}

impl Known {
    /// Whether it answers a list that is as long as the data make it.
    pub(super) fn is_without_pages(&self) -> bool {
        self.is_list && !matches!(self.name.as_str(), "edges" | "nodes")
    }
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
                    TypeKind::Union(_) => Vec::new(),
                    _ => continue,
                };
                let fields = fields.into_iter().map(|field| known.field(field.node));
                let fields = fields.collect();
                known.types.insert(definition.node.name.node, fields);
            }
        }
        known
    }

    fn field(&mut self, field: FieldDefinition) -> Known {
        let ty = &field.ty.node;
        let known = Known {
            name: field.name.node.clone(),
            of: innermost(ty).clone(),
            is_list: matches!(ty.base, BaseType::List(_)),
            is_nullable: ty.nullable,
            arguments: arguments(&field),
        };
        for argument in field.arguments {
            let argument = argument.node;
            if let Some(default) = argument.default_value
                && !argument.ty.node.nullable
            {
                let place = (field.name.node.clone(), argument.name.node);
                self.defaults.insert(place, default.node);
            }
        }
        known
    }

    pub(super) fn default_of(&self, field: &Name, argument: &Name) -> Option<&Value> {
        self.defaults.get(&(field.clone(), argument.clone()))
    }

    /// A field of a type; none of a type or field that the schema has not.
    pub(super) fn get(&self, of: &str, field: &str) -> Option<&Known> {
        let fields = self.types.get(of)?;
        fields.iter().find(|known| known.name == field)
    }
}

fn innermost(ty: &Type) -> &Name {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(items) => innermost(items),
    }
}

fn arguments(field: &FieldDefinition) -> Arguments {
    let mut arguments = Arguments::Optional;
    for argument in &field.arguments {
        let argument = &argument.node;
        if !argument.ty.node.nullable && argument.default_value.is_none() {
            return Arguments::Required;
        }
        if argument.name.node == "first" {
            arguments = Arguments::Page;
        }
    }
    arguments
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
