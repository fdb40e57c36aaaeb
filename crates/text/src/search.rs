//! Searching: which rows hold every term of a query, and in which order.

use memchr::memmem;
use roaring::RoaringBitmap;

use crate::index::{Field, Index};
use crate::phrases::finder;
use crate::postings::{Numbers, Within, posting};
use crate::query::{Days, PARTS, Phrase, Query, Term, Understood};

/// How many of the best rows are looked at more closely (what a name begins with, how much of it was asked).
pub const REFINED: usize = 1_000;

/// What a word that only begins as asked is worth.
const BEGINNING: f32 = 0.8;
/// A value of a name class that is the whole query, and one that is one of its terms.
const EXACTLY_THE_QUERY: f32 = 200.0;
const EXACTLY_A_TERM: f32 = 50.0;
/// The same for titles: below names and aliases, above what only contains the term.
const TITLE_SHARE: f32 = 0.5;
/// A name that begins with the term, and how much of the name the term is (at most).
const BEGINS: f32 = 1.0;
const COVERS: f32 = 1.0;
/// What a subject is worth beside another word, where not all words must be there.
const SUBJECT: f32 = 3.0;
/// What the most common word is worth beside the rarest.
const COMMON: f32 = 0.1;
/// What a row is worth that holds only what lies above a subject, beside one that holds the subject.
const ABOVE: f32 = 0.3;
/// How many expansions of a term are considered when rows are looked at more closely.
const REFINED_PHRASES: usize = 8;

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// Every row found with its score, best first; equal scores in the order of rows.
    pub rows: Vec<(u32, f32)>,
    /// The same rows as a set.
    pub bitmap: RoaringBitmap,
    /// How each term was read, with the expansions the index can hold.
    pub understood_as: Vec<Understood>,
    /// Whether the query was longer than what is read of one; see [`Query::is_cut`].
    pub is_cut: bool,
}

impl Index {
    /// Finds the rows that hold every term of a query (of a relaxed one: enough of them), among the rows of a set if one
    /// is given.
    pub fn search(&self, query: &Query, restrict: Option<&RoaringBitmap>) -> Hits {
        let mut found = self.matching(query, restrict);
        for term in &query.without {
            let named = self.named(term);
            found.retain(|(row, _)| !named.contains(*row));
        }
        let bitmap = RoaringBitmap::from_sorted_iter(found.iter().map(|&(row, _)| row))
            .expect("rows ascend while terms are joined");
        Hits {
            rows: self.ranked(query, found),
            bitmap,
            understood_as: query.understood(|phrase| self.may_hold(phrase)),
            is_cut: query.is_cut(),
        }
    }

    /// The rows that hold every term, ascending, with the sum of what each term scores.
    fn matching(&self, query: &Query, restrict: Option<&RoaringBitmap>) -> Vec<(u32, f32)> {
        if let Some(enough) = query.enough {
            return self.matching_some(query, enough, restrict);
        }
        if query.terms.is_empty() && !query.without.is_empty() {
            let rows = 0..self.rows as u32;
            let allowed = rows.filter(|row| restrict.is_none_or(|rows| rows.contains(*row)));
            return allowed.map(|row| (row, 0.0)).collect();
        }
        let mut terms: Vec<(usize, &Term)> = query
            .terms
            .iter()
            .map(|term| (self.fewest_of_term(term), term))
            .collect();
        terms.sort_by_key(|(fewest, _)| *fewest);
        if terms.first().is_none_or(|(fewest, _)| *fewest == 0) {
            return Vec::new();
        }
        let mut allowed = restrict.map(|rows| Numbers::new(self.rows, rows));
        let mut found: Option<Vec<(u32, f32)>> = None;
        for (_, term) in terms {
            let within = Within {
                candidates: found.as_deref(),
                allowed: allowed.as_ref(),
            };
            let scored = self.scored(term, within);
            let joined = match found {
                None => scored,
                Some(found) => join(&found, &scored, |left, right| left + right),
            };
            if joined.is_empty() {
                return joined;
            }
            if query.terms.len() > 1 {
                allowed = Some(Numbers::new(self.rows, joined.iter().map(|&(row, _)| row)));
            }
            found = Some(joined);
        }
        found.unwrap_or_default()
    }

