//! All approvals of one revision in memory: filters, orders, facets and edges.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use base::{
    ApprovalId, DataItemId, DatabaseId, DiseaseId, Facet, FacetColumn, OperatorId, Page, PageError,
    Permutation, Revision, Slice, Store, StoreError, Words,
};
use chrono::{Datelike, NaiveDate};
use roaring::RoaringBitmap;

use crate::approval::{self, Approval, ApprovalDataItem, ApprovalDatabase, ApprovalDisease};
use crate::order::{Order, sort_key};
use crate::statistics::{Dimension, fiscal_year};
use crate::{ApprovalFilter, DataItemFilter, DayRange, Method, UserSector};

/// All approvals of one revision, in their default order: newest first, then by operator code and number.
#[derive(Clone, Debug, Default)]
pub struct Approvals {
    /// Shared with other revisions.
    rows: Vec<Arc<Whole>>,
    by_id: HashMap<ApprovalId, u32>,
    /// By dimension.
    columns: Vec<FacetColumn>,
    /// By [`Order::place`]; each is sorted when it is first asked for, for most are never.
    orders: [OnceLock<Permutation>; 6],
}

/// An approval with what hangs on it.
#[derive(Debug)]
struct Whole {
    row: Approval,
    data_items: Vec<DataItemId>,
    databases: Vec<DatabaseId>,
    diseases: Vec<ApprovalDisease>,
    methods: BTreeSet<Method>,
}

/// Puts together what belongs together.
fn whole(
    rows: Vec<Approval>,
    mut data_items: Vec<ApprovalDataItem>,
    mut databases: Vec<ApprovalDatabase>,
    mut tags: Vec<ApprovalDisease>,
) -> Vec<Arc<Whole>> {
    data_items.sort_by_key(|item| item.number);
    databases.sort_by_key(|database| database.number);
    tags.sort_by(|a, b| a.id.cmp(&b.id));
    let ids = rows.iter().map(|row| row.id.clone());
    let places: HashMap<ApprovalId, usize> = ids.zip(0..).collect();
    let bare = |row: Approval| Whole {
        methods: Method::named_in(&row.title_ja),
        row,
        data_items: Vec::new(),
        databases: Vec::new(),
        diseases: Vec::new(),
    };
    let mut all: Vec<Whole> = rows.into_iter().map(bare).collect();
    for item in data_items {
        if let Some(place) = places.get(&item.approval) {
            all[*place].data_items.push(item.data_item);
        }
    }
    for database in databases {
        if let Some(place) = places.get(&database.approval) {
            all[*place].databases.push(database.database);
        }
    }
    for tag in tags {
        if let Some(place) = places.get(&tag.approval) {
            all[*place].diseases.push(tag);
        }
    }
    all.into_iter().map(Arc::new).collect()
}

/// The facets, in the order in which they are told.
const FACETS: [(&str, Dimension); 9] = [
    ("operator", Dimension::Operator),
    ("data_item", Dimension::DataItem),
    ("user_sector", Dimension::UserSector),
    ("method", Dimension::Method),
    ("year", Dimension::Year),
    ("fiscal_year", Dimension::FiscalYear),
    ("disease", Dimension::Disease),
    ("data_form", Dimension::DataForm),
    ("database", Dimension::Database),
];

impl Approvals {
    /// The tables that are read.
    pub const TABLES: [&'static str; 4] = [
        "approvals",
        "approval_data_items",
        "approval_databases",
        "approval_diseases",
    ];

    /// Reads the four tables at a revision.
    pub async fn load(store: &Store, at: Revision) -> Result<Self, StoreError> {
        let db = store.db();
        Ok(Self::new(
            base::load::<approval::Entity>(db, at).await?,
            base::load::<approval::data_item::Entity>(db, at).await?,
            base::load::<approval::database::Entity>(db, at).await?,
            base::load::<approval::disease::Entity>(db, at).await?,
        ))
    }

