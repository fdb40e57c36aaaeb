//! The public schema, read once: what a document's variables take, as JSON Schema and for checking.

use std::collections::{BTreeMap, HashMap};

use async_graphql_parser::types::{
    BaseType, EnumType, Field, FieldDefinition, InputObjectType, InputValueDefinition, Selection,
    Type, TypeDefinition, TypeKind, TypeSystemDefinition, VariableDefinition,
};
use async_graphql_parser::{Positioned, parse_query, parse_schema};
use async_graphql_value::Value as GraphqlValue;
use serde_json::{Map, Value, json};

use crate::documents::Document;

/// The schema in its definition language, as it is published.
pub(crate) const SDL: &str = include_str!("../../../schema/catalogue.graphql");

/// Rows of a page, where the caller asks for no other number and at most.
pub(crate) const PAGE_SIZE: i64 = 10;
pub(crate) const PAGE_SIZE_MOST: i64 = 50;

/// The types of the schema by their names.
pub(crate) struct Contract {
    types: HashMap<String, TypeDefinition>,
}

/// A variable of a document.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) kind: Type,
    description: String,
    default: Option<Value>,
}

impl Contract {
    pub(crate) fn read() -> Self {
        let document = parse_schema(SDL).expect("the published schema is GraphQL");
        let types = document.definitions.into_iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(definition) = definition else {
                return None;
            };
            Some((definition.node.name.node.to_string(), definition.node))
        });
        Self {
            types: types.collect(),
        }
    }

    /// The variables of a document, each with what the schema says of the argument that it is given to.
    pub(crate) fn variables(&self, document: Document) -> Vec<Variable> {
        let parsed = parse_query(document.text()).expect("our documents are GraphQL");
        let operation = parsed.operations.iter().next();
        let operation = operation.map(|(_, operation)| &operation.node);
        let operation = operation.expect("each of our documents holds an operation");
        let mut arguments = BTreeMap::new();
        self.arguments(&operation.selection_set.node.items, "Query", &mut arguments);
        let variables = &operation.variable_definitions;
        let variables = variables.iter().map(|variable| {
            let VariableDefinition { name, var_type, .. } = &variable.node;
            let argument = arguments.get(name.node.as_str());
            Variable {
                name: name.node.to_string(),
                kind: var_type.node.clone(),
                description: argument.map_or(String::new(), |argument| description(argument)),
                default: argument.and_then(|argument| default(argument)),
            }
        });
        variables.collect()
    }

    /// The arguments to which variables are given, by the variables' names.
    fn arguments<'s>(
        &'s self,
        selections: &[Positioned<Selection>],
        parent: &str,
        into: &mut BTreeMap<String, &'s InputValueDefinition>,
    ) {
        for selection in selections {
            let Selection::Field(field) = &selection.node else {
                continue;
            };
            let Field {
                name,
                arguments,
                selection_set,
                ..
            } = &field.node;
            let Some(definition) = self.field(parent, &name.node) else {
                continue;
            };
            for (argument, value) in arguments {
                if let GraphqlValue::Variable(variable) = &value.node {
                    let mut known = definition.arguments.iter();
                    let known = known.find(|known| known.node.name.node == argument.node);
                    known.map(|known| into.insert(variable.to_string(), &known.node));
                }
            }
            let below = name_of(&definition.ty.node);
            self.arguments(&selection_set.node.items, below, into);
        }
    }

    fn field(&self, parent: &str, name: &str) -> Option<&FieldDefinition> {
        let TypeKind::Object(object) = &self.types.get(parent)?.kind else {
            return None;
        };
        let mut fields = object.fields.iter();
        let field = fields.find(|field| field.node.name.node == name);
        field.map(|field| &field.node)
    }

    pub(crate) fn enumeration(&self, name: &str) -> Option<&EnumType> {
        match &self.types.get(name)?.kind {
            TypeKind::Enum(values) => Some(values),
            _ => None,
        }
    }

    pub(crate) fn input(&self, name: &str) -> Option<&InputObjectType> {
        match &self.types.get(name)?.kind {
            TypeKind::InputObject(input) => Some(input),
            _ => None,
        }
    }

    /// The values of an enum.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        let values = self.enumeration(name).map(|values| &values.values);
        let values = values.into_iter().flatten();
        values
            .map(|value| value.node.value.node.to_string())
            .collect()
    }

    /// What a variable takes, as JSON Schema.
    pub(crate) fn json_schema_of(&self, variable: &Variable) -> Value {
        let mut schema = match variable.name.as_str() {
            "first" | "last" => json!({
                "type": "integer", "minimum": 1, "maximum": PAGE_SIZE_MOST, "default": PAGE_SIZE,
            }),
            _ => self.json_schema(&variable.kind),
        };
        let text = match variable.name.as_str() {
            "first" | "last" => {
                "At most so many rows; fewer come where an answer would not fit in 8 kB."
            }
            "after" | "before" => "`more.cursor` of the answer before, to go on from there.",
            _ => &variable.description,
        };
        describe(&mut schema, text);
        if let Some(default) = &variable.default {
            schema["default"] = default.clone();
        }
        schema
    }

    fn json_schema(&self, kind: &Type) -> Value {
        let name = match &kind.base {
            BaseType::List(of) => return json!({ "type": "array", "items": self.json_schema(of) }),
            BaseType::Named(name) => name.as_str(),
        };
        match name {
            "Int" | "BigInt" => json!({ "type": "integer" }),
            "Float" => json!({ "type": "number" }),
            "Boolean" => json!({ "type": "boolean" }),
            "Date" => json!({ "type": "string", "format": "date" }),
            "PartialDate" => {
                json!({ "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$" })
            }
            _ => match self.types.get(name) {
                Some(definition) => self.json_schema_of_type(definition),
                None => json!({ "type": "string" }),
            },
        }
    }

    fn json_schema_of_type(&self, definition: &TypeDefinition) -> Value {
        let about = definition.description.as_ref();
        let about = about.map_or(String::new(), |about| flat(&about.node));
        match &definition.kind {
            TypeKind::Enum(values) => {
                let mut text = about;
                let mut names = Vec::new();
                for value in &values.values {
                    let name = value.node.value.node.as_str();
                    if let Some(meaning) = &value.node.description {
                        text.push_str(&format!("\n{name}: {}", flat(&meaning.node)));
                    }
                    names.push(name);
                }
                json!({ "type": "string", "enum": names, "description": text })
            }
            TypeKind::InputObject(input) => {
                let mut properties = Map::new();
                let mut required = Vec::new();
                for field in &input.fields {
                    let InputValueDefinition { name, ty, .. } = &field.node;
                    let mut schema = self.json_schema(&ty.node);
                    describe(&mut schema, &description(&field.node));
                    if let Some(default) = default(&field.node) {
                        schema["default"] = default;
                    } else if !ty.node.nullable {
                        required.push(name.node.as_str());
                    }
                    properties.insert(name.node.to_string(), schema);
                }
                object(properties, &required, &about)
            }
            _ => json!({ "type": "string", "description": about }),
        }
    }
}

/// An object that takes these properties and no other.
pub(crate) fn object(properties: Map<String, Value>, required: &[&str], about: &str) -> Value {
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !about.is_empty() {
        schema["description"] = json!(about);
    }
    schema
}

/// Says what an argument is before what its type is.
fn describe(schema: &mut Value, text: &str) {
    if text.is_empty() {
        return;
    }
    let about = match schema["description"].as_str() {
        Some(kind) => format!("{text}\n{kind}"),
        None => text.to_owned(),
    };
    schema["description"] = json!(about);
}

fn description(argument: &InputValueDefinition) -> String {
    let text = argument.description.as_ref();
    text.map_or(String::new(), |text| flat(&text.node))
}

fn default(argument: &InputValueDefinition) -> Option<Value> {
    let value = argument.default_value.as_ref()?;
    value.node.clone().into_json().ok()
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of a type, within its lists.
pub(crate) fn name_of(kind: &Type) -> &str {
    match &kind.base {
        BaseType::Named(name) => name,
        BaseType::List(of) => name_of(of),
    }
}
