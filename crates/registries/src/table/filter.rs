//! Which registries a question selects, and the facets beside the answer.

use base::{DiseaseId, Facet, FacetColumn, OrganisationId, PartialDate};
use chrono::Datelike;
use roaring::RoaringBitmap;

use super::Registries;
use crate::words::HostKind;
use crate::{
    Biospecimens, CompanyUse, CountUnit, DataClass, Mode, Purpose, Region, RegistryKind, Standing,
};

/// Any of these values, or unknown where that is asked for too. Without a value and without unknown nothing passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnyOf<V> {
    /// The values.
    pub values: Vec<V>,
    /// Rows of which the value is unknown are selected as well.
    pub unknown: bool,
}

impl<V> Default for AnyOf<V> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            unknown: false,
        }
    }
}

impl<V> AnyOf<V> {
    /// Any of these values, without the unknown.
    pub fn of(values: impl IntoIterator<Item = V>) -> Self {
        Self {
            values: values.into_iter().collect(),
            unknown: false,
        }
    }
}

/// How many cases a registry must have. It speaks of the largest count in the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseCountRange {
    /// At least so many.
    pub min: Option<i64>,
    /// At most so many.
    pub max: Option<i64>,
    /// The unit; none is patients or cases. Counts of other units do not compare.
    pub unit: Option<CountUnit>,
    /// Keep registries without a count in the unit: unknown is no no. On unless switched off.
    pub include_unknown: bool,
}

impl Default for CaseCountRange {
    fn default() -> Self {
        Self {
            min: None,
            max: None,
            unit: None,
            include_unknown: true,
        }
    }
}

/// When a registry must have started. A start that is known to the year only is in the range if its year may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartedRange {
    /// Not before the first day of this.
    pub from: Option<PartialDate>,
    /// Not after the last day of this.
    pub to: Option<PartialDate>,
    /// Keep registries whose start is unknown. On unless switched off.
    pub include_unknown: bool,
}

impl Default for StartedRange {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
            include_unknown: true,
        }
    }
}

/// What to select: every condition that is given holds. A list passes with one of its values, an empty one never.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegistryFilter {
    /// Any of these answers; `Unknown` is an answer like the others.
    pub company_use: Option<Vec<CompanyUse>>,
    /// Any of these ways.
    pub modes: Option<AnyOf<Mode>>,
    /// How many cases.
    pub case_count: Option<CaseCountRange>,
    /// Any of these bands of size, as the facet names them.
    pub size_bands: Option<AnyOf<String>>,
    /// When started.
    pub started: Option<StartedRange>,
    /// Started in any of these decades, by their first year.
    pub start_decades: Option<AnyOf<String>>,
    /// Any of these hosts.
    pub hosts: Option<AnyOf<OrganisationId>>,
    /// Any of these kinds of hosts.
    pub host_kinds: Option<AnyOf<HostKind>>,
    /// Any of these kinds.
    pub kinds: Option<Vec<RegistryKind>>,
    /// Any of these purposes.
    pub purposes: Option<AnyOf<Purpose>>,
    /// Any of these classes of data.
    pub data_items: Option<AnyOf<DataClass>>,
    /// Whether specimens are kept.
    pub biospecimens: Option<Vec<Biospecimens>>,
    /// Any of these diseases; the caller expands a concept to its descendants.
    pub diseases: Option<AnyOf<DiseaseId>>,
    /// From where patients come.
    pub regions: Option<Vec<Region>>,
    /// Whether patients are still registered.
    pub standings: Option<Vec<Standing>>,
    /// Only rows of this set: what a search found.
    pub restrict: Option<RoaringBitmap>,
}

/// The condition that a facet is of, which the facet leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    CompanyUse,
    Modes,
    CaseCount,
    SizeBands,
    Started,
    StartDecades,
    Hosts,
    HostKinds,
    Kinds,
    Purposes,
    DataItems,
    Biospecimens,
    Diseases,
    Regions,
    Standings,
    Restrict,
}

const FACETS: [(&str, Condition); 13] = [
    ("company_use", Condition::CompanyUse),
    ("mode", Condition::Modes),
    ("kind", Condition::Kinds),
    ("purpose", Condition::Purposes),
    ("data_item", Condition::DataItems),
    ("host", Condition::Hosts),
    ("host_kind", Condition::HostKinds),
    ("size_band", Condition::SizeBands),
    ("start_decade", Condition::StartDecades),
    ("disease", Condition::Diseases),
    ("biospecimens", Condition::Biospecimens),
    ("region", Condition::Regions),
    ("standing", Condition::Standings),
];

impl Registries {
    /// The rows that a filter selects. The only place that filters.
    pub fn select(&self, filter: &RegistryFilter) -> RoaringBitmap {
        let conditions = self.conditions(filter);
        self.all_but(&conditions, None)
    }

    /// How many of the selected rows have each value. Each facet leaves its own condition out, so that it shows what
    /// else could be chosen; each has a bucket for unknown.
    pub fn facets(&self, filter: &RegistryFilter) -> Vec<Facet> {
        let conditions = self.conditions(filter);
        let all = self.all_but(&conditions, None);
        FACETS
            .iter()
            .zip(&self.facets)
            .map(|((_, own), (name, column))| {
                if conditions.iter().any(|(condition, _)| condition == own) {
                    column.count(name, &self.all_but(&conditions, Some(*own)))
                } else {
                    column.count(name, &all)
                }
            })
            .collect()
    }

    fn all_but(
        &self,
        conditions: &[(Condition, RoaringBitmap)],
        own: Option<Condition>,
    ) -> RoaringBitmap {
        let mut rows: Option<RoaringBitmap> = None;
        for (condition, selected) in conditions {
            if Some(*condition) == own {
                continue;
            }
            match &mut rows {
                Some(rows) => *rows &= selected,
                None => rows = Some(selected.clone()),
            }
        }
        rows.unwrap_or_else(|| self.everything())
    }

