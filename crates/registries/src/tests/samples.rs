//! The real data set, read for tests.

use std::collections::HashMap;

use base::{Place, Reading, RowReader};

use crate::{Batch, Tables};

/// The rows of one of the bundled files, by column.
pub(crate) fn rows(file: &str) -> Vec<HashMap<String, String>> {
    let path = format!("{}/../ingest/data/{file}.csv", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            header
                .iter()
                .zip(row.iter())
                .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
                .collect()
        })
        .collect()
}

/// Reads files of rows into one batch.
pub(crate) fn read(files: &[(&str, Vec<HashMap<String, String>>)]) -> (Batch, Reading) {
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    for (file, rows) in files {
        for (row, number) in rows.iter().zip(2..) {
            let place = Place {
                file: format!("{file}.csv"),
                sheet: None,
                row: number,
            };
            let cells = row
                .iter()
                .map(|(name, cell)| (name.as_str(), cell.as_str()))
                .collect();
            batch.read(file, &mut RowReader::new(place, cells, &mut reading));
        }
    }
    (batch, reading)
}

/// All of this crate's files.
pub(crate) fn bundled() -> (Batch, Reading) {
    let files = crate::RECORDS.map(|record| (record.name, rows(record.name)));
    read(&files)
}

/// The bundled data as tables in memory.
pub(crate) fn tables() -> Tables {
    bundled().0.into_tables()
}
