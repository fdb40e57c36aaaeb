//! Digests of what a revision wrote, table by table, of its changes and of its own row: what changed on the disk since then is found
//! by making them again.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, FromQueryResult, JsonValue, QueryOrder, QuerySelect, Set,
    Statement,
};
use sha2::{Digest, Sha256};

use crate::{Changes, Revision, RevisionRow, StoreError, change, revision_row};

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
        /// The newest change of the record's tables when it was made, for a later one may rewrite rows; with [`super::WHOLE`] where
        /// the revision has all its digests.
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
    /// What is not as it was.
    pub wrong: Vec<Wrong>,
    /// Revisions without digests, or with digests of other tables: made by an older version.
    pub unknown: Vec<Revision>,
}

/// What of a revision is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Rows of a table.
    Rows(Revision, String),
    /// Who imported it, when, from which files, or its chain.
    Revision(Revision),
    /// Its list of changes: so many were written, so many are there.
    Changes {
        /// The revision.
        of: Revision,
        /// Lines that it wrote.
        written: u64,
        /// Lines that are there.
        there: u64,
    },
    /// The digest of a table's rows is missing; of all tables where none is named.
    NoDigest(Revision, Option<String>),
}

/// Rows that are read at a time.
const ROWS: usize = 5_000;
/// Follows the version of digests that stand for all that a revision wrote: a missing one was deleted.
const WHOLE: &str = " whole";
/// The digest of the revision's own row, and that of its changes, whose number precedes it.
const REVISION: &str = "revisions";
const CHANGES: &str = "changes";
/// The change of the record's tables that brought digests.
const SINCE: &str = "m0028_digests";

/// Notes what a revision wrote, within its transaction and after all else; `changes` says into which tables, beside that of evidence.
pub async fn note(
    tx: &impl ConnectionTrait,
    at: Revision,
    changes: &Changes,
) -> Result<(), StoreError> {
    let version = format!("{}{WHOLE}", version(tx).await?);
    let is_written = |table: &String| table == "evidence" || changes.counts.contains_key(table);
    let mut digests: Vec<(String, String)> = Vec::new();
    for table in tables(tx).await?.into_iter().filter(is_written) {
        if let Some(digest) = of_table(tx, &table, at).await? {
            digests.push((table, digest));
        }
    }
    let (count, digest) = of_changes(tx, at).await?;
    digests.push((CHANGES.to_owned(), format!("{count} {digest}")));
    let own = of_revision(tx, at).await?.unwrap_or_default();
    digests.push((REVISION.to_owned(), own));
    let rows = digests.into_iter().map(|(table, digest)| row::ActiveModel {
        revision: Set(at.0),
        of_table: Set(table),
        version: Set(version.clone()),
        digest: Set(digest),
    });
    row::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The digests of one revision, as they are noted.
#[derive(Debug, Default)]
struct Noted {
    /// Whether one that is missing was deleted.
    whole: bool,
    /// Whether they are of the tables as they are now.
    current: bool,
    digests: BTreeMap<String, String>,
}

/// Makes the digests of these revisions again and compares them.
pub async fn compare(
    db: &impl ConnectionTrait,
    revisions: &[Revision],
) -> Result<Digests, StoreError> {
    let version = version(db).await?;
    let tables = tables(db).await?;
    let mut noted: BTreeMap<i64, Noted> = BTreeMap::new();
    for row in row::Entity::find().all(db).await? {
        let of_revision = noted.entry(row.revision).or_default();
        let made_at = row.version.strip_suffix(WHOLE);
        of_revision.whole |= made_at.is_some();
        of_revision.current |= made_at.unwrap_or(&row.version) == version;
        of_revision.digests.insert(row.of_table, row.digest);
    }
    let since = since(db).await?;
    let mut found = Digests::default();
    for at in revisions {
        let Some(noted) = noted.get(&at.0) else {
            let row = revision_row::Entity::find_by_id(at.0).one(db).await?;
            let is_later = |since: i64| row.is_some_and(|row| row.imported_at.timestamp() >= since);
            match since.is_some_and(is_later) {
                true => found.wrong.push(Wrong::NoDigest(*at, None)),
                false => found.unknown.push(*at),
            }
            continue;
        };
        if noted.whole {
            compare_itself(db, *at, noted, &mut found).await?;
        }
        if !noted.current {
            found.unknown.push(*at);
            continue;
        }
        for table in &tables {
            // Rows that cannot be read are not what they were.
            let now = of_table(db, table, *at)
                .await
                .unwrap_or(Some(String::new()));
            match noted.digests.get(table) {
                then if then == now.as_ref() => found.same += u64::from(now.is_some()),
                None if noted.whole => {
                    let missing = Wrong::NoDigest(*at, Some(table.clone()));
                    found.wrong.push(missing);
                }
                _ => found.wrong.push(Wrong::Rows(*at, table.clone())),
            }
        }
    }
    Ok(found)
}

/// Compares what belongs to a revision and is no versioned row: its own row, and its changes.
async fn compare_itself(
    db: &impl ConnectionTrait,
    at: Revision,
    noted: &Noted,
    found: &mut Digests,
) -> Result<(), StoreError> {
    // What cannot be read is not what it was.
    let own = of_revision(db, at).await.ok().flatten();
    match noted.digests.get(REVISION) {
        None => found
            .wrong
            .push(Wrong::NoDigest(at, Some(REVISION.to_owned()))),
        Some(then) if Some(then) != own.as_ref() => found.wrong.push(Wrong::Revision(at)),
        Some(_) => {}
    }
    let (there, digest) = of_changes(db, at).await.unwrap_or_default();
    match noted.digests.get(CHANGES) {
        None => found
            .wrong
            .push(Wrong::NoDigest(at, Some(CHANGES.to_owned()))),
        Some(then) if *then != format!("{there} {digest}") => found.wrong.push(Wrong::Changes {
            of: at,
            written: then
                .split_once(' ')
                .and_then(|(count, _)| count.parse().ok())
                .unwrap_or_default(),
            there,
        }),
        Some(_) => {}
    }
    Ok(())
}

/// The moment, in seconds, from which every revision has digests.
async fn since(db: &impl ConnectionTrait) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT applied_at FROM seaql_migrations WHERE version = $1";
    let select = Statement::from_sql_and_values(db.get_database_backend(), sql, [SINCE.into()]);
    let row = db.query_one_raw(select).await?;
    Ok(row.map(|row| row.try_get("", "applied_at")).transpose()?)
}

