//! Rows that hold from one revision until another: written once for every table.
//!
//! A versioned table has a text column `id` (the row's stable key), `since_revision` and `until_revision` (null while
//! the row holds). Nothing is deleted: a change closes the old row and adds the new one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    ModelTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde::Serialize;

use crate::compare::{self, Asked, Known, Table, compare};
use crate::{ChangeKind, Place, Revision, RevisionRow, StoreError, Subject, Withdrawals};
use crate::{bulk, change};

/// A row of a versioned table.
pub trait Versioned: ModelTrait + FromQueryResult + Serialize + Clone + Send + Sync {
    /// The table of ids that other tables point at, where this row is a thing of its own.
    const IDENTITY: Option<&'static str> = None;
    /// Whether its changes are listed; evidence changes with the fact that it proves.
    const TRACKED: bool = true;
    /// Whether the changes of its fields are listed.
    const FIELDS_TRACKED: bool = true;
    /// How the database writes [`Versioned::group`]: a column, or what is made of several.
    const GROUP: Option<&'static str> = None;

    /// The row's stable key.
    fn id(&self) -> String;
    /// The thing that a change of this row concerns.
    fn subject(&self) -> Subject;
    /// Whom a change of one of its fields concerns, the row and the field, as they are listed.
    fn listed_as(&self, table: &str, field: &str) -> (String, String, String) {
        let row = format!("{table}/{}", self.id());
        (self.subject().to_string(), row, field.to_owned())
    }
    /// The group whose rows are always given together, so that a missing one is withdrawn: a parent's id. What is to go with a
    /// parent that is withdrawn by name has its code as the group.
    fn group(&self) -> Option<String> {
        None
    }
    /// Sets the revision from which the row holds.
    fn since(&mut self, revision: Revision);
}

/// What one import did, as counts and as lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Per table: added, changed, unchanged, withdrawn.
    pub counts: BTreeMap<String, [u64; 4]>,
    /// Every change, in the order made.
    pub lines: Vec<ChangeLine>,
    /// The rows to withdraw, until their table is written.
    pub withdrawals: Withdrawals,
    /// Withdrawals that make no sense: then nothing may be committed.
    pub refused: Vec<(Place, String, Refusal)>,
    /// The rows that were withdrawn by name and may hold again, until their table is written.
    pub reinstated: Withdrawals,
    /// Rows that were given though they were withdrawn by name: they stay withdrawn.
    pub kept_out: Vec<KeptOut>,
    /// Things that were withdrawn by name, with the reason: what belongs to them goes with them.
    pub(crate) gone: HashMap<String, String>,
    /// Things that stay withdrawn, and things that hold again: what belongs to them does so too.
    pub(crate) out: HashSet<String>,
    pub(crate) back: HashSet<String>,
}

/// A row that was given though it was withdrawn by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOut {
    /// The row: `approvals/ldi:45`.
    pub row: String,
    /// The revision that withdrew it.
    pub revision: Revision,
    /// Why it did.
    pub reason: String,
}

/// Why a row cannot be withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such row, and never was.
    Unknown,
    /// The same import gives it.
    Given,
    /// It is to hold again, and the import does not give it.
    NotGiven,
}

/// A change before it has a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeLine {
    /// Added, changed or withdrawn.
    pub kind: ChangeKind,
    /// Whom it concerns.
    pub subject: String,
    /// Table and row.
    pub row: String,
    /// The field, none for a whole row.
    pub field: Option<String>,
    /// Before, as JSON.
    pub before: Option<String>,
    /// After, as JSON.
    pub after: Option<String>,
    /// Why a row was withdrawn.
    pub reason: Option<String>,
}

/// Why a row goes that is not withdrawn by name.
pub(crate) const LEFT_OUT: &str = "差し替えられた一覧にない / not in the list that replaced it";

impl Changes {
    /// Whether a row of one of these tables was added, changed or withdrawn.
    pub fn is_any(&self, tables: &[&str]) -> bool {
        let rows = self.lines.iter().map(|line| line.row.split_once('/'));
        rows.flatten().any(|(table, _)| tables.contains(&table))
    }

