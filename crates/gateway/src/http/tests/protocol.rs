use ::http::{Method, StatusCode, header};
use axum::{body::Body, extract::Request};
use serde_json::json;

use super::{GRAPHQL, post, server, server_with};
use crate::http::{Cors, Example, Options, PageFile};

#[tokio::test]
async fn the_form_follows_accept() {
    let server = server();
    for (accept, expected) in [
        (GRAPHQL, GRAPHQL),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (
            "application/json, application/graphql-response+json",
            GRAPHQL,
        ),
        (
            "application/json, application/graphql-response+json;q=0.9",
            "application/json",
        ),
        (
            "application/graphql-response+json;charset=utf-8, application/json;charset=utf-8",
            GRAPHQL,
        ),
        ("Application/JSON; charset=\"UTF-8\"", "application/json"),
        ("text/html, */*;q=0.8", "application/json"),
        ("application/json;q=0, */*", ""),
        ("application/json;charset=shift_jis", ""),
        ("image/png", ""),
        ("text/html", ""),
        ("", ""),
    ] {
        let request = post(json!({ "query": "{ ping }" })).header("accept", accept);
        let reply = server.send(request.body_json()).await;
        if expected.is_empty() {
            assert_eq!(reply.status, StatusCode::NOT_ACCEPTABLE, "{accept}");
            assert_eq!(reply.code(), "NOT_ACCEPTABLE");
        } else {
            assert_eq!(reply.status, StatusCode::OK, "{accept}");
            let content_type = format!("{expected}; charset=utf-8");
            assert_eq!(reply.header(header::CONTENT_TYPE), content_type, "{accept}");
            assert_eq!(reply.json()["data"], json!({ "ping": 1 }));
        }
    }
}

