//! The index: units and pairs of neighbours of every field, with the rows they occur in.

use std::collections::{HashMap, HashSet};

use crate::fold::{Piece, fold_into, strip};
use crate::tokens::{BuildKeyHasher, Unit, hash, pair_code, units_into};

/// The class of a field: what a match in it is worth (see [`Weights`]) and whether it can be "exactly" the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Field {
    /// What the row is called.
    Name = 0,
    /// What it is called in English.
    EnglishName = 1,
    /// Another name, an abbreviation, a disease it is about: whole values, one [`IndexBuilder::add`] each.
    Alias = 2,
    /// A title: a name that is a sentence.
    Title = 3,
    /// The name of something else the row points at: its host, its users.
    Related = 4,
    /// Any other text.
    Body = 5,
}

impl Field {
    /// Number of classes.
    pub(crate) const COUNT: usize = 6;

    /// Classes whose values can be exactly what was asked, and where a value that begins with it comes first.
    pub(crate) const NAMES: u8 = 0b1111;

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What a match in a field of each class is worth. A value that is exactly the query is worth more than any sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// For [`Field::Name`].
    pub name: f32,
    /// For [`Field::EnglishName`].
    pub english_name: f32,
    /// For [`Field::Alias`].
    pub alias: f32,
    /// For [`Field::Title`].
    pub title: f32,
    /// For [`Field::Related`].
    pub related: f32,
    /// For [`Field::Body`].
    pub body: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            name: 10.0,
            english_name: 10.0,
            alias: 9.0,
            title: 6.0,
            related: 3.0,
            body: 1.0,
        }
    }
}

impl Weights {
    /// The score of each set of field classes: the best of them, and a tenth of the others.
    pub(crate) fn table(&self) -> Vec<f32> {
        let weights = [
            self.name,
            self.english_name,
            self.alias,
            self.title,
            self.related,
            self.body,
        ];
        (0..1usize << Field::COUNT)
            .map(|mask| {
                let held = || {
                    (0..Field::COUNT)
                        .filter(move |bit| mask >> bit & 1 == 1)
                        .map(|bit| weights[bit].max(0.0))
                };
                let best = held().fold(0.0, f32::max);
                best + 0.1 * (held().sum::<f32>() - best)
            })
            .collect()
    }
}

/// Rows a key occurs in, with the field classes it occurs in there.
#[derive(Clone, Debug)]
pub(crate) enum Postings {
    /// Row and mask of classes, see [`posting`], ascending.
    Sparse(Vec<u32>),
    /// The mask of each row, and how many are not 0: for keys that more than a fourth of the rows have.
    Dense(Vec<u8>, usize),
}

/// Rows above this are not indexed: a row and its mask share 32 bits.
pub(crate) const LAST_ROW: u32 = (1 << 24) - 1;

pub(crate) fn posting(row: u32, mask: u8) -> u32 {
    row << 8 | u32::from(mask)
}

impl Postings {
    /// In how many rows the key occurs.
    pub(crate) fn len(&self) -> usize {
        match self {
            Postings::Sparse(list) => list.len(),
            Postings::Dense(_, count) => *count,
        }
    }

    /// Chooses the form by the share of rows.
    pub(crate) fn new(mut list: Vec<u32>, rows: usize) -> Self {
        if list.len() * 4 <= rows {
            list.shrink_to_fit();
            return Postings::Sparse(list);
        }
        let mut masks = vec![0; rows];
        for &entry in &list {
            masks[(entry >> 8) as usize] = entry as u8;
        }
        Postings::Dense(masks, list.len())
    }
}

/// A folded value of a field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    row: u32,
    start: u32,
    end: u32,
    pub(crate) mask: u8,
}

/// Rows of text, searchable. Immutable: a new revision builds a new one.
#[derive(Clone, Debug)]
pub struct Index {
    pub(crate) rows: usize,
    /// Score of each set of field classes.
    pub(crate) table: Vec<f32>,
    pub(crate) postings: HashMap<u64, Postings, BuildKeyHasher>,
    /// Every word, sorted, for words that begin with something.
    pub(crate) words: Vec<Box<str>>,
    /// All folded values, one after the other.
    text: String,
    values: Vec<Value>,
    /// Where the values of each row begin.
    first_value: Vec<u32>,
    /// Hashed key of each value of a name class, its row and class; sorted.
    exact: Vec<(u64, u32, u8)>,
}

