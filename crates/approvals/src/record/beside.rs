//! New approvals beside those of the record: what a curator should look at though each row is right by itself.

use std::collections::{BTreeMap, HashMap, HashSet};

use base::{Notice, OperatorId, Reading};

use crate::Approval;

/// Looks at the approvals of a revision, `added` among them: numbers that the lists leave out before a new one, and new ones
/// that have title and day of one that the record held. Projects that are given twice in one import are told while they are read.
pub fn beside(rows: &[Approval], added: &HashSet<&str>, reading: &Reading) -> Vec<Notice> {
    let mut numbers: BTreeMap<&OperatorId, Vec<&Approval>> = BTreeMap::new();
    let mut projects: HashMap<_, &Approval> = HashMap::new();
    let is_new = |row: &Approval| added.contains(row.id.as_str());
    for row in rows {
        numbers.entry(&row.operator).or_default().push(row);
        if !is_new(row) && reading.place_of(&named(row)).is_none() {
            projects.entry(project(row)).or_insert(row);
        }
    }
    let mut notices = Vec::new();
    for list in numbers.values_mut() {
        list.sort_by_key(|row| row.number);
        let mut before = 0;
        for row in list {
            let missing = row.number - before - 1;
            if is_new(row) && missing > 0 {
                let (first, last) = (before + 1, row.number - 1);
                let gap = match missing {
                    1 => format!("No.{first}"),
                    _ => format!("No.{first}–{last}"),
                };
                notices.extend(notice(
                    reading,
                    row,
                    format!("follows a gap: {gap} of this operator is not in the catalogue; see whether the list prints it"),
                    format!("番号が飛んでいます（この事業者の {gap} は未登録）。一覧に記載がないか確かめてください"),
                ));
            }
            before = row.number;
        }
    }
    for row in rows.iter().filter(|row| is_new(row)) {
        if let Some(held) = projects.get(&project(row)) {
            let number = held.number;
            notices.extend(notice(
                reading,
                row,
                format!("has the title and the day of No.{number} in the catalogue: keep both only where they are two projects"),
                format!("登録済みの No.{number} と題名・承認日が同じです。別の課題でなければ一方を取り除いてください"),
            ));
        }
    }
    notices
}

fn named(row: &Approval) -> String {
    format!("approvals/{}", row.id)
}

fn project(row: &Approval) -> (&OperatorId, String, chrono::NaiveDate) {
    (
        &row.operator,
        text::fold_text(&row.title_ja),
        row.approved_on,
    )
}

fn notice(reading: &Reading, row: &Approval, text: String, text_ja: String) -> Option<Notice> {
    Some(Notice {
        place: reading.place_of(&named(row))?.clone(),
        column: Some("number".to_owned()),
        value: Some(row.number.to_string()),
        text,
        text_ja,
        more: 0,
    })
}
