//! Copies of a record, and whether one is whole.

use anyhow::Result;
use sea_orm::ConnectionTrait;

use crate::process::{Folder, Server, run, said};

fn change(record: &str, sql: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = base::Store::connect(record).await.expect("it opens");
        store.db().execute_unprepared(sql).await.expect("changed");
        store.close().await.expect("closed");
    });
}

#[test]
fn a_copy_made_beside_a_server_is_whole_and_serves() -> Result<()> {
    let folder = Folder::new();
    let record = folder.record("kept.sqlite");
    let server = Server::start(&record, &[])?;
    let file = folder.path("copy.sqlite");
    let name = file.to_string_lossy().into_owned();
    let made = run(&record, &["backup", &name]);
    assert!(made.status.success(), "{}", said(&made));
    let again = run(&record, &["backup", &name]);
    assert!(!again.status.success());
    assert!(
        said(&again).contains("is there already"),
        "{}",
        said(&again)
    );

    let copy = format!("sqlite:{name}");
    let whole = run(&copy, &["verify"]);
    assert_eq!(whole.status.code(), Some(0), "{}", said(&whole));
    assert!(said(&whole).contains("0 problems"), "{}", said(&whole));
    let query = "{ registry(code: \"remudy\") { nameJa evidence { note } } }";
    let restored = Server::start(&copy, &[])?;
    assert_eq!(restored.ask(query), server.ask(query));
    Ok(())
}

#[test]
fn what_changed_on_the_disk_is_found() -> Result<()> {
    let folder = Folder::new();
    let record = folder.record("flipped.sqlite");
    let made = run(&record, &["import", "--bundled", "--create"]);
    assert!(made.status.success(), "{}", said(&made));
    for (sql, told) in [
        (
            "UPDATE registries SET name_ja = name_ja || ' ' WHERE id = 'remudy'",
            "rows of registries that revision 1 wrote",
        ),
        (
            "UPDATE evidence SET note = 'another' WHERE id = (SELECT MAX(id) FROM evidence)",
            "rows of evidence that revision 1 wrote",
        ),
    ] {
        change(&record, sql);
        let found = run(&record, &["verify"]);
        assert_eq!(found.status.code(), Some(1), "{}", said(&found));
        let lines = String::from_utf8(found.stdout)?;
        assert!(lines.contains(told), "{lines}");
    }
    Ok(())
}
