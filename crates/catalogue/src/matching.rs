//! Which registries serve a need, and why: every criterion is met, unmet or unknown. Pure functions over the tables of
//! one revision; nothing is stored.
//!
//! What no source says is unknown, never a no:
//!
//! - *Disease.* One of the wanted concepts is enough. Met by a tag that is the concept or a narrower one. Unknown where a
//!   tag is broader or has narrower concepts in common, for such patients may be among the registry's; and where nothing
//!   is tagged. A procedure and a disease do not exclude each other: tags of the other kind decide nothing. Unmet where
//!   the tags have nothing in common with the concept.
//! - *Case count.* Counts compare within one unit. Met where the largest count reaches the number. Unmet where a total
//!   (enrolled, cumulative) stays below it on its day; unknown where that total is "more than", where only parts, years
//!   or followed patients are counted, where only another unit is, and where nothing is.
//! - *Company use.* Met by 可 and by 条件付き可, whose conditions stand in what was found. Unmet only where a source refuses.
//! - *Modes, purposes, data items.* Each wanted value is a criterion of its own. What a list does not name was not seen.
//!   A purpose or specimens may also stand in the ways of company use and in the specimens' own column. A registry that
//!   refuses companies has no mode of working with them.
//! - *Region, standing.* An international registry may or may not reach the whole country.

mod words;

use std::collections::{BTreeSet, HashMap};

use base::cancel::Cancellable;
use base::{DiseaseId, Key, Part};
use registries::{
    Biospecimens, CaseCount, CompanyUse, CountKind, CountUnit, DataClass, Mode, Purpose, Region,
    Registries, Registry, Standing,
};
use vocabulary::{Diseases, PROCEDURES};

/// What somebody needs of a registry. An empty list and `false` ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Concepts, one of which is enough.
    pub diseases: Vec<DiseaseId>,
    /// How many there must be at least.
    pub minimum: Option<Minimum>,
    /// Companies must be able to use it.
    pub company_use: bool,
    /// All these ways of working with companies.
    pub modes: Vec<Mode>,
    /// All these purposes.
    pub purposes: Vec<Purpose>,
    /// All these classes of data.
    pub data_items: Vec<DataClass>,
    /// Specimens must be kept.
    pub biospecimens: bool,
    /// From where patients come.
    pub region: Option<Region>,
    /// Whether patients are still registered.
    pub standing: Option<Standing>,
}

/// A least number in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minimum {
    /// The number.
    pub quantity: i64,
    /// What is counted.
    pub unit: CountUnit,
}

/// One condition of a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    Disease,
    CaseCount(Minimum),
    CompanyUse,
    Mode(Mode),
    Purpose(Purpose),
    DataItem(DataClass),
    Biospecimens,
    Region(Region),
    Standing(Standing),
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// 対象疾患.
    Disease,
    /// 症例数.
    CaseCount,
    /// 企業の利用.
    CompanyUse,
    /// 企業との連携の形.
    Mode,
    /// 目的.
    Purpose,
    /// データ項目.
    DataItem,
    /// 生体試料.
    Biospecimens,
    /// 地域.
    Region,
    /// 登録の継続.
    Standing,
}

/// What a registry's sources say to one condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They say yes.
    Met,
    /// They say no, or something that excludes it.
    Unmet,
    /// They do not say.
    Unknown,
}

impl Outcome {
    /// What it is called, in Japanese and in English.
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Met => ("満たす", "met"),
            Self::Unmet => ("満たさない", "unmet"),
            Self::Unknown => ("不明", "unknown"),
        }
    }
}

impl Fit {
    /// What it is called, in Japanese and in English.
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Full => ("すべて満たす", "full"),
            Self::Possible => ("満たす可能性がある", "possible"),
            Self::Unknown => ("すべて不明", "unknown"),
            Self::Partial => ("一部を満たす", "partial"),
            Self::None => ("満たさない", "none"),
        }
    }
}