    /// Whether a row, or what it belongs to, stays withdrawn though it was given.
    pub fn keeps_out(&self, row: &str, subject: &str) -> bool {
        self.out.contains(subject) || self.kept_out.iter().any(|kept| kept.row == row)
    }

    /// Whether anything differs from what was there.
    pub fn is_empty(&self) -> bool {
        self.counts
            .values()
            .all(|[added, changed, _, withdrawn]| added + changed + withdrawn == 0)
    }

    /// Added, changed, unchanged and withdrawn rows of all tables.
    pub fn total(&self) -> [u64; 4] {
        self.counts
            .values()
            .fold([0; 4], |sum, row| std::array::from_fn(|i| sum[i] + row[i]))
    }
}

/// Every row that holds at a revision, in the order of its id.
pub async fn load<E>(db: &impl ConnectionTrait, at: Revision) -> Result<Vec<E::Model>, StoreError>
where
    E: EntityTrait,
    E::Model: Versioned<Entity = E>,
{
    Ok(E::find()
        .filter(holds(at))
        .order_by_asc(id_of::<E>())
        .all(db)
        .await?)
}

/// The rows that hold at a revision and have one of these values in a column; others may be among them.
pub async fn load_of<'a, E>(
    db: &impl ConnectionTrait,
    at: Revision,
    column: &str,
    values: impl IntoIterator<Item = &'a str> + Clone,
) -> Result<Vec<E::Model>, StoreError>
where
    E: EntityTrait,
    E::Model: Versioned<Entity = E>,
{
    let column = Expr::col((E::default(), Alias::new(column)));
    let until = || Expr::col(Alias::new("until_revision"));
    let begun = E::find().filter(Expr::col(Alias::new("since_revision")).lte(at.0));
    // Indexes know the rows that hold now. Others are looked for only where something can have ended since.
    let now = begun.clone().filter(until().is_null());
    let mut rows: Vec<E::Model> = bulk::select(db, &now, &column, values.clone()).await?;
    let newest = RevisionRow::newest_in(db).await?;
    if newest.is_some_and(|newest| newest.number > at.0) {
        let ended = begun.filter(until().gt(at.0));
        let ended: Vec<E::Model> = bulk::select(db, &ended, &column, values).await?;
        let known: HashSet<String> = rows.iter().map(Versioned::id).collect();
        // one that ended between the two questions is in both answers
        rows.extend(ended.into_iter().filter(|row| !known.contains(&row.id())));
    }
    Ok(rows)
}

/// The rows that hold at a revision, where all but those of some codes are those of another one: `code` says of which a row is, in the
/// column of that name.
pub async fn load_beside<'a, E>(
    db: &impl ConnectionTrait,
    at: Revision,
    (column, codes): (&str, &BTreeSet<&str>),
    others: impl IntoIterator<Item = &'a E::Model>,
    code: impl Fn(&E::Model) -> &str,
) -> Result<Vec<E::Model>, StoreError>
where
    E: EntityTrait,
    E::Model: Versioned<Entity = E> + 'a,
{
    let is_read = |row: &E::Model| codes.contains(code(row));
    let mut rows = load_of::<E>(db, at, column, codes.iter().copied()).await?;
    rows.retain(is_read);
    let kept = others.into_iter().filter(|row| !is_read(row));
    rows.extend(kept.cloned());
    Ok(rows)
}

/// The rows that hold now and have one of these ids or are of one of these groups; others may be among them.
pub async fn held<E>(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = &str>,
    groups: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, E::Model>, StoreError>
where
    E: EntityTrait,
    E::Model: Versioned<Entity = E>,
{
    let now = E::find().filter(Expr::col(Alias::new("until_revision")).is_null());
    let keyed = |rows: Vec<E::Model>| rows.into_iter().map(|row| (row.id(), row));
    let mut found = HashMap::new();
    if let Some(group) = E::Model::GROUP {
        let rows = bulk::select(db, &now, &Expr::cust(group), groups).await?;
        found.extend(keyed(rows));
    }
    let others: Vec<&str> = ids
        .into_iter()
        .filter(|id| !found.contains_key(*id))
        .collect();
    found.extend(keyed(bulk::select(db, &now, &id_of::<E>(), others).await?));
    Ok(found)
}

/// The column of a row's id.
fn id_of<E: EntityTrait>() -> Expr {
    Expr::col((E::default(), Alias::new("id")))
}

/// How many rows of a table hold at a revision.
pub async fn count<E>(db: &impl ConnectionTrait, at: Revision) -> Result<u64, StoreError>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    Ok(E::find().filter(holds(at)).count(db).await?)
}

