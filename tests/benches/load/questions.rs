//! The questions whose cost is measured.

use serde_json::{Value, json};

/// Name, document, and variables that are different for each number.
pub(crate) type Question = (&'static str, &'static str, fn(usize) -> Value);

pub(crate) const QUESTIONS: [Question; 7] = [
    (
        "Q1 page of 50",
        "query($day: Date!) { approvals(first: 50, filter: { approvedOn: { from: $day } }) { totalCount nodes { number approvedOn titleJa userSectors } pageInfo { hasNextPage endCursor } } }",
        |n| json!({ "day": day(n) }),
    ),
    (
        "Q2 nested",
        "query($day: Date!) { approvals(first: 20, filter: { approvedOn: { from: $day } }) { nodes { titleJa operator { code nameJa } dataItems { code nameJa } diseases { code nameJa } } } }",
        |n| json!({ "day": day(n) }),
    ),
    (
        "Q3 three levels",
        "query($day: Date!) { operators(first: 3, filter: { certifiedOn: $day }) { nodes { code nameJa approvals(first: 10) { totalCount nodes { titleJa dataItems { nameJa } diseases { nameJa nameEn } } } } } }",
        |n| json!({ "day": day(n + 50_000) }),
    ),
    (
        "Q4 search",
        "query($text: String!) { search(text: $text, first: 20) { totalCount nodes { __typename ... on Approval { titleJa } ... on Registry { nameJa } } } }",
        |n| json!({ "text": format!("{} {}", ["がん", "心不全", "糖尿病", "肺"][n % 4], ["研究", "登録", "治療"][n % 3]) + &" ".repeat(n % 500) }),
    ),
    (
        "Q5 counts",
        "query($day: Date!) { approvalStatistics(groupBy: [YEAR, OPERATOR], filter: { approvedOn: { from: $day } }) { distinctTotal groups { count cumulative keys { value labelJa } } } }",
        |n| json!({ "day": day(n) }),
    ),
    (
        "Q6 statements",
        "query($on: Date!) { linkage(databases: [\"ndb\", \"kaigo\"], form: ANONYMISED, on: $on) { state explanation pairs { state explanation governing { code state statedBy { code } } } } }",
        |n| json!({ "on": day(n) }),
    ),
    (
        "Q7 facets",
        "query($day: Date!) { approvals(first: 1, filter: { approvedOn: { from: $day } }) { totalCount facets { facet values { value count } } } }",
        |n| json!({ "day": day(n) }),
    ),
];

/// Days before any approval (and past all of them from 44,640 on), so that every question has its own variables and all have
/// the same answer to make.
fn day(n: usize) -> String {
    format!(
        "{}-{:02}-{:02}",
        1900 + n / 372,
        1 + n / 31 % 12,
        1 + n % 28
    )
}
