//! What an import does, to whom it is put down, and what happens when it does not go well.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use access::{Action, Outcome, Scope};
use base::Revision;
use gateway::http::{Curator, CuratorError, Imported, Upload};
use gateway::limits::Limits;
use harness::{imported_at, on_both};
use http::{StatusCode, header};
use serde_json::json;
use tokio::sync::Notify;

use crate::desk::{Desk, FORM, MORE, form, limits, post};

#[test]
fn diseases_that_titles_name_are_tagged_where_it_is_asked_for() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let files = [
            ("diseases.csv", "code,name_ja\nheart-failure,心不全\n".as_bytes()),
            (
                "operator-facts.csv",
                "operator,field,value,document\none,name_ja,いちの会,table\n".as_bytes(),
            ),
            (
                "approvals.csv",
                "operator,number,approved_on,title_ja,document\none,1,2021-01-02,心不全の予後,table\n".as_bytes(),
            ),
        ];
        for (end, words) in [
            ("?tag=false&dryRun=true", "`--tag`"),
            ("?tag=true&dryRun=true", "TITLE_TAGGED"),
            ("?tag=true", "TITLE_TAGGED"),
        ] {
            let reply = desk.send(post(Some(&key), end, FORM, form(&files))).await;
            assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
            let notice = &reply.body["notices"][0];
            assert_eq!(notice["value"], "心不全");
            assert!(notice["text"].to_string().contains(words), "{notice}");
            let added = u64::from(words == "TITLE_TAGGED");
            assert_eq!(reply.body["tables"]["approval_diseases"]["added"], added);
        }
    });
}

#[test]
fn a_dry_run_writes_nothing() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let by_form = [
            b"--snip\r\nContent-Disposition: form-data; name=\"dryRun\"\r\n\r\ntrue\r\n".as_slice(),
            &form(&[("volumes.csv", MORE)]),
        ]
        .concat();
        let by_address = form(&[("volumes.csv", MORE)]);
        for (end, body) in [("", by_form), ("?dryRun=true", by_address)] {
            let reply = desk.send(post(Some(&key), end, FORM, body)).await;
            assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
            assert_eq!(reply.body["status"], "DRY_RUN");
            assert_eq!(reply.body["dryRun"], true);
            assert_eq!(reply.body["revision"], json!(null));
            assert_eq!(reply.body["tables"]["volumes"]["changed"], 1);
        }
        assert_eq!(desk.newest().await.number, 1);
        assert_eq!(
            desk.audit().await,
            [(Action::DryRun, Outcome::Checked, None); 2]
        );
    });
}

#[test]
fn an_import_makes_a_revision_that_is_in_use_at_once() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let files = [("C:\\lists\\volumes.csv", MORE)];
        let reply = desk.import(&key, "", &files).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        assert_eq!(reply.body["status"], "IMPORTED");
        assert_eq!(reply.body["revision"], 2);
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(desk.catalogues.present().at(), Revision(2));
        let revision = desk.newest().await;
        assert_eq!(revision.imported_by, "Aiko");
        assert_eq!(revision.imported_at, imported_at(2));
        let signed = ingest::signed("volumes.csv", MORE);
        assert_eq!(revision.files.iter().collect::<Vec<_>>(), [&signed]);

        let again = desk.import(&key, "", &files).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(again.body["status"], "UNCHANGED");
        assert_eq!(again.body["revision"], json!(null));
        assert_eq!(desk.newest().await.number, 2);
        assert_eq!(
            desk.audit().await,
            [
                (Action::Import, Outcome::Imported, Some(2)),
                (Action::Import, Outcome::Unchanged, None),
            ]
        );
        let rows = desk.keys.audited(1).await.expect("the audit is read");
        assert_eq!(rows[0].files.iter().collect::<Vec<_>>(), [&signed]);
        assert_eq!(rows[0].key.as_deref(), Some(&key[4..16]));
    });
}

