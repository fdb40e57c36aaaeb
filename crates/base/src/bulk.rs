//! Many rows into one table, and some of many out of it, at the cost of their values alone.
//!
//! A statement of a million values is built, parsed and thrown away at great cost. Here the text of a statement for a
//! fixed number of rows is built once, so that the driver prepares it once too, and only values travel.

use std::iter::Peekable;

use sea_orm::sea_query::{Expr, ExprTrait, PostgresQueryBuilder, Query, SqliteQueryBuilder};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    IdenStatic, Iterable, PaginatorTrait, QueryFilter, Select, Statement, Value,
};

use crate::StoreError;

/// Rows of one statement; more bring nothing.
const ROWS: usize = 128;
/// Both databases bound the number of values in one statement (32,766 and 65,535).
const VALUES: usize = 30_000;
/// Keys that one statement asks for.
pub const KEYS: usize = 1_000;

/// The rows of `of` whose `key` is one of `keys`; where many keys are asked of no more rows than that, all of them.
pub async fn select<E, M, K>(
    db: &impl ConnectionTrait,
    of: &Select<E>,
    key: &Expr,
    keys: impl IntoIterator<Item = K>,
) -> Result<Vec<M>, StoreError>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
    M: FromQueryResult,
    K: Into<Value> + Clone,
{
    let keys: Vec<K> = keys.into_iter().collect();
    if keys.len() > KEYS && of.clone().count(db).await? <= keys.len() as u64 {
        return Ok(of.clone().into_model().all(db).await?);
    }
    let mut rows = Vec::new();
    for some in keys.chunks(KEYS) {
        let asked = key.clone().is_in(some.iter().cloned());
        rows.extend(of.clone().filter(asked).into_model().all(db).await?);
    }
    Ok(rows)
}

/// Inserts rows in which every column has a value, in their order.
pub async fn insert<E>(
    tx: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = E::ActiveModel>,
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let backend = tx.get_database_backend();
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let many = (VALUES / columns.len().max(1)).clamp(1, ROWS);
    let full = statement::<E>(backend, &columns, many);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let (values, count) = take::<E>(&mut rows, &columns, many)?;
        let sql = match count == many {
            true => full.clone(),
            false => statement::<E>(backend, &columns, count),
        };
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
    }
    Ok(())
}

/// The values of the next rows, and how many rows they are.
fn take<E>(
    rows: &mut Peekable<impl Iterator<Item = E::ActiveModel>>,
    columns: &[E::Column],
    many: usize,
) -> Result<(Vec<Value>, usize), StoreError>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let mut values = Vec::with_capacity(many * columns.len());
    let mut count = 0;
    for mut row in rows.by_ref().take(many) {
        count += 1;
        for column in columns {
            match row.take(*column) {
                ActiveValue::Set(value) | ActiveValue::Unchanged(value) => values.push(value),
                ActiveValue::NotSet => {
                    let column = column.as_str();
                    return Err(StoreError::Corrupt(format!("a row without `{column}`")));
                }
            }
        }
    }
    Ok((values, count))
}

fn statement<E: EntityTrait>(backend: DbBackend, columns: &[E::Column], rows: usize) -> String {
    let mut insert = Query::insert()
        .into_table(E::default())
        .columns(columns.iter().copied())
        .to_owned();
    for _ in 0..rows {
        // Stands for any value: the text holds its place only.
        insert.values_panic(columns.iter().map(|_| Value::Int(None).into()));
    }
    match backend {
        DbBackend::Postgres => insert.build(PostgresQueryBuilder).0,
        _ => insert.build(SqliteQueryBuilder).0,
    }
}
