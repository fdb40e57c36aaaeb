//! Importing as the command does it: files in, a report or every problem out.

use std::fs;
use std::path::Path;

use base::{RevisionRow, Store};
use ingest::{Batch, ImportError, Importer, Limits, Report, Sheet, Tables};

use crate::imported_at;

/// Imports tables; the error lists every problem as the command prints them.
pub async fn import(store: &Store, sheets: &[Sheet], files: Vec<String>) -> Result<Report, String> {
    import_batch(store, Batch::read(sheets), files).await
}

async fn import_batch(store: &Store, batch: Batch, files: Vec<String>) -> Result<Report, String> {
    let newest = RevisionRow::newest(store)
        .await
        .expect("the record is read");
    let importer = Importer {
        by: "test".to_owned(),
        at: imported_at(newest.map_or(0, |row| row.number) + 1),
        files,
        dry_run: false,
    };
    match ingest::import(store, batch, importer).await {
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

/// Imports every table of a folder, in the order of their names.
pub async fn import_folder(store: &Store, folder: &Path) -> Result<Report, String> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("the folder is listed").path())
        .filter(|path| {
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            ingest::ENDINGS.contains(&&*ending) || path.ends_with("manifest.toml")
        })
        .collect();
    paths.sort();
    let mut tables = Tables::default();
    for path in &paths {
        let bytes = fs::read(path).expect("a file that is listed can be read");
        tables.add(path, &bytes, &Limits::default());
    }
    let files = tables.files.clone();
    import_batch(store, Batch::of(tables), files).await
}
