//! A question as it is read: terms that must all be there, each with the ways in which it may be there.

use chrono::NaiveDate;

use crate::dates;
use crate::fold::{Folded, fold, fold_text, key, strip};
use crate::synonyms::{LONGEST, Synonyms};
use crate::tokens::{Unit, hash, pair_code, units};

/// How much of a query is read, in characters; the rest is left out and [`Query::is_cut`] says so.
pub const MAX_CHARACTERS: usize = 1_000;
/// How many terms of a query are read.
pub const MAX_TERMS: usize = 16;
/// How many units (characters, words) of one term are read.
pub const MAX_TERM: usize = 64;

/// Most words of a synonym that is written with blanks.
const MAX_WORDS: usize = 8;
/// Most ways in which one term is asked.
const MAX_ALTERNATIVES: usize = 64;
/// Longest compound, in units, in which synonyms are looked for.
const MAX_COMPOUND: usize = 40;

/// Most parts a compound is cut into.
const MAX_PARTS: usize = 8;
/// Most phrases of a whole query; terms beyond are asked as typed, without expansions.
const MAX_PHRASES: usize = 160;

const DATE: f32 = 0.9;
const SYNONYM: f32 = 0.7;
const ROMAJI: f32 = 0.6;
const SINGULAR: f32 = 0.9;
/// What holds only what lies above a term is worth.
const BROADER: f32 = 0.3;
/// What a compound read in parts is worth.
pub(crate) const PARTS: f32 = 0.5;

/// A question, read once and asked of any number of indexes. Its text is text: no character is an operator.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub(crate) terms: Vec<Term>,
    /// The key of the whole query, hashed.
    pub(crate) whole: u64,
    /// How many terms beside the required ones must be there, where not all must.
    pub(crate) enough: Option<usize>,
    is_cut: bool,
}

/// How one term of a query was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The term as typed.
    pub term: String,
    /// What else was looked for in its place.
    pub expansions: Vec<String>,
    /// What lies above it and was looked for because nothing holds the term itself.
    pub broader: Vec<String>,
    /// What was typed, where the term is the known word one slip away from it.
    pub correction_of: Option<String>,
}

/// A term: it is there when one of its alternatives is, or all of its parts are.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) text: String,
    /// The term itself first, then its expansions.
    pub(crate) alternatives: Vec<Phrase>,
    /// The term, a compound, cut at the synonyms it contains; empty when it contains none.
    pub(crate) parts: Vec<Term>,
    /// What the question is about: never left out, however it is loosened.
    pub(crate) is_required: bool,
    /// How many of the alternatives, the last ones, are broader than the term.
    pub(crate) broader: usize,
    /// What was typed in its place.
    pub(crate) correction_of: Option<String>,
    /// The days that it names, first and last: an index that knows the days of its rows asks for these, not for the text.
    pub(crate) days: Option<Days>,
}

/// A day, month, year or fiscal year: its first and its last day.
pub(crate) type Days = (NaiveDate, NaiveDate);

/// Units that stand side by side.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) shown: String,
    pub(crate) folded: String,
    /// The hash of its key, to find fields that are this phrase.
    pub(crate) exact: u64,
    pub(crate) units: Vec<Unit>,
    pub(crate) weight: f32,
    /// Keys that must occur in one field class.
    pub(crate) tokens: Vec<u64>,
    /// When the last unit may be the beginning of a word: that beginning, and the keys of all before it.
    pub(crate) beginning: Option<(String, Vec<u64>)>,
    /// Whether the text can settle the doubt that pairs leave: three or more single characters in a row.
    pub(crate) is_verified: bool,
    /// Longer names of other things that end or begin with it, folded: inside of them it is not itself.
    pub(crate) other_names: Vec<String>,
}

