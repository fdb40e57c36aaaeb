//! The text indexes over every kind of thing, and the words that widen a query.
//!
//! One file for each kind says which texts of a row are searched, in which field class and under which name: what is
//! indexed and what is highlighted are the same texts. Weights are those of [`text::Weights`] for every kind, so scores
//! of different kinds compare.

mod access;
mod approvals;
mod databases;
mod everything;
mod institutions;
mod operators;
mod organisations;
mod registries;
mod subjects;
mod terms;
mod uses;
pub(crate) mod words;

use std::borrow::Cow;
use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::ScopedJoinHandle;

use ::approvals::{Approvals, ReportedUse};
use ::institutions::Institutions;
use ::operators::Operators;
use ::registries::Registries;
use base::{DiseaseId, OperatorId, PartialDate, Precision, RegistryId};
use chrono::{Datelike, NaiveDate};
use linkage::{AccessRule, Databases, ReportedFact};
use text::{Field, Index, IndexBuilder, Query, Synonyms, Weights};
use vocabulary::{DataItems, Diseases, OWN_LIST, Organisation, Prefectures};

use crate::beside::Beside;

pub use everything::{Everything, Found, Kind};

/// What can be searched, one index a kind, rows numbered as in their tables.
#[derive(Debug)]
pub struct Search {
    words: Arc<Words>,
    /// By [`Kind`], in its order.
    indexes: [Arc<Index>; Kind::ALL.len()],
    terms: terms::Terms,
}

/// What words mean in this catalogue.
#[derive(Debug)]
struct Words {
    synonyms: Synonyms,
    subjects: subjects::Subjects,
}

/// What a question found, and as what it was read.
#[derive(Clone, Debug)]
pub struct Asked<A> {
    /// What was found.
    pub answer: A,
    /// The question, mended where that was needed.
    pub query: Query,
    /// The same with fewer words, where these were asked.
    pub relaxed: Option<Query>,
}

/// The tables that the indexes are made of.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    pub(crate) registries: &'a Registries,
    pub(crate) approvals: &'a Approvals,
    pub(crate) institutions: &'a Institutions,
    pub(crate) operators: &'a Operators,
    pub(crate) databases: &'a Databases,
    pub(crate) diseases: &'a Diseases,
    pub(crate) data_items: &'a DataItems,
    pub(crate) prefectures: &'a Prefectures,
    pub(crate) organisations: &'a [Organisation],
    pub(crate) access_rules: &'a [AccessRule],
    pub(crate) reported_facts: &'a [ReportedFact],
    pub(crate) reported_uses: &'a [ReportedUse],
    /// What was seen on the pages of each registry.
    pub(crate) excerpts: &'a HashMap<RegistryId, Vec<String>>,
}

impl Search {
    /// Indexes every kind, taking over from another catalogue what it has of the same texts.
    pub(crate) fn new(from: &Sources<'_>, beside: Option<&Beside<'_>>) -> Self {
        let index_of = |kind| match beside {
            Some(beside) => beside.index(from, kind),
            None => Arc::new(index(from, kind, IndexBuilder::new(Weights::default()))),
        };
        // each kind is one job, words another; the large ones are begun first
        let (indexes, words) = std::thread::scope(|scope| {
            let indexes = Kind::ALL.map(|kind| scope.spawn(move || index_of(kind)));
            let same = beside.and_then(|beside| beside.words(from));
            let words = same.unwrap_or_else(|| Arc::new(Words::new(from)));
            (indexes.map(joined), words)
        });
        Self {
            words,
            indexes,
            terms: terms::Terms::default(),
        }
    }

    /// What a text asks for; none where it is blank.
    pub fn query(&self, text: &str) -> Option<Query> {
        let Words { synonyms, subjects } = &*self.words;
        Some(Query::parse(text, synonyms)?.about(subjects))
    }

    /// Asks a question as typed; where that finds nothing, with slips of the pen mended; and where still nothing is found,
    /// with fewer words.
    pub fn ask<A>(
        &self,
        query: &Query,
        answer: impl Fn(&Query) -> A,
        is_empty: impl Fn(&A) -> bool,
    ) -> Asked<A> {
        let mut asked = Asked {
            answer: answer(query),
            query: query.clone(),
            relaxed: None,
        };
        if !is_empty(&asked.answer) {
            return asked;
        }
        let indexes = Kind::ALL.map(|kind| self.index_of(kind));
        let Words { synonyms, subjects } = &*self.words;
        if let Some(corrected) = query.corrected(indexes.into_iter(), synonyms) {
            let corrected = corrected.about(subjects);
            asked.answer = answer(&corrected);
            asked.query = corrected;
        }
        if let Some(relaxed) = asked.query.relaxed().filter(|_| is_empty(&asked.answer)) {
            asked.answer = answer(&relaxed);
            asked.relaxed = Some(relaxed);
        }
        if let Some(subjects) = asked
            .query
            .subjects_only()
            .filter(|_| is_empty(&asked.answer))
        {
            asked.answer = answer(&subjects);
            asked.relaxed = Some(subjects);
        }
        if is_empty(&asked.answer) {
            asked.query = query.clone();
        }
        asked
    }

