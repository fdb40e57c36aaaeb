use async_graphql::Variables;
use serde_json::json;

use super::{lists, many};
use crate::{code::Code, guard::check, limits::Limits};

fn cost(text: &str, variables: serde_json::Value) -> u64 {
    let limits = Limits::default();
    let checked = check(text, &limits).expect("passes");
    let operation = checked.operation(None, &Variables::from_json(variables), &limits, &lists());
    operation.expect("may run").cost
}

#[test]
fn cost_counts_rows() {
    assert_eq!(cost("{ a b { c } }", json!({})), 3);
    assert_eq!(
        cost("{ l(first: 5) { nodes { x } } }", json!({})),
        1 + 5 * 2
    );
    assert_eq!(
        cost(
            "{ l(first: 5) { edges { cursor node { x } } totalCount } }",
            json!({})
        ),
        1 + 5 * 4 + 1
    );
    assert_eq!(
        cost("{ l { nodes { x } } }", json!({})),
        1 + 20 * 2,
        "default page"
    );
    assert_eq!(
        cost(
            "{ l(last: 3) { nodes { l(first: 4) { nodes { x } } } } }",
            json!({})
        ),
        1 + 3 * (1 + 1 + 4 * 2)
    );
    assert_eq!(
        cost("{ l(first: 7) { x } }", json!({})),
        1 + 7,
        "a plain list"
    );
    let text = "query($n: Int = 6) { l(first: $n) { nodes { x } } }";
    assert_eq!(cost(text, json!({})), 1 + 6 * 2, "the variable's default");
    assert_eq!(cost(text, json!({ "n": 9 })), 1 + 9 * 2);
    assert_eq!(cost(text, json!({ "n": null })), 1 + 20 * 2);
    assert_eq!(cost(text, json!({ "n": "many" })), 1 + 20 * 2);
    assert_eq!(cost(text, json!({ "n": -1 })), 1 + 20 * 2);
    assert_eq!(
        cost(text, json!({ "n": u64::MAX })),
        1 + 100 * 2,
        "no page is longer"
    );
    let text = "{ l(first: 5) { ...F } m: l(first: 2) { ... { ...F } } } fragment F on L { nodes { x } totalCount }";
    assert_eq!(cost(text, json!({})), 1 + 5 * 2 + 1 + 1 + 2 * 2 + 1);
}

#[test]
fn cost_counts_items_of_lists_without_pages() {
    assert_eq!(cost("{ list { x y } }", json!({})), 1 + 5 * 2);
    assert_eq!(
        cost("{ a(x: [1]) { x } deep other { x } }", json!({})),
        2 + 1 + 1 + 5
    );
    assert_eq!(
        cost("{ l(first: 3) { nodes { list { x } } } }", json!({})),
        1 + 3 * (1 + 1 + 5)
    );
    assert_eq!(
        cost(
            "{ types { x } ...F } fragment F on Q { list { x } }",
            json!({})
        ),
        2 + 6
    );
}

/// Without prices of its own, `name` repeated below all fields of all types would be millions of fields.
#[test]
fn introspection_has_its_price() {
    assert_eq!(
        cost("{ __schema { types { fields { name } } } }", json!({})),
        1 + 1 + 50 * (1 + 4)
    );
    let text = format!(
        "{{ __schema {{ types {{ fields {{ {} }} }} }} }}",
        many("name ", 2_000)
    );
    let limits = Limits::default();
    let checked = check(&text, &limits).expect("passes");
    assert!(
        checked
            .operation(None, &Variables::default(), &limits, &lists())
            .is_err()
    );
}

#[test]
fn too_much_cost_is_refused_and_the_sum_saturates() {
    let limits = Limits::default();
    let level = "l(first: 100) { nodes { ";
    let text = format!("{{ {} x {} }}", many(level, 7), many("} }", 7));
    let checked = check(&text, &limits).expect("passes");
    let refusal = checked.operation(None, &Variables::default(), &limits, &lists());
    let refusal = refusal.expect_err("too costly");
    assert_eq!(refusal.limit.map(|limit| limit.name), Some("cost"));
    let cost = |limits: &Limits| {
        let operation = checked.operation(None, &Variables::default(), limits, &lists());
        operation.map(|operation| operation.cost)
    };
    let limits = Limits {
        max_page_size: u64::MAX,
        cost: u64::MAX,
        ..limits
    };
    assert!(cost(&limits).is_ok());
}

#[test]
fn the_operation_is_chosen_by_name() {
    let limits = Limits::default();
    let choose = |text: &str, name: Option<&str>| {
        let checked = check(text, &limits).expect("passes");
        let chosen = checked.operation(name, &Variables::default(), &limits, &lists());
        chosen
            .map(|operation| operation.cost)
            .map_err(|refusal| refusal.code)
    };
    let unresolved = Err(Code::OperationResolutionFailure);
    assert_eq!(choose("{ a }", None), Ok(1));
    assert_eq!(choose("{ a }", Some("A")), unresolved);
    assert_eq!(choose("query A { a }", None), Ok(1));
    assert_eq!(choose("query A { a } query B { a b }", Some("B")), Ok(2));
    assert_eq!(
        choose("query A { a } query B { a b }", Some("C")),
        unresolved
    );
    assert_eq!(choose("query A { a } query B { a b }", None), unresolved);
    assert_eq!(choose("subscription { a }", None), Err(Code::BadRequest));
}

#[test]
fn required_variables_must_be_given() {
    let limits = Limits::default();
    let run = |variables: serde_json::Value| {
        let text = "query($a: ID!, $b: [Int!] $c: Int! = 3) { a(a: $a, b: $b, c: $c) }";
        let checked = check(text, &limits).expect("passes");
        let run = checked.operation(None, &Variables::from_json(variables), &limits, &lists());
        run.map(|_| ()).map_err(|refusal| refusal.message)
    };
    assert_eq!(run(json!({ "a": "1" })), Ok(()));
    assert_eq!(
        run(json!({})),
        Err("the variable \"$a\" of type \"ID!\" is missing".to_owned())
    );
    assert_eq!(
        run(json!({ "a": null })),
        Err("the variable \"$a\" of type \"ID!\" is null".to_owned())
    );
    assert_eq!(
        run(json!({ "a": 1, "c": null })),
        Err("the variable \"$c\" of type \"Int!\" is null".to_owned())
    );
}
