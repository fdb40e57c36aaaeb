//! Precedents: the approved projects most like one that somebody has in mind, each with what makes it near.
//!
//! Pure functions over the titles. Five aspects are compared, each from 0 to 1: the diseases, the ways of working, the
//! words of the title (the rarer among all titles, the weightier), the data taken, the sector of the user. The score is
//! their mean, weighted, over the aspects that were asked about. A project that shares only data or sector is near only
//! where nothing else was asked; ties are broken by operator and number.

mod words;

use std::collections::{BTreeSet, HashMap};

use approvals::{Approvals, Method, ReportedUse, UserSector};
use base::cancel::Cancellable;
use base::{DataItemId, DiseaseId};
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

/// An approved project that is near.
#[derive(Clone, Debug, PartialEq)]
pub struct Precedent {
    /// Its place among the approvals.
    pub row: u32,
    /// How near, from 0 to 1.
    pub score: f64,
    /// What makes it near, the weightiest first.
    pub reasons: Vec<Reason>,
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
    titles: Vec<Title>,
    /// Those of reported uses, with the diseases that they name.
    reported: Vec<(Title, Vec<DiseaseId>)>,
    /// In how many titles each word stands.
    frequency: HashMap<String, u32>,
}

#[derive(Debug)]
struct Title {
    words: Words,
    methods: BTreeSet<Method>,
}

/// A project that may be near.
struct Project<'a> {
    row: u32,
    title: &'a Title,
    printed: &'a str,
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
        of.approvals.all().iter().map(|row| row.title_ja.as_str())
    }
    fn reported<'a>(of: &Sources<'a>) -> impl Iterator<Item = &'a str> {
        of.reported_uses.iter().map(|row| row.title_ja.as_str())
    }
    approved(one).eq(approved(other))
        && reported(one).eq(reported(other))
        && one.diseases.all() == other.diseases.all()
}

