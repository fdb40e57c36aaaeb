//! Thousands of generated requests, the same ones each time: no panic, no internal error, no answer slower than the limit.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use gateway::Graph;
use gateway::code::Code;
use gateway::limits::Limits;
use harness::Service;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestCaseError, TestRng, TestRunner};
use serde_json::json;

use crate::hostile::generate::{Grammar, broken};
use crate::{block_on, codes, post};

/// Enough for honest clients; tests are built without optimisation.
fn limits() -> Limits {
    Limits {
        cost: 10_000,
        execution_time: Duration::from_secs(5),
        ..Limits::default()
    }
}

/// Memory of this process, in bytes; nothing where the system does not tell.
fn memory() -> Option<u64> {
    let pages = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

/// Runs a property, the same cases each time.
fn holds<S: Strategy>(
    cases: u32,
    strategy: impl FnOnce() -> S + Send,
    property: impl AsyncFn(&Service, S::Value) -> Result<(), String> + Send,
) {
    block_on(move || async move {
        let service = Service::within(&harness::bundled_sqlite().await, limits(), Graph::new).await;
        let config = Config {
            cases,
            failure_persistence: None,
            max_shrink_iters: 200,
            ..Config::default()
        };
        let rng = TestRng::deterministic_rng(config.rng_algorithm);
        let mut runner = TestRunner::new_with_rng(config, rng);
        let before = memory();
        let outcome = runner.run(&strategy(), |value| {
            let case = property(&service, value);
            let outcome =
                tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(case));
            outcome.map_err(TestCaseError::fail)
        });
        outcome.unwrap_or_else(|error| panic!("{error}"));
        let grown = memory()
            .zip(before)
            .map(|(after, before)| after.saturating_sub(before));
        println!("memory grew by {grown:?} bytes");
        assert!(grown.is_none_or(|grown| grown < 256 << 20), "{grown:?}");
        let answer = service.ask("{ catalogue { revision } }", &json!({})).await;
        assert_eq!(answer.status, 200, "honest clients are still answered");
    });
}

/// Sends a body; gives the codes of its errors.
async fn asked(service: &Service, body: Vec<u8>) -> Result<Vec<Code>, String> {
    let start = Instant::now();
    let (status, answer) = service.send(post(body)).await;
    let took = start.elapsed();
    let shown = String::from_utf8_lossy(&answer).into_owned();
    if status >= 500 || took > limits().execution_time {
        return Err(format!("{status} after {took:?}: {shown:.500}"));
    }
    let codes = codes(&answer);
    let ours = [Code::InternalServerError, Code::RequestTimeout];
    if codes.iter().any(|code| ours.contains(code)) {
        return Err(format!("{shown:.500}"));
    }
    Ok(codes)
}

fn choices() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 0..200)
}

#[test]
fn documents_of_the_schema_are_answered_or_refused_for_their_values() {
    let grammar = Grammar::of_schema();
    let answered = AtomicUsize::new(0);
    holds(1_000, choices, async |service, choices| {
        let document = grammar.document(&choices);
        let body = json!({ "query": document }).to_string();
        let codes = asked(service, body.into()).await;
        let codes = codes.map_err(|error| format!("{error}\n{document}"))?;
        let allowed = [Code::BadUserInput, Code::DocumentTooComplex];
        if let Some(code) = codes.iter().find(|code| !allowed.contains(code)) {
            return Err(format!("{code:?}: {document}"));
        }
        answered.fetch_add(codes.is_empty().into(), Ordering::Relaxed);
        Ok(())
    });
    let answered = answered.into_inner();
    println!("{answered} of 1000 without any error");
    assert!(answered > 100, "the documents are good: {answered}");
}

/// The errors of a body, which come in the order in which they are met, and its other bytes; without what differs each time.
fn parts(body: Vec<u8>) -> (Vec<String>, String) {
    let body = String::from_utf8(body).expect("bodies are UTF-8");
    let parsed: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    let errors = parsed["errors"].as_array().cloned().unwrap_or_default();
    let without_id = |mut error: serde_json::Value| {
        error["extensions"]["requestId"] = serde_json::Value::Null;
        error.to_string()
    };
    let mut errors: Vec<String> = errors.into_iter().map(without_id).collect();
    errors.sort();
    let data = body.find("\"data\":").unwrap_or(body.len());
    (errors, body[data..].to_owned())
}

