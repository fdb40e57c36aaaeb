//! What the pages claim: every query that they show is run, and its answer is the one that they print.

use gateway::code::Code;
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

/// The pages that show answers, and how many each shows at least.
const PAGES: [(&str, usize); 4] = [
    ("README.md", 3),
    ("README.ja.md", 3),
    ("schema/examples/answers.md", 6),
    ("schema/examples/answers.ja.md", 6),
];

#[test]
fn the_first_page_fits_a_screen() {
    for name in ["README.md", "README.ja.md"] {
        let page = harness::read(&root().join(name));
        assert!(
            page.lines().count() <= 120 && page.len() <= 7_168,
            "{name}: {} bytes",
            page.len()
        );
    }
}

#[test]
fn the_readmes_print_what_the_server_answers() {
    for (name, least) in PAGES {
        let page = harness::read(&root().join(name));
        let claims = claims(&page);
        assert!(
            claims.len() >= least,
            "{name} shows {} answers",
            claims.len()
        );
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

/// The published list of codes, with the status and the meaning that the code and its documentation give.
#[test]
fn the_readme_and_the_schema_list_every_error_code() {
    let page = harness::read(&root().join("schema/README.md"));
    let schema = gateway::sdl();
    let words = schema
        .split("enum ErrorCode {")
        .nth(1)
        .and_then(|rest| rest.split('}').next())
        .expect("the enum of codes");
    let words: Vec<&str> = words.lines().map(str::trim).collect();
    for code in Code::ALL {
        let at = words.iter().position(|word| *word == code.as_str());
        let at = at.unwrap_or_else(|| panic!("{} is not in the schema", code.as_str()));
        let row = format!(
            "| `{}` | {} | {} |\n",
            code.as_str(),
            code.status().as_u16(),
            words[at - 2]
        );
        assert!(page.contains(&row), "schema/README.md lacks: {row}");
    }
    let listed = page
        .lines()
        .filter(|line| line.starts_with("| `") && line.split('|').count() == 5)
        .filter(|line| {
            let status = line.split('|').nth(2).unwrap_or_default();
            status.trim().parse::<u16>().is_ok()
        });
    assert_eq!(listed.count(), Code::ALL.len());
}
