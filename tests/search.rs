//! How good search is: queries that a person would type, with the rows that she expects among the first ten.
//!
//! To add a query, add it to `search/tuned.toml`. `search/held-out.toml` was written by a second reader and is not looked
//! at while anything is tuned: of it only two numbers are printed. Both sets go through [`Search::find`], the function
//! behind the API's `search`, over the bundled data set.
//!
//! [`Search::find`]: catalogue::search::Search::find

#[path = "search/bundled.rs"]
mod bundled;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bundled::bundled;
use catalogue::Catalogue;
use catalogue::search::{Found, Kind};
use serde::Deserialize;
use serde_json::json;

/// How many rows a person looks at.
const FIRST: usize = 10;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    query: Vec<Question>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    text: String,
    kinds: Vec<String>,
    expect: Vec<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    repeat: Option<usize>,
    #[serde(default)]
    #[expect(dead_code, reason = "for the reader of the file")]
    note: Option<String>,
}

impl Question {
    fn is_robust(&self) -> bool {
        self.kind.as_deref() == Some("robust")
    }

    /// The kinds that were searched; none named means all of them.
    fn kinds(&self) -> Option<Vec<Kind>> {
        let known = |word: &String| Kind::ALL.into_iter().find(|kind| kind.word() == word);
        (!self.kinds.is_empty()).then(|| self.kinds.iter().filter_map(known).collect())
    }

    fn found(&self, catalogue: &Catalogue) -> Vec<Found> {
        let text = self.text.repeat(self.repeat.unwrap_or(1));
        catalogue.search.find(&text, self.kinds().as_deref()).found
    }
}

/// Recall at ten and reciprocal rank, averaged over the queries that expect something.
#[derive(Debug, Default)]
struct Quality {
    queries: usize,
    recall: f64,
    rank: f64,
    /// What fell short, for sets that may be looked at.
    misses: Vec<String>,
}

fn measure(catalogue: &Catalogue, set: &Set) -> Quality {
    let mut quality = Quality::default();
    for question in set.query.iter().filter(|question| !question.is_robust()) {
        let ids: Vec<String> = question
            .found(catalogue)
            .iter()
            .map(|found| id(catalogue, found))
            .collect();
        let expected: BTreeSet<&String> = question.expect.iter().collect();
        let hits: BTreeSet<&String> = ids
            .iter()
            .take(FIRST)
            .filter(|id| expected.contains(id))
            .collect();
        let recall = hits.len() as f64 / expected.len().min(FIRST) as f64;
        let place = ids.iter().position(|id| expected.contains(id));
        let rank = place.map_or(0.0, |place| 1.0 / (place + 1) as f64);
        quality.queries += 1;
        quality.recall += recall;
        quality.rank += rank;
        if recall < 1.0 || rank < 1.0 {
            let missing: Vec<&&String> = expected.difference(&hits).collect();
            let first: Vec<&String> = ids.iter().take(FIRST).collect();
            quality.misses.push(format!(
                "{}: recall {recall:.2}, rank {rank:.2}\n    missing {missing:?}\n    first {first:?}",
                question.text
            ));
        }
    }
    let count = quality.queries.max(1) as f64;
    quality.recall /= count;
    quality.rank /= count;
    quality
}

/// The id by which the sets name a row.
fn id(catalogue: &Catalogue, found: &Found) -> String {
    match found.kind {
        Kind::Registry => format!("registry:{}", catalogue.registries.get(found.row).id),
        Kind::Approval => format!("approval:{}", catalogue.approvals.get(found.row).id),
        Kind::Institution => {
            let row = catalogue.institutions.get(found.row);
            format!("institution:{}", row.name_ja)
        }
        Kind::Operator => format!("operator:{}", catalogue.operators.get(found.row).id),
        Kind::Database => format!("database:{}", catalogue.databases.get(found.row).id),
    }
}

fn set(text: &str) -> Result<Set> {
    toml::from_str(text).context("a set cannot be read")
}

fn tuned() -> Result<Set> {
    set(include_str!("search/tuned.toml"))
}

