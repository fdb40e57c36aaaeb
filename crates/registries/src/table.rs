//! All registries of one revision in memory: rows, what hangs on them, orders and indexes.

mod filter;
mod index;

use std::collections::{BTreeSet, HashMap};

use base::{
    DiseaseId, FacetColumn, Key, OrganisationId, Page, PageError, Part, Permutation, RegistryId,
    Revision, Slice, Store, StoreError, load_beside,
};
use chrono::Datelike;
use roaring::RoaringBitmap;

use crate::count::{self, CaseCount};
use crate::disease::{self, RegistryDisease};
use crate::host::{self, HostOrganisation, RegistryHost};
use crate::registry::{self, Registry};
use crate::words::HostKind;
use crate::{
    Biospecimens, CompanyUse, CountUnit, DataClass, Mode, Purpose, Region, RegistryKind, Standing,
};

use index::Index;

pub use filter::{AnyOf, CaseCountRange, RegistryFilter, SIZE_BANDS, StartedRange};

/// By what registries are ordered. What is unknown stands last in either direction; ties go by name, then slug.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RegistryOrder {
    /// Those that stand first ([`Standing::place`]), then by name. The default.
    #[default]
    Standing,
    /// The Japanese name, by code point; then the slug.
    Name,
    /// The largest count of patients or cases.
    CaseCount,
    /// The first day that the start can mean.
    StartedOn,
}

/// Rising or falling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest, oldest, first in the code first.
    #[default]
    Ascending,
    /// The reverse.
    Descending,
}

const ORDERS: [(RegistryOrder, Direction, &str); 8] = [
    (
        RegistryOrder::Standing,
        Direction::Ascending,
        "registries:standing:asc",
    ),
    (
        RegistryOrder::Standing,
        Direction::Descending,
        "registries:standing:desc",
    ),
    (
        RegistryOrder::Name,
        Direction::Ascending,
        "registries:name:asc",
    ),
    (
        RegistryOrder::Name,
        Direction::Descending,
        "registries:name:desc",
    ),
    (
        RegistryOrder::CaseCount,
        Direction::Ascending,
        "registries:case_count:asc",
    ),
    (
        RegistryOrder::CaseCount,
        Direction::Descending,
        "registries:case_count:desc",
    ),
    (
        RegistryOrder::StartedOn,
        Direction::Ascending,
        "registries:started_on:asc",
    ),
    (
        RegistryOrder::StartedOn,
        Direction::Descending,
        "registries:started_on:desc",
    ),
];

/// The rows of all tables of this crate, as they stand in the record or in a test.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Registries.
    pub registries: Vec<Registry>,
    /// Their case counts.
    pub counts: Vec<CaseCount>,
    /// Organisations that host.
    pub organisations: Vec<HostOrganisation>,
    /// Who hosts what.
    pub hosts: Vec<RegistryHost>,
    /// What is about which disease.
    pub diseases: Vec<RegistryDisease>,
}

/// All registries of one revision, ordered by name, with the indexes that answer questions.
#[derive(Clone, Debug, Default)]
pub struct Registries {
    rows: Vec<Registry>,
    by_id: HashMap<RegistryId, u32>,
    counts: Vec<Vec<CaseCount>>,
    hosts: Vec<Vec<RegistryHost>>,
    diseases: Vec<Vec<RegistryDisease>>,
    organisations: Vec<HostOrganisation>,
    organisation_by_id: HashMap<OrganisationId, u32>,
    permutations: Vec<Permutation>,
    sizes: Vec<Option<i64>>,
    company_uses: Index<CompanyUse>,
    modes: Index<Mode>,
    kinds: Index<RegistryKind>,
    purposes: Index<Purpose>,
    classes: Index<DataClass>,
    biospecimens: Index<Biospecimens>,
    regions: Index<Region>,
    standings: Index<Standing>,
    hosted: Index<OrganisationId>,
    host_kinds: Index<HostKind>,
    bands: Index<String>,
    decades: Index<String>,
    about: Index<DiseaseId>,
    facets: Vec<(&'static str, FacetColumn)>,
}

impl Registries {
    /// The tables that are read.
    pub const TABLES: [&'static str; 5] = [
        "registries",
        "registry_case_counts",
        "hosts",
        "registry_hosts",
        "registry_diseases",
    ];

    /// Reads the tables at a revision.
    pub async fn load(store: &Store, at: Revision) -> Result<Self, StoreError> {
        let db = store.db();
        Ok(Self::new(Tables {
            registries: base::load::<registry::Entity>(db, at).await?,
            counts: base::load::<count::Entity>(db, at).await?,
            organisations: base::load::<host::OrganisationEntity>(db, at).await?,
            hosts: base::load::<host::EdgeEntity>(db, at).await?,
            diseases: base::load::<disease::Entity>(db, at).await?,
        }))
    }

