//! What a program can check: counts, codes, evidence, printed texts.

use std::collections::{BTreeMap, BTreeSet};

use base::Store;
use harness::on_both_bundled;
use sea_orm::{ConnectionTrait, Statement};

use crate::tables::{all, table};

/// The documents whose text is at hand where the project lies beside its sources.
const SEEDS: [(&str, &str); 2] = [
    ("mhlw-kpi-5", "000_22e39aab9be9be6d.txt"),
    ("mhlw-status-4", "003_40bb1a52aec4549d.txt"),
];

#[test]
fn there_are_eleven_databases_with_every_row_of_the_table() {
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table("database-facts") {
        let of = fields.entry(row.get("database").to_owned()).or_default();
        of.insert(row.get("field").to_owned());
    }
    assert_eq!(fields.len(), 11);
    for (database, fields) in &fields {
        for field in [
            "name_ja",
            "held_as",
            "status",
            "original_data",
            "main_items",
            "holder",
            "consent_requirement",
        ] {
            assert!(fields.contains(field), "{database} lacks {field}");
        }
    }
    for name in ["provisions", "review-bodies"] {
        let having: BTreeSet<String> = table(name)
            .iter()
            .map(|row| row.get("database").to_owned())
            .collect();
        let known: BTreeSet<String> = fields.keys().cloned().collect();
        assert_eq!(having, known, "{name}");
    }
}

#[test]
fn the_table_states_twenty_directed_links_in_ten_pairs() {
    let statements = table("linkage-statements");
    let cells = statements
        .iter()
        .filter(|row| row.get("locator").contains("行「連結解析」"));
    let links: Vec<_> = cells
        .map(|row| (row.get("stated_by"), row.get("about")))
        .filter(|(_, about)| !about.is_empty())
        .collect();
    let directed: BTreeSet<_> = links.iter().collect();
    assert_eq!((links.len(), directed.len()), (20, 20));
    let pairs: BTreeSet<_> = links
        .iter()
        .map(|(by, about)| (by.min(about), by.max(about)))
        .collect();
    assert_eq!(pairs.len(), 10);
    for (by, about) in &links {
        assert!(links.contains(&(about, by)), "{about} does not name {by}");
    }
}

#[test]
fn two_cells_say_undecided_and_two_a_dash() {
    let statements = table("linkage-statements");
    let printing = |text: &str| -> Vec<_> {
        let cells = statements
            .iter()
            .filter(|row| row.get("locator").contains("行「連結解析」"));
        cells
            .filter(|row| row.get("printed") == text)
            .map(|row| {
                (
                    row.get("stated_by"),
                    row.get("about"),
                    row.get("form"),
                    row.get("state"),
                )
            })
            .collect()
    };
    assert_eq!(
        printing("未定"),
        [
            ("vaccination", "", "ANY", "UNDECIDED"),
            ("disability", "", "ANY", "UNDECIDED")
        ]
    );
    assert_eq!(
        printing("-"),
        [
            ("cancer-registry", "", "ANY", "NOT_STATED"),
            ("mid-net", "", "ANY", "NOT_STATED")
        ]
    );
}