    /// The index over one kind.
    pub fn index_of(&self, kind: Kind) -> &Index {
        &self.indexes[kind as usize]
    }
}

impl Sources<'_> {
    /// What is indexed of each row of a kind: its texts, and the day by which it is asked for.
    fn say_of(&self, kind: Kind) -> impl Iterator<Item = (Vec<Passage<'_>>, Option<NaiveDate>)> {
        let rows = match kind {
            Kind::Registry => self.registries.all().len(),
            Kind::Approval => self.approvals.all().len(),
            Kind::Institution => self.institutions.all().len(),
            Kind::Operator => self.operators.all().len(),
            Kind::Database => self.databases.all().len(),
            Kind::ReportedUse => self.reported_uses.len(),
            Kind::AccessRule => self.access_rules.len(),
            Kind::ReportedFact => self.reported_facts.len(),
        };
        let day = move |row| (kind == Kind::Approval).then(|| self.approvals.get(row).approved_on);
        (0..rows as u32).map(move |row| (passages(self, kind, row), day(row)))
    }
}

/// What a thread made; its panic goes on here.
pub(crate) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

impl Words {
    fn new(from: &Sources<'_>) -> Self {
        Self {
            synonyms: synonyms(from),
            subjects: subjects::Subjects::new(from),
        }
    }
}

impl Beside<'_> {
    /// The other catalogue's words where nothing that they are made of differs.
    fn words(&self, from: &Sources<'_>) -> Option<Arc<Words>> {
        let words = &self.other.search.words;
        let is_same =
            self.are_registries_same() && (self.moved.is_none() || words.subjects.are_of(from));
        is_same.then(|| words.clone())
    }

    /// The index of a kind: the other catalogue's where nothing that it is made of differs, else one beside it.
    fn index(&self, from: &Sources<'_>, kind: Kind) -> Arc<Index> {
        let other = &self.other.search.indexes[kind as usize];
        let old = self.other.sources();
        let builder = IndexBuilder::beside(other, Weights::default());
        let is_same = match kind {
            Kind::Approval if self.are_approvals_alone() => match &self.moved {
                None => true,
                Some(moved) => return Arc::new(moved_index(from, moved, builder)),
            },
            Kind::Registry if self.are_registries_same() && from.excerpts == old.excerpts => true,
            _ => from.say_of(kind).eq(old.say_of(kind)),
        };
        match is_same {
            true => other.clone(),
            false => Arc::new(index(from, kind, builder)),
        }
    }
}

/// The index of approvals of which most stood in the other one, each with its row there.
fn moved_index(from: &Sources<'_>, moved: &[Option<u32>], mut builder: IndexBuilder<'_>) -> Index {
    for (row, was) in (0..).zip(moved) {
        match was {
            Some(was) => builder.add_as(row, *was),
            None => {
                for passage in passages(from, Kind::Approval, row) {
                    builder.add(row, passage.class, &passage.text);
                }
            }
        }
        builder.add_day(row, from.approvals.get(row).approved_on);
    }
    builder.build()
}

fn index(from: &Sources<'_>, kind: Kind, mut builder: IndexBuilder<'_>) -> Index {
    for (row, (passages, day)) in (0..).zip(from.say_of(kind)) {
        for passage in passages {
            builder.add(row, passage.class, &passage.text);
        }
        if let Some(day) = day {
            builder.add_day(row, day);
        }
    }
    builder.build()
}

/// Every word group that a query is widened by: diseases, organisations, data items, everyday words of the field.
fn synonyms(from: &Sources<'_>) -> Synonyms {
    let mut synonyms = Synonyms::new();
    for group in from.diseases.synonym_groups() {
        // MDD is read as depression; depression is not looked for as MDD, which means other things elsewhere.
        let (short, full): (Vec<String>, Vec<String>) =
            group.into_iter().partition(|name| is_abbreviation(name));
        for short in &short {
            synonyms.add_short(short, &full);
        }
        synonyms.add(full);
    }
    for group in organisations::groups(from) {
        let (short, full): (Vec<&str>, Vec<&str>) = group
            .into_iter()
            .partition(|name| organisations::is_short(name));
        for short in short {
            synonyms.add_short(short, &full);
        }
        synonyms.add(full);
    }
    for item in from.data_items.all() {
        synonyms.add(
            [Some(item.name_ja.as_str()), item.name_en.as_deref()]
                .into_iter()
                .flatten()
                .chain(item.printed.iter()),
        );
    }
    for group in words::groups() {
        synonyms.add(group);
    }
    for word in words::FILLING {
        synonyms.add_filling(word);
    }
    for (short, full) in words::SHORT {
        synonyms.add_short(short, full.split('|'));
    }
    for (reading, word) in words::READINGS {
        let others = synonyms.others(word).into_iter().map(str::to_owned);
        let read_as: Vec<String> = std::iter::once((*word).to_owned()).chain(others).collect();
        synonyms.add_short(reading, read_as);
    }
    synonyms
}

