//! Precedents: the approved projects most like one that somebody has in mind, each with what makes it near.
//!
//! Pure functions over the titles. Five aspects are compared, each from 0 to 1: the diseases, the ways of working, the
//! words of the title (the rarer among all titles, the weightier), the data taken, the sector of the user. The score is
//! their mean, weighted, over the aspects that were asked about. A project that shares only data or sector is near only
//! where nothing else was asked; ties are broken by operator and number.

mod words;

use std::collections::{BTreeSet, HashMap, HashSet};

use approvals::{Approvals, Method, ReportedUse, UserSector};
use base::cancel::Cancellable;
use base::{DataItemId, DiseaseId};
use roaring::RoaringBitmap;
use vocabulary::{DataItems, Diseases};

use crate::search::Sources;
use words::{Words, words_of};

/// How much of a free text is read, in characters.
pub const READ: usize = 1_000;
/// Least share of the asked words, by weight, that makes a project near.
const NEAR: f64 = 0.12;

const DISEASE: f64 = 4.0;
const METHOD: f64 = 2.0;
const WORDS: f64 = 3.0;
const DATA_ITEM: f64 = 1.5;
const USER_SECTOR: f64 = 1.0;

/// A project about a narrower disease than the one asked for.
const NARROWER: f64 = 0.8;
/// A project about a broader one.
const BROADER: f64 = 0.6;

/// What is looked for. At least one part should be given: where all are empty nothing is near.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Like<'a> {
    /// A free text: a title, a plan, a few words.
    pub text: Option<&'a str>,
    /// The data to be taken.
    pub data_items: Vec<DataItemId>,
    /// Who would use them.
    pub user_sector: Option<UserSector>,
    /// Diseases, beside those that the text names.
    pub diseases: Vec<DiseaseId>,
}

/// A project that is near.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its place among the approvals, or among the reported uses.
    pub row: u32,
    /// How near, from 0 to 1.
    pub score: f64,
}

/// One aspect in which a project is near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which aspect.
    pub aspect: Aspect,
    /// What is shared, in Japanese.
    pub label_ja: String,
    /// The same in English; words of titles stay as printed.
    pub label_en: String,
}

/// In what two projects may be alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The same disease, a narrower or a broader one.
    Disease,
    /// The same way of working: フィージビリティ, AI.
    Method,
    /// Words of the title.
    Words,
    /// Data that both take.
    DataItem,
    /// The sector of the user.
    UserSector,
}

impl Aspect {
    /// What it is called, in Japanese and in English.
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Disease => ("疾患", "disease"),
            Self::Method => ("手法", "way of working"),
            Self::Words => ("課題名の語", "words of the title"),
            Self::DataItem => ("データ項目", "data item"),
            Self::UserSector => ("活用者区分", "user sector"),
        }
    }
}

/// What the titles of all approvals and reported uses are compared by.
#[derive(Debug, Default)]
pub struct Precedents {
    /// How many titles of approvals there are.
    titles: usize,
    /// Those in which each word stands, ascending.
    holders: HashMap<Box<str>, Vec<u32>>,
    reported: Vec<Reported>,
}

/// What the title of a reported use names.
#[derive(Debug)]
struct Reported {
    words: BTreeSet<String>,
    methods: BTreeSet<Method>,
    diseases: Vec<DiseaseId>,
}

/// A project that may be near.
struct Project<'a> {
    /// The share of the asked words that its title has.
    words: f64,
    printed: &'a str,
    methods: &'a BTreeSet<Method>,
    diseases: Vec<&'a DiseaseId>,
    data_items: Vec<&'a DataItemId>,
    sectors: &'a [UserSector],
}

/// What the approvals' codes mean.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The approvals.
    pub approvals: &'a Approvals,
    /// Disease concepts.
    pub diseases: &'a Diseases,
    /// Kinds of data.
    pub data_items: &'a DataItems,
}

