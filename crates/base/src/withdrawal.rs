//! Withdrawals: rows that an import ends by name, each with the reason. The row stays in older revisions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::record::{Column, EVIDENCE, Kind, Place, RecordType, column};
use crate::{Change, ChangeKind, Revision, RevisionRow, RowReader, Store, StoreError, Subject};
use crate::{change, revision_row};

/// The tables whose rows can be withdrawn, by the names of their files. What others point at (documents, databases,
/// operators, organisations, codes) is corrected instead.
const RECORDS: [&str; 22] = [
    "access-rules",
    "approvals",
    "approval-diseases",
    "certifications",
    "certified-users",
    "cooperations",
    "entrustments",
    "figures",
    "institutions",
    "linkage-statements",
    "named-users",
    "plan-figures",
    "plan-kpis",
    "provisions",
    "registries",
    "registry-diseases",
    "registry-hosts",
    "reported-facts",
    "reported-uses",
    "review-bodies",
    "route-steps",
    "volumes",
];

const COLUMNS: [Column; 4] = [
    column("record", "表", true, Kind::OneOf(|| RECORDS.to_vec())),
    column("key", "キー", true, Kind::Text),
    column("reason", "理由", true, Kind::Text),
    column("reinstate", "復活", false, Kind::Boolean),
];

/// The table of withdrawals. It is imported only: who exports the record leaves out what was withdrawn.
pub const RECORD: RecordType = RecordType {
    name: "withdrawals",
    about: "One row of another table that no longer holds, by its key (`ldi:2` for approval 2 of ldi), and why; with `reinstate`, one that was \
            withdrawn and holds again: it must be given in the same import.",
    columns: &COLUMNS,
    evidence: true,
};

/// One row that an import ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Why, in the curator's words.
    pub reason: String,
    /// Where the import says so.
    pub place: Place,
}

/// The rows that an import ends, by table and id.
pub type Withdrawals = BTreeMap<String, BTreeMap<String, Withdrawal>>;

/// Reads one row of [`RECORD`].
pub fn read(row: &mut RowReader<'_>) {
    let [record, key, reason] = ["record", "key", "reason"].map(|column| row.required(column));
    let Some(record) = record else {
        return;
    };
    if !RECORDS.contains(&record.as_str()) {
        let all = RECORDS.join(", ");
        row.problem_value(
            Some("record"),
            Some(record),
            format!(
                "has no rows that can be withdrawn: use one of {all}, or correct the row instead"
            ),
            format!("取り消せない表です。次のいずれかを使うか、行を訂正してください: {all}"),
        );
        return;
    }
    let (Some(key), Some(reason)) = (key, reason) else {
        return;
    };
    let table = record.replace('-', "_");
    let id = format!("{table}/{key}");
    let holds_again = row.boolean("reinstate");
    if !row.key("withdrawals", &id) {
        return;
    }
    if holds_again {
        for column in &EVIDENCE {
            if row.text(column.name).is_none() {
                continue;
            }
            row.notice(
                column.name,
                "proof of a row that holds again",
                "is not kept: a row that holds again is proved by what its own table says"
                    .to_owned(),
                "復活させる行の根拠は、その行の表に書かれたものになるため、この値は保存しません"
                    .to_owned(),
            );
        }
        row.reinstate(&table, key, reason);
    } else {
        row.evidence(&subject(&id), "withdrawals", &id, None);
        row.withdraw(&table, key, reason);
    }
}

/// A withdrawal of a row, named `table/id`, as the thing that evidence is about.
pub fn subject(row: &str) -> Subject {
    Subject::new("withdrawal", row)
}

/// What the record knows of a row that was withdrawn.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    /// The revision that withdrew it: the first in which it no longer holds.
    pub revision: RevisionRow,
    /// Why.
    pub reason: Option<String>,
}

impl Withdrawn {
    /// Every row of the given tables that was ever withdrawn until a revision, by `table/id`, each with its last
    /// withdrawal. It may have come back since.
    pub async fn until(
        store: &Store,
        tables: &[&str],
        at: Revision,
    ) -> Result<HashMap<String, Self>, StoreError> {
        let lines: Vec<Change> = store
            .read(
                change::Entity::find()
                    .filter(change::Column::Kind.eq(ChangeKind::Withdrawn))
                    .filter(change::Column::Revision.lte(at.0))
                    .filter(change::of_tables(tables))
                    .order_by_asc(change::Column::Revision)
                    .all(store.db()),
            )
            .await?;
        if lines.is_empty() {
            return Ok(HashMap::new());
        }
        // Each once: a statement takes a bounded number of values.
        let numbers: BTreeSet<i64> = lines.iter().map(|line| line.revision).collect();
        let revisions: HashMap<i64, RevisionRow> = store
            .read(
                revision_row::Entity::find()
                    .filter(revision_row::Column::Number.is_in(numbers))
                    .all(store.db()),
            )
            .await?
            .into_iter()
            .map(|row| (row.number, row))
            .collect();
        let found = lines.into_iter().filter_map(|line| {
            let revision = revisions.get(&line.revision)?.clone();
            let reason = line.reason;
            Some((line.row, Self { revision, reason }))
        });
        Ok(found.collect())
    }
}
