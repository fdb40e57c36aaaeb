//! The index: units and pairs of neighbours of every field, with the rows they occur in.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::fold::{Piece, fold_into, strip};
use crate::postings::{LAST_ROW, Postings, merge, posting};
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

/// The one unit that always stands on one side of a pair, if it is always the same single character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Neighbour(u32);

impl Neighbour {
    const UNSEEN: Self = Self(u32::MAX - 1);
    const SEVERAL: Self = Self(u32::MAX);

    /// Takes note of a unit seen there, or of none.
    fn note(&mut self, unit: Option<&Unit>) {
        let seen = unit
            .and_then(|unit| u32::try_from(unit.code).ok())
            .map_or(Self::SEVERAL, Self);
        if *self == Self::UNSEEN {
            *self = seen;
        } else if *self != seen {
            *self = Self::SEVERAL;
        }
    }

    /// Whether it is always this unit.
    pub(crate) fn is(self, code: u64) -> bool {
        u64::from(self.0) == code
    }
}

/// Everything known of a key.
#[derive(Clone, Debug)]
pub(crate) struct Entry<P = Postings> {
    pub(crate) postings: P,
    pub(crate) before: Neighbour,
    pub(crate) after: Neighbour,
}

impl Default for Entry<Vec<u32>> {
    fn default() -> Self {
        Self {
            postings: Vec::new(),
            before: Neighbour::UNSEEN,
            after: Neighbour::UNSEEN,
        }
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
    pub(crate) entries: HashMap<u64, Entry, BuildKeyHasher>,
    /// Every word, sorted, for words that begin with something.
    pub(crate) words: Vec<Box<str>>,
    /// All folded values, one after the other.
    text: String,
    values: Vec<Value>,
    /// Where the values of each row begin.
    first_value: Vec<u32>,
    /// Hashed key of each value of a name class, its row and class; sorted.
    exact: Vec<(u64, u32, u8)>,
    /// The days of rows, sorted.
    pub(crate) days: Vec<(NaiveDate, u32)>,
}

impl Index {
    /// How many rows there are: one more than the highest that was added.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// About how many bytes of memory the index takes.
    pub fn bytes(&self) -> usize {
        let postings: usize = self
            .entries
            .values()
            .map(|entry| match &entry.postings {
                Postings::Sparse(list) => list.capacity() * 4,
                Postings::Dense(masks, _) => masks.capacity(),
            })
            .sum();
        let words: usize = self.words.iter().map(|word| word.len() + 16).sum();
        postings
            + self.entries.capacity() * (size_of::<(u64, Entry)>() + 1)
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
    entries: HashMap<u64, Entry<Vec<u32>>, BuildKeyHasher>,
    words: HashSet<Box<str>>,
    text: String,
    values: Vec<Value>,
    exact: Vec<(u64, u32, u8)>,
    days: Vec<(NaiveDate, u32)>,
    last_row: u32,
    is_unordered: bool,
    pieces: Vec<Piece>,
    units: Vec<Unit>,
    folded: String,
    /// Hashes of the texts that were added.
    met: HashSet<u64, BuildKeyHasher>,
    /// What was read of those that came again: the names of a concept stand at every row that it is tagged with.
    again: HashMap<Box<str>, Arc<Read>>,
}

/// What was read of a text.
#[derive(Debug)]
struct Read {
    /// The keys that it is found by, each once.
    keys: Vec<u64>,
    /// Where it is kept, folded; none where nothing of it is found by anything.
    kept: Option<(u32, u32)>,
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
        let mask = field.bit();
        if let Some(read) = self.again.get(text).cloned() {
            for key in &read.keys {
                self.post(*key, row, mask);
            }
            if let Some(range) = read.kept {
                self.value(row, mask, range);
            }
            return;
        }
        let is_again = !self.met.insert(hash(text.as_bytes()));
        let mut keys = Vec::new();
        let mut pieces = std::mem::take(&mut self.pieces);
        fold_into(text, &mut pieces);
        self.folded.clear();
        self.folded.extend(pieces.iter().map(|piece| piece.c));
        self.pieces = pieces;
        let mut units = std::mem::take(&mut self.units);
        units_into(&self.folded, &mut units);
        for (at, unit) in units.iter().enumerate() {
            self.post(unit.code, row, mask);
            keys.push(unit.code);
            if unit.joined && at > 0 {
                let key = pair_code(units[at - 1].code, unit.code);
                let before = at.checked_sub(2).map(|before| &units[before]);
                let entry = self.post(key, row, mask);
                entry.before.note(before.filter(|_| units[at - 1].joined));
                entry
                    .after
                    .note(units.get(at + 1).filter(|after| after.joined));
                keys.push(key);
            }
            if unit.is_word {
                let word = &self.folded[unit.range.clone()];
                if !self.words.contains(word) {
                    self.words.insert(word.into());
                }
            }
        }
        let kept = (!units.is_empty()).then(|| self.keep());
        if let Some(range) = kept {
            self.value(row, mask, range);
        }
        self.units = units;
        if is_again {
            keys.sort_unstable();
            keys.dedup();
            let read = Read { keys, kept };
            self.again.insert(text.into(), Arc::new(read));
        }
    }

    /// Adds a day of a row. In an index with days a term that is a day, month, year or fiscal year asks for these by value,
    /// whatever the texts say.
    pub fn add_day(&mut self, row: u32, day: NaiveDate) {
        self.days.push((day, row));
    }

    fn post(&mut self, key: u64, row: u32, mask: u8) -> &mut Entry<Vec<u32>> {
        let entry = self.entries.entry(key).or_default();
        let list = &mut entry.postings;
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
        entry
    }

    /// Keeps the folded text that was just read; gives its place.
    fn keep(&mut self) -> (u32, u32) {
        let start = self.text.len();
        let missing = (start + self.folded.len()).saturating_sub(self.text.capacity());
        if missing > 0 {
            self.text.reserve_exact((start / 8).max(missing).max(4096));
        }
        self.text.push_str(&self.folded);
        (start as u32, self.text.len() as u32)
    }

    /// A value of a row, whose text is kept.
    fn value(&mut self, row: u32, mask: u8, (start, end): (u32, u32)) {
        self.values.push(Value {
            row,
            start,
            end,
            mask,
        });
        if mask & Field::NAMES != 0 {
            let text = &self.text[start as usize..end as usize];
            self.exact.push((hash(strip(text).as_bytes()), row, mask));
        }
    }

    /// The index of everything that was added.
    pub fn build(mut self) -> Index {
        let rows = self.rows;
        let is_unordered = self.is_unordered;
        let entries = self
            .entries
            .into_iter()
            .map(|(key, mut entry)| {
                if is_unordered {
                    merge(&mut entry.postings);
                }
                let kept = Entry {
                    postings: Postings::new(entry.postings, rows),
                    before: entry.before,
                    after: entry.after,
                };
                (key, kept)
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
        self.days.sort_unstable();
        self.text.shrink_to_fit();
        self.values.shrink_to_fit();
        let mut words: Vec<Box<str>> = self.words.into_iter().collect();
        words.sort_unstable();
        Index {
            rows,
            table: self.weights.table(),
            entries,
            words,
            text: self.text,
            values: self.values,
            first_value,
            exact: self.exact,
            days: self.days,
        }
    }
}

#[cfg(test)]
mod tests;
