//! Statements about things, each once, in the order in which they are made.

use std::collections::HashSet;

use base::{PartialDate, Precision};
use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedNode, Triple};

/// The namespaces, with the prefixes by which both formats write them.
pub(super) const PREFIXES: [(&str, &str); 9] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("healthdcatap", "http://healthdataportal.eu/ns/health#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Japanese, of which the data are, and English: languages of the EU's list.
pub(super) const LANGUAGES: [&str; 2] = [
    "http://publications.europa.eu/resource/authority/language/JPN",
    "http://publications.europa.eu/resource/authority/language/ENG",
];

/// What DCAT-AP 3 says that a property leads to: its shapes ask for the class where the link is made.
const CLASSES: [(&str, &str); 7] = [
    ("dcat:landingPage", "foaf:Document"),
    ("dcat:theme", "skos:Concept"),
    ("dcat:themeTaxonomy", "skos:ConceptScheme"),
    ("dct:accessRights", "dct:RightsStatement"),
    ("dct:language", "dct:LinguisticSystem"),
    ("dct:spatial", "dct:Location"),
    ("foaf:homepage", "foaf:Document"),
];

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Japanese.
    Ja,
    /// English; what is quoted in it stays Japanese.
    En,
}

/// A set of statements.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    triples: Vec<Triple>,
    known: HashSet<Triple>,
}

impl Graph {
    /// The statements, those about one thing not always together.
    pub(super) fn triples(&self) -> &[Triple] {
        &self.triples
    }

    fn add(&mut self, triple: Triple) {
        if self.known.insert(triple.clone()) {
            self.triples.push(triple);
        }
    }

    pub(super) fn is_a(&mut self, thing: &NamedNode, class: &str) {
        self.add(Triple::new(thing.clone(), rdf::TYPE, term(class)));
    }

    pub(super) fn link(&mut self, thing: &NamedNode, property: &str, other: &NamedNode) {
        self.add(Triple::new(thing.clone(), term(property), other.clone()));
    }

    /// A link to an address, with the class of what is there; nothing where it is none.
    pub(super) fn link_to(&mut self, thing: &NamedNode, property: &str, address: &str) {
        if let Ok(other) = NamedNode::new(address) {
            self.link(thing, property, &other);
            if let Some((_, class)) = CLASSES.iter().find(|(known, _)| *known == property) {
                self.is_a(&other, class);
            }
        }
    }

    pub(super) fn text(
        &mut self,
        thing: &NamedNode,
        property: &str,
        text: &str,
        language: Language,
    ) {
        let tag = match language {
            Language::Ja => "ja",
            Language::En => "en",
        };
        let literal = Literal::new_language_tagged_literal_unchecked(text, tag);
        self.add(Triple::new(thing.clone(), term(property), literal));
    }

    pub(super) fn plain(&mut self, thing: &NamedNode, property: &str, text: &str) {
        let literal = Literal::new_simple_literal(text);
        self.add(Triple::new(thing.clone(), term(property), literal));
    }

    pub(super) fn typed(&mut self, thing: &NamedNode, property: &str, text: &str, datatype: &str) {
        let literal = Literal::new_typed_literal(text, term(datatype));
        self.add(Triple::new(thing.clone(), term(property), literal));
    }

    /// A count.
    pub(super) fn count(&mut self, thing: &NamedNode, property: &str, count: i64) {
        self.typed(
            thing,
            property,
            &count.to_string(),
            "xsd:nonNegativeInteger",
        );
    }

    /// A date in the datatype of its precision.
    pub(super) fn date(&mut self, thing: &NamedNode, property: &str, date: PartialDate) {
        let datatype = match date.precision() {
            Precision::Year => "xsd:gYear",
            Precision::Month => "xsd:gYearMonth",
            Precision::Day => "xsd:date",
        };
        self.typed(thing, property, &date.to_string(), datatype);
    }
}

/// The IRI of a term written as `dct:title`.
pub(super) fn term(short: &str) -> NamedNode {
    let (prefix, name) = short.split_once(':').expect("terms have a prefix");
    let (_, namespace) = PREFIXES
        .iter()
        .find(|(known, _)| *known == prefix)
        .expect("every prefix stands in PREFIXES");
    NamedNode::new_unchecked(format!("{namespace}{name}"))
}

/// A term's IRI written short.
pub(super) fn short(iri: &str) -> String {
    PREFIXES
        .iter()
        .find_map(|(prefix, namespace)| {
            let name = iri.strip_prefix(namespace)?;
            Some(format!("{prefix}:{name}"))
        })
        .unwrap_or_else(|| iri.to_owned())
}
