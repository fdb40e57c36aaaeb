//! The dataset catalogue: two formats, one graph, and what every dataset must have.

use std::collections::{BTreeMap, HashSet};

use harness::{Service, on_both_bundled};
use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, NamedNode, Term, Triple};
use oxttl::TurtleParser;

const DCT: &str = "http://purl.org/dc/terms/";
const DCAT: &str = "http://www.w3.org/ns/dcat#";
const HEALTH: &str = "http://healthdataportal.eu/ns/health#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

struct Facts(HashSet<Triple>);

impl Facts {
    fn of(&self, thing: &NamedNode, property: &str) -> Vec<&Term> {
        let about = |triple: &&Triple| {
            triple.subject == thing.clone().into() && triple.predicate.as_str() == property
        };
        self.0.iter().filter(about).map(|t| &t.object).collect()
    }

    fn all(&self, class: &str) -> Vec<NamedNode> {
        let class: Term = NamedNode::new(class).unwrap().into();
        let is = |triple: &&Triple| triple.predicate.as_str() == TYPE && triple.object == class;
        let subjects = self.0.iter().filter(is).map(|triple| &triple.subject);
        subjects
            .map(|subject| NamedNode::new(subject.to_string().trim_matches(['<', '>'])).unwrap())
            .collect()
    }

    fn dataset(&self, name: &str) -> NamedNode {
        let name = NamedNode::new(format!("tag:tsunagu.invalid,2026:{name}")).unwrap();
        assert!(!self.of(&name, TYPE).is_empty(), "{name}");
        name
    }