impl Query {
    /// Reads a query. `None` when there is nothing but blanks: no text filter. A query of punctuation only
    /// is a query, and finds nothing.
    pub fn parse(text: &str, synonyms: &Synonyms) -> Option<Self> {
        if text.chars().all(|c| c.is_whitespace() || c.is_control()) {
            return None;
        }
        let end = text
            .char_indices()
            .nth(MAX_CHARACTERS)
            .map_or(text.len(), |(at, _)| at);
        let mut query = Query {
            is_cut: end < text.len(),
            ..Query::default()
        };
        let text = &text[..end];
        let mut words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '、' | '，' | '；'))
            .filter(|word| !word.is_empty())
            .collect();
        let whole = key(text);
        query.whole = hash(whole.as_bytes());
        if words.len() > 1 && synonyms.knows(&whole) {
            query.terms.extend(Term::read(text.trim(), synonyms));
            return Some(query);
        }
        if words.len() > 2 * MAX_TERMS {
            words.truncate(2 * MAX_TERMS);
            query.is_cut = true;
        }
        let mut at = 0;
        let mut phrases = 0;
        while at < words.len() {
            let (words_read, text) = longest_synonym(&words[at..], synonyms);
            at += words_read;
            let Some(mut term) = Term::read(&text, synonyms) else {
                continue;
            };
            let is_new = query
                .terms
                .iter()
                .all(|known| known.alternatives[0].folded != term.alternatives[0].folded);
            if !is_new {
                continue;
            }
            if query.terms.len() == MAX_TERMS {
                query.is_cut = true;
                break;
            }
            query.is_cut |= term.alternatives[0].units.len() == MAX_TERM;
            phrases += term.phrases().count();
            if phrases > MAX_PHRASES {
                term.alternatives.truncate(1);
                term.parts.clear();
                query.is_cut = true;
            }
            query.terms.push(term);
        }
        Some(query)
    }

    /// Whether the query was longer than what is read of one ([`MAX_CHARACTERS`], [`MAX_TERMS`],
    /// [`MAX_TERM`]) and its end was left out, or had so many expansions that the last were.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The question with its subjects marked, the words that it is about: a loosened question keeps them. `broader` gives what
    /// lies above a subject that nothing holds, to be looked for in its place; `other_names` the longer names of other subjects
    /// that contain one.
    pub fn about(mut self, subjects: &impl Subjects) -> Self {
        for term in &mut self.terms {
            term.mark(subjects);
        }
        self
    }

    /// The same question asked less strictly, for where nothing holds every term: half of the terms beside the subjects are
    /// enough, and a single compound is taken as its parts. `None` where there is nothing to loosen.
    pub fn relaxed(&self) -> Option<Self> {
        let terms: Vec<Term> = match &self.terms[..] {
            [only] => {
                let telling = only.parts.iter().filter(|part| !part.is_particle());
                telling.cloned().collect()
            }
            terms => terms.to_vec(),
        };
        let is_less = terms.len() > 1 || self.terms.len() == 1 && !terms.is_empty();
        let required = terms.iter().filter(|term| term.is_required).count();
        let others = terms.len() - required;
        // Beside a subject, one word may be all that is left out.
        let enough = if required > 0 {
            others / 2
        } else {
            others.div_ceil(2)
        };
        (is_less && self.enough.is_none()).then_some(Query {
            enough: Some(enough),
            terms,
            ..*self
        })
    }

    /// Whether not all terms must be there: see [`Query::relaxed`].
    pub fn is_relaxed(&self) -> bool {
        self.enough.is_some()
    }

    /// How each term is understood, with every expansion, whether an index holds it or not.
    pub fn understood_as(&self) -> Vec<Understood> {
        self.terms
            .iter()
            .map(|term| term.understood(|_| true))
            .collect()
    }

    /// Every phrase looked for, those of parts included.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        self.terms.iter().flat_map(Term::phrases)
    }
}

/// What a question may be about, by keys of names.
pub trait Subjects {
    /// Whether a key is the name of a subject.
    fn is_one(&self, key: &str) -> bool;

    /// Names of what lies above a subject that nothing is about.
    fn broader(&self, key: &str) -> Vec<String>;

    /// Longer names, folded, of other subjects that contain this one.
    fn other_names(&self, key: &str) -> Vec<String>;
}

/// The longest run of words at the beginning that is a synonym, or the first word.
fn longest_synonym(words: &[&str], synonyms: &Synonyms) -> (usize, String) {
    for length in (2..=words.len().min(MAX_WORDS)).rev() {
        let text = words[..length].join(" ");
        if synonyms.knows(&key(&text)) {
            return (length, text);
        }
    }
    (1, words[0].to_owned())
}

