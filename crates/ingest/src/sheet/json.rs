//! JSON: an object of records, `{"approvals": [{...}, ...]}`, or an array of rows in a file named after its record.
//!
//! A row names its columns, so rows count from 1 and there is no header row. A list may be an array of texts.

use std::collections::HashMap;
use std::fmt;

use base::Problem;
use base::record::Place;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::limits::{Budget, more};
use super::{Found, Limits, Sheet, encoding};

/// An object with its keys in their order, doubled ones included, which a map would lose without a word.
struct Pairs<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairwise<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairwise<T> {
            type Value = Pairs<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Pairwise(std::marker::PhantomData))
    }
}

/// Values as they are written, for a number that a reader has understood is another: 2024.10 would be 2024.1.
type Row<'f> = Pairs<&'f RawValue>;

/// A whole file.
enum File<'f> {
    Records(Vec<(String, Vec<Row<'f>>)>),
    Rows(Vec<Row<'f>>),
}

impl<'de> Deserialize<'de> for File<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = File<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of records or an array of rows")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File<'de>, A::Error> {
                let mut records = Vec::new();
                while let Some(record) = map.next_entry()? {
                    records.push(record);
                }
                Ok(File::Records(records))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<File<'de>, A::Error> {
                let mut rows = Vec::new();
                while let Some(row) = seq.next_element()? {
                    rows.push(row);
                }
                Ok(File::Rows(rows))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Reads every record of a file.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Found {
    let mut found = Found::default();
    let Some(text) = encoding::decode(file, bytes, &mut found) else {
        return found;
    };
    let records = match serde_json::from_str(&text) {
        Ok(File::Records(records)) => records
            .into_iter()
            .map(|(name, rows)| (Some(name), rows))
            .collect(),
        Ok(File::Rows(rows)) => vec![(None, rows)],
        Err(error) => {
            let place = Place {
                file: file.to_owned(),
                sheet: None,
                row: u32::try_from(error.line()).unwrap_or(u32::MAX),
            };
            found.problems.push(Problem {
                place,
                column: None,
                value: None,
                reason: format!("is no table in JSON ({error}): write {{\"record\": [{{\"column\": \"text\"}}]}}, or the array alone in a file named after the record"),
                reason_ja: format!("表の JSON ではありません（{error}）。{{\"record\": [{{\"column\": \"text\"}}]}} の形で書いてください"),
                more: 0,
            });
            return found;
        }
    };
    if records.len() > limits.sheets {
        let [reason, reason_ja] = more(limits.sheets, "records", "個の表");
        found.refuse(file, None, reason, reason_ja);
        return found;
    }
    let mut budget = Budget::new(limits);
    for (name, rows) in records {
        let mut sheet = Sheet {
            left_out: 0,
            file: file.to_owned(),
            sheet: name,
            header_row: 0,
            header: Vec::new(),
            rows: Vec::new(),
            fractions: Default::default(),
            numbers: Default::default(),
        };
        if let Err([reason, reason_ja]) = fill(&mut sheet, rows, limits, &mut budget, &mut found) {
            found.refuse(file, sheet.sheet.as_deref(), reason, reason_ja);
            return found;
        }
        found.sheets.push(sheet);
    }
    if found.sheets.is_empty() {
        found.refuse(
            file,
            None,
            "holds no record: write {\"record\": [{\"column\": \"text\"}]}",
            "表がありません。{\"record\": [{\"column\": \"text\"}]} の形で書いてください",
        );
    }
    found
}

fn fill(
    sheet: &mut Sheet,
    rows: Vec<Row<'_>>,
    limits: &Limits,
    budget: &mut Budget<'_>,
    found: &mut Found,
) -> Result<(), [String; 2]> {
    budget.rows(rows.len())?;
    let mut places: HashMap<String, usize> = HashMap::new();
    for (row, number) in rows.into_iter().zip(1..) {
        let mut cells: Vec<String> = Vec::new();
        let mut given = vec![false; sheet.header.len()];
        for (name, value) in row.0 {
            let next = places.len();
            let place = *places.entry(name.clone()).or_insert(next);
            if place == next {
                if next >= limits.columns {
                    return Err(more(limits.columns, "columns", "列"));
                }
                sheet.header.push(name.clone());
                given.push(false);
            }
            let mut wrong = |value: Option<String>, reason: &str, reason_ja: &str| {
                found.problems.push(Problem {
                    place: sheet.place(number),
                    column: Some(name.clone()),
                    value,
                    reason: reason.to_owned(),
                    reason_ja: reason_ja.to_owned(),
                    more: 0,
                });
            };
            if std::mem::replace(&mut given[place], true) {
                wrong(
                    None,
                    "stands twice in the row: keep one",
                    "同じ行に二度書かれています。一つにしてください",
                );
                continue;
            }
            let Some(text) = shown(value) else {
                wrong(
                    Some(base::cell::shown(value.get())),
                    "is no text, number, true, false, null or array of texts: write one of these (texts of an array hold no |)",
                    "文字列、数値、true、false、null、文字列の配列（| を含まないもの）のいずれかを書いてください",
                );
                continue;
            };
            if cells.len() <= place {
                budget.take(place + 1 - cells.len(), 0)?;
                cells.resize(place + 1, String::new());
            }
            budget.take(0, text.len())?;
            if is_number(value) && text.contains(['.', 'e', 'E']) {
                sheet.fractions.insert((number, place as u32));
            }
            cells[place] = text;
        }
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            sheet.rows.push((number, cells));
        }
    }
    Ok(())
}

fn is_number(value: &RawValue) -> bool {
    value
        .get()
        .starts_with(|c: char| c == '-' || c.is_ascii_digit())
}

/// A value as a cell's text; none where no cell holds such a thing.
fn shown(value: &RawValue) -> Option<String> {
    if is_number(value) {
        let number = value.get();
        let whole = number.strip_suffix(".0").unwrap_or(number);
        return Some(whole.to_owned());
    }
    match serde_json::from_str(value.get()).ok()? {
        Value::Null => Some(String::new()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text),
        Value::Array(items) => {
            let items: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            let items = items?;
            (!items.iter().any(|item| item.contains('|'))).then(|| items.join("|"))
        }
        Value::Object(_) => None,
    }
}