    /// Reads the approvals of these codes alone; all others are those of another revision. Beside the table: of each row the one that
    /// it is there, none where it was read.
    pub async fn load_beside(
        store: &Store,
        at: Revision,
        other: &Self,
        codes: &BTreeSet<&str>,
    ) -> Result<(Self, Vec<Option<u32>>), StoreError> {
        let db = store.db();
        let named = || codes.iter().copied();
        let read = whole(
            base::load_of::<approval::Entity>(db, at, "id", named()).await?,
            base::load_of::<approval::data_item::Entity>(db, at, "approval", named()).await?,
            base::load_of::<approval::database::Entity>(db, at, "approval", named()).await?,
            base::load_of::<approval::disease::Entity>(db, at, "approval", named()).await?,
        );
        let read = read.into_iter().map(|whole| (whole, None));
        let read = read.filter(|(whole, _)| codes.contains(whole.row.id.as_str()));
        let gone: BTreeSet<u32> = named().filter_map(|id| other.find(&id.into())).collect();
        let kept = (0u32..).zip(&other.rows);
        let kept = kept.filter(|(place, _)| !gone.contains(place));
        let mut all: Vec<(Arc<Whole>, Option<u32>)> = kept
            .map(|(place, whole)| (whole.clone(), Some(place)))
            .chain(read)
            .collect();
        all.sort_by(|(a, _), (b, _)| a.default_order(b));
        let (rows, moved): (Vec<Arc<Whole>>, Vec<_>) = all.into_iter().unzip();
        let mut now = vec![0; other.rows.len()];
        for (row, was) in (0u32..).zip(&moved) {
            if let Some(was) = was {
                now[*was as usize] = row;
            }
        }
        let mut by_id = other.by_id.clone();
        by_id.retain(|_, place| {
            let is_kept = !gone.contains(place);
            *place = now[*place as usize];
            is_kept
        });
        let new = (0..)
            .zip(&rows)
            .zip(&moved)
            .filter(|(_, was)| was.is_none());
        by_id.extend(new.map(|((row, whole), _)| (whole.row.id.clone(), row)));
        let table = Self::of(rows, by_id, |dimension, rows| {
            FacetColumn::beside(other.column(dimension), moved.iter().copied(), |row| {
                rows[row as usize].values(dimension)
            })
        });
        Ok((table, moved))
    }

    /// Takes rows in any order; what belongs to an unknown approval is left out.
    pub fn new(
        rows: Vec<Approval>,
        data_items: Vec<ApprovalDataItem>,
        databases: Vec<ApprovalDatabase>,
        tags: Vec<ApprovalDisease>,
    ) -> Self {
        let mut rows = whole(rows, data_items, databases, tags);
        rows.sort_by(|a, b| a.default_order(b));
        let ids = rows.iter().map(|whole| whole.row.id.clone());
        let by_id = ids.zip(0..).collect();
        Self::of(rows, by_id, |dimension, rows| {
            FacetColumn::new(rows.iter().map(|whole| whole.values(dimension)))
        })
    }

    fn of(
        rows: Vec<Arc<Whole>>,
        by_id: HashMap<ApprovalId, u32>,
        column: impl Fn(Dimension, &[Arc<Whole>]) -> FacetColumn,
    ) -> Self {
        let dimensions = <Dimension as Words>::WORDS.iter();
        Self {
            by_id,
            columns: dimensions
                .map(|(_, dimension)| column(*dimension, &rows))
                .collect(),
            rows,
            orders: Default::default(),
        }
    }

