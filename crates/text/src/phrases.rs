//! What a phrase finds: the rows that hold all its keys, and its text.

use memchr::arch::all::packedpair::HeuristicFrequencyRank;
use memchr::memmem;

use crate::index::{Entry, Field, Index};
use crate::postings::{Postings, Within, intersect, posting, union};
use crate::query::Phrase;
use crate::tokens::{pair_code, word_code};

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
            .map(|token| self.list(*token).map_or(0, Postings::len))
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
            .filter_map(|word| self.list(word_code(word)))
    }

    /// The rows in which all keys of a phrase occur in one field class, with those classes, ascending.
    pub(crate) fn find(&self, phrase: &Phrase, within: Within<'_>) -> Vec<u32> {
        let Some(mut lists) = self.lists(&phrase.tokens) else {
            return Vec::new();
        };
        let mut found = intersect(&mut lists, within);
        let is_worth_it = phrase.units.len() <= SHORT || found.len() <= FEW;
        let is_doubtful = phrase.is_verified && is_worth_it && !self.is_implied(phrase);
        if is_doubtful || !phrase.other_names.is_empty() {
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
        tokens.iter().map(|token| self.list(*token)).collect()
    }

    fn list(&self, token: u64) -> Option<&Postings> {
        self.entries.get(&token).map(|entry| &entry.postings)
    }

    /// Whether one pair of the phrase never occurs in the index but within the whole phrase: where 然歴 always
    /// follows 自, every text with 然歴 contains 自然歴.
    fn is_implied(&self, phrase: &Phrase) -> bool {
        let pairs: Option<Vec<&Entry>> = phrase
            .units
            .windows(2)
            .map(|pair| self.entries.get(&pair_code(pair[0].code, pair[1].code)))
            .collect();
        let Some(pairs) = pairs else {
            return false;
        };
        let units = &phrase.units;
        // from pair n everything after it is implied, and everything before it
        let after = (0..pairs.len())
            .rev()
            .take_while(|&n| n + 1 == pairs.len() || pairs[n].after.is(units[n + 2].code))
            .last();
        let before = (0..pairs.len())
            .take_while(|&n| n == 0 || pairs[n].before.is(units[n - 1].code))
            .last();
        after <= before
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
                if missing & class != 0 && phrase.stands_in(text, &finder) {
                    held |= class;
                    missing &= !class;
                }
            }
            *entry = posting(row, held);
            held != 0
        });
    }
}

impl Phrase {
    /// Whether a text holds the phrase as itself, not only inside of the longer name of something else.
    fn stands_in(&self, text: &str, finder: &memmem::Finder<'_>) -> bool {
        let mut places = finder.find_iter(text.as_bytes());
        places.any(|at| {
            !self
                .other_names
                .iter()
                .any(|name| self.is_inside(name, text, at))
        })
    }

    /// Whether the phrase at a place of a text is a part of a longer name there.
    fn is_inside(&self, name: &str, text: &str, at: usize) -> bool {
        let mut offsets = name.match_indices(&self.folded).map(|(offset, _)| offset);
        offsets.any(|offset| {
            let start = at.checked_sub(offset).and_then(|start| text.get(start..));
            start.is_some_and(|text| text.starts_with(name))
        })
    }
}
