//! Opening a database: which limits its connections have.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::{self, ConnectOptions as _, Connection, postgres::PgConnectOptions};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use tokio::time::{Instant, sleep, timeout};

use super::{StoreError, file};

/// How long the first connection may take: a start against a dead database says so within five seconds.
const FIRST: Duration = Duration::from_secs(4);
/// How long a file may be locked by the process that makes it, and after how long it is tried again.
const MAKING: Duration = Duration::from_secs(10);
const AGAIN: Duration = Duration::from_millis(50);
/// How long a statement waits for a connection of a database that may be away.
const ACQUIRE: Duration = Duration::from_secs(1);
/// How long a connection may take to say that it is well before it goes back to the others.
const PING: Duration = Duration::from_secs(1);
/// The longest statement of any kind, a whole table's `SELECT` and an import's rows among them.
const STATEMENT: Duration = Duration::from_secs(60);

pub(super) async fn connect(url: &str) -> Result<DatabaseConnection, StoreError> {
    let sqlite = url.starts_with("sqlite:");
    if !sqlite && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
        return Err(StoreError::Address(without_password(url)));
    }
    let mut options = if sqlite {
        self::sqlite(url)
    } else {
        reach(url).await?;
        postgres(url)
    };
    let started = Instant::now();
    let mut unchanging = false;
    loop {
        match Database::connect(options.clone()).await {
            Ok(db) => return Ok(db),
            // A file that another process is making is locked for a moment, whatever the busy time says.
            Err(error) if sqlite && StoreError::is_busy(&error) && started.elapsed() < MAKING => {
                sleep(AGAIN).await;
            }
            // Readers of such a file make one beside it, too. Where they cannot, and nobody writes, it is read as one that stays.
            Err(error) if sqlite && !unchanging && is_shut(&error, url) => {
                if file::is_being_written(url) {
                    return Err(StoreError::ReadOnlyFolder(url.to_owned()));
                }
                unchanging = true;
                options = self::sqlite(&file::unchanging(url));
            }
            Err(error) if super::is_full(&error) => return Err(StoreError::Full),
            Err(error) => {
                return Err(StoreError::Unreachable {
                    address: without_password(url),
                    cause: error.to_string(),
                });
            }
        }
    }
}

/// A pool of PostgreSQL that connects when it is first asked.
pub(super) async fn lazily(url: &str) -> Result<DatabaseConnection, StoreError> {
    if !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
        return Err(StoreError::Address(without_password(url)));
    }
    let mut options = postgres(url);
    options.connect_lazy(true);
    let opened = Database::connect(options).await;
    opened.map_err(|error| StoreError::Unreachable {
        address: without_password(url),
        cause: error.to_string(),
    })
}

fn sqlite(url: &str) -> ConnectOptions {
    let memory = url.contains(":memory:");
    let address = if memory || url.contains('?') {
        url.to_owned()
    } else if is_read_only(url) {
        format!("{url}?mode=ro")
    } else {
        format!("{url}?mode=rwc")
    };
    let read_only = address.contains("mode=ro") && !address.contains("mode=rwc");
    let mut options = ConnectOptions::new(address);
    options.sqlx_logging(false);
    // A PRAGMA sent over the pool would reach one connection only; connect options reach all.
    options.map_sqlx_sqlite_opts(move |sqlite| {
        // FULL: what was acknowledged is on the disk, not only in the system's memory. Rows come from a thread of the connection's
        // own: with room for more of them, a table of thousands is not handed over row by row.
        let sqlite = sqlite
            .row_buffer_size(1_000)
            .pragma("foreign_keys", "ON")
            .pragma("busy_timeout", "10000")
            .pragma("synchronous", "FULL")
            .pragma("cache_size", "-4000");
        if memory || read_only {
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
    options
}

/// Whether the file is there, and no file can be made beside it: SQLite's SQLITE_READONLY_DIRECTORY, and on a file system that is
/// only read SQLITE_CANTOPEN.
fn is_shut(error: &sea_orm::DbErr, url: &str) -> bool {
    let text = error.to_string();
    let is_there = || file::path(url).is_some_and(|path| std::fs::File::open(path).is_ok());
    (text.contains("(code: 1544)") || text.contains("(code: 14)")) && is_there()
}

/// Whether the file is there and this process may not write it.
fn is_read_only(url: &str) -> bool {
    let Some(path) = file::path(url) else {
        return false;
    };
    let opened = std::fs::OpenOptions::new().write(true).open(path);
    opened.is_err_and(|error| {
        matches!(
            error.kind(),
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
        )
    })
}

fn postgres(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .max_connections(8)
        .min_connections(0)
        .acquire_timeout(ACQUIRE)
        .statement_timeout(STATEMENT);
    options.map_sqlx_postgres_pool_opts(|pool| {
        // A connection into nowhere keeps its place in the pool until the system gives it up, a quarter of an hour later: what
        // comes back is asked, and dropped where it does not answer.
        pool.after_release(|connection, _| {
            Box::pin(async move {
                match timeout(PING, connection.ping()).await {
                    Ok(Ok(())) => Ok(true),
                    Ok(Err(error)) => Err(error),
                    Err(_) => Err(sqlx::Error::PoolTimedOut),
                }
            })
        })
    });
    options
}

/// Tries one connection: the pool would try until its time is over, and then no longer know why.
async fn reach(url: &str) -> Result<(), StoreError> {
    let unreachable = |cause: String| StoreError::Unreachable {
        address: without_password(url),
        cause,
    };
    let options =
        PgConnectOptions::from_str(url).map_err(|error| unreachable(error.to_string()))?;
    match timeout(FIRST, options.connect()).await {
        Ok(Ok(connection)) => {
            let _ = connection.close().await;
            Ok(())
        }
        Ok(Err(error)) => Err(unreachable(error.to_string())),
        Err(_) => Err(unreachable(format!(
            "no answer within {} seconds",
            FIRST.as_secs()
        ))),
    }
}

/// An address as it may be shown: without what stands between `://` and `@`, and without a `password=` behind `?`.
pub fn without_password(url: &str) -> String {
    let shown = match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(at)) if start + 3 <= at => {
            format!("{}***{}", &url[..start + 3], &url[at..])
        }
        _ => url.to_owned(),
    };
    match shown.split_once("password=") {
        Some((before, after)) => {
            let rest = after.find('&').map_or("", |end| &after[end..]);
            format!("{before}password=***{rest}")
        }
        None => shown,
    }
}
