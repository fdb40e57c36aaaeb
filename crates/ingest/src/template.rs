//! Templates: what a file of each record type looks like, from the same list of columns by which files are read.

use base::RecordType;
use serde_json::{Map, Value};

use crate::record_types;

/// Every record type by its name, with the sentence that says what a row is.
pub fn list() -> String {
    let types = record_types();
    let width = types.iter().map(|record| record.name.len()).max();
    let width = width.unwrap_or_default();
    types
        .iter()
        .map(|record| format!("{:width$}  {}\n", record.name, record.about))
        .collect()
}

/// The record type of this name.
pub fn find(name: &str) -> Option<&'static RecordType> {
    record_types()
        .into_iter()
        .find(|record| record.name == name)
}

/// A file with a header and no row. Japanese headers come with a byte order mark, for spreadsheets that guess.
pub fn csv(record: &RecordType, japanese: bool) -> String {
    let headers: Vec<&str> = record
        .all_columns()
        .map(|column| if japanese { column.ja } else { column.name })
        .collect();
    // No header holds a comma or a quote; a test says so.
    let mark = if japanese { "\u{FEFF}" } else { "" };
    format!("{mark}{}\n", headers.join(","))
}

/// A file with one empty row, which an import passes over.
pub fn json(record: &RecordType, japanese: bool) -> String {
    let row: Map<String, Value> = record
        .all_columns()
        .map(|column| if japanese { column.ja } else { column.name })
        .map(|name| (name.to_owned(), Value::String(String::new())))
        .collect();
    let file = serde_json::json!({ record.name: [row] });
    format!("{file:#}\n")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::{csv, find, json, list};
    use crate::{Batch, Limits, Tables, record_types};

    #[test]
    fn every_template_is_read_back_without_a_problem() {
        for record in record_types() {
            for japanese in [false, true] {
                for (ending, text) in [
                    ("csv", csv(record, japanese)),
                    ("json", json(record, japanese)),
                ] {
                    let mut tables = Tables::default();
                    let name = format!("{}.{ending}", record.name);
                    tables.add(Path::new(&name), text.as_bytes(), &Limits::default());
                    let batch = Batch::of(tables);
                    assert_eq!(batch.problems(), [], "{name}");
                }
            }
        }
    }

    #[test]
    fn headers_need_no_quotes_and_none_stands_twice() {
        for record in record_types() {
            let mut seen = HashSet::new();
            for column in record.all_columns() {
                for name in [column.name, column.ja] {
                    assert!(!name.contains([',', '"', '\n']), "{}: {name}", record.name);
                }
                assert!(seen.insert(column.name), "{}: {}", record.name, column.name);
                assert!(
                    seen.insert(column.ja) || column.ja == column.name,
                    "{}: {}",
                    record.name,
                    column.ja
                );
            }
        }
    }

    #[test]
    fn records_are_listed_with_their_sentence() {
        assert!(
            list().contains("figures             One number that a source prints.\n"),
            "{}",
            list()
        );
        assert!(find("figures").is_some());
        assert!(find("figure").is_none());
    }
}
