//! Importing as the command does it: files in, a report or every problem out.

use std::fs;
use std::path::{Path, PathBuf};

use base::{RevisionRow, Store};
use ingest::{Batch, ImportError, Importer, Limits, Report, Sheet, Tables};

use crate::imported_at;

/// Imports tables; the error lists every problem as the command prints them.
pub async fn import(store: &Store, sheets: &[Sheet], files: Vec<String>) -> Result<Report, String> {
    import_batch(store, Batch::read(sheets), files, false).await
}

/// Imports files as the command does.
pub async fn import_tables(store: &Store, tables: Tables) -> Result<Report, String> {
    complete_and_import(store, tables, false).await
}

async fn complete_and_import(
    store: &Store,
    mut tables: Tables,
    tag: bool,
) -> Result<Report, String> {
    tables.last_year = Some(2076);
    tables.complete(store).await.expect("the record is read");
    let files = tables.files.clone();
    import_batch(store, Batch::of(tables), files, tag).await
}

async fn import_batch(
    store: &Store,
    batch: Batch,
    files: Vec<String>,
    tag: bool,
) -> Result<Report, String> {
    let newest = RevisionRow::newest(store)
        .await
        .expect("the record is read");
    let importer = Importer {
        by: "test".to_owned(),
        at: imported_at(newest.map_or(0, |row| row.number) + 1),
        files,
        dry_run: false,
        tag,
        turn: None,
        watch: Some(tsunagu::reconcile),
    };
    match ingest::import(store, batch, importer).await {
        Ok(report) => Ok(report),
        Err(ImportError::Problems(problems)) => {
            let mut text = String::new();
            for problem in &problems {
                text += &format!("{problem}\n    {}\n", problem.reason_ja);
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
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        ingest::ENDINGS.contains(&&*ending) || path.ends_with("manifest.toml")
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

/// Imports every table of a folder, in the order of their names; a folder whose name ends with `--tag` as with that flag.
pub async fn import_folder(store: &Store, folder: &Path) -> Result<Report, String> {
    let mut read = Tables::default();
    for path in &tables(folder) {
        let bytes = fs::read(path).expect("a file that is listed can be read");
        read.add(path, &bytes, &Limits::default());
    }
    let tag = folder.to_string_lossy().ends_with("--tag");
    complete_and_import(store, read, tag).await
}
