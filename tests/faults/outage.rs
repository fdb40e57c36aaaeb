//! PostgreSQL that goes silent or away under a running server: what is in memory is served, the rest says so, and it recovers by itself.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::ConnectionTrait;

use crate::process::Server;

/// What stands between the server and its database, and can keep everything to itself.
struct Wire {
    silent: Arc<AtomicBool>,
    address: String,
}

impl Wire {
    fn to(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let silent = Arc::new(AtomicBool::new(false));
        let (target, flag) = (target.to_owned(), silent.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&target) else {
                    continue;
                };
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (from.try_clone(), to.try_clone());
                    let (from, to) = (from.expect("a clone"), to.expect("a clone"));
                    let flag = flag.clone();
                    std::thread::spawn(move || pump(from, to, &flag));
                }
            }
        });
        Self { silent, address }
    }
}

fn pump(mut from: TcpStream, mut to: TcpStream, silent: &AtomicBool) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        // What is sent into the silence is lost for ever, as on a line that was cut.
        if !silent.load(Ordering::Relaxed) && to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    if !silent.load(Ordering::Relaxed) {
        let _ = to.shutdown(Shutdown::Both);
    }
}

/// A new database on the tests' server, and the server's `HOST:PORT`; none where there is no such server.
pub(crate) fn database() -> Option<(String, String, String)> {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let url = std::env::var("TSUNAGU_TEST_POSTGRES").ok()?;
    let name = format!(
        "tsunagu_fault_{:016x}",
        RandomState::new().build_hasher().finish()
    );
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = base::Store::connect(&url)
            .await
            .expect("the server answers");
        let create = format!("CREATE DATABASE {name}");
        store.db().execute_unprepared(&create).await.expect("made");
        store.close().await.expect("closed");
    });
    let address = url.split('?').next().unwrap_or_default();
    let (server, _) = address.rsplit_once('/')?;
    let (user, host) = server.rsplit_once('@')?;
    Some((user.to_owned(), host.to_owned(), name))
}

const ASKED: &str = "{ databases { code evidence { document { code } } } }";

#[test]
fn a_database_that_goes_silent_costs_its_own_fields_only_and_comes_back() {
    let Some((user, host, name)) = database() else {
        eprintln!("PostgreSQL left out: TSUNAGU_TEST_POSTGRES is not set");
        return;
    };
    let wire = Wire::to(&host);
    let record = format!("{user}@{}/{name}?sslmode=disable", wire.address);
    let server = Server::start(&record, &["--limit-answer-cache-bytes", "0"]).expect("it starts");
    let (_, answer) = server.ask(ASKED);
    assert!(
        answer["data"]["databases"][0]["evidence"].is_array(),
        "{answer}"
    );

    wire.silent.store(true, Ordering::Relaxed);
    for _ in 0..20 {
        let (status, answer) = server.ask(ASKED);
        assert_eq!(status, 200, "{answer}");
        assert!(
            answer["data"]["databases"][0]["code"].is_string(),
            "{answer}"
        );
        assert!(
            answer["data"]["databases"][0]["evidence"].is_null(),
            "{answer}"
        );
    }
    let health = server.get("/health");
    assert_eq!(health["database"], "away", "{health}");
    assert_eq!(
        [server.status("/livez"), server.status("/readyz")],
        [200, 503]
    );

    wire.silent.store(false, Ordering::Relaxed);
    let back = (0..200).find(|_| {
        std::thread::park_timeout(Duration::from_millis(100));
        server.ask(ASKED).1["data"]["databases"][0]["evidence"].is_array()
    });
    assert!(back.is_some(), "the evidence comes back");
}

#[test]
fn servers_that_start_on_one_empty_database_all_serve() {
    let Some((user, host, name)) = database() else {
        return;
    };
    let record = format!("{user}@{host}/{name}?sslmode=disable");
    let start = || {
        let record = record.clone();
        std::thread::spawn(move || Server::start(&record, &[]))
    };
    for server in [start(), start(), start()] {
        let server = server.join().expect("no panic").expect("it starts");
        let (status, answer) = server.ask("{ catalogue { revision } }");
        assert_eq!(
            (status, &answer["data"]["catalogue"]["revision"]),
            (200, &1.into())
        );
    }
}