/// Whether [`Precedents`] over two catalogues are the same.
pub(crate) fn are_of_same_titles(one: &Sources<'_>, other: &Sources<'_>) -> bool {
    fn approved<'a>(of: &Sources<'a>) -> impl Iterator<Item = &'a str> {
        of.approvals.all().map(|row| row.title_ja.as_str())
    }
    fn reported<'a>(of: &Sources<'a>) -> impl Iterator<Item = &'a str> {
        of.reported_uses.iter().map(|row| row.title_ja.as_str())
    }
    let are_approved = std::ptr::eq(one.approvals, other.approvals);
    let are_diseases = std::ptr::eq(one.diseases, other.diseases);
    (are_approved || approved(one).eq(approved(other)))
        && reported(one).eq(reported(other))
        && (are_diseases || one.diseases.all() == other.diseases.all())
}

impl Precedents {
    /// Reads every title once. Those of reported uses weigh no word: they are a sample.
    pub fn new<'a>(
        titles: impl IntoIterator<Item = &'a str>,
        reported: impl IntoIterator<Item = &'a str>,
        diseases: &Diseases,
    ) -> Self {
        let mut precedents = Self::default();
        precedents.take_reported(reported, diseases);
        for (row, title) in (0..).zip(titles) {
            precedents.take(row, title);
        }
        precedents.holders.values_mut().for_each(Vec::shrink_to_fit);
        precedents
    }

    /// The same where most titles were read before: each comes with the row that it had there, if it had one.
    pub(crate) fn beside<'a>(
        other: &Self,
        titles: impl IntoIterator<Item = (&'a str, Option<u32>)>,
        reported: impl IntoIterator<Item = &'a str>,
        diseases: &Diseases,
    ) -> Self {
        let mut precedents = Self::default();
        precedents.take_reported(reported, diseases);
        let mut now = vec![None; other.titles];
        for (row, (title, was)) in (0..).zip(titles) {
            match was {
                Some(was) => {
                    precedents.titles += 1;
                    now[was as usize] = Some(row);
                }
                None => precedents.take(row, title),
            }
        }
        for (word, rows) in &other.holders {
            let moved = rows.iter().filter_map(|row| now[*row as usize]);
            let holders = precedents.holders.entry(word.clone()).or_default();
            holders.extend(moved);
            holders.sort_unstable();
        }
        precedents.holders.retain(|_, rows| !rows.is_empty());
        precedents
    }

    fn take(&mut self, row: u32, title: &str) {
        self.titles += 1;
        for word in words_of(title).into_all() {
            self.holders.entry(word.into()).or_default().push(row);
        }
    }

    fn take_reported<'a>(
        &mut self,
        reported: impl IntoIterator<Item = &'a str>,
        diseases: &Diseases,
    ) {
        self.reported = reported
            .into_iter()
            .map(|printed| Reported {
                words: words_of(printed).into_all(),
                methods: Method::named_in(printed),
                diseases: diseases_in(printed, diseases),
            })
            .collect();
    }

    /// Reads what is looked for, once.
    pub(crate) fn comparison<'a>(&'a self, like: &'a Like<'a>, terms: Terms<'a>) -> Comparison<'a> {
        Comparison {
            of: self,
            asked: Asked::read(like, terms.diseases),
            items: like.data_items.iter().collect(),
            sector: like.user_sector,
            terms,
        }
    }

    fn rarity(&self, word: &str) -> f64 {
        let held = self.holders.get(word).map_or(1, Vec::len);
        ((self.titles as f64 + 1.0) / held as f64).ln()
    }
}

/// What is looked for, beside the projects.
pub struct Comparison<'a> {
    of: &'a Precedents,
    asked: Asked,
    items: BTreeSet<&'a DataItemId>,
    sector: Option<UserSector>,
    terms: Terms<'a>,
}

