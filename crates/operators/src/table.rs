//! All operators of one revision, in memory.

use std::collections::{BTreeMap, HashMap};

use base::{
    Facet, FacetColumn, Key, OperatorId, Page, PageError, Part, Permutation, Revision, Slice,
    Store, StoreError,
};
use chrono::{Datelike, NaiveDate};
use roaring::RoaringBitmap;

use crate::entrustment::chain;
use crate::{Certification, CertificationKind, Entrustment, Operator};
use crate::{certification, entrustment, operator};

/// Which operators are asked for. Conditions that are given must all hold; an empty list is met by nobody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OperatorFilter {
    /// One of these.
    pub operators: Option<Vec<OperatorId>>,
    /// Certified for one of these kinds.
    pub certifications: Option<Vec<CertificationKind>>,
    /// Certified by this day; with `certifications`, for one of those kinds.
    pub certified_on: Option<NaiveDate>,
    /// One of these rows: found by text, or by another crate.
    pub restrict: Option<RoaringBitmap>,
}

/// The orders in which operators can be listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OperatorOrder {
    /// By first certification, then code; operators without one last.
    #[default]
    CertifiedOn,
    /// By name, then code.
    Name,
}

impl OperatorOrder {
    /// The list's name in cursors.
    pub fn list(self) -> &'static str {
        match self {
            Self::CertifiedOn => "operators:certified_on:asc",
            Self::Name => "operators:name:asc",
        }
    }

    /// Where an operator with these certifications, the first one first, stands.
    fn key(self, row: &Operator, certified: &[Certification]) -> Key {
        let by = match self {
            Self::CertifiedOn => certified.first().map_or(Part::Missing, |first| {
                Part::Int(i64::from(first.certified_on.num_days_from_ce()))
            }),
            Self::Name => Part::Text(row.name_ja.clone()),
        };
        vec![by, Part::Text(row.id.to_string())]
    }
}

/// All operators of one revision, by first certification, with what hangs on each.
#[derive(Clone, Debug, Default)]
pub struct Operators {
    rows: Vec<Operator>,
    certifications: Vec<Vec<Certification>>,
    entrustments: Vec<Vec<Entrustment>>,
    by_id: HashMap<OperatorId, u32>,
    by_name: HashMap<String, u32>,
    by_certification: Permutation,
    by_printed_name: Permutation,
    kinds: FacetColumn,
}

impl Operators {
    /// Reads the tables at a revision.
    pub async fn load(store: &Store, at: Revision) -> Result<Self, StoreError> {
        let db = store.db();
        Ok(Self::new(
            base::load::<operator::Entity>(db, at).await?,
            base::load::<certification::Entity>(db, at).await?,
            base::load::<entrustment::Entity>(db, at).await?,
        ))
    }

    /// Takes rows in any order.
    pub fn new(
        mut rows: Vec<Operator>,
        certifications: Vec<Certification>,
        entrustments: Vec<Entrustment>,
    ) -> Self {
        let mut certified = group(certifications, |row| row.operator.clone());
        for held in certified.values_mut() {
            held.sort_by_key(|one| (one.certified_on, one.kind));
        }
        rows.sort_by_cached_key(|row| {
            let held = certified.get(&row.id);
            OperatorOrder::CertifiedOn.key(row, held.map_or(&[], Vec::as_slice))
        });
        let mut by_id = HashMap::new();
        let mut by_name = HashMap::new();
        for (row, number) in rows.iter().zip(0..) {
            by_id.insert(row.id.clone(), number);
            for name in row.names() {
                by_name.entry(name.to_owned()).or_insert(number);
            }
        }
        let mut entrusted = group(entrustments, |row| row.operator.clone());
        let certifications: Vec<_> = rows
            .iter()
            .map(|row| certified.remove(&row.id).unwrap_or_default())
            .collect();
        let entrustments = rows
            .iter()
            .map(|row| chain(entrusted.remove(&row.id).unwrap_or_default()))
            .collect();
        let kinds = FacetColumn::new(
            certifications
                .iter()
                .map(|held| held.iter().map(|one| one.kind.word()).collect()),
        );
        let sorted = |order: OperatorOrder| {
            Permutation::new(rows.len(), |row| {
                order.key(&rows[row as usize], &certifications[row as usize])
            })
        };
        Self {
            by_certification: sorted(OperatorOrder::CertifiedOn),
            by_printed_name: sorted(OperatorOrder::Name),
            rows,
            certifications,
            entrustments,
            by_id,
            by_name,
            kinds,
        }
    }

