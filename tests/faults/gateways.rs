//! Several servers before one record: what one publishes all serve, and who may only read serves too.

use std::io::{BufRead, BufReader};

use anyhow::{Context, Result};
use sea_orm::ConnectionTrait;

use crate::events::next;
use crate::outage::database;
use crate::process::{Folder, Server, command, run, said};

/// Three servers, an import by a fourth process, and the revision that each of them says it serves.
fn three_hear_of_a_revision(folder: &Folder, record: &str, arguments: &[&str]) -> Result<()> {
    let servers: Vec<Server> = (0..3)
        .map(|_| Server::start(record, arguments))
        .collect::<Result<_>>()?;
    let mut streams = Vec::new();
    for server in &servers {
        let answer = ureq::get(format!("{}/events", server.address)).call()?;
        let mut lines = BufReader::new(answer.into_body().into_reader()).lines();
        assert_eq!(next(&mut lines).as_deref(), Some("{\"revision\":1}"));
        streams.push(lines);
    }
    let table = folder.path("documents.csv");
    std::fs::write(
        &table,
        "id,title,text_quality\nheard,聞こえた版,PUBLIC_PAGE\n",
    )?;
    let imported = run(record, &["import", &table.to_string_lossy()]);
    assert!(imported.status.success(), "{}", said(&imported));
    for (server, lines) in servers.iter().zip(&mut streams) {
        assert_eq!(next(lines).as_deref(), Some("{\"revision\":2}"));
        let (_, answer) = server
            .ask("{ catalogue { revision } sources(search: \"聞こえた版\") { nodes { code } } }");
        assert_eq!(
            answer["data"]["sources"]["nodes"][0]["code"], "heard",
            "{answer}"
        );
        assert_eq!(answer["data"]["catalogue"]["revision"], 2);
    }
    Ok(())
}

#[test]
fn what_one_process_publishes_all_servers_of_a_file_serve() -> Result<()> {
    let folder = Folder::new();
    three_hear_of_a_revision(&folder, &folder.record("three.sqlite"), &[])
}

#[test]
fn what_one_process_publishes_postgresql_tells_all_servers() -> Result<()> {
    let Some((user, host, name)) = database() else {
        eprintln!("PostgreSQL left out: TSUNAGU_TEST_POSTGRES is not set");
        return Ok(());
    };
    let record = format!("{user}@{host}/{name}?sslmode=disable");
    // They look once a day: what they hear in this test they were told.
    let told = ["--refresh-seconds", "86400"];
    three_hear_of_a_revision(&Folder::new(), &record, &told)
}

/// Three servers that ask for a key, and the status that each of them gives once the key was revoked by a fourth process.
fn three_refuse_a_revoked_key(record: &str) -> Result<()> {
    let servers: Vec<Server> = (0..3)
        .map(|_| Server::start(record, &["--require-key"]))
        .collect::<Result<_>>()?;
    let made = run(record, &["key", "create", "Aiko", "--scope", "read"]);
    assert!(made.status.success(), "{}", said(&made));
    // Another stays good, so that keys are not switched off.
    assert!(
        run(record, &["key", "create", "Ben", "--scope", "read"])
            .status
            .success()
    );
    let made = String::from_utf8(made.stdout)?;
    let key = made
        .split_whitespace()
        .find(|word| word.starts_with("tsu_"))
        .context("a key")?;
    let id = key.split('_').nth(1).context("an id")?;
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let status = |server: &Server| {
        let asked = agent
            .post(format!("{}/graphql", server.address))
            .header("authorization", format!("Bearer {key}"))
            .send_json(serde_json::json!({ "query": "{ catalogue { revision } }" }));
        anyhow::Ok(asked?.status().as_u16())
    };
    for server in &servers {
        assert_eq!(status(server)?, 200);
    }
    let revoked = run(record, &["key", "revoke", id]);
    assert!(revoked.status.success(), "{}", said(&revoked));
    // The very next question: nobody remembers that it was good.
    for server in &servers {
        assert_eq!(status(server)?, 401);
    }
    Ok(())
}

