//! What a phrase finds: the texts that hold all its keys, and itself, and the rows that have these.

use memchr::arch::all::packedpair::HeuristicFrequencyRank;
use memchr::memmem;

use crate::index::{Entry, Index};
use crate::postings::{Postings, Within, intersect, union};
use crate::query::Phrase;
use crate::tokens::{pair_code, word_code};

/// Phrases of up to so many characters are always looked for in the text itself; in longer ones three pairs
/// and more leave little doubt, and they are looked for where no more than [`FEW`] texts are left.
const SHORT: usize = 4;
const FEW: usize = 5_000;
/// A row has about so many texts.
const MANY: usize = 16;

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
                .map(|entry| entry.rows)
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
            .map(|token| self.entries.get(token).map_or(0, |entry| entry.rows))
            .min()
            .unwrap_or(0)
    }

    /// Every word that begins with something and is longer.
    fn words_beginning_with<'a>(
        &'a self,
        beginning: &'a str,
    ) -> impl Iterator<Item = &'a Entry> + 'a {
        let from = self.words.partition_point(|word| **word <= *beginning);
        self.words[from..]
            .iter()
            .take_while(move |word| word.starts_with(beginning))
            .filter_map(|word| self.entries.get(&word_code(word)))
    }

    /// The rows that have a text with the phrase, with the classes of such texts, ascending.
    pub(crate) fn find(&self, phrase: &Phrase, within: Within<'_>) -> Vec<u32> {
        let Some(lists) = self.lists(&phrase.tokens) else {
            return Vec::new();
        };
        let mut texts = self.common(lists, within);
        let is_worth_it = phrase.units.len() <= SHORT || texts.len() <= FEW;
        let is_doubtful = phrase.is_verified && is_worth_it && !self.is_implied(phrase);
        if is_doubtful || !phrase.other_names.is_empty() {
            let finder = finder(phrase);
            texts.retain(|text| phrase.stands_in(self.text(*text), &finder));
        }
        self.rows_of(&texts, within)
    }

    /// The same for the words the last unit of the phrase is only the beginning of.
    pub(crate) fn find_beginning(&self, phrase: &Phrase, within: Within<'_>) -> Vec<u32> {
        let Some((beginning, before)) = &phrase.beginning else {
            return Vec::new();
        };
        let Some(mut lists) = self.lists(before) else {
            return Vec::new();
        };
        let words = self.words_beginning_with(beginning);
        let words: Vec<&Postings> = words.map(|entry| &entry.postings).collect();
        let together;
        match words[..] {
            [] => return Vec::new(),
            [only] => lists.push(only),
            _ => {
                together = union(&words, self.texts());
                lists.push(&together);
            }
        }
        self.rows_of(&self.common(lists, within), within)
    }

    /// The texts in all lists: among those of the candidates where these are few.
    fn common(&self, mut lists: Vec<&Postings>, within: Within<'_>) -> Vec<u32> {
        let fewest = lists.iter().map(|list| list.len()).min().unwrap_or(0);
        let candidates = within.candidates.filter(|rows| rows.len() * MANY < fewest);
        let few = candidates.map(|rows| self.texts_of(rows.iter().map(|&(row, _)| row)));
        intersect(&mut lists, few)
    }

    fn lists(&self, tokens: &[u64]) -> Option<Vec<&Postings>> {
        let entries = tokens.iter().map(|token| self.entries.get(token));
        entries.map(|entry| Some(&entry?.postings)).collect()
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
