//! The record: one database, SQLite or PostgreSQL, with a count of what is read from it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr};

/// The database failed, or holds what it should not. The text never leaves the process: clients get a request id.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The driver or the server reported an error.
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    /// A row breaks one of our own rules.
    #[error("the database holds a row that cannot be read: {0}")]
    Corrupt(String),
    /// The address does not name a database that is supported.
    #[error("`{0}` is not a database address: use sqlite:FILE or postgres://USER@HOST/NAME")]
    Address(String),
}

/// A connection pool and the number of `SELECT`s that went through it.
#[derive(Clone, Debug)]
pub struct Store {
    db: DatabaseConnection,
    selects: Arc<AtomicU64>,
}

impl Store {
    /// Opens `sqlite:FILE`, `sqlite::memory:` or `postgres://...`; creates the SQLite file where it is missing.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let sqlite = url.starts_with("sqlite:");
        if !sqlite && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
            return Err(StoreError::Address(without_password(url)));
        }
        let memory = url.contains(":memory:");
        let address = if sqlite && !memory && !url.contains('?') {
            format!("{url}?mode=rwc")
        } else {
            url.to_owned()
        };
        let mut options = ConnectOptions::new(address);
        options.sqlx_logging(false);
        if sqlite {
            // A PRAGMA sent over the pool would reach one connection only; connect options reach all.
            options.map_sqlx_sqlite_opts(move |sqlite| {
                let sqlite = sqlite
                    .pragma("foreign_keys", "ON")
                    .pragma("busy_timeout", "10000")
                    .pragma("synchronous", "NORMAL")
                    .pragma("cache_size", "-4000");
                if memory {
                    sqlite
                } else {
                    sqlite.pragma("journal_mode", "WAL")
                }
            });
            options.max_connections(if memory { 1 } else { 4 });
            if memory {
                // Closing the one connection would forget the database.
                options
                    .min_connections(1)
                    .idle_timeout(None)
                    .max_lifetime(None);
            }
        } else {
            options.max_connections(8).min_connections(0);
        }
        let mut db = Database::connect(options).await?;
        let selects = Arc::new(AtomicU64::new(0));
        let counter = selects.clone();
        db.set_metric_callback(move |info| {
            if info.statement.sql.trim_start().starts_with("SELECT") {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(Self { db, selects })
    }

    /// The connection pool, for statements.
    pub fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    /// How many `SELECT`s went through this store so far.
    pub fn selects(&self) -> u64 {
        self.selects.load(Ordering::Relaxed)
    }

    /// Whether the record is SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Sqlite
    }

    /// Closes every connection of the pool.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }
}

/// An address as it may be shown: without what stands between `:` and `@`.
fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(at)) if start + 3 <= at => {
            format!("{}***{}", &url[..start + 3], &url[at..])
        }
        _ => url.to_owned(),
    }
}
