//! A server that reads from a streaming replica: one of Debian's PostgreSQL, which lags, is cut off, comes back and is promoted.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::Value;

use crate::assistant::converse;
use crate::outage::{database, database_on};
use crate::process::{Folder, Server, run, said};
use crate::wire::Wire;

/// One value, and how it is proved: both change with each import.
const ASKED: &str = "{ catalogue { revision } database(code: \"ndb\") { volumes { quantity evidence { rawText } } } }";

/// What a server says of the value.
#[derive(Debug)]
struct Said {
    revision: i64,
    quantity: String,
    proof: Option<String>,
}

impl Said {
    fn by(server: &Server) -> Self {
        let (status, answer) = server.ask(ASKED);
        assert_eq!(status, 200, "{answer}");
        let text = |value: &Value| value.to_string().trim_matches('"').to_owned();
        let volume = &answer["data"]["database"]["volumes"][0];
        let proof = &volume["evidence"][0]["rawText"];
        Self {
            revision: answer["data"]["catalogue"]["revision"]
                .as_i64()
                .expect("a number"),
            quantity: text(&volume["quantity"]),
            proof: proof.is_string().then(|| text(proof)),
        }
    }

    /// Whether it is proved; a proof is always that of the value.
    fn is_proved(&self) -> bool {
        if let Some(proof) = &self.proof {
            let is_ours = self.revision > 1;
            assert!(
                !is_ours || *proof == self.quantity,
                "two revisions are mixed: {self:?}"
            );
        }
        self.proof.is_some()
    }
}

/// Polls until something is so, and tells how long that took, in looks.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let looks = (0..400).find(|_| {
        is_so() || {
            std::thread::park_timeout(Duration::from_millis(25));
            false
        }
    });
    match looks {
        Some(looks) => eprintln!("{what}: after {looks} looks, 25 ms apart"),
        None => panic!("{what}: never"),
    }
}

fn healthy(server: &Server) -> i64 {
    let ready = server.answer("/readyz").1;
    let healthy = ready["readDatabases"]["healthy"].as_i64();
    healthy.unwrap_or_else(|| panic!("{ready}"))
}

/// Runs a statement, and gives its one value.
fn sql(url: &str, statement: &str) -> String {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = base::Store::connect(url).await.expect("it answers");
        let statement = Statement::from_string(DbBackend::Postgres, statement);
        let row = store.db().query_one_raw(statement).await.expect("done");
        let value = row.expect("a row").try_get_by_index(0);
        store.close().await.expect("closed");
        value.expect("a text")
    })
}

/// A revision whose value, and its proof, are this number.
fn import(folder: &Folder, record: &str, number: i64) {
    let path: PathBuf = folder.path("volumes.csv");
    let table = format!(
        "database,number,quantity,unit,approximate,as_of,document,locator,stated_on,printed,derivation,note\n\
         ndb,1,{number},RECORDS,true,2023-06,mhlw-kpi-5,表,2023-06,{number},STATED,\n"
    );
    std::fs::write(&path, table).expect("written");
    let imported = run(record, &["import", &path.to_string_lossy()]);
    assert!(imported.status.success(), "{}", said(&imported));
}

/// Makes a key of a scope; gives its text.
pub(crate) fn create_key(record: &str, scope: &str) -> String {
    let made = run(record, &["key", "create", scope, "--scope", scope]);
    assert!(made.status.success(), "{}", said(&made));
    let said = String::from_utf8(made.stdout).expect("text");
    let key = said
        .split_whitespace()
        .find(|word| word.starts_with("tsu_"));
    key.expect("a key").to_owned()
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config.build().into()
}

/// What comes of a table of volumes.
pub(crate) fn import_over_http(server: &Server, key: &str, table: &[u8]) -> (u16, Value) {
    let head =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"volumes.csv\"\r\n\r\n";
    let body = [head.as_bytes(), table, b"\r\n--x--\r\n"].concat();
    let sent = agent()
        .post(format!("{}/admin/import", server.address))
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "multipart/form-data; boundary=x")
        .send(&body[..]);
    let mut answer = sent.expect("it answers");
    let status = answer.status().as_u16();
    (status, answer.body_mut().read_json().expect("JSON"))
}

