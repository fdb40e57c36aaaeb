//! Every limit: what stands at it is answered, one more is not, with the code that the README promises.

use std::collections::BTreeMap;

use axum::body::Body;
use gateway::Graph;
use gateway::code::Code;
use gateway::limits::Limits;
use harness::Service;
use http::Request;
use serde_json::{Value, json};

use crate::{block_on, codes, post};

/// Limits of time and of connections: the tests of `gateway` go past them on real sockets and with fields that never end
/// (`http/tests/connections.rs`, `http/tests/refusals.rs`); imports have tests of their own.
const IN_GATEWAY: [&str; 9] = [
    "running-fields",
    "execution-ms",
    "import-bytes",
    "import-ms",
    "connections",
    "connections-per-client",
    "body-ms",
    "header-ms",
    "header-bytes",
];
/// Bounds of memory: what is past them is forgotten or closed, and no request is refused (`caching.rs`, `connections.rs`).
const FORGETTING: [&str; 4] = [
    "answer-cache-bytes",
    "document-cache-bytes",
    "clients",
    "write-ms",
];

struct Case {
    /// The flag, without `--limit-`.
    flag: &'static str,
    limits: Limits,
    /// A request that stands at the limit.
    at: Request<Body>,
    /// The same with one more.
    past: Request<Body>,
    code: Code,
    /// The limit that `extensions.limit` names.
    named: &'static str,
}

fn ask(query: impl Into<String>) -> Request<Body> {
    post(json!({ "query": query.into() }).to_string())
}

fn get(query: &str) -> Request<Body> {
    let request = Request::get(format!("/graphql?{query}"));
    request.body(Body::empty()).expect("a request")
}

/// A limit of documents, at `n` and at one more.
fn document(
    flag: &'static str,
    named: &'static str,
    n: usize,
    set: impl FnOnce(&mut Limits, usize),
    text: impl Fn(usize) -> String,
) -> Case {
    let mut limits = Limits::default();
    set(&mut limits, n);
    Case {
        flag,
        limits,
        at: ask(text(n)),
        past: ask(text(n + 1)),
        code: Code::DocumentTooComplex,
        named,
    }
}

fn of_documents() -> Vec<Case> {
    let code = |n: usize, each: &str| each.repeat(n);
    vec![
        document(
            "document-bytes",
            "documentBytes",
            100,
            |of, n| of.document_bytes = n,
            |n| format!("{:<n$}", "{ __typename }"),
        ),
        document(
            "nesting",
            "nesting",
            3,
            |of, n| of.nesting = n,
            |n| {
                format!(
                    "{{ linkableWith(having: {}\"ndb\"{}) {{ state }} }}",
                    code(n - 2, "["),
                    code(n - 2, "]")
                )
            },
        ),
        document(
            "tokens",
            "tokens",
            12,
            |of, n| of.tokens = n,
            |n| format!("{{ {} }}", code(n - 2, "__typename ")),
        ),
        document(
            "depth",
            "depth",
            4,
            |of, n| of.depth = n,
            |n| {
                format!(
                    "{{ __schema {{ queryType {{ {} name {} }} }} }}",
                    code(n - 3, "ofType { "),
                    code(n - 3, "} ")
                )
            },
        ),
        document(
            "levels",
            "levels",
            5,
            |of, n| of.levels = n,
            |n| {
                format!(
                    "{{ {} __typename {} }}",
                    code(n - 1, "... { "),
                    code(n - 1, "}")
                )
            },
        ),
        document(
            "selections",
            "selections",
            20,
            |of, n| of.selections = n,
            |n| format!("{{ {} }}", code(n, "__typename ")),
        ),
        document(
            "aliases",
            "aliases",
            4,
            |of, n| of.aliases = n,
            |n| format!("{{ {} }}", code(n, "a: __typename ")),
        ),
        document(
            "root-fields",
            "rootFields",
            4,
            |of, n| of.root_fields = n,
            |n| format!("{{ {} }}", code(n, "__typename ")),
        ),
        document(
            "directives",
            "directives",
            3,
            |of, n| of.directives = n,
            |n| format!("{{ {} }}", code(n, "__typename @skip(if: false) ")),
        ),
        document(
            "variables",
            "variables",
            3,
            |of, n| of.variables = n,
            |n| {
                let all: String = (0..n).map(|n| format!("$v{n}: Boolean = true ")).collect();
                let used: String = (0..n)
                    .map(|n| format!("catalogue @include(if: $v{n}) {{ revision }} "))
                    .collect();
                format!("query({all}) {{ {used} }}")
            },
        ),
        document(
            "introspection-lists",
            "introspectionLists",
            2,
            |of, n| of.introspection_lists = n,
            |n| {
                format!(
                    "{{ __schema {{ types {{ {} name {} }} }} }}",
                    code(n, "fields { type { "),
                    code(n, "} }")
                )
            },
        ),
        document(
            "cost",
            "cost",
            7,
            |of, n| of.cost = n as u64,
            // The connection, and `nodes` with a field in each row.
            |n| format!("{{ approvals(first: {}) {{ nodes {{ number }} }} }}", n / 2),
        ),
        document(
            "page-size",
            "pageSize",
            5,
            |of, n| of.max_page_size = n as u64,
            |n| format!("{{ approvals(first: {n}) {{ totalCount }} }}"),
        ),
    ]
}

