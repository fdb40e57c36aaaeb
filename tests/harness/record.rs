//! A record for one test: created, migrated, and removed at the end whatever the test does.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use base::Store;
use migrations::{Migrator, MigratorTrait};

use crate::backend::{Backend, connect, database_url, drop_database, run, server};
use crate::shared::{self, DataSet};

/// A record that a test may use.
#[derive(Debug)]
pub struct Record {
    /// Which database it is in.
    pub backend: Backend,
    /// Its connections.
    pub store: Store,
    /// The PostgreSQL database that goes with it.
    own: Option<String>,
}

impl Record {
    /// A database without any table.
    pub async fn bare(backend: Backend) -> Self {
        let (url, own) = match backend {
            Backend::Sqlite => ("sqlite::memory:".to_owned(), None),
            Backend::Postgres => {
                let unique = RandomState::new().build_hasher().finish();
                let name = format!("tsunagu_test_{unique:016x}");
                let server = server().await;
                run(&server, &format!("CREATE DATABASE {name}")).await;
                close(server).await;
                (database_url(&name), Some(name))
            }
        };
        Self {
            backend,
            store: connect(&url).await,
            own,
        }
    }

    /// A record with its tables and nothing in them.
    pub async fn empty(backend: Backend) -> Self {
        let record = Self::bare(backend).await;
        Migrator::up(record.store.db(), None)
            .await
            .expect("the migrations run");
        record
    }

    /// The bundled data set, shared by all tests that only read.
    pub async fn bundled(backend: Backend) -> Self {
        Self::shared(backend, DataSet::Bundled).await
    }

    /// The revisions of a folder of batches, shared by all tests that only read.
    pub async fn fixture(backend: Backend, folder: &Path) -> Self {
        Self::shared(backend, DataSet::Fixture(folder)).await
    }

    async fn shared(backend: Backend, data: DataSet<'_>) -> Self {
        Self {
            backend,
            store: connect(&shared::url(backend, data).await).await,
            own: None,
        }
    }

    /// Closes the connections and removes what the test created.
    async fn remove(self) {
        close(self.store).await;
        if let Some(name) = self.own {
            let server = server().await;
            drop_database(&server, &name).await;
            close(server).await;
        }
    }
}

/// The bundled data set in SQLite alone, for tests of what no database takes part in.
pub async fn bundled_sqlite() -> Store {
    Record::bundled(Backend::Sqlite).await.store
}

pub(crate) async fn close(store: Store) {
    store.close().await.expect("the connections close");
}

/// Runs a test on an empty record of each database; gives what it returned, one for each.
pub fn on_both<T: Send>(test: impl AsyncFn(&Record) -> T + Send) -> Vec<(Backend, T)> {
    on_each(Record::empty, test)
}

/// Runs a test that only reads on the bundled data set in each database.
pub fn on_both_bundled<T: Send>(test: impl AsyncFn(&Record) -> T + Send) -> Vec<(Backend, T)> {
    on_each(Record::bundled, test)
}

/// Runs a test on a record of each database, made by `make`.
pub fn on_each<T: Send>(
    make: impl AsyncFn(Backend) -> Record + Send,
    test: impl AsyncFn(&Record) -> T + Send,
) -> Vec<(Backend, T)> {
    on_a_large_stack(move || on_each_here(make, test))
}

/// Runs on a thread with the stack of a server's threads: unoptimised, one request takes more than a test's thread has.
pub fn on_a_large_stack<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(gateway::STACK_BYTES);
        let thread = thread.spawn_scoped(scope, run).expect("a thread");
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn on_each_here<T>(
    make: impl AsyncFn(Backend) -> Record,
    test: impl AsyncFn(&Record) -> T,
) -> Vec<(Backend, T)> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        // A task that a request spawns runs where the server's would.
        .thread_stack_size(gateway::STACK_BYTES)
        .enable_all()
        .build()
        .expect("a thread to run on");
    Backend::all()
        .into_iter()
        .map(|backend| {
            let record = runtime.block_on(make(backend));
            let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(&record))));
            runtime.block_on(record.remove());
            match outcome {
                Ok(value) => (backend, value),
                Err(panic) => {
                    eprintln!("the test failed on {backend:?}");
                    resume_unwind(panic)
                }
            }
        })
        .collect()
}