/// A server that finds its primary away reads from the replica and says that it writes nothing.
fn starts_without_the_primary(record: &str, reader: &str, key: &str) -> Server {
    let options = ["--limit-answer-cache-bytes=0", "--read-database", reader];
    let server = Server::start(record, &options).expect("it starts");
    assert!(Said::by(&server).is_proved(), "the replica proves");
    until("the primary is missed", || {
        server.answer("/readyz").1["database"] == "read only"
    });
    assert_eq!(server.status("/readyz"), 200);
    let (status, answer) = import_over_http(&server, key, b"nothing");
    let error = &answer["errors"][0];
    assert_eq!(status, 503, "{answer}");
    assert_eq!(error["extensions"]["code"], "SERVICE_UNAVAILABLE");
    assert!(
        error["message"]
            .to_string()
            .contains("the database does not answer"),
        "{answer}"
    );

    let assistant = converse(record, &["--read-database", reader]);
    assert!(
        said(&assistant).contains("what a replica holds"),
        "{}",
        said(&assistant)
    );
    server
}

struct Pair<'a> {
    primary: &'a Wire,
    record: &'a str,
    replica_url: &'a str,
    replica_record: &'a str,
}

/// While the primary is away a key to read is looked up on the replica, unless that may not know of a revocation.
fn keys_are_asked_of_a_replica_that_knows_who_was_revoked(
    record: &str,
    reader: &str,
    pair: &Pair<'_>,
) {
    let options = ["--require-key", "--read-database", reader];
    let server = Server::start(record, &options).expect("it starts");
    let keys = ["read", "read,curate"].map(|scope| create_key(pair.record, scope));
    let status = |key: &str| {
        let sent = agent()
            .get(format!("{}/graphql?query=%7B__typename%7D", server.address))
            .header("authorization", format!("Bearer {key}"))
            .header("accept", "application/json")
            .call();
        sent.expect("it answers").status().as_u16()
    };
    let [good, revoked] = &keys;
    assert_eq!([status(good), status(revoked)], [200, 200]);
    let count = "SELECT count(*)::text FROM api_keys WHERE revoked_at IS NOT NULL";
    let of_keys = "SELECT count(*)::text FROM api_keys";
    until("the replica knows the keys", || {
        sql(pair.replica_record, of_keys) == sql(pair.record, of_keys)
    });
    pair.primary.cut();
    assert_eq!(
        [status(good), status(revoked), status("tsu_a_b")],
        [200, 200, 401]
    );
    pair.primary.mend();
    until("the primary is back", || {
        server.answer("/readyz").1["database"] == "ok"
    });

    sql(pair.replica_url, "SELECT pg_wal_replay_pause()::text");
    let paused = "SELECT pg_get_wal_replay_pause_state()";
    until("replay is paused", || {
        sql(pair.replica_url, paused) == "paused"
    });
    let id = revoked.split('_').nth(1).expect("an id");
    let done = run(pair.record, &["key", "revoke", id]);
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!([status(good), status(revoked)], [200, 401]);
    pair.primary.cut();
    for _ in 0..20 {
        assert_eq!(
            [status(good), status(revoked)],
            [503, 503],
            "the replica lacks a revocation"
        );
    }
    sql(pair.replica_url, "SELECT pg_wal_replay_resume()::text");
    until("the replica has caught up", || {
        sql(pair.replica_record, count) == "1"
    });
    assert_eq!([status(good), status(revoked)], [200, 401]);

    // Nobody has told a server that starts now how many keys were revoked.
    let late = Server::start(record, &options).expect("it starts");
    let sent = agent()
        .get(format!("{}/graphql?query=%7B__typename%7D", late.address))
        .header("authorization", format!("Bearer {good}"))
        .call();
    assert_eq!(sent.expect("it answers").status().as_u16(), 503);
    pair.primary.mend();
}

/// A replica proves who it is as the primary does.
fn a_replica_over_tls_is_who_it_says(record: &str, replica: &str) {
    let Ok(authority) = std::env::var("TSUNAGU_TEST_POSTGRES_CA") else {
        eprintln!("TLS left out: TSUNAGU_TEST_POSTGRES_CA is not set");
        return;
    };
    let folder = Folder::new();
    let stranger = crate::records::stranger(&folder);
    let reader = |authority: &str| {
        let address = replica.split('?').next().unwrap_or_default();
        format!("{address}?sslmode=verify-full&sslrootcert={authority}")
    };
    let server = Server::start(record, &["--read-database", &reader(&authority)]);
    let server = server.expect("it starts");
    until("the replica is read over TLS", || healthy(&server) == 1);
    let server = Server::start(record, &["--read-database", &reader(&stranger)]);
    let server = server.expect("it starts");
    assert_eq!(healthy(&server), 0);
    assert!(Said::by(&server).is_proved(), "the primary proves");
    assert_eq!(
        healthy(&server),
        0,
        "who is not the one that was named is not read"
    );
}

