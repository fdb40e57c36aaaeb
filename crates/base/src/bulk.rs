//! Many rows into one table, and some of many out of it, at the cost of their values alone.
//!
//! A statement of a million values is built, parsed and thrown away at great cost. Here the text of a statement for a
//! fixed number of rows is built once, so that the driver prepares it once too, and only values travel.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, PostgresQueryBuilder, Query, SqliteQueryBuilder};
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
    rows: impl IntoIterator<Item = E::ActiveModel, IntoIter: Send>,
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let names: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
    let mut rows = rows.into_iter().map(|mut row| {
        let values = columns.iter().map(|column| match row.take(*column) {
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Ok(value),
            ActiveValue::NotSet => {
                let column = column.as_str();
                Err(StoreError::Corrupt(format!("a row without `{column}`")))
            }
        });
        values.collect()
    });
    insert_values(tx, E::default().table_name(), &names, &mut rows).await
}

/// The same whatever the type of the rows: compiled once, not for each.
async fn insert_values(
    tx: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: &mut (dyn Iterator<Item = Result<Vec<Value>, StoreError>> + Send),
) -> Result<(), StoreError> {
    let backend = tx.get_database_backend();
    let many = (VALUES / columns.len().max(1)).clamp(1, ROWS);
    let full = statement(backend, table, columns, many);
    loop {
        let mut values = Vec::with_capacity(many * columns.len());
        let mut count = 0;
        for row in rows.take(many) {
            values.extend(row?);
            count += 1;
        }
        let sql = match count {
            0 => return Ok(()),
            _ if count == many => full.clone(),
            _ => statement(backend, table, columns, count),
        };
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
    }
}

fn statement(backend: DbBackend, table: &str, columns: &[&str], rows: usize) -> String {
    let mut insert = Query::insert()
        .into_table(Alias::new(table))
        .columns(columns.iter().map(|column| Alias::new(*column)))
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
