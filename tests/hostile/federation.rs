//! The graph as a part of a federated one, and that it is nothing of the kind where nobody asked for it.

use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{TypeKind, TypeSystemDefinition};
use gateway::Graph;
use gateway::limits::Limits;
use harness::Service;
use serde_json::{Value, json};

use crate::block_on;
use crate::hostile::generate::global_id;

const ENTITIES: &str = "query($r: [_Any!]!) { _entities(representations: $r) {
    __typename
    ... on Database { code nameEn }
    ... on Operator { code }
    ... on Registry { code nameJa } } }";

async fn federated() -> Service {
    let store = harness::bundled_sqlite().await;
    Service::within(&store, Limits::default(), Graph::federated).await
}

/// What everything with a global id is called.
fn nodes() -> Vec<String> {
    let document = parse_schema(gateway::sdl()).expect("the schema is GraphQL");
    let definitions = document.definitions.into_iter();
    let nodes = definitions.filter_map(|definition| match definition {
        TypeSystemDefinition::Type(of) => match &of.node.kind {
            TypeKind::Object(object)
                if object.implements.iter().any(|name| name.node == "Node") =>
            {
                Some(of.node.name.node.to_string())
            }
            _ => None,
        },
        _ => None,
    });
    nodes.collect()
}

#[test]
fn every_main_type_has_its_key_and_the_service_tells_so() {
    let sdl = gateway::federation_sdl();
    assert!(sdl.contains("extend schema @link("));
    assert!(!sdl.contains("_entities") && !sdl.contains("_service"));
    let nodes = nodes();
    assert!(nodes.len() >= 10, "{nodes:?}");
    for name in &nodes {
        let begins = format!("type {name} implements ");
        let line = sdl
            .lines()
            .find(|line| line.starts_with(&begins))
            .unwrap_or_default();
        assert!(
            line.contains("Node") && line.contains("@key(fields: \"id\")"),
            "no key: {name}"
        );
    }
    assert_eq!(sdl.matches("@key(").count(), 2 * nodes.len());
    assert_eq!(
        sdl.matches("@key(fields: \"code\")").count(),
        nodes.len() - 1
    );
    assert!(sdl.contains("@key(fields: \"operator { code } number\")"));
    assert!(sdl.contains("type PageInfo @shareable"));
    block_on(|| async {
        let service = federated().await;
        let answer = service.ask("{ _service { sdl } }", &json!({})).await;
        let data = answer.data();
        assert_eq!(data["_service"]["sdl"].as_str(), Some(sdl.as_str()));
        let page = service.get("/schema.graphql").await;
        assert_eq!(String::from_utf8(page.body).as_deref(), Ok(sdl.as_str()));
    });
}

#[test]
fn entities_are_found_by_their_codes() {
    block_on(|| async {
        let service = federated().await;
        let document = "query($r: [_Any!]!) { _entities(representations: $r) {
            __typename
            ... on Registry { code }
            ... on Operator { code }
            ... on Approval { number operator { code } } } }";
        let given = json!([
            { "__typename": "Registry", "code": "remudy" },
            { "__typename": "Operator", "code": "ldi" },
            { "__typename": "Approval", "operator": { "code": "ldi" }, "number": 45 },
            { "__typename": "Registry", "code": "nobody" },
        ]);
        let answer = service.ask(document, &json!({ "r": given })).await;
        let found = &answer.data()["_entities"];
        assert_eq!(found[0]["code"], "remudy");
        assert_eq!(found[1]["code"], "ldi");
        assert_eq!(
            found[2],
            json!({ "__typename": "Approval", "number": 45, "operator": { "code": "ldi" } })
        );
        assert_eq!(found[3], Value::Null);
        let given = json!([{ "__typename": "Approval", "number": 45 }]);
        let answer = service.ask(document, &json!({ "r": given })).await;
        let message = answer.json()["errors"][0]["message"].to_string();
        assert!(message.contains("operator { code }"), "{message}");
    });
}

#[test]
fn entities_resolve_in_the_order_asked_and_the_unknown_is_null() {
    block_on(|| async {
        let service = federated().await;
        let named =
            |kind: &str, code: &str| json!({ "__typename": kind, "id": global_id(kind, code) });
        let given = json!([
            named("Registry", "remudy"),
            named("Database", "ndb"),
            named("Operator", "no-such-operator"),
            named("Operator", "ldi"),
        ]);
        let answer = service.ask(ENTITIES, &json!({ "r": given })).await;
        let found = answer.data()["_entities"].clone();
        assert_eq!(found[0]["code"], "remudy");
        assert_eq!(found[1]["__typename"], "Database");
        assert_eq!(found[1]["code"], "ndb");
        assert_eq!(found[2], Value::Null);
        assert_eq!(found[3]["code"], "ldi");
    });
}

#[test]
fn a_bad_representation_is_a_typed_error_and_spares_the_others() {
    block_on(|| async {
        let service = federated().await;
        let good = json!({ "__typename": "Database", "id": global_id("Database", "ndb") });
        for (bad, says) in [
            (json!({}), "no `__typename`"),
            (json!({ "__typename": 7 }), "no `__typename`"),
            (
                json!({ "__typename": "Databse", "id": "x" }),
                "did you mean Database?",
            ),
            (
                json!({ "__typename": "Query" }),
                "there is no type with a key",
            ),
            (
                json!({ "__typename": "Database" }),
                "neither `id` nor `code`",
            ),
            (
                json!({ "__typename": "Database", "id": ["x"] }),
                "neither `id` nor `code`",
            ),
            (
                json!({ "__typename": "Database", "id": "!" }),
                "not a global id",
            ),
            (
                json!({ "__typename": "Database", "id": global_id("Operator", "ldi") }),
                "not one of type Database",
            ),
            (json!("Database"), "is an object"),
            (json!([]), "is an object"),
        ] {
            let answer = service.ask(ENTITIES, &json!({ "r": [bad, good] })).await;
            let body = answer.json();
            assert_eq!(body["data"]["_entities"][0], Value::Null, "{body}");
            assert_eq!(body["data"]["_entities"][1]["code"], "ndb", "{body}");
            let error = &body["errors"][0];
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{body}");
            assert_eq!(error["extensions"]["argument"], "representations");
            assert_eq!(error["path"], json!(["_entities"]));
            let message = error["message"].as_str().expect("a message");
            assert!(message.contains(says), "{message}");
        }
    });
}

/// Each representation has its price: a list of them is no way around the limit.
#[test]
fn many_representations_cost_as_many_times() {
    block_on(|| async {
        let service = federated().await;
        let one = json!({ "__typename": "Database", "id": global_id("Database", "ndb") });
        let query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Database { id a: id b: id c: id d: id e: id
            approvals(first: 100) { nodes { id } } } } }";
        let many = json!({ "r": vec![one; 1_500] });
        let answer = service.ask(query, &many).await.json();
        let limit = &answer["errors"][0]["extensions"]["limit"];
        assert_eq!(limit["name"], "cost", "{answer}");
    });
}

#[test]
fn alone_the_graph_has_no_entities() {
    assert!(!gateway::sdl().contains("@key"));
    block_on(|| async {
        let service = Service::over(&harness::bundled_sqlite().await).await;
        for query in [
            "{ _service { sdl } }",
            "{ _entities(representations: []) { __typename } }",
        ] {
            let answer = service.ask(query, &json!({})).await.json();
            let code = &answer["errors"][0]["extensions"]["code"];
            assert_eq!(code, "GRAPHQL_VALIDATION_FAILED", "{answer}");
        }
    });
}
