//! All institutions of one revision, in memory.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

use base::{
    Facet, FacetColumn, InstitutionId, Key, OperatorId, Page, PageError, Part, Permutation,
    PrefectureId, Revision, Slice, StoreError,
};
use roaring::RoaringBitmap;
use sea_orm::ConnectionTrait;

use crate::institution::number;
use crate::{Cooperation, Institution, InstitutionKind};
use crate::{cooperation, institution};

/// Which institutions are asked for. Conditions that are given must all hold; an empty list is met by nobody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InstitutionFilter {
    /// Known to supply one of these.
    pub operators: Option<Vec<OperatorId>>,
    /// Whether no source says whom it supplies.
    pub operator_unknown: Option<bool>,
    /// In one of these prefectures.
    pub prefectures: Option<Vec<PrefectureId>>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<InstitutionKind>>,
    /// Of one of these groups, as printed.
    pub groups: Option<Vec<String>>,
    /// `true`: those of no printed group, alone or beside those of `groups`; `false` alone: those of some group.
    pub group_unknown: Option<bool>,
    /// One of these rows: found by text, or by another crate.
    pub restrict: Option<RoaringBitmap>,
}

/// The orders in which institutions can be listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum InstitutionOrder {
    /// By prefecture, then as printed.
    #[default]
    Code,
    /// The same, backward.
    CodeFalling,
    /// By name, then code.
    Name,
    /// By name, backward, then code.
    NameFalling,
}

impl InstitutionOrder {
    const ALL: [Self; 4] = [Self::Code, Self::CodeFalling, Self::Name, Self::NameFalling];

    /// The list's name in cursors.
    pub fn list(self) -> &'static str {
        match self {
            Self::Code => "institutions:code:asc",
            Self::CodeFalling => "institutions:code:desc",
            Self::Name => "institutions:name:asc",
            Self::NameFalling => "institutions:name:desc",
        }
    }

    fn key(self, row: &Institution) -> Key {
        let id = Part::Text(row.id.to_string());
        let place = |sign: i64| {
            number(&row.id, &row.prefecture)
                .map_or(Part::Missing, |number| Part::Int(sign * i64::from(number)))
        };
        let (prefecture, name) = (row.prefecture.to_string(), row.name_ja.clone());
        match self {
            Self::Code => vec![Part::Text(prefecture), place(1), id],
            Self::CodeFalling => vec![Part::Falling(Reverse(prefecture)), place(-1), id],
            Self::Name => vec![Part::Text(name), id],
            Self::NameFalling => vec![Part::Falling(Reverse(name)), id],
        }
    }
}

/// What a facet counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aspect {
    Prefecture,
    Kind,
    Group,
    Operator,
}

/// All institutions of one revision, by code, with the operators that each one supplies.
#[derive(Clone, Debug, Default)]
pub struct Institutions {
    rows: Vec<Institution>,
    cooperations: Vec<Vec<Cooperation>>,
    by_id: HashMap<InstitutionId, u32>,
    orders: [Permutation; 4],
    everything: RoaringBitmap,
    unknown: RoaringBitmap,
    duplicates: HashMap<InstitutionId, RoaringBitmap>,
    operators: HashMap<OperatorId, RoaringBitmap>,
    prefectures: HashMap<PrefectureId, RoaringBitmap>,
    kinds: HashMap<InstitutionKind, RoaringBitmap>,
    groups: HashMap<String, RoaringBitmap>,
    columns: [FacetColumn; 4],
}

impl Institutions {
    /// Reads the tables at a revision.
    pub async fn load(db: &impl ConnectionTrait, at: Revision) -> Result<Self, StoreError> {
        Ok(Self::new(
            base::load::<institution::Entity>(db, at).await?,
            base::load::<cooperation::Entity>(db, at).await?,
        ))
    }