    /// Every approval, in the default order.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &Approval> + Clone {
        self.rows.iter().map(|whole| &whole.row)
    }

    /// One approval by its place.
    pub fn get(&self, row: u32) -> &Approval {
        &self.rows[row as usize].row
    }

    /// The place of an approval.
    pub fn find(&self, id: &ApprovalId) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// An approval's data items, in their printed order; none where they are unknown.
    pub fn data_items(&self, row: u32) -> &[DataItemId] {
        &self.rows[row as usize].data_items
    }

    /// The databases that an approval draws on.
    pub fn databases(&self, row: u32) -> &[DatabaseId] {
        &self.rows[row as usize].databases
    }

    /// The diseases that an approval is about, each with the words that say so; none where they are unknown.
    pub fn diseases(&self, row: u32) -> &[ApprovalDisease] {
        &self.rows[row as usize].diseases
    }

    /// The ways of working that an approval's title names.
    pub fn methods(&self, row: u32) -> &BTreeSet<Method> {
        &self.rows[row as usize].methods
    }

    /// An operator's approvals.
    pub fn of_operator(&self, operator: &OperatorId) -> RoaringBitmap {
        self.any(Dimension::Operator, [operator])
    }

    /// Approvals that take a kind of data.
    pub fn with_data_item(&self, item: &DataItemId) -> RoaringBitmap {
        self.any(Dimension::DataItem, [item])
    }

    /// Approvals that take any of these kinds of data.
    pub fn with_data_items<'a>(
        &self,
        items: impl IntoIterator<Item = &'a DataItemId>,
    ) -> RoaringBitmap {
        self.any(Dimension::DataItem, items)
    }

    /// Approvals of users in any of these sectors.
    pub fn of_sectors<'a>(
        &self,
        sectors: impl IntoIterator<Item = &'a UserSector>,
    ) -> RoaringBitmap {
        self.any(Dimension::UserSector, sectors)
    }

    /// Approvals whose titles name any of these ways of working.
    pub fn of_methods<'a>(&self, methods: impl IntoIterator<Item = &'a Method>) -> RoaringBitmap {
        self.any(Dimension::Method, methods)
    }

    /// Approvals that draw on a database.
    pub fn of_database(&self, database: &DatabaseId) -> RoaringBitmap {
        self.any(Dimension::Database, [database])
    }

    /// Approvals tagged with this very disease.
    pub fn of_disease(&self, disease: &DiseaseId) -> RoaringBitmap {
        self.any(Dimension::Disease, [disease])
    }

    /// Approvals tagged with any of these diseases.
    pub fn of_diseases<'a>(
        &self,
        diseases: impl IntoIterator<Item = &'a DiseaseId>,
    ) -> RoaringBitmap {
        self.any(Dimension::Disease, diseases)
    }

    /// The rows that pass a filter.
    pub fn select(&self, filter: &ApprovalFilter) -> RoaringBitmap {
        let mut found = self.everything();
        if let Some(operators) = &filter.operators {
            found &= self.any(Dimension::Operator, operators);
        }
        if let Some(days) = &filter.approved_on {
            found &= self.in_days(days);
        }
        if let Some(items) = &filter.data_items {
            self.by_data_items(items, &mut found);
        }
        if let Some(sectors) = &filter.user_sectors {
            found &= self.any(Dimension::UserSector, sectors);
        }
        if let Some(years) = &filter.years {
            found &= self.in_years(years, 1);
        }
        if let Some(years) = &filter.fiscal_years {
            found &= self.in_years(years, 4);
        }
        self.by_known(
            Dimension::Method,
            filter.methods.as_ref(),
            filter.methods_unknown,
            &mut found,
        );
        self.by_known(
            Dimension::DataForm,
            filter.data_forms.as_ref(),
            filter.data_form_unknown,
            &mut found,
        );
        if let Some(databases) = &filter.databases {
            found &= self.any(Dimension::Database, databases);
        }
        self.by_known(
            Dimension::Disease,
            filter.diseases.as_ref(),
            filter.disease_unknown,
            &mut found,
        );
        if let Some(rows) = &filter.restrict {
            found &= rows;
        }
        found
    }

    /// A page of the selected rows.
    pub fn page(
        &self,
        of: &RoaringBitmap,
        order: Order,
        page: &Page,
    ) -> Result<Slice<u32>, PageError> {
        let key = |row| sort_key(self.get(row), order);
        self.permutation(order).page(&order.list(), of, page, key)
    }

    /// The selected rows in an order.
    pub fn sorted(&self, of: &RoaringBitmap, order: Order) -> Vec<u32> {
        self.permutation(order).sorted(of)
    }

    /// How many rows have each operator, data item, sector, way of working, year, fiscal year, disease, form and database. Each facet
    /// counts the rows that pass all but its own filter; the bucket without a value counts those where it is unknown.
    pub fn facets(&self, filter: &ApprovalFilter) -> Vec<Facet> {
        let count = |(name, dimension): &(&'static str, Dimension)| {
            let mut others = filter.clone();
            match dimension {
                Dimension::Operator => others.operators = None,
                Dimension::DataItem => others.data_items = None,
                Dimension::UserSector => others.user_sectors = None,
                Dimension::Method => (others.methods, others.methods_unknown) = (None, None),
                Dimension::Year => others.years = None,
                Dimension::FiscalYear => others.fiscal_years = None,
                Dimension::Disease => (others.diseases, others.disease_unknown) = (None, None),
                Dimension::DataForm => (others.data_forms, others.data_form_unknown) = (None, None),
                Dimension::Database => others.databases = None,
                Dimension::Quarter | Dimension::Month => {}
            }
            self.column(*dimension).count(name, &self.select(&others))
        };
        FACETS.iter().map(count).collect()
    }

    fn everything(&self) -> RoaringBitmap {
        let mut rows = RoaringBitmap::new();
        rows.insert_range(0..self.rows.len() as u32);
        rows
    }

    /// The rows stand newest first, so a time is a range of them.
    fn in_days(&self, days: &DayRange) -> RoaringBitmap {
        let place = |newer: &dyn Fn(&Approval) -> bool| {
            self.rows.partition_point(|whole| newer(&whole.row)) as u32
        };
        let start = days.to.map_or(0, |to| place(&|row| row.approved_on > to));
        let end = days.from.map_or(self.rows.len() as u32, |from| {
            place(&|row| row.approved_on >= from)
        });
        let mut rows = RoaringBitmap::new();
        if start < end {
            rows.insert_range(start..end);
        }
        rows
    }

    /// The approvals of the years that begin with a month.
    fn in_years(&self, years: &[i32], month: u32) -> RoaringBitmap {
        let mut rows = RoaringBitmap::new();
        for year in years {
            let begin = |year| NaiveDate::from_ymd_opt(year, month, 1);
            let next = year.checked_add(1).and_then(begin);
            if let (Some(from), Some(next)) = (begin(*year), next) {
                rows |= self.in_days(&DayRange {
                    from: Some(from),
                    to: next.pred_opt(),
                });
            }
        }
        rows
    }

    fn by_data_items(&self, items: &DataItemFilter, found: &mut RoaringBitmap) {
        if let Some(items) = &items.any {
            *found &= self.any(Dimension::DataItem, items);
        }
        for item in items.all.iter().flatten() {
            *found &= self.any(Dimension::DataItem, [item]);
        }
        if let Some(items) = &items.none {
            *found -= self.column(Dimension::DataItem).unknown();
            *found -= self.any(Dimension::DataItem, items);
        }
    }

    /// The rows that have any of these values.
    fn any<V: AsRef<str>>(
        &self,
        dimension: Dimension,
        values: impl IntoIterator<Item = V>,
    ) -> RoaringBitmap {
        self.column(dimension).any(values)
    }

    /// Keeps the rows with one of the values, and those of which none is known where that is asked for: `true` takes them,
    /// alone or beside the values, `false` alone takes the others.
    fn by_known<V: AsRef<str>>(
        &self,
        dimension: Dimension,
        values: Option<impl IntoIterator<Item = V>>,
        unknown: Option<bool>,
        found: &mut RoaringBitmap,
    ) {
        let column = self.column(dimension);
        match (values, unknown) {
            (Some(values), Some(true)) => *found &= column.any(values) | column.unknown(),
            (Some(values), _) => *found &= column.any(values),
            (None, Some(true)) => *found &= column.unknown(),
            (None, Some(false)) => *found -= column.unknown(),
            (None, None) => {}
        }
    }

    fn permutation(&self, order: Order) -> &Permutation {
        self.orders[order.place()]
            .get_or_init(|| Permutation::new(self.rows.len(), |row| sort_key(self.get(row), order)))
    }

    /// The values of a dimension, row by row.
    pub(crate) fn column(&self, dimension: Dimension) -> &FacetColumn {
        &self.columns[dimension as usize]
    }
}

