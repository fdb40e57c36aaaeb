//! Japanese and Latin text: folding, n-gram index, ranking, highlights.
//!
//! What it is: one way of reading text ([`fold`]), used for what is indexed and for what is asked, and an
//! index in memory ([`Index`]) that answers a [`Query`] with ranked rows, a bitmap for facets and filters,
//! and the reading it gave to the question ([`Understood`]).
//!
//! What it may depend on: no crate of the workspace. It knows no domain: rows are numbers, fields are
//! classes with weights, synonyms come from the caller.
//!
//! What it never does: read a file, a clock or a database; take query text for anything but text (there are
//! no operators; a sentence may say what it does not mean, `sentence.rs`); panic on any Unicode.
//!
//! How a row is found. Text is folded and cut into units: a run of Latin letters or of digits is one unit,
//! every other character is one. A text is kept and posted once, however many rows have it: the index keeps, for each
//! unit and for each pair of neighbours, the texts they occur in, and for each text the rows that have it with its field
//! classes. A query is split at blanks into terms that must all be there; a term is there when a text has all its pairs
//! and really contains it (of phrases beyond four characters that leave more than 5,000 texts only the pairs are asked).
//! Latin words are whole words; from four letters on the last word of a term is also a
//! beginning. A term is widened by its synonyms (0.7), by kana for romaji (0.6) and by the same date in the
//! other calendar (0.9); a compound that contains a known synonym is also read in parts (0.5).
//!
//! How rows are ranked. Each term scores the weight of the best field class it occurs in, plus a little for
//! the others. A field that *is* the query comes first, then a field that is one of its terms; among the best
//! [`REFINED`] rows a field that begins with the term, and one the term fills more of, come first. Ties keep
//! the order of the rows.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may fail loudly"))]

mod correction;
mod dates;
mod fold;
mod highlight;
mod index;
mod nearest;
mod phrases;
mod postings;
mod query;
mod script;
mod search;
mod sentence;
mod spelling;
mod synonyms;
mod texts;
mod tokens;
mod variants;

pub use fold::{Folded, fold, fold_text, key};
pub use highlight::{Fragment, highlights};
pub use index::{Field, Index, IndexBuilder, Weights};
pub use nearest::nearest;
pub use query::{MAX_CHARACTERS, MAX_TERM, MAX_TERMS, Query, Subjects, Understood};
pub use script::{Script, is_inside_word};
pub use search::{Hits, REFINED};
pub use synonyms::Synonyms;
