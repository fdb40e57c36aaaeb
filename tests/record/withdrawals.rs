//! What is withdrawn says when and why, and its old ids still resolve.

use std::path::Path;

use harness::{Service, import_tables, on_both};
use ingest::{Limits, Tables};
use serde_json::{Value, json};

const HEADER: &str = "record,key,reason,document,locator,stated_on,printed,derivation,note\n";

fn file(name: &str, text: &str) -> Tables {
    let mut tables = Tables::default();
    tables.add(Path::new(name), text.as_bytes(), &Limits::default());
    tables
}

const NODE: &str = "query ($id: ID!) {
    node(id: $id) {
        id
        ... on Approval {
            titleJa
            dataItems { code }
            withdrawnIn { revision at reason evidence { document { code } locator } }
        }
    }
}";

#[test]
fn an_approval_that_is_withdrawn_still_resolves_and_says_why() {
    on_both(async |record| {
        let (sheets, files) = ingest::bundled().expect("the bundled data set is read");
        let imported = harness::import(&record.store, &sheets, files).await;
        imported.unwrap_or_else(|problems| panic!("{problems}"));
        let before = Service::over(&record.store).await;
        let document =
            "{ approvals(first: 1) { totalCount nodes { id titleJa operator { code } number } } }";
        let answer = before.ask(document, &json!({})).await.data();
        let approval = answer["approvals"]["nodes"][0].clone();
        let (operator, number) = (&approval["operator"]["code"], &approval["number"]);
        let key = format!("{}:{number}", operator.as_str().expect("a code"));
        let id = json!({ "id": approval["id"] });
        let node = before.ask(NODE, &id).await;
        assert_eq!(node.data()["node"]["withdrawnIn"], Value::Null);
        assert_eq!(node.selects, 0);

        let text = format!(
            "{HEADER}approvals,{key},承認が取り消された,mhlw-kpi-5,通知,2026-11-20,,STATED,\n"
        );
        let report = import_tables(&record.store, file("withdrawals.csv", &text)).await;
        let report = report.unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(report.changes.counts["approvals"], [0, 0, 0, 1]);
        assert!(
            report.changes.counts["approval_data_items"][3] > 0,
            "{report}"
        );
        // Both the operator's number and the sum of all are no longer what is declared.
        let broken: Vec<&str> = report
            .broken
            .iter()
            .map(|one| one.subject.as_str())
            .collect();
        assert!(broken.contains(&"APPROVALS"), "{broken:?}");

        let after = Service::over(&record.store).await;
        let found = after.ask(NODE, &id).await.data();
        assert_eq!(found["node"]["id"], approval["id"]);
        assert_eq!(found["node"]["titleJa"], approval["titleJa"]);
        assert_ne!(found["node"]["dataItems"], json!([]));
        assert_eq!(
            found["node"]["withdrawnIn"],
            json!({
                "revision": 2,
                "at": "2026-11-21T13:00:00Z",
                "reason": "承認が取り消された",
                "evidence": [{ "document": { "code": "mhlw-kpi-5" }, "locator": "通知" }],
            })
        );
        let count = after
            .ask("{ approvals(first: 1) { totalCount } }", &json!({}))
            .await;
        assert_eq!(count.data()["approvals"]["totalCount"], 61);
        let changes = "{ catalogue { changes(since: 1, first: 1) { nodes { kind reason subject { id } } } } }";
        let changes = after.ask(changes, &json!({})).await.data();
        assert_eq!(
            changes["catalogue"]["changes"]["nodes"][0],
            json!({
                "kind": "WITHDRAWN",
                "reason": "承認が取り消された",
                "subject": { "id": approval["id"] },
            })
        );
        let history = "{ catalogue { reconciliations {
            subject holds history { revision declared computed difference holds }
        } } }";
        let answer = after.ask(history, &json!({})).await;
        let all = answer.data();
        let all = all["catalogue"]["reconciliations"]
            .as_array()
            .expect("a list");
        let one = all.iter().find(|one| one["subject"] == "APPROVALS");
        assert_eq!(
            one.expect("it is compared")["history"],
            json!([
                { "revision": 1, "declared": 62, "computed": 62, "difference": 0, "holds": true },
                { "revision": 2, "declared": 62, "computed": 61, "difference": -1, "holds": false },
            ])
        );
        // Two for the list of revisions, five for each revision: whatever is asked of it, and once.
        assert_eq!(answer.selects, 12);
        assert_eq!(after.ask(history, &json!({})).await.selects, 0);

        let again = import_tables(&record.store, file("withdrawals.csv", &text)).await;
        assert_eq!(again.expect("it is known").revision, None);
    });
}