/// The newest change of the record's tables.
pub(crate) async fn version(db: &impl ConnectionTrait) -> Result<String, DbErr> {
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

/// A digest of texts, each preceded by its length, so that they cannot run into one another.
#[derive(Default)]
struct Parts(Sha256);

impl Parts {
    fn add(&mut self, text: Option<&str>) {
        // What is null is not what is empty.
        self.0.update([u8::from(text.is_some())]);
        let text = text.unwrap_or_default();
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }

    fn digest(self) -> String {
        hex::encode(self.0.finalize())
    }
}

/// The digest of a revision's own row.
async fn of_revision(
    db: &impl ConnectionTrait,
    at: Revision,
) -> Result<Option<String>, StoreError> {
    let row = revision_row::Entity::find_by_id(at.0).one(db).await?;
    Ok(row.map(|row: RevisionRow| {
        let mut parts = Parts::default();
        parts.add(Some(&row.number.to_string()));
        parts.add(Some(&row.imported_at.to_rfc3339()));
        parts.add(Some(&row.imported_by));
        parts.add(row.chain.as_deref());
        row.files.iter().for_each(|file| parts.add(Some(file)));
        parts.digest()
    }))
}

/// How many changes a revision has, and the digest of them.
async fn of_changes(db: &impl ConnectionTrait, at: Revision) -> Result<(u64, String), StoreError> {
    let mut parts = Parts::default();
    let mut count = 0;
    let mut last = 0;
    loop {
        let page = change::Entity::find()
            .filter(change::Column::Revision.eq(at.0))
            .filter(change::Column::Number.gt(last))
            .order_by_asc(change::Column::Number)
            .limit(ROWS as u64);
        let lines = page.all(db).await?;
        for line in &lines {
            last = line.number;
            count += 1;
            parts.add(Some(&line.number.to_string()));
            parts.add(Some(line.kind.word()));
            parts.add(Some(&line.subject));
            parts.add(Some(&line.row));
            for text in [&line.field, &line.before, &line.after, &line.reason] {
                parts.add(text.as_deref());
            }
        }
        if lines.len() < ROWS {
            return Ok((count, parts.digest()));
        }
    }
}
