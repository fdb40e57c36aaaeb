//! A compound, cut at the known words that it contains.

use crate::fold::{Folded, key, strip};
use crate::synonyms::{LONGEST, Synonyms};
use crate::tokens::Unit;

use super::{SYNONYM, Term};

/// Longest compound, in units, in which synonyms are looked for.
const MAX_COMPOUND: usize = 40;

/// Most parts a compound is cut into.
const MAX_PARTS: usize = 8;

impl Term {
    /// Looks for synonyms inside the term: each is replaced by its fellows (the compound stays one phrase),
    /// and the compound is cut at those of two characters or more (its parts may stand anywhere).
    pub(super) fn read_compound(&mut self, folded: &Folded, synonyms: &Synonyms) {
        let text = self.text.clone();
        let units = self.alternatives[0].units.clone();
        if units.len() < 2 || units.len() > MAX_COMPOUND {
            return;
        }
        let original = |from: usize, to: usize| -> &str {
            if from >= to {
                return "";
            }
            let range = units[from].range.start..units[to - 1].range.end;
            text.get(folded.original(range)).unwrap_or("")
        };
        let mut parts: Vec<Term> = Vec::new();
        let mut is_compound = false;
        let mut from = 0;
        let mut at = 0;
        while at < units.len() {
            let Some(end) = longest_known(folded.text(), &units, at, synonyms) else {
                at += 1;
                continue;
            };
            for other in synonyms.others(original(at, end)) {
                let replaced = [original(0, at), other, original(end, units.len())].concat();
                self.add(&replaced, SYNONYM);
            }
            if end > at + 1 || units[at].is_word {
                parts.extend(leftover(original(from, at), synonyms));
                parts.extend(Self::with_synonyms(original(at, end), synonyms));
                from = end;
                is_compound = true;
            }
            at = end;
        }
        parts.extend(leftover(original(from, units.len()), synonyms));
        let mut different: Vec<Term> = Vec::new();
        for part in parts {
            let folded = &part.alternatives[0].folded;
            if different
                .iter()
                .all(|known| known.alternatives[0].folded != *folded)
            {
                different.push(part);
            }
        }
        if is_compound && (1..=MAX_PARTS).contains(&different.len()) {
            self.parts = different;
        }
    }
}

/// What stands between two synonyms, as parts: without the particles that join words, without a verb at its end, without what
/// says nothing.
fn leftover(text: &str, synonyms: &Synonyms) -> Vec<Term> {
    let texts = crate::script::words_between_particles(text).into_iter();
    let texts = texts.filter(|text| !synonyms.is_filling(&key(text)));
    texts.filter_map(Term::bare).collect()
}

/// The end of the longest synonym that begins at a unit and is not the whole text.
fn longest_known(folded: &str, units: &[Unit], at: usize, synonyms: &Synonyms) -> Option<usize> {
    let most = units.len().min(at + LONGEST);
    (at + 1..=most)
        .rev()
        .filter(|&end| end - at < units.len())
        .find(|&end| {
            let range = units[at].range.start..units[end - 1].range.end;
            synonyms.knows(&strip(&folded[range]))
        })
}
