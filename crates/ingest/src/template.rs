//! Templates: what a file of each record type looks like, from the same list of columns by which files are read.

use base::RecordType;
use base::record::{Column, Kind};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
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

/// A workbook: a sheet named after the record with its header, what is required in bold; a sheet that says what each column takes;
/// and one with an example row. Only the first is read back.
///
/// # Errors
///
/// The workbook cannot be written.
pub fn xlsx(record: &RecordType, japanese: bool) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let required = Format::new().set_bold().set_background_color(0x00FF_F2CC);
    let optional = Format::new().set_italic();
    let text = Format::new().set_num_format("@");
    let header = |column: &Column| if japanese { column.ja } else { column.name };
    let sheet = workbook.add_worksheet();
    sheet.set_name(record.name)?;
    for (at, column) in (0..).zip(record.all_columns()) {
        let format = if column.required {
            &required
        } else {
            &optional
        };
        sheet.write_string_with_format(0, at, header(column), format)?;
        // Texts stay texts: a spreadsheet makes a day of 2024-04 and a number of 01.
        sheet.set_column_format(at, &text)?;
        sheet.set_column_width(at, 18)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(COLUMNS)?;
    let titles = [
        "column",
        "列",
        "必須 / required",
        "内容 / takes",
        "例 / example",
    ];
    for (at, title) in (0..).zip(titles) {
        sheet.write_string_with_format(0, at, title, &Format::new().set_bold())?;
        sheet.set_column_width(at, 24)?;
    }
    for (row, column) in (1..).zip(record.all_columns()) {
        let is_required = if column.required {
            "必須 / required"
        } else {
            "任意 / optional"
        };
        let (takes, example) = (takes(&column.kind), example(column));
        for (at, cell) in (0..).zip([column.name, column.ja, is_required, &takes, &example]) {
            sheet.write_string(row, at, cell)?;
        }
    }
    workbook.save_to_buffer()
}

/// The sheet that explains.
const COLUMNS: &str = "列の説明";

/// What a column takes, in both languages.
fn takes(kind: &Kind) -> String {
    match kind {
        Kind::Text => "文字列 / text".to_owned(),
        Kind::List => "文字列、| 区切り / texts, joined by |".to_owned(),
        Kind::Day => "日付 / a day: 2024-04-01, 令和6年4月1日".to_owned(),
        Kind::PartialDate => "年、年月、年月日 / a year, a month or a day".to_owned(),
        Kind::Integer => "0以上の整数 / a whole number, 0 or more".to_owned(),
        Kind::Boolean => "true, false".to_owned(),
        Kind::OneOf(words) => format!("次のいずれか / one of: {}", words().join(", ")),
        Kind::SomeOf(words) => format!("次のいずれか、| 区切り / some of: {}", words().join(" | ")),
        Kind::Code(of) => format!("{of} のコード / the code of a {of}"),
        Kind::Codes(of) => format!("{of} のコード、| 区切り / codes of {of}s, joined by |"),
    }
}

/// A value of the right form; of texts the Japanese word for the column.
fn example(column: &Column) -> String {
    match column.kind {
        Kind::Text | Kind::List => format!("（{}）", column.ja),
        Kind::Day => "2024-04-01".to_owned(),
        Kind::PartialDate => "2024-04".to_owned(),
        Kind::Integer => "1".to_owned(),
        Kind::Boolean => "true".to_owned(),
        Kind::OneOf(words) | Kind::SomeOf(words) => {
            words().first().copied().unwrap_or_default().to_owned()
        }
        Kind::Code("operator") => "ldi".to_owned(),
        Kind::Code("database") | Kind::Codes("database") => "ndb".to_owned(),
        Kind::Code(_) | Kind::Codes(_) => String::new(),
    }
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

    #[test]
    fn workbooks_name_every_column_and_are_read_back_without_a_problem() {
        for record in record_types() {
            for japanese in [false, true] {
                let bytes = super::xlsx(record, japanese).unwrap();
                let mut tables = Tables::default();
                let name = format!("{}.xlsx", record.name);
                tables.add(Path::new(&name), &bytes, &Limits::default());
                let batch = Batch::of(tables);
                assert_eq!(batch.problems(), [], "{name}");
            }
        }
    }
}
