//! The record: one database, SQLite or PostgreSQL, with a count of what is read from it.

mod circuit;
mod connect;
mod file;
mod published;
mod readers;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait, sqlx,
};
use tokio::time::{Instant, timeout};

pub use connect::without_password;
pub use published::Published;
pub use readers::{Served, Standing};

use circuit::Circuit;
use file::OpenFile;
use readers::Readers;

/// The longest read that somebody waits for; larger ones (a whole revision) are not bounded by it.
const READ_TIME: Duration = Duration::from_secs(2);
/// How long a writer waits for the one before it.
const TURN_TIME: Duration = Duration::from_secs(60);
/// What all writers of a record lock in PostgreSQL; any number that nobody else uses.
const WRITERS: i64 = 0x7473_756e_6167_7501;

/// The database failed, or holds what it should not. The text never leaves the process: clients get a request id.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The driver or the server reported an error. Its text holds its causes, so it is no source of its own: chains would repeat it.
    #[error("the database failed: {0}")]
    Database(DbErr),
    /// A row breaks one of our own rules.
    #[error("the database holds a row that cannot be read: {0}")]
    Corrupt(String),
    /// The address does not name a database that is supported.
    #[error("`{0}` is not a database address: use sqlite:FILE or postgres://USER@HOST/NAME")]
    Address(String),
    /// The database at an address cannot be reached at all.
    #[error("the database at {address} cannot be reached: {cause}")]
    Unreachable {
        /// The address, without its password.
        address: String,
        /// What the driver says.
        cause: String,
    },
    /// The SQLite file is no longer the one that was opened: it was removed, or another one was put in its place.
    #[error(
        "the file {0} was replaced or removed while it was open: stop the server, put the file in place, start it again \
         (記録ファイルが使用中に差し替え、または削除されました。サーバーを止め、ファイルを戻してから起動してください)"
    )]
    Replaced(String),
    /// Somebody else writes to the record, and did not end in time.
    #[error(
        "another import or writer is at work on this record and has not ended: nothing was written; try again when it has \
         (ほかの取り込みが実行中のため、何も書き込みませんでした。終わってからもう一度実行してください)"
    )]
    Busy,
    /// The folder of an SQLite file takes no file beside it, and what was written last stands in one that cannot be read without.
    #[error(
        "the folder of {0} may only be read, and what was written last still stands beside it in a file ending with -wal: let this user          write in the folder, or use a copy made with `tsunagu backup`          (フォルダーが読み取り専用で、最後の書き込みが -wal のファイルに残っています。フォルダーへの書き込みを許可するか、tsunagu backup で作った複製を使ってください)"
    )]
    ReadOnlyFolder(String),
    /// The disk that the database lies on is full.
    #[error(
        "the disk takes no more, so nothing was written: make room where the record lies, then try again \
         (ディスクの空き容量が不足しているため、何も書き込みませんでした。空きを作ってからもう一度実行してください)"
    )]
    Full,
    /// The database did not answer in time, or did not the last time and is not asked yet.
    #[error("the database does not answer")]
    Away,
    /// So many wait for the database that nobody else does.
    #[error("too many operations wait for the database")]
    Crowded,
    /// A database to read from was named where nothing streams to one.
    #[error(
        "`{0}` cannot be read beside the record: --read-database names streaming replicas of a record in PostgreSQL, and neither the record nor \
         a replica may be SQLite; leave it out (--read-database には PostgreSQL のレプリカだけを指定できます。SQLite では指定を外してください)"
    )]
    NoReader(String),
    /// A database to read from holds another record, or another course of the same one.
    #[error(
        "the database at {0} holds another record than --database: name a replica of it in --read-database, or make the replica anew \
         ({0} は --database とは別のレコードです。--read-database にはそのレプリカを指定するか、レプリカを作り直してください)"
    )]
    ForeignReader(String),
    /// The database that is written to lacks the revision that is served, and a reader holds it.
    #[error(
        "the database that --database names lacks revision {0}, which is served and which a replica holds: if the replica was promoted, name it in \
         --database (--database のデータベースに配信中の版 {0} がありません。レプリカを昇格させた場合は、それを --database に指定してください)"
    )]
    Overtaken(i64),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match is_full(&error) {
            true => Self::Full,
            false => Self::Database(error),
        }
    }
}

impl StoreError {
    /// Whether the database is away, rather than in disagreement: others will fail as well.
    pub fn is_away(&self) -> bool {
        match self {
            Self::Away | Self::Unreachable { .. } => true,
            Self::Database(error) => is_away(error),
            Self::Busy
            | Self::Full
            | Self::Corrupt(_)
            | Self::Address(_)
            | Self::Replaced(_)
            | Self::ReadOnlyFolder(_)
            | Self::Crowded
            | Self::NoReader(_)
            | Self::ForeignReader(_)
            | Self::Overtaken(_) => false,
        }
    }

    /// Whether another writer has not ended yet.
    fn is_busy(error: &DbErr) -> bool {
        let text = error.to_string();
        text.contains("database is locked")
            || text.contains("database table is locked")
            || text.contains("lock timeout")
    }
}

/// SQLite's FULL, and its IOERR_WRITE and IOERR_SHMSIZE, which a quota comes to; PostgreSQL's disk_full.
fn is_full(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| ["13", "778", "4874", "53100"].contains(&&*code))
}

fn is_away(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) => true,
        DbErr::Conn(error) | DbErr::Exec(error) | DbErr::Query(error) => match error {
            RuntimeErr::SqlxError(error) => matches!(
                **error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
            ),
            RuntimeErr::Internal(_) => false,
        },
        _ => false,
    }
}