/// A few Latin capitals.
fn is_abbreviation(name: &str) -> bool {
    let capitals = name.chars().filter(char::is_ascii_uppercase).count();
    name.len() <= 5 && name.chars().all(|c| c.is_ascii_alphanumeric()) && capitals >= 2
}

/// The field of the names of what lies below a row's diseases.
pub const NARROWER: &str = "diseases.concept.narrower";

/// One text of a row: how much a match in it is worth, and what it is in the API.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage<'a> {
    /// The class that it is indexed in.
    pub class: Field,
    /// The API's name of the field, with a path where it belongs to something the row points at: `operator.nameJa`.
    pub field: &'static str,
    /// The text.
    pub text: Cow<'a, str>,
}

/// The texts of a row that are searched, the weightiest first as far as possible.
pub(crate) fn passages<'a>(from: &Sources<'a>, kind: Kind, row: u32) -> Vec<Passage<'a>> {
    let mut passages = Passages(Vec::new());
    match kind {
        Kind::Registry => registries::collect(from, row, &mut passages),
        Kind::Approval => approvals::collect(from, row, &mut passages),
        Kind::Institution => institutions::collect(from, row, &mut passages),
        Kind::Operator => operators::collect(from, row, &mut passages),
        Kind::Database => databases::collect(from, row, &mut passages),
        Kind::ReportedUse => uses::collect(from, row, &mut passages),
        Kind::AccessRule => access::rule(from, row, &mut passages),
        Kind::ReportedFact => access::fact(from, row, &mut passages),
    }
    passages.0
}

/// Texts as they are collected.
struct Passages<'a>(Vec<Passage<'a>>);

impl<'a> Passages<'a> {
    fn add(&mut self, class: Field, field: &'static str, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        self.0.push(Passage { class, field, text });
    }

    fn all(&mut self, class: Field, field: &'static str, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            self.add(class, field, text);
        }
    }

    /// The names of databases by their codes.
    fn databases(&mut self, databases: &'a Databases, codes: impl Iterator<Item = &'a str>) {
        for code in codes {
            let Some(row) = databases.find(&code.into()) else {
                continue;
            };
            let database = databases.get(row);
            self.add(
                Field::Related,
                "databases.nameJa",
                database.name_ja.as_str(),
            );
            self.all(
                Field::Related,
                "databases.nameEn",
                database.name_en.as_deref(),
            );
            self.all(Field::Related, "databases.aliases", database.aliases.iter());
        }
    }

    /// The names of a concept; below them those of all that is above it: who asks for the branch finds the leaf.
    fn disease(&mut self, diseases: &'a Diseases, id: &DiseaseId) {
        let names = |id: &DiseaseId| {
            let concept = diseases.find(id).map(|place| diseases.get(place));
            concept.into_iter().flat_map(|concept| {
                std::iter::once(concept.name_ja.as_str()).chain(concept.name_en.as_deref())
            })
        };
        self.all(Field::Related, "diseases.concept", names(id));
        for above in diseases.ancestors(id) {
            self.all(Field::Body, "diseases.concept.broader", names(&above));
        }
    }

    /// The names of what our own list has below a concept: a registry of all cancers holds patients with gastric cancer.
    fn narrower(&mut self, diseases: &'a Diseases, id: &DiseaseId) {
        let own = diseases.equivalents(id);
        for below in diseases.descendants(id) {
            let row = diseases.find(&below).map(|place| diseases.get(place));
            let listed = row.filter(|row| row.source == OWN_LIST && !own.contains(&below));
            if let Some(row) = listed {
                self.add(Field::Body, NARROWER, row.name_ja.as_str());
                self.all(Field::Body, NARROWER, row.name_en.as_deref());
            }
        }
    }

    fn operator(&mut self, operators: &'a Operators, field: &'static str, id: &OperatorId) {
        if let Some(place) = operators.find(id) {
            self.all(Field::Body, field, operators.get(place).names());
        }
    }

    /// A date in the ways in which it is typed. Its fiscal year counts less: 2021-03 lies in 2020年度 but not in 2020年.
    fn date(&mut self, field: &'static str, date: PartialDate) {
        let day = date.first_day();
        let words = match date.precision() {
            Precision::Year => format!("{}年", day.year()),
            Precision::Month => format!("{}年{}月", day.year(), day.month()),
            Precision::Day => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        };
        self.add(Field::Related, field, words);
        self.add(Field::Related, field, date.to_string());
        // documents count fiscal years from April
        let fiscal_year = ::approvals::statistics::fiscal_year(day);
        self.add(Field::Body, field, format!("{fiscal_year}年度"));
    }
}