/// One after the other, for they share the pair and the last one promotes the standby.
#[test]
fn a_replica_is_read_while_it_holds_what_is_served_and_never_else() {
    let urls =
        ["TSUNAGU_TEST_PRIMARY", "TSUNAGU_TEST_REPLICA"].map(|name| std::env::var(name).ok());
    let [Some(primary_url), Some(replica_url)] = urls else {
        eprintln!("replicas left out: TSUNAGU_TEST_PRIMARY and TSUNAGU_TEST_REPLICA are not set");
        return;
    };
    let folder = Folder::new();
    let (user, host, name) = database_on(&primary_url);
    let replica_host = replica_url
        .split('@')
        .nth(1)
        .and_then(|rest| rest.split('/').next());
    let replica_host = replica_host.expect("a host");
    let (primary, replica) = (Wire::to(&host), Wire::to(replica_host));
    let address = |host: &str| format!("{user}@{host}/{name}?sslmode=disable");
    let (record, promoted) = (address(&host), address(replica_host));
    let reader = address(&replica.address);
    // A port that is free now may be taken a moment later.
    let started = (0..5).find_map(|_| {
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .ok()?
            .local_addr();
        let figures = free.ok()?.to_string();
        let options = [
            "--limit-answer-cache-bytes=0",
            "--metrics-listen",
            &figures,
            "--read-database",
            &reader,
        ];
        let server = Server::start(&address(&primary.address), &options).ok()?;
        Some((server, figures))
    });
    let (server, figures) = started.expect("it starts");
    let proved = || Said::by(&server).is_proved();
    until("the replica is read", || healthy(&server) == 1);

    // A read that is cut in its middle is asked again of whoever is well.
    replica.cut();
    replica.mend();
    until("the replica is read again", || healthy(&server) == 1);
    replica.cut_at("FROM \"evidence\"");
    assert!(proved(), "the primary proves");
    assert!(replica.was_cut(), "the replica was asked first");
    until("the replica is read again", || healthy(&server) == 1);

    // The primary refuses.
    primary.cut();
    for _ in 0..20 {
        assert!(proved(), "the replica proves");
    }
    until("the primary is missed", || {
        server.answer("/readyz").1["database"] == "read only"
    });
    assert_eq!(server.status("/readyz"), 200);
    let key = create_key(&record, "curate");
    let late = starts_without_the_primary(&address(&primary.address), &reader, &key);
    primary.mend();
    for server in [&server, &late] {
        until("the primary is back", || {
            server.answer("/readyz").1["database"] == "ok"
        });
    }
    let (status, answer) = import_over_http(&late, &key, b"nothing");
    assert_eq!(status, 422, "what was sent is read now: {answer}");
    assert!(
        late.stop()
            .contains("the server starts with what a replica holds")
    );
    keys_are_asked_of_a_replica_that_knows_who_was_revoked(
        &address(&primary.address),
        &reader,
        &Pair {
            primary: &primary,
            record: &record,
            replica_url: &replica_url,
            replica_record: &promoted,
        },
    );
    a_replica_over_tls_is_who_it_says(&record, &promoted);

    // The replica lags: it is not read, not even where nobody else is there.
    sql(&replica_url, "SELECT pg_wal_replay_pause()::text");
    let paused = "SELECT pg_get_wal_replay_pause_state()";
    until("replay is paused", || sql(&replica_url, paused) == "paused");
    import(&folder, &record, 1_000_002);
    until("the new revision is served", || {
        Said::by(&server).revision == 2
    });
    assert!(proved(), "the primary proves");
    until("the replica is left out", || healthy(&server) == 0);
    primary.cut();
    for _ in 0..20 {
        let said = Said::by(&server);
        assert!(!said.is_proved(), "{said:?}");
        assert_eq!((said.revision, &*said.quantity), (2, "1000002"));
    }
    assert_eq!(server.status("/readyz"), 503);
    sql(&replica_url, "SELECT pg_wal_replay_resume()::text");
    until("the replica has caught up and is read", proved);
    primary.mend();
    until("the primary is back", || {
        server.answer("/readyz").1["database"] == "ok"
    });

    // The replica is cut off, then only silent.
    replica.cut();
    for _ in 0..20 {
        assert!(proved(), "the primary proves");
    }
    until("the cut replica is left out", || healthy(&server) == 0);
    replica.mend();
    until("the cut replica is read again", || healthy(&server) == 1);
    replica.silence(true);
    until("the silent replica is left out", || healthy(&server) == 0);
    assert!(proved(), "the primary proves");
    replica.silence(false);
    until("the silent replica is read again", || healthy(&server) == 1);

    // Revisions come while others ask: what proves a value is of its revision.
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    assert!(proved(), "somebody proves");
                }
            });
        }
        for number in 3..9 {
            import(&folder, &record, 1_000_000 + number);
            until("the next revision is served", || {
                Said::by(&server).revision == number
            });
        }
        is_over.store(true, Ordering::Relaxed);
    });
    until("the replica holds the last one", || healthy(&server) == 1);
    let page = ureq::get(format!("http://{figures}/metrics")).call();
    let page = page
        .expect("figures")
        .body_mut()
        .read_to_string()
        .expect("text");
    for line in ["tsunagu_read_database_up", "tsunagu_read_database_revision"] {
        let value = page
            .lines()
            .find(|have| have.starts_with(&format!("{line}{{")));
        let value = value
            .and_then(|line| line.rsplit_once(' '))
            .map(|(_, value)| value);
        assert_eq!(
            value,
            Some(if line.ends_with("up") { "1" } else { "8" }),
            "{page}"
        );
    }

    // The primary is gone for good, and the replica takes its place.
    primary.cut();
    assert_eq!(sql(&replica_url, "SELECT pg_promote()::text"), "true");
    assert!(proved(), "the promoted replica proves");
    import(&folder, &promoted, 1_000_009);
    until("a revision of the promoted replica is served", || {
        Said::by(&server).revision == 9
    });
    assert!(proved());
    // The old primary comes back without it.
    primary.mend();
    until("the old primary is back", || {
        server.answer("/readyz").1["database"] == "ok"
    });
    for _ in 0..40 {
        let said = Said::by(&server);
        assert!(said.is_proved() && said.revision == 9, "{said:?}");
        std::thread::park_timeout(Duration::from_millis(25));
    }
    let told = server.stop();
    assert!(
        told.contains("if the replica was promoted, name it in --database"),
        "{told}"
    );
}

