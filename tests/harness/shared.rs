//! Records that tests only read: each made once for every build of a test binary, whatever the number of processes.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use base::Store;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};

use crate::backend::{Backend, connect, database_url, drop_database, run, server};
use crate::batch;
use crate::record::close;

/// What a shared record holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DataSet<'a> {
    /// The data set that comes with the binary.
    Bundled,
    /// A folder of numbered batches, each a revision.
    Fixture(&'a Path),
}

/// The address of a shared record; makes it where no process has done so yet.
pub(crate) async fn url(backend: Backend, data: DataSet<'_>) -> String {
    let (name, version) = identity(data);
    match backend {
        Backend::Sqlite => sqlite(data, &name, &version).await,
        Backend::Postgres => postgres(data, &name, &version).await,
    }
}

/// A name for the data in this test binary, and which version of them and of the binary it is.
fn identity(data: DataSet<'_>) -> (String, String) {
    let binary = std::env::current_exe().expect("a test knows its own file");
    let about = fs::metadata(&binary).expect("the binary is a file");
    let (mut name, mut version) = (DefaultHasher::new(), DefaultHasher::new());
    binary.hash(&mut name);
    (about.modified().ok(), about.len()).hash(&mut version);
    if let DataSet::Fixture(folder) = data {
        folder.hash(&mut name);
        for file in batch::batches(folder)
            .iter()
            .flat_map(|batch| batch::tables(batch))
        {
            (&file, fs::read(&file).ok()).hash(&mut version);
        }
    }
    let [name, version] = [name, version].map(|hash| format!("{:016x}", hash.finish()));
    (name, version)
}

async fn fill(url: &str, data: DataSet<'_>) {
    let store = connect(url).await;
    let migrated = Migrator::up(store.db(), None).await;
    migrated.expect("the migrations run");
    match data {
        DataSet::Bundled => {
            let (sheets, files) = ingest::bundled().expect("the bundled files are tables");
            let outcome = batch::import(&store, &sheets, files).await;
            outcome.unwrap_or_else(|problems| panic!("the bundled data set:\n{problems}"));
        }
        DataSet::Fixture(folder) => {
            for batch in batch::batches(folder) {
                let outcome = batch::import_folder(&store, &batch).await;
                outcome.unwrap_or_else(|problems| panic!("{}:\n{problems}", batch.display()));
            }
        }
    }
    // SQLite folds its log into the file when the last connection goes.
    close(store).await;
}

async fn sqlite(data: DataSet<'_>, name: &str, version: &str) -> String {
    let binary = std::env::current_exe().expect("a test knows its own file");
    let folder = binary.ancestors().nth(2).unwrap_or(&binary).join("e2e");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    let lock = File::create(folder.join(format!("{name}.lock"))).expect("a lock file");
    lock.lock().expect("the lock is given in the end");
    let file = folder.join(format!("{name}-{version}.sqlite"));
    if !file.exists() {
        let older = fs::read_dir(&folder)
            .expect("the folder is there")
            .flatten();
        let family = format!("{name}-");
        for entry in older.filter(|old| old.file_name().to_string_lossy().starts_with(&family)) {
            fs::remove_file(entry.path()).expect("an older version goes");
        }
        let part = folder.join(format!("{name}-building.sqlite"));
        fill(&format!("sqlite:{}", part.display()), data).await;
        fs::rename(&part, &file).expect("the record takes its name when it is whole");
    }
    format!("sqlite:{}", file.display())
}

async fn postgres(data: DataSet<'_>, name: &str, version: &str) -> String {
    let family = format!("tsunagu_shared_{name}_");
    let database = format!("{family}{version}");
    let server = server().await;
    // Held by one process at a time, until the transaction ends. Databases are created beside it: not inside one.
    let guard = server.db().begin().await.expect("a transaction begins");
    let locked = guard.execute_unprepared("SELECT pg_advisory_xact_lock(7346228)");
    locked.await.expect("the lock is given in the end");
    let known = databases(&server, &family).await;
    if !known.contains(&database) {
        for old in &known {
            drop_database(&server, old).await;
        }
        let part = format!("{family}building");
        run(&server, &format!("CREATE DATABASE {part}")).await;
        fill(&database_url(&part), data).await;
        run(
            &server,
            &format!("ALTER DATABASE {part} RENAME TO {database}"),
        )
        .await;
    }
    guard.commit().await.expect("the lock is given back");
    close(server).await;
    database_url(&database)
}

async fn databases(server: &Store, family: &str) -> Vec<String> {
    let sql = "SELECT datname::text AS name FROM pg_database WHERE starts_with(datname::text, $1)";
    let select = Statement::from_sql_and_values(DbBackend::Postgres, sql, [family.into()]);
    let rows = server.db().query_all_raw(select).await;
    rows.expect("the server lists its databases")
        .into_iter()
        .map(|row| row.try_get("", "name").expect("a name"))
        .collect()
}
