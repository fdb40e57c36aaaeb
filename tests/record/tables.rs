//! Migrations forth and back.

use base::Store;
use harness::{Record, on_each};
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Statement};

#[test]
fn migrations_run_up_down_and_up_again() {
    on_each(Record::bare, async |record| {
        let store = &record.store;
        let before = tables(store).await;
        assert!(before.is_empty(), "{before:?}");
        Migrator::up(store.db(), None).await.expect("up");
        let first = tables(store).await;
        assert!(first.len() > 10, "{first:?}");
        Migrator::down(store.db(), None).await.expect("down");
        let gone = tables(store).await;
        assert!(gone.is_empty(), "left behind: {gone:?}");
        Migrator::up(store.db(), None).await.expect("up again");
        assert_eq!(tables(store).await, first);
    });
}

#[test]
fn each_migration_can_be_taken_back_alone() {
    on_each(Record::bare, async |record| {
        let db = record.store.db();
        let mut stages = vec![tables(&record.store).await];
        for _ in Migrator::migrations() {
            Migrator::up(db, Some(1)).await.expect("up");
            stages.push(tables(&record.store).await);
        }
        for stage in stages.iter().rev().skip(1) {
            Migrator::down(db, Some(1)).await.expect("down");
            assert_eq!(tables(&record.store).await, *stage);
        }
    });
}

#[test]
fn both_databases_have_the_same_tables() {
    let found = on_each(Record::empty, async |record| tables(&record.store).await);
    for (backend, tables) in &found {
        assert_eq!(*tables, found[0].1, "{backend:?}");
    }
}

/// The tables and indexes that are there, the migrations' own left out.
async fn tables(store: &Store) -> Vec<String> {
    let sql = if store.is_sqlite() {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    } else {
        "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'"
    };
    let db = store.db();
    let select = Statement::from_string(db.get_database_backend(), sql);
    let rows = db
        .query_all_raw(select)
        .await
        .expect("the tables are listed");
    let names = rows
        .iter()
        .map(|row| row.try_get("", "name").expect("a name"));
    let mut names: Vec<String> = names.filter(|name| name != "seaql_migrations").collect();
    names.sort();
    names
}
