use std::fmt::Write as _;

use ::http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{post, server, server_with};
use crate::{
    http::{Options, Trusted},
    limits::Limits,
};

fn id(text: &str) -> String {
    let mut id = String::new();
    for byte in Sha256::digest(text) {
        write!(id, "{byte:02x}").unwrap();
    }
    id
}

fn persisted(text: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": id(text) } })
}

#[tokio::test]
async fn a_query_is_persisted_by_sending_it_once_with_its_hash() {
    let server = server();
    let ask = || server.post(json!({ "extensions": persisted("{ ping }") }));
    let reply = ask().await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::BAD_REQUEST, "PERSISTED_QUERY_NOT_FOUND")
    );
    assert_eq!(reply.error()["message"], "PersistedQueryNotFound");
    server.query("{ ping }").await;
    assert_eq!(
        ask().await.code(),
        "PERSISTED_QUERY_NOT_FOUND",
        "not without its hash"
    );
    let reply = server
        .post(json!({ "query": "{ ping }", "extensions": persisted("{ ping }") }))
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(ask().await.json()["data"], json!({ "ping": 1 }));
    let get = format!("extensions={}", persisted("{ ping }"));
    let get = get
        .replace('{', "%7B")
        .replace('}', "%7D")
        .replace('"', "%22");
    assert_eq!(
        server.get(&get, &[]).await.json()["data"],
        json!({ "ping": 1 })
    );
    let request =
        post(json!({ "extensions": persisted("{ a }") })).header("accept", "application/json");
    assert_eq!(
        server.send(request.body_json()).await.status,
        StatusCode::OK,
        "as clients expect"
    );
}

#[tokio::test]
async fn what_is_wrong_is_not_persisted() {
    let server = server();
    let reply = server
        .post(json!({ "query": "{ a: ping }", "extensions": persisted("{ ping }") }))
        .await;
    assert_eq!(reply.code(), "BAD_REQUEST");
    for extension in [
        json!(1),
        json!({}),
        json!({ "version": 1, "sha256Hash": "abc" }),
        json!({ "version": 2, "sha256Hash": id("x") }),
        json!({ "version": 1, "sha256Hash": "あ".repeat(32) }),
    ] {
        let reply = server
            .post(json!({ "query": "{ ping }", "extensions": { "persistedQuery": extension } }))
            .await;
        assert_eq!(reply.code(), "BAD_REQUEST", "{extension}");
    }
    let attack = "{ number(n: [[[".to_owned() + &"[".repeat(2_000);
    for _ in 0..2 {
        let reply = server
            .post(json!({ "query": attack, "extensions": persisted(&attack) }))
            .await;
        assert_eq!(reply.code(), "DOCUMENT_TOO_COMPLEX");
        let reply = server
            .post(json!({ "extensions": persisted(&attack) }))
            .await;
        assert_eq!(reply.code(), "PERSISTED_QUERY_NOT_FOUND");
    }
    let limits = Limits {
        persisted_query_bytes: 0,
        ..Limits::default()
    };
    let off = server_with(limits, Options::default());
    let reply = off
        .post(json!({ "extensions": persisted("{ ping }") }))
        .await;
    assert_eq!(reply.code(), "PERSISTED_QUERY_NOT_SUPPORTED");
}

#[tokio::test]
async fn only_trusted_documents_run_where_some_are_listed() {
    let options = Options {
        trusted_documents: Some(vec![Trusted {
            file: "ping.graphql".into(),
            text: "{ ping }".into(),
            id: Some("named".to_owned()),
        }]),
        ..Options::default()
    };
    let server = server_with(Limits::default(), options);
    let data = json!({ "ping": 1 });
    assert_eq!(server.query("{ ping }").await.json()["data"], data);
    for named in [
        json!({ "extensions": persisted("{ ping }") }),
        json!({ "documentId": id("{ ping }") }),
        json!({ "documentId": "named" }),
        json!({ "query": "# in another layout\n{\n  ping,\n}" }),
        json!({ "documentId": format!("sha256:{}", id("{ ping }")) }),
    ] {
        assert_eq!(server.post(named).await.json()["data"], data);
    }
    let reply = server.query("{ a: ping }").await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::FORBIDDEN, "DOCUMENT_NOT_TRUSTED")
    );
    let reply = server
        .post(json!({ "query": "{ a: ping }", "extensions": persisted("{ a: ping }") }))
        .await;
    assert_eq!(reply.code(), "DOCUMENT_NOT_TRUSTED");
    assert_eq!(
        server
            .post(json!({ "extensions": persisted("{ a: ping }") }))
            .await
            .code(),
        "PERSISTED_QUERY_NOT_FOUND"
    );
    assert_eq!(
        server
            .post(json!({ "query": "{ a: ping }", "documentId": id("{ ping }") }))
            .await
            .code(),
        "BAD_REQUEST"
    );
}
