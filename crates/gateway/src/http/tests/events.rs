use ::http::StatusCode;
use axum::{body::Body, extract::Request};
use futures::StreamExt;
use tower::ServiceExt;

use super::{Server, server, server_with};
use crate::{http::Options, limits::Limits};

fn request(headers: &[(&str, &str)]) -> Request {
    let mut request = Request::builder().uri("/events");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

async fn listen(server: &Server) -> Body {
    let response = server.router.clone().oneshot(request(&[])).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let kind = &response.headers()["content-type"];
    assert_eq!(kind, "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-store");
    response.into_body()
}

/// The data of the next event.
async fn next(body: &mut axum::body::BodyDataStream) -> String {
    let bytes = body.next().await.expect("an event").expect("it is read");
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    assert!(text.contains("event: revision\n"), "{text}");
    let data = text.lines().find_map(|line| line.strip_prefix("data: "));
    data.expect("data").to_owned()
}

#[tokio::test]
async fn the_present_revision_is_told_and_then_each_that_is_published() {
    let server = server();
    server.inside.published.send_replace(3);
    let mut events = listen(&server).await.into_data_stream();
    assert_eq!(next(&mut events).await, "{\"revision\":3}");
    server.inside.published.send_replace(4);
    assert_eq!(next(&mut events).await, "{\"revision\":4}");
    // Who reads late is told the newest.
    server.inside.published.send_replace(5);
    server.inside.published.send_replace(6);
    assert_eq!(next(&mut events).await, "{\"revision\":6}");
}

#[tokio::test]
async fn places_are_bounded_and_given_back() {
    let limits = Limits {
        listeners: 4,
        ..Limits::default()
    };
    let server = server_with(limits, Options::default());
    let first = listen(&server).await;
    let refused = server.send(request(&[])).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.header("retry-after"), "30");
    assert_eq!(refused.code(), "SERVICE_UNAVAILABLE");
    drop(first);
    drop(listen(&server).await);
}

#[tokio::test]
async fn only_get_listens() {
    let post = Request::builder().method("POST").uri("/events");
    let refused = server().send(post.body(Body::empty()).unwrap()).await;
    assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(refused.header("allow"), "GET, HEAD");
}

#[tokio::test]
async fn a_websocket_is_told_what_there_is_instead() {
    let wanted = Request::builder()
        .uri("/graphql")
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-protocol", "graphql-transport-ws");
    let refused = server().send(wanted.body(Body::empty()).unwrap()).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let message = refused.error()["message"].to_string();
    assert!(
        message.contains("no subscriptions") && message.contains("/events"),
        "{message}"
    );
    let ja = refused.error()["extensions"]["messageJa"].to_string();
    assert!(ja.contains("/events"), "{ja}");
}
