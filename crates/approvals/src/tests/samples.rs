//! The bundled tables, and made-up rows, for the tests of this crate.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::HashMap;

use base::{Place, Reading, RowReader};

use crate::Approvals;
use crate::record::Batch;

/// The rows of a bundled table, cells by column.
pub(crate) fn bundled(record: &str) -> Vec<HashMap<String, String>> {
    let path = format!("{}/../ingest/data/{record}.csv", env!("CARGO_MANIFEST_DIR"));
    let mut file = csv::Reader::from_path(path).unwrap();
    let headers = file.headers().unwrap().clone();
    let owned = |text: &str| text.to_owned();
    file.records()
        .map(|line| {
            let line = line.unwrap();
            headers
                .iter()
                .map(owned)
                .zip(line.iter().map(owned))
                .collect()
        })
        .collect()
}

/// Reads rows as an import does, each of the given sheet.
pub(crate) fn read<'a>(
    batch: &mut Batch,
    reading: &mut Reading,
    record: &str,
    sheet: &str,
    rows: impl IntoIterator<Item = &'a HashMap<String, String>>,
) {
    for (number, row) in (2..).zip(rows) {
        let cells = row
            .iter()
            .map(|(name, cell)| (name.as_str(), cell.as_str()));
        let place = Place {
            file: format!("{record}.xlsx"),
            sheet: Some(sheet.to_owned()),
            row: number,
        };
        batch.read(record, &mut RowReader::new(place, cells.collect(), reading));
    }
}

/// One made-up row: operator, number, and cells.
pub(crate) fn row(operator: &str, number: u32, cells: &[(&str, &str)]) -> HashMap<String, String> {
    let number = number.to_string();
    [
        ("operator", operator),
        ("number", &number),
        ("approved_on", "2024-01-10"),
        ("title_ja", "題名"),
        ("document", "mhlw-kpi-5"),
    ]
    .iter()
    .chain(cells)
    .map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned()))
    .collect()
}

/// Made-up rows as a table; they must be right.
pub(crate) fn table(rows: &[HashMap<String, String>]) -> Approvals {
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    read(&mut batch, &mut reading, "approvals", "1", rows);
    assert_eq!(reading.problems, []);
    let (rows, items, databases, tags) = batch.into_rows();
    Approvals::new(rows, items, databases, tags)
}

/// The bundled approvals as a table, and all that their reading found.
pub(crate) fn real() -> (Approvals, Reading) {
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    // The order of the files says nothing.
    for record in ["approval-diseases", "approvals"] {
        read(&mut batch, &mut reading, record, "1", &bundled(record));
    }
    assert_eq!(reading.problems, []);
    let (rows, items, databases, tags) = batch.into_rows();
    (Approvals::new(rows, items, databases, tags), reading)
}