#[tokio::test]
async fn only_json_in_utf8_is_taken() {
    let server = server();
    for (content_type, status) in [
        ("application/json", StatusCode::OK),
        ("application/json; charset=utf-8", StatusCode::OK),
        ("APPLICATION/JSON;charset=UTF-8", StatusCode::OK),
        ("text/plain", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (
            "application/json; charset=euc-jp",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            "application/x-www-form-urlencoded",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            "multipart/form-data; boundary=x",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        ("application/graphql", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (
            "text/plain, application/json",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        ("", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let request = post(json!({ "query": "{ ping }" })).header("content-type", content_type);
        let reply = server.send(request.body_json()).await;
        assert_eq!(reply.status, status, "{content_type}");
    }
    let request = post(json!({ "query": "{ ping }" })).header("content-encoding", "gzip");
    let reply = server.send(request.body_json()).await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn bodies_that_are_no_request_are_400() {
    let server = server();
    for body in [
        "",
        " ",
        "{",
        "null",
        "1",
        "\"{ ping }\"",
        "{}",
        "{\"query\": null}",
        "{\"query\": 1}",
        "{\"query\": \"{ ping }\", \"variables\": []}",
        "{\"query\": \"{ ping }\", \"variables\": \"{}\"}",
        "{\"query\": \"{ ping }\", \"extensions\": 1}",
        "{\"query\": \"{ ping }\", \"operationName\": {}}",
        "[{\"query\": \"{ ping }\"}]",
        "[]",
        "{\"query\": \"{ ping }\"} x",
        "{\"query\": \"\\ud800\"}",
    ] {
        for accept in [GRAPHQL, "application/json"] {
            let request = post(json!({})).header("accept", accept);
            let reply = server.send(request.body_raw(Body::from(body))).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{body}");
            assert_eq!(reply.code(), "BAD_REQUEST", "{body}");
            assert!(reply.json().get("data").is_none());
        }
    }
    let reply = server
        .send(post(json!([{ "query": "{ ping }" }])).body_json())
        .await;
    assert_eq!(
        reply.error()["message"],
        "batches are not supported: send one request at a time"
    );
    let reply = server
        .send(post(json!({})).body_raw(Body::from(&b"{\"query\": \"\xff\"}"[..])))
        .await;
    assert_eq!(reply.code(), "BAD_REQUEST");
}

#[tokio::test]
async fn null_and_unknown_members_are_as_good_as_none() {
    let reply = server()
        .post(json!({ "query": "{ ping }", "variables": null, "operationName": null, "extensions": null, "other": 1 }))
        .await;
    assert_eq!(reply.status, StatusCode::OK);
}

#[tokio::test]
async fn get_runs_queries() {
    let server = server();
    let reply = server.get("query=%7Bping%7D", &[]).await;
    assert_eq!(
        (reply.status, &reply.json()["data"]),
        (StatusCode::OK, &json!({ "ping": 1 }))
    );
    let reply = server
        .get("query=query%20A(%24t:String!)%7Becho(text:%24t)%7Dquery%20B%7Bping%7D&operationName=A&variables=%7B%22t%22:%22%E9%80%A3%E7%B5%90%22%7D&extensions=", &[("accept", GRAPHQL)])
        .await;
    assert_eq!(reply.json()["data"], json!({ "echo": "連結" }));
    for parameters in [
        "",
        "query=",
        "variables=%7B%7D",
        "query=%7Bping%7D&variables=1",
        "query=%7Bping%7D&variables=%7B",
    ] {
        let reply = server.get(parameters, &[]).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (StatusCode::BAD_REQUEST, "BAD_REQUEST")
        );
    }
    let long = format!("query=%7Bping%7D&x={}", "x".repeat(20_000));
    assert_eq!(
        server.get(&long, &[]).await.status,
        StatusCode::URI_TOO_LONG
    );
}

#[tokio::test]
async fn get_runs_no_mutations() {
    let server = server();
    for accept in [GRAPHQL, "application/json"] {
        let reply = server
            .get("query=mutation%7Bchange%7D", &[("accept", accept)])
            .await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(reply.header(header::ALLOW), "POST");
    }
    let reply = server
        .get(
            "query=query%20A%7Bping%7Dmutation%20B%7Bchange%7D&operationName=B",
            &[],
        )
        .await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(server.executions(), 0);
    assert_eq!(
        server.query("mutation { change }").await.json()["data"],
        json!({ "change": 1 })
    );
}

#[tokio::test]
async fn other_methods_are_told_which_fit() {
    let server = server();
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
        let request = Request::builder().method(method).uri("/graphql");
        let reply = server.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(reply.header(header::ALLOW), "GET, HEAD, POST, OPTIONS");
        assert_eq!(reply.code(), "METHOD_NOT_ALLOWED");
    }
    let request = Request::builder().method("OPTIONS").uri("/graphql");
    let reply = server.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(reply.header(header::ALLOW), "GET, HEAD, POST, OPTIONS");
}

#[tokio::test]
async fn a_browser_gets_graphiql() {
    const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let options = Options {
        examples: vec![Example {
            query: "query Ping { ping } # </script>".to_owned(),
            variables: "{}".to_owned(),
        }],
        ..Options::default()
    };
    let with_example = server_with(Default::default(), options);
    let reply = with_example.get("", &[("accept", BROWSER)]).await;
    assert_eq!(
        reply.header(header::CONTENT_TYPE),
        "text/html; charset=utf-8"
    );
    let page = String::from_utf8(reply.body.clone()).unwrap();
    assert!(page.contains("query Ping { ping }") && !page.contains("# </script>"));
    assert_eq!(
        page.matches("integrity=\"sha384-").count(),
        page.matches("https://").count()
    );
    let notice = ["built without GraphiQL", "組み込まれていない"];
    assert!(notice.iter().all(|said| page.contains(said)), "{page}");
    assert!(
        reply
            .header(header::CONTENT_SECURITY_POLICY)
            .starts_with("default-src 'none'; script-src 'sha256-")
    );
    let options = Options {
        graphiql: false,
        ..Options::default()
    };
    let without = server_with(Default::default(), options);
    let reply = without
        .get("query=%7Bping%7D", &[("accept", BROWSER)])
        .await;
    assert_eq!(reply.json()["data"], json!({ "ping": 1 }));
}

/// With the files in the binary the page loads nothing from elsewhere, and its policy allows nothing else.
#[tokio::test]
async fn graphiql_in_the_binary_comes_from_here_alone() {
    let files = [
        ("graphiql.min.css", "body {}"),
        ("graphiql.min.js", "let x;"),
    ];
    let files = files.map(|(name, text)| PageFile {
        name,
        bytes: text.as_bytes(),
    });
    let options = Options {
        page_files: files.into(),
        ..Options::default()
    };
    let server = server_with(Default::default(), options);
    let get = |path: &str, name: &'static str, value: &str| {
        let request = Request::builder().uri(path).header(name, value);
        server.send(request.body(Body::empty()).unwrap())
    };
    let page = get("/graphql", "accept", "text/html").await;
    let policy = page.header("content-security-policy").to_owned();
    assert!(
        policy.contains("script-src 'sha256-") && policy.contains(" 'self'; style-src 'self' ")
    );
    let page = String::from_utf8(page.body).unwrap();
    assert!(!format!("{page}{policy}").contains("://"), "{page}");
    assert!(!page.contains("built without"), "{page}");
    for file in files {
        let path = format!("/graphiql/{}", file.name);
        let address = format!("=\"{path}\" integrity=\"sha384-");
        assert!(page.contains(&address), "{page}");
        let reply = get(&path, "accept", "*/*").await;
        assert_eq!(reply.body, file.bytes);
        assert!(reply.header("content-type").starts_with("text/"));
        let again = get(&path, "if-none-match", reply.header("etag")).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    }
    assert_eq!(
        get("/graphiql/other.js", "accept", "*/*").await.code(),
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn the_other_addresses_answer() {
    let server = server();
    let get = |path: &str| {
        Request::builder()
            .uri(path.to_owned())
            .body(Body::empty())
            .unwrap()
    };
    let reply = server.send(get("/health")).await;
    assert_eq!(
        reply.json(),
        json!({ "status": "ok", "revision": 0, "database": "ok" })
    );
    let reply = server.send(get("/schema.graphql")).await;
    assert_eq!(
        reply.header(header::CONTENT_TYPE),
        "text/plain; charset=utf-8"
    );
    assert!(
        String::from_utf8(reply.body.clone())
            .unwrap()
            .contains("type Query")
    );
    let again = Request::builder()
        .uri("/schema.graphql")
        .header("if-none-match", reply.header(header::ETAG));
    let again = server.send(again.body(Body::empty()).unwrap()).await;
    assert_eq!(
        (again.status, again.body.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    let reply = server.send(get("/elsewhere")).await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::NOT_FOUND, "NOT_FOUND")
    );
    for path in ["/health", "/schema.graphql"] {
        let request = Request::builder().method("POST").uri(path);
        let reply = server.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(reply.header(header::ALLOW), "GET, HEAD");
    }
}

#[tokio::test]
async fn other_sites_may_ask_if_configured() {
    let ask = |cors: Cors| async {
        let options = Options {
            cors,
            ..Options::default()
        };
        let server = server_with(Default::default(), options);
        let request = post(json!({ "query": "{ ping }" })).header("origin", "https://a.example");
        let reply = server.send(request.body_json()).await;
        reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN).to_owned()
    };
    assert_eq!(ask(Cors::Off).await, "");
    assert_eq!(ask(Cors::Any).await, "*");
    let only = |origin: &'static str| Cors::Origins(vec![::http::HeaderValue::from_static(origin)]);
    assert_eq!(ask(only("https://a.example")).await, "https://a.example");
    assert_eq!(ask(only("https://b.example")).await, "");
}

#[tokio::test]
async fn the_headers_of_real_clients_pass_a_preflight() {
    let options = Options {
        cors: Cors::Any,
        ..Options::default()
    };
    let server = server_with(Default::default(), options);
    let asked = "authorization,content-type,apollographql-client-name,apollographql-client-version,traceparent,\
                 apollo-require-preflight,x-request-id,last-event-id";
    for path in ["/graphql", "/events", "/schema.graphql"] {
        let preflight = Request::builder()
            .method(Method::OPTIONS)
            .uri(path)
            .header("origin", "https://a.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", asked);
        let reply = server.send(preflight.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        let allowed = reply.header("access-control-allow-headers").to_owned();
        for name in asked.split(',') {
            assert!(allowed.contains(name), "{path}: {name} is not in {allowed}");
        }
        assert_eq!(reply.header("access-control-max-age"), "86400");
    }
    let reply = server
        .send(
            post(json!({ "query": "{ ping }" }))
                .header("origin", "https://a.example")
                .body_json(),
        )
        .await;
    let exposed = reply.header("access-control-expose-headers");
    for name in ["etag", "retry-after", "x-request-id"] {
        assert!(exposed.contains(name), "{exposed}");
    }
}
