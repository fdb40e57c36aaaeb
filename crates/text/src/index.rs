//! The index: units and pairs of neighbours of every text, with the texts they occur in, and the rows that have each text.
//!
//! A text is read and posted once, however many rows have it: the names of a concept stand at every row that is tagged with it.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::fold::{Piece, fold_into, strip};
use crate::postings::{LAST_ROW, Postings, Within, merge, posting};
use crate::texts::{Part, Texts};
use crate::tokens::{BuildKeyHasher, Unit, hash, pair_code, units, units_into};

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
        let code = unit.and_then(|unit| u32::try_from(unit.code).ok());
        self.join(code.map_or(Self::SEVERAL, Self));
    }

    /// Takes note of what stands there elsewhere.
    fn join(&mut self, other: Self) {
        if *self == Self::UNSEEN {
            *self = other;
        } else if *self != other {
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
    /// The texts it occurs in.
    pub(crate) postings: P,
    /// How many rows have these texts: an upper bound, for one that has two of them counts twice.
    pub(crate) rows: u32,
    pub(crate) before: Neighbour,
    pub(crate) after: Neighbour,
}

impl Default for Entry<Vec<u32>> {
    fn default() -> Self {
        Self {
            postings: Vec::new(),
            rows: 0,
            before: Neighbour::UNSEEN,
            after: Neighbour::UNSEEN,
        }
    }
}

/// Lists one after the other.
#[derive(Clone, Debug, Default)]
struct Lists {
    /// Where each begins, and the end of the last.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// One of the lists; an empty one where there is none.
    fn get(&self, list: u32) -> &[u32] {
        let list = list as usize;
        match (self.starts.get(list), self.starts.get(list + 1)) {
            (Some(&from), Some(&to)) => &self.items[from as usize..to as usize],
            _ => &[],
        }
    }

    /// Groups items by their list, each in the order given.
    fn of(lists: usize, items: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0u32; lists + 1];
        for (list, _) in items.clone() {
            starts[list as usize + 1] += 1;
        }
        for list in 0..lists {
            starts[list + 1] += starts[list];
        }
        let mut next = starts.clone();
        let mut grouped = vec![0; starts[lists] as usize];
        for (list, item) in items {
            let place = &mut next[list as usize];
            grouped[*place as usize] = item;
            *place += 1;
        }
        Self {
            starts,
            items: grouped,
        }
    }

    fn bytes(&self) -> usize {
        (self.starts.capacity() + self.items.capacity()) * 4
    }
}

/// Rows of text, searchable. Immutable: a new revision builds a new one.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(crate) rows: usize,
    /// Score of each set of field classes.
    pub(crate) table: Vec<f32>,
    pub(crate) entries: HashMap<u64, Entry, BuildKeyHasher>,
    /// Every word, sorted, for words that begin with something.
    pub(crate) words: Arc<Vec<Box<str>>>,
    texts: Texts,
    /// The rows that have a text, with the classes in which they have it; ascending.
    holders: Lists,
    /// The texts that a row has, with their classes, names first.
    values: Lists,
    /// Hashed key of each text that some row has in a name class, and the text; sorted.
    exact: Vec<(u64, u32)>,
    /// The days of rows, sorted.
    pub(crate) days: Vec<(NaiveDate, u32)>,
    known: Known,
}

/// The numbers of texts, by a hash of the text as it was given: the chance that two of a million share one is one in tens of millions.
#[derive(Clone, Debug, Default)]
struct Known {
    hasher: RandomState,
    numbers: HashMap<u64, u32, BuildKeyHasher>,
}

/// The number of a text of which nothing is found by anything.
const NOTHING: u32 = u32::MAX;

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
            .map(|entry| entry.postings.bytes())
            .sum();
        let words: usize = self.words.iter().map(|word| word.len() + 16).sum();
        postings
            + self.entries.capacity() * (size_of::<(u64, Entry)>() + 1)
            + words
            + self.texts.bytes()
            + self.texts.len() * 4
            + self.holders.bytes()
            + self.values.bytes()
            + self.exact.capacity() * size_of::<(u64, u32)>()
    }

    /// How many texts there are.
    pub(crate) fn texts(&self) -> usize {
        self.texts.len()
    }

    /// A folded text.
    pub(crate) fn text(&self, text: u32) -> &str {
        self.texts.get(text)
    }

    /// The values of a row, names first.
    pub(crate) fn values(&self, row: u32) -> impl Iterator<Item = (u8, &str)> {
        let values = self.values.get(row).iter();
        values.map(|value| (*value as u8, self.text(value >> 8)))
    }

    /// The texts that some rows have, ascending.
    pub(crate) fn texts_of(&self, rows: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut texts: Vec<u32> = rows
            .flat_map(|row| self.values.get(row).iter().map(|value| value >> 8))
            .collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    /// The rows that have some of these texts, with the classes in which they have them; ascending.
    pub(crate) fn rows_of(&self, texts: &[u32], within: Within<'_>) -> Vec<u32> {
        let lists = || texts.iter().map(|text| self.holders.get(*text));
        let allowed = lists().flatten().copied();
        let allowed = allowed.filter(|row| within.allows(row >> 8));
        if lists().map(<[u32]>::len).sum::<usize>() * 8 <= self.rows {
            let mut rows: Vec<u32> = allowed.collect();
            merge(&mut rows);
            return rows;
        }
        let mut masks = vec![0u8; self.rows];
        for row in allowed {
            masks[(row >> 8) as usize] |= row as u8;
        }
        let rows = (0..).zip(masks).filter(|(_, mask)| *mask != 0);
        rows.map(|(row, mask)| posting(row, mask)).collect()
    }

    /// Rows in which a value of a name class has this key, with these classes; ascending.
    pub(crate) fn exact(&self, key: u64) -> Vec<u32> {
        let from = self.exact.partition_point(|entry| entry.0 < key);
        let texts = self.exact[from..].iter().take_while(|entry| entry.0 == key);
        let holders = texts.flat_map(|(_, text)| self.holders.get(*text));
        let named = holders.map(|row| row & !0xFF | row & u32::from(Field::NAMES));
        let mut rows: Vec<u32> = named.filter(|row| *row as u8 != 0).collect();
        merge(&mut rows);
        rows
    }
}

