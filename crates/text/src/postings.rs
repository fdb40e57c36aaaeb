//! Intersections of postings, and what a phrase finds.

use memchr::arch::all::packedpair::HeuristicFrequencyRank;
use memchr::memmem;

use crate::index::{Field, Index, Postings, merge, posting};
use crate::query::Phrase;

/// Phrases of up to so many characters are always looked for in the text itself; in longer ones three pairs
/// and more leave little doubt, and they are looked for where no more than [`FEW`] rows are left.
const SHORT: usize = 4;
const FEW: usize = 5_000;

/// How common a byte is in folded Japanese text: the first bytes of kana and kanji are everywhere.
struct JapaneseBytes;

impl HeuristicFrequencyRank for JapaneseBytes {
    fn rank(&self, byte: u8) -> u8 {
        match byte {
            0xE3 => 255,
            0x81 | 0x82 => 240,
            0xE4..=0xE9 => 200,
            0x80..=0xBF => 100,
            _ => 50,
        }
    }
}

/// A searcher for a folded phrase.
pub(crate) fn finder(phrase: &Phrase) -> memmem::Finder<'_> {
    memmem::FinderBuilder::new().build_forward_with_ranker(JapaneseBytes, phrase.folded.as_bytes())
}

/// A set of rows to stay in, one bit each.
pub(crate) struct Rows(Vec<u64>);

impl Rows {
    pub(crate) fn new(rows: usize, members: impl IntoIterator<Item = u32>) -> Self {
        let mut bits = vec![0u64; rows.div_ceil(64)];
        for row in members {
            if let Some(word) = bits.get_mut(row as usize / 64) {
                *word |= 1 << (row % 64);
            }
        }
        Self(bits)
    }

    pub(crate) fn contains(&self, row: u32) -> bool {
        self.0
            .get(row as usize / 64)
            .is_some_and(|word| word >> (row % 64) & 1 == 1)
    }
}

/// Which rows a term is looked for in.
#[derive(Clone, Copy)]
pub(crate) struct Within<'a> {
    /// Rows found by the terms before, ascending; the phrase may start from them.
    pub(crate) candidates: Option<&'a [(u32, f32)]>,
    /// Rows allowed at all; holds the candidates if there are any.
    pub(crate) allowed: Option<&'a Rows>,
}

impl Within<'_> {
    fn allows(&self, row: u32) -> bool {
        self.allowed.is_none_or(|rows| rows.contains(row))
    }
}

impl Index {
    /// Whether every key of the phrase occurs somewhere: what is shown as an expansion can be found.
    pub(crate) fn may_hold(&self, phrase: &Phrase) -> bool {
        self.fewest(phrase) > 0
    }

    /// An upper bound of the rows a phrase is in.
    pub(crate) fn fewest(&self, phrase: &Phrase) -> usize {
        let whole = self.fewest_of(&phrase.tokens);
        let begun = phrase.beginning.as_ref().map_or(0, |(beginning, before)| {
            let words: usize = self
                .words_beginning_with(beginning)
                .map(|postings| postings.len())
                .sum();
            if before.is_empty() {
                words
            } else {
                words.min(self.fewest_of(before))
            }
        });
        whole.max(begun)
    }

    fn fewest_of(&self, tokens: &[u64]) -> usize {
        tokens
            .iter()
            .map(|token| self.postings.get(token).map_or(0, Postings::len))
            .min()
            .unwrap_or(0)
    }

