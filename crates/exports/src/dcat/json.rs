//! The graph as JSON-LD: one object for each thing, under a context of prefixes and links.

use std::collections::HashMap;

use bytes::Bytes;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{NamedOrBlankNode, Term};
use serde_json::{Map, Value, json};

use crate::export::ExportError;

use super::graph::{Graph, PREFIXES, short};

/// Properties whose values are names of things, so that they are written as mere texts.
const LINKS: [&str; 12] = [
    "dcat:dataset",
    "dcat:landingPage",
    "dcat:theme",
    "dcat:themeTaxonomy",
    "dct:accessRights",
    "dct:creator",
    "dct:language",
    "dct:publisher",
    "dct:spatial",
    "dct:temporal",
    "foaf:homepage",
    "prov:wasDerivedFrom",
];

/// Writes the graph.
pub(crate) fn json(graph: &Graph) -> Result<Bytes, ExportError> {
    let mut context = Map::new();
    for (prefix, namespace) in PREFIXES {
        context.insert(prefix.to_owned(), namespace.into());
    }
    for property in LINKS {
        context.insert(property.to_owned(), json!({ "@type": "@id" }));
    }
    let document = json!({ "@context": context, "@graph": things(graph) });
    let mut text = serde_json::to_vec_pretty(&document).map_err(ExportError::writer)?;
    text.push(b'\n');
    Ok(text.into())
}

/// The things in the order in which they come up.
fn things(graph: &Graph) -> Vec<Value> {
    let mut things: Vec<Map<String, Value>> = Vec::new();
    let mut places: HashMap<&NamedOrBlankNode, usize> = HashMap::new();
    for triple in graph.triples() {
        let place = *places.entry(&triple.subject).or_insert_with(|| {
            let mut thing = Map::new();
            thing.insert("@id".to_owned(), name(&triple.subject).into());
            things.push(thing);
            things.len() - 1
        });
        let (property, value) = if triple.predicate == rdf::TYPE {
            let class = match &triple.object {
                Term::NamedNode(class) => short(class.as_str()),
                other => other.to_string(),
            };
            ("@type".to_owned(), class.into())
        } else {
            let property = short(triple.predicate.as_str());
            let value = value(&property, &triple.object);
            (property, value)
        };
        match things[place].entry(property).or_insert(Value::Null) {
            Value::Array(values) => values.push(value),
            empty @ Value::Null => *empty = value,
            one => *one = Value::Array(vec![one.take(), value]),
        }
    }
    things.into_iter().map(Value::Object).collect()
}

fn name(thing: &NamedOrBlankNode) -> String {
    match thing {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn value(property: &str, object: &Term) -> Value {
    match object {
        Term::NamedNode(node) if LINKS.contains(&property) => node.as_str().into(),
        Term::NamedNode(node) => json!({ "@id": node.as_str() }),
        Term::BlankNode(node) => json!({ "@id": node.to_string() }),
        Term::Literal(literal) => match literal.language() {
            Some(language) => json!({ "@language": language, "@value": literal.value() }),
            None if literal.datatype() == xsd::STRING => literal.value().into(),
            None => {
                json!({ "@type": short(literal.datatype().as_str()), "@value": literal.value() })
            }
        },
    }
}
