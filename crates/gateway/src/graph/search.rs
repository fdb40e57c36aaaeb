//! One box over everything; how a text was understood and where it matched.

use async_graphql::SimpleObject;

use crate::plain::Plain;
use catalogue::Catalogue;
use catalogue::search::{Kind, NARROWER};
use text::Query;

/// Passages of one field at most.
const FRAGMENTS: usize = 5;

/// One term of a search text and the words that it was widened by.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct Understood {
    /// The term as it was read.
    term: String,
    /// Synonyms, abbreviations and readings that count as well.
    expansions: Vec<String>,
    /// What lies above the term, a disease that nothing names, and was looked for in its place; empty where the term is found.
    broader: Vec<String>,
    /// What was typed, where the term is a correction of it; null where the term is as typed.
    correction_of: Option<String>,
    /// Whether the text says that the term is not meant (「〜以外」「〜を除く」「〜ではなく」, "not", "without", "other than"): rows that it names are left out.
    excluded: bool,
}

/// How a text was understood; empty where there is none.
pub(crate) fn understood(query: Option<&Query>) -> Vec<Understood> {
    of_terms(&query.map(Query::understood_as).unwrap_or_default())
}

/// Terms as the API shows them.
pub(crate) fn of_terms(terms: &[text::Understood]) -> Vec<Understood> {
    terms
        .iter()
        .map(|understood| Understood {
            term: understood.term.clone(),
            expansions: understood.expansions.clone(),
            broader: understood.broader.clone(),
            correction_of: understood.correction_of.clone(),
            excluded: understood.is_excluded,
        })
        .collect()
}

/// A piece of a passage: what matched, or what stands between.
#[derive(Clone, PartialEq, Eq, SimpleObject, Plain)]
pub(crate) struct HighlightPart {
    /// The text itself, unescaped.
    text: String,
    /// Whether it is what the search text asked for.
    matched: bool,
}

/// The best passage of one field that matches, in pieces; joined they are the passage.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct Highlight {
    /// The field by its name in this API, with a path where it belongs to something else: `diseases.concept`.
    /// `diseases.concept.narrower`: nothing matches but the name of a disease that lies below one of the row's.
    field: &'static str,
    /// The pieces of the passage, in order; several passages of a field are several highlights.
    parts: Vec<HighlightPart>,
}

/// The passages of a row that match a text, over every field that is searched.
pub(crate) fn highlights(
    catalogue: &Catalogue,
    kind: Kind,
    row: u32,
    query: Option<&Query>,
) -> Vec<Highlight> {
    if query.is_none() {
        return Vec::new();
    }
    let passages = catalogue.passages(kind, row);
    let texts = passages
        .iter()
        .map(|passage| (passage.field, passage.text.as_ref()));
    let mut found = highlight(query, texts);
    // that a concept lies below is worth telling only where nothing else matches
    if found.iter().any(|highlight| highlight.field != NARROWER) {
        found.retain(|highlight| highlight.field != NARROWER);
    }
    found
}

/// The passages of some fields that match a text.
fn highlight<'a>(
    query: Option<&Query>,
    fields: impl IntoIterator<Item = (&'static str, &'a str)>,
) -> Vec<Highlight> {
    let Some(query) = query else {
        return Vec::new();
    };
    let mut found: Vec<Highlight> = Vec::new();
    for (field, text) in fields {
        for fragment in &text::highlights(text, query) {
            let parts = parts(fragment);
            let of_field = found.iter().filter(|known| known.field == field);
            let known = of_field.clone().any(|known| known.parts == parts);
            if !known && of_field.count() < FRAGMENTS {
                found.push(Highlight { field, parts });
            }
        }
    }
    found
}

fn parts(fragment: &text::Fragment) -> Vec<HighlightPart> {
    let mut parts = Vec::with_capacity(2 * fragment.ranges.len() + 1);
    let mut push = |range: std::ops::Range<usize>, matched| {
        let text = fragment.text.get(range).unwrap_or_default();
        if !text.is_empty() {
            let text = text.to_owned();
            parts.push(HighlightPart { text, matched });
        }
    };
    let mut at = 0;
    for range in &fragment.ranges {
        push(at..range.start, false);
        push(range.clone(), true);
        at = range.end;
    }
    push(at..fragment.text.len(), false);
    parts
}
