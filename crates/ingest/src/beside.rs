//! A new revision beside what the record held: what a curator should look at though every row is right by itself.

use std::collections::{HashMap, HashSet};

use ::approvals::record::Listed;
use base::record::Reading;
use base::{ChangeKind, Changes, Notice, OperatorId, Revision, StoreError};
use chrono::NaiveDate;
use operators::Certification;
use sea_orm::{ConnectionTrait, ModelTrait};

/// What is odd about approvals that are new in a revision: their number, their project, their day.
pub(crate) async fn notices(
    tx: &impl ConnectionTrait,
    at: Revision,
    changes: &Changes,
    reading: &Reading,
) -> Result<Vec<Notice>, StoreError> {
    let added: HashSet<&str> = changes
        .lines
        .iter()
        .filter(|line| line.kind == ChangeKind::Added)
        .filter_map(|line| line.row.strip_prefix("approvals/"))
        .collect();
    // A record's first list has no list beside it.
    if added.is_empty() || at.0 == 1 {
        return Ok(Vec::new());
    }
    let rows = Listed::of(tx, &added).await?;
    let mut notices = ::approvals::record::beside(tx, &rows, reading).await?;
    let mut certified: HashMap<OperatorId, NaiveDate> = HashMap::new();
    for row in base::load::<<Certification as ModelTrait>::Entity>(tx, at).await? {
        let first = certified.entry(row.operator).or_insert(row.certified_on);
        *first = row.certified_on.min(*first);
    }
    for row in &rows {
        let Some(first) = certified.get(&row.operator) else {
            continue;
        };
        let Some(place) = reading.place_of(&format!("approvals/{}", row.id)) else {
            continue;
        };
        if row.approved_on < *first {
            notices.push(Notice {
                place,
                column: Some("approved_on".to_owned()),
                value: Some(row.approved_on.to_string()),
                text: format!("is before its operator was first certified ({first}): see whether the day or the operator is right"),
                text_ja: format!("事業者が最初に認定された日（{first}）より前です。日付か事業者を確かめてください"),
                more: 0,
            });
        }
    }
    notices.sort();
    Ok(notices)
}