#[test]
fn a_replica_of_another_record_is_refused_and_a_dead_one_is_not_waited_for() {
    let Some((user, host, name)) = database() else {
        eprintln!("PostgreSQL left out: TSUNAGU_TEST_POSTGRES is not set");
        return;
    };
    let record = format!("{user}@{host}/{name}?sslmode=disable");
    let dead = "postgres://somebody:geheim@127.0.0.1:9/nowhere";
    let server = Server::start(&record, &["--read-database", dead]).expect("it starts");
    let (_, answer) = server.ask("{ databases { evidence { document { code } } } }");
    assert!(
        answer["data"]["databases"][0]["evidence"].is_array(),
        "{answer}"
    );
    assert_eq!(healthy(&server), 0);
    assert_eq!(server.status("/readyz"), 200);
    let told = server.stop();
    assert!(
        told.contains("a database to read from is away") && !told.contains("geheim"),
        "{told}"
    );

    let (user, host, name) = database().expect("the server is there");
    let other = format!("{user}@{host}/{name}?sslmode=disable");
    let made = run(&other, &["import", "--bundled"]);
    assert!(made.status.success(), "{}", said(&made));
    let refused = run(&record, &["serve", "--read-database", &other]);
    assert!(!refused.status.success());
    let told = said(&refused);
    assert!(
        told.contains("another record than --database") && told.contains("別のレコード"),
        "{told}"
    );

    let folder = Folder::new();
    for (record, reader) in [
        (folder.record("none.sqlite"), record.clone()),
        (record.clone(), folder.record("none.sqlite")),
    ] {
        let refused = run(&record, &["serve", "--read-database", &reader]);
        assert!(!refused.status.success());
        let told = said(&refused);
        assert!(
            told.contains("neither the record nor a replica may be SQLite"),
            "{told}"
        );
        assert!(told.contains("SQLite では指定を外してください"), "{told}");
    }
}