/// Documents that ask for the same field in several places, so that their selections are merged.
const MERGED: [&str; 5] = [
    "{ approvals(first: 3) { nodes { operator { code } ...A operator { id } } } } fragment A on Approval { operator { nameJa __typename } titleJa }",
    "{ approvals(first: 2) { nodes { titleJa } } approvals(first: 2) { totalCount nodes { titleJa number } } }",
    "{ a: registries(first: 2) { nodes { ...on Node { id } ...on Registry { id code hosts { organisation { code } } } } } ...Q } fragment Q on Query { a: registries(first: 2) { totalCount } }",
    "{ uses(first: 4) { nodes { __typename id titleJa ...on Approval { number approvedOn } ...on ReportedUse { number } } } }",
    "{ search(text: \"がん\", first: 5) { nodes { __typename ...on Registry { code x: nameJa } ...on Approval { x: titleJa } ...on Node { id } } } }",
];

#[test]
fn what_is_written_at_once_is_what_the_library_makes() {
    let grammar = Grammar::of_schema();
    block_on(|| async {
        let record = harness::bundled_sqlite().await;
        let values = |catalogues| Graph::new(catalogues).by_the_library_alone();
        let written = Service::within(&record, limits(), Graph::new).await;
        let made = Service::within(&record, limits(), values).await;
        let rng = TestRng::deterministic_rng(Config::default().rng_algorithm);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let generated = (0..300).map(|_| {
            let choices = choices().new_tree(&mut runner).expect("numbers");
            grammar.document(&choices.current())
        });
        for document in MERGED.into_iter().map(str::to_owned).chain(generated) {
            let body = json!({ "query": document }).to_string();
            let (status, one) = written.send(post(body.clone())).await;
            let (other_status, other) = made.send(post(body)).await;
            assert_eq!(
                (status, parts(one)),
                (other_status, parts(other)),
                "{document}"
            );
        }
    });
}

#[test]
fn broken_documents_have_codes() {
    let grammar = Grammar::of_schema();
    holds(
        600,
        || (choices(), choices()),
        async |service, (choices, changes)| {
            let document = broken(&grammar.document(&choices), &changes);
            let body = json!({ "query": document }).to_string();
            let codes = asked(service, body.into()).await;
            codes
                .map(|_| ())
                .map_err(|error| format!("{error}\n{document}"))
        },
    );
}

#[test]
fn any_text_and_any_bytes_have_codes() {
    let noise = || {
        let bytes = proptest::collection::vec(any::<u8>(), 0..400);
        (bytes, proptest::collection::vec(any::<char>(), 0..200))
    };
    holds(300, noise, async |service, (bytes, text)| {
        let text: String = text.into_iter().collect();
        let text = json!({ "query": text, "variables": { "v": text }, "operationName": text });
        asked(service, text.to_string().into()).await?;
        asked(
            service,
            json!({ "query": String::from_utf8_lossy(&bytes) })
                .to_string()
                .into(),
        )
        .await?;
        let codes = asked(service, bytes).await?;
        (!codes.is_empty())
            .then_some(())
            .ok_or("noise was taken for a request".to_owned())
    });
}

#[test]
fn any_value_of_a_variable_has_a_code_or_an_answer() {
    let query = "query($n: Int, $s: String!, $i: [ID!]!, $f: RegistryFilter, $d: Date) {
        registries(first: $n, search: $s, filter: $f) { totalCount nodes { code } }
        nodes(ids: $i) { id }
        linkage(databases: [$s, \"ndb\"], on: $d) { state } }";
    let all = || {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<bool>().prop_map(|value| json!(value)),
            any::<i64>().prop_map(|value| json!(value)),
            any::<f64>().prop_map(|value| json!(value)),
            "\\PC{0,20}".prop_map(|value| json!(value)),
        ];
        let value = leaf.prop_recursive(3, 20, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(|items| json!(items)),
                proptest::collection::hash_map("[a-zA-Z]{1,8}", inner, 0..4)
                    .prop_map(|of| json!(of)),
            ]
        });
        (
            value.clone(),
            value.clone(),
            value.clone(),
            value.clone(),
            value,
        )
    };
    holds(300, all, async |service, (n, s, i, f, d)| {
        let body =
            json!({ "query": query, "variables": { "n": n, "s": s, "i": i, "f": f, "d": d } });
        asked(service, body.to_string().into()).await.map(|_| ())
    });
}
