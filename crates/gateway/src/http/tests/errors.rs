use ::http::StatusCode;
use serde_json::json;

use super::{post, server, server_with};
use crate::{code::Code, http::Options};

#[tokio::test]
async fn every_error_has_code_japanese_message_and_request_id() {
    let server = server();
    for (query, code) in [
        ("{", Code::GraphqlParseFailed),
        ("{ a(x: \") }", Code::GraphqlParseFailed),
        ("{ pong }", Code::GraphqlValidationFailed),
        ("{ ping { x } }", Code::GraphqlValidationFailed),
        ("{ ...F }", Code::GraphqlValidationFailed),
        (
            "{ ...F } fragment F on Query { ...F }",
            Code::GraphqlValidationFailed,
        ),
        ("{ echo }", Code::GraphqlValidationFailed),
        ("{ number(n: \"one\") }", Code::BadUserInput),
        ("query($n: Int!) { number(n: $n) }", Code::BadUserInput),
        (
            "query A { ping } query B { ping }",
            Code::OperationResolutionFailure,
        ),
        ("subscription { ping }", Code::BadRequest),
        (
            "{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a}}}}}}}}}}}}}}}}}",
            Code::DocumentTooComplex,
        ),
    ] {
        let reply = server.query(query).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(reply.code(), code.as_str(), "{query}: {}", reply.json());
        assert!(reply.json().get("data").is_none(), "{query}");
        assert_eq!(reply.header("cache-control"), "no-store");
        let extensions = &reply.error()["extensions"];
        // What the library finds wrong is told with its name and place.
        let ja = extensions["messageJa"].as_str().unwrap_or_default();
        let is_kana = |c: char| matches!(c, 'ぁ'..='ん');
        assert!(ja.contains(is_kana), "{query}: {ja}");
        assert_eq!(extensions["requestId"], reply.header("x-request-id"));
        let request = post(json!({ "query": query })).header("accept", "application/json");
        let reply = server.send(request.body_json()).await;
        let expected = if code == Code::BadRequest { 400 } else { 200 };
        assert_eq!(reply.status.as_u16(), expected, "{query}");
    }
}

#[tokio::test]
async fn a_wrong_value_of_a_variable_is_the_users() {
    let query = "query($n: Int!) { number(n: $n) }";
    let server = server();
    for n in [json!("one"), json!([1]), json!(1.5), json!({ "a": 1 })] {
        let reply = server
            .post(json!({ "query": query, "variables": { "n": n } }))
            .await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (StatusCode::BAD_REQUEST, "BAD_USER_INPUT"),
            "{}",
            reply.json()
        );
    }
    // The library sees the range of a number only in the resolver.
    let reply = server.query("{ number(n: 99999999999) }").await;
    assert_eq!(reply.code(), "BAD_USER_INPUT");
    assert_eq!(reply.error()["path"], json!(["number"]));
}

#[tokio::test]
async fn a_failing_field_nulls_the_answer_and_keeps_status_200() {
    let reply = server().query("{ fails }").await;
    assert_eq!(reply.status, StatusCode::OK);
    let json = reply.json();
    assert_eq!(json["data"], json!(null));
    assert!(json.get("data").is_some());
    assert_eq!(json["errors"][0]["path"], json!(["fails"]));
    assert_eq!(json["errors"][0]["message"], "no such code");
}

#[tokio::test]
async fn paths_inside_lists_reach_their_field() {
    let server = server();
    for query in [
        "{ items { number odd } }",
        "{ items { ...F } } fragment F on Item { odd }",
        "{ items { ... { ... on Item { odd } } } }",
    ] {
        let reply = server.query(query).await;
        assert_eq!(reply.json()["data"], json!({ "items": null }), "{query}");
        assert_eq!(reply.error()["path"], json!(["items", 0, "odd"]), "{query}");
    }
    let reply = server.query("{ list: items { strange: odd } }").await;
    assert_eq!(reply.error()["path"], json!(["list", 0, "strange"]));
    let reply = server.query("{ optionalItems { number odd } }").await;
    assert_eq!(reply.error()["path"], json!(["optionalItems", 0, "odd"]));
    assert_eq!(
        reply.json()["data"]["optionalItems"][1],
        json!({ "number": 1, "odd": 1 })
    );
}

#[tokio::test]
async fn nothing_internal_leaves() {
    let server = server();
    let reply = server.query("{ leaks }").await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::OK, "INTERNAL_SERVER_ERROR")
    );
    assert_eq!(reply.json()["data"], json!({ "leaks": null }));
    assert_eq!(
        reply.error()["message"],
        Code::InternalServerError.message()
    );
    let reply = server.query("{ panics }").await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(reply.code(), "INTERNAL_SERVER_ERROR");
    assert!(!String::from_utf8(reply.body).unwrap().contains("secret"));
    assert_eq!(server.query("{ ping }").await.status, StatusCode::OK);
}

#[tokio::test]
async fn long_messages_and_long_lists_of_errors_are_cut() {
    let server = server();
    let reply = server
        .query(&format!("{{ number(n: \"{}\") }}", "あ".repeat(10_000)))
        .await;
    assert!(reply.error()["message"].as_str().unwrap().chars().count() <= 501);
    let wrong: String = (0..1_000).map(|at| format!("wrong{at} ")).collect();
    let reply = server.query(&format!("{{ items {{ {wrong} }} }}")).await;
    assert_eq!(reply.json()["errors"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_proxys_request_id_is_kept_if_it_is_plain() {
    let server = server();
    let ask = |id: &'static str| {
        let request = post(json!({ "query": "{ pong }" })).header("x-request-id", id);
        server.send(request.body_json())
    };
    assert_eq!(
        ask("abc-123_4.5").await.header("x-request-id"),
        "abc-123_4.5"
    );
    for id in ["short", "with blank", "<script>alert()"] {
        let given = ask(id).await.header("x-request-id").to_owned();
        assert_eq!(given.len(), 16);
    }
    assert_ne!(
        server.query("{ ping }").await.header("x-request-id"),
        server.query("{ a }").await.header("x-request-id")
    );
}

#[tokio::test]
async fn cost_and_revision_stand_beside_the_data() {
    let reply = server().query("{ ping items { number } }").await;
    let expected = json!({ "cost": { "estimated": 7, "limit": 100_000 }, "revision": 0 });
    assert_eq!(reply.json()["extensions"], expected);
    let options = Options {
        extensions: false,
        ..Options::default()
    };
    let reply = server_with(Default::default(), options)
        .query("{ ping }")
        .await;
    assert_eq!(reply.json(), json!({ "data": { "ping": 1 } }));
}

#[tokio::test]
async fn introspection_can_be_switched_off() {
    let options = Options {
        introspection: false,
        ..Options::default()
    };
    let server = server_with(Default::default(), options);
    for query in [
        "{ __schema { queryType { name } } }",
        "{ ping ...F } fragment F on Query { __type(name: \"Item\") { name } }",
    ] {
        assert_eq!(server.query(query).await.code(), "INTROSPECTION_DISABLED");
    }
    assert_eq!(server.query("{ __typename }").await.status, StatusCode::OK);
}

#[test]
fn codes_are_unique_and_readable() {
    for code in Code::ALL {
        assert_eq!(Code::parse(code.as_str()), Some(*code));
        assert!(code.status().is_client_error() || code.status().is_server_error());
    }
}