fn of_requests() -> Vec<Case> {
    let limits = Limits::default;
    let case = |flag, limits, at, past, code| Case {
        flag,
        limits,
        at,
        past,
        code,
        named: "",
    };
    let body = |n: usize| {
        post(format!(
            "{:<n$}",
            json!({ "query": "{ __typename }" }).to_string()
        ))
    };
    let persisted = || {
        let hash = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        post(json!({ "extensions": extensions }).to_string())
    };
    vec![
        case(
            "body-bytes",
            Limits {
                body_bytes: 100,
                ..limits()
            },
            body(100),
            body(101),
            Code::PayloadTooLarge,
        ),
        case(
            "url-bytes",
            Limits {
                url_bytes: 24,
                ..limits()
            },
            get("query=%7b__typename%7d&x"),
            get("query=%7b__typename%7d&xy"),
            Code::PayloadTooLarge,
        ),
        case(
            "persisted-query-bytes",
            Limits {
                persisted_query_bytes: 0,
                ..limits()
            },
            ask("{ __typename }"),
            persisted(),
            Code::PersistedQueryNotSupported,
        ),
        case(
            "requests-per-second",
            Limits {
                requests_per_second: 1,
                burst: 1,
                ..limits()
            },
            ask("{ __typename }"),
            ask("{ __typename }"),
            Code::TooManyRequests,
        ),
        case(
            "burst",
            Limits {
                requests_per_second: 1,
                burst: 1,
                ..limits()
            },
            ask("{ __typename }"),
            ask("{ __typename }"),
            Code::TooManyRequests,
        ),
    ]
}