/// The condition that a row holds at a revision.
pub fn holds(at: Revision) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(Expr::col(Alias::new("since_revision")).lte(at.0))
        .add(
            Expr::col(Alias::new("until_revision"))
                .is_null()
                .or(Expr::col(Alias::new("until_revision")).gt(at.0)),
        )
}

/// The rows of a table that were withdrawn by name, with the last withdrawal of each.
pub async fn withdrawn_by_name(
    tx: &impl ConnectionTrait,
    table: &str,
) -> Result<HashMap<String, (Revision, String)>, StoreError> {
    let lines = change::Entity::find()
        // Written out, so that the index of such rows is known to hold them all.
        .filter(Expr::cust("kind = 'WITHDRAWN'"))
        .filter(change::Column::Reason.is_not_null())
        .filter(change::Column::Reason.ne(LEFT_OUT))
        .filter(change::of_tables(&[table]))
        .order_by_asc(change::Column::Revision)
        .all(tx)
        .await?;
    let found = lines.into_iter().filter_map(|line| {
        let (_, id) = line.row.split_once('/')?;
        Some((id.to_owned(), (Revision(line.revision), line.reason?)))
    });
    Ok(found.collect())
}

/// Writes rows as they hold from `at` on, and says what differs from the rows that held before.
///
/// Rows of a [`Versioned::group`] that occurs among `rows` (or in `groups`) replace that group: those that are no
/// longer given are withdrawn. All other rows stay as they are. Runs inside the caller's transaction.
pub async fn write<E>(
    tx: &impl ConnectionTrait,
    rows: Vec<E::Model>,
    groups: &HashSet<String>,
    at: Revision,
    changes: &mut Changes,
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: Versioned<Entity = E> + IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let name = E::default().table_name().to_owned();
    debug_assert!(
        E::Model::GROUP.is_some() || rows.iter().all(|row| row.group().is_none()),
        "the database can ask for the groups of {name}"
    );
    let mut asked = Asked {
        replaced: groups.clone(),
        withdrawals: changes.withdrawals.remove(&name).unwrap_or_default(),
        reinstated: changes.reinstated.remove(&name).unwrap_or_default(),
    };
    asked
        .replaced
        .extend(rows.iter().filter_map(Versioned::group));
    let ids: HashSet<String> = rows.iter().map(Versioned::id).collect();
    // However many rows the record has, only these can differ.
    let gone = changes.gone.keys();
    let gone_with = gone.filter_map(|subject| Some(subject.split_once(':')?.1));
    let named = ids.iter().chain(asked.withdrawals.keys());
    let replaced = asked.replaced.iter().map(String::as_str);
    let held = held::<E>(tx, named.map(String::as_str), replaced.chain(gone_with)).await?;
    let mut known = Known {
        held: held
            .iter()
            .map(|(id, row)| (id.clone(), row as &dyn compare::Row))
            .collect(),
        ..Known::default()
    };
    if E::Model::TRACKED && ids.iter().any(|id| !held.contains_key(id)) {
        known.withdrawn = withdrawn_by_name(tx, &name).await?;
    }
    for id in asked
        .withdrawals
        .keys()
        .filter(|id| !held.contains_key(*id))
    {
        let of_id = E::find().filter(id_of::<E>().eq(id.as_str()));
        if of_id.one(tx).await?.is_some() {
            known.past.insert(id.clone());
        }
    }
    let table = Table {
        name: &name,
        is_identity: E::Model::IDENTITY.is_some(),
        is_tracked: E::Model::TRACKED,
        are_fields_tracked: E::Model::FIELDS_TRACKED,
    };
    let given: Vec<&dyn compare::Row> = rows.iter().map(|row| row as &dyn compare::Row).collect();
    let steps = compare(table, &given, &asked, &known, changes)?;
    drop((given, known));
    drop(held);

    close(tx, &name, &steps.closed, at).await?;
    let mut is_opened = vec![false; rows.len()];
    steps
        .opened
        .iter()
        .for_each(|place| is_opened[*place] = true);
    let opened = rows.into_iter().zip(is_opened);
    let mut opened: Vec<E::Model> = opened.filter_map(|(row, is)| is.then_some(row)).collect();
    opened.iter_mut().for_each(|row| row.since(at));
    // In the order of their index, so that each page of it is filled once.
    opened.sort_by_cached_key(Versioned::id);
    if let Some(identity) = E::Model::IDENTITY {
        identify(tx, identity, opened.iter().map(Versioned::id)).await?;
    }
    let rows = opened.into_iter().map(IntoActiveModel::into_active_model);
    bulk::insert::<E>(tx, rows).await
}

