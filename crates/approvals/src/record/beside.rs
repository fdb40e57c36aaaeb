//! New approvals beside those of the record: what a curator should look at though each row is right by itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{Notice, OperatorId, Reading, StoreError};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};

use crate::Approval;
use crate::approval::{Column, Entity};

/// Looks at the approvals that a revision adds, from inside its transaction: numbers that the lists leave out before a new one, and
/// new ones that have title and day of one that the record held. Projects that are given twice in one import are told while they
/// are read.
pub async fn beside(
    tx: &impl ConnectionTrait,
    added: &[Approval],
    reading: &Reading,
) -> Result<Vec<Notice>, StoreError> {
    let mut notices = gaps(tx, added, reading).await?;
    let ids: BTreeSet<&str> = added.iter().map(|row| row.id.as_str()).collect();
    let days: BTreeSet<_> = added.iter().map(|row| row.approved_on).collect();
    let of_these_days =
        base::bulk::select(tx, &now(), &Expr::col(Column::ApprovedOn), days).await?;
    let mut projects: HashMap<_, &Approval> = HashMap::new();
    for row in &of_these_days {
        if ids.contains(row.id.as_str()) || reading.place_of(&named(row)).is_some() {
            continue;
        }
        let first = projects.entry(project(row)).or_insert(row);
        if row.id < first.id {
            *first = row;
        }
    }
    for row in added {
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
    Ok(notices)
}

/// Numbers that nobody has before a new one.
async fn gaps(
    tx: &impl ConnectionTrait,
    added: &[Approval],
    reading: &Reading,
) -> Result<Vec<Notice>, StoreError> {
    let mut new: BTreeMap<&OperatorId, BTreeMap<i64, &Approval>> = BTreeMap::new();
    for row in added {
        new.entry(&row.operator)
            .or_default()
            .insert(row.number, row);
    }
    let mut notices = Vec::new();
    for (operator, rows) in new {
        let (Some((first, _)), Some((last, _))) = (rows.first_key_value(), rows.last_key_value())
        else {
            continue;
        };
        let of_operator = now()
            .select_only()
            .filter(Column::Operator.eq(operator.clone()));
        let before: Option<Option<i64>> = of_operator
            .clone()
            .column_as(Column::Number.max(), "before")
            .filter(Column::Number.lt(*first))
            .into_tuple()
            .one(tx)
            .await?;
        let mut before = before.flatten().unwrap_or(0);
        let numbers: Vec<i64> = of_operator
            .column(Column::Number)
            .filter(Column::Number.between(*first, *last))
            .into_tuple()
            .all(tx)
            .await?;
        for number in BTreeSet::from_iter(numbers) {
            let missing = number - before - 1;
            if missing > 0
                && let Some(row) = rows.get(&number)
            {
                let (first, last) = (before + 1, number - 1);
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
            before = number;
        }
    }
    Ok(notices)
}

/// The approvals that hold.
fn now() -> Select<Entity> {
    Entity::find().filter(Column::UntilRevision.is_null())
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
