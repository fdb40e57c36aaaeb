//! Killed at any moment: what is on the disk opens again.

use std::process::Stdio;
use std::time::Duration;

use crate::outage::database;
use crate::process::{Folder, Server, command, run, said};
use crate::times;

/// Kills a command after a while that grows from one try to the next, so that over all tries it dies at every stage.
fn killed_after(record: &str, arguments: &[&str], pause: Duration) {
    let mut child = command(record, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    std::thread::park_timeout(pause);
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
}

#[test]
fn a_record_opens_after_its_first_migration_was_killed_anywhere() {
    let times = times();
    for number in 0..times {
        let folder = Folder::new();
        let record = folder.record("killed.sqlite");
        let pause = Duration::from_millis(u64::from(2 + number * 120 / times));
        killed_after(&record, &["migrate"], pause);
        let again = run(&record, &["migrate"]);
        assert!(again.status.success(), "after {pause:?}: {}", said(&again));
        let again = run(&record, &["key", "create", "Aiko", "--scope", "read"]);
        assert!(again.status.success(), "after {pause:?}: {}", said(&again));
    }
}

/// Half a revision would show: every row is compared with what its revision says.
fn import_and_kill(folder: &Folder, record: &str) {
    let made = run(record, &["import", "--bundled", "--create"]);
    assert!(made.status.success(), "{}", said(&made));
    let table = folder.path("documents.csv");
    let file = table.to_string_lossy().into_owned();
    let import = ["import", &file];
    let times = times();
    for number in 0..times {
        let rows = (0..500).map(|row| format!("killed-{row},題 {number},PUBLIC_PAGE\n"));
        let rows: String = rows.collect();
        std::fs::write(&table, format!("id,title,text_quality\n{rows}")).expect("written");
        let pause = Duration::from_millis(u64::from(2 + number * 1_200 / times));
        killed_after(record, &import, pause);
        let verified = run(record, &["verify"]);
        assert!(
            verified.status.success(),
            "after {pause:?}: {}",
            said(&verified)
        );
    }
    let whole = run(record, &import);
    assert!(whole.status.success(), "{}", said(&whole));
}

#[test]
fn an_import_that_was_killed_anywhere_is_a_revision_or_none() {
    let folder = Folder::new();
    import_and_kill(&folder, &folder.record("killed.sqlite"));
    match database() {
        Some((user, host, name)) => {
            import_and_kill(&folder, &format!("{user}@{host}/{name}?sslmode=disable"));
        }
        None => eprintln!("PostgreSQL left out: TSUNAGU_TEST_POSTGRES is not set"),
    }
}

/// Each key, and each revocation, stands with its line in the audit, or neither does.
#[test]
fn keys_are_made_and_revoked_wholly_or_not_at_all() {
    let folder = Folder::new();
    let record = folder.record("killed.sqlite");
    assert!(run(&record, &["migrate"]).status.success());
    let lines = |arguments: &[&str]| {
        let listed = run(&record, arguments);
        assert!(listed.status.success(), "{}", said(&listed));
        String::from_utf8(listed.stdout).expect("text")
    };
    let times = times();
    for number in 0..times {
        let pause = Duration::from_millis(u64::from(2 + number * 90 / times));
        let name = format!("key {number}");
        let create = ["key", "create", &name, "--scope", "read"];
        killed_after(&record, &create, pause);
        let made = run(&record, &["key", "create", "whole", "--scope", "read"]);
        assert!(made.status.success(), "after {pause:?}: {}", said(&made));
        let keys = lines(&["key", "list"]);
        let newest = keys
            .lines()
            .find(|line| line.contains("whole") && !line.contains("revoked"));
        let id = newest
            .and_then(|line| line.split(' ').nth(1))
            .expect("an id");
        killed_after(&record, &["key", "revoke", id], pause);
        // The name is free for the next one.
        let again = run(&record, &["key", "revoke", id]);
        assert!(again.status.success(), "after {pause:?}: {}", said(&again));
        let (keys, audit) = (lines(&["key", "list"]), lines(&["key", "audit"]));
        if keys.lines().count() + keys.matches("revoked").count() < 50 {
            assert_eq!(
                audit.matches("KEY_CREATE").count(),
                keys.lines().count(),
                "{keys}{audit}"
            );
            assert_eq!(
                audit.matches("KEY_REVOKE").count(),
                keys.matches("revoked").count(),
                "{keys}{audit}"
            );
        }
    }
}

#[test]
fn a_first_start_that_was_killed_is_taken_up_again() {
    for number in 0..times().div_ceil(3) {
        let folder = Folder::new();
        let record = folder.record("killed.sqlite");
        let pause = Duration::from_millis(u64::from(50 + number * 900));
        killed_after(&record, &["serve", "--listen", "127.0.0.1:0"], pause);
        let server = Server::start(&record, &[]).expect("it starts");
        let (status, answer) = server.ask("{ databases { code } catalogue { revision } }");
        assert_eq!(status, 200, "after {pause:?}: {answer}");
        assert_eq!(answer["data"]["catalogue"]["revision"], 1, "{answer}");
    }
}

#[test]
fn a_record_that_an_older_version_left_half_made_is_finished() {
    let folder = Folder::new();
    let record = folder.record("half.sqlite");
    assert!(run(&record, &["migrate"]).status.success());
    // As it was left: the tables are there, and their line in the log is not.
    let database = folder.path("half.sqlite");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        use sea_orm::ConnectionTrait;
        let store = base::Store::connect(&format!("sqlite:{}", database.display())).await;
        let store = store.expect("it opens");
        let forget = "DELETE FROM seaql_migrations WHERE version >= 'm0005'";
        store
            .db()
            .execute_unprepared(forget)
            .await
            .expect("forgotten");
        store.close().await.expect("closed");
    });
    let again = run(&record, &["migrate"]);
    assert!(again.status.success(), "{}", said(&again));
    let imported = run(&record, &["import", "--bundled"]);
    assert!(imported.status.success(), "{}", said(&imported));
}