impl Comparison<'_> {
    /// The approved projects that are near, the nearest first; ties by operator and number.
    pub fn near(&self) -> Vec<Near> {
        let words = self.shared_words();
        let approvals = self.terms.approvals;
        let mut near: Vec<Near> = self
            .candidates(&words)
            .cancellable()
            .filter_map(|row| self.nearness(row, &self.approved(row, words[row as usize])))
            .collect();
        let key = |near: &Near| {
            let approval = approvals.get(near.row);
            (&approval.operator, approval.number)
        };
        near.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| key(a).cmp(&key(b)))
        });
        near
    }

    /// The reported uses that are near, the nearest first, ties in their order: a sample, never one list with the approved projects.
    /// The data that they took are no codes, so they are compared by the rest.
    pub fn reported(&self, uses: &[ReportedUse]) -> Vec<Near> {
        let mut near: Vec<Near> = (0..)
            .zip(uses)
            .cancellable()
            .filter_map(|(row, reported)| self.nearness(row, &self.reported_project(row, reported)))
            .collect();
        near.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.row.cmp(&b.row)));
        near
    }

    /// What makes an approved project near, the weightiest first.
    pub fn reasons(&self, row: u32) -> Vec<Reason> {
        let title = words_of(&self.terms.approvals.get(row).title_ja).into_all();
        self.reasons_of(&self.approved(row, self.share_of(&title)))
    }

    /// What makes a reported use near, the weightiest first.
    pub fn reported_reasons(&self, row: u32, reported: &ReportedUse) -> Vec<Reason> {
        self.reasons_of(&self.reported_project(row, reported))
    }

    fn approved(&self, row: u32, words: f64) -> Project<'_> {
        let approvals = self.terms.approvals;
        let approval = approvals.get(row);
        let tags = approvals.diseases(row).iter();
        Project {
            words,
            printed: &approval.title_ja,
            methods: approvals.methods(row),
            diseases: tags.map(|tag| &tag.disease).collect(),
            data_items: approvals.data_items(row).iter().collect(),
            sectors: &approval.user_sectors.0,
        }
    }

    fn reported_project<'p>(&'p self, row: u32, reported: &'p ReportedUse) -> Project<'p> {
        let title = &self.of.reported[row as usize];
        Project {
            words: self.share_of(&title.words),
            printed: &reported.title_ja,
            methods: &title.methods,
            diseases: title.diseases.iter().collect(),
            data_items: Vec::new(),
            sectors: &reported.user_sectors.0,
        }
    }

    /// The approvals that share something that was asked about.
    fn candidates(&self, words: &[f64]) -> impl Iterator<Item = u32> {
        let approvals = self.terms.approvals;
        let rows = if self.asked.is_about() {
            let named = (0..).zip(words).filter(|(_, share)| **share >= NEAR);
            let mut rows: RoaringBitmap = named.map(|(row, _)| row).collect();
            for disease in &self.asked.diseases {
                let ids = disease.same.iter().chain(&disease.below);
                rows |= approvals.of_diseases(ids.chain(&disease.above));
            }
            rows | approvals.of_methods(&self.asked.methods)
        } else {
            let taken = approvals.with_data_items(self.items.iter().copied());
            taken | approvals.of_sectors(&self.sector)
        };
        rows.into_iter()
    }

    /// The share of the asked words that each approval's title has, each word weighted by its rarity.
    fn shared_words(&self) -> Vec<f64> {
        let mut shared = vec![0.0; self.of.titles];
        let mut all = 0.0;
        for word in self.asked.words.all() {
            let rarity = self.of.rarity(word);
            all += rarity;
            let holders = self.of.holders.get(word.as_str());
            for row in holders.into_iter().flatten() {
                shared[*row as usize] += rarity;
            }
        }
        if all > 0.0 {
            shared.iter_mut().for_each(|share| *share /= all);
        }
        shared
    }

    /// The same of one title.
    fn share_of(&self, title: &BTreeSet<String>) -> f64 {
        let weight = |words: &mut dyn Iterator<Item = &String>| -> f64 {
            words.map(|word| self.of.rarity(word)).sum()
        };
        let asked = self.asked.words.all();
        let all = weight(&mut asked.iter());
        let shared = weight(&mut asked.intersection(title));
        if all > 0.0 { shared / all } else { 0.0 }
    }

    /// The aspects that were asked about, each with its weight and how far the project shares it; none where that is not enough.
    fn shares(&self, project: &Project<'_>) -> Vec<(Aspect, f64, f64)> {
        let asked = &self.asked;
        let mut shares = Vec::new();
        if !asked.diseases.is_empty() {
            let best = asked
                .diseases
                .iter()
                .filter_map(|disease| disease.best(project));
            let sum: f64 = best.map(|(share, ..)| share).sum();
            shares.push((Aspect::Disease, DISEASE, sum / asked.diseases.len() as f64));
        }
        if !asked.methods.is_empty() {
            let shared = asked.methods.intersection(project.methods).count();
            let share = shared as f64 / asked.methods.len() as f64;
            shares.push((Aspect::Method, METHOD, share));
        }
        if !asked.words.is_empty() {
            let share = if project.words < NEAR {
                0.0
            } else {
                project.words
            };
            shares.push((Aspect::Words, WORDS, share));
        }
        if asked.is_about() && shares.iter().all(|(.., share)| *share <= 0.0) {
            return Vec::new();
        }
        if !self.items.is_empty() {
            let taken = self
                .items
                .iter()
                .filter(|item| project.data_items.contains(item));
            let share = taken.count() as f64 / self.items.len() as f64;
            shares.push((Aspect::DataItem, DATA_ITEM, share));
        }
        if let Some(sector) = self.sector {
            let share = f64::from(u8::from(project.sectors.contains(&sector)));
            shares.push((Aspect::UserSector, USER_SECTOR, share));
        }
        shares
    }

    fn nearness(&self, row: u32, project: &Project<'_>) -> Option<Near> {
        let shares = self.shares(project);
        let sum: f64 = shares.iter().map(|(_, weight, share)| weight * share).sum();
        let weight: f64 = shares.iter().map(|(_, weight, _)| weight).sum();
        (sum > 0.0).then(|| Near {
            row,
            score: sum / weight,
        })
    }

    fn reasons_of(&self, project: &Project<'_>) -> Vec<Reason> {
        let shares = self.shares(project).into_iter();
        let mut reasons: Vec<(f64, Reason)> = shares
            .filter(|(.., share)| *share > 0.0)
            .filter_map(|(aspect, weight, share)| {
                Some((weight * share, self.reason(aspect, project)?))
            })
            .collect();
        reasons.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.aspect.cmp(&b.1.aspect)));
        reasons.into_iter().map(|(_, reason)| reason).collect()
    }

    fn reason(&self, aspect: Aspect, project: &Project<'_>) -> Option<Reason> {
        match aspect {
            Aspect::Disease => {
                let labels = self.disease_labels(project);
                let labels = labels.iter().map(|(ja, en)| (ja.as_str(), en.as_str()));
                reason(aspect, labels)
            }
            Aspect::Method => {
                let shared = self.asked.methods.intersection(project.methods);
                reason(aspect, shared.map(|method| method.labels()))
            }
            Aspect::Words => {
                let title = words_of(project.printed);
                let named = title.named(project.printed, &self.asked.words);
                reason(aspect, named.iter().map(|word| (*word, *word)))
            }
            Aspect::DataItem => {
                let items = self.items.iter();
                let shared = items.filter(|item| project.data_items.contains(item));
                reason(
                    aspect,
                    shared.map(|item| item_names(self.terms.data_items, item)),
                )
            }
            Aspect::UserSector => reason(aspect, self.sector.map(UserSector::labels)),
        }
    }

    /// The diseases that a project shares, each once.
    fn disease_labels(&self, project: &Project<'_>) -> Vec<(String, String)> {
        let diseases = self.terms.diseases;
        let mut labels: Vec<(String, String)> = Vec::new();
        let asked = self.asked.diseases.iter();
        for (_, id, ja, en) in asked.filter_map(|disease| disease.best(project)) {
            let concept = diseases.find(id).map(|row| diseases.get(row));
            let name_ja = concept.map_or(id.as_str(), |row| &row.name_ja);
            let name_en = concept
                .and_then(|row| row.name_en.as_deref())
                .unwrap_or(name_ja);
            let label = (format!("{name_ja}{ja}"), format!("{name_en}{en}"));
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels
    }
}