/// A connection pool and the number of `SELECT`s that went through it.
#[derive(Clone, Debug)]
pub struct Store {
    db: DatabaseConnection,
    selects: Arc<AtomicU64>,
    circuit: Arc<Circuit>,
    file: Option<Arc<OpenFile>>,
    readers: Arc<Readers>,
}

impl Store {
    /// Opens `sqlite:FILE`, `sqlite::memory:` or `postgres://...`; creates the SQLite file where it is missing.
    ///
    /// # Errors
    ///
    /// An address that names neither; a database that cannot be reached within five seconds, with its address and the cause.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let db = connect::connect(url).await?;
        Ok(Self::over(db, Arc::default(), OpenFile::of(url)))
    }

    /// The same record while nobody answers there: a connection is made when one is first asked for. PostgreSQL only, for a file is
    /// there or it is not.
    ///
    /// # Errors
    ///
    /// An address that does not name a PostgreSQL database.
    pub async fn connect_later(url: &str) -> Result<Self, StoreError> {
        let db = connect::lazily(url).await?;
        Ok(Self::over(db, Arc::default(), None))
    }

    /// A pool, and the count that its `SELECT`s are added to.
    fn over(mut db: DatabaseConnection, selects: Arc<AtomicU64>, file: Option<OpenFile>) -> Self {
        let counter = selects.clone();
        db.set_metric_callback(move |info| {
            if info.statement.sql.trim_start().starts_with("SELECT") {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self {
            db,
            selects,
            circuit: Arc::default(),
            file: file.map(Arc::new),
            readers: Arc::default(),
        }
    }

    /// A short read that somebody waits for: no longer than two seconds, and not at all while the database is known to be away.
    ///
    /// # Errors
    ///
    /// The read's own; [`StoreError::Away`].
    pub async fn read<T>(
        &self,
        read: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, StoreError> {
        // A file is not away: what takes long there waits for others, and would wait again.
        if self.is_sqlite() {
            self.is_in_place()?;
            return Ok(read.await?);
        }
        if !self.circuit.lets_pass(Instant::now()) {
            return Err(StoreError::Away);
        }
        let done = match timeout(READ_TIME, read).await {
            Ok(done) => done.map_err(StoreError::from),
            Err(_) => Err(StoreError::Away),
        };
        let away = done.as_ref().err().is_some_and(StoreError::is_away);
        match (self.circuit.note(!away, Instant::now()), away) {
            (true, true) => {
                let error = done.as_ref().err().map(ToString::to_string);
                tracing::warn!(
                    error,
                    "the database is away: what is in memory is still served"
                );
            }
            (true, false) => tracing::info!("the database answers again"),
            (false, _) => {}
        }
        done
    }

    /// Whether the file of an SQLite record still stands where it was opened. New connections would read another one, and what is
    /// written would be gone with the old one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Replaced`].
    pub fn is_in_place(&self) -> Result<(), StoreError> {
        match &self.file {
            Some(file) if !file.is_in_place() => Err(StoreError::Replaced(file.path())),
            _ => Ok(()),
        }
    }

    /// The newest change of the record's tables, by its name.
    ///
    /// # Errors
    ///
    /// Those of [`Store::read`].
    pub async fn migration(&self) -> Result<String, StoreError> {
        self.read(crate::digest::version(&self.db)).await
    }

    /// Whether the database answered the last short read.
    pub fn answers(&self) -> bool {
        self.circuit.is_closed()
    }

    /// A transaction that may write. Writers of one record come one after the other, in whichever process they are: an SQLite
    /// transaction that only later turns to writing fails where another has written meanwhile, and two imports into PostgreSQL
    /// would make one revision twice. Waits a minute for its turn.
    ///
    /// # Errors
    ///
    /// The database failed, or another writer did not end in time.
    pub async fn begin_writing(&self) -> Result<DatabaseTransaction, StoreError> {
        self.begin_writing_within(TURN_TIME).await
    }

    /// The same for who does not wait as long.
    ///
    /// # Errors
    ///
    /// The same: [`StoreError::Busy`] where another writer did not end.
    pub async fn begin_writing_within(
        &self,
        time: Duration,
    ) -> Result<DatabaseTransaction, StoreError> {
        self.is_in_place()?;
        let until = Instant::now() + time;
        loop {
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            let begun = if self.is_sqlite() {
                self.db.begin_with_options(options).await
            } else {
                self.db.begin().await
            };
            match begun {
                Ok(tx) => {
                    if !self.is_sqlite() {
                        let lock = format!(
                            "SET LOCAL lock_timeout = '{}s'; SELECT pg_advisory_xact_lock({WRITERS})",
                            time.as_secs().max(1)
                        );
                        match tx.execute_unprepared(&lock).await {
                            Err(error) if StoreError::is_busy(&error) => {
                                return Err(StoreError::Busy);
                            }
                            locked => locked?,
                        };
                    }
                    return Ok(tx);
                }
                // Waited as long as the driver does, in which the writer before did not end.
                Err(error) if StoreError::is_busy(&error) && Instant::now() < until => {}
                Err(error) if StoreError::is_busy(&error) => return Err(StoreError::Busy),
                Err(error) => return Err(error.into()),
            }
        }
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

    /// Connections of the pool: open ones, and how many of them are idle.
    pub fn connections(&self) -> (u32, u32) {
        let (open, idle) = if self.is_sqlite() {
            let pool = self.db.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        } else {
            let pool = self.db.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        };
        (open, u32::try_from(idle).unwrap_or(open))
    }

    /// Closes every connection of the pool.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }
}