#[test]
fn what_stands_at_a_limit_passes_and_one_more_does_not() {
    block_on(|| async {
        let service = Service::over(&harness::bundled_sqlite().await).await;
        let promised = promised();
        let mut tested: Vec<&str> = [&IN_GATEWAY[..], &FORGETTING].concat();
        for case in of_documents().into_iter().chain(of_requests()) {
            let Case {
                flag,
                limits,
                at,
                past,
                code,
                named,
            } = case;
            let limited = service.limited(limits);
            let (status, body) = limited.send(at).await;
            let shown = String::from_utf8_lossy(&body).into_owned();
            // A value that the schema does not take is no matter of limits.
            let refused = codes(&body);
            assert!(
                refused.is_empty() || refused == [Code::BadUserInput],
                "{flag}: {status} {shown}"
            );
            let (_, body) = limited.send(past).await;
            let shown = String::from_utf8_lossy(&body).into_owned();
            assert_eq!(codes(&body), [code], "{flag}: {shown}");
            let answer: Value = serde_json::from_slice(&body).expect("JSON");
            let limit = &answer["errors"][0]["extensions"]["limit"];
            assert_eq!(limit["name"].as_str().unwrap_or_default(), named, "{flag}");
            assert_eq!(
                promised.get(flag).map(String::as_str),
                Some(code.as_str()),
                "{flag}"
            );
            tested.push(flag);
        }
        // One more than none at all.
        let full = service.limited(Limits {
            concurrent_requests: 0,
            ..Limits::default()
        });
        let (status, body) = full.send(ask("{ __typename }")).await;
        assert_eq!(
            (status, codes(&body)),
            (503, vec![Code::ServiceUnavailable])
        );
        tested.push("concurrent-requests");

        let full = service.limited(Limits {
            listeners: 0,
            ..Limits::default()
        });
        let page = full.get("/events").await;
        assert_eq!(page.status, 503);
        tested.push("listeners");

        multiplying(&service).await;
        tested.push("fields");
        let untested: Vec<&String> = promised
            .keys()
            .filter(|flag| !tested.contains(&flag.as_str()))
            .collect();
        assert!(
            untested.is_empty(),
            "limits of the README that no test goes past: {untested:?}"
        );
    });
}

/// As many fields and items as an answer has are allowed, one less is too few for it.
async fn multiplying(service: &Service) {
    fn fields(value: &Value) -> u64 {
        match value {
            Value::Object(members) => members.values().map(|value| 1 + fields(value)).sum(),
            Value::Array(items) => items.iter().map(|item| 1 + fields(item)).sum(),
            _ => 0,
        }
    }
    let query = "{ linkageMatrix { cells { row { code aliases } } } }";
    let count = fields(&service.ask(query, &Value::Null).await.data());
    assert!(count > 100);
    for (most, expected) in [(count, None), (count - 1, Some(Code::DocumentTooComplex))] {
        let limited = service.limited(Limits {
            fields: most,
            ..Limits::default()
        });
        let (_, body) = limited.send(ask(query)).await;
        let shown = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(codes(&body).first().copied(), expected, "{shown:.300}");
    }
}

#[test]
fn hints_at_known_names_can_be_switched_off() {
    block_on(|| async {
        let store = harness::bundled_sqlite().await;
        for hint in [true, false] {
            let service = Service::within(&store, Limits::default(), |catalogues| {
                let graph = Graph::new(catalogues);
                if hint {
                    graph
                } else {
                    graph.without_suggestions()
                }
            });
            let (_, body) = service.await.send(ask("{ databses { code } }")).await;
            assert_eq!(codes(&body), [Code::GraphqlValidationFailed]);
            let shown = String::from_utf8_lossy(&body);
            assert_eq!(shown.contains("databases"), hint, "{shown}");
        }
    });
}

#[test]
fn a_page_past_the_highest_maximum_is_the_resolvers_to_refuse() {
    block_on(|| async {
        let service = Service::over(&harness::bundled_sqlite().await).await;
        for (first, expected) in [(100, vec![]), (101, vec![Code::BadUserInput])] {
            let query = format!("{{ approvals(first: {first}) {{ totalCount }} }}");
            let (_, body) = service.send(ask(query)).await;
            assert_eq!(codes(&body), expected);
        }
    });
}

/// The limits of the README's table, with the code of each.
fn promised() -> BTreeMap<String, String> {
    let page = harness::read(&harness::root().join("schema/README.md"));
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let flag = cells
            .get(2)?
            .strip_prefix("`--limit-")?
            .trim_end_matches('`');
        Some((flag.to_owned(), cells.get(5)?.trim_matches('`').to_owned()))
    });
    let promised: BTreeMap<String, String> = rows.collect();
    assert!(promised.len() > 20, "the README has its table of limits");
    promised
}
