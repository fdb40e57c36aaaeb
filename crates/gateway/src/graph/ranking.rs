//! Lists that a text ranks.

use std::sync::Arc;

use base::{Page, PageError, Part, Slice};
use catalogue::Catalogue;
use roaring::RoaringBitmap;
use text::{Hits, Index, Query};

use crate::error::ApiError;
use crate::view::View;

/// Longest text that is taken, in characters; a longer one is an error. (How much of it is read: [`text::MAX_CHARACTERS`].)
pub(crate) const LONGEST: usize = 10_000;

/// The argument `search` of a list, and what it found there.
pub(crate) struct Search {
    text: String,
    /// How the text was understood; none for a blank one, which asks for nothing and finds everything.
    pub(crate) query: Option<Arc<Query>>,
    hits: Option<Hits>,
    /// The words that the best row does not hold, where none holds them all.
    pub(crate) dropped_words: Vec<String>,
}

impl Search {
    /// Asks an index among the rows that a filter is restricted to, and restricts it to those found. Where no row holds
    /// every term, rows that hold half of them are taken.
    pub(crate) fn new(
        catalogue: &Catalogue,
        index: &Index,
        text: Option<String>,
        restrict: &mut Option<RoaringBitmap>,
    ) -> Result<Self, ApiError> {
        let text = checked("search", text)?.unwrap_or_default();
        let asked = catalogue.search.query(&text).map(|query| {
            let search = |query: &Query| index.search(query, restrict.as_ref());
            let is_empty = |hits: &Hits| hits.rows.is_empty();
            catalogue.search.ask(&query, search, is_empty)
        });
        let mut dropped_words = Vec::new();
        let mut query = None;
        let hits = asked.map(|asked| {
            if let (Some(relaxed), Some((best, _))) = (&asked.relaxed, asked.answer.rows.first()) {
                dropped_words = index.lacking(relaxed, *best);
            }
            query = Some(Arc::new(asked.query));
            asked.answer
        });
        if let Some(hits) = &hits {
            *restrict = Some(hits.bitmap.clone());
        }
        Ok(Self {
            text,
            query,
            hits,
            dropped_words,
        })
    }

    /// The rows found, the best first; none where nothing was searched for.
    pub(crate) fn rows(&self) -> Option<impl Iterator<Item = u32>> {
        let hits = self.hits.as_ref()?;
        Some(hits.rows.iter().map(|(row, _)| *row))
    }

    /// A page of the selected rows with their scores, the best first; none where nothing was searched for. A cursor is
    /// good for the same text only.
    pub(crate) fn page(
        &self,
        list: &str,
        selection: &RoaringBitmap,
        page: &Page,
    ) -> Option<Result<Slice<(u32, f32)>, PageError>> {
        let rows = self.hits.as_ref()?.rows.iter().copied();
        let rows: Vec<_> = rows.filter(|(row, _)| selection.contains(*row)).collect();
        let list = format!("{list}:rank:{}", fingerprint(&self.text));
        Some(page.cut(&list, &rows, |(row, score)| {
            vec![rank(*score), Part::Int((*row).into())]
        }))
    }

    /// The same, or where nothing was searched for a page of the selected rows by their codes, in whose order they stand.
    pub(crate) fn page_by_code(
        &self,
        list: &str,
        selection: &RoaringBitmap,
        page: &Page,
        code: impl Fn(u32) -> String,
    ) -> Result<Slice<u32>, PageError> {
        if let Some(ranked) = self.page(list, selection, page).transpose()? {
            return Ok(ranked.map(|(row, _)| row));
        }
        let rows: Vec<u32> = selection.iter().collect();
        page.cut(&format!("{list}:code"), &rows, |row| {
            vec![Part::Text(code(*row))]
        })
    }
}

/// The rows of a short list without pages that a text finds, the best first; all of them where it asks for nothing.
pub(crate) fn found(
    catalogue: &Catalogue,
    index: &Index,
    text: Option<String>,
    all: usize,
) -> Result<Vec<u32>, ApiError> {
    let search = Search::new(catalogue, index, text, &mut None)?;
    Ok(match search.rows() {
        Some(rows) => rows.collect(),
        None => (0..all as u32).collect(),
    })
}

/// What a list that a text may rank keeps for its further fields.
pub(crate) struct More<F> {
    pub(crate) catalogue: View,
    pub(crate) filter: F,
    pub(crate) query: Option<Arc<Query>>,
    /// Words of the text that were left out, because nothing holds them all.
    pub(crate) dropped_words: Vec<String>,
}

/// What an edge of such a list keeps: the score and the text, where there is one.
pub(crate) type Ranked = (Option<f32>, Option<Arc<Query>>);

/// Declares the connection of such a list; `$facets` counts what a filter selects.
macro_rules! ranked_connection {
    (
        $about:literal, $connection:ident, $edge:ident, $node:ident, $kind:expr, $filter:ty;
        $(#[doc = $what:literal])+ $facets:path
    ) => {
        $crate::graph::connection::connection!(
            $about, $connection($crate::graph::ranking::More<$filter>), $edge($crate::graph::ranking::Ranked), $node;
            {
                $(#[doc = $what])+
                async fn facets(&self) -> Vec<$crate::graph::facet::Facet> {
                    let more = &self.more;
                    $crate::graph::facet::labelled(&more.catalogue, Some($kind), $facets(&more.catalogue, &more.filter))
                }

                /// False where nothing holds every word of the search text, so that some were left out (`droppedWords`); true without
                /// a text.
                async fn all_words_held(&self) -> bool {
                    self.more.dropped_words.is_empty()
                }

                /// The words of the search text that the best row does not hold, because nothing holds them all; other rows may lack
                /// other words, none lacks the disease.
                async fn dropped_words(&self) -> &[String] {
                    &self.more.dropped_words
                }

                /// How the search text was understood; empty without one.
                async fn understood_as(&self) -> Vec<$crate::graph::search::Understood> {
                    $crate::graph::search::understood(self.more.query.as_deref())
                }
            }
            {
                /// How well the row matches the search text; null without one.
                async fn score(&self) -> Option<f32> {
                    self.more.0
                }

                /// The passages that match the search text; empty without one.
                async fn highlights(&self) -> Vec<$crate::graph::search::Highlight> {
                    let query = self.more.1.as_deref();
                    $crate::graph::search::highlights(&self.node.catalogue, $kind, self.node.row, query)
                }
            }
        );
    };
}
pub(crate) use ranked_connection;

/// A score as a rising key. Scores are not negative, so their bits rise with them: nothing is rounded, and the key has
/// exactly the order of the list.
pub(crate) fn rank(score: f32) -> Part {
    Part::Int(-i64::from(score.to_bits()))
}

/// A short name of a text for its cursors (FNV-1a).
pub(crate) fn fingerprint(text: &str) -> String {
    let hash = text::fold_text(text)
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
    format!("{:08x}", hash as u32)
}

/// A search text, bounded.
pub(crate) fn checked(argument: &str, text: Option<String>) -> Result<Option<String>, ApiError> {
    match text {
        Some(text) if text.chars().count() > LONGEST => Err(ApiError::bad_input(
            argument,
            format!("the text is longer than {LONGEST} characters: shorten it"),
            format!("検索語は{LONGEST}文字以内にしてください。"),
        )),
        other => Ok(other),
    }
}
