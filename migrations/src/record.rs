//! Bringing a record's tables up to date: whole or not at all, by one process at a time, and never a file of somebody else.

use std::collections::BTreeSet;

use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigratorTrait, SchemaManager};

use crate::Migrator;

/// What all who migrate one PostgreSQL database lock; any number that nobody else uses.
const LOCK: i64 = 0x7473_756e_6167_7502;

/// Brings a record's tables up to date. Nothing is written where they are. Everything that is missing is made in one transaction,
/// so that a process that dies leaves what it found; a second process waits for the first. A record that a version before this one
/// left half made is mended.
///
/// # Errors
///
/// The database failed; it holds tables that are not a record's, or those of a newer version.
pub async fn bring_up_to_date(db: &DatabaseConnection) -> Result<(), DbErr> {
    if pending(db).await? == 0 {
        return Ok(());
    }
    let tx = begin(db).await?;
    refuse_foreign(&tx).await?;
    while !Migrator::get_pending_migrations(&tx).await?.is_empty() {
        let step = tx.begin().await?;
        match Migrator::up(&step, Some(1)).await {
            Ok(()) => step.commit().await?,
            Err(error) => {
                step.rollback().await?;
                finish_half_done(&tx, error).await?;
            }
        }
    }
    tx.commit().await
}

/// Migrations that are not in the record's log; nothing is written.
///
/// # Errors
///
/// The database failed, or holds what only a newer version makes.
pub async fn pending(db: &DatabaseConnection) -> Result<usize, DbErr> {
    match Migrator::get_pending_migrations_read_only(db).await {
        Ok(pending) => Ok(pending.len()),
        // What is wrong with the database itself is wrong with the second question too: the first one's error tells it.
        Err(error) => Err(match newer(db).await.ok().flatten() {
            Some(name) => DbErr::Custom(format!(
                "a newer version made this record (`{name}`): serve it with that version, or restore a backup of before \
                 (新しい版で作られたデータベースです。その版で開くか、以前のバックアップから戻してください)"
            )),
            None => error,
        }),
    }
}

/// The first migration in the record's log that this version does not know.
async fn newer(db: &DatabaseConnection) -> Result<Option<String>, DbErr> {
    let known: BTreeSet<String> = Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    let select = "SELECT version AS name FROM seaql_migrations ORDER BY version";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), select));
    let names: Result<Vec<String>, DbErr> = rows
        .await?
        .into_iter()
        .map(|row| row.try_get("", "name"))
        .collect();
    Ok(names?.into_iter().find(|name| !known.contains(name)))
}

async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    if db.get_database_backend() == DbBackend::Postgres {
        let tx = db.begin().await?;
        let lock = format!("SELECT pg_advisory_xact_lock({LOCK})");
        tx.execute_unprepared(&lock).await?;
        return Ok(tx);
    }
    // A transaction that only later turns to writing would fail where another process has written meanwhile.
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    })
    .await
}

/// A database with tables but without the log of migrations is somebody else's.
async fn refuse_foreign(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let tables = tables(tx).await?;
    let ours = tables.contains("seaql_migrations");
    match tables.first() {
        Some(table) if !ours => Err(DbErr::Custom(format!(
            "this database holds other tables (`{table}`, {} in all) and no catalogue: name another one, or an empty one \
             (カタログではない表がすでにあるデータベースです。別のもの、または空のものを指定してください)",
            tables.len()
        ))),
        _ => Ok(()),
    }
}

/// Takes away what a process of an older version made of a migration before it died, and makes it whole. Only tables that are
/// empty are taken away: nothing was ever written into a migration that had not ended.
async fn finish_half_done(tx: &DatabaseTransaction, error: DbErr) -> Result<(), DbErr> {
    let text = error.to_string();
    if !["already exists", "duplicate column"]
        .iter()
        .any(|sign| text.contains(sign))
    {
        return Err(error);
    }
    let done = Migrator::get_applied_migrations(tx).await?.len();
    let pending = Migrator::get_pending_migrations(tx).await?;
    let migrations = Migrator::migrations();
    let Some(migration) = migrations.get(done) else {
        return Err(error);
    };
    // Only the one after all that are done can be half done.
    if pending.first().map(|first| first.name()) != Some(migration.name()) {
        return Err(error);
    }
    let expected = tables_after(done).await?;
    let left_over: Vec<String> = tables(tx).await?.difference(&expected).cloned().collect();
    for table in &left_over {
        let count = format!("SELECT 1 FROM \"{table}\" LIMIT 1");
        let row = tx.query_one_raw(Statement::from_string(tx.get_database_backend(), count));
        if row.await?.is_some() {
            return Err(error);
        }
    }
    for table in &left_over {
        tx.execute_unprepared(&format!("DROP TABLE \"{table}\""))
            .await?;
    }
    // A column of an older table: there only where the migration was nearly done.
    let step = tx.begin().await?;
    match migration.down(&SchemaManager::new(&step)).await {
        Ok(()) => step.commit().await?,
        Err(_) => step.rollback().await?,
    }
    Migrator::up(tx, Some(1)).await
}

/// The tables that a record has after so many migrations.
async fn tables_after(migrations: usize) -> Result<BTreeSet<String>, DbErr> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    let fresh = Database::connect(options).await?;
    Migrator::up(&fresh, u32::try_from(migrations).ok()).await?;
    let found = tables(&fresh).await;
    fresh.close().await?;
    found
}

async fn tables(db: &impl ConnectionTrait) -> Result<BTreeSet<String>, DbErr> {
    let backend = db.get_database_backend();
    let select = match backend {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        _ => "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
    };
    let rows = db.query_all_raw(Statement::from_string(backend, select));
    let names = rows.await?.into_iter().map(|row| row.try_get("", "name"));
    names.collect()
}