    /// Reads the registries of these codes alone, with what hangs on them; all others, and the organisations, are those of another
    /// revision.
    pub async fn load_beside(
        store: &Store,
        at: Revision,
        other: &Self,
        codes: &BTreeSet<&str>,
    ) -> Result<Self, StoreError> {
        let db = store.db();
        let (own, of) = (("id", codes), ("registry", codes));
        let (counts, hosts) = (other.counts.iter().flatten(), other.hosts.iter().flatten());
        let diseases = other.diseases.iter().flatten();
        Ok(Self::new(Tables {
            registries: load_beside::<registry::Entity>(db, at, own, &other.rows, |row| {
                row.id.as_str()
            })
            .await?,
            counts: load_beside::<count::Entity>(db, at, of, counts, |row| row.registry.as_str())
                .await?,
            organisations: other.organisations.clone(),
            hosts: load_beside::<host::EdgeEntity>(db, at, of, hosts, |row| row.registry.as_str())
                .await?,
            diseases: load_beside::<disease::Entity>(db, at, of, diseases, |row| {
                row.registry.as_str()
            })
            .await?,
        }))
    }

    /// Takes rows in any order. What hangs on no registry is left out.
    pub fn new(tables: Tables) -> Self {
        let mut rows = tables.registries;
        rows.sort_by(|a, b| (&a.name_ja, &a.id).cmp(&(&b.name_ja, &b.id)));
        let by_id: HashMap<RegistryId, u32> = rows
            .iter()
            .zip(0..)
            .map(|(row, at)| (row.id.clone(), at))
            .collect();
        let mut counts = hang(&by_id, tables.counts, |count| &count.registry);
        let mut hosts = hang(&by_id, tables.hosts, |host| &host.registry);
        let diseases = hang(&by_id, tables.diseases, |disease| &disease.registry);
        counts
            .iter_mut()
            .for_each(|row| row.sort_by_key(|count| count.number));
        hosts
            .iter_mut()
            .for_each(|row| row.sort_by_key(|host| host.number));
        let mut organisations = tables.organisations;
        organisations.sort_by(|a, b| a.id.cmp(&b.id));
        let sizes: Vec<Option<i64>> = counts.iter().map(|row| size(row)).collect();
        let permutations = ORDERS
            .iter()
            .map(|(order, direction, _)| {
                Permutation::new(rows.len(), |row| {
                    let place = row as usize;
                    key(&rows[place], sizes[place], *order, *direction)
                })
            })
            .collect();
        let mut table = Self {
            by_id,
            organisation_by_id: organisations
                .iter()
                .zip(0..)
                .map(|(row, at)| (row.id.clone(), at))
                .collect(),
            permutations,
            company_uses: Index::new(rows.iter().map(|row| vec![row.company_use])),
            modes: Index::new(rows.iter().map(|row| row.company_use_modes.0.clone())),
            kinds: Index::new(rows.iter().map(|row| vec![row.kind])),
            purposes: Index::new(rows.iter().map(|row| row.purpose_words.0.clone())),
            classes: Index::new(rows.iter().map(|row| row.data_classes.0.clone())),
            biospecimens: Index::new(rows.iter().map(|row| vec![row.biospecimens])),
            regions: Index::new(rows.iter().map(|row| vec![row.region])),
            standings: Index::new(rows.iter().map(|row| vec![row.standing])),
            hosted: Index::new(
                hosts
                    .iter()
                    .map(|row| row.iter().map(|h| h.host.clone()).collect()),
            ),
            about: Index::new(
                diseases
                    .iter()
                    .map(|row| row.iter().map(|d| d.disease.clone()).collect()),
            ),
            rows,
            counts,
            hosts,
            diseases,
            organisations,
            sizes,
            facets: Vec::new(),
            host_kinds: Index::default(),
            bands: Index::default(),
            decades: Index::default(),
        };
        let rows = 0..table.rows.len() as u32;
        table.host_kinds = Index::new(rows.clone().map(|row| table.kinds_of_hosts(row)));
        table.bands = Index::new(
            rows.clone()
                .map(|row| table.band_of(row).into_iter().collect()),
        );
        table.decades = Index::new(rows.map(|row| table.decade_of(row).into_iter().collect()));
        table.facets = table.facet_columns();
        table
    }