#[test]
fn the_tuned_set_is_found() -> Result<()> {
    let quality = measure(&bundled()?.present(), &tuned()?);
    for miss in &quality.misses {
        println!("{miss}");
    }
    println!(
        "tuned: {} queries, recall at 10 {:.3}, MRR {:.3}",
        quality.queries, quality.recall, quality.rank
    );
    assert!(quality.recall >= 0.95 && quality.rank >= 0.85);
    Ok(())
}

#[test]
fn the_held_out_set_is_found() -> Result<()> {
    let quality = measure(
        &bundled()?.present(),
        &set(include_str!("search/held-out.toml"))?,
    );
    println!(
        "held out: {} queries, recall at 10 {:.3}, MRR {:.3}",
        quality.queries, quality.recall, quality.rank
    );
    assert!(quality.recall >= 0.90 && quality.rank >= 0.75);
    Ok(())
}

/// Every row that the tuned set expects is in the catalogue: a slip of the pen would count as a miss for ever.
#[test]
fn the_tuned_set_names_rows_that_are_there() -> Result<()> {
    let catalogue = bundled()?.present();
    let mut known = BTreeSet::new();
    for kind in Kind::ALL {
        for row in 0..catalogue.search.index(kind).rows() as u32 {
            let score = 0.0;
            known.insert(id(&catalogue, &Found { kind, row, score }));
        }
    }
    let set = tuned()?;
    let unknown: Vec<&String> = set
        .query
        .iter()
        .flat_map(|question| &question.expect)
        .filter(|id| !known.contains(*id))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    Ok(())
}

/// Whatever is typed is text, and is answered in a time that does not depend on how much was typed.
#[test]
fn nothing_that_is_typed_breaks_it() -> Result<()> {
    let catalogue = bundled()?.present();
    for question in tuned()?
        .query
        .iter()
        .filter(|question| question.is_robust())
    {
        let begun = Instant::now();
        let found = question.found(&catalogue);
        // Far above what it takes: this is a debug build on a machine that may be busy.
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{}",
            question.text
        );
        let is_blank = question.text.trim().is_empty();
        assert!(
            !is_blank || found.is_empty(),
            "a blank text asks for nothing"
        );
    }
    Ok(())
}

#[test]
fn kinds_narrow_the_list_but_not_the_counts() -> Result<()> {
    let catalogue = bundled()?.present();
    let all = catalogue.search.find("心不全", None);
    let some = catalogue.search.find("心不全", Some(&[Kind::Approval]));
    assert_eq!(all.counts, some.counts);
    assert_eq!(all.understood_as, some.understood_as);
    let counted: u64 = all.counts.iter().map(|(_, count)| count).sum();
    assert_eq!(all.found.len() as u64, counted);
    let approvals: Vec<_> = all
        .found
        .into_iter()
        .filter(|found| found.kind == Kind::Approval)
        .collect();
    assert_eq!(some.found, approvals);
    Ok(())
}

#[test]
fn the_precedents_of_the_example_are_those_of_a_person() -> Result<()> {
    let catalogue = bundled()?.present();
    let near = catalogue.precedents(&catalogue::precedent::Like {
        text: Some("高齢者の心不全の再入院"),
        data_items: vec!["ehr".into(), "dpc".into()],
        user_sector: Some(approvals::UserSector::Academia),
        diseases: Vec::new(),
    });
    let ids: Vec<&str> = near
        .iter()
        .map(|precedent| catalogue.approvals.get(precedent.row).id.as_str())
        .collect();
    println!("{ids:?} {near:#?}");
    assert_eq!(ids[..2], ["ldi:32", "ldi:33"]);
    let mut aspects: Vec<_> = near[0].reasons.iter().map(|reason| reason.aspect).collect();
    aspects.sort();
    aspects.dedup();
    assert_eq!(aspects.len(), 5, "{:?}", near[0]);
    Ok(())
}

/// Asks the graph, with the document's errors beside its data.
fn ask(document: &str, variables: serde_json::Value) -> Result<serde_json::Value> {
    let catalogues = bundled()?;
    let catalogue = catalogues.present();
    let request = async_graphql::Request::new(document)
        .variables(async_graphql::Variables::from_json(variables));
    let graph = gateway::Graph::new(catalogues);
    let today = chrono::NaiveDate::MIN;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let response = runtime.block_on(graph.execute(request, catalogue, today));
    Ok(serde_json::to_value(&response)?)
}

