//! The assistant over the real router, in process: the quality set, what strangers put into names, gate and origins, mistakes.

use axum::Router;
use axum::body::Body;
use gateway::http::{Cors, Options, router_beside};
use gateway::limits::Limits;
use harness::{Service, bundled_sqlite, on_both, read, root};
use http::{Request, header};
use http_body_util::BodyExt;
use ingest::Tables;
use serde::Deserialize;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::run;

/// The newest version with an `initialize` handshake; the first with structured content is 2025-06-18.
const VERSION: &str = "2025-11-25";

struct Client(Router);

impl Client {
    fn of(service: &Service, limits: Limits, options: Options) -> Self {
        let origins = match &options.cors {
            Cors::Origins(origins) => origins.iter().map(text_of).collect(),
            _ => Vec::new(),
        };
        let assistant = assistant::Options {
            origins: assistant::Origins::Only(origins),
            ..assistant::Options::default()
        };
        Self(router_beside(
            service.executor.clone(),
            limits,
            Options {
                own_documents: assistant::documents(),
                assistants: true,
                ..options
            },
            Some(Box::new(|api| assistant::route(api, assistant))),
        ))
    }

    fn over(service: &Service) -> Self {
        Self::of(service, Limits::default(), Options::default())
    }

    /// Sends a question of the protocol; gives the status and the body.
    async fn send(&self, body: &Value, headers: &[(&str, &str)]) -> (u16, String) {
        let mut request = Request::post(assistant::PATH)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json, text/event-stream")
            .header(header::HOST, "catalogue.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_string()));
        let response = self.0.clone().oneshot(request.expect("a request")).await;
        let response = response.expect("the router always answers");
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.expect("a body");
        (
            status,
            String::from_utf8_lossy(&bytes.to_bytes()).into_owned(),
        )
    }

    /// The result of a question, or its error.
    async fn ask(&self, method: &str, parameters: Value) -> Value {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": parameters });
        let (status, text) = self.send(&body, &[("mcp-protocol-version", VERSION)]).await;
        assert_eq!(status, 200, "{text}");
        let answer: Value = serde_json::from_str(&text).expect("JSON");
        match answer.get("result") {
            Some(result) => result.clone(),
            None => answer["error"].clone(),
        }
    }

    async fn call(&self, tool: &str, arguments: &Value) -> Value {
        let parameters = json!({ "name": tool, "arguments": arguments });
        self.ask("tools/call", parameters).await
    }
}

fn text_of(value: &http::HeaderValue) -> String {
    value.to_str().expect("an origin").to_owned()
}

fn bytes(value: &Value) -> usize {
    value.to_string().len()
}

#[derive(Deserialize)]
struct Question {
    ask: String,
    language: String,
    tool: String,
    arguments: Value,
    holds: serde_json::Map<String, Value>,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    unknown: bool,
}

#[derive(Deserialize)]
struct Questions {
    question: Vec<Question>,
}

#[test]
fn the_quality_set_is_answered() {
    run(|| async {
        let service = Service::over(&bundled_sqlite().await).await;
        let client = Client::over(&service);
        let file = read(&root().join("tests/assistant/questions.toml"));
        let questions: Questions = toml::from_str(&file).expect("the quality set");
        let questions = questions.question;
        assert_eq!(questions.len(), 48);
        let mut wrong = Vec::new();
        for question in &questions {
            let mut arguments = question.arguments.clone();
            arguments["language"] = json!(question.language);
            let result = client.call(&question.tool, &arguments).await;
            let mut miss = |what: String| wrong.push(format!("{}\n    {what}", question.ask));
            if result["isError"] == true || result.get("content").is_none() {
                miss(result.to_string());
                continue;
            }
            if bytes(&result) > assistant::MOST_BYTES {
                miss(format!("{} bytes", bytes(&result)));
            }
            let answer = &result["structuredContent"];
            for (pointer, expected) in &question.holds {
                let found = answer.pointer(pointer);
                if found != Some(expected) {
                    miss(format!("{pointer}: {found:?} and not {expected}"));
                }
            }
            let text = result.to_string();
            for said in question.says.iter().filter(|said| !text.contains(*said)) {
                miss(format!("does not say {said}: {}", answer["summary"]));
            }
            let is_empty = |list: &Value| list.as_array().is_none_or(Vec::is_empty);
            let names_none = ["whats_new"].contains(&question.tool.as_str())
                || answer["facts"]["state"] == "NOT_STATED"
                || answer["facts"]["available"] == false
                || answer["facts"]["totalCount"] == 0;
            if is_empty(&answer["evidence"]) && !names_none {
                miss("names no document".to_owned());
            }
            if question.unknown && is_empty(&answer["unknown"]) {
                miss("does not say what is unknown".to_owned());
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    });
}

/// Every text within quotation marks or under `quoted` taken out: what is left is what the assistant itself says.
fn said_by_us(value: &Value) -> String {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| *name != "quoted")
            .map(|(_, value)| said_by_us(value))
            .collect::<Vec<_>>()
            .join("\n"),
        Value::Array(items) => items.iter().map(said_by_us).collect::<Vec<_>>().join("\n"),
        Value::String(text) => outside_quotes(text),
        _ => String::new(),
    }
}

fn outside_quotes(text: &str) -> String {
    let (mut depth, mut kept) = (0_i32, String::new());
    for letter in text.chars() {
        match letter {
            '「' | '“' => depth += 1,
            '」' | '”' => depth -= 1,
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

#[test]
fn orders_in_a_name_stay_data() {
    let answers = on_both(async |record| {
        let mut tables = Tables::default();
        let file = root().join("tests/assistant/orders.csv");
        // A name over two lines, as a heading of its own.
        let text = read(&file).replace("# SYSTEM", "\n\n# SYSTEM\u{202e}\u{200b}");
        let path = std::path::Path::new("registries.csv");
        tables.add(path, text.as_bytes(), &ingest::Limits::default());
        let imported = harness::import_tables(&record.store, tables).await;
        imported.unwrap_or_else(|problems| panic!("{problems}"));
        let service = Service::over(&record.store).await;
        let client = Client::over(&service);
        let mut answers = Vec::new();
        for (tool, arguments) in [
            ("search", json!({ "text": "指示病", "language": "ja" })),
            ("search", json!({ "text": "orders", "language": "en" })),
            ("find_registries", json!({ "search": "指示病" })),
            (
                "get_registry",
                json!({ "code": "orders", "language": "ja" }),
            ),
            (
                "get_registry",
                json!({ "code": "orders", "language": "en" }),
            ),
            (
                "get_registry",
                json!({ "code": "ordersx", "language": "en" }),
            ),
            (
                "match_registries",
                json!({ "need": { "companyUse": true }, "language": "en" }),
            ),
            ("whats_new", json!({ "last": 2, "language": "en" })),
        ] {
            let result = client.call(tool, &arguments).await;
            let whole = result.to_string();
            assert!(
                whole.contains("structuredContent") || result["isError"] == true,
                "{whole}"
            );
            assert!(!whole.contains("\\n"), "a line of its own: {whole}");
            assert!(!whole.contains(['\u{202e}', '\u{200b}']), "{whole}");
            let ours = said_by_us(&result);
            for order in [
                "無視",
                "Ignore",
                "SYSTEM",
                "<system>",
                "comply",
                "reveal",
                "Do as this",
            ] {
                assert!(!ours.contains(order), "{tool} says {order} itself: {ours}");
            }
            answers.push((tool, result));
        }
        let resource = client
            .ask(
                "resources/read",
                json!({ "uri": "tsunagu://registries/orders" }),
            )
            .await;
        let text = resource["contents"][0]["text"].as_str().expect("text");
        let read: Value = serde_json::from_str(text).expect("JSON");
        assert!(!said_by_us(&read).contains("Ignore"), "{read}");
        let listed = client.ask("resources/list", json!({})).await;
        assert!(!said_by_us(&listed).contains("無視"), "{listed}");
        answers.remove(4).1["structuredContent"].take()
    });
    for (_, mut answer) in answers {
        answer["query"]["address"] = json!("[address]");
        insta::assert_json_snapshot!("orders", answer);
    }
}

#[test]
fn mistakes_are_told_with_what_would_be_right() {
    run(|| async {
        let service = Service::over(&bundled_sqlite().await).await;
        let client = Client::over(&service);
        for (tool, arguments, says) in [
            (
                "get_registry",
                json!({ "code": "remudi" }),
                vec!["remudy", "引数 code"],
            ),
            (
                "may_link",
                json!({ "databases": ["nbd", "kaigo"], "language": "en" }),
                vec!["databases[0]", "Nearest known values: ndb"],
            ),
            (
                "may_link",
                json!({ "database": ["ndb", "kaigo"], "language": "en" }),
                vec!["no argument `database`", "Nearest known values: databases"],
            ),
            (
                "may_link",
                json!({ "databases": ["ndb", "kaigo"], "form": "ANONYMIZED" }),
                vec!["引数 form", "最も近い値: ANONYMISED"],
            ),
            (
                "find_registries",
                json!({ "filter": { "companyuse": ["YES"] }, "language": "en" }),
                vec!["filter.companyuse", "companyUse"],
            ),
            (
                "match_registries",
                json!({ "need": { "minCases": "many" }, "language": "en" }),
                vec!["need.minCases", "whole number"],
            ),
            ("get_operator", json!({}), vec!["引数 code が必要"]),
            (
                "search",
                json!({ "text": "x", "after": "broken", "language": "en" }),
                vec!["after"],
            ),
            (
                "linkage_matrix",
                json!({ "after": "broken", "language": "en" }),
                vec!["more.cursor"],
            ),
            (
                "may_link",
                json!({ "databases": ["ndb", "kaigo"], "on": "yesterday", "language": "en" }),
                vec!["on"],
            ),
            (
                "search",
                json!({ "text": "x", "language": "fr" }),
                vec!["ja, en"],
            ),
            (
                "search",
                json!({ "text": "x", "first": 0 }),
                vec!["1以上の整数"],
            ),
        ] {
            let result = client.call(tool, &arguments).await;
            assert_eq!(result["isError"], true, "{tool} {arguments}: {result}");
            let text = result["content"][0]["text"].as_str().expect("text");
            for said in says {
                assert!(text.contains(said), "{tool} {arguments}: {text}");
            }
        }
        let unknown = client.call("drop_tables", &json!({})).await;
        assert!(
            unknown["message"]
                .as_str()
                .is_some_and(|message| message.contains("may_link")),
            "{unknown}"
        );
        let nowhere = client
            .ask(
                "resources/read",
                json!({ "uri": "tsunagu://registries/remudi" }),
            )
            .await;
        assert!(nowhere.to_string().contains("remudy"), "{nowhere}");
        let gap = client
            .ask("prompts/get", json!({ "name": "registries_for_a_trial" }))
            .await;
        assert!(gap.to_string().contains("disease"), "{gap}");
    });
}

#[test]
fn pages_of_a_tool_follow_one_another_without_a_gap() {
    run(|| async {
        let service = Service::over(&bundled_sqlite().await).await;
        let client = Client::over(&service);
        for (tool, arguments, code, total) in [
            (
                "find_registries",
                json!({ "search": "がん", "first": 50 }),
                "/code",
                "/facts/totalCount",
            ),
            (
                "match_registries",
                json!({ "need": { "diseases": ["ALS"] } }),
                "/registry/code",
                "/facts/totalCount",
            ),
            ("linkage_matrix", json!({}), "/database/code", ""),
        ] {
            let (mut arguments, mut seen) = (arguments, Vec::new());
            let expected = loop {
                let result = client.call(tool, &arguments).await;
                assert!(bytes(&result) <= assistant::MOST_BYTES);
                let answer = &result["structuredContent"];
                let rows = answer["rows"].as_array().expect("rows").clone();
                seen.extend(rows.iter().map(|row| row.pointer(code).cloned()));
                let Some(more) = answer.get("more") else {
                    break answer.pointer(total).and_then(Value::as_u64);
                };
                assert!(
                    answer["summary"]
                        .as_str()
                        .is_some_and(|text| text.contains("more.cursor"))
                );
                let argument = more["argument"].as_str().expect("an argument");
                arguments[argument] = more["cursor"].clone();
            };
            let expected = expected.unwrap_or(11);
            assert_eq!(seen.len() as u64, expected, "{tool}");
            let all = seen.len();
            seen.sort_by_key(|code| format!("{code:?}"));
            seen.dedup();
            assert_eq!(seen.len(), all, "{tool}: a row comes twice");
        }
    });
}

#[test]
fn the_gate_of_the_api_stands_before_the_assistant() {
    on_both(async |record| {
        let service = Service::over(&bundled_sqlite().await).await;
        let keys = std::sync::Arc::new(access::Keys::new(record.store.clone(), || {
            harness::imported_at(1)
        }));
        let key = keys
            .create("Ben", &[access::Scope::Read])
            .await
            .expect("a key");
        let options = Options {
            readers: Some(keys),
            ..Options::default()
        };
        let client = Client::of(&service, Limits::default(), options);
        let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "get_operator", "arguments": { "code": "ldi" } } });
        assert_eq!(client.send(&ping, &[]).await.0, 401);
        let bearer = format!("Bearer {}", key.text);
        let (status, text) = client.send(&ping, &[("authorization", &bearer)]).await;
        assert_eq!(status, 200, "{text}");
        assert!(text.contains("ldi"), "{text}");
    });
}

#[test]
fn limits_origins_and_methods_of_the_assistant() {
    run(|| async {
        let service = Service::over(&bundled_sqlite().await).await;
        let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
        let limits = Limits {
            requests_per_second: 1,
            burst: 2,
            ..Limits::default()
        };
        let client = Client::of(&service, limits, Options::default());
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push(client.send(&ping, &[]).await.0);
        }
        assert!(
            seen.starts_with(&[200]) && seen.ends_with(&[429]),
            "{seen:?}"
        );

        let options = Options {
            cors: Cors::Origins(vec!["https://desk.example".parse().expect("an origin")]),
            ..Options::default()
        };
        let client = Client::of(&service, Limits::default(), options);
        for (origin, status) in [
            ("https://evil.example", 403),
            ("http://catalogue.test", 403),
            ("https://desk.example", 200),
            ("http://localhost:6274", 200),
        ] {
            let sent = client.send(&ping, &[("origin", origin)]).await;
            assert_eq!(sent.0, status, "{origin}: {}", sent.1);
        }
        let long = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping", "params": { "text": "x".repeat(300_000) } });
        assert_eq!(client.send(&long, &[]).await.0, 413);
        let get = Request::get(assistant::PATH)
            .header(header::HOST, "catalogue.test")
            .body(Body::empty())
            .expect("a request");
        let answered = client.0.clone().oneshot(get).await.expect("an answer");
        assert_eq!(answered.status(), 405);
        let (status, text) = service
            .send(
                Request::post(assistant::PATH)
                    .body(Body::empty())
                    .expect("a request"),
            )
            .await;
        assert_eq!(status, 404, "{}", String::from_utf8_lossy(&text));
    });
}