/// Ends the rows of a table that hold now and have one of these ids.
async fn close(
    tx: &impl ConnectionTrait,
    table: &str,
    ids: &[String],
    at: Revision,
) -> Result<(), StoreError> {
    for chunk in ids.chunks(10_000) {
        let update = Query::update()
            .table(Alias::new(table))
            .value(Alias::new("until_revision"), at.0)
            .and_where(Expr::col(Alias::new("id")).is_in(chunk.iter().map(String::as_str)))
            .and_where(Expr::col(Alias::new("until_revision")).is_null())
            .to_owned();
        tx.execute(&update).await?;
    }
    Ok(())
}

/// Puts ids into the table that others point at, where they are not there yet.
async fn identify(
    tx: &impl ConnectionTrait,
    table: &str,
    ids: impl Iterator<Item = String>,
) -> Result<(), StoreError> {
    let ids: Vec<String> = ids.collect();
    for chunk in ids.chunks(10_000) {
        let mut insert = Query::insert()
            .into_table(Alias::new(table))
            .columns([Alias::new("id")])
            .on_conflict(OnConflict::column(Alias::new("id")).do_nothing().to_owned())
            .to_owned();
        for id in chunk {
            insert.values_panic([id.as_str().into()]);
        }
        tx.execute(&insert).await?;
    }
    Ok(())
}

/// Declares a table of versioned rows that is known by a text id: entity, row and [`Versioned`] in one place.
#[macro_export]
macro_rules! versioned_rows {
    (
        $(#[$about:meta])*
        $module:ident, $table:literal, $subject:literal;
        pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident: $type:ty,)* }
    ) => {
        $(#[$about])*
        pub mod $module {
            use sea_orm::entity::prelude::*;

            #[allow(unused_imports, reason = "what the columns are made of stands beside the declaration")]
            use super::*;

            $(#[$about])*
            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                /// Its stable code.
                #[sea_orm(primary_key, auto_increment = false)]
                pub id: String,
                /// First revision in which the row holds.
                #[sea_orm(primary_key, auto_increment = false)]
                pub since_revision: i64,
                /// First revision in which it no longer holds.
                pub until_revision: Option<i64>,
                $($(#[$doc])* pub $field: $type,)*
            }

            /// Edges are drawn by the gateway.
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}
            impl ActiveModelBehavior for ActiveModel {}

            /// A row as the thing that facts are about.
            pub fn subject(id: &str) -> $crate::Subject {
                $crate::Subject::new($subject, id)
            }
        }
        pub use $module::Model as $name;

        impl $crate::Versioned for $name {
            fn id(&self) -> String {
                self.id.clone()
            }

            fn subject(&self) -> $crate::Subject {
                $module::subject(&self.id)
            }

            fn since(&mut self, revision: $crate::Revision) {
                self.since_revision = revision.0;
                self.until_revision = None;
            }
        }
    };
}
