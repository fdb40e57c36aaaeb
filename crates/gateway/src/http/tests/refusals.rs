use std::time::{Duration, Instant};

use ::http::{StatusCode, header};
use axum::body::Body;
use serde_json::json;

use super::{post, server, server_with};
use crate::{http::Options, limits::Limits};

#[tokio::test]
async fn the_known_attacks_are_answered_at_once_at_every_entry() {
    let server = server();
    let brackets = format!("{{ number(n: {}", "[".repeat(2_000));
    let fragments: String = (0..25)
        .map(|at| format!("fragment F{at} on Query{{...F{} ...F{}}}", at + 1, at + 1))
        .collect();
    let fragments = format!("{{...F0}}{fragments}fragment F25 on Query{{ping}}");
    for attack in [brackets, fragments] {
        let encoded = attack
            .replace('{', "%7B")
            .replace('}', "%7D")
            .replace('[', "%5B")
            .replace(' ', "%20");
        // The quickest of five: other tests share the machine.
        let mut quickest = Duration::MAX;
        let mut replies = Vec::new();
        for _ in 0..5 {
            let start = Instant::now();
            let posted = server.query(&attack).await;
            let got = server.get(&format!("query={encoded}"), &[]).await;
            quickest = quickest.min(start.elapsed());
            replies = vec![posted, got];
        }
        assert!(quickest < Duration::from_millis(50), "took {quickest:?}");
        for reply in replies {
            assert_eq!(reply.code(), "DOCUMENT_TOO_COMPLEX");
            let limit = reply.error()["extensions"]["limit"].clone();
            assert!(
                limit["actual"].as_u64() > limit["maximum"].as_u64(),
                "{limit}"
            );
        }
    }
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn variables_nested_too_deeply_are_refused() {
    let server = server();
    let start = Instant::now();
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for close in [close, ""] {
            let value = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
            let body = format!("{{\"query\":\"{{ping}}\",\"variables\":{{\"n\":{value}}}}}");
            let reply = server
                .send(post(json!({})).body_raw(Body::from(body)))
                .await;
            assert_eq!(reply.code(), "BAD_REQUEST");
        }
    }
    assert!(start.elapsed() < Duration::from_millis(50 * 4));
}

#[tokio::test]
async fn long_bodies_are_refused() {
    let server = server();
    let body = format!(
        "{{\"query\":\"{{ping}}\",\"x\":\"{}\"}}",
        "x".repeat(300_000)
    );
    let reply = server
        .send(post(json!({})).body_raw(Body::from(body)))
        .await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(reply.code(), "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn slow_bodies_are_given_up() {
    let limits = Limits {
        body_time: Duration::from_millis(1),
        ..Limits::default()
    };
    let body = Body::from_stream(futures::stream::pending::<
        Result<&'static str, std::io::Error>,
    >());
    let reply = server_with(limits, Options::default())
        .send(post(json!({})).body_raw(body))
        .await;
    assert_eq!(reply.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(reply.code(), "REQUEST_TIMEOUT");
}

#[tokio::test]
async fn long_operations_are_given_up_and_not_kept() {
    let limits = Limits {
        execution_time: Duration::from_millis(1),
        ..Limits::default()
    };
    let server = server_with(limits, Options::default());
    for executions in 1..3 {
        let reply = server.query("{ never }").await;
        assert_eq!(reply.status, StatusCode::GATEWAY_TIMEOUT);
        assert_eq!(reply.code(), "REQUEST_TIMEOUT");
        assert!(reply.json().get("data").is_none());
        assert_eq!(server.executions(), executions);
    }
}

/// One thread answers everybody here: an operation that kept it would keep it for good.
#[tokio::test]
async fn work_that_never_awaits_ends_at_the_limit_and_holds_up_nobody() {
    let limits = Limits {
        execution_time: Duration::from_millis(200),
        concurrent_requests: 4,
        ..Limits::default()
    };
    let server = server_with(limits, Options::default());
    let counts = server.query("{ counts }");
    let honest = async {
        server.inside.started.notified().await;
        server.query("{ ping }").await
    };
    let (counts, honest) = tokio::join!(counts, honest);
    assert_eq!(honest.json()["data"], json!({ "ping": 1 }));
    assert_eq!(counts.code(), "REQUEST_TIMEOUT");
    // Its place is free again once its thread has seen that nobody waits.
    for _ in 0..3 {
        let again = server.query("{ counts }").await;
        assert_eq!(again.code(), "REQUEST_TIMEOUT");
    }
}

#[tokio::test]
async fn a_full_server_sends_away_what_it_would_have_to_run() {
    let limits = Limits {
        concurrent_requests: 1,
        ..Limits::default()
    };
    let server = server_with(limits, Options::default());
    server.query("{ ping }").await;
    let meanwhile = async {
        server.inside.started.notified().await;
        let reply = server.query("{ a: ping }").await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(reply.code(), "SERVICE_UNAVAILABLE");
        assert_eq!(reply.header(header::RETRY_AFTER), "1");
        assert_eq!(
            server.query("{ ping }").await.status,
            StatusCode::OK,
            "a known answer"
        );
        server.inside.gate.notify_one();
    };
    let (waited, ()) = tokio::join!(server.query("{ waits }"), meanwhile);
    assert_eq!(waited.status, StatusCode::OK);
    assert_eq!(server.query("{ a: ping }").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_client_that_asks_too_often_is_told_when_to_come_back() {
    let limits = Limits {
        requests_per_second: 1,
        burst: 2,
        ..Limits::default()
    };
    let options = Options {
        client_header: Some(::http::HeaderName::from_static("x-forwarded-for")),
        ..Options::default()
    };
    let server = server_with(limits, options);
    let ask = |from: &'static str| {
        let request = post(json!({ "query": "{ ping }" })).header("x-forwarded-for", from);
        server.send(request.body_json())
    };
    assert_eq!(ask("10.0.0.1").await.status, StatusCode::OK);
    assert_eq!(ask("10.9.9.9, 10.0.0.1").await.status, StatusCode::OK);
    let reply = ask("10.0.0.1").await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.code(), "TOO_MANY_REQUESTS");
    assert_eq!(reply.header(header::RETRY_AFTER), "1");
    assert_eq!(ask("10.0.0.2").await.status, StatusCode::OK);
    for host in ["2001:db8::1", "2001:db8::2"] {
        assert_eq!(ask(host).await.status, StatusCode::OK);
    }
    assert_eq!(
        ask("2001:db8::3").await.status,
        StatusCode::TOO_MANY_REQUESTS,
        "one network"
    );
}