/// How many conditions are met, unmet and unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Met.
    pub met: u32,
    /// Unmet.
    pub unmet: u32,
    /// Unknown.
    pub unknown: u32,
}

/// A score in one word, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Everything is met.
    Full,
    /// Nothing is unmet and something is met.
    Possible,
    /// Nothing is known.
    Unknown,
    /// Something is met and something is unmet.
    Partial,
    /// Something is unmet and nothing is met.
    None,
}

impl Score {
    /// The score in one word.
    pub fn fit(self) -> Fit {
        match (self.unmet > 0, self.met > 0) {
            (false, true) if self.unknown == 0 => Fit::Full,
            (false, true) => Fit::Possible,
            (false, false) => Fit::Unknown,
            (true, true) => Fit::Partial,
            (true, false) => Fit::None,
        }
    }
}

/// A plain text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Japanese.
    pub ja: String,
    /// English; printed texts stay in the sources' language.
    pub en: String,
}

/// One condition, what came of it and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub criterion: Criterion,
    /// What came of it.
    pub outcome: Outcome,
    /// What was wanted.
    pub wanted: Said,
    /// What the registry's sources say; none where they say nothing about it.
    pub found: Option<Said>,
}

/// How a tag of a registry stands to the wanted concepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Overlap {
    /// It is one of them or narrower.
    Within,
    /// It is broader, or has narrower concepts in common with one.
    Touching,
    /// It has nothing in common with them.
    Apart,
    /// It is a procedure where diseases are wanted, or the other way round.
    OtherKind,
}

/// A need held against all registries.
#[derive(Debug)]
pub struct Matching<'c> {
    registries: &'c Registries,
    diseases: &'c Diseases,
    need: &'c Need,
    conditions: Vec<Condition>,
    overlaps: HashMap<&'c DiseaseId, Overlap>,
}

impl Need {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn conditions(&self) -> Vec<Condition> {
        let mut conditions = Vec::new();
        conditions.extend((!self.diseases.is_empty()).then_some(Condition::Disease));
        conditions.extend(self.minimum.map(Condition::CaseCount));
        conditions.extend(self.company_use.then_some(Condition::CompanyUse));
        conditions.extend(self.modes.iter().copied().map(Condition::Mode));
        conditions.extend(self.purposes.iter().copied().map(Condition::Purpose));
        conditions.extend(self.data_items.iter().copied().map(Condition::DataItem));
        conditions.extend(self.biospecimens.then_some(Condition::Biospecimens));
        conditions.extend(self.region.map(Condition::Region));
        conditions.extend(self.standing.map(Condition::Standing));
        conditions
    }
}

impl<'c> Matching<'c> {
    /// Prepares a need: how every tag stands to the wanted concepts is found once.
    pub fn new(registries: &'c Registries, diseases: &'c Diseases, need: &'c Need) -> Self {
        let mut overlaps = HashMap::new();
        if !need.diseases.is_empty() {
            let wanted = Wanted::new(diseases, &need.diseases);
            for row in (0..registries.all().len() as u32).cancellable() {
                for tag in registries.diseases(row) {
                    overlaps
                        .entry(&tag.disease)
                        .or_insert_with(|| wanted.overlap(diseases, &tag.disease));
                }
            }
        }
        Self {
            registries,
            diseases,
            need,
            conditions: need.conditions(),
            overlaps,
        }
    }

    /// Every registry with its score, the best first: fewest unmet, then those of the disease, then most met, then those that
    /// stand, then the largest, then by name.
    pub fn ranked(&self) -> Vec<(u32, Score)> {
        let mut rows: Vec<(u32, Score)> = (0..self.registries.all().len() as u32)
            .cancellable()
            .map(|row| (row, self.score(row)))
            .collect();
        rows.sort_by_cached_key(|(row, score)| self.key(*row, *score));
        rows
    }