impl Index {
    /// How many rows there are: one more than the highest that was added.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// About how many bytes of memory the index takes.
    pub fn bytes(&self) -> usize {
        let postings: usize = self
            .postings
            .values()
            .map(|postings| match postings {
                Postings::Sparse(list) => list.capacity() * 4,
                Postings::Dense(masks, _) => masks.capacity(),
            })
            .sum();
        let words: usize = self.words.iter().map(|word| word.len() + 16).sum();
        postings
            + self.postings.capacity() * (size_of::<(u64, Postings)>() + 1)
            + words
            + self.text.capacity()
            + self.values.capacity() * size_of::<Value>()
            + self.first_value.capacity() * 4
            + self.exact.capacity() * size_of::<(u64, u32, u8)>()
    }

    /// The values of a row.
    pub(crate) fn values(&self, row: u32) -> impl Iterator<Item = (u8, &str)> {
        let row = row as usize;
        let range = match (self.first_value.get(row), self.first_value.get(row + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        };
        self.values[range].iter().map(|value| {
            (
                value.mask,
                &self.text[value.start as usize..value.end as usize],
            )
        })
    }

    /// Rows in which a value of a name class has this key, ascending.
    pub(crate) fn exact(&self, key: u64) -> &[(u64, u32, u8)] {
        let from = self.exact.partition_point(|entry| entry.0 < key);
        let length = self.exact[from..].partition_point(|entry| entry.0 == key);
        &self.exact[from..from + length]
    }
}

/// Collects texts for an [`Index`].
#[derive(Clone, Debug, Default)]
pub struct IndexBuilder {
    weights: Weights,
    rows: usize,
    postings: HashMap<u64, Vec<u32>, BuildKeyHasher>,
    words: HashSet<Box<str>>,
    text: String,
    values: Vec<Value>,
    exact: Vec<(u64, u32, u8)>,
    last_row: u32,
    is_unordered: bool,
    pieces: Vec<Piece>,
    units: Vec<Unit>,
    folded: String,
}

impl IndexBuilder {
    /// A builder of an empty index.
    pub fn new(weights: Weights) -> Self {
        Self {
            weights,
            ..Self::default()
        }
    }

    /// Adds a value of a field of a row; a field may have several. The number of the row is its place in the
    /// order that breaks ties. Ascending rows are fastest. Rows above 16,777,215 and text beyond 4 GiB in all
    /// are not indexed.
    pub fn add(&mut self, row: u32, field: Field, text: &str) {
        if row > LAST_ROW || self.text.len() + 4 * text.len() > u32::MAX as usize {
            return;
        }
        self.rows = self.rows.max(row as usize + 1);
        self.is_unordered |= row < self.last_row;
        self.last_row = row;
        let mut pieces = std::mem::take(&mut self.pieces);
        fold_into(text, &mut pieces);
        self.folded.clear();
        self.folded.extend(pieces.iter().map(|piece| piece.c));
        self.pieces = pieces;
        let mut units = std::mem::take(&mut self.units);
        units_into(&self.folded, &mut units);
        let mask = field.bit();
        for (at, unit) in units.iter().enumerate() {
            self.post(unit.code, row, mask);
            if unit.joined && at > 0 {
                self.post(pair_code(units[at - 1].code, unit.code), row, mask);
            }
            if unit.is_word {
                let word = &self.folded[unit.range.clone()];
                if !self.words.contains(word) {
                    self.words.insert(word.into());
                }
            }
        }
        if !units.is_empty() {
            self.keep(row, mask);
        }
        self.units = units;
    }

    fn post(&mut self, key: u64, row: u32, mask: u8) {
        let list = self.postings.entry(key).or_default();
        match list.last_mut() {
            Some(last) if *last >> 8 == row => *last |= u32::from(mask),
            _ => {
                // a fourth more at a time: doubling would cost more memory than all the rest
                if list.len() == list.capacity() {
                    list.reserve_exact((list.len() / 4).max(2));
                }
                list.push(posting(row, mask));
            }
        }
    }