impl Whole {
    /// Newest first, then by operator code and number.
    fn default_order(&self, other: &Self) -> Ordering {
        let (a, b) = (&self.row, &other.row);
        let by_day = b.approved_on.cmp(&a.approved_on);
        by_day.then_with(|| (&a.operator, a.number).cmp(&(&b.operator, b.number)))
    }

    /// The values of a dimension; none where they are unknown.
    fn values(&self, dimension: Dimension) -> Vec<Cow<'_, str>> {
        fn all<'a, V: AsRef<str> + 'a>(
            values: impl IntoIterator<Item = &'a V>,
        ) -> Vec<Cow<'a, str>> {
            let values = values.into_iter();
            values.map(|value| value.as_ref().into()).collect()
        }
        let day = self.row.approved_on;
        let period = match dimension {
            Dimension::Operator => return all([&self.row.operator]),
            Dimension::UserSector => return all(&self.row.user_sectors.0),
            Dimension::Method => return all(&self.methods),
            Dimension::DataItem => return all(&self.data_items),
            Dimension::Database => return all(&self.databases),
            Dimension::Disease => return all(self.diseases.iter().map(|tag| &tag.disease)),
            Dimension::DataForm => return all(&self.row.data_form),
            Dimension::Year => format!("{:04}", day.year()),
            Dimension::FiscalYear => format!("{:04}", fiscal_year(day)),
            Dimension::Quarter => format!("{:04}-Q{}", day.year(), day.month0() / 3 + 1),
            Dimension::Month => day.format("%Y-%m").to_string(),
        };
        vec![period.into()]
    }
}

#[cfg(test)]
mod tests;
