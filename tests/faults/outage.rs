//! PostgreSQL that goes silent or away under a running server: what is in memory is served, the rest says so, and it recovers by itself.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sea_orm::ConnectionTrait;

use crate::process::Server;
use crate::wire::Wire;

/// A new database on the tests' server, and the server's `HOST:PORT`; none where there is no such server.
pub(crate) fn database() -> Option<(String, String, String)> {
    Some(database_on(&std::env::var("TSUNAGU_TEST_POSTGRES").ok()?))
}

/// The same on another server.
pub(crate) fn database_on(url: &str) -> (String, String, String) {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let name = format!(
        "tsunagu_fault_{:016x}",
        RandomState::new().build_hasher().finish()
    );
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = base::Store::connect(url).await.expect("the server answers");
        let create = format!("CREATE DATABASE {name}");
        store.db().execute_unprepared(&create).await.expect("made");
        store.close().await.expect("closed");
    });
    let address = url.split('?').next().unwrap_or_default();
    let (server, _) = address.rsplit_once('/').expect("a database");
    let (user, host) = server.rsplit_once('@').expect("a user");
    (user.to_owned(), host.to_owned(), name)
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

    wire.silence(true);
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

    wire.silence(false);
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

/// While the database hangs, hundreds wait for its evidence: who asks for what is in memory waits for none of them.
#[test]
fn what_is_in_memory_is_answered_beside_hundreds_who_wait_for_the_database() {
    const WAITERS: usize = 300;
    let Some((user, host, name)) = database() else {
        eprintln!("PostgreSQL left out: TSUNAGU_TEST_POSTGRES is not set");
        return;
    };
    let wire = Wire::to(&host);
    let record = format!("{user}@{}/{name}?sslmode=disable", wire.address);
    let options = [
        "--limit-answer-cache-bytes=0",
        "--limit-concurrent-requests=16",
        "--limit-connections-per-client=0",
    ];
    let server = Server::start(&record, &options).expect("it starts");
    wire.silence(true);
    let asked = AtomicUsize::new(0);
    let wait = |number: usize| {
        asked.fetch_add(1, Ordering::SeqCst);
        // Each another operation, so that none is answered for another.
        let (status, answer) = server.ask(&format!("query E{number} {ASKED}"));
        let evidence = &answer["data"]["databases"][0]["evidence"];
        // Of so many that come at once some find no place at all.
        let is_shed = status == 503;
        assert!(
            is_shed || (status == 200 && evidence.is_null()),
            "{status} {answer}"
        );
    };
    std::thread::scope(|scope| {
        let wait = &wait;
        let waiters: Vec<_> = (0..WAITERS)
            .map(|number| scope.spawn(move || wait(number)))
            .collect();
        let mut beside = 0;
        loop {
            let has_begun = asked.load(Ordering::SeqCst) == WAITERS;
            let waiting = waiters.iter().filter(|waiter| !waiter.is_finished());
            match waiting.count() {
                0 => break,
                // Those that found no place are gone; the others wait for the database, more than there are places for.
                17..=64 if has_begun => {
                    let query = format!("query M{beside} {{ databases {{ code }} }}");
                    let (status, answer) = server.ask(&query);
                    assert_eq!(status, 200, "{answer}");
                    beside += 1;
                }
                _ => std::thread::yield_now(),
            }
        }
        assert!(beside > 0, "nobody asked while others waited");
    });
}