#[test]
fn problems_are_listed_and_nothing_is_written() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let bad = String::from_utf8_lossy(MORE)
            .replace("26000000000", "many")
            .replace("2023-06,table", "someday,nowhere");
        let reply = desk
            .import(&key, "", &[("volumes.csv", bad.as_bytes())])
            .await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{reply:?}");
        assert_eq!(reply.body["status"], "REFUSED");
        assert!(reply.reasons().len() >= 2, "{reply:?}");
        for problem in reply.body["problems"].as_array().expect("problems") {
            assert_eq!(problem["file"], "volumes.csv");
            assert_eq!(problem["row"], 2);
            assert!(problem["reason_ja"].is_string(), "{problem}");
        }
        assert_eq!(desk.newest().await.number, 1);
        assert_eq!(
            desk.audit().await,
            [(Action::Import, Outcome::Refused, None)]
        );
    });
}

#[test]
fn an_import_out_of_time_is_undone() {
    on_both(async |record| {
        let limits = Limits {
            import_time: Duration::ZERO,
            ..limits()
        };
        let desk = Desk::with(&record.store, limits, false, |catalogues| {
            tsunagu::Curator::new(catalogues.clone())
        })
        .await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let reply = desk.import(&key, "", &[("volumes.csv", MORE)]).await;
        assert_eq!(reply.status, StatusCode::GATEWAY_TIMEOUT, "{reply:?}");
        assert_eq!(reply.code(), "REQUEST_TIMEOUT");
        assert_eq!(desk.newest().await.number, 1);
        assert_eq!(
            desk.audit().await,
            [(Action::Import, Outcome::TimedOut, None)]
        );
    });
}

/// A curator that waits until the test lets it go on, then panics once.
#[derive(Clone, Default)]
struct Slow(Arc<(Notify, Notify, AtomicBool)>);

impl Curator for Slow {
    async fn import(&self, _: Upload) -> Result<Imported, CuratorError> {
        let (started, gate, panicked) = &*self.0;
        started.notify_one();
        gate.notified().await;
        if !panicked.swap(true, Ordering::Relaxed) {
            panic!("a secret of ours");
        }
        Ok(Imported {
            outcome: Outcome::Unchanged,
            revision: None,
            files: Vec::new(),
            report: json!({ "status": "UNCHANGED" }),
        })
    }
}

#[test]
fn one_import_runs_at_a_time_and_a_panic_gives_the_turn_back() {
    on_both(async |record| {
        let slow = Slow::default();
        let curator = slow.clone();
        let desk = Desk::with(&record.store, limits(), false, |_| curator).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let files = [("volumes.csv", MORE)];
        let (started, gate, _) = &*slow.0;
        let second = async {
            started.notified().await;
            let reply = desk.import(&key, "", &files).await;
            gate.notify_one();
            reply
        };
        let (first, second) = tokio::join!(desk.import(&key, "", &files), second);
        assert_eq!(second.status, StatusCode::CONFLICT, "{second:?}");
        assert_eq!(second.code(), "CONFLICT");
        assert!(second.headers.contains_key(header::RETRY_AFTER));
        assert_eq!(first.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!first.body.to_string().contains("secret"), "{first:?}");
        gate.notify_one();
        let third = desk.import(&key, "", &files).await;
        assert_eq!(third.status, StatusCode::OK);
        assert_eq!(
            desk.audit().await,
            [
                (Action::Import, Outcome::Rejected, None),
                (Action::Import, Outcome::Failed, None),
                (Action::Import, Outcome::Unchanged, None),
            ]
        );
    });
}

#[test]
fn a_client_that_leaves_does_not_stop_its_import() {
    on_both(async |record| {
        let slow = Slow::default();
        slow.0.2.store(true, Ordering::Relaxed);
        let curator = slow.clone();
        let desk = Desk::with(&record.store, limits(), false, |_| curator).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let files = [("volumes.csv", MORE)];
        let (started, gate, _) = &*slow.0;
        tokio::select! {
            _ = desk.import(&key, "", &files) => panic!("it waits"),
            () = started.notified() => {}
        }
        gate.notify_one();
        // The turn comes back when the row is written.
        while desk.audit().await.is_empty() {
            tokio::task::yield_now().await;
        }
        let audit = desk.audit().await;
        assert_eq!(audit, [(Action::Import, Outcome::Unchanged, None)]);
    });
}
