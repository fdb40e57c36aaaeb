//! Killed at any moment: what is on the disk opens again.

use std::process::Stdio;
use std::time::Duration;

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