    /// The postings of every word that begins with something and is longer.
    fn words_beginning_with<'a>(
        &'a self,
        beginning: &'a str,
    ) -> impl Iterator<Item = &'a Postings> + 'a {
        let from = self.words.partition_point(|word| **word <= *beginning);
        self.words[from..]
            .iter()
            .take_while(move |word| word.starts_with(beginning))
            .filter_map(|word| self.postings.get(&crate::tokens::word_code(word)))
    }

    /// The rows in which all keys of a phrase occur in one field class, with those classes, ascending.
    pub(crate) fn find(&self, phrase: &Phrase, within: Within<'_>) -> Vec<u32> {
        let Some(mut lists) = self.lists(&phrase.tokens) else {
            return Vec::new();
        };
        let mut found = intersect(&mut lists, within);
        if phrase.is_verified && (phrase.units.len() <= SHORT || found.len() <= FEW) {
            self.verify(phrase, &mut found);
        }
        found
    }

    /// The same for the words the last unit of the phrase is only the beginning of.
    pub(crate) fn find_beginning(&self, phrase: &Phrase, within: Within<'_>) -> Vec<u32> {
        let Some((beginning, before)) = &phrase.beginning else {
            return Vec::new();
        };
        let Some(mut lists) = self.lists(before) else {
            return Vec::new();
        };
        let mut words: Vec<&Postings> = self.words_beginning_with(beginning).collect();
        if words.is_empty() {
            return Vec::new();
        }
        if let [only] = words[..] {
            lists.push(only);
            return intersect(&mut lists, within);
        }
        let together = union(&mut words, self.rows);
        lists.push(&together);
        intersect(&mut lists, within)
    }

    fn lists(&self, tokens: &[u64]) -> Option<Vec<&Postings>> {
        tokens
            .iter()
            .map(|token| self.postings.get(token))
            .collect()
    }

    /// Keeps the rows, and the classes, in which the text really contains the phrase. Where a name contains it
    /// the body is not read: it could change the score by a tenth of the least weight only.
    fn verify(&self, phrase: &Phrase, found: &mut Vec<u32>) {
        let finder = finder(phrase);
        found.retain_mut(|entry| {
            let (row, mask) = (*entry >> 8, *entry as u8);
            let mut held = 0;
            let mut missing = mask;
            for (class, text) in self.values(row) {
                if held & Field::NAMES != 0 && class & Field::NAMES == 0 {
                    break;
                }
                if missing & class != 0 && finder.find(text.as_bytes()).is_some() {
                    held |= class;
                    missing &= !class;
                }
            }
            *entry = posting(row, held);
            held != 0
        });
    }
}

/// All postings of several keys together.
fn union(lists: &mut [&Postings], rows: usize) -> Postings {
    let total: usize = lists.iter().map(|list| list.len()).sum();
    if total * 8 <= rows {
        let mut all = Vec::with_capacity(total);
        for list in lists {
            match list {
                Postings::Sparse(list) => all.extend_from_slice(list),
                Postings::Dense(masks, _) => all.extend(entries(masks)),
            }
        }
        merge(&mut all);
        return Postings::Sparse(all);
    }
    let mut all = vec![0u8; rows];
    for list in lists {
        match list {
            Postings::Sparse(list) => {
                for &entry in list {
                    all[(entry >> 8) as usize] |= entry as u8;
                }
            }
            Postings::Dense(masks, _) => {
                for (all, mask) in all.iter_mut().zip(masks) {
                    *all |= mask;
                }
            }
        }
    }
    let count = all.iter().filter(|mask| **mask != 0).count();
    Postings::Dense(all, count)
}

fn entries(masks: &[u8]) -> impl Iterator<Item = u32> {
    masks
        .iter()
        .enumerate()
        .filter(|(_, mask)| **mask != 0)
        .map(|(row, &mask)| posting(row as u32, mask))
}