impl Term {
    /// Reads a term with all its alternatives; `None` when it has no unit (punctuation).
    pub(crate) fn read(text: &str, synonyms: &Synonyms) -> Option<Self> {
        let mut term = Self::with_synonyms(text, synonyms)?;
        term.days = dates::days(&term.alternatives[0].folded);
        for spelling in dates::other_spellings(&term.alternatives[0].folded) {
            term.add(&spelling, DATE);
        }
        let key = strip(&term.alternatives[0].folded);
        for other in synonyms.begun_by(&key) {
            term.add(other, SYNONYM);
        }
        // Capitals are an abbreviation: CIN does not spell きん.
        let is_abbreviation = text.chars().all(|c| c.is_ascii_uppercase());
        let spelt = romaji(&term.alternatives[0].folded).filter(|_| !is_abbreviation);
        if let Some(kana) = spelt {
            term.add(&kana, ROMAJI);
            for other in synonyms.others(&kana) {
                term.add(other, ROMAJI * SYNONYM);
            }
            for other in synonyms.begun_by(&kana) {
                term.add(other, ROMAJI * SYNONYM);
            }
        }
        if let Some(singular) = singular(&term.alternatives[0].folded).map(str::to_owned) {
            term.add(&singular, SINGULAR);
            for other in synonyms.others(&singular) {
                term.add(other, SINGULAR * SYNONYM);
            }
        }
        // A known word is no compound: 球脊髄性筋萎縮症 is not 脊髄性筋萎縮症 and something else.
        if !synonyms.knows(&key) {
            term.read_compound(&fold(text), synonyms);
        }
        Some(term)
    }

    fn with_synonyms(text: &str, synonyms: &Synonyms) -> Option<Self> {
        let itself = Phrase::read(text, 1.0)?;
        let others = synonyms.others_of(&strip(&itself.folded));
        let mut term = Term {
            text: text.to_owned(),
            alternatives: vec![itself],
            parts: Vec::new(),
            is_required: false,
            broader: 0,
            correction_of: None,
            days: None,
        };
        for other in others {
            term.add(other, SYNONYM);
        }
        Some(term)
    }

    fn add(&mut self, text: &str, weight: f32) {
        if self.alternatives.len() >= MAX_ALTERNATIVES {
            return;
        }
        if let Some(mut phrase) = Phrase::read(text, weight) {
            // Only what was typed may be the beginning of a word, or コロナ (corona) would find coronaries.
            phrase.beginning = None;
            let is_new = self
                .alternatives
                .iter()
                .all(|known| known.folded != phrase.folded);
            if is_new {
                self.alternatives.push(phrase);
            }
        }
    }

    fn mark(&mut self, subjects: &impl Subjects) {
        let key = strip(&self.alternatives[0].folded);
        self.is_required = subjects.is_one(&key);
        for phrase in &mut self.alternatives {
            phrase.other_names = subjects.other_names(&strip(&phrase.folded));
        }
        for above in subjects.broader(&key) {
            let before = self.alternatives.len();
            self.add(&above, BROADER);
            self.broader += self.alternatives.len() - before;
        }
        for part in &mut self.parts {
            part.mark(subjects);
        }
    }

    /// Whether it is hiragana that nothing is known of: what joins the words of a compound.
    fn is_particle(&self) -> bool {
        self.alternatives.len() == 1 && self.text.chars().all(|c| matches!(c, 'ぁ'..='ゖ'))
    }

