//! The bundled data set, imported once for every build of a test binary and database, whatever the number of processes.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use base::Store;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};

use crate::backend::{Backend, connect, database_url, drop_database, run, server};
use crate::batch;
use crate::record::close;

/// The address of the shared record; makes it where no process has done so yet.
pub(crate) async fn bundled_url(backend: Backend) -> String {
    match backend {
        Backend::Sqlite => sqlite().await,
        Backend::Postgres => postgres().await,
    }
}

/// Which test binary this is, and which build of it.
fn binary() -> (PathBuf, String, String) {
    let path = std::env::current_exe().expect("a test knows its own file");
    let about = fs::metadata(&path).expect("the binary is a file");
    let hash = |value: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        value(&mut hasher);
        format!("{:016x}", hasher.finish())
    };
    let name = hash(&|hasher| path.hash(hasher));
    let build = hash(&|hasher| (about.modified().ok(), about.len()).hash(hasher));
    (path, name, build)
}

async fn fill(url: &str) {
    let store = connect(url).await;
    Migrator::up(store.db(), None)
        .await
        .expect("the migrations run");
    let (sheets, files) = ingest::bundled().expect("the bundled files are tables");
    let outcome = batch::import(&store, &sheets, files).await;
    outcome.unwrap_or_else(|problems| panic!("the bundled data set has problems:\n{problems}"));
    // SQLite folds its log into the file when the last connection goes.
    close(store).await;
}

async fn sqlite() -> String {
    let (path, name, build) = binary();
    let folder = path.ancestors().nth(2).unwrap_or(&path).join("e2e");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    let lock = File::create(folder.join(format!("{name}.lock"))).expect("a lock file");
    lock.lock().expect("the lock is given in the end");
    let file = folder.join(format!("{name}-{build}.sqlite"));
    if !file.exists() {
        for entry in fs::read_dir(&folder)
            .expect("the folder is there")
            .flatten()
        {
            let old = entry
                .file_name()
                .to_string_lossy()
                .starts_with(&format!("{name}-"));
            if old {
                fs::remove_file(entry.path()).expect("an older build's record goes");
            }
        }
        let part = folder.join(format!("{name}-building.sqlite"));
        fill(&format!("sqlite:{}", part.display())).await;
        fs::rename(&part, &file).expect("the record takes its name when it is whole");
    }
    format!("sqlite:{}", file.display())
}

async fn postgres() -> String {
    let (_, name, build) = binary();
    let family = format!("tsunagu_bundled_{name}_");
    let database = format!("{family}{build}");
    let server = server().await;
    // Held by one process at a time, until the transaction ends. Databases are created beside it: not inside one.
    let guard = server.db().begin().await.expect("a transaction begins");
    guard
        .execute_unprepared("SELECT pg_advisory_xact_lock(7346228)")
        .await
        .expect("the lock is given in the end");
    let known = databases(&server, &family).await;
    if !known.contains(&database) {
        for old in &known {
            drop_database(&server, old).await;
        }
        let part = format!("{family}building");
        run(&server, &format!("CREATE DATABASE {part}")).await;
        fill(&database_url(&part)).await;
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
