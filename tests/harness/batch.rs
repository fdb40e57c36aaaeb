//! Importing as the command does it: files in, a report or every problem out.

use std::fs;
use std::path::{Path, PathBuf};

use base::{RevisionRow, Store};
use ingest::{Batch, ImportError, Importer, Report, Sheet};

use crate::imported_at;

/// Imports tables; the error lists every problem as the command prints them.
pub async fn import(store: &Store, sheets: &[Sheet], files: Vec<String>) -> Result<Report, String> {
    let newest = RevisionRow::newest(store)
        .await
        .expect("the record is read");
    let importer = Importer {
        by: "test".to_owned(),
        at: imported_at(newest.map_or(0, |row| row.number) + 1),
        files,
        dry_run: false,
    };
    match ingest::import(store, Batch::read(sheets), importer).await {
        Ok(report) => Ok(report),
        Err(ImportError::Problems(problems)) => {
            let mut text = String::new();
            for problem in &problems {
                text += &format!("{problem}\n");
            }
            text += &format!("{} problem(s); nothing was imported\n", problems.len());
            Err(text)
        }
        Err(ImportError::Store(error)) => panic!("the database failed: {error}"),
    }
}

/// The folders of a folder, in the order of their names.
pub(crate) fn batches(folder: &Path) -> Vec<PathBuf> {
    listed(folder, Path::is_dir)
}

/// The tables of a folder, in the order of their names.
pub(crate) fn tables(folder: &Path) -> Vec<PathBuf> {
    listed(folder, |path| {
        path.extension().is_some_and(|ending| ending == "csv")
    })
}

fn listed(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("the folder is listed").path())
        .filter(|path| wanted(path))
        .collect();
    paths.sort();
    paths
}

/// Imports every table of a folder, in the order of their names.
pub async fn import_folder(store: &Store, folder: &Path) -> Result<Report, String> {
    let mut sheets = vec![];
    let mut files = vec![];
    for path in &tables(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let bytes = fs::read(path).expect("a file that is listed can be read");
        files.push(ingest::signed(&name, &bytes));
        let sheet = Sheet::from_csv(&name, &bytes).map_err(|error| format!("{name}: {error}\n"))?;
        sheets.push(sheet);
    }
    import(store, &sheets, files).await
}