/// The question, read once.
struct Asked {
    words: Words,
    methods: BTreeSet<Method>,
    /// Each disease with its equivalents, what is below it, and what is above it.
    diseases: Vec<AskedDisease>,
}

struct AskedDisease {
    same: Vec<DiseaseId>,
    below: HashSet<DiseaseId>,
    above: HashSet<DiseaseId>,
}

impl AskedDisease {
    /// The disease of a project that is nearest to this one: how near, which, and what is said beside its name in both languages.
    fn best<'p>(&self, project: &Project<'p>) -> Option<(f64, &'p DiseaseId, &str, &str)> {
        let near = project.diseases.iter().filter_map(|id| {
            if self.same.contains(id) {
                Some((1.0, *id, "", ""))
            } else if self.below.contains(*id) {
                Some((NARROWER, *id, "（より狭い疾患）", " (narrower)"))
            } else if self.above.contains(*id) {
                Some((BROADER, *id, "（より広い疾患）", " (broader)"))
            } else {
                None
            }
        });
        // the first of the nearest
        near.reduce(|best, other| if other.0 > best.0 { other } else { best })
    }
}

impl Asked {
    fn read(like: &Like<'_>, diseases: &Diseases) -> Self {
        let text: String = like.text.unwrap_or("").chars().take(READ).collect();
        let mut ids = like.diseases.clone();
        ids.extend(diseases_in(&text, diseases));
        let mut known: BTreeSet<DiseaseId> = BTreeSet::new();
        let mut asked = Vec::new();
        for id in ids {
            if known.contains(&id) {
                continue;
            }
            let same = diseases.equivalents(&id);
            known.extend(same.iter().cloned());
            asked.push(AskedDisease {
                below: diseases.descendants(&id).into_iter().collect(),
                above: diseases.ancestors(&id).into_iter().collect(),
                same,
            });
        }
        Self {
            words: words_of(&text),
            methods: Method::named_in(&text),
            diseases: asked,
        }
    }