    /// Its alternatives and those of its parts.
    fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        let parts = self.parts.iter().flat_map(|part| &part.alternatives);
        self.alternatives.iter().chain(parts)
    }

    /// Looks for synonyms inside the term: each is replaced by its fellows (the compound stays one phrase),
    /// and the compound is cut at those of two characters or more (its parts may stand anywhere).
    fn read_compound(&mut self, folded: &Folded, synonyms: &Synonyms) {
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

    /// The term and those of its expansions that pass a test.
    pub(crate) fn understood(&self, holds: impl Fn(&Phrase) -> bool) -> Understood {
        let mut expansions: Vec<String> = Vec::new();
        let mut broader: Vec<String> = Vec::new();
        let own = self.alternatives.len() - self.broader;
        for (at, phrase) in self.alternatives.iter().enumerate().skip(1) {
            let into = if at < own {
                &mut expansions
            } else {
                &mut broader
            };
            if holds(phrase) && !into.contains(&phrase.shown) {
                into.push(phrase.shown.clone());
            }
        }
        let is_read_in_parts = !self.parts.is_empty()
            && self
                .parts
                .iter()
                .all(|part| part.alternatives.iter().any(&holds));
        if is_read_in_parts {
            let parts: Vec<&str> = self.parts.iter().map(|part| part.text.as_str()).collect();
            expansions.push(parts.join(" "));
        }
        Understood {
            term: self.text.clone(),
            expansions,
            broader,
            correction_of: self.correction_of.clone(),
        }
    }
}

/// What stands between two synonyms, as parts: without the particles that join words, without a verb at its end, without what
/// says nothing.
fn leftover(text: &str, synonyms: &Synonyms) -> Vec<Term> {
    let texts = crate::script::words_between_particles(text).into_iter();
    let texts = texts.filter(|text| !synonyms.is_filling(&key(text)));
    let terms = texts.filter_map(|text| {
        Some(Term {
            text: text.to_owned(),
            alternatives: vec![Phrase::read(text, 1.0)?],
            parts: Vec::new(),
            is_required: false,
            broader: 0,
            correction_of: None,
            days: None,
        })
    });
    terms.collect()
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

/// A Latin term without the s of its plural.
fn singular(folded: &str) -> Option<&str> {
    let singular = folded.strip_suffix('s')?;
    let last = singular.rsplit(' ').next()?;
    let is_plural = last.len() >= 4
        && last.chars().all(|c| c.is_ascii_lowercase())
        && !last.ends_with(['s', 'i', 'u']);
    is_plural.then_some(singular)
}

/// The kana a Latin term spells, if it spells kana throughout.
fn romaji(folded: &str) -> Option<String> {
    use wana_kana::ConvertJapanese;
    let is_latin = folded.len() >= 3
        && folded.len() <= 40
        && folded.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    if !is_latin {
        return None;
    }
    let kana = folded.to_hiragana();
    let is_kana = kana.chars().count() >= 2
        && kana
            .chars()
            .all(|c| matches!(c, '\u{3041}'..='\u{3096}' | 'ー'));
    is_kana.then_some(kana)
}

impl Phrase {
    fn read(text: &str, weight: f32) -> Option<Self> {
        let folded = fold_text(text);
        let mut units = units(&folded);
        units.truncate(MAX_TERM);
        let last = units.last()?;
        let end = last.range.end;
        let word = &folded[last.range.clone()];
        let is_beginning = last.is_word
            && word.chars().count() >= 4
            && !word.starts_with(|c: char| c.is_ascii_digit());
        let beginning = is_beginning.then(|| (word.to_owned(), tokens(&units[..units.len() - 1])));
        let is_verified = units.len() >= 3
            && units[0].range.start == 0
            && units.iter().all(|unit| !unit.is_word)
            && units[1..].iter().all(|unit| unit.joined);
        Some(Phrase {
            shown: text.to_owned(),
            exact: hash(strip(&folded[..end]).as_bytes()),
            tokens: tokens(&units),
            beginning,
            is_verified,
            other_names: Vec::new(),
            folded: folded[..end].to_owned(),
            units,
            weight,
        })
    }
}

/// The keys that a text with these units has: pairs of neighbours, and units without a neighbour.
fn tokens(units: &[Unit]) -> Vec<u64> {
    let mut tokens = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        let next = units.get(at + 1).filter(|next| next.joined);
        let is_alone = next.is_none() && (at == 0 || !unit.joined);
        match next {
            Some(next) => tokens.push(pair_code(unit.code, next.code)),
            None if is_alone => tokens.push(unit.code),
            None => {}
        }
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

#[cfg(test)]
mod tests;