    /// Takes rows in any order.
    pub fn new(mut rows: Vec<Institution>, given: Vec<Cooperation>) -> Self {
        rows.sort_by_cached_key(|row| InstitutionOrder::Code.key(row));
        let count = rows.len();
        let mut by_id = HashMap::with_capacity(count);
        let mut duplicates = HashMap::new();
        let mut prefectures = HashMap::new();
        let mut kinds = HashMap::new();
        let mut groups = HashMap::new();
        for (row, place) in rows.iter().zip(0..) {
            by_id.insert(row.id.clone(), place);
            add(&mut prefectures, &row.prefecture, place);
            add(&mut kinds, &row.kind, place);
            if let Some(group) = &row.group_name {
                add(&mut groups, group, place);
            }
            if let Some(first) = &row.duplicate_of {
                add(&mut duplicates, first, place);
            }
        }
        let mut cooperations: Vec<Vec<Cooperation>> = vec![Vec::new(); count];
        for one in given {
            // A foreign key sees to it that the institution is there; its row may have been withdrawn.
            if let Some(place) = by_id.get(&one.institution) {
                cooperations[*place as usize].push(one);
            }
        }
        let mut operators = HashMap::new();
        let mut unknown = RoaringBitmap::new();
        for (held, place) in cooperations.iter_mut().zip(0..) {
            held.sort_by(|a, b| a.id.cmp(&b.id));
            for operator in known(held) {
                add(&mut operators, operator, place);
            }
            if known(held).next().is_none() {
                unknown.insert(place);
            }
        }
        let columns = [
            FacetColumn::new(rows.iter().map(|row| vec![row.prefecture.as_str()])),
            FacetColumn::new(rows.iter().map(|row| vec![row.kind.word()])),
            FacetColumn::new(
                rows.iter()
                    .map(|row| row.group_name.iter().collect::<Vec<_>>()),
            ),
            FacetColumn::new(
                cooperations
                    .iter()
                    .map(|held| known(held).map(OperatorId::as_str).collect()),
            ),
        ];
        Self {
            orders: InstitutionOrder::ALL
                .map(|order| Permutation::new(count, |row| order.key(&rows[row as usize]))),
            everything: (0..count as u32).collect(),
            rows,
            cooperations,
            by_id,
            unknown,
            duplicates,
            operators,
            prefectures,
            kinds,
            groups,
            columns,
        }
    }

    /// The groups that institutions belong to, as printed, in no order.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }

    /// Every institution, in default order.
    pub fn all(&self) -> &[Institution] {
        &self.rows
    }

    /// One institution by its place.
    pub fn get(&self, row: u32) -> &Institution {
        &self.rows[row as usize]
    }

    /// The place of an institution.
    pub fn find(&self, id: &InstitutionId) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The operators that an institution supplies, or why they are unknown; by operator.
    pub fn cooperations_of(&self, row: u32) -> &[Cooperation] {
        &self.cooperations[row as usize]
    }

    /// The institutions known to supply an operator.
    pub fn of_operator(&self, operator: &OperatorId) -> RoaringBitmap {
        self.operators.get(operator).cloned().unwrap_or_default()
    }

    /// How many memberships of an operator are known: institutions that bear its mark. Memberships of two operators
    /// may be one institution, so they are never added up to institutions.
    pub fn memberships_of(&self, operator: &OperatorId) -> u64 {
        self.operators.get(operator).map_or(0, RoaringBitmap::len)
    }

    /// How many memberships of all operators are known. Not a number of institutions.
    pub fn known_memberships(&self) -> u64 {
        self.operators.values().map(RoaringBitmap::len).sum()
    }

    /// The institutions of which no source says whom they supply.
    pub fn unknown(&self) -> &RoaringBitmap {
        &self.unknown
    }

    /// How many institutions supply nobody knows whom.
    pub fn unknown_count(&self) -> u64 {
        self.unknown.len()
    }

    /// The institutions of a prefecture.
    pub fn in_prefecture(&self, prefecture: &PrefectureId) -> RoaringBitmap {
        self.prefectures
            .get(prefecture)
            .cloned()
            .unwrap_or_default()
    }