    /// Whether a subject was asked about, not only data or sector.
    fn is_about(&self) -> bool {
        !(self.words.is_empty() && self.methods.is_empty() && self.diseases.is_empty())
    }
}

/// The diseases that a text names, each once, in the order of the names.
pub fn diseases_in(text: &str, diseases: &Diseases) -> Vec<DiseaseId> {
    let mut found: Vec<DiseaseId> = Vec::new();
    for id in diseases
        .named_in(text)
        .into_iter()
        .flat_map(|name| name.ids)
    {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

fn item_names<'a>(items: &'a DataItems, id: &'a DataItemId) -> (&'a str, &'a str) {
    match items.find(id).map(|row| items.get(row)) {
        Some(item) => (
            &item.name_ja,
            item.name_en.as_deref().unwrap_or(&item.name_ja),
        ),
        None => (id.as_str(), id.as_str()),
    }
}

/// A reason that lists what is shared; none where nothing is.
fn reason<'a>(
    aspect: Aspect,
    labels: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Option<Reason> {
    let (ja, en): (Vec<&str>, Vec<&str>) = labels.into_iter().unzip();
    (!ja.is_empty()).then(|| Reason {
        aspect,
        label_ja: ja.join("、"),
        label_en: en.join(", "),
    })
}

#[cfg(test)]
mod tests;
