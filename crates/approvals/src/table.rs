//! All approvals of one revision in memory: filters, orders, facets and edges.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;
use std::sync::OnceLock;

use base::{
    ApprovalId, DataItemId, DatabaseId, DiseaseId, Facet, FacetColumn, OperatorId, Page, PageError,
    Permutation, Revision, Slice, Store, StoreError, Words,
};
use chrono::{Datelike, NaiveDate};
use roaring::RoaringBitmap;

use crate::approval::{self, Approval, ApprovalDataItem, ApprovalDatabase, ApprovalDisease};
use crate::order::{Order, sort_key};
use crate::statistics::{Dimension, fiscal_year};
use crate::{ApprovalFilter, DataForm, DataItemFilter, DayRange, Method, UserSector};

/// All approvals of one revision, in their default order: newest first, then by operator code and number.
#[derive(Clone, Debug, Default)]
pub struct Approvals {
    rows: Vec<Approval>,
    by_id: HashMap<ApprovalId, u32>,
    data_items: Vec<Vec<DataItemId>>,
    databases: Vec<Vec<DatabaseId>>,
    diseases: Vec<Vec<ApprovalDisease>>,
    methods: Vec<BTreeSet<Method>>,
    operator_index: HashMap<OperatorId, RoaringBitmap>,
    data_item_index: HashMap<DataItemId, RoaringBitmap>,
    database_index: HashMap<DatabaseId, RoaringBitmap>,
    disease_index: HashMap<DiseaseId, RoaringBitmap>,
    sector_index: HashMap<UserSector, RoaringBitmap>,
    method_index: HashMap<Method, RoaringBitmap>,
    form_index: HashMap<DataForm, RoaringBitmap>,
    /// By dimension.
    columns: Vec<FacetColumn>,
    /// By [`Order::place`]; each is sorted when it is first asked for, for most are never.
    orders: [OnceLock<Permutation>; 6],
}

