//! One box over everything; how a text was understood and where it matched.

use async_graphql::SimpleObject;
use catalogue::Catalogue;
use catalogue::search::{Kind, NARROWER};
use text::Query;

/// Passages of one field at most.
const FRAGMENTS: usize = 5;

/// One term of a search text and the words that it was widened by.
#[derive(Clone, SimpleObject)]
pub(crate) struct Understood {
    /// The term as typed.
    term: String,
    /// Synonyms, abbreviations and readings that count as well.
    expansions: Vec<String>,
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
        })
        .collect()
}

/// Passages of one field that match, as plain text with the matched parts between 【 and 】.
#[derive(Clone, SimpleObject)]
pub(crate) struct Highlight {
    /// The field by its name in this API, with a path where it belongs to something else: `diseases.concept`.
    /// `diseases.concept.narrower`: nothing matches but the name of a disease that lies below one of the row's.
    field: &'static str,
    /// The passages, best first.
    fragments: Vec<String>,
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
        let fragments: Vec<String> = text::highlights(text, query).iter().map(marked).collect();
        if fragments.is_empty() {
            continue;
        }
        match found.iter_mut().find(|known| known.field == field) {
            Some(known) => {
                for fragment in fragments {
                    if known.fragments.len() < FRAGMENTS && !known.fragments.contains(&fragment) {
                        known.fragments.push(fragment);
                    }
                }
            }
            None => found.push(Highlight { field, fragments }),
        }
    }
    found
}

fn marked(fragment: &text::Fragment) -> String {
    let mut marked = String::with_capacity(fragment.text.len() + 6 * fragment.ranges.len());
    let mut at = 0;
    for range in &fragment.ranges {
        marked.push_str(fragment.text.get(at..range.start).unwrap_or_default());
        marked.push('【');
        marked.push_str(fragment.text.get(range.clone()).unwrap_or_default());
        marked.push('】');
        at = range.end;
    }
    marked.push_str(fragment.text.get(at..).unwrap_or_default());
    marked
}
