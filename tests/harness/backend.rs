//! The two databases, and the administration that a test needs of them.

use std::sync::Once;

use base::Store;
use sea_orm::ConnectionTrait;

/// A database that the record may live in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// In memory, or a file.
    Sqlite,
    /// The server that `TSUNAGU_TEST_POSTGRES` names.
    Postgres,
}

impl Backend {
    /// Those that tests run on; says in one line when PostgreSQL is left out.
    pub fn all() -> Vec<Self> {
        if postgres_url().is_some() {
            return vec![Self::Sqlite, Self::Postgres];
        }
        static SAID: Once = Once::new();
        SAID.call_once(|| eprintln!("PostgreSQL left out: TSUNAGU_TEST_POSTGRES is not set"));
        vec![Self::Sqlite]
    }
}

/// The address of the server's own database, with the right to create others.
pub(crate) fn postgres_url() -> Option<String> {
    std::env::var("TSUNAGU_TEST_POSTGRES")
        .ok()
        .filter(|url| !url.is_empty())
}

/// The address of another database on the same server.
pub(crate) fn database_url(name: &str) -> String {
    let url = postgres_url().expect("PostgreSQL tests run only with a server");
    let (address, options) = match url.split_once('?') {
        Some((address, options)) => (address, format!("?{options}")),
        None => (url.as_str(), String::new()),
    };
    let (server, _) = address
        .rsplit_once('/')
        .expect("the address ends with a database");
    format!("{server}/{name}{options}")
}

/// A connection that may create and drop databases.
pub(crate) async fn server() -> Store {
    let url = postgres_url().expect("PostgreSQL tests run only with a server");
    connect(&url).await
}

pub(crate) async fn connect(url: &str) -> Store {
    Store::connect(url)
        .await
        .unwrap_or_else(|error| panic!("the database does not open: {error}"))
}

/// Runs one statement, without values, as it stands.
pub(crate) async fn run(store: &Store, sql: &str) {
    store
        .db()
        .execute_unprepared(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Drops a database with whoever is still connected to it.
pub(crate) async fn drop_database(server: &Store, name: &str) {
    run(
        server,
        &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await;
}
