//! What somebody would write by hand for each of the first six questions: a handler of axum with its SQL and its JSON, without
//! GraphQL, validation, evidence or bounds. It answers with the same fields, from the same file with the indexes that it would have.

use std::cell::RefCell;
use std::collections::BTreeMap;

use anyhow::{Context, Result};
use axum::Json;
use rusqlite::{Connection, Row, params};
use serde_json::{Value, json};

thread_local! {
    static RECORD: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

type Answer = rusqlite::Result<Value>;

/// By the place of the question.
const HANDLERS: [fn(&Connection, &Value) -> Answer; 6] =
    [page, nested, levels, search, counts, statements];

/// Serves the answers to one question.
pub(crate) async fn serve(record: String, question: usize) -> Result<()> {
    let handler = HANDLERS.get(question).copied().context("a question")?;
    Connection::open(&record)?.execute_batch(
        "CREATE INDEX IF NOT EXISTS by_day ON approvals (approved_on DESC, operator, number) WHERE until_revision IS NULL",
    )?;
    let answer = move |Json(asked): Json<Value>| {
        let record = record.clone();
        async move {
            let answer = RECORD.with_borrow_mut(|own| {
                let connection = match own.take() {
                    Some(connection) => connection,
                    None => Connection::open(record)?,
                };
                let answer = handler(&connection, &asked["variables"]);
                *own = Some(connection);
                answer
            });
            match answer {
                Ok(data) => Json(json!({ "data": data })),
                Err(error) => Json(json!({ "errors": [{ "message": error.to_string() }] })),
            }
        }
    };
    let routes = axum::Router::new().route("/graphql", axum::routing::post(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}/graphql", listener.local_addr()?);
    Ok(axum::serve(listener, routes).await?)
}

fn all(
    of: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
    row: impl Fn(&Row<'_>) -> Answer,
) -> rusqlite::Result<Vec<Value>> {
    let mut statement = of.prepare_cached(sql)?;
    let rows = statement.query_map(values, row)?;
    rows.collect()
}

fn number(of: &Connection, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<i64> {
    of.prepare_cached(sql)?.query_row(values, |row| row.get(0))
}

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    row.get(column)
}

fn page(of: &Connection, asked: &Value) -> Answer {
    let day = asked["day"].as_str();
    let mut nodes = all(
        of,
        "SELECT number, approved_on, title_ja, user_sectors FROM approvals WHERE until_revision IS NULL AND approved_on >= ?1 \
         ORDER BY approved_on DESC, operator, number LIMIT 51",
        params![day],
        |row| {
            let sectors: Value = serde_json::from_str(&text(row, 3)?).unwrap_or_default();
            Ok(
                json!({ "number": row.get::<_, i64>(0)?, "approvedOn": text(row, 1)?, "titleJa": text(row, 2)?, "userSectors": sectors }),
            )
        },
    )?;
    let more = nodes.len() > 50;
    nodes.truncate(50);
    let total = number(
        of,
        "SELECT count(*) FROM approvals WHERE until_revision IS NULL AND approved_on >= ?1",
        params![day],
    )?;
    let end = nodes
        .last()
        .map(|node| format!("{}:{}", node["approvedOn"], node["number"]));
    Ok(
        json!({ "approvals": { "totalCount": total, "nodes": nodes, "pageInfo": { "hasNextPage": more, "endCursor": end } } }),
    )
}

fn items(of: &Connection, approval: &str, with_code: bool) -> rusqlite::Result<Vec<Value>> {
    all(
        of,
        "SELECT d.id, d.name_ja FROM approval_data_items i JOIN data_items d ON d.id = i.data_item AND d.until_revision IS NULL \
         WHERE i.approval = ?1 AND i.until_revision IS NULL ORDER BY i.number",
        params![approval],
        |row| match with_code {
            true => Ok(json!({ "code": text(row, 0)?, "nameJa": text(row, 1)? })),
            false => Ok(json!({ "nameJa": text(row, 1)? })),
        },
    )
}

fn diseases(of: &Connection, approval: &str, second: &str) -> rusqlite::Result<Vec<Value>> {
    all(
        of,
        "SELECT d.id, d.name_ja, d.name_en FROM approval_diseases t JOIN diseases d ON d.id = t.disease AND d.until_revision IS NULL \
         WHERE t.approval = ?1 AND t.until_revision IS NULL ORDER BY t.id",
        params![approval],
        |row| match second {
            "code" => Ok(json!({ "code": text(row, 0)?, "nameJa": text(row, 1)? })),
            _ => Ok(json!({ "nameJa": text(row, 1)?, "nameEn": row.get::<_, Option<String>>(2)? })),
        },
    )
}

fn nested(of: &Connection, asked: &Value) -> Answer {
    let nodes = all(
        of,
        "SELECT a.id, a.title_ja, o.id, o.name_ja FROM approvals a JOIN operators o ON o.id = a.operator AND o.until_revision IS NULL \
         WHERE a.until_revision IS NULL AND a.approved_on >= ?1 ORDER BY a.approved_on DESC, a.operator, a.number LIMIT 20",
        params![asked["day"].as_str()],
        |row| {
            let id = text(row, 0)?;
            Ok(json!({
                "titleJa": text(row, 1)?,
                "operator": { "code": text(row, 2)?, "nameJa": text(row, 3)? },
                "dataItems": items(of, &id, true)?,
                "diseases": diseases(of, &id, "code")?,
            }))
        },
    )?;
    Ok(json!({ "approvals": { "nodes": nodes } }))
}

fn levels(of: &Connection, _: &Value) -> Answer {
    let nodes = all(
        of,
        "SELECT id, name_ja FROM operators WHERE until_revision IS NULL ORDER BY id LIMIT 3",
        [],
        |row| {
            let operator = text(row, 0)?;
            let nodes = all(
                of,
                "SELECT id, title_ja FROM approvals WHERE until_revision IS NULL AND operator = ?1 \
                 ORDER BY approved_on DESC, number LIMIT 10",
                params![operator],
                |row| {
                    let id = text(row, 0)?;
                    Ok(
                        json!({ "titleJa": text(row, 1)?, "dataItems": items(of, &id, false)?, "diseases": diseases(of, &id, "nameEn")? }),
                    )
                },
            )?;
            let total = number(
                of,
                "SELECT count(*) FROM approvals WHERE until_revision IS NULL AND operator = ?1",
                params![operator],
            )?;
            Ok(
                json!({ "code": operator, "nameJa": text(row, 1)?, "approvals": { "totalCount": total, "nodes": nodes } }),
            )
        },
    )?;
    Ok(json!({ "operators": { "nodes": nodes } }))
}

/// Words as they stand, in names and titles alone: no reading of them, no ranking.
fn search(of: &Connection, asked: &Value) -> Answer {
    let asked = asked["text"].as_str().unwrap_or_default();
    let mut words = asked.split_whitespace().map(|word| format!("%{word}%"));
    let (first, second) = (words.next(), words.next());
    const FOUND: &str = "SELECT 'Registry' AS kind, name_ja AS name FROM registries WHERE until_revision IS NULL AND name_ja LIKE ?1 \
         AND name_ja LIKE ?2 UNION ALL SELECT 'Approval', title_ja FROM approvals WHERE until_revision IS NULL AND title_ja LIKE ?1 \
         AND title_ja LIKE ?2";
    let total = number(
        of,
        &format!("SELECT count(*) FROM ({FOUND})"),
        params![first, second],
    )?;
    let nodes = all(
        of,
        &format!("{FOUND} LIMIT 20"),
        params![first, second],
        |row| {
            let (kind, name) = (text(row, 0)?, text(row, 1)?);
            Ok(match kind.as_str() {
                "Approval" => json!({ "__typename": kind, "titleJa": name }),
                _ => json!({ "__typename": kind, "nameJa": name }),
            })
        },
    )?;
    Ok(json!({ "search": { "totalCount": total, "nodes": nodes } }))
}

fn counts(of: &Connection, asked: &Value) -> Answer {
    let mut total = 0;
    let mut so_far: BTreeMap<String, i64> = BTreeMap::new();
    let mut groups = all(
        of,
        "SELECT substr(a.approved_on, 1, 4) AS year, a.operator, o.name_ja, count(*) FROM approvals a \
         JOIN operators o ON o.id = a.operator AND o.until_revision IS NULL \
         WHERE a.until_revision IS NULL AND a.approved_on >= ?1 GROUP BY year, a.operator ORDER BY year, a.operator",
        params![asked["day"].as_str()],
        |row| {
            let (year, operator, count) = (text(row, 0)?, text(row, 1)?, row.get::<_, i64>(3)?);
            let label = format!("{year}年");
            Ok(
                json!({ "count": count, "keys": [{ "value": year, "labelJa": label }, { "value": operator, "labelJa": text(row, 2)? }] }),
            )
        },
    )?;
    for group in &mut groups {
        let count = group["count"].as_i64().unwrap_or_default();
        total += count;
        let operator = group["keys"][1]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let held = so_far.entry(operator).or_default();
        *held += count;
        group["cumulative"] = (*held).into();
    }
    Ok(json!({ "approvalStatistics": { "distinctTotal": total, "groups": groups } }))
}

/// The statements of the pair as they stand: which of them governs, and why, is not said.
fn statements(of: &Connection, asked: &Value) -> Answer {
    let found = all(
        of,
        "SELECT s.id, s.state, s.stated_by FROM linkage_statements s WHERE s.until_revision IS NULL AND s.form IN ('ANONYMISED', 'ANY') \
         AND ((s.stated_by = 'ndb' AND s.about = 'kaigo') OR (s.stated_by = 'kaigo' AND s.about = 'ndb')) AND s.stated_on <= ?1 \
         ORDER BY s.stated_on DESC, s.id",
        params![asked["on"].as_str()],
        |row| {
            Ok(
                json!({ "code": text(row, 0)?, "state": text(row, 1)?, "statedBy": { "code": text(row, 2)? } }),
            )
        },
    )?;
    let state = found.first().map(|statement| statement["state"].clone());
    Ok(
        json!({ "linkage": { "state": state, "pairs": [{ "state": state, "governing": found.first() }] } }),
    )
}