const SEARCH: &str = r"query ($text: String!, $kinds: [SearchKind!], $first: Int, $after: String, $last: Int, $before: String) {
  search(text: $text, kinds: $kinds, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    understoodAs { term expansions }
    facets { facet values { value labelJa count } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    edges { cursor score highlights { field fragments } node { __typename ... on Node { id } ... on Approval { titleJa } } }
  }
}";

#[test]
fn the_api_pages_through_everything_and_marks_what_matched() -> Result<()> {
    let all = ask(SEARCH, json!({"text": "心不全", "kinds": ["APPROVAL"]}))?;
    let list = &all["data"]["search"];
    assert_eq!(list["totalCount"], 5, "{all:#}");
    let edges = list["edges"].as_array().context("edges")?;
    assert_eq!(edges.len(), 5);
    for edge in edges {
        assert_eq!(edge["node"]["__typename"], "Approval");
        assert!(edge["node"]["id"].is_string());
        let marks = edge["highlights"].to_string();
        assert!(marks.contains("【心不全】"), "{marks}");
    }
    let counts = &list["facets"][0];
    assert_eq!(counts["facet"], "kind");
    assert!(counts["values"].to_string().contains("APPROVAL"));

    let mut paged = Vec::new();
    let mut after = serde_json::Value::Null;
    loop {
        let page = ask(
            SEARCH,
            json!({"text": "心不全", "kinds": ["APPROVAL"], "first": 2, "after": after}),
        )?;
        let page = &page["data"]["search"];
        paged.extend(page["edges"].as_array().context("edges")?.iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(&paged, edges);
    let cursor = &edges[3]["cursor"];
    let back = ask(
        SEARCH,
        json!({"text": "心不全", "kinds": ["APPROVAL"], "last": 2, "before": cursor}),
    )?;
    assert_eq!(back["data"]["search"]["edges"], json!(edges[1..3]));

    let other = ask(
        SEARCH,
        json!({"text": "糖尿病", "first": 2, "after": cursor}),
    )?;
    assert_eq!(other["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    Ok(())
}

#[test]
fn the_api_bounds_what_is_typed() -> Result<()> {
    let blank = ask(SEARCH, json!({"text": "\u{3000}"}))?;
    assert_eq!(blank["data"]["search"]["totalCount"], 0);
    assert_eq!(blank["data"]["search"]["understoodAs"], json!([]));
    let long = ask(SEARCH, json!({"text": "あ".repeat(10_000)}))?;
    assert_eq!(long["data"]["search"]["totalCount"], 0);
    let longer = ask(SEARCH, json!({"text": "あ".repeat(10_001)}))?;
    assert_eq!(longer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(longer["errors"][0]["extensions"]["argument"], "text");
    Ok(())
}

const PRECEDENTS: &str = r"query ($like: PrecedentInput!, $first: Int) {
  precedents(like: $like, first: $first) {
    totalCount
    nodes { approval { operator { code } number titleJa approvedOn } score reasons { aspect labelJa labelEn } }
  }
}";

#[test]
fn the_api_gives_precedents_with_their_reasons() -> Result<()> {
    let like = json!({"text": "高齢者の心不全の再入院", "dataItems": ["ehr", "dpc"], "userSector": "ACADEMIA"});
    let found = ask(PRECEDENTS, json!({"like": like, "first": 2}))?;
    let nodes = &found["data"]["precedents"]["nodes"];
    let numbers = [
        &nodes[0]["approval"]["number"],
        &nodes[1]["approval"]["number"],
    ];
    assert_eq!(numbers, [32, 33], "{found:#}");
    assert_eq!(nodes[0]["reasons"][0]["aspect"], "DISEASE");
    assert_eq!(nodes[0]["reasons"][0]["labelJa"], "心不全");

    for (like, argument) in [
        (json!({}), "like"),
        (json!({"text": " "}), "like"),
        (json!({"dataItems": ["ehr", "dcp"]}), "like.dataItems[1]"),
        (json!({"diseases": ["心不善"]}), "like.diseases[0]"),
    ] {
        let refused = ask(PRECEDENTS, json!({"like": like}))?;
        let extensions = &refused["errors"][0]["extensions"];
        assert_eq!(extensions["code"], "BAD_USER_INPUT", "{refused}");
        assert_eq!(extensions["argument"], argument);
    }
    Ok(())
}
