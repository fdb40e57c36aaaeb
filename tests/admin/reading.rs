//! Reading with a key, where the server wants one.

use access::Scope;
use axum::body::Body;
use harness::on_both;
use http::{Request, StatusCode, header};

use crate::desk::{Desk, Reply, limits};

async fn get(desk: &Desk, path: &str, key: Option<&str>) -> Reply {
    let mut request = Request::get(path);
    if let Some(key) = key {
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    desk.send(request.body(Body::empty()).expect("a request"))
        .await
}

const QUERY: &str = "/graphql?query=%7B__typename%7D";

#[test]
fn reading_is_open_though_keys_exist() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        desk.key("Ben", Scope::Read).await;
        let reply = get(&desk, QUERY, None).await;
        assert_eq!(reply.status, StatusCode::OK);
        let caches = reply.headers[header::CACHE_CONTROL].to_str();
        assert!(caches.expect("text").starts_with("public"));
    });
}

#[test]
fn reading_needs_a_key_where_the_server_says_so() {
    on_both(async |record| {
        let desk = Desk::with(&record.store, limits(), true, |catalogues| {
            tsunagu::Curator::new(catalogues.clone())
        })
        .await;
        let reply = get(&desk, QUERY, None).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "no key exists yet");
        let reader = desk.key("Ben", Scope::Read).await;
        let curator = desk.key("Aiko", Scope::Curate).await;
        for (key, status) in [
            (None, StatusCode::UNAUTHORIZED),
            (Some(curator.as_str()), StatusCode::FORBIDDEN),
            (Some(reader.as_str()), StatusCode::OK),
        ] {
            let reply = get(&desk, QUERY, key).await;
            assert_eq!(reply.status, status, "{reply:?}");
        }
        let reply = get(&desk, QUERY, Some(&reader)).await;
        let caches = reply.headers[header::CACHE_CONTROL].to_str();
        assert!(caches.expect("text").starts_with("private"));
        let tag = reply.headers[header::ETAG].clone();
        let known = Request::get(QUERY).header(header::IF_NONE_MATCH, tag);
        let reply = desk
            .send(known.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "a tag is no key");
        let post = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(r#"{"query":"{__typename}"}"#));
        let reply = desk.send(post.expect("a request")).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(get(&desk, "/health", None).await.status, StatusCode::OK);
    });
}

/// A new route is closed until somebody opens it: whatever address is asked for, known or not, in whichever way.
#[test]
fn nothing_but_the_health_and_the_page_is_open_where_keys_are_required() {
    on_both(async |record| {
        let desk = Desk::with(&record.store, limits(), true, |catalogues| {
            tsunagu::Curator::new(catalogues.clone())
        })
        .await;
        let reader = desk.key("Ben", Scope::Read).await;
        for path in [
            QUERY,
            "/graphql",
            "/schema.graphql",
            "/export",
            "/export/approvals.csv",
            "/export/record.zip",
            "/feed.atom",
            "/nowhere",
            "/",
        ] {
            let reply = get(&desk, path, None).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{path}");
            let reply = get(&desk, path, Some(&reader)).await;
            assert_ne!(reply.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        // With a key this one never ends.
        let reply = get(&desk, "/events", None).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(get(&desk, "/health", None).await.status, StatusCode::OK);
        let page = Request::get("/graphql").header(header::ACCEPT, "text/html");
        let page = desk
            .send(page.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(page.status, StatusCode::OK);
    });
}
