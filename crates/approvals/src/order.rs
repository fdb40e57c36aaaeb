//! The orders in which approvals can be listed.

use base::{Key, Part};
use chrono::Datelike;

use crate::Approval;

base::words! {
    /// What approvals can be ordered by. Every order ends with operator and number, so none depends on the database.
    pub enum OrderBy {
        /// By day.
        ApprovedOn = "APPROVED_ON" ("承認日", "day of approval"),
        /// By operator code, then number.
        Number = "NUMBER" ("番号", "number"),
        /// By title, character by character as printed.
        Title = "TITLE" ("課題名", "title"),
    }
}

/// An order of approvals. The default one: newest first, then by operator code and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// What it goes by.
    pub by: OrderBy,
    /// Largest, newest or last first.
    pub descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self {
            by: OrderBy::ApprovedOn,
            descending: true,
        }
    }
}

impl Order {
    /// The list's name in cursors: `approvals:approved_on:desc`.
    pub fn list(self) -> String {
        let direction = if self.descending { "desc" } else { "asc" };
        format!("approvals:{}:{direction}", self.by.word().to_lowercase())
    }

    /// A number for each order, from 0.
    pub(crate) fn place(self) -> usize {
        self.by as usize * 2 + usize::from(self.descending)
    }
}

/// Operator and number make up the id, so every key ends with the id.
pub(crate) fn sort_key(row: &Approval, order: Order) -> Key {
    let operator = || Part::Text(row.operator.to_string());
    let day = i64::from(row.approved_on.num_days_from_ce());
    match (order.by, order.descending) {
        (OrderBy::ApprovedOn, false) => vec![Part::Int(day), operator(), Part::Int(row.number)],
        (OrderBy::ApprovedOn, true) => vec![Part::Int(-day), operator(), Part::Int(row.number)],
        (OrderBy::Number, false) => vec![operator(), Part::Int(row.number)],
        (OrderBy::Number, true) => vec![
            Part::Falling(std::cmp::Reverse(row.operator.to_string())),
            Part::Int(-row.number),
        ],
        (OrderBy::Title, false) => vec![
            Part::Text(row.title_ja.clone()),
            operator(),
            Part::Int(row.number),
        ],
        (OrderBy::Title, true) => vec![
            Part::Falling(std::cmp::Reverse(row.title_ja.clone())),
            operator(),
            Part::Int(row.number),
        ],
    }
}
