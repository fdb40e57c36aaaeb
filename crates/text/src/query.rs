//! A question as it is read: terms that must all be there, each with the ways in which it may be there.

use chrono::NaiveDate;

use crate::dates;
use crate::fold::{fold, fold_text, key, strip};
use crate::sentence;
use crate::spelling::{other_spellings, romaji, singular};
use crate::synonyms::Synonyms;
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
    /// What it says is not meant: a row that one of these names is not found.
    pub(crate) without: Vec<Term>,
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
    /// Whether the question says that the term is not meant.
    pub is_excluded: bool,
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
    /// Whether it says nothing beside others.
    pub(crate) is_filling: bool,
    /// Whether it stands for the names that are looked for in its place: it begins them, or is spelt otherwise.
    pub(crate) stands_for: bool,
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
        let is_sentence = !words.iter().all(|word| sentence::is_joining(word));
        let joining = |word: &&&str| is_sentence && sentence::is_joining(word);
        let mut at = 0;
        while at < words.len() {
            let said = sentence::negation(&words[at..]);
            if said > 0 {
                at += said;
                at += words[at..words.len() - 1]
                    .iter()
                    .take_while(joining)
                    .count();
            }
            let (words_read, text) = longest_synonym(&words[at..], synonyms);
            at += words_read;
            if let Some(rest) = sentence::negates_before(&text)
                && let Some(term) = query.terms.pop()
            {
                query.without.push(term);
                query.include(rest, synonyms);
            } else if said > 0 {
                // "type 1"
                let number = words
                    .get(at)
                    .filter(|word| word.chars().all(|c| c.is_ascii_digit()));
                at += number.iter().count();
                let text = number.map_or(text.clone(), |number| format!("{text} {number}"));
                query.exclude(&text, synonyms);
            } else if words_read > 1 || !joining(&&text.as_str()) {
                query.include(&text, synonyms);
            }
        }
        Some(query)
    }

    /// Adds what is meant, and excludes what a piece of a sentence says is not.
    fn include(&mut self, text: &str, synonyms: &Synonyms) {
        let is_plain = self.without.len() == MAX_TERMS || synonyms.contains(text);
        let negated = sentence::without_negated(text, synonyms).filter(|_| !is_plain);
        if let Some((meant, not)) = negated {
            self.exclude(not, synonyms);
            for piece in meant {
                self.include(piece, synonyms);
            }
            return;
        }
        let Some(mut term) = Term::read(text, synonyms) else {
            return;
        };
        let is_new = self
            .terms
            .iter()
            .all(|known| known.alternatives[0].folded != term.alternatives[0].folded);
        if !is_new {
            return;
        }
        if self.terms.len() == MAX_TERMS {
            self.is_cut = true;
            return;
        }
        self.is_cut |= term.alternatives[0].units.len() == MAX_TERM;
        if self.phrases().count() + term.phrases().count() > MAX_PHRASES {
            term.alternatives.truncate(1);
            term.parts.clear();
            self.is_cut = true;
        }
        self.terms.push(term);
    }

    fn exclude(&mut self, text: &str, synonyms: &Synonyms) {
        if self.without.len() == MAX_TERMS {
            self.is_cut = true;
        } else {
            self.without.extend(Term::read(text, synonyms));
        }
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
        for term in &mut self.without {
            term.mark(subjects);
            term.drop_broader();
        }
        self
    }

    /// The same question asked less strictly, for where nothing holds every term: half of the telling terms beside the subjects are
    /// enough, and a single compound is taken as its parts. `None` where there is nothing to loosen.
    pub fn relaxed(&self) -> Option<Self> {
        let mut terms: Vec<Term> = match &self.terms[..] {
            [only] => {
                let telling = only.parts.iter().filter(|part| !part.is_particle());
                telling.cloned().collect()
            }
            terms => terms.to_vec(),
        };
        let is_less = terms.len() > 1 || self.terms.len() == 1 && !terms.is_empty();
        if terms.iter().all(|term| term.is_filling) {
            terms.iter_mut().for_each(|term| term.is_filling = false);
        }
        let required = terms.iter().filter(|term| term.is_required).count();
        let telling = terms.iter().filter(|term| !term.is_filling).count();
        let others = telling.saturating_sub(required);
        // Beside a subject, one word may be all that is left out.
        let enough = if required > 0 {
            others / 2
        } else {
            others.div_ceil(2)
        };
        (is_less && self.enough.is_none()).then_some(Query {
            enough: Some(enough),
            terms,
            without: self.without.clone(),
            ..*self
        })
    }

    /// The same question asked for its subjects alone, whatever else it holds; `None` where it is about none.
    pub fn subjects_only(&self) -> Option<Self> {
        let relaxed = self.relaxed()?;
        let is_about = relaxed.terms.iter().any(|term| term.is_required);
        is_about.then_some(Query {
            enough: Some(0),
            ..relaxed
        })
    }

    /// Whether not all terms must be there: see [`Query::relaxed`].
    pub fn is_relaxed(&self) -> bool {
        self.enough.is_some()
    }

    /// How each term is understood, with every expansion, whether an index holds it or not.
    pub fn understood_as(&self) -> Vec<Understood> {
        self.understood(|_| true)
    }

    /// The same with those expansions only that pass a test.
    pub(crate) fn understood(&self, holds: impl Fn(&Phrase) -> bool) -> Vec<Understood> {
        let included = self.terms.iter().map(|term| term.understood(&holds));
        let excluded = self.without.iter().map(|term| Understood {
            is_excluded: true,
            ..term.understood(&holds)
        });
        included.chain(excluded).collect()
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
        let is_known = |text: &str| synonyms.knows(&key(text));
        let spelt = || other_spellings(&fold_text(&text), synonyms);
        if is_known(&text) || spelt().iter().any(|text| is_known(text)) {
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
        term.is_filling = synonyms.is_filling(&key);
        for other in synonyms.begun_by(&key) {
            term.add(other, SYNONYM);
            term.stands_for = !synonyms.knows(&key);
        }
        // Capitals are an abbreviation: CIN does not spell きん.
        let is_abbreviation = text.chars().all(|c| c.is_ascii_uppercase());
        let spelt = romaji(&term.alternatives[0].folded).filter(|_| !is_abbreviation);
        if let Some(kana) = spelt {
            term.add(&kana, ROMAJI);
            let begun = synonyms.begun_by(&kana).into_iter();
            for other in synonyms.others(&kana).into_iter().chain(begun) {
                term.add(other, ROMAJI * SYNONYM);
            }
        }
        for spelling in other_spellings(&term.alternatives[0].folded, synonyms) {
            term.add(&spelling, SINGULAR);
            for other in synonyms.others(&spelling) {
                term.add(other, SINGULAR * SYNONYM);
                term.stands_for = !synonyms.knows(&key);
            }
        }
        if let Some(singular) = singular(&term.alternatives[0].folded) {
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

    /// A term as it is typed.
    fn bare(text: &str) -> Option<Self> {
        Some(Term {
            text: text.to_owned(),
            alternatives: vec![Phrase::read(text, 1.0)?],
            parts: Vec::new(),
            is_required: false,
            broader: 0,
            correction_of: None,
            is_filling: false,
            stands_for: false,
            days: None,
        })
    }

    fn with_synonyms(text: &str, synonyms: &Synonyms) -> Option<Self> {
        let mut term = Self::bare(text)?;
        for other in synonyms.others_of(&strip(&term.alternatives[0].folded)) {
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
        let named = if self.stands_for {
            self.alternatives.len()
        } else {
            1
        };
        let names = self.alternatives[..named].iter();
        let keys: Vec<String> = names.map(|phrase| strip(&phrase.folded)).collect();
        self.is_required = keys.iter().any(|key| subjects.is_one(key));
        for phrase in &mut self.alternatives {
            phrase.other_names = subjects.other_names(&strip(&phrase.folded));
        }
        // of several names that may be meant, what lies above one is not looked for where another is held
        let is_held = |key: &String| subjects.is_one(key) && subjects.broader(key).is_empty();
        let others = match self.stands_for && keys.iter().any(is_held) {
            true => &[],
            false => &keys[..],
        };
        for above in others.iter().flat_map(|key| subjects.broader(key)) {
            let before = self.alternatives.len();
            self.add(&above, BROADER);
            self.broader += self.alternatives.len() - before;
        }
        for part in &mut self.parts {
            part.mark(subjects);
        }
    }

    /// Takes away what lies above it.
    fn drop_broader(&mut self) {
        let own = self.alternatives.len() - self.broader;
        self.alternatives.truncate(own);
        self.broader = 0;
    }

    /// The term, the beginning of names, with these names in its place.
    pub(crate) fn begun(text: &str, names: &[&str]) -> Option<Self> {
        let mut term = Self::bare(text)?;
        for name in names {
            term.add(name, SYNONYM);
        }
        term.stands_for = true;
        Some(term)
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
            is_excluded: false,
        }
    }
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

mod compound;

#[cfg(test)]
mod tests;