    fn counts(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for triple in &self.0 {
            *counts.entry(triple.predicate.as_str()).or_default() += 1;
        }
        let lines = counts.iter().map(|(name, count)| format!("{count} {name}"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn turtle(text: &[u8]) -> Facts {
    let triples: Result<HashSet<Triple>, _> = TurtleParser::new().for_slice(text).collect();
    Facts(triples.expect("the file is Turtle"))
}

fn json(text: &[u8]) -> HashSet<Triple> {
    JsonLdParser::new()
        .for_slice(text)
        .map(|quad| {
            let quad = quad.expect("the file is JSON-LD");
            assert_eq!(quad.graph_name, GraphName::DefaultGraph);
            Triple::new(quad.subject, quad.predicate, quad.object)
        })
        .collect()
}

fn literal(term: &Term) -> (&str, Option<&str>, &str) {
    match term {
        Term::Literal(literal) => (
            literal.value(),
            literal.language(),
            literal.datatype().as_str(),
        ),
        other => panic!("{other} is no text"),
    }
}

#[test]
fn both_formats_say_the_same() {
    let files = on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let ttl = service.get("/export/catalogue.ttl").await;
        assert_eq!(ttl.selects, 1, "one statement for the evidence of all");
        let jsonld = service.get("/export/catalogue.jsonld").await;
        (ttl.body, jsonld.body)
    });
    let (ttl, jsonld) = &files[0].1;
    for (backend, file) in &files {
        assert!(file == &files[0].1, "{backend:?} answers differently");
    }
    let facts = turtle(ttl);
    let other = json(jsonld);
    let missing: Vec<_> = facts.0.difference(&other).take(5).collect();
    let more: Vec<_> = other.difference(&facts.0).take(5).collect();
    assert!(
        missing.is_empty() && more.is_empty(),
        "{missing:?} {more:?}"
    );
    insta::assert_snapshot!(facts.counts());
    for facts in [&facts, &Facts(other)] {
        assert_eq!(violations(facts), Vec::<String>::new());
    }
    shape(&facts);
    examples(&facts);
}

/// What a value must be.
#[derive(Clone, Copy)]
enum Range {
    /// A text with a language.
    Text,
    /// A text.
    Plain,
    /// Any literal of one of these types of XML Schema.
    Typed(&'static [&'static str]),
    /// A thing of a class, described in the same file.
    A(&'static str),
    /// A concept of a list of the EU.
    Concept(&'static str),
}

const DAY: Range = Range::Typed(&["date", "dateTime", "gYear", "gYearMonth"]);
const COUNT: Range = Range::Typed(&["nonNegativeInteger"]);
const MANY: usize = usize::MAX;

/// The shapes of DCAT-AP 3 and HealthDCAT-AP for what the file describes: class, property, least, most, range.
const SHAPES: [(&str, &str, usize, usize, Range); 36] = [
    ("dcat:Catalog", "dct:title", 1, MANY, Range::Text),
    ("dcat:Catalog", "dct:description", 1, MANY, Range::Text),
    (
        "dcat:Catalog",
        "dct:publisher",
        1,
        1,
        Range::A("foaf:Agent"),
    ),
    (
        "dcat:Catalog",
        "dcat:dataset",
        1,
        MANY,
        Range::A("dcat:Dataset"),
    ),
    (
        "dcat:Catalog",
        "dct:language",
        0,
        MANY,
        Range::Concept("language"),
    ),
    ("dcat:Catalog", "dct:modified", 0, 1, DAY),
    (
        "dcat:Catalog",
        "dct:language",
        0,
        MANY,
        Range::A("dct:LinguisticSystem"),
    ),
    (
        "dcat:Catalog",
        "dcat:themeTaxonomy",
        0,
        MANY,
        Range::A("skos:ConceptScheme"),
    ),
    (
        "dcat:Catalog",
        "foaf:homepage",
        0,
        1,
        Range::A("foaf:Document"),
    ),
    ("skos:ConceptScheme", "dct:title", 1, MANY, Range::Text),
    ("skos:Concept", "skos:prefLabel", 1, MANY, Range::Text),
    ("dcat:Dataset", "dct:title", 1, MANY, Range::Text),
    ("dcat:Dataset", "dct:description", 1, MANY, Range::Text),
    ("dcat:Dataset", "dct:identifier", 1, MANY, Range::Plain),
    (
        "dcat:Dataset",
        "dcat:theme",
        1,
        MANY,
        Range::Concept("data-theme"),
    ),
    (
        "dcat:Dataset",
        "dct:publisher",
        0,
        1,
        Range::A("foaf:Agent"),
    ),
    (
        "dcat:Dataset",
        "dct:creator",
        0,
        MANY,
        Range::A("foaf:Agent"),
    ),
    (
        "dcat:Dataset",
        "dct:accessRights",
        0,
        1,
        Range::Concept("access-right"),
    ),
    (
        "dcat:Dataset",
        "dct:language",
        0,
        MANY,
        Range::Concept("language"),
    ),
    (
        "dcat:Dataset",
        "dct:spatial",
        0,
        MANY,
        Range::Concept("country"),
    ),
    (
        "dcat:Dataset",
        "dct:temporal",
        0,
        MANY,
        Range::A("dct:PeriodOfTime"),
    ),
    ("dcat:Dataset", "dct:alternative", 0, MANY, Range::Plain),
    ("dcat:Dataset", "dcat:keyword", 0, MANY, Range::Text),
    (
        "dcat:Dataset",
        "dcat:landingPage",
        0,
        MANY,
        Range::A("foaf:Document"),
    ),
    (
        "dcat:Dataset",
        "dcat:theme",
        1,
        MANY,
        Range::A("skos:Concept"),
    ),
    (
        "dcat:Dataset",
        "dct:accessRights",
        0,
        1,
        Range::A("dct:RightsStatement"),
    ),
    (
        "dcat:Dataset",
        "dct:language",
        0,
        MANY,
        Range::A("dct:LinguisticSystem"),
    ),
    (
        "dcat:Dataset",
        "dct:spatial",
        0,
        MANY,
        Range::A("dct:Location"),
    ),
    (
        "dcat:Dataset",
        "prov:wasDerivedFrom",
        1,
        MANY,
        Range::A("prov:Entity"),
    ),
    ("dcat:Dataset", "healthdcatap:numberOfRecords", 0, 1, COUNT),
    (
        "dcat:Dataset",
        "healthdcatap:numberOfUniqueIndividuals",
        0,
        1,
        COUNT,
    ),
    ("dcat:Dataset", "dcat:version", 0, 1, Range::Plain),
    ("dct:PeriodOfTime", "dcat:startDate", 1, 1, DAY),
    ("dct:PeriodOfTime", "dcat:endDate", 0, 1, DAY),
    ("foaf:Agent", "foaf:name", 1, MANY, Range::Text),
    ("prov:Entity", "dct:title", 1, MANY, Range::Plain),
];

/// What HealthDCAT-AP asks for beside, which no source states: never made up.
const UNSTATED: [&str; 6] = [
    "dcat:contactPoint",
    "dcat:distribution",
    "dcatap:applicableLegislation",
    "dct:provenance",
    "healthdcatap:hdab",
    "healthdcatap:healthCategory",
];

fn name(short: &str) -> String {
    let (prefix, rest) = short.split_once(':').expect("a prefix");
    let space = match prefix {
        "dcat" => DCAT,
        "dct" => DCT,
        "dcatap" => "http://data.europa.eu/r5r/",
        "foaf" => "http://xmlns.com/foaf/0.1/",
        "prov" => "http://www.w3.org/ns/prov#",
        "skos" => "http://www.w3.org/2004/02/skos/core#",
        _ => HEALTH,
    };
    format!("{space}{rest}")
}

/// Every place where the file is not of its shapes.
fn violations(facts: &Facts) -> Vec<String> {
    let mut by_thing: BTreeMap<(String, &str), Vec<&Term>> = BTreeMap::new();
    let mut classes: BTreeMap<String, HashSet<String>> = BTreeMap::new();
    for triple in &facts.0 {
        let subject = triple.subject.to_string();
        if triple.predicate.as_str() == TYPE {
            let class = triple.object.to_string();
            classes.entry(class).or_default().insert(subject);
        } else {
            let key = (subject, triple.predicate.as_str());
            by_thing.entry(key).or_default().push(&triple.object);
        }
    }
    let none = HashSet::new();
    let of_class = |class: &str| classes.get(&format!("<{}>", name(class))).unwrap_or(&none);
    let fits = |value: &Term, range: Range| match (value, range) {
        (Term::Literal(text), Range::Text) => text.language().is_some() && !text.value().is_empty(),
        (Term::Literal(text), Range::Plain) => !text.value().is_empty(),
        (Term::Literal(text), Range::Typed(types)) => {
            let datatype = text.datatype().as_str();
            let datatype = datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#");
            datatype.is_some_and(|datatype| types.contains(&datatype))
        }
        (Term::NamedNode(thing), Range::A(class)) => of_class(class).contains(&thing.to_string()),
        (Term::NamedNode(concept), Range::Concept(list)) => concept.as_str().starts_with(&format!(
            "http://publications.europa.eu/resource/authority/{list}/"
        )),
        _ => false,
    };
    let mut wrong = Vec::new();
    for (class, property, least, most, range) in SHAPES {
        let property = name(property);
        for thing in of_class(class) {
            let values = by_thing.get(&(thing.clone(), property.as_str()));
            let values = values.map_or(&[][..], Vec::as_slice);
            if values.len() < least || values.len() > most {
                wrong.push(format!("{thing} {property}: {} values", values.len()));
            }
            for value in values.iter().filter(|value| !fits(value, range)) {
                wrong.push(format!("{thing} {property} {value}"));
            }
        }
    }
    let made_up = UNSTATED.map(name);
    for (thing, property) in by_thing.keys() {
        if made_up.iter().any(|name| name == property) {
            wrong.push(format!("{thing} {property}: no source states it"));
        }
    }
    wrong
}

/// What DCAT-AP and its health extension ask of every dataset, as far as sources can state it.
fn shape(facts: &Facts) {
    let datasets = facts.all(&format!("{DCAT}Dataset"));
    assert_eq!(datasets.len(), 434 + 11);
    let mut wrong = Vec::new();
    for dataset in &datasets {
        let mut check = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{dataset}: {what}"));
            }
        };
        let dct = |name: &str| facts.of(dataset, &format!("{DCT}{name}"));
        let titles = dct("title");
        let japanese = |term: &&&Term| literal(term).1 == Some("ja");
        check(
            titles.iter().filter(japanese).count() == 1,
            "title in Japanese",
        );
        check(titles.len() <= 2, "one title for each language");
        let descriptions = dct("description");
        check(descriptions.len() == 2, "description in two languages");
        check(dct("identifier").len() == 1, "identifier");
        let publishers = dct("publisher");
        check(publishers.len() <= 1, "one publisher at most");
        let notes = facts.of(dataset, "http://www.w3.org/2000/01/rdf-schema#comment");
        let admitted = notes
            .iter()
            .any(|note| literal(note).0.starts_with("運営主体は"));
        check(publishers.len() == 1 || admitted, "publisher or note");
        for publisher in publishers {
            let Term::NamedNode(agent) = publisher else {
                panic!("an agent has a name");
            };
            let names = facts.of(agent, "http://xmlns.com/foaf/0.1/name");
            check(!names.is_empty(), "name of the publisher");
        }
        let themes = facts.of(dataset, &format!("{DCAT}theme"));
        check(
            themes
                .iter()
                .any(|theme| theme.to_string().contains("HEAL")),
            "theme",
        );
        check(dct("accessRights").len() <= 1, "access rights");
        check(dct("temporal").len() <= 1, "one time");
        for name in ["numberOfRecords", "numberOfUniqueIndividuals"] {
            let counts = facts.of(dataset, &format!("{HEALTH}{name}"));
            check(counts.len() <= 1, name);
            for count in counts {
                let (count, _, datatype) = literal(count);
                check(count.parse::<u64>().is_ok(), name);
                check(datatype.ends_with("#nonNegativeInteger"), name);
            }
        }
        let sources = facts.of(dataset, "http://www.w3.org/ns/prov#wasDerivedFrom");
        check(!sources.is_empty(), "sources");
        for source in sources {
            check(!source.to_string().contains("websiteproxy"), "no copies");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(facts.all(&format!("{DCAT}Catalog")).len(), 1);
    assert!(facts.all(&format!("{DCAT}Distribution")).is_empty());
}

fn examples(facts: &Facts) {
    let remudy = facts.dataset("registry/remudy");
    let website = facts.of(&remudy, &format!("{DCAT}landingPage"));
    assert_eq!(website[0].to_string(), "<http://www.remudy.jp/>");
    let Term::NamedNode(period) = facts.of(&remudy, &format!("{DCT}temporal"))[0] else {
        panic!("a time has a name");
    };
    let start = facts.of(period, &format!("{DCAT}startDate"));
    let (start, _, datatype) = literal(start[0]);
    assert_eq!(
        (start, datatype),
        ("2009", "http://www.w3.org/2001/XMLSchema#gYear")
    );
    let rights = |name: &str| {
        facts
            .of(&facts.dataset(name), &format!("{DCT}accessRights"))
            .len()
    };
    assert_eq!(rights("registry/master-key"), 1, "可");
    assert_eq!(rights("registry/fcmd-jmda"), 0, "nobody says");
    let ndb = facts.dataset("database/ndb");
    let records = facts.of(&ndb, &format!("{HEALTH}numberOfRecords"));
    assert_eq!(literal(records[0]).0, "25000000000", "the newest volume");
    let jisedai = facts.dataset("database/jisedai");
    let persons = facts.of(&jisedai, &format!("{HEALTH}numberOfUniqueIndividuals"));
    assert_eq!(literal(persons[0]).0, "4550000");
}