    /// Where a registry stands in that order.
    pub fn key(&self, row: u32, score: Score) -> Key {
        let registry = self.registries.get(row);
        let is_elsewhere = self.conditions.contains(&Condition::Disease)
            && self.outcome(Condition::Disease, row) != Outcome::Met;
        vec![
            Part::Int(score.unmet.into()),
            // A registry of another field meets other needs as well as one of the disease: it comes behind.
            Part::Int(is_elsewhere.into()),
            Part::Int(-i64::from(score.met)),
            Part::Int(registry.standing.place().into()),
            self.size(row)
                .map_or(Part::Missing, |size| Part::Int(-size)),
            Part::Text(registry.name_ja.clone()),
            Part::Text(registry.id.to_string()),
        ]
    }

    /// The largest count of patients or cases, or in the unit that the need names where it is another one.
    fn size(&self, row: u32) -> Option<i64> {
        match self.need.minimum.map(|minimum| minimum.unit) {
            None | Some(CountUnit::Patients | CountUnit::Cases) => self.registries.size(row),
            Some(unit) => Some(self.registries.largest(row, unit)?.quantity),
        }
    }

    /// How many conditions a registry meets, fails and leaves open.
    pub fn score(&self, row: u32) -> Score {
        let mut score = Score::default();
        for condition in &self.conditions {
            match self.outcome(*condition, row) {
                Outcome::Met => score.met += 1,
                Outcome::Unmet => score.unmet += 1,
                Outcome::Unknown => score.unknown += 1,
            }
        }
        score
    }

    /// Every condition with its outcome and the reason, in the order of the need.
    pub fn findings(&self, row: u32) -> Vec<Finding> {
        self.conditions
            .iter()
            .map(|condition| Finding {
                criterion: condition.criterion(),
                outcome: self.outcome(*condition, row),
                wanted: self.wanted(*condition),
                found: self.found(*condition, row),
            })
            .collect()
    }

    fn outcome(&self, condition: Condition, row: u32) -> Outcome {
        let registry = self.registries.get(row);
        match condition {
            Condition::Disease => self.disease(row),
            Condition::CaseCount(minimum) => case_count(self.registries.case_counts(row), minimum),
            Condition::CompanyUse => match registry.company_use {
                CompanyUse::Yes | CompanyUse::Conditional => Outcome::Met,
                CompanyUse::No => Outcome::Unmet,
                CompanyUse::Unknown => Outcome::Unknown,
            },
            Condition::Mode(mode) if registry.company_use_modes.0.contains(&mode) => Outcome::Met,
            Condition::Mode(_) if registry.company_use == CompanyUse::No => Outcome::Unmet,
            Condition::Mode(_) => Outcome::Unknown,
            Condition::Purpose(purpose) => listed(serves(registry, purpose)),
            Condition::DataItem(class) => listed(holds(registry, class)),
            Condition::Biospecimens => listed(registry.biospecimens == Biospecimens::Yes),
            Condition::Region(region) => match (region, registry.region) {
                (wanted, found) if wanted == found => Outcome::Met,
                (_, Region::Unknown) | (Region::Nationwide, Region::International) => {
                    Outcome::Unknown
                }
                _ => Outcome::Unmet,
            },
            Condition::Standing(standing) => match registry.standing {
                Standing::Unknown => Outcome::Unknown,
                found if found == standing => Outcome::Met,
                _ => Outcome::Unmet,
            },
        }
    }

    fn disease(&self, row: u32) -> Outcome {
        let any = |overlap| self.tagged(row, overlap).next().is_some();
        if any(Overlap::Within) {
            Outcome::Met
        } else if any(Overlap::Apart) && !any(Overlap::Touching) {
            Outcome::Unmet
        } else {
            Outcome::Unknown
        }
    }

    /// The tags of a registry that stand so to the wanted concepts.
    fn tagged(&self, row: u32, overlap: Overlap) -> impl Iterator<Item = &'c DiseaseId> {
        let tags = self.registries.diseases(row).iter();
        tags.map(|tag| &tag.disease)
            .filter(move |tag| self.overlaps.get(tag) == Some(&overlap))
    }
}

