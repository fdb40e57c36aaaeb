//! Digests of what a revision wrote, table by table: a bit that changed on the disk since then is found by making them again.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, FromQueryResult, JsonValue, QueryOrder, Set, Statement,
};
use sha2::{Digest, Sha256};

use crate::{Changes, Revision, StoreError};

mod row {
    #![allow(unreachable_pub, reason = "the derive makes its types public")]
    use sea_orm::entity::prelude::*;

    /// The digest of what a revision wrote into a table.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "revision_digests")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub revision: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub of_table: String,
        /// The newest change of the record's tables when it was made: a later one may rewrite rows.
        pub version: String,
        pub digest: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of the digests of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digests {
    /// Tables of revisions whose rows are what they were.
    pub same: u64,
    /// Those whose rows are not: `revision 2, approvals`.
    pub different: Vec<(Revision, String)>,
    /// Revisions without digests, or with digests of other tables: made by an older version.
    pub unknown: Vec<Revision>,
}

/// Rows that are read at a time.
const ROWS: usize = 5_000;

/// Notes what a revision wrote, within its transaction; `changes` says into which tables.
pub async fn note(
    tx: &impl ConnectionTrait,
    at: Revision,
    changes: &Changes,
) -> Result<(), StoreError> {
    let version = version(tx).await?;
    let is_written = |table: &String| {
        let counts = changes.counts.get(table);
        counts.is_some_and(|[added, changed, ..]| added + changed > 0)
    };
    for table in tables(tx).await?.into_iter().filter(is_written) {
        let Some(digest) = of_table(tx, &table, at).await? else {
            continue;
        };
        let row = row::ActiveModel {
            revision: Set(at.0),
            of_table: Set(table),
            version: Set(version.clone()),
            digest: Set(digest),
        };
        row::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Makes the digests of these revisions again and compares them.
pub async fn compare(
    db: &impl ConnectionTrait,
    revisions: &[Revision],
) -> Result<Digests, StoreError> {
    let version = version(db).await?;
    let tables = tables(db).await?;
    let mut noted: BTreeMap<i64, BTreeMap<String, String>> = BTreeMap::new();
    for row in row::Entity::find()
        .order_by_asc(row::Column::Revision)
        .all(db)
        .await?
    {
        if row.version == version {
            let of_revision = noted.entry(row.revision).or_default();
            of_revision.insert(row.of_table, row.digest);
        }
    }
    let mut found = Digests::default();
    for at in revisions {
        let Some(noted) = noted.get(&at.0) else {
            found.unknown.push(*at);
            continue;
        };
        for table in &tables {
            // Rows that cannot be read are not what they were.
            let now = of_table(db, table, *at)
                .await
                .unwrap_or(Some(String::new()));
            if now.as_ref() == noted.get(table) {
                found.same += u64::from(now.is_some());
            } else {
                found.different.push((*at, table.clone()));
            }
        }
    }
    Ok(found)
}

/// The newest change of the record's tables.
async fn version(db: &impl ConnectionTrait) -> Result<String, StoreError> {
    let sql = "SELECT MAX(version) AS version FROM seaql_migrations";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql));
    let row = row
        .await?
        .map(|row| row.try_get::<Option<String>>("", "version"));
    Ok(row.transpose()?.flatten().unwrap_or_default())
}

/// The tables whose rows hold from a revision on.
async fn tables(db: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name = 'since_revision' ORDER BY m.name"
        }
        _ => {
            "SELECT table_name::text AS name FROM information_schema.columns \
             WHERE column_name = 'since_revision' AND table_schema = current_schema() ORDER BY table_name"
        }
    };
    let rows = db
        .query_all_raw(Statement::from_string(backend, sql))
        .await?;
    let names = rows.iter().map(|row| row.try_get::<String>("", "name"));
    Ok(names.collect::<Result<_, DbErr>>()?)
}

/// The digest of the rows that a revision wrote into a table, in the order of their ids; none where there are none. When a row
/// ends is no part of it.
async fn of_table(
    db: &impl ConnectionTrait,
    table: &str,
    at: Revision,
) -> Result<Option<String>, StoreError> {
    let backend = db.get_database_backend();
    let id = match backend {
        DbBackend::Sqlite => "id",
        // the order of text must not depend on the cluster's language
        _ => "id COLLATE \"C\"",
    };
    let sql = format!(
        "SELECT * FROM {table} WHERE since_revision = $1 AND {id} > $2 ORDER BY {id} LIMIT {ROWS}"
    );
    let mut hash = Sha256::new();
    let mut last = String::new();
    let mut any = false;
    loop {
        let values = [at.0.into(), last.clone().into()];
        let page = Statement::from_sql_and_values(backend, &sql, values);
        let rows = db.query_all_raw(page).await?;
        for row in &rows {
            last = row.try_get("", "id")?;
            let mut row = JsonValue::from_query_result(row, "")?;
            if let Some(fields) = row.as_object_mut() {
                fields.remove("until_revision");
            }
            hash.update(row.to_string());
            hash.update("\n");
        }
        any |= !rows.is_empty();
        if rows.len() < ROWS {
            break;
        }
    }
    Ok(any.then(|| hex::encode(hash.finalize())))
}