#[test]
fn a_key_that_is_revoked_is_refused_by_all_servers_at_once() -> Result<()> {
    let folder = Folder::new();
    three_refuse_a_revoked_key(&folder.record("keys.sqlite"))?;
    match database() {
        Some((user, host, name)) => {
            three_refuse_a_revoked_key(&format!("{user}@{host}/{name}?sslmode=disable"))
        }
        None => {
            eprintln!("PostgreSQL left out: TSUNAGU_TEST_POSTGRES is not set");
            Ok(())
        }
    }
}

#[test]
fn a_role_that_may_only_read_serves() -> Result<()> {
    let Some((user, host, name)) = database() else {
        eprintln!("PostgreSQL left out: TSUNAGU_TEST_POSTGRES is not set");
        return Ok(());
    };
    let record = format!("{user}@{host}/{name}?sslmode=disable");
    drop(Server::start(&record, &[])?);
    let role = name.replace("tsunagu_fault", "reader");
    let statements = format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'reads'; GRANT USAGE ON SCHEMA public TO {role}; \
         GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
    );
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = base::Store::connect(&record).await?;
        store.db().execute_unprepared(&statements).await?;
        store.close().await?;
        anyhow::Ok(())
    })?;
    let scheme = record.split("://").next().unwrap_or_default();
    let reader = format!("{scheme}://{role}:reads@{host}/{name}?sslmode=disable");
    for arguments in [&["--no-migrate"][..], &[]] {
        let server = Server::start(&reader, arguments)?;
        let (status, answer) = server.ask("{ databases { code evidence { document { code } } } }");
        assert_eq!(status, 200, "{answer}");
        assert!(
            answer["data"]["databases"][0]["evidence"].is_array(),
            "{answer}"
        );
        assert_eq!(server.status("/readyz"), 200);
    }
    Ok(())
}

#[test]
fn a_record_of_another_version_is_named_and_left_as_it_is() -> Result<()> {
    let folder = Folder::new();
    let record = folder.record("older.sqlite");
    drop(Server::start(&record, &[])?);
    let log = |statement: &str| {
        tokio::runtime::Runtime::new()?.block_on(async {
            let store = base::Store::connect(&record).await?;
            store.db().execute_unprepared(statement).await?;
            store.close().await?;
            anyhow::Ok(())
        })
    };
    // A table that this version reads, as if it had never been made.
    let down = run(&record, &["migrate", "--down", "1", "--yes"]);
    assert!(down.status.success(), "{}", said(&down));
    let missing = run(&folder.record("nowhere.sqlite"), &["serve", "--no-migrate"]);
    assert!(
        said(&missing).contains("there is no record"),
        "{}",
        said(&missing)
    );
    assert!(!folder.path("nowhere.sqlite").exists());
    let older = run(&record, &["serve", "--no-migrate"]);
    assert!(!older.status.success());
    assert!(
        said(&older).contains("run `tsunagu migrate` first, after a backup, by a role"),
        "{}",
        said(&older)
    );
    let up = run(&record, &["migrate"]);
    assert!(up.status.success(), "{}", said(&up));

    log("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_to_come', 0)")?;
    for arguments in [&["serve"][..], &["serve", "--no-migrate"], &["verify"]] {
        let newer = run(&record, arguments);
        assert!(!newer.status.success());
        let said = said(&newer);
        assert!(
            said.contains("a newer version made this record (`m9999_to_come`)"),
            "{said}"
        );
        assert!(said.contains("新しい版"), "{said}");
    }
    let usage = command(&record, &["serve", "--refresh-seconds", "0.01"]).output()?;
    assert!(
        said(&usage).contains("seconds from 0.1 to 86400"),
        "{}",
        said(&usage)
    );
    Ok(())
}
