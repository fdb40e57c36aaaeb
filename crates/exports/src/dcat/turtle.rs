//! The graph as Turtle.

use bytes::Bytes;
use oxrdf::NamedOrBlankNode;
use oxttl::TurtleSerializer;

use crate::export::ExportError;

use super::graph::{Graph, PREFIXES};

/// Writes the graph, thing by thing.
pub(crate) fn turtle(graph: &Graph) -> Result<Bytes, ExportError> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, namespace) in PREFIXES {
        serializer = serializer
            .with_prefix(prefix, namespace)
            .map_err(ExportError::writer)?;
    }
    let mut writer = serializer.for_writer(Vec::new());
    // What is said of one thing stands together, things in the order in which they come up.
    let mut order: Vec<&NamedOrBlankNode> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    for triple in graph.triples() {
        seen.entry(&triple.subject).or_insert_with(|| {
            order.push(&triple.subject);
            order.len()
        });
    }
    let mut triples: Vec<_> = graph.triples().iter().collect();
    triples.sort_by_key(|triple| seen[&triple.subject]);
    for triple in triples {
        writer
            .serialize_triple(triple)
            .map_err(ExportError::writer)?;
    }
    Ok(writer.finish().map_err(ExportError::writer)?.into())
}