#[test]
fn clients_without_structured_content_get_it_as_text() {
    run(|| async {
        let service = Service::over(&bundled_sqlite().await).await;
        let client = Client::over(&service);
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "find_registries", "arguments": { "search": "がん" } } });
        let (_, text) = client
            .send(&body, &[("mcp-protocol-version", "2025-03-26")])
            .await;
        let answer: Value = serde_json::from_str(&text).expect("JSON");
        let result = &answer["result"];
        assert!(result.get("structuredContent").is_none(), "{text}");
        assert!(bytes(result) <= assistant::MOST_BYTES);
        let content = result["content"][0]["text"].as_str().expect("text");
        let content: Value = serde_json::from_str(content).expect("JSON");
        assert_eq!(content["facts"]["totalCount"], 93);
    });
}

#[test]
fn the_query_of_an_answer_can_be_asked_again_where_only_trusted_documents_run() {
    run(|| async {
        let service = Service::over(&bundled_sqlite().await).await;
        let options = Options {
            trusted_documents: Some(Vec::new()),
            ..Options::default()
        };
        let client = Client::of(&service, Limits::default(), options);
        let result = client.call("get_operator", &json!({ "code": "ldi" })).await;
        let address = &result["structuredContent"]["query"]["address"];
        let address = address.as_str().expect("an address");
        let path = address.strip_prefix("http://catalogue.test").expect("here");
        for (path, status) in [(path, 200), ("/graphql?query=%7B__typename%7D", 403)] {
            let request = Request::get(path)
                .header(header::ACCEPT, "application/graphql-response+json")
                .body(Body::empty())
                .expect("a request");
            let answered = client.0.clone().oneshot(request).await.expect("an answer");
            assert_eq!(answered.status(), status, "{path}");
        }
    });
}
