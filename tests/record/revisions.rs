//! A new revision is swapped in whole; what began before it keeps the old one; the past stays readable.

use std::path::Path;

use async_graphql::Request;
use base::{Revision, Store};
use catalogue::CataloguesError;
use gateway::Graph;
use gateway::http::{Executor, Snapshot};
use gateway::limits::Limits;
use harness::{Record, Service, import_folder, imported_at, on_both, on_each};
use serde_json::{Value, json};

const ASKED: &str = "{
  catalogue { revision changes(since: 0) { totalCount } }
  linkage(databases: [\"ndb\", \"idb\"], on: \"2024-06-01\") {
    state
    pairs { governing { code evidence { derivation } } }
  }
}";

async fn import(store: &Store, batch: &str) {
    let outcome = import_folder(store, &Path::new("fixtures/small").join(batch)).await;
    outcome.unwrap_or_else(|problems| panic!("{batch}:\n{problems}"));
}

/// The answer to [`ASKED`] at each revision of the fixture.
fn answer(revision: i64) -> Value {
    let (state, derivation, changes) = match revision {
        1 => ("PLANNED", "STATED", 9),
        _ => ("IN_FORCE", "CORRECTED", 16),
    };
    let governing = json!({ "code": "X2", "evidence": [{ "derivation": derivation }] });
    json!({
        "catalogue": { "revision": revision, "changes": { "totalCount": changes } },
        "linkage": { "state": state, "pairs": [{ "governing": governing }] },
    })
}

#[test]
fn a_second_import_changes_the_answers_when_it_is_swapped_in() {
    on_both(async |record| {
        let store = &record.store;
        import(store, "1").await;
        let service = Service::over(store).await;
        let ask = async || service.ask(ASKED, &Value::Null).await.data();
        assert_eq!(ask().await, answer(1));
        assert!(
            !service
                .catalogues
                .refresh()
                .await
                .expect("the record is read"),
            "nothing is new"
        );
        import(store, "2").await;
        assert_eq!(ask().await, answer(1), "not swapped yet");
        assert!(
            service
                .catalogues
                .refresh()
                .await
                .expect("the record is read"),
            "a revision is new"
        );
        assert_eq!(ask().await, answer(2));
    });
}

#[test]
fn a_request_that_began_earlier_keeps_its_revision() {
    on_both(async |record| {
        let store = &record.store;
        import(store, "1").await;
        let values = |catalogues| Graph::new(catalogues).by_the_library_alone();
        let service = Service::within(store, Limits::default(), values).await;
        let earlier = service.executor.snapshot();
        import(store, "2").await;
        service
            .catalogues
            .refresh()
            .await
            .expect("the record is read");
        let later = service.executor.snapshot();
        for (snapshot, revision) in [(earlier, 1), (later, 2)] {
            assert_eq!(snapshot.edition().revision, revision);
            let response = snapshot.execute(Request::new(ASKED), None).await;
            assert!(response.errors.is_empty(), "{:?}", response.errors);
            assert_eq!(response.data.into_json().expect("JSON"), answer(revision));
        }
    });
}

#[test]
fn a_past_revision_still_reads() {
    let fixture = Path::new("fixtures/small");
    on_each(
        async |backend| Record::fixture(backend, fixture).await,
        async |record| {
            let service = Service::over(&record.store).await;
            let catalogues = &service.catalogues;
            assert_eq!(catalogues.present().at(), Revision(2));
            let past = catalogues
                .at(Revision(1))
                .await
                .expect("the record is read")
                .expect("revision 1");
            let then = past.statement(&"X2".into()).expect("a statement");
            let now = catalogues.present();
            let now = now.statement(&"X2".into()).expect("a statement");
            assert_eq!(then.state, linkage::LinkageState::Planned);
            assert_eq!(now.state, linkage::LinkageState::InForce);
            assert!(past.statement(&"X4".into()).is_none(), "it came later");
            assert_eq!(past.statements.len(), 3);
            assert_eq!(past.revision.imported_at, imported_at(1));
            assert!(
                catalogues
                    .at(Revision(3))
                    .await
                    .expect("the record is read")
                    .is_none()
            );
        },
    );
}

#[test]
fn a_moment_finds_the_revision_of_its_time() {
    let fixture = Path::new("fixtures/small");
    on_each(
        async |backend| Record::fixture(backend, fixture).await,
        async |record| {
            let service = Service::over(&record.store).await;
            let second = chrono::Duration::seconds(1);
            for (moment, revision) in [
                (imported_at(1) - second, None),
                (imported_at(1), Some(1)),
                (imported_at(2) - second, Some(1)),
                (imported_at(2), Some(2)),
                (imported_at(9), Some(2)),
            ] {
                let found = service
                    .catalogues
                    .as_of(moment)
                    .await
                    .expect("the record is read");
                assert_eq!(
                    found.map(|catalogue| catalogue.at().0),
                    revision,
                    "{moment}"
                );
            }
        },
    );
}

#[test]
fn an_empty_record_is_said_to_be_empty() {
    on_both(async |record| {
        let outcome = catalogue::Catalogues::open(record.store.clone()).await;
        assert!(matches!(outcome, Err(CataloguesError::Empty)));
    });
}
