//! What needs no catalogue: schemas, arguments, quoting.

use axum::Router;
use serde_json::{Map, Value, json};

use crate::arguments::{self, nearest};
use crate::contract::Contract;
use crate::documents::{MATCH_REGISTRIES, MAY_LINK, WHATS_NEW, documents};
use crate::language::Language;
use crate::quoted::{Quoted, one_line, quote};
use crate::tools::TOOLS;
use crate::{Assistant, Options};

fn object(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

#[test]
fn what_a_tool_takes_is_what_its_variables_are() {
    let contract = Contract::read();
    for tool in &TOOLS {
        let variables = contract.variables(tool.document);
        let listed = tool.listed(&contract, &variables);
        let input = &listed.input_schema;
        let properties = input["properties"].as_object().expect("properties");
        for variable in &variables {
            let described = properties[&variable.name]["description"].as_str();
            assert!(
                described.is_some_and(|text| !text.is_empty()),
                "{} {}",
                tool.name,
                variable.name
            );
        }
        assert_eq!(input["additionalProperties"], false, "{}", tool.name);
        assert!(
            listed
                .output_schema
                .is_some_and(|schema| schema["type"] == "object")
        );
        assert!(
            listed.description.is_some_and(|text| text.len() > 60),
            "{}",
            tool.name
        );
    }
}

#[test]
fn enums_have_their_values_and_inputs_their_fields() {
    let contract = Contract::read();
    let schema = |document| {
        let variables = contract.variables(document);
        let all = variables
            .iter()
            .map(|each| (each.name.clone(), contract.json_schema_of(each)));
        Value::Object(all.collect())
    };
    let linkage = schema(MAY_LINK);
    assert_eq!(
        linkage["form"]["enum"],
        json!(["ANONYMISED", "PSEUDONYMISED", "IDENTIFIED"])
    );
    assert_eq!(linkage["form"]["default"], "ANONYMISED");
    assert_eq!(linkage["databases"]["items"]["type"], "string");
    assert_eq!(linkage["on"]["format"], "date");
    let need = &schema(MATCH_REGISTRIES)["need"];
    assert_eq!(need["properties"]["minCases"]["type"], "integer");
    let purposes = &need["properties"]["purposes"]["items"];
    assert!(
        purposes["description"]
            .as_str()
            .is_some_and(|text| text.contains("外部対照"))
    );
    assert_eq!(schema(WHATS_NEW)["last"]["maximum"], 50);
}

#[test]
fn arguments_are_read_or_refused_with_what_would_be_right() {
    let contract = Contract::read();
    let variables = contract.variables(MATCH_REGISTRIES);
    let read = |value| arguments::read(&contract, &variables, false, &object(value));
    let asked = read(
        json!({ "need": { "diseases": "ALS" }, "first": 900, "language": "en", "after": null }),
    );
    let asked = asked.expect("one value stands for a list of one");
    assert_eq!(asked.language, Language::En);
    assert_eq!(asked.variables["first"], 50);
    assert!(!asked.variables.contains_key("after"));
    for (value, says) in [
        (json!({}), "`need` is missing"),
        (json!({ "need": [] }), "must be an object"),
        (
            json!({ "need": { "purposes": ["EXTERNAL"] } }),
            "need.purposes[0]",
        ),
        (json!({ "need": { "companyUse": "yes" } }), "true or false"),
        (json!({ "need": {}, "minimum_fit": "FULL" }), "minimum_fit"),
    ] {
        let problem = read(value.clone()).expect_err("a mistake");
        assert!(
            problem.text(Language::En).contains(says),
            "{value}: {}",
            problem.text(Language::En)
        );
        assert!(!problem.text(Language::Ja).is_empty());
    }
    let problem = read(json!({ "need": {}, "minimum_fit": "FULL" })).expect_err("a mistake");
    assert_eq!(problem.nearest, ["minimumFit"]);
}

#[test]
fn the_nearest_words_need_the_fewest_changes() {
    let known = ["EXTERNAL_CONTROL", "EPIDEMIOLOGY", "SAFETY"];
    assert_eq!(nearest("external-controll", known), ["EXTERNAL_CONTROL"]);
    assert_eq!(nearest("saftey", known), ["SAFETY"]);
    assert_eq!(nearest("x", known), [""; 0]);
    assert_eq!(nearest("", known), [""; 0]);
}

#[test]
fn quoted_texts_stay_in_one_line_and_within_their_marks() {
    assert_eq!(one_line("a\n\n# b\t c\u{202e}\u{200b}"), "a # b c");
    assert_eq!(quote(Language::Ja, "終」わり「"), "「終』わり『」");
    assert_eq!(
        quote(Language::En, "end” and \"more\""),
        "“end' and 'more'”"
    );
    assert_eq!(quote(Language::En, &"x".repeat(90)).chars().count(), 83);
    assert_eq!(Quoted::new("a\r\nb").quoted, "a b");
}

#[test]
fn every_document_is_whole() {
    for text in documents() {
        assert!(text.starts_with("query Assistant"), "{text}");
        assert!(!text.contains('#'), "{text}");
        assert!(async_graphql_parser::parse_query(&*text).is_ok(), "{text}");
        for name in ["AssistantSource", "AssistantPassage", "AssistantStatement"] {
            let is_used = text.contains(&format!("...{name}"));
            assert_eq!(
                is_used,
                text.contains(&format!("fragment {name} on")),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn an_api_that_does_not_answer_is_told_without_its_cause() {
    let assistant = Assistant::new(Router::new(), Options::default());
    let arguments = object(json!({ "code": "ldi" }));
    let form = crate::answer::Form::Structured;
    let answered = assistant.call(None, "get_operator", &arguments, form).await;
    let problem = answered.expect("there is such a tool").expect_err("no API");
    assert!(problem.en.contains("on our side"), "{problem}");
    let nothing = assistant.call(None, "drop_tables", &arguments, form).await;
    assert!(nothing.is_none());
}