    /// The later records of an institution whose name is printed more than once.
    pub fn duplicates_of(&self, first: &InstitutionId) -> RoaringBitmap {
        self.duplicates.get(first).cloned().unwrap_or_default()
    }

    /// The institutions that a filter asks for.
    pub fn select(&self, filter: &InstitutionFilter) -> RoaringBitmap {
        self.select_without(filter, None)
    }

    /// One page of the selected institutions.
    pub fn page(
        &self,
        selection: &RoaringBitmap,
        order: InstitutionOrder,
        page: &Page,
    ) -> Result<Slice<u32>, PageError> {
        let key = |row| order.key(self.get(row));
        self.orders[order as usize].page(order.list(), selection, page, key)
    }

    /// Prefecture, kind, group and operator over the selected institutions. Each leaves its own filter out. Without
    /// a value are institutions of no printed group, and those of unknown operator. An institution counts once with
    /// each operator that it supplies.
    pub fn facets(&self, filter: &InstitutionFilter) -> Vec<Facet> {
        use Aspect::{Group, Kind, Operator, Prefecture};
        let aspects = [
            (Prefecture, "prefecture"),
            (Kind, "kind"),
            (Group, "group"),
            (Operator, "operator"),
        ];
        aspects
            .into_iter()
            .zip(&self.columns)
            .map(|((aspect, name), column)| {
                column.count(name, &self.select_without(filter, Some(aspect)))
            })
            .collect()
    }

    fn select_without(
        &self,
        filter: &InstitutionFilter,
        left_out: Option<Aspect>,
    ) -> RoaringBitmap {
        let asked = |aspect| left_out != Some(aspect);
        let mut selection = self.everything.clone();
        if let Some(prefectures) = filter
            .prefectures
            .as_ref()
            .filter(|_| asked(Aspect::Prefecture))
        {
            selection &= any(&self.prefectures, prefectures);
        }
        if let Some(kinds) = filter.kinds.as_ref().filter(|_| asked(Aspect::Kind)) {
            selection &= any(&self.kinds, kinds);
        }
        let mut known_or_not = |listed: Option<RoaringBitmap>, unknown, without: RoaringBitmap| {
            match (listed, unknown) {
                (Some(listed), Some(true)) => selection &= listed | without,
                (Some(listed), _) => selection &= listed,
                (None, Some(true)) => selection &= without,
                (None, Some(false)) => selection -= without,
                (None, None) => {}
            }
        };
        if asked(Aspect::Group) {
            let listed = filter.groups.as_ref();
            let listed = listed.map(|groups| any(&self.groups, groups));
            let grouped = self
                .groups
                .values()
                .fold(RoaringBitmap::new(), |all, rows| all | rows);
            known_or_not(listed, filter.group_unknown, &self.everything - grouped);
        }
        if asked(Aspect::Operator) {
            let listed = filter.operators.as_ref();
            let listed = listed.map(|operators| any(&self.operators, operators));
            known_or_not(listed, filter.operator_unknown, self.unknown.clone());
        }
        if let Some(rows) = &filter.restrict {
            selection &= rows;
        }
        selection
    }
}

/// The operators among cooperations.
fn known(held: &[Cooperation]) -> impl Iterator<Item = &OperatorId> {
    held.iter().filter_map(|one| one.operator.as_ref())
}

fn add<K: Clone + Eq + Hash>(index: &mut HashMap<K, RoaringBitmap>, key: &K, row: u32) {
    if let Some(rows) = index.get_mut(key) {
        rows.insert(row);
    } else {
        index.insert(key.clone(), RoaringBitmap::from_iter([row]));
    }
}

/// The rows that have any of these values.
fn any<K: Eq + Hash>(index: &HashMap<K, RoaringBitmap>, keys: &[K]) -> RoaringBitmap {
    let mut rows = RoaringBitmap::new();
    for found in keys.iter().filter_map(|key| index.get(key)) {
        rows |= found;
    }
    rows
}

#[cfg(test)]
mod tests;
