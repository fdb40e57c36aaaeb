//! Copies of a record, and whether one is whole.

#[cfg(unix)]
use std::path::Path;
#[cfg(unix)]
use std::process::Output;

use anyhow::Result;
use sea_orm::ConnectionTrait;
use serde_json::json;

#[cfg(unix)]
use crate::process::command;
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

    assert_eq!(
        std::fs::read(&file)?[18..20],
        [1, 1],
        "a rollback journal, no log beside it"
    );
    for ending in ["-wal", "-shm"] {
        assert!(!folder.path(&format!("copy.sqlite{ending}")).exists());
    }
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
            "rows of registries that revision 1 wrote are not what they were\n    版 1 が書き込んだ registries の行が変わっています",
        ),
        (
            "UPDATE evidence SET note = 'another' WHERE id = (SELECT MAX(id) FROM evidence)",
            "rows of evidence that revision 1 wrote",
        ),
        (
            "UPDATE revisions SET imported_by = 'somebody else'",
            "who imported revision 1, when, from which files, or its chain is not what it was\n    版 1 の取込者",
        ),
        ("DELETE FROM changes WHERE number IN (3, 5)", "2 of the "),
        (
            "DELETE FROM revision_digests WHERE of_table = 'approvals'",
            "the digest of approvals of revision 1 is missing\n    版 1 の approvals のダイジェストがありません",
        ),
        (
            "DELETE FROM revision_digests WHERE of_table = 'changes'",
            "the digest of changes of revision 1 is missing",
        ),
        (
            "DELETE FROM revision_digests",
            "the digests of revision 1 are missing\n    版 1 のダイジェストがありません",
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

/// Runs the command as somebody who may write nothing in the folder; none where that cannot be had.
#[cfg(unix)]
fn run_without_rights(record: &str, arguments: &[&str], folder: &Folder) -> Option<Output> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65_534;
    let mode = |path: &Path, mode: u32| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(path, permissions).expect("its rights are changed");
    };
    let place = folder.path("");
    let mut command = command(record, arguments);
    // Whoever may do everything is stopped by no rights.
    if std::fs::metadata(&place).expect("a folder").uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    mode(&place, 0o555);
    let output = command.output();
    mode(&place, 0o755);
    output.ok()
}

#[cfg(unix)]
#[test]
fn a_record_is_read_where_nothing_can_be_written() -> Result<()> {
    let folder = Folder::new();
    let record = folder.record("kept.sqlite");
    let made = run(&record, &["import", "--bundled", "--create"]);
    assert!(made.status.success(), "{}", said(&made));
    let Some(read) = run_without_rights(&record, &["verify"], &folder) else {
        eprintln!("left out: the command cannot be run as somebody else here");
        return Ok(());
    };
    assert_eq!(read.status.code(), Some(0), "{}", said(&read));

    // What was written last stands beside the record where its writer was killed; the map of it, with which it could be read, is
    // not there in a copy.
    let _ = std::fs::remove_file(folder.path("kept.sqlite-shm"));
    std::fs::write(folder.path("kept.sqlite-wal"), "written last")?;
    let refused = run_without_rights(&record, &["verify"], &folder).expect("as before");
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    for word in ["may only be read", "tsunagu backup", "読み取り専用"] {
        assert!(said(&refused).contains(word), "{}", said(&refused));
    }
    Ok(())
}

#[test]
fn a_server_is_ready_while_its_record_has_the_tables_of_its_version() -> Result<()> {
    let folder = Folder::new();
    let record = folder.record("kept.sqlite");
    let server = Server::start(&record, &[])?;
    let ready = json!({ "status": "ok", "database": "ok", "migrations": "current", "revision": 1 });
    assert_eq!(server.answer("/readyz"), (200, ready));
    for (version, migrations, status, word) in [
        ("m9999_later", "newer", 200, "ok"),
        ("m0000_before", "older", 503, "not ready"),
    ] {
        let newest = "(SELECT MAX(version) FROM seaql_migrations)";
        change(
            &record,
            &format!("UPDATE seaql_migrations SET version = '{version}' WHERE version = {newest}"),
        );
        let told =
            json!({ "status": word, "database": "ok", "migrations": migrations, "revision": 1 });
        assert_eq!(server.answer("/readyz"), (status, told));
        assert_eq!(server.status("/livez"), 200);
    }
    std::fs::remove_file(folder.path("kept.sqlite"))?;
    let away = json!({ "status": "not ready", "database": "away", "migrations": "unknown", "revision": 1 });
    assert_eq!(server.answer("/readyz"), (503, away));
    Ok(())
}
