//! The operations of this repository as a server's trusted documents.

use std::path::Path;

use axum::body::Body;
use axum::http::{Request, header};
use gateway::http::{Options, Trusted, trusted_documents};
use harness::{Fragments, Service, bundled_sqlite, on_a_large_stack};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn on_runtime<F: Future<Output = ()>>(test: impl FnOnce() -> F + Send) {
    on_a_large_stack(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(test());
    });
}

async fn post(service: &Service, body: Value) -> (u16, Value) {
    let request = Request::post("/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/graphql-response+json")
        .body(Body::from(body.to_string()))
        .expect("a request");
    let (status, bytes) = service.send(request).await;
    (status, serde_json::from_slice(&bytes).expect("JSON"))
}

async fn trusting(documents: Vec<Trusted>) -> Service {
    let options = Options {
        trusted_documents: Some(documents),
        ..Options::default()
    };
    Service::over(&bundled_sqlite().await).await.with(options)
}

#[test]
fn the_operations_of_the_contract_are_trusted_however_they_are_sent() {
    on_runtime(|| async {
        let folder = harness::root().join("schema/operations");
        let documents = trusted_documents(&folder).expect("they are read");
        assert!(documents.len() > 50, "{} documents", documents.len());
        let texts = documents.iter().map(|document| &*document.text);
        assert_eq!(gateway::validate::problems(texts).await, []);
        let service = trusting(documents.clone()).await;

        let variables = harness::variables(&folder.join("variables.json"));
        let fragments = Fragments::read(&folder.join("fragments.graphql"));
        for document in documents
            .iter()
            .filter(|one| one.file.parent() == Some(&folder))
        {
            let name = document.file.file_stem().expect("a name").to_string_lossy();
            let variables = &variables[&*name][0];
            // As another bundler writes it, in other layout, with comments.
            let file = harness::read(&document.file);
            let sent = fragments.complete(&file).replace('\n', "\n  # and\n");
            let (status, answer) =
                post(&service, json!({ "query": sent, "variables": variables })).await;
            assert_eq!(status, 200, "{name}: {answer}");
            let id = format!("{:x}", Sha256::digest(document.text.as_bytes()));
            let by_id = json!({ "documentId": id, "variables": variables });
            let (status, named) = post(&service, by_id).await;
            assert_eq!(status, 200, "{name}: {named}");
            assert_eq!(named["data"], answer["data"], "{name}");
        }
        for (body, status, code) in [
            (
                json!({ "query": "{ catalogue { revision } }" }),
                403,
                "DOCUMENT_NOT_TRUSTED",
            ),
            (
                json!({ "documentId": "unknown" }),
                400,
                "PERSISTED_QUERY_NOT_FOUND",
            ),
        ] {
            let (found, answer) = post(&service, body).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
            assert_eq!(found, status, "{answer}");
        }
    });
}

#[test]
fn ids_of_manifests_name_documents() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manifests");
    std::fs::create_dir_all(&folder).expect("a folder");
    // Relay names documents by the MD5 of their text, Apollo by SHA-256, others as they like.
    let relay = json!({ "b1b4d3e2c1f0a9e8d7c6b5a4f3e2d1c0": "query R { catalogue { revision } }" });
    let apollo = json!({
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{ "id": "named", "name": "A", "type": "query", "body": "query A { databases { code } }" }],
    });
    for (name, manifest) in [("relay.json", &relay), ("apollo.json", &apollo)] {
        std::fs::write(folder.join(name), manifest.to_string()).expect("written");
    }
    let documents = trusted_documents(&folder).expect("they are read");
    on_runtime(|| async {
        let service = trusting(documents).await;
        for id in ["b1b4d3e2c1f0a9e8d7c6b5a4f3e2d1c0", "named"] {
            let (status, answer) = post(&service, json!({ "documentId": id })).await;
            assert_eq!(status, 200, "{id}: {answer}");
        }
        let (status, answer) = post(
            &service,
            json!({ "documentId": "named", "query": "query R { catalogue { revision } }" }),
        )
        .await;
        assert_eq!(status, 400, "{answer}");
    });
}

#[test]
fn a_document_that_does_not_fit_is_told_with_its_place() {
    on_runtime(|| async {
        let texts = [
            "{ catalogue { revision } }",
            "query A {\n  databases { colour }\n}",
        ];
        let problems = gateway::validate::problems(texts.into_iter()).await;
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].0, 1);
        assert!(problems[0].1.starts_with("2:15: "), "{problems:?}");
        assert!(problems[0].1.contains("colour"), "{problems:?}");
    });
}
