//! An older and a newer server before one record, as while servers are replaced one by one: tables grow, and nothing that the previous
//! release reads or writes goes away.
//!
//! `fixtures/previous/tables.sql` holds the tables of the previous release. With a release it is written anew; its head says how.

use anyhow::Result;
use base::Store;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::outage::database;
use crate::process::{Folder, Server, run, said};

const PREVIOUS: &str = include_str!("../fixtures/previous/tables.sql");

/// The column of a table of the previous release.
struct Column {
    table: String,
    name: String,
}

/// Makes a record as the previous release left one, and tells its columns.
async fn make_previous(record: &str) -> Result<Vec<Column>> {
    let store = Store::connect(record).await?;
    store.db().execute_unprepared(PREVIOUS).await?;
    let columns = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let columns = Statement::from_string(DbBackend::Sqlite, columns);
    let rows = store.db().query_all_raw(columns).await?;
    store.close().await?;
    let column = |row: &sea_orm::QueryResult| {
        let (table, name) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        anyhow::Ok(Column { table, name })
    };
    rows.iter().map(column).collect()
}

/// What the previous release reads, by the columns that it knows, and which columns it does not fill.
async fn asked_as_before(record: &str, columns: &[Column]) -> Result<()> {
    let store = Store::connect(record).await?;
    let quoted = |name: &str| format!("\"{name}\"");
    for table in columns.chunk_by(|one, other| one.table == other.table) {
        let name = &table[0].table;
        let names: Vec<String> = table.iter().map(|column| quoted(&column.name)).collect();
        let select = format!("SELECT {} FROM {} LIMIT 1", names.join(", "), quoted(name));
        let backend = store.db().get_database_backend();
        let select = Statement::from_string(backend, select);
        store.db().query_all_raw(select).await?;
        let must = match backend {
            DbBackend::Sqlite => format!(
                "SELECT name FROM pragma_table_info('{name}') WHERE \"notnull\" AND dflt_value IS NULL"
            ),
            _ => format!(
                "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' \
                 AND table_name = '{name}' AND is_nullable = 'NO' AND column_default IS NULL"
            ),
        };
        for row in store
            .db()
            .query_all_raw(Statement::from_string(backend, must))
            .await?
        {
            let must: String = row.try_get_by_index(0)?;
            assert!(
                table.iter().any(|column| column.name == must),
                "{name}.{must}: the previous release does not fill it"
            );
        }
    }
    store.close().await?;
    Ok(())
}

#[test]
fn the_previous_release_still_finds_its_tables_and_a_new_server_waits_for_its_own() -> Result<()> {
    let folder = Folder::new();
    let old = folder.record("old.sqlite");
    let runtime = tokio::runtime::Runtime::new()?;
    let columns = runtime.block_on(make_previous(&old))?;
    assert!(columns.len() > 100, "the tables are there");

    let refused = run(&old, &["serve", "--no-migrate"]);
    assert!(!refused.status.success());
    let told = said(&refused);
    assert!(
        told.contains("run `tsunagu migrate` first") && told.contains("古い版"),
        "{told}"
    );

    let mut records = vec![old];
    if let Some((user, host, name)) = database() {
        records.push(format!("{user}@{host}/{name}?sslmode=disable"));
    }
    for record in &records {
        let server = Server::start(record, &[])?;
        let (status, answer) = server.ask("{ databases { code evidence { document { code } } } }");
        assert_eq!(status, 200, "{answer}");
        assert!(
            answer["data"]["databases"][0]["evidence"].is_array(),
            "{answer}"
        );
        runtime.block_on(asked_as_before(record, &columns))?;
    }
    Ok(())
}
