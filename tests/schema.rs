//! The public contract: the file is current, and everything in it says what it is.

use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{
    FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition,
};

#[path = "schema/facets.rs"]
mod facets;
#[path = "schema/trusted.rs"]
mod trusted;

#[test]
fn the_schema_file_is_current() {
    let file = harness::read(&harness::root().join("schema/catalogue.graphql"));
    assert!(
        file == gateway::sdl(),
        "schema/catalogue.graphql is not what the code says; write it again and review the difference:\n\n    \
         cargo run -- schema > schema/catalogue.graphql\n"
    );
}

#[test]
fn everything_has_a_description() {
    let document = parse_schema(gateway::sdl()).expect("the schema is GraphQL");
    let mut missing = vec![];
    for definition in &document.definitions {
        match definition {
            TypeSystemDefinition::Schema(_) => {}
            TypeSystemDefinition::Directive(directive) => {
                let directive = &directive.node;
                // `@include` and its like are GraphQL's own.
                if !["include", "skip", "deprecated", "specifiedBy", "oneOf"]
                    .contains(&directive.name.node.as_str())
                {
                    look(
                        &mut missing,
                        &format!("@{}", directive.name),
                        directive.description.is_some(),
                    );
                }
            }
            TypeSystemDefinition::Type(of_type) => {
                let of_type = &of_type.node;
                let name = of_type.name.node.as_str();
                look(&mut missing, name, of_type.description.is_some());
                match &of_type.kind {
                    TypeKind::Object(object) => {
                        fields(&mut missing, name, object.fields.iter().map(|f| &f.node))
                    }
                    TypeKind::Interface(of) => {
                        fields(&mut missing, name, of.fields.iter().map(|f| &f.node))
                    }
                    TypeKind::InputObject(input) => {
                        values(&mut missing, name, input.fields.iter().map(|f| &f.node))
                    }
                    TypeKind::Enum(words) => {
                        for word in &words.values {
                            let path = format!("{name}.{}", word.node.value);
                            look(&mut missing, &path, word.node.description.is_some());
                        }
                    }
                    TypeKind::Scalar | TypeKind::Union(_) => {}
                }
            }
        }
    }
    assert!(
        missing.is_empty(),
        "no description:\n{}",
        missing.join("\n")
    );
}

fn fields<'a>(
    missing: &mut Vec<String>,
    name: &str,
    all: impl Iterator<Item = &'a FieldDefinition>,
) {
    for field in all {
        let path = format!("{name}.{}", field.name);
        look(missing, &path, field.description.is_some());
        values(
            missing,
            &path,
            field.arguments.iter().map(|argument| &argument.node),
        );
    }
}

fn values<'a>(
    missing: &mut Vec<String>,
    name: &str,
    all: impl Iterator<Item = &'a InputValueDefinition>,
) {
    for value in all {
        look(
            missing,
            &format!("{name}({})", value.name),
            value.description.is_some(),
        );
    }
}

fn look(missing: &mut Vec<String>, path: &str, described: bool) {
    if !described {
        missing.push(path.to_owned());
    }
}