    /// Keeps the folded value that was just read.
    fn keep(&mut self, row: u32, mask: u8) {
        let start = self.text.len();
        let missing = (start + self.folded.len()).saturating_sub(self.text.capacity());
        if missing > 0 {
            self.text.reserve_exact((start / 8).max(missing).max(4096));
        }
        self.text.push_str(&self.folded);
        self.values.push(Value {
            row,
            start: start as u32,
            end: self.text.len() as u32,
            mask,
        });
        if mask & Field::NAMES != 0 {
            let key = hash(strip(&self.folded).as_bytes());
            self.exact.push((key, row, mask));
        }
    }

    /// The index of everything that was added.
    pub fn build(mut self) -> Index {
        let rows = self.rows;
        let is_unordered = self.is_unordered;
        let postings = self
            .postings
            .into_iter()
            .map(|(key, mut list)| {
                if is_unordered {
                    merge(&mut list);
                }
                (key, Postings::new(list, rows))
            })
            .collect();
        // names first, so that a look at a row's text meets them before the long ones
        self.values.sort_by_key(|value| (value.row, value.mask));
        let mut first_value = Vec::with_capacity(rows + 1);
        for (at, value) in self.values.iter().enumerate() {
            while first_value.len() <= value.row as usize {
                first_value.push(at as u32);
            }
        }
        first_value.resize(rows + 1, self.values.len() as u32);
        self.exact.sort_unstable();
        self.exact.dedup();
        self.exact.shrink_to_fit();
        self.text.shrink_to_fit();
        self.values.shrink_to_fit();
        let mut words: Vec<Box<str>> = self.words.into_iter().collect();
        words.sort_unstable();
        Index {
            rows,
            table: self.weights.table(),
            postings,
            words,
            text: self.text,
            values: self.values,
            first_value,
            exact: self.exact,
        }
    }
}

/// Sorts postings and joins those of one row.
pub(crate) fn merge(list: &mut Vec<u32>) {
    list.sort_unstable();
    list.dedup_by(|next, kept| {
        let same = *next >> 8 == *kept >> 8;
        if same {
            *kept |= *next & 0xFF;
        }
        same
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_adding_does_not_matter() {
        let texts = [
            (0, Field::Name, "がん登録"),
            (1, Field::Body, "がん"),
            (0, Field::Body, "ALS がん"),
        ];
        let build = |order: [usize; 3]| {
            let mut builder = IndexBuilder::new(Weights::default());
            for at in order {
                let (row, field, text) = texts[at];
                builder.add(row, field, text);
            }
            let index = builder.build();
            let values: Vec<Vec<(u8, String)>> = (0..2)
                .map(|row| {
                    let mut values: Vec<_> = index
                        .values(row)
                        .map(|(mask, text)| (mask, text.to_owned()))
                        .collect();
                    values.sort();
                    values
                })
                .collect();
            let mut postings: Vec<(u64, String)> = index
                .postings
                .iter()
                .map(|(key, postings)| (*key, format!("{postings:?}")))
                .collect();
            postings.sort();
            (values, postings, index.exact.clone())
        };
        assert_eq!(build([0, 1, 2]), build([1, 2, 0]));
        assert_eq!(build([0, 2, 1]), build([1, 0, 2]));
    }

    #[test]
    fn rows_without_text_have_no_values() {
        let mut builder = IndexBuilder::new(Weights::default());
        builder.add(3, Field::Name, "がん");
        builder.add(1, Field::Name, "、");
        builder.add(LAST_ROW + 1, Field::Name, "がん");
        let index = builder.build();
        assert_eq!(index.rows(), 4);
        assert_eq!(index.values(1).count(), 0);
        assert_eq!(index.values(3).count(), 1);
        assert_eq!(index.values(4).count(), 0);
    }

    #[test]
    fn the_best_field_counts_and_the_others_a_little() {
        let table = Weights::default().table();
        assert_eq!(table[0], 0.0);
        assert_eq!(table[0b1], 10.0);
        assert!((table[0b10_0001] - 10.1).abs() < 1e-5);
    }
}
