//! What the two READMEs claim: every query that they show is run, and its answer is the one that they print.

use harness::{Service, on_both_bundled, root};
use serde_json::Value;

/// A query of a page, the answer printed below it, and the line where it begins.
struct Claim {
    line: usize,
    query: String,
    answer: Value,
}

fn claims(page: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut query: Option<(usize, String)> = None;
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let block = |lines: &mut dyn Iterator<Item = (usize, &str)>| {
            lines
                .map(|(_, line)| line)
                .take_while(|line| *line != "```")
                .collect::<Vec<_>>()
                .join("\n")
        };
        match line {
            "```graphql" => query = Some((number + 1, block(&mut lines))),
            "```json" => {
                let text = block(&mut lines);
                if let Some((line, query)) = query.take() {
                    let answer = serde_json::from_str(&text).expect("an answer that is JSON");
                    claims.push(Claim {
                        line,
                        query,
                        answer,
                    });
                }
            }
            _ => {}
        }
    }
    claims
}

#[test]
fn the_readmes_print_what_the_server_answers() {
    for name in ["README.md", "README.ja.md"] {
        let page = std::fs::read_to_string(root().join(name)).expect("a README");
        let claims = claims(&page);
        assert!(claims.len() >= 6, "{name} shows {} answers", claims.len());
        on_both_bundled(async |record| {
            let service = Service::over(&record.store).await;
            for claim in &claims {
                let answer = service.ask(&claim.query, &Value::Null).await;
                let body = serde_json::to_value(&answer.body).expect("JSON is written");
                assert_eq!(
                    body["data"], claim.answer,
                    "{name}, the query of line {}",
                    claim.line
                );
            }
        });
    }
}
