use async_graphql::Variables;
use serde_json::json;

use super::{lists, many};
use crate::{
    code::Code,
    guard::{Lengths, Lists, check},
    limits::Limits,
};

fn cost(text: &str, variables: serde_json::Value) -> u64 {
    let limits = Limits::default();
    let checked = check(text, &limits).expect("passes");
    let operation = checked.operation(
        None,
        &Variables::from_json(variables),
        &limits,
        &lists(),
        &Lengths::default(),
    );
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
            "{ types { x } ...F } fragment F on Query { list { x } }",
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
            .operation(
                None,
                &Variables::default(),
                &limits,
                &lists(),
                &Lengths::default()
            )
            .is_err()
    );
}

#[test]
fn too_much_cost_is_refused_and_the_sum_saturates() {
    let limits = Limits::default();
    let level = "l(first: 100) { nodes { ";
    let text = format!("{{ {} x {} }}", many(level, 7), many("} }", 7));
    let checked = check(&text, &limits).expect("passes");
    let refusal = checked.operation(
        None,
        &Variables::default(),
        &limits,
        &lists(),
        &Lengths::default(),
    );
    let refusal = refusal.expect_err("too costly");
    assert_eq!(refusal.limit.map(|limit| limit.name), Some("cost"));
    let cost = |limits: &Limits| {
        let operation = checked.operation(
            None,
            &Variables::default(),
            limits,
            &lists(),
            &Lengths::default(),
        );
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
        let chosen = checked.operation(
            name,
            &Variables::default(),
            &limits,
            &lists(),
            &Lengths::default(),
        );
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
        let run = checked.operation(
            None,
            &Variables::from_json(variables),
            &limits,
            &lists(),
            &Lengths::default(),
        );
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

/// The default of an argument holds for a variable that is left out, wherever it stands; null that is given stays null.
#[test]
fn a_variable_left_out_takes_the_arguments_default() {
    let lists = Lists::of_schema(
        "type Query { f(form: Form! = PLAIN, n: Int): Query  g(n: Int! = 3): Int }  enum Form { PLAIN OTHER }",
    );
    let complete = |text: &str, given: serde_json::Value| {
        let mut variables = Variables::from_json(given);
        let checked = check(text, &Limits::default()).expect("passes");
        checked.complete(&mut variables, &lists);
        serde_json::to_value(&*variables).expect("JSON")
    };
    let text = "query($form: Form, $n: Int) { f(form: $form, n: $n) { g } }";
    assert_eq!(complete(text, json!({})), json!({ "form": "PLAIN" }));
    let given = json!({ "form": null, "n": 1 });
    assert_eq!(complete(text, given.clone()), given);
    let text = "query($n: Int) { ...F } fragment F on Query { f { ... { g(n: $n) } } }";
    assert_eq!(complete(text, json!({})), json!({ "n": 3 }));
    let text = "query($n: Int = 7) { g(n: $n) }";
    assert_eq!(complete(text, json!({})), json!({}));
}

/// What is named counts as often as it is named, in the document or in a variable.
#[test]
fn named_things_cost_each() {
    assert_eq!(cost("{ nodes(ids: [1, 2, 3]) { id } }", json!({})), 1 + 3);
    let text = "query($r: [X]) { _entities(representations: $r) { a b } }";
    assert_eq!(cost(text, json!({ "r": [1, 2, 3, 4] })), 1 + 4 * 2);
}

/// Of lists without pages in one another the cost is a guess; pages bound what stands below them.
#[test]
fn lists_in_lists_multiply() {
    let lists = Lists::of_schema("type Query { l: [Query]  c: Query  nodes: [Query] }");
    let multiplies = |text: &str| {
        let limits = Limits::default();
        let checked = check(text, &limits).expect("passes");
        let operation = checked.operation(
            None,
            &Variables::default(),
            &limits,
            &lists,
            &Lengths::default(),
        );
        operation.expect("may run").multiplies
    };
    assert!(!multiplies("{ l { c { c { x } } } l { x } }"));
    assert!(!multiplies(
        "{ c(first: 9) { nodes { c(first: 9) { nodes { l { x } } } } } }"
    ));
    assert!(multiplies("{ l { c { l { x } } } }"));
    assert!(multiplies(
        "{ l { ... { ...F } } } fragment F on Query { l { x } }"
    ));
    assert!(multiplies(
        "{ c(first: 9) { nodes { l { c(first: 9) { nodes { l { x } } } } } } }"
    ));
}