    /// The rows that hold some number of terms, ascending, with the sum of what each term scores.
    fn matching_some(
        &self,
        query: &Query,
        enough: usize,
        restrict: Option<&RoaringBitmap>,
    ) -> Vec<(u32, f32)> {
        let allowed = restrict.map(|rows| Numbers::new(self.rows, rows));
        let within = Within {
            candidates: None,
            allowed: allowed.as_ref(),
        };
        let required = query.terms.iter().filter(|term| term.is_required).count();
        let mut sums = vec![(0usize, 0usize, 0.0f32); self.rows];
        for term in &query.terms {
            let scored = self.scored(term, within);
            let subject = if term.is_required { SUBJECT } else { 1.0 };
            let weight = subject * self.rarity(scored.len());
            for (row, score) in scored {
                if let Some((subjects, held, sum)) = sums.get_mut(row as usize) {
                    *(if term.is_required { subjects } else { held }) +=
                        usize::from(term.is_required || !term.is_filling);
                    *sum += score * weight;
                }
            }
        }
        (0..)
            .zip(sums)
            .filter(|(_, (subjects, held, _))| *subjects == required && *held >= enough)
            .filter(|(_, (subjects, held, _))| subjects + held > 0)
            .map(|(row, (_, _, sum))| (row, sum))
            .collect()
    }

    /// What a word that stands in so many rows is worth where not all words must be there (inverse document frequency): from
    /// 1 for one that stands in a single row down to [`COMMON`] for one that stands in all.
    fn rarity(&self, holders: usize) -> f32 {
        let rows = self.rows.max(2) as f32;
        let frequency = (rows / holders.max(1) as f32).ln() / rows.ln();
        COMMON + (1.0 - COMMON) * frequency
    }

    /// The terms of a query, as typed, that a row does not hold.
    pub fn lacking(&self, query: &Query, row: u32) -> Vec<String> {
        let only = RoaringBitmap::from_iter([row]);
        let allowed = Numbers::new(self.rows, &only);
        let within = Within {
            candidates: None,
            allowed: Some(&allowed),
        };
        let terms = query.terms.iter();
        let lacking = terms.filter(|term| self.scored(term, within).is_empty());
        lacking.map(|term| term.text.clone()).collect()
    }

    /// Whether some row holds a term.
    pub(crate) fn holds(&self, term: &Term) -> bool {
        !self.scored(term, Within::default()).is_empty()
    }

    /// The rows that a term names: it stands in one of their names.
    fn named(&self, term: &Term) -> RoaringBitmap {
        let found = term.alternatives.iter();
        let found = found.flat_map(|phrase| self.find(phrase, Within::default()));
        let named = found.filter(|entry| *entry as u8 & Field::NAMES != 0);
        named.map(|entry| entry >> 8).collect()
    }

    /// An upper bound of the rows a term is in.
    fn fewest_of_term(&self, term: &Term) -> usize {
        if term.days.is_some() && !self.days.is_empty() {
            return self.rows;
        }
        let alternatives = |term: &Term| -> usize {
            term.alternatives
                .iter()
                .map(|phrase| self.fewest(phrase))
                .sum()
        };
        let parts = term.parts.iter().map(alternatives).min().unwrap_or(0);
        alternatives(term) + parts
    }

