use std::sync::atomic::Ordering;

use ::http::{StatusCode, header};
use futures::FutureExt;
use serde_json::json;

use super::{post, server, server_with};
use crate::{http::Options, limits::Limits};

#[tokio::test]
async fn equal_requests_run_once_per_revision() {
    let server = server();
    let ask = |variables: serde_json::Value| {
        server.post(json!({ "query": "query($t: String = \"a\") { echo(text: $t) }", "variables": variables }))
    };
    for _ in 0..3 {
        assert_eq!(
            ask(json!({ "t": "x", "u": 1 })).await.json()["data"]["echo"],
            "x"
        );
        assert_eq!(
            ask(json!({ "u": 1, "t": "x" })).await.json()["data"]["echo"],
            "x"
        );
    }
    assert_eq!(server.executions(), 1);
    assert_eq!(ask(json!({ "t": "y" })).await.json()["data"]["echo"], "y");
    assert_eq!(ask(json!({})).await.json()["data"]["echo"], "a");
    assert_eq!(server.executions(), 3);
    server.inside.revision.store(7, Ordering::Relaxed);
    assert_eq!(ask(json!({})).await.json()["extensions"]["revision"], 7);
    assert_eq!(server.executions(), 4);
}

#[tokio::test]
async fn operations_of_one_document_are_told_apart() {
    let server = server();
    let ask = |name: &str| {
        server
            .post(json!({ "query": "query A { ping } query B { a: ping }", "operationName": name }))
    };
    assert_eq!(ask("A").await.json()["data"], json!({ "ping": 1 }));
    assert_eq!(ask("B").await.json()["data"], json!({ "a": 1 }));
}

#[tokio::test]
async fn errors_and_mutations_are_not_kept() {
    let server = server();
    for query in [
        "{ fails }",
        "{ leaks ping }",
        "{ panics }",
        "mutation { change }",
    ] {
        let before = server.executions();
        server.query(query).await;
        server.query(query).await;
        assert_eq!(server.executions(), before + 2, "{query}");
    }
}

#[tokio::test]
async fn a_missing_answer_is_made_once_for_all_who_wait() {
    let server = server();
    let release = async {
        server.inside.started.notified().await;
        server.inside.gate.notify_one();
    };
    let (one, other, third, ()) = tokio::join!(
        server.query("{ waits }"),
        server.query("{ waits }"),
        server.query("{ waits }"),
        release
    );
    assert_eq!(server.executions(), 1);
    for reply in [one, other, third] {
        assert_eq!(reply.json()["data"], json!({ "waits": 1 }));
    }
}

#[tokio::test]
async fn a_get_is_revalidated_by_its_tag() {
    let server = server();
    let first = server.get("query=%7Bping%7D", &[]).await;
    let tag = first.header(header::ETAG).to_owned();
    assert!(tag.starts_with("W/\""));
    assert_eq!(
        first.header(header::CACHE_CONTROL),
        "public, max-age=0, must-revalidate"
    );
    assert_eq!(first.header(header::VARY), "accept, accept-encoding");
    let strong = tag.trim_start_matches("W/").to_owned();
    for known in [tag.clone(), strong, format!("\"x\", {tag}")] {
        let again = server
            .get("query=%7Bping%7D", &[("if-none-match", &known)])
            .await;
        assert_eq!(
            (again.status, again.body.len()),
            (StatusCode::NOT_MODIFIED, 0)
        );
        assert_eq!(again.header(header::ETAG), tag);
    }
    let other = server
        .get("query=%7Ba:ping%7D", &[("if-none-match", &tag)])
        .await;
    assert_eq!(other.status, StatusCode::OK);
    server.inside.revision.store(1, Ordering::Relaxed);
    let changed = server
        .get("query=%7Bping%7D", &[("if-none-match", &tag)])
        .await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_ne!(changed.header(header::ETAG), tag);
    let failed = server.get("query=%7Bpong%7D", &[]).await;
    assert_eq!(
        (
            failed.header(header::ETAG),
            failed.header(header::CACHE_CONTROL)
        ),
        ("", "no-store")
    );
    assert_eq!(
        server.query("{ ping }").await.header(header::ETAG),
        "",
        "POST has none"
    );
    let options = Options {
        max_age: 60,
        ..Options::default()
    };
    let reply = server_with(Limits::default(), options)
        .get("query=%7Bping%7D", &[])
        .await;
    assert_eq!(
        reply.header(header::CACHE_CONTROL),
        "public, max-age=60, must-revalidate"
    );
}

#[tokio::test]
async fn long_answers_are_compressed_as_asked() {
    let server = server();
    let text = "連結".repeat(1_000);
    for (accept, coding) in [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate, zstd", "zstd"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("gzip;q=0.5, br;q=0.8, zstd", "zstd"),
        ("br;q=0", ""),
        ("identity", ""),
        ("zstd", "zstd"),
        ("compress", ""),
    ] {
        for _ in 0..2 {
            let body = json!({ "query": "query($t: String!) { echo(text: $t) }", "variables": { "t": text } });
            let request = post(body).header("accept-encoding", accept);
            let reply = server.send(request.body_json()).await;
            assert_eq!(reply.header(header::CONTENT_ENCODING), coding, "{accept}");
            assert_eq!(
                reply.header(header::CONTENT_LENGTH),
                reply.body.len().to_string()
            );
            assert_eq!(reply.body.len() < 1_000, !coding.is_empty());
        }
    }
    assert_eq!(server.executions(), 1);
    let short = post(json!({ "query": "{ ping }" })).header("accept-encoding", "br");
    assert_eq!(
        server
            .send(short.body_json())
            .await
            .header(header::CONTENT_ENCODING),
        ""
    );
}

#[tokio::test]
async fn a_client_that_goes_away_does_not_fail_the_others() {
    let server = server();
    let mut leaves = Box::pin(server.query("{ waits }"));
    let mut stays = Box::pin(server.query("{ waits }"));
    assert!((&mut leaves).now_or_never().is_none());
    assert!((&mut stays).now_or_never().is_none());
    assert_eq!(server.executions(), 1);
    drop(leaves);
    // What the first began runs on a thread of its own until that sees that nobody waits: it may still take a note meant for the second.
    let release = async {
        loop {
            server.inside.gate.notify_one();
            tokio::task::yield_now().await;
        }
    };
    let answer = tokio::select! {
        answer = stays => answer,
        () = release => unreachable!("it goes on until the answer is there"),
    };
    assert_eq!(answer.json()["data"], json!({ "waits": 1 }));
    assert_eq!(server.executions(), 2);
}
