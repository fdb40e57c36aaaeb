//! Records that are shared, foreign, taken away or out of reach.

use std::process::Stdio;

use crate::process::{Folder, Server, command, run, said};

#[test]
fn two_servers_that_start_on_one_empty_record_both_serve() {
    let folder = Folder::new();
    let record = folder.record("shared.sqlite");
    let start = || {
        let record = record.clone();
        std::thread::spawn(move || Server::start(&record, &[]))
    };
    let servers = [start(), start(), start()];
    for server in servers {
        let server = server.join().expect("no panic").expect("it starts");
        let (status, answer) = server.ask("{ catalogue { revision } }");
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["data"]["catalogue"]["revision"], 1, "{answer}");
    }
}

#[test]
fn a_file_of_somebody_else_is_left_alone() {
    let folder = Folder::new();
    let record = folder.record("foreign.sqlite");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        use sea_orm::ConnectionTrait;
        let store = base::Store::connect(&record).await.expect("it opens");
        let table = "CREATE TABLE invoices (number INTEGER)";
        store.db().execute_unprepared(table).await.expect("made");
        store.close().await.expect("closed");
    });
    for arguments in [
        &["migrate"][..],
        &["serve", "--listen", "127.0.0.1:0"],
        &["key", "list"],
    ] {
        let refused = run(&record, arguments);
        assert!(!refused.status.success());
        let text = said(&refused);
        assert!(
            text.contains("`invoices`") && text.contains("空のもの"),
            "{text}"
        );
    }
}

#[test]
fn taking_tables_back_asks_first() {
    let folder = Folder::new();
    let record = folder.record("kept.sqlite");
    assert!(
        run(&record, &["key", "create", "Aiko", "--scope", "read"])
            .status
            .success()
    );
    let refused = run(&record, &["migrate", "--down", "16"]);
    assert!(!refused.status.success());
    assert!(said(&refused).contains("--yes"), "{}", said(&refused));
    let keys = run(&record, &["key", "list"]);
    assert!(String::from_utf8_lossy(&keys.stdout).contains("Aiko"));
}

#[test]
fn a_dead_database_is_named_once_with_the_cause() {
    let refused = run(
        "postgres://somebody:secret@127.0.0.1:9/nowhere",
        &["migrate"],
    );
    assert!(!refused.status.success());
    let text = said(&refused);
    assert!(text.contains("127.0.0.1:9/nowhere"), "{text}");
    assert!(!text.contains("secret"), "{text}");
    assert_eq!(text.matches("refused").count(), 1, "{text}");
}

#[test]
fn a_file_that_is_replaced_under_a_server_mixes_with_nothing() {
    let folder = Folder::new();
    let (record, other) = (folder.record("one.sqlite"), folder.record("other.sqlite"));
    let server = Server::start(&record, &[]).expect("it starts");
    assert!(
        run(&other, &["import", "--bundled", "--create"])
            .status
            .success()
    );
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.path(&format!("one.sqlite{ending}")));
    }
    std::fs::rename(folder.path("other.sqlite"), folder.path("one.sqlite")).expect("moved");
    let (status, answer) = server.ask("{ databases { code evidence { document { code } } } }");
    assert_eq!(status, 200, "what is in memory is served");
    assert_eq!(
        answer["data"]["databases"][0]["evidence"],
        serde_json::Value::Null,
        "{answer}"
    );
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR",
        "{answer}"
    );
}

#[test]
fn a_terminal_that_goes_away_does_not_end_the_server() {
    let folder = Folder::new();
    let server = Server::start(&folder.record("kept.sqlite"), &[]).expect("it starts");
    let hangup = std::process::Command::new("kill")
        .args(["-HUP", &server.id().to_string()])
        .status();
    assert!(hangup.is_ok_and(|status| status.success()));
    assert_eq!(server.ask("{ __typename }").0, 200);
}

#[test]
fn a_key_is_made_while_an_import_writes() {
    let folder = Folder::new();
    let record = folder.record("busy.sqlite");
    assert!(run(&record, &["migrate"]).status.success());
    let mut import = command(&record, &["import", "--bundled"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    for name in ["Aiko", "Ben", "Chie"] {
        let made = run(&record, &["key", "create", name, "--scope", "read"]);
        assert!(made.status.success(), "{}", said(&made));
    }
    assert!(import.wait().expect("it ends").success());
}

/// The address of the tests' PostgreSQL with these options, and the certificate that it shows; none where there is no such server.
fn with_tls(mode: &str, authority: &str) -> Option<String> {
    let url = std::env::var("TSUNAGU_TEST_POSTGRES").ok()?;
    let address = url.split('?').next().unwrap_or_default();
    Some(format!("{address}?sslmode={mode}&sslrootcert={authority}"))
}

/// The certificate of somebody else who says that he is the loopback address.
pub(crate) fn stranger(folder: &Folder) -> String {
    let stranger = folder.path("stranger");
    let made = std::process::Command::new("openssl")
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        ])
        .args([
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ])
        .arg("-keyout")
        .arg(folder.path("key"))
        .arg("-out")
        .arg(&stranger)
        .stderr(Stdio::null())
        .status();
    assert!(made.is_ok_and(|status| status.success()));
    stranger.display().to_string()
}

#[test]
fn a_database_over_tls_is_who_it_says() {
    let Ok(authority) = std::env::var("TSUNAGU_TEST_POSTGRES_CA") else {
        eprintln!("TLS left out: TSUNAGU_TEST_POSTGRES_CA is not set");
        return;
    };
    let connect = |mode: &str, authority: &str| {
        let url = with_tls(mode, authority).expect("a server");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let store = base::Store::connect(&url).await?;
            store.close().await
        })
    };
    connect("verify-full", &authority).expect("the certificate is the one that was named");
    let folder = Folder::new();
    let stranger = stranger(&folder);
    let refused = connect("verify-full", &stranger);
    let refused = refused.expect_err("another certificate").to_string();
    assert!(refused.contains("certificate"), "{refused}");
}

#[test]
fn nothing_is_made_that_was_not_asked_for() {
    let folder = Folder::new();
    let record = folder.record("missing.sqlite");
    for arguments in [&["import", "--bundled"][..], &["export", "record.zip"]] {
        let refused = run(&record, arguments);
        assert!(!refused.status.success(), "{arguments:?}");
        assert!(
            said(&refused).contains("there is no record"),
            "{}",
            said(&refused)
        );
        assert!(!folder.path("missing.sqlite").exists(), "{arguments:?}");
    }
    let made = run(&record, &["import", "--bundled", "--create", "--dry-run"]);
    assert!(made.status.success(), "{}", said(&made));
}

/// A full pipe of messages that nobody reads holds up no request.
#[test]
fn a_server_whose_messages_nobody_reads_goes_on() {
    let folder = Folder::new();
    let record = folder.record("unheard.sqlite");
    let server = Server::unheard(&record, &["--log", "trace"]).expect("it starts");
    for _ in 0..300 {
        let (status, answer) =
            server.ask("{ catalogue { revision } registries(first: 1) { totalCount } }");
        assert_eq!(status, 200, "{answer}");
    }
}