    /// The rows a term is in, ascending, with the score of its best alternative.
    fn scored(&self, term: &Term, within: Within<'_>) -> Vec<(u32, f32)> {
        if let (Some(days), false) = (term.days, self.days.is_empty()) {
            return self.of_days(days, within);
        }
        let mut best = Best::new(self.rows);
        for phrase in &term.alternatives {
            best.add(self.by_mask(self.find(phrase, within), phrase.weight));
            let begun = self.find_beginning(phrase, within);
            best.add(self.by_mask(begun, phrase.weight * BEGINNING));
        }
        if !term.parts.is_empty() {
            let mut together: Option<Vec<(u32, f32)>> = None;
            let mut parts: Vec<(usize, &Term)> = term
                .parts
                .iter()
                .map(|part| (self.fewest_of_term(part), part))
                .collect();
            parts.sort_by_key(|(fewest, _)| *fewest);
            let is_possible = parts.iter().all(|(fewest, _)| *fewest > 0);
            for (_, part) in parts.into_iter().filter(|_| is_possible) {
                if together.as_ref().is_some_and(Vec::is_empty) {
                    break;
                }
                let candidates = together.as_deref().or(within.candidates);
                let scored = self.scored(
                    part,
                    Within {
                        candidates,
                        ..within
                    },
                );
                together = Some(match together {
                    None => scored,
                    Some(found) => join(&found, &scored, f32::min),
                });
            }
            let mut together = together.unwrap_or_default();
            for (_, score) in &mut together {
                *score *= PARTS;
            }
            best.add(together);
        }
        best.finish()
    }

    /// The rows of some days, ascending.
    fn of_days(&self, (first, last): Days, within: Within<'_>) -> Vec<(u32, f32)> {
        let from = self.days.partition_point(|(day, _)| *day < first);
        let mut rows: Vec<u32> = self.days[from..]
            .iter()
            .take_while(|(day, _)| *day <= last)
            .filter(|(_, row)| within.allows(*row))
            .map(|(_, row)| posting(*row, 1 << Field::Related as u8))
            .collect();
        rows.sort_unstable();
        rows.dedup();
        self.by_mask(rows, 1.0)
    }

    fn by_mask(&self, found: Vec<u32>, weight: f32) -> Vec<(u32, f32)> {
        found
            .into_iter()
            .map(|entry| (entry >> 8, weight * self.table[(entry & 0xFF) as usize]))
            .collect()
    }

    /// Adds what a closer look gives, and sorts.
    fn ranked(&self, query: &Query, mut found: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
        let above = self.above(query, &found);
        self.reward_exact(query, &mut found);
        let mut keys: Vec<u64> = found.into_iter().map(order_key).collect();
        if keys.len() > REFINED {
            keys.select_nth_unstable(REFINED);
        }
        let phrases = self.refining(query);
        for key in keys.iter_mut().take(REFINED) {
            let (row, score) = from_key(*key);
            let worth = if above.contains(row) { ABOVE } else { 1.0 };
            *key = order_key((row, worth * (score + self.closer_look(row, &phrases))));
        }
        keys.sort_unstable();
        keys.into_iter().map(from_key).collect()
    }

    /// The rows found that hold only what lies above a subject of the query.
    fn above(&self, query: &Query, found: &[(u32, f32)]) -> RoaringBitmap {
        let mut above = RoaringBitmap::new();
        for term in query.terms.iter().filter(|term| term.broader > 0) {
            let mut own = term.clone();
            own.alternatives
                .truncate(own.alternatives.len() - own.broader);
            let holders: RoaringBitmap = self
                .scored(&own, Within::default())
                .into_iter()
                .map(|(row, _)| row)
                .collect();
            let rest = found.iter().map(|&(row, _)| row);
            above.extend(rest.filter(|row| !holders.contains(*row)));
        }
        above
    }

    /// Rewards values that are exactly the query, a term of it, or an expansion of a term.
    fn reward_exact(&self, query: &Query, found: &mut [(u32, f32)]) {
        let mut reward = |key: u64, worth: f32| {
            let mut at = 0;
            for named in self.exact(key) {
                let row = named >> 8;
                at += found[at..].partition_point(|&(other, _)| other < row);
                match found.get_mut(at) {
                    Some((other, score)) if *other == row => {
                        *score += worth * name_share(named as u8)
                    }
                    Some(_) => {}
                    None => break,
                }
            }
        };
        reward(query.whole, EXACTLY_THE_QUERY);
        for term in &query.terms {
            for phrase in &term.alternatives {
                reward(phrase.exact, EXACTLY_A_TERM * phrase.weight);
            }
        }
    }

