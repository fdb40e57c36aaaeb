//! Every value of every facet, sent back as it is to the filter that the facet names, gives the count that it promised.

use harness::{Service, on_both_bundled};
use serde_json::{Value, json};

const LISTS: [(&str, &str); 3] = [
    ("registries", "RegistryFilter"),
    ("approvals", "ApprovalFilter"),
    ("institutions", "InstitutionFilter"),
];

/// `dataItems.any` and a value as the variable `{dataItems: {any: value}}`.
fn filter(path: &str, value: Value) -> Value {
    let names = path.rsplit('.');
    names.fold(value, |inner, name| json!({ name: inner }))
}

#[test]
fn a_value_of_a_facet_sent_back_gives_its_count() {
    on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        for (list, kind) in LISTS {
            let facets = format!(
                "{{ {list}(first: 0) {{ facets {{ facet filter unknownFilter values(first: 1000) {{ value count }} }} }} }}"
            );
            let counted = format!(
                "query($filter: {kind}) {{ {list}(filter: $filter, first: 0) {{ totalCount }} }}"
            );
            let answer = service.ask(&facets, &Value::Null).await;
            let data = answer.data();
            let mut sent = 0;
            for facet in data[list]["facets"].as_array().expect("facets") {
                let taken_by = facet["filter"].as_str().expect("a field");
                for value in facet["values"].as_array().expect("values") {
                    let chosen = match (&value["value"], facet["unknownFilter"].as_str()) {
                        (Value::Null, Some(field)) => filter(field, json!(true)),
                        (Value::Null, None) => filter(taken_by, json!(["UNKNOWN"])),
                        (known, _) => filter(taken_by, json!([known])),
                    };
                    let answer = service.ask(&counted, &json!({ "filter": chosen })).await;
                    let total = &answer.data()[list]["totalCount"];
                    assert_eq!(*total, value["count"], "{list} {chosen}");
                    sent += 1;
                }
            }
            assert!(sent > 20, "{list}: {sent} values");
        }
    });
}