    /// What the hosts of a registry are, each kind once, as far as their names say.
    fn kinds_of_hosts(&self, row: u32) -> Vec<HostKind> {
        let hosts = self.hosts(row).iter();
        let hosts = hosts.filter_map(|edge| self.organisation(&edge.host)?.kind());
        hosts.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Every registry, by name.
    pub fn all(&self) -> &[Registry] {
        &self.rows
    }

    /// One registry by its place.
    pub fn get(&self, row: u32) -> &Registry {
        &self.rows[row as usize]
    }

    /// The place of a registry.
    pub fn find(&self, id: &RegistryId) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The case counts of a registry, in the order of their text.
    pub fn case_counts(&self, row: u32) -> &[CaseCount] {
        &self.counts[row as usize]
    }

    /// The largest count of patients or cases of a registry; none where no source gives one.
    pub fn size(&self, row: u32) -> Option<i64> {
        self.sizes[row as usize]
    }

    /// The largest count in one unit.
    pub fn largest(&self, row: u32, unit: CountUnit) -> Option<&CaseCount> {
        self.case_counts(row)
            .iter()
            .filter(|count| count.unit == unit && count.kind.is_registered())
            .max_by_key(|count| count.quantity)
    }

    /// Who hosts a registry, in the order given.
    pub fn hosts(&self, row: u32) -> &[RegistryHost] {
        &self.hosts[row as usize]
    }

    /// The diseases that a registry is about, by code.
    pub fn diseases(&self, row: u32) -> &[RegistryDisease] {
        &self.diseases[row as usize]
    }

    /// Every organisation that hosts, by code.
    pub fn organisations(&self) -> &[HostOrganisation] {
        &self.organisations
    }

    /// One organisation that hosts.
    pub fn organisation(&self, id: &OrganisationId) -> Option<&HostOrganisation> {
        let place = *self.organisation_by_id.get(id)?;
        self.organisations.get(place as usize)
    }

    /// The registries that an organisation hosts.
    pub fn of_host(&self, host: &OrganisationId) -> RoaringBitmap {
        self.hosted.get(host)
    }

    /// The registries about a disease itself; narrower ones are for the vocabulary to name.
    pub fn of_disease(&self, disease: &DiseaseId) -> RoaringBitmap {
        self.about.get(disease)
    }

    /// The registries about any of these diseases.
    pub fn of_diseases<'d>(
        &self,
        diseases: impl IntoIterator<Item = &'d DiseaseId>,
    ) -> RoaringBitmap {
        self.about.any(diseases, false)
    }

    /// The page of the selected registries in an order.
    pub fn page(
        &self,
        selection: &RoaringBitmap,
        order: RegistryOrder,
        direction: Direction,
        page: &Page,
    ) -> Result<Slice<u32>, PageError> {
        let (permutation, list) = self.order(order, direction);
        let key = |row| key(self.get(row), self.size(row), order, direction);
        permutation.page(list, selection, page, key)
    }

    /// All selected registries in an order.
    pub fn sorted(
        &self,
        selection: &RoaringBitmap,
        order: RegistryOrder,
        direction: Direction,
    ) -> Vec<u32> {
        self.order(order, direction).0.sorted(selection)
    }

    fn order(&self, order: RegistryOrder, direction: Direction) -> (&Permutation, &'static str) {
        let place = ORDERS
            .iter()
            .position(|(o, d, _)| (*o, *d) == (order, direction))
            .expect("every order stands in ORDERS");
        (&self.permutations[place], ORDERS[place].2)
    }

    fn everything(&self) -> RoaringBitmap {
        let mut rows = RoaringBitmap::new();
        rows.insert_range(0..self.rows.len() as u32);
        rows
    }
}

/// The largest count of registered patients or cases. Operations, images and records are other things.
fn size(counts: &[CaseCount]) -> Option<i64> {
    counts
        .iter()
        .filter(|count| matches!(count.unit, CountUnit::Patients | CountUnit::Cases))
        .filter(|count| count.kind.is_registered())
        .map(|count| count.quantity)
        .max()
}

fn key(row: &Registry, size: Option<i64>, order: RegistryOrder, direction: Direction) -> Key {
    let sign = match direction {
        Direction::Ascending => 1,
        Direction::Descending => -1,
    };
    let number = |value: Option<i64>| value.map_or(Part::Missing, |value| Part::Int(sign * value));
    let name = Part::Text(row.name_ja.clone());
    let id = Part::Text(row.id.to_string());
    match (order, direction) {
        (RegistryOrder::Name, Direction::Ascending) => vec![name, id],
        (RegistryOrder::Name, Direction::Descending) => {
            vec![Part::Falling(std::cmp::Reverse(row.name_ja.clone())), id]
        }
        (RegistryOrder::Standing, _) => {
            let place = i64::from(row.standing.place());
            vec![Part::Int(sign * place), name, id]
        }
        (RegistryOrder::CaseCount, _) => vec![number(size), name, id],
        (RegistryOrder::StartedOn, _) => {
            let day = row
                .started_on
                .map(|on| i64::from(on.first_day().num_days_from_ce()));
            vec![number(day), name, id]
        }
    }
}

/// Children by the place of their parent.
fn hang<C>(
    by_id: &HashMap<RegistryId, u32>,
    children: Vec<C>,
    parent: impl Fn(&C) -> &RegistryId,
) -> Vec<Vec<C>> {
    let mut hung: Vec<Vec<C>> = Vec::new();
    hung.resize_with(by_id.len(), Vec::new);
    for child in children {
        if let Some(place) = by_id.get(parent(&child)) {
            hung[*place as usize].push(child);
        }
    }
    hung
}

#[cfg(test)]
mod tests;