/// Collects texts for an [`Index`].
#[derive(Clone, Debug, Default)]
pub struct IndexBuilder<'i> {
    weights: Weights,
    /// An index whose texts are known already.
    other: Option<&'i Index>,
    rows: usize,
    entries: HashMap<u64, Entry<Vec<u32>>, BuildKeyHasher>,
    words: HashSet<Box<str>>,
    texts: Part,
    /// Row, and a text of it with its class.
    values: Vec<(u32, u32)>,
    days: Vec<(NaiveDate, u32)>,
    known: Known,
    pieces: Vec<Piece>,
    units: Vec<Unit>,
    folded: String,
}

impl<'i> IndexBuilder<'i> {
    /// A builder of an empty index.
    pub fn new(weights: Weights) -> Self {
        Self {
            weights,
            ..Self::default()
        }
    }

    /// A builder of an index that shares most of its texts with another one, and its weights: these are not read again.
    pub fn beside(other: &'i Index, weights: Weights) -> Self {
        // of what is no longer anywhere, nothing is kept for ever
        let dead = (0..other.texts() as u32).filter(|text| other.holders.get(*text).is_empty());
        if dead.count() * 2 > other.texts() {
            return Self::new(weights);
        }
        Self {
            weights,
            other: Some(other),
            known: other.known.clone(),
            ..Self::default()
        }
    }

    /// Adds a value of a field of a row; a field may have several. The number of the row is its place in the
    /// order that breaks ties. Rows above 16,777,215, more texts than that and text beyond 4 GiB in all are not indexed.
    pub fn add(&mut self, row: u32, field: Field, text: &str) {
        let before = self.other.map_or(0, |other| other.texts.bytes());
        if row > LAST_ROW || before + self.texts.bytes() + 4 * text.len() > u32::MAX as usize {
            return;
        }
        self.rows = self.rows.max(row as usize + 1);
        let hash = self.known.hasher.hash_one(text);
        let known = match self.known.numbers.get(&hash) {
            Some(known) => *known,
            None => {
                let read = self.read(text).unwrap_or(NOTHING);
                self.known.numbers.insert(hash, read);
                read
            }
        };
        if known != NOTHING {
            self.values.push((row, posting(known, field.bit())));
        }
    }

    /// Adds everything that a row of the other index has.
    pub fn add_as(&mut self, row: u32, of_other: u32) {
        self.rows = self.rows.max(row as usize + 1);
        let values = self.other.map(|other| other.values.get(of_other));
        let values = values.into_iter().flatten();
        self.values.extend(values.map(|value| (row, *value)));
    }

    /// Folds, keeps and posts a text.
    fn read(&mut self, text: &str) -> Option<u32> {
        let before = self.other.map_or(0, Index::texts);
        let number = u32::try_from(before + self.texts.len()).ok();
        let number = number.filter(|number| *number <= LAST_ROW)?;
        let mut pieces = std::mem::take(&mut self.pieces);
        fold_into(text, &mut pieces);
        self.folded.clear();
        self.folded.extend(pieces.iter().map(|piece| piece.c));
        self.pieces = pieces;
        let mut units = std::mem::take(&mut self.units);
        units_into(&self.folded, &mut units);
        for (at, unit) in units.iter().enumerate() {
            self.post(unit.code, number);
            if unit.joined && at > 0 {
                let key = pair_code(units[at - 1].code, unit.code);
                let before = at.checked_sub(2).map(|before| &units[before]);
                let entry = self.post(key, number);
                entry.before.note(before.filter(|_| units[at - 1].joined));
                entry
                    .after
                    .note(units.get(at + 1).filter(|after| after.joined));
            }
            if unit.is_word {
                let word = &self.folded[unit.range.clone()];
                if !self.words.contains(word) {
                    self.words.insert(word.into());
                }
            }
        }
        let is_found = !units.is_empty();
        self.units = units;
        is_found.then(|| {
            self.texts.push(&self.folded);
            number
        })
    }