impl Precedents {
    /// Reads every title once. Those of reported uses weigh no word: they are a sample.
    pub fn new<'a>(
        titles: impl IntoIterator<Item = &'a str>,
        reported: impl IntoIterator<Item = &'a str>,
        diseases: &Diseases,
    ) -> Self {
        let mut precedents = Self::default();
        for printed in reported {
            let (words, methods) = (words_of(printed), Method::named_in(printed));
            let named = diseases_in(printed, diseases);
            precedents.reported.push((Title { words, methods }, named));
        }
        for title in titles {
            let words = words_of(title);
            for word in words.all() {
                *precedents.frequency.entry(word.clone()).or_default() += 1;
            }
            let methods = Method::named_in(title);
            precedents.titles.push(Title { words, methods });
        }
        precedents
    }

    /// The projects that are near, the nearest first.
    pub fn near(&self, like: &Like<'_>, terms: Terms<'_>) -> Vec<Precedent> {
        let asked = Asked::read(like, terms.diseases);
        let mut near: Vec<Precedent> = (0..)
            .zip(&self.titles)
            .cancellable()
            .filter_map(|(row, title)| {
                let approval = terms.approvals.get(row);
                let tags = terms.approvals.diseases(row).iter();
                let project = Project {
                    row,
                    title,
                    printed: &approval.title_ja,
                    diseases: tags.map(|tag| &tag.disease).collect(),
                    data_items: terms.approvals.data_items(row).iter().collect(),
                    sectors: &approval.user_sectors.0,
                };
                self.compare(&asked, like, &project, terms)
            })
            .collect();
        let key = |precedent: &Precedent| {
            let approval = terms.approvals.get(precedent.row);
            (&approval.operator, approval.number)
        };
        near.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| key(a).cmp(&key(b)))
        });
        near
    }

    /// The reported uses that are near, the nearest first, ties in their order. The data that they took are no codes, so they are
    /// compared by the rest.
    pub fn near_reported(
        &self,
        like: &Like<'_>,
        uses: &[ReportedUse],
        terms: Terms<'_>,
    ) -> Vec<Precedent> {
        let asked = Asked::read(like, terms.diseases);
        let rows = (0..).zip(uses.iter().zip(&self.reported));
        let mut near: Vec<Precedent> = rows
            .filter_map(|(row, (reported, (title, named)))| {
                let project = Project {
                    row,
                    title,
                    printed: &reported.title_ja,
                    diseases: named.iter().collect(),
                    data_items: Vec::new(),
                    sectors: &reported.user_sectors.0,
                };
                self.compare(&asked, like, &project, terms)
            })
            .collect();
        near.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.row.cmp(&b.row)));
        near
    }

    fn compare(
        &self,
        asked: &Asked,
        like: &Like<'_>,
        project: &Project<'_>,
        terms: Terms<'_>,
    ) -> Option<Precedent> {
        let title = project.title;
        let mut sum = Sum::default();
        if !asked.diseases.is_empty() {
            let (share, reason) = same_diseases(asked, &project.diseases, terms);
            sum.add(DISEASE, share, reason);
        }
        if !asked.methods.is_empty() {
            let shared: Vec<(&str, &str)> = asked
                .methods
                .intersection(&title.methods)
                .map(|method| method.labels())
                .collect();
            let share = shared.len() as f64 / asked.methods.len() as f64;
            sum.add(METHOD, share, reason(Aspect::Method, shared));
        }
        if !asked.words.is_empty() {
            let share = self.shared_words(&asked.words, &title.words);
            let share = if share < NEAR { 0.0 } else { share };
            let named = title.words.named(project.printed, &asked.words);
            let reason = reason(Aspect::Words, named.iter().map(|word| (*word, *word)));
            sum.add(WORDS, share, reason);
        }
        let is_about = sum.score > 0.0;
        if asked.is_about() && !is_about {
            return None;
        }
        if !like.data_items.is_empty() {
            let taken = &project.data_items;
            let asked: BTreeSet<&DataItemId> = like.data_items.iter().collect();
            let shared: Vec<(&str, &str)> = asked
                .iter()
                .filter(|item| taken.contains(item))
                .map(|item| item_names(terms.data_items, item))
                .collect();
            let share = shared.len() as f64 / asked.len() as f64;
            sum.add(DATA_ITEM, share, reason(Aspect::DataItem, shared));
        }
        if let Some(sector) = like.user_sector {
            let is_same = project.sectors.contains(&sector);
            let label = sector.labels();
            let share = f64::from(u8::from(is_same));
            sum.add(USER_SECTOR, share, reason(Aspect::UserSector, [label]));
        }
        (sum.score > 0.0).then(|| sum.precedent(project.row))
    }

    /// The share of the asked words that a title has, each weighted by its rarity.
    fn shared_words(&self, asked: &Words, title: &Words) -> f64 {
        let weight = |words: &mut dyn Iterator<Item = &String>| -> f64 {
            words.map(|word| self.rarity(word)).sum()
        };
        let all = weight(&mut asked.all().iter());
        let shared = weight(&mut asked.all().intersection(title.all()));
        if all > 0.0 { shared / all } else { 0.0 }
    }

    fn rarity(&self, word: &str) -> f64 {
        let held = self.frequency.get(word).copied().unwrap_or(0).max(1);
        ((self.titles.len() as f64 + 1.0) / f64::from(held)).ln()
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
    below: BTreeSet<DiseaseId>,
    above: BTreeSet<DiseaseId>,
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
                below: diseases.descendants(&id),
                above: diseases.ancestors(&id),
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

/// The share of the asked diseases that a project is about, and which.
fn same_diseases(
    asked: &Asked,
    of_project: &[&DiseaseId],
    terms: Terms<'_>,
) -> (f64, Option<Reason>) {
    let mut sum = 0.0;
    let mut labels: Vec<(String, String)> = Vec::new();
    for disease in &asked.diseases {
        let mut best: Option<(f64, &DiseaseId, &str, &str)> = None;
        for &id in of_project {
            let (share, ja, en) = if disease.same.contains(id) {
                (1.0, "", "")
            } else if disease.below.contains(id) {
                (NARROWER, "（より狭い疾患）", " (narrower)")
            } else if disease.above.contains(id) {
                (BROADER, "（より広い疾患）", " (broader)")
            } else {
                continue;
            };
            if best.is_none_or(|(known, ..)| share > known) {
                best = Some((share, id, ja, en));
            }
        }
        let Some((share, id, ja, en)) = best else {
            continue;
        };
        sum += share;
        let concept = terms.diseases.find(id).map(|row| terms.diseases.get(row));
        let name_ja = concept.map_or(id.as_str(), |row| &row.name_ja);
        let name_en = concept
            .and_then(|row| row.name_en.as_deref())
            .unwrap_or(name_ja);
        let label = (format!("{name_ja}{ja}"), format!("{name_en}{en}"));
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let labels = labels.iter().map(|(ja, en)| (ja.as_str(), en.as_str()));
    (
        sum / asked.diseases.len() as f64,
        reason(Aspect::Disease, labels),
    )
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

/// The weighted mean as it grows.
#[derive(Default)]
struct Sum {
    score: f64,
    weight: f64,
    reasons: Vec<(f64, Reason)>,
}

impl Sum {
    fn add(&mut self, weight: f64, share: f64, reason: Option<Reason>) {
        self.weight += weight;
        self.score += weight * share;
        if share > 0.0 {
            self.reasons
                .extend(reason.map(|reason| (weight * share, reason)));
        }
    }

    fn precedent(mut self, row: u32) -> Precedent {
        self.reasons
            .sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.aspect.cmp(&b.1.aspect)));
        Precedent {
            row,
            score: self.score / self.weight,
            reasons: self.reasons.into_iter().map(|(_, reason)| reason).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
