//! The operations that GraphiQL opens with: the questions of the product's users.

use crate::http::Example;

/// A document of `schema/operations`, with the fragments that it spreads.
macro_rules! operation {
    ($name:literal) => {
        include_str!(concat!("../../../schema/operations/", $name, ".graphql"))
    };
}

const FRAGMENTS: &str = operation!("fragments");

/// Each question with variables that make it a good start.
const QUESTIONS: [(&str, &str); 5] = [
    (
        operation!("linkage"),
        r#"{"databases": ["ndb", "jisedai"], "form": "ANONYMISED", "on": "2025-12-15"}"#,
    ),
    (operation!("linkage-matrix"), r#"{"form": "ANONYMISED"}"#),
    (
        operation!("approvals"),
        r#"{"search": "心不全", "first": 10}"#,
    ),
    (
        operation!("approval-statistics"),
        r#"{"groupBy": ["YEAR", "OPERATOR"]}"#,
    ),
    (
        operation!("institutions"),
        r#"{"search": "京都大学", "first": 5}"#,
    ),
];

/// The operations with all that they need to run.
pub fn examples() -> Vec<Example> {
    QUESTIONS
        .iter()
        .map(|(document, variables)| {
            let mut query = (*document).to_owned();
            // A fragment may spread another one: later ones are looked at with all that stands before them.
            for name in ["StatementParts", "EvidenceParts"] {
                if query.contains(&format!("...{name}")) {
                    query.push('\n');
                    query.push_str(&fragment(name));
                }
            }
            Example {
                query,
                variables: (*variables).to_owned(),
            }
        })
        .collect()
}

/// One fragment out of the shared file.
fn fragment(name: &str) -> String {
    let start = FRAGMENTS
        .find(&format!("fragment {name} "))
        .unwrap_or(FRAGMENTS.len());
    let text = &FRAGMENTS[start..];
    let end = text.find("\n}").map_or(text.len(), |end| end + 2);
    text[..end].to_owned() + "\n"
}