/// An approval with what hangs on it.
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
) -> Vec<Whole> {
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
    all
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

    /// Reads the approvals of these codes alone; all others are those of another revision.
    pub async fn load_beside(
        store: &Store,
        at: Revision,
        other: &Self,
        codes: &BTreeSet<&str>,
    ) -> Result<Self, StoreError> {
        let db = store.db();
        let codes = || codes.iter().copied();
        let mut read = whole(
            base::load_of::<approval::Entity>(db, at, "id", codes()).await?,
            base::load_of::<approval::data_item::Entity>(db, at, "approval", codes()).await?,
            base::load_of::<approval::database::Entity>(db, at, "approval", codes()).await?,
            base::load_of::<approval::disease::Entity>(db, at, "approval", codes()).await?,
        );
        let codes: HashSet<&str> = codes().collect();
        read.retain(|whole| codes.contains(whole.row.id.as_str()));
        let others = (0..).zip(&other.rows);
        let others = others.filter(|(_, row)| !codes.contains(row.id.as_str()));
        read.extend(others.map(|(place, _)| other.whole(place)));
        Ok(Self::of(read))
    }

    /// Takes rows in any order; what belongs to an unknown approval is left out.
    pub fn new(
        rows: Vec<Approval>,
        data_items: Vec<ApprovalDataItem>,
        databases: Vec<ApprovalDatabase>,
        tags: Vec<ApprovalDisease>,
    ) -> Self {
        Self::of(whole(rows, data_items, databases, tags))
    }

    fn of(mut all: Vec<Whole>) -> Self {
        all.sort_by(|a, b| {
            let (a, b) = (&a.row, &b.row);
            b.approved_on
                .cmp(&a.approved_on)
                .then_with(|| (&a.operator, a.number).cmp(&(&b.operator, b.number)))
        });
        let mut table = Self::default();
        for (number, whole) in (0..).zip(all) {
            let row = &whole.row;
            table.by_id.insert(row.id.clone(), number);
            index(&mut table.operator_index, &row.operator, number);
            for sector in &row.user_sectors.0 {
                index(&mut table.sector_index, sector, number);
            }
            for method in &whole.methods {
                index(&mut table.method_index, method, number);
            }
            if let Some(form) = &row.data_form {
                index(&mut table.form_index, form, number);
            }
            for item in &whole.data_items {
                index(&mut table.data_item_index, item, number);
            }
            for database in &whole.databases {
                index(&mut table.database_index, database, number);
            }
            for tag in &whole.diseases {
                index(&mut table.disease_index, &tag.disease, number);
            }
            table.rows.push(whole.row);
            table.data_items.push(whole.data_items);
            table.databases.push(whole.databases);
            table.diseases.push(whole.diseases);
            table.methods.push(whole.methods);
        }
        let dimensions = <Dimension as Words>::WORDS.iter();
        table.columns = dimensions
            .map(|(_, dimension)| table.column_of(*dimension))
            .collect();
        table
    }

    fn whole(&self, place: usize) -> Whole {
        Whole {
            row: self.rows[place].clone(),
            data_items: self.data_items[place].clone(),
            databases: self.databases[place].clone(),
            diseases: self.diseases[place].clone(),
            methods: self.methods[place].clone(),
        }
    }

    /// Every approval, in the default order.
    pub fn all(&self) -> &[Approval] {
        &self.rows
    }

    /// One approval by its place.
    pub fn get(&self, row: u32) -> &Approval {
        &self.rows[row as usize]
    }

    /// The place of an approval.
    pub fn find(&self, id: &ApprovalId) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// An approval's data items, in their printed order; none where they are unknown.
    pub fn data_items(&self, row: u32) -> &[DataItemId] {
        &self.data_items[row as usize]
    }

    /// The databases that an approval draws on.
    pub fn databases(&self, row: u32) -> &[DatabaseId] {
        &self.databases[row as usize]
    }

    /// The diseases that an approval is about, each with the words that say so; none where they are unknown.
    pub fn diseases(&self, row: u32) -> &[ApprovalDisease] {
        &self.diseases[row as usize]
    }

    /// The ways of working that an approval's title names.
    pub fn methods(&self, row: u32) -> &BTreeSet<Method> {
        &self.methods[row as usize]
    }

    /// An operator's approvals.
    pub fn of_operator(&self, operator: &OperatorId) -> RoaringBitmap {
        any(&self.operator_index, [operator])
    }

    /// Approvals that take a kind of data.
    pub fn with_data_item(&self, item: &DataItemId) -> RoaringBitmap {
        any(&self.data_item_index, [item])
    }

    /// Approvals that take any of these kinds of data.
    pub fn with_data_items<'a>(
        &self,
        items: impl IntoIterator<Item = &'a DataItemId>,
    ) -> RoaringBitmap {
        any(&self.data_item_index, items)
    }

    /// Approvals of users in any of these sectors.
    pub fn of_sectors<'a>(
        &self,
        sectors: impl IntoIterator<Item = &'a UserSector>,
    ) -> RoaringBitmap {
        any(&self.sector_index, sectors)
    }

    /// Approvals whose titles name any of these ways of working.
    pub fn of_methods<'a>(&self, methods: impl IntoIterator<Item = &'a Method>) -> RoaringBitmap {
        any(&self.method_index, methods)
    }

    /// Approvals that draw on a database.
    pub fn of_database(&self, database: &DatabaseId) -> RoaringBitmap {
        any(&self.database_index, [database])
    }

    /// Approvals tagged with this very disease.
    pub fn of_disease(&self, disease: &DiseaseId) -> RoaringBitmap {
        any(&self.disease_index, [disease])
    }

    /// Approvals tagged with any of these diseases.
    pub fn of_diseases<'a>(
        &self,
        diseases: impl IntoIterator<Item = &'a DiseaseId>,
    ) -> RoaringBitmap {
        any(&self.disease_index, diseases)
    }

    /// The rows that pass a filter.
    pub fn select(&self, filter: &ApprovalFilter) -> RoaringBitmap {
        let mut found = self.everything();
        if let Some(operators) = &filter.operators {
            found &= any(&self.operator_index, operators);
        }
        if let Some(days) = &filter.approved_on {
            found &= self.in_days(days);
        }
        if let Some(items) = &filter.data_items {
            self.by_data_items(items, &mut found);
        }
        if let Some(sectors) = &filter.user_sectors {
            found &= any(&self.sector_index, sectors);
        }
        if let Some(years) = &filter.years {
            found &= self.in_years(years, 1);
        }
        if let Some(years) = &filter.fiscal_years {
            found &= self.in_years(years, 4);
        }
        let methods = filter.methods.as_deref();
        by_known(
            &self.method_index,
            methods,
            filter.methods_unknown,
            &mut found,
        );
        let forms = filter.data_forms.as_deref();
        by_known(
            &self.form_index,
            forms,
            filter.data_form_unknown,
            &mut found,
        );
        if let Some(databases) = &filter.databases {
            found &= any(&self.database_index, databases);
        }
        let diseases = filter.diseases.as_ref();
        by_known(
            &self.disease_index,
            diseases,
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
        let place = |newer: &dyn Fn(&Approval) -> bool| self.rows.partition_point(newer) as u32;
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
            *found &= any(&self.data_item_index, items);
        }
        for item in items.all.iter().flatten() {
            *found &= any(&self.data_item_index, [item]);
        }
        if let Some(items) = &items.none {
            *found &= any(&self.data_item_index, self.data_item_index.keys());
            *found -= any(&self.data_item_index, items);
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

    fn column_of(&self, dimension: Dimension) -> FacetColumn {
        let rows = || self.rows.iter();
        let periods = |period: fn(NaiveDate) -> String| {
            FacetColumn::new(rows().map(|row| vec![period(row.approved_on)]))
        };
        match dimension {
            Dimension::Year => periods(|day| format!("{:04}", day.year())),
            Dimension::FiscalYear => periods(|day| format!("{:04}", fiscal_year(day))),
            Dimension::Quarter => {
                periods(|day| format!("{:04}-Q{}", day.year(), day.month0() / 3 + 1))
            }
            Dimension::Month => periods(|day| day.format("%Y-%m").to_string()),
            Dimension::Operator => FacetColumn::new(rows().map(|row| vec![row.operator.as_str()])),
            Dimension::UserSector => FacetColumn::new(rows().map(|row| {
                let sectors = row.user_sectors.0.iter();
                sectors.map(|sector| sector.word()).collect()
            })),
            Dimension::Method => FacetColumn::new(
                self.methods
                    .iter()
                    .map(|methods| methods.iter().map(|method| method.word()).collect()),
            ),
            Dimension::DataItem => FacetColumn::new(
                self.data_items
                    .iter()
                    .map(|items| items.iter().map(DataItemId::as_str).collect()),
            ),
            Dimension::Database => FacetColumn::new(
                self.databases
                    .iter()
                    .map(|databases| databases.iter().map(DatabaseId::as_str).collect()),
            ),
            Dimension::Disease => FacetColumn::new(
                self.diseases
                    .iter()
                    .map(|tags| tags.iter().map(|tag| tag.disease.as_str()).collect()),
            ),
            Dimension::DataForm => FacetColumn::new(
                rows().map(|row| row.data_form.iter().map(|form| form.word()).collect()),
            ),
        }
    }
}

fn index<K: Eq + Hash + Clone>(index: &mut HashMap<K, RoaringBitmap>, key: &K, row: u32) {
    match index.get_mut(key) {
        Some(rows) => {
            rows.insert(row);
        }
        None => {
            index.insert(key.clone(), RoaringBitmap::from_iter([row]));
        }
    }
}

/// Keeps the rows with one of the values, and those of which none is known where that is asked for: `true` takes them, alone
/// or beside the values, `false` alone takes the others.
fn by_known<'a, K: Eq + Hash + 'a>(
    index: &HashMap<K, RoaringBitmap>,
    values: Option<impl IntoIterator<Item = &'a K>>,
    unknown: Option<bool>,
    found: &mut RoaringBitmap,
) {
    let known = || any(index, index.keys());
    match (values, unknown) {
        // all but those of which something else is known
        (Some(values), Some(true)) => *found -= known() - any(index, values),
        (Some(values), _) => *found &= any(index, values),
        (None, Some(true)) => *found -= known(),
        (None, Some(false)) => *found &= known(),
        (None, None) => {}
    }
}

fn any<'a, K: Eq + Hash + 'a>(
    index: &HashMap<K, RoaringBitmap>,
    keys: impl IntoIterator<Item = &'a K>,
) -> RoaringBitmap {
    let mut rows = RoaringBitmap::new();
    for key in keys {
        if let Some(found) = index.get(key) {
            rows |= found;
        }
    }
    rows
}

#[cfg(test)]
mod tests;