/// The wanted concepts with everything below them, and what lies above any of these.
struct Wanted {
    below: BTreeSet<DiseaseId>,
    above: BTreeSet<DiseaseId>,
    procedures: bool,
    diseases: bool,
}

impl Wanted {
    fn new(diseases: &Diseases, wanted: &[DiseaseId]) -> Self {
        let below = wanted.iter().flat_map(|id| diseases.descendants(id));
        let below: BTreeSet<DiseaseId> = below.collect();
        let procedure = |id: &DiseaseId| is_procedure(diseases, id);
        Self {
            above: below.iter().flat_map(|id| diseases.ancestors(id)).collect(),
            below,
            procedures: wanted.iter().any(procedure),
            diseases: !wanted.iter().all(procedure),
        }
    }

    fn overlap(&self, diseases: &Diseases, tag: &DiseaseId) -> Overlap {
        if self.below.contains(tag) {
            Overlap::Within
        } else if self.above.contains(tag) {
            Overlap::Touching
        } else if match is_procedure(diseases, tag) {
            true => self.procedures,
            false => self.diseases,
        } {
            Overlap::Apart
        } else {
            Overlap::OtherKind
        }
    }
}

/// Whether a concept is a procedure or device and nothing else.
fn is_procedure(diseases: &Diseases, id: &DiseaseId) -> bool {
    let branches = diseases.branches(id);
    !branches.is_empty() && branches.iter().all(|branch| branch.as_str() == PROCEDURES)
}

/// A value that a list names, or that was not seen in it.
fn listed(yes: bool) -> Outcome {
    if yes { Outcome::Met } else { Outcome::Unknown }
}

fn serves(registry: &Registry, purpose: Purpose) -> bool {
    let modes = &registry.company_use_modes.0;
    registry.purpose_words.0.contains(&purpose)
        || as_mode(purpose).is_some_and(|mode| modes.contains(&mode))
}

/// The way of working with companies that is a purpose as well.
fn as_mode(purpose: Purpose) -> Option<Mode> {
    match purpose {
        Purpose::ExternalControl => Some(Mode::ExternalControl),
        Purpose::Recruitment => Some(Mode::Recruitment),
        Purpose::PostMarketingSurveillance => Some(Mode::PostMarketingSurveillance),
        _ => None,
    }
}

fn holds(registry: &Registry, class: DataClass) -> bool {
    registry.data_classes.0.contains(&class)
        || class == DataClass::Biospecimen && registry.biospecimens == Biospecimens::Yes
}

fn case_count(counts: &[CaseCount], minimum: Minimum) -> Outcome {
    let own = || {
        let registered = counts.iter().filter(|count| count.kind.is_registered());
        registered.filter(|count| count.unit == minimum.unit)
    };
    if own().any(|count| count.quantity >= minimum.quantity) {
        return Outcome::Met;
    }
    let mut totals = own().filter(|count| is_total(count)).peekable();
    if totals.peek().is_some() && totals.all(|count| !count.at_least) {
        Outcome::Unmet
    } else {
        Outcome::Unknown
    }
}

/// Whether a count speaks of everything that is registered.
fn is_total(count: &CaseCount) -> bool {
    matches!(count.kind, CountKind::Enrolled | CountKind::Cumulative)
}

impl Condition {
    fn criterion(self) -> Criterion {
        match self {
            Self::Disease => Criterion::Disease,
            Self::CaseCount(_) => Criterion::CaseCount,
            Self::CompanyUse => Criterion::CompanyUse,
            Self::Mode(_) => Criterion::Mode,
            Self::Purpose(_) => Criterion::Purpose,
            Self::DataItem(_) => Criterion::DataItem,
            Self::Biospecimens => Criterion::Biospecimens,
            Self::Region(_) => Criterion::Region,
            Self::Standing(_) => Criterion::Standing,
        }
    }
}

#[cfg(test)]
mod tests;