    /// The phrases worth a closer look: for each term itself and its first expansions that the index may hold.
    fn refining<'q>(&self, query: &'q Query) -> Vec<Vec<(memmem::Finder<'q>, &'q Phrase)>> {
        query
            .terms
            .iter()
            .map(|term| {
                term.alternatives
                    .iter()
                    .filter(|phrase| self.may_hold(phrase))
                    .take(REFINED_PHRASES)
                    .map(|phrase| (finder(phrase), phrase))
                    .collect()
            })
            .collect()
    }

    /// What a row earns by names that begin with what was asked or hold little else.
    fn closer_look(&self, row: u32, terms: &[Vec<(memmem::Finder<'_>, &Phrase)>]) -> f32 {
        let mut sum = 0.0;
        for phrases in terms {
            let mut best = 0.0f32;
            for (class, text) in self.values(row) {
                if class & Field::NAMES == 0 {
                    break;
                }
                for (finder, phrase) in phrases {
                    let Some(at) = finder.find(text.as_bytes()) else {
                        continue;
                    };
                    let begins = if at == 0 { BEGINS } else { 0.0 };
                    let covers = COVERS * phrase.folded.len() as f32 / text.len() as f32;
                    best = best.max((begins + covers) * phrase.weight * name_share(class));
                }
            }
            sum += best;
        }
        sum
    }
}

fn name_share(mask: u8) -> f32 {
    if mask & !(1 << Field::Title as u8) == 0 {
        TITLE_SHARE
    } else {
        1.0
    }
}

/// The best score of each row over several lists.
struct Best {
    rows: usize,
    only: Vec<(u32, f32)>,
    all: Vec<f32>,
}

impl Best {
    fn new(rows: usize) -> Self {
        Self {
            rows,
            only: Vec::new(),
            all: Vec::new(),
        }
    }

    fn add(&mut self, list: Vec<(u32, f32)>) {
        if list.is_empty() {
            return;
        }
        if self.only.is_empty() && self.all.is_empty() {
            self.only = list;
            return;
        }
        if self.all.is_empty() {
            self.all = vec![-1.0; self.rows];
            let first = std::mem::take(&mut self.only);
            self.raise(&first);
        }
        self.raise(&list);
    }

    fn raise(&mut self, list: &[(u32, f32)]) {
        for &(row, score) in list {
            let best = &mut self.all[row as usize];
            *best = best.max(score);
        }
    }

    fn finish(self) -> Vec<(u32, f32)> {
        if self.all.is_empty() {
            return self.only;
        }
        let all = self.all.into_iter().enumerate();
        all.filter(|(_, score)| *score >= 0.0)
            .map(|(row, score)| (row as u32, score))
            .collect()
    }
}

/// Rows in both lists, with their scores put together.
fn join(
    left: &[(u32, f32)],
    right: &[(u32, f32)],
    put: impl Fn(f32, f32) -> f32,
) -> Vec<(u32, f32)> {
    let mut joined = Vec::with_capacity(left.len().min(right.len()));
    let mut at = 0;
    for &(row, score) in left {
        while right.get(at).is_some_and(|&(other, _)| other < row) {
            at += 1;
        }
        if let Some(&(other, other_score)) = right.get(at)
            && other == row
        {
            joined.push((row, put(score, other_score)));
        }
    }
    joined
}

/// A number that is smaller the better the row, and for equal scores the earlier it is. Scores are not negative.
fn order_key((row, score): (u32, f32)) -> u64 {
    u64::from(!score.to_bits()) << 32 | u64::from(row)
}

fn from_key(key: u64) -> (u32, f32) {
    (key as u32, f32::from_bits(!((key >> 32) as u32)))
}

#[cfg(test)]
mod tests;