/// Rows in all lists, in one class at least, starting from the rarest list or from the candidates.
fn intersect(lists: &mut [&Postings], within: Within<'_>) -> Vec<u32> {
    lists.sort_by_key(|list| list.len());
    let Some((first, rest)) = lists.split_first() else {
        return Vec::new();
    };
    let starting_few = within
        .candidates
        .filter(|candidates| candidates.len() < first.len());
    let mut found: Vec<u32> = match (starting_few, first) {
        (Some(candidates), _) => {
            let all = candidates.iter().map(|&(row, _)| posting(row, u8::MAX));
            let mut found = all.collect();
            keep_common(&mut found, first);
            found
        }
        (None, Postings::Sparse(list)) => match within.allowed {
            None => list.clone(),
            Some(_) => list
                .iter()
                .copied()
                .filter(|entry| within.allows(entry >> 8))
                .collect(),
        },
        (None, Postings::Dense(masks, _)) => entries(masks)
            .filter(|entry| within.allows(entry >> 8))
            .collect(),
    };
    for list in rest {
        if found.is_empty() {
            break;
        }
        keep_common(&mut found, list);
    }
    found
}

/// Keeps the rows that a list has too, and the classes both have.
fn keep_common(found: &mut Vec<u32>, list: &Postings) {
    let list = match list {
        Postings::Dense(masks, _) => {
            found.retain_mut(|entry| {
                let mask = *entry as u8 & masks[(*entry >> 8) as usize];
                *entry = *entry & !0xFF | u32::from(mask);
                mask != 0
            });
            return;
        }
        Postings::Sparse(list) => list,
    };
    let is_much_longer = list.len() / 16 > found.len();
    let mut at = 0;
    found.retain_mut(|entry| {
        let row = *entry >> 8;
        if is_much_longer {
            at += gallop(&list[at..], row);
        } else {
            while list.get(at).is_some_and(|other| other >> 8 < row) {
                at += 1;
            }
        }
        let mask = match list.get(at) {
            Some(other) if other >> 8 == row => (*entry & other) as u8,
            _ => 0,
        };
        *entry = posting(row, mask);
        mask != 0
    });
}

/// How many entries lie before a row, searched in growing steps.
fn gallop(list: &[u32], row: u32) -> usize {
    let mut step = 1;
    while list.get(step).is_some_and(|entry| entry >> 8 < row) {
        step *= 2;
    }
    let from = step / 2;
    let to = list.len().min(step + 1);
    from + list[from..to].partition_point(|entry| entry >> 8 < row)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn postings(rows: &[u32], is_dense: bool) -> Postings {
        let mut list: Vec<u32> = rows
            .iter()
            .map(|&row| posting(row % 200, 1 << (row % 3)))
            .collect();
        merge(&mut list);
        Postings::new(list, if is_dense { 200 } else { 4000 })
    }

    fn as_map(list: &Postings) -> std::collections::BTreeMap<u32, u8> {
        match list {
            Postings::Sparse(list) => list
                .iter()
                .map(|entry| (entry >> 8, *entry as u8))
                .collect(),
            Postings::Dense(masks, _) => entries(masks)
                .map(|entry| (entry >> 8, entry as u8))
                .collect(),
        }
    }

    proptest! {
        #[test]
        fn an_intersection_holds_what_both_hold(
            left in prop::collection::vec(any::<u32>(), 0..200),
            right in prop::collection::vec(any::<u32>(), 0..200),
            dense in any::<(bool, bool)>(),
        ) {
            let (left, right) = (postings(&left, dense.0), postings(&right, dense.1));
            let within = Within { candidates: None, allowed: None };
            let found = intersect(&mut [&left, &right], within);
            let (left, right) = (as_map(&left), as_map(&right));
            let expected: Vec<u32> = left
                .iter()
                .filter_map(|(row, mask)| {
                    let mask = mask & right.get(row)?;
                    (mask != 0).then_some(posting(*row, mask))
                })
                .collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn galloping_is_counting(mut rows in prop::collection::vec(0u32..500, 0..60), row in 0u32..510) {
            rows.sort_unstable();
            rows.dedup();
            let list: Vec<u32> = rows.iter().map(|&row| posting(row, 1)).collect();
            prop_assert_eq!(gallop(&list, row), rows.iter().filter(|&&other| other < row).count());
        }
    }
}
