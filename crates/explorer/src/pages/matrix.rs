//! Every database against every other on one day.

use std::collections::BTreeSet;

use askama::Template;
use serde_json::json;

use super::{Made, all_or_nothing};
use crate::answer::Answer;
use crate::chart;
use crate::context::Context;
use crate::frame::{Page, rendered};
use crate::operations::MATRIX;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "matrix.html")]
struct Matrix<'a> {
    t: &'static Texts,
    c: &'a Context,
    matrix: Answer<'a>,
    rows: Vec<Row<'a>>,
    /// Days on which anything changed.
    days: Vec<String>,
    chosen: Vec<String>,
    legend: Vec<(String, String, &'static str)>,
}

struct Row<'a> {
    database: Answer<'a>,
    cells: Vec<Option<Cell>>,
}

struct Cell {
    class: String,
    sign: &'static str,
    label: String,
    overdue: bool,
    conflicting: bool,
    address: String,
}

impl Matrix<'_> {
    fn is_chosen(&self, code: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen == code)
    }
}

pub(super) fn matrix(c: &Context) -> Made<'_> {
    matrix_with(c, Vec::new())
}

/// The form that is asked for; null stands for the API's default.
pub(super) fn form(c: &Context) -> serde_json::Value {
    c.first("form")
        .map_or(serde_json::Value::Null, |form| json!(form))
}

pub(super) fn matrix_with(c: &Context, chosen: Vec<String>) -> Made<'_> {
    Box::pin(async move {
        let variables =
            json!({ "form": form(c), "on": c.first("on"), "knownBy": c.first("knownBy") });
        let response = c.ask(MATRIX, &variables).await?;
        all_or_nothing(&response, "linkageMatrix")?;
        let content = {
            let data = Answer::new(&response.data, c.language);
            let matrix = data.at("linkageMatrix");
            let states = [
                "IN_FORCE",
                "PLANNED",
                "UNDECIDED",
                "NOT_STATED",
                "PROHIBITED",
            ];
            let legend = states.map(|state| {
                (
                    state.to_lowercase().replace('_', "-"),
                    c.label("LinkageState", state),
                    chart::sign(state).1,
                )
            });
            let page = Matrix {
                t: c.t,
                c,
                rows: rows(c, matrix),
                days: days(data),
                matrix,
                chosen,
                legend: legend.to_vec(),
            };
            rendered(page.render())
        };
        Ok(Page::new(c.t.matrix, content).of(MATRIX, variables, response))
    })
}

fn rows<'a>(c: &Context, matrix: Answer<'a>) -> Vec<Row<'a>> {
    let databases = matrix.list("databases");
    let cells = matrix.list("cells");
    let cell = |row: &str, column: &str| {
        let found = cells.iter().find(|cell| {
            let (one, other) = (cell.text("row.code"), cell.text("column.code"));
            (one == row && other == column) || (one == column && other == row)
        })?;
        let state = found.text("state");
        let pair = format!("{row},{column}");
        let mut parameters = c.kept().with("databases", &pair);
        for name in ["form", "on", "knownBy"] {
            if let Some(value) = c.first(name) {
                parameters = parameters.with(name, value);
            }
        }
        Some(Cell {
            class: state.to_lowercase().replace('_', "-"),
            sign: chart::sign(&state).1,
            label: c.label("LinkageState", &state),
            overdue: found.is("overdue"),
            conflicting: found.is("conflicting"),
            address: parameters.at("/linkage"),
        })
    };
    let rows = databases.iter().map(|database| {
        let code = database.text("code");
        let of_row = databases.iter().map(|other| {
            let column = other.text("code");
            if column == code {
                None
            } else {
                cell(&code, &column)
            }
        });
        Row {
            database: *database,
            cells: of_row.collect(),
        }
    });
    rows.collect()
}

/// Whole days that statements name: a month or a year counts as its first day.
fn days(data: Answer<'_>) -> Vec<String> {
    let mut days = BTreeSet::new();
    for database in data.list("databases") {
        for statement in database.list("statements") {
            for field in [
                "statedOn",
                "inForceFrom",
                "plannedFrom",
                "plannedBy",
                "until",
            ] {
                if statement.has(field) {
                    let day = statement.text(field);
                    let whole = match day.len() {
                        4 => format!("{day}-01-01"),
                        7 => format!("{day}-01"),
                        _ => day,
                    };
                    days.insert(whole);
                }
            }
        }
    }
    days.into_iter().collect()
}
