//! The data files as tables of text.

use std::collections::BTreeMap;

use ingest::Sheet;

/// One row: its cells by column, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) place: String,
    cells: BTreeMap<String, String>,
}

impl Row {
    /// A cell; empty where the table has no such column.
    pub(crate) fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    pub(crate) fn list(&self, column: &str) -> Vec<&str> {
        self.get(column)
            .split('|')
            .filter(|item| !item.is_empty())
            .collect()
    }
}

/// Every data file by its name without the ending, those included that no table is made of yet.
pub(crate) fn all() -> BTreeMap<String, Vec<Row>> {
    let folder = harness::root().join("crates/ingest/data");
    let entries = folder.read_dir().expect("the data lie in the project");
    let files = entries.map(|entry| entry.expect("the folder is listed").path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .map(|path| {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let bytes = std::fs::read(&path).expect("a file that is listed can be read");
            let sheet =
                Sheet::from_csv(&name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, rows(sheet))
        })
        .collect()
}

fn rows(sheet: Sheet) -> Vec<Row> {
    let Sheet {
        file, header, rows, ..
    } = sheet;
    rows.into_iter()
        .map(|(number, cells)| Row {
            place: format!("{file}.csv:{number}"),
            cells: header.iter().cloned().zip(cells).collect(),
        })
        .collect()
}

/// One file.
pub(crate) fn table(name: &str) -> Vec<Row> {
    all()
        .remove(name)
        .unwrap_or_else(|| panic!("there is no {name}.csv"))
}