    /// Every operator, in default order.
    pub fn all(&self) -> &[Operator] {
        &self.rows
    }

    /// One operator by its place.
    pub fn get(&self, row: u32) -> &Operator {
        &self.rows[row as usize]
    }

    /// The place of an operator.
    pub fn find(&self, id: &OperatorId) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The operator that a document means: by code, name, abbreviation or any spelling, exactly as written.
    pub fn named(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// An operator's certifications, oldest first.
    pub fn certifications_of(&self, row: u32) -> &[Certification] {
        &self.certifications[row as usize]
    }

    /// An operator's processors: each 委託, followed by what is 再委託 from it.
    pub fn entrustments_of(&self, row: u32) -> &[Entrustment] {
        &self.entrustments[row as usize]
    }

    /// The day of an operator's first certification.
    pub fn first_certified_on(&self, row: u32) -> Option<NaiveDate> {
        let first = self.certifications_of(row).first();
        first.map(|certification| certification.certified_on)
    }

    /// The operators that were certified, for whichever kind, by a day.
    pub fn certified_on(&self, day: NaiveDate) -> RoaringBitmap {
        self.certified(None, Some(day))
    }

    /// Whether an operator was certified for a kind by a day.
    pub fn is_certified(&self, row: u32, kind: CertificationKind, day: NaiveDate) -> bool {
        self.certifications_of(row)
            .iter()
            .any(|held| held.kind == kind && held.certified_on <= day)
    }

    /// The operators that a filter asks for.
    pub fn select(&self, filter: &OperatorFilter) -> RoaringBitmap {
        self.selection(filter, filter.certifications.as_deref())
    }

    /// One page of the selected operators.
    pub fn page(
        &self,
        selection: &RoaringBitmap,
        order: OperatorOrder,
        page: &Page,
    ) -> Result<Slice<u32>, PageError> {
        let rows = match order {
            OperatorOrder::CertifiedOn => &self.by_certification,
            OperatorOrder::Name => &self.by_printed_name,
        };
        let key = |row| order.key(self.get(row), self.certifications_of(row));
        rows.page(order.list(), selection, page, key)
    }

    /// How many of the selected operators hold each kind of certification; the facet leaves its own filter out.
    pub fn facets(&self, filter: &OperatorFilter) -> Vec<Facet> {
        let selection = self.selection(filter, None);
        vec![self.kinds.count("certification", &selection)]
    }

    fn selection(
        &self,
        filter: &OperatorFilter,
        kinds: Option<&[CertificationKind]>,
    ) -> RoaringBitmap {
        let mut selection: RoaringBitmap = (0..self.rows.len() as u32).collect();
        if let Some(ids) = &filter.operators {
            selection &= ids
                .iter()
                .filter_map(|id| self.find(id))
                .collect::<RoaringBitmap>();
        }
        if kinds.is_some() || filter.certified_on.is_some() {
            selection &= self.certified(kinds, filter.certified_on);
        }
        if let Some(rows) = &filter.restrict {
            selection &= rows;
        }
        selection
    }

    fn certified(
        &self,
        kinds: Option<&[CertificationKind]>,
        day: Option<NaiveDate>,
    ) -> RoaringBitmap {
        let fits = |held: &Certification| {
            kinds.is_none_or(|kinds| kinds.contains(&held.kind))
                && day.is_none_or(|day| held.certified_on <= day)
        };
        (0..)
            .zip(&self.certifications)
            .filter(|(_, held)| held.iter().any(fits))
            .map(|(row, _)| row)
            .collect()
    }
}

/// Rows by the operator that they hang on.
fn group<T>(rows: Vec<T>, of: impl Fn(&T) -> OperatorId) -> BTreeMap<OperatorId, Vec<T>> {
    let mut groups: BTreeMap<OperatorId, Vec<T>> = BTreeMap::new();
    for row in rows {
        groups.entry(of(&row)).or_default().push(row);
    }
    groups
}

#[cfg(test)]
mod tests;
