//! The database refuses bad rows by itself, whoever writes them.

use std::path::Path;

use harness::{import_folder, on_both};
use sea_orm::ConnectionTrait;

/// A row as SQL writes it: columns with their values.
type Row = &'static [(&'static str, &'static str)];

const STATEMENT: Row = &[
    ("id", "'S'"),
    ("since_revision", "1"),
    ("stated_by", "'ndb'"),
    ("about", "'kaigo'"),
    ("form", "'ANY'"),
    ("state", "'PLANNED'"),
    ("planned_from", "'2024-04'"),
    ("stated_on", "'2024-01-11'"),
];
const EVIDENCE: Row = &[
    ("id", "'E'"),
    ("since_revision", "1"),
    ("subject", "'database:ndb'"),
    ("\"row\"", "'databases/ndb'"),
    ("document", "'table'"),
    ("derivation", "'STATED'"),
];
const PROVISION: Row = &[
    ("id", "'P'"),
    ("since_revision", "1"),
    ("database", "'ndb'"),
    ("number", "7"),
    ("form", "'ANONYMISED'"),
    ("state", "'PLANNED'"),
    ("recipients", "'[]'"),
];
const REVIEW: Row = &[
    ("id", "'R'"),
    ("since_revision", "1"),
    ("database", "'ndb'"),
    ("number", "7"),
    ("name_ja", "'審査会'"),
    ("state", "'IN_FORCE'"),
];
const VOLUME: Row = &[
    ("id", "'V'"),
    ("since_revision", "1"),
    ("database", "'kaigo'"),
    ("number", "7"),
    ("quantity", "1"),
    ("unit", "'PERSONS'"),
    ("approximate", "true"),
];
const REVISION: Row = &[
    ("number", "9"),
    ("imported_at", "'2026-11-21 12:00:00+00:00'"),
    ("imported_by", "'test'"),
    ("files", "'[]'"),
];
const CHANGE: Row = &[
    ("revision", "1"),
    ("number", "99"),
    ("kind", "'CHANGED'"),
    ("subject", "'database:ndb'"),
    ("\"row\"", "'databases/ndb'"),
    ("field", "'holder'"),
];

/// Table, a good row, and what makes it bad.
const TABLES: [(&str, Row, &[Row]); 7] = [
    (
        "linkage_statements",
        STATEMENT,
        &[
            &[("about", "'ndb'")],
            &[("about", "'nowhere'")],
            &[("stated_by", "'nowhere'")],
            &[("state", "'ALLOWED'")],
            &[("form", "'ENCRYPTED'")],
            &[("state", "'IN_FORCE'")],
            &[("in_force_from", "'2024'")],
            &[("planned_from", "'spring'")],
            &[("stated_on", "NULL")],
            &[("since_revision", "77")],
            &[("until_revision", "1")],
            &[("id", "''")],
            &[("id", "'X1'")],
        ],
    ),
    (
        "evidence",
        EVIDENCE,
        &[
            &[("document", "'nowhere'")],
            &[("derivation", "'GUESSED'")],
            &[("subject", "'ndb'")],
            &[("document", "NULL")],
        ],
    ),
    (
        "provisions",
        PROVISION,
        &[
            &[("database", "'nowhere'")],
            &[("number", "0")],
            &[("state", "'PROHIBITED'")],
            &[("form", "'ANY'")],
        ],
    ),
    (
        "review_bodies",
        REVIEW,
        &[&[("name_ja", "NULL")], &[("state", "'UNDECIDED'")]],
    ),
    (
        "volumes",
        VOLUME,
        &[
            &[("quantity", "-1")],
            &[("database", "'ndb'"), ("number", "1")],
        ],
    ),
    (
        "revisions",
        REVISION,
        &[
            &[("number", "0")],
            &[("number", "1")],
            &[("imported_by", "NULL")],
        ],
    ),
    (
        "changes",
        CHANGE,
        &[
            &[("revision", "77")],
            &[("kind", "'ADDED'")],
            &[("field", "NULL")],
            &[("number", "1")],
        ],
    ),
];

#[test]
fn the_database_refuses_bad_rows() {
    on_both(async |record| {
        let db = record.store.db();
        let filled = import_folder(&record.store, Path::new("fixtures/small/1")).await;
        filled.expect("the fixture is good");
        let mut taken = vec![];
        for (table, good, bad) in TABLES {
            for changes in bad {
                let sql = insert(table, good, changes);
                if db.execute_unprepared(&sql).await.is_ok() {
                    taken.push(sql);
                }
            }
            // Last, so that no bad row is refused only because it repeats the good one.
            let sql = insert(table, good, &[]);
            let accepted = db.execute_unprepared(&sql).await;
            accepted.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        assert!(taken.is_empty(), "taken:\n{}", taken.join("\n"));
    });
}

#[test]
fn nothing_that_others_point_at_can_be_deleted() {
    on_both(async |record| {
        let filled = import_folder(&record.store, Path::new("fixtures/small/1")).await;
        filled.expect("the fixture is good");
        for sql in [
            "DELETE FROM database_ids WHERE id = 'ndb'",
            "DELETE FROM document_ids WHERE id = 'table'",
            "DELETE FROM revisions WHERE number = 1",
        ] {
            let outcome = record.store.db().execute_unprepared(sql).await;
            assert!(outcome.is_err(), "{sql}");
        }
    });
}

fn insert(table: &str, good: Row, changes: Row) -> String {
    let mut row = good.to_vec();
    for (column, value) in changes {
        row.retain(|(name, _)| name != column);
        row.push((column, value));
    }
    let columns: Vec<_> = row.iter().map(|(column, _)| *column).collect();
    let values: Vec<_> = row.iter().map(|(_, value)| *value).collect();
    format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        columns.join(", "),
        values.join(", ")
    )
}