    /// The rows that each condition of a filter selects by itself.
    fn conditions(&self, filter: &RegistryFilter) -> Vec<(Condition, RoaringBitmap)> {
        let mut found = Vec::new();
        macro_rules! any {
            ($($condition:ident: $index:ident of $field:ident;)*) => {$(
                if let Some(any) = &filter.$field {
                    let rows = self.$index.any(&any.values, any.unknown);
                    found.push((Condition::$condition, rows));
                }
            )*};
        }
        macro_rules! words {
            ($($condition:ident: $index:ident of $field:ident;)*) => {$(
                if let Some(words) = &filter.$field {
                    found.push((Condition::$condition, self.$index.any(words, false)));
                }
            )*};
        }
        any! {
            SizeBands: bands of size_bands;
            StartDecades: decades of start_decades;
            Modes: modes of modes;
            Hosts: hosted of hosts;
            HostKinds: host_kinds of host_kinds;
            Purposes: purposes of purposes;
            DataItems: classes of data_items;
            Diseases: about of diseases;
        }
        words! {
            CompanyUse: company_uses of company_use;
            Kinds: kinds of kinds;
            Biospecimens: biospecimens of biospecimens;
            Regions: regions of regions;
            Standings: standings of standings;
        }
        if let Some(range) = &filter.case_count {
            found.push((Condition::CaseCount, self.of_size(range)));
        }
        if let Some(range) = &filter.started {
            found.push((Condition::Started, self.started_in(range)));
        }
        if let Some(rows) = &filter.restrict {
            found.push((Condition::Restrict, rows & self.everything()));
        }
        found
    }

    fn of_size(&self, range: &CaseCountRange) -> RoaringBitmap {
        (0..self.rows.len() as u32)
            .filter(|row| {
                let size = match range.unit {
                    None => self.size(*row),
                    Some(unit) => self.largest(*row, unit).map(|count| count.quantity),
                };
                size.map_or(range.include_unknown, |size| {
                    range.min.is_none_or(|min| size >= min)
                        && range.max.is_none_or(|max| size <= max)
                })
            })
            .collect()
    }

    fn started_in(&self, range: &StartedRange) -> RoaringBitmap {
        (0..self.rows.len() as u32)
            .filter(|row| {
                let on = self.rows[*row as usize].started_on;
                on.map_or(range.include_unknown, |on| {
                    range
                        .from
                        .is_none_or(|from| on.last_day() >= from.first_day())
                        && range.to.is_none_or(|to| on.first_day() <= to.last_day())
                })
            })
            .collect()
    }

    /// The columns of the facets, in the order of [`FACETS`].
    pub(super) fn facet_columns(&self) -> Vec<(&'static str, FacetColumn)> {
        FACETS
            .iter()
            .map(|(name, condition)| {
                let rows = 0..self.rows.len() as u32;
                let column = FacetColumn::new(rows.map(|row| self.facet_values(*condition, row)));
                (*name, column)
            })
            .collect()
    }

    /// A row's values of a facet; none where they are unknown.
    fn facet_values(&self, condition: Condition, row: u32) -> Vec<String> {
        let registry = self.get(row);
        let known = |word: &'static str| match word {
            "UNKNOWN" => vec![],
            word => vec![word.to_owned()],
        };
        match condition {
            Condition::CompanyUse => known(registry.company_use.word()),
            Condition::Kinds => known(registry.kind.word()),
            Condition::Biospecimens => known(registry.biospecimens.word()),
            Condition::Regions => known(registry.region.word()),
            Condition::Standings => known(registry.standing.word()),
            Condition::Modes => words(registry.company_use_modes.0.iter().map(|mode| mode.word())),
            Condition::Purposes => words(
                registry
                    .purpose_words
                    .0
                    .iter()
                    .map(|purpose| purpose.word()),
            ),
            Condition::DataItems => words(registry.data_classes.0.iter().map(|class| class.word())),
            Condition::Hosts => words(self.hosts(row).iter().map(|host| host.host.as_str())),
            Condition::HostKinds => words(self.kinds_of_hosts(row).iter().map(|kind| kind.word())),
            Condition::Diseases => words(
                self.diseases(row)
                    .iter()
                    .map(|disease| disease.disease.as_str()),
            ),
            Condition::SizeBands => self.band_of(row).into_iter().collect(),
            Condition::StartDecades => self.decade_of(row).into_iter().collect(),
            // Ranges have bands and decades for facets.
            Condition::CaseCount | Condition::Started | Condition::Restrict => vec![],
        }
    }

    /// The band of a registry's size, none where that is unknown.
    pub(super) fn band_of(&self, row: u32) -> Option<String> {
        self.size(row).map(band)
    }

    /// The first year of the decade in which a registry started, none where no source says when.
    pub(super) fn decade_of(&self, row: u32) -> Option<String> {
        let started = self.get(row).started_on?;
        Some((started.first_day().year() / 10 * 10).to_string())
    }
}

fn words<'w>(words: impl Iterator<Item = &'w str>) -> Vec<String> {
    words.map(str::to_owned).collect()
}

/// The bands of sizes, as facets and filters name them.
pub const SIZE_BANDS: [&str; 5] = ["0-99", "100-999", "1000-9999", "10000-99999", "100000-"];

fn band(size: i64) -> String {
    let place = match size {
        ..100 => 0,
        100..1_000 => 1,
        1_000..10_000 => 2,
        10_000..100_000 => 3,
        100_000.. => 4,
    };
    SIZE_BANDS[place].to_owned()
}