    /// Adds a day of a row. In an index with days a term that is a day, month, year or fiscal year asks for these by value,
    /// whatever the texts say.
    pub fn add_day(&mut self, row: u32, day: NaiveDate) {
        self.days.push((day, row));
    }

    fn post(&mut self, key: u64, text: u32) -> &mut Entry<Vec<u32>> {
        let entry = self.entries.entry(key).or_default();
        let list = &mut entry.postings;
        if list.last() != Some(&text) {
            // a fourth more at a time: doubling would cost more memory than all the rest
            if list.len() == list.capacity() {
                list.reserve_exact((list.len() / 4).max(2));
            }
            list.push(text);
        }
        entry
    }

    /// The index of everything that was added.
    pub fn build(mut self) -> Index {
        let rows = self.rows;
        let empty = Index::default();
        let other = self.other.unwrap_or(&empty);
        let texts = other.texts.followed_by(self.texts);
        // names first, so that a look at a row's text meets them before the long ones; what comes from another index is in order
        self.values
            .sort_by_key(|&(row, value)| (row, value as u8, value));
        self.values.dedup();
        let values = Lists::of(rows, self.values.iter().copied());
        let held = self.values.iter();
        let holders = Lists::of(
            texts.len(),
            held.map(|&(row, value)| (value >> 8, posting(row, value as u8))),
        );
        drop(self.values);
        let mut entries = other.entries.clone();
        entries.reserve(self.entries.len());
        for (key, new) in self.entries {
            let entry = entries.entry(key).or_insert_with(|| Entry {
                postings: Postings::new(Vec::new(), texts.len()),
                rows: 0,
                before: Neighbour::UNSEEN,
                after: Neighbour::UNSEEN,
            });
            entry.before.join(new.before);
            entry.after.join(new.after);
            entry.postings = entry.postings.followed_by(new.postings, texts.len());
        }
        let words = match self.words.is_empty() {
            true => other.words.clone(),
            false => {
                let mut words: Vec<Box<str>> = other.words.to_vec();
                words.extend(self.words);
                words.sort_unstable();
                words.dedup();
                Arc::new(words)
            }
        };
        self.days.sort_unstable();
        let mut index = Index {
            rows,
            table: self.weights.table(),
            entries,
            words,
            texts,
            holders,
            values,
            exact: Vec::new(),
            days: self.days,
            known: self.known,
        };
        index.count_rows(other);
        index.exact = index.keys_of_names(other);
        index
    }
}

impl Index {
    /// Counts the rows of each key; beside another index anew where the texts of a key have other rows than there.
    fn count_rows(&mut self, other: &Self) {
        let rows = |index: &Self, text| index.holders.get(text).len();
        let others =
            (0..self.texts() as u32).filter(|text| rows(self, *text) != rows(other, *text));
        let others: Vec<u32> = others.collect();
        if others.len() * 4 > self.texts() {
            for entry in self.entries.values_mut() {
                let texts = entry.postings.iter();
                entry.rows = texts.map(|text| self.holders.get(text).len() as u32).sum();
            }
            return;
        }
        for text in others {
            let (now, before) = (rows(self, text) as u32, rows(other, text) as u32);
            for key in keys(self.texts.get(text)) {
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry.rows = entry.rows + now - before;
                }
            }
        }
    }

    /// The texts that some row has in a name class, with their hashed keys, sorted; those that another index has of them are known.
    fn keys_of_names(&self, other: &Self) -> Vec<(u64, u32)> {
        let is_name = |value: &u32| *value as u8 & Field::NAMES != 0;
        let mut is_named: Vec<bool> = (0..self.texts() as u32)
            .map(|text| self.holders.get(text).iter().any(is_name))
            .collect();
        let known = other.exact.iter().copied();
        let mut named: Vec<(u64, u32)> = known
            .filter(|(_, text)| std::mem::take(&mut is_named[*text as usize]))
            .collect();
        let new = (0..).zip(is_named).filter(|(_, is_named)| *is_named);
        named.extend(new.map(|(text, _)| (hash(strip(self.text(text)).as_bytes()), text)));
        named.sort();
        named
    }
}

/// The keys under which a folded text is posted, each once.
fn keys(folded: &str) -> HashSet<u64> {
    let units = units(folded);
    let single = units.iter().map(|unit| unit.code);
    let pairs = units.windows(2).filter(|pair| pair[1].joined);
    single
        .chain(pairs.map(|pair| pair_code(pair[0].code, pair[1].code)))
        .collect()
}

#[cfg(test)]
mod tests;