#[test]
fn every_code_that_is_referenced_exists() {
    let files = all();
    let codes = |file: &str, column: &str| -> BTreeSet<String> {
        let rows = files.get(file).into_iter().flatten();
        rows.map(|row| row.get(column).to_owned()).collect()
    };
    let known = [
        ("document", codes("documents", "id")),
        ("database", codes("database-facts", "database")),
        ("operator", codes("operator-facts", "operator")),
        ("institution", codes("institutions", "code")),
        ("organisation", codes("organisations", "code")),
        ("item", codes("data-items", "code")),
        ("prefecture", codes("prefectures", "code")),
    ];
    let columns = [
        ("document", "document"),
        ("database", "database"),
        ("stated_by", "database"),
        ("about", "database"),
        ("databases", "database"),
        ("operator", "operator"),
        ("institution", "institution"),
        ("duplicate_of", "institution"),
        ("succeeded_by", "organisation"),
        ("data_items", "item"),
        ("prefecture", "prefecture"),
    ];
    let mut wrong = vec![];
    for (file, rows) in &files {
        // Data items of registries are words of their own.
        let agreed = columns
            .iter()
            .filter(|(column, _)| !(file.starts_with("registr") && *column == "data_items"));
        for (column, kind) in agreed {
            let (_, known) = known.iter().find(|(name, _)| name == kind).expect("a kind");
            for row in rows {
                for code in row.list(column) {
                    if !known.contains(code) {
                        wrong.push(format!("{} {column}: `{code}`", row.place));
                    }
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "codes that nothing defines:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_fact_has_evidence() {
    /// The documents, proofs themselves, and terms, whose tables are published as such.
    const NO_FACTS: [&str; 7] = [
        "documents",
        "evidence",
        "prefectures",
        "data_items",
        "diseases",
        "disease_broader",
        "hosts",
    ];
    /// Parts that are proved with the thing that they belong to; their ids begin with its id.
    const PARTS: [(&str, &str); 6] = [
        ("approval_data_items", "approval"),
        ("approval_databases", "approval"),
        ("approval_diseases", "approval"),
        ("registry_case_counts", "registry"),
        ("registry_diseases", "registry"),
        ("registry_hosts", "registry"),
    ];
    on_both_bundled(async |record| {
        let store = &record.store;
        let mut bare = vec![];
        let tables = versioned_tables(store).await;
        assert!(tables.len() > 8, "tables are found: {tables:?}");
        for table in tables
            .iter()
            .filter(|table| !NO_FACTS.contains(&table.as_str()))
        {
            // Where a source gives one attribute at a time, the attributes are proved.
            let attributes = format!("{}_facts/", table.trim_end_matches('s'));
            let proved = match PARTS.iter().find(|(part, _)| part == table) {
                Some((_, whole)) => {
                    format!(
                        "e.subject LIKE '{whole}:%' AND '{whole}:' || {table}.id LIKE e.subject || ':%'"
                    )
                }
                None => format!(
                    "e.\"row\" = '{table}/' || {table}.id OR e.\"row\" LIKE '{attributes}' || {table}.id || '.%'"
                ),
            };
            let sql = format!(
                "SELECT id AS name FROM {table} WHERE until_revision IS NULL AND NOT EXISTS \
                 (SELECT 1 FROM evidence e WHERE e.until_revision IS NULL AND ({proved}))"
            );
            bare.extend(
                names(store, &sql)
                    .await
                    .into_iter()
                    .map(|id| format!("{table}/{id}")),
            );
        }
        assert!(bare.is_empty(), "without evidence:\n{}", bare.join("\n"));
    });
}

#[test]
fn every_attribute_of_a_database_has_evidence() {
    on_both_bundled(async |record| {
        let proved = "SELECT subject || ' ' || field AS name FROM evidence WHERE field IS NOT NULL AND until_revision IS NULL";
        let proved: BTreeSet<String> = names(&record.store, proved).await.into_iter().collect();
        for row in table("database-facts") {
            let fact = format!("database:{} {}", row.get("database"), row.get("field"));
            assert!(proved.contains(&fact), "{}: {fact}", row.place);
        }
    });
}

#[test]
fn printed_texts_occur_in_the_documents_they_name() {
    let seeds = harness::root().join("../shared/seeds");
    if !seeds.is_dir() {
        println!(
            "left out: the sources are not at hand ({})",
            seeds.display()
        );
        return;
    }
    let texts: BTreeMap<&str, String> = SEEDS
        .iter()
        .map(|(document, file)| (*document, harness::read(&seeds.join(file))))
        .collect();
    let mut checked = 0;
    let mut wrong = vec![];
    for row in all().values().flatten() {
        let (document, printed) = (row.get("document"), row.get("printed"));
        if let Some(text) = texts.get(document).filter(|_| !printed.is_empty()) {
            checked += 1;
            if !text.contains(printed) {
                wrong.push(format!("{} {document}: {printed}", row.place));
            }
        }
    }
    assert!(checked > 200, "only {checked} texts were looked for");
    assert!(wrong.is_empty(), "not printed:\n{}", wrong.join("\n"));
}

#[test]
fn what_is_quoted_of_a_document_at_hand_is_never_left_out() {
    // A fact of the two documents is printed there; only what we say ourselves has no printed text.
    let own = ["INFERRED", "COMPUTED", "CORRECTED"];
    let files = [
        "database-facts",
        "provisions",
        "review-bodies",
        "volumes",
        "linkage-statements",
    ];
    for row in files.iter().flat_map(|name| table(name)) {
        let at_hand = SEEDS
            .iter()
            .any(|(document, _)| *document == row.get("document"));
        if at_hand && !own.contains(&row.get("derivation")) {
            assert!(!row.get("printed").is_empty(), "{}", row.place);
        }
    }
}

#[test]
fn every_later_statement_is_loaded() {
    // The partner of L33 is a reading of ours, which domain.md leaves us free to leave out.
    let left_out = ["L33"];
    let mut theirs = Vec::new();
    for name in ["later-statements.csv", "later-statements-2.csv"] {
        let path = harness::root().join("../shared/data").join(name);
        let Ok(bytes) = std::fs::read(&path) else {
            println!("left out: {} is not at hand", path.display());
            return;
        };
        let sheet = ingest::Sheet::from_csv(name, &bytes).expect("a table");
        theirs.extend(sheet.rows.iter().map(|(_, cells)| cells[0].clone()));
    }
    theirs.retain(|id| !left_out.contains(&id.as_str()));
    let statements = table("linkage-statements");
    let ours: Vec<_> = statements
        .iter()
        .map(|row| row.get("id"))
        .filter(|id| id.starts_with('L'))
        .collect();
    assert_eq!(ours, theirs);
}

async fn versioned_tables(store: &Store) -> Vec<String> {
    let sql = if store.is_sqlite() {
        "SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND c.name = 'since_revision'"
    } else {
        "SELECT table_name::text AS name FROM information_schema.columns \
         WHERE table_schema = 'public' AND column_name = 'since_revision'"
    };
    let mut tables = names(store, sql).await;
    tables.sort();
    tables
}

async fn names(store: &Store, sql: &str) -> Vec<String> {
    let db = store.db();
    let select = Statement::from_string(db.get_database_backend(), sql.to_owned());
    let rows = db
        .query_all_raw(select)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter()
        .map(|row| row.try_get("", "name").expect("a name"))
        .collect()
}
