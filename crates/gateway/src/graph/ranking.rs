//! Lists that a text ranks.

use base::{Page, PageError, Part, Slice};
use roaring::RoaringBitmap;
use text::{Index, Query};

use crate::error::ApiError;

/// Longest text that is taken, in characters; a longer one is an error. (How much of it is read: [`text::MAX_CHARACTERS`].)
pub(crate) const LONGEST: usize = 10_000;

/// What a text found in one table.
pub(crate) struct Found {
    /// Rows and scores, best first.
    pub(crate) rows: Vec<(u32, f32)>,
    /// The same rows as a set.
    pub(crate) bitmap: RoaringBitmap,
}

/// Asks an index; a blank text asks for nothing and finds everything: none. Where no row holds every term, rows that
/// hold half of them are taken.
pub(crate) fn find(
    index: &Index,
    query: Option<&Query>,
    among: Option<&RoaringBitmap>,
) -> Option<Found> {
    let query = query?;
    let mut hits = index.search(query, among);
    if hits.rows.is_empty()
        && let Some(relaxed) = query.relaxed()
    {
        hits = index.search(&relaxed, among);
    }
    Some(Found {
        rows: hits.rows,
        bitmap: hits.bitmap,
    })
}

/// A page of ranked rows. A cursor is good for the same text only.
pub(crate) fn page(
    list: &str,
    text: &str,
    rows: &[(u32, f32)],
    page: &Page,
) -> Result<Slice<(u32, f32)>, PageError> {
    let list = format!("{list}:rank:{}", fingerprint(text));
    page.cut(&list, rows, |(row, score)| {
        vec![rank(*score), Part::Int((*row).into())]
    })
}

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
