//! New approvals beside those of the record: what a curator should look at though each row is right by itself.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use base::{ApprovalId, Notice, OperatorId, Reading, StoreError};
use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Select,
};

use crate::approval::{Column, Entity};

/// What a list of approvals is compared by.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Listed {
    /// Operator and number.
    pub id: ApprovalId,
    /// Whose approval.
    pub operator: OperatorId,
    /// Its number in the operator's list.
    pub number: i64,
    /// 承認日.
    pub approved_on: NaiveDate,
    /// The title as printed.
    pub title_ja: String,
}

impl Listed {
    /// The approvals of these ids that hold, from inside a transaction.
    pub async fn of(
        tx: &impl ConnectionTrait,
        ids: &HashSet<&str>,
    ) -> Result<Vec<Self>, StoreError> {
        let key = Expr::col(Column::Id);
        let mut rows: Vec<Self> =
            base::bulk::select(tx, &listed(), &key, ids.iter().copied()).await?;
        rows.retain(|row| ids.contains(row.id.as_str()));
        Ok(rows)
    }
}

fn listed() -> Select<Entity> {
    now().select_only().columns([
        Column::Id,
        Column::Operator,
        Column::Number,
        Column::ApprovedOn,
        Column::TitleJa,
    ])
}

/// Looks at the approvals that a revision adds, from inside its transaction: numbers that the lists leave out before a new one, and
/// new ones that have title and day of one that the record held. Projects that are given twice in one import are told while they
/// are read.
pub async fn beside(
    tx: &impl ConnectionTrait,
    added: &[Listed],
    reading: &Reading,
) -> Result<Vec<Notice>, StoreError> {
    let mut notices = gaps(tx, added, reading).await?;
    let ids: BTreeSet<&str> = added.iter().map(|row| row.id.as_str()).collect();
    let days: BTreeSet<_> = added.iter().map(|row| row.approved_on).collect();
    let day = Expr::col(Column::ApprovedOn);
    let of_these_days: Vec<Listed> = base::bulk::select(tx, &listed(), &day, days).await?;
    let mut projects: HashMap<_, &Listed> = HashMap::new();
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
    added: &[Listed],
    reading: &Reading,
) -> Result<Vec<Notice>, StoreError> {
    let mut new: BTreeMap<&OperatorId, BTreeMap<i64, &Listed>> = BTreeMap::new();
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

fn named(row: &Listed) -> String {
    format!("approvals/{}", row.id)
}

fn project(row: &Listed) -> (&OperatorId, String, NaiveDate) {
    (
        &row.operator,
        text::fold_text(&row.title_ja),
        row.approved_on,
    )
}

fn notice(reading: &Reading, row: &Listed, text: String, text_ja: String) -> Option<Notice> {
    Some(Notice {
        place: reading.place_of(&named(row))?,
        column: Some("number".to_owned()),
        value: Some(row.number.to_string()),
        text,
        text_ja,
        more: 0,
    })
}
