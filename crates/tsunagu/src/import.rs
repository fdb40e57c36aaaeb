//! Importing: files from the command line to one revision, and what became of them.

use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use base::{Problem, Store};
use chrono::Datelike;
use indicatif::{ProgressBar, ProgressStyle};
use ingest::{Batch, ImportError, Importer, Limits, Notice, Tables};

use crate::arguments::{Format, Import};

/// Ends this process when the one that started it ends, however that ends: what nobody waits for any more is not written.
pub(crate) fn end_with_parent() {
    std::thread::spawn(|| {
        let mut nothing = [0; 64];
        while matches!(std::io::stdin().read(&mut nothing), Ok(1..)) {}
        std::process::exit(1);
    });
}

/// How many levels of folders are looked into; a folder that lies deeper is told.
const TOP: u32 = 8;

/// Imports tables; exit code 1 with every problem where they have any.
pub(crate) async fn import(store: &Store, options: Import) -> Result<ExitCode> {
    if options.bundled {
        let bundled = ingest::bundled_batch();
        let (batch, files) = bundled.context("the bundled data set cannot be read")?;
        return write(store, batch, files, &options, &Progress(None)).await;
    }
    let mut tables = Tables::default();
    tables.today = Some(crate::today());
    tables.last_year = Some(crate::now().year() + ingest::YEARS_AHEAD);
    let mut paths = Vec::new();
    for path in &options.paths {
        collect(path, TOP, &mut paths, &mut tables);
    }
    paths.sort();
    paths.dedup();
    let progress = Progress::new(paths.len());
    let limits = Limits::default();
    for path in &paths {
        progress.file(path);
        // A file over the limit is not read at all.
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.len() > limits.file_bytes as u64 => {
                let error = format!("larger than {} bytes", limits.file_bytes);
                tables.unreadable(path, &std::io::Error::other(error));
            }
            _ => match std::fs::read(path) {
                Ok(bytes) => tables.add(path, &bytes, &limits),
                Err(error) => tables.unreadable(path, &error),
            },
        }
    }
    tables.complete(store).await?;
    let rows: usize = tables.sheets.iter().map(|sheet| sheet.rows.len()).sum();
    progress.step(&format!("checking {rows} rows"));
    let files = tables.files.clone();
    let batch = Batch::of(tables);
    progress.step(&format!("comparing and writing {rows} rows"));
    write(store, batch, files, &options, &progress).await
}

/// Imports a batch and prints the report.
async fn write(
    store: &Store,
    batch: Batch,
    files: Vec<String>,
    options: &Import,
    progress: &Progress,
) -> Result<ExitCode> {
    let by = match (&options.by, options.bundled) {
        (Some(by), _) => by,
        (None, true) => "bundled",
        (None, false) => "command line",
    };
    let importer = Importer {
        by: by.to_owned(),
        at: crate::now(),
        files,
        dry_run: options.dry_run,
        tag: options.tag,
        turn: None,
        watch: Some(tsunagu::reconcile),
    };
    let notices = batch.notices().to_vec();
    let imported = ingest::import(store, batch, importer).await;
    progress.finish();
    match imported {
        Ok(report) => {
            crate::say(&match options.format {
                Format::Text => report.to_string(),
                Format::Json => format!("{:#}\n", report.json()),
            })?;
            Ok(ExitCode::SUCCESS)
        }
        Err(ImportError::Problems(problems)) => {
            crate::say(&match options.format {
                Format::Text => refused(&problems, &notices),
                Format::Json => {
                    let refusal = ingest::refusal(&problems, &notices, options.dry_run);
                    format!("{refusal:#}\n")
                }
            })?;
            Ok(ExitCode::FAILURE)
        }
        Err(ImportError::Store(error)) => Err(error.into()),
    }
}

/// Every problem, in English and Japanese.
fn refused(problems: &[Problem], notices: &[Notice]) -> String {
    let mut text = String::new();
    for notice in notices {
        text += &format!("notice: {notice}\n    {}\n", notice.text_ja);
    }
    for problem in problems {
        text += &format!("{problem}\n    {}\n", problem.reason_ja);
    }
    text + &format!("{} problem(s); nothing was imported\n", problems.len())
}

/// The files that a path names: itself, or those of a folder and of the folders in it that can hold tables.
fn collect(path: &Path, levels: u32, into: &mut Vec<PathBuf>, tables: &mut Tables) {
    if !path.is_dir() {
        into.push(path.to_owned());
        return;
    }
    let (before, mut others) = (into.len(), Vec::new());
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => return tables.unreadable(path, &error),
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        // `.git`, and the `~$book.xlsx` that Excel leaves beside an open book.
        if name.starts_with(['.', '~']) {
            continue;
        }
        // A link may lead back to a folder around it.
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if path.is_dir() && !is_link && levels > 0 {
            if name != "__MACOSX" {
                collect(&path, levels - 1, into, tables);
            }
        } else if ingest::is_read(&path) && !path.is_dir() {
            into.push(path);
        } else if !ingest::is_left_behind(&path) {
            others.push(name);
        }
    }
    let folder = path.display().to_string();
    others.sort();
    tables.left_out(&folder, others.into_iter());
    if levels == TOP && into.len() == before {
        tables.nothing_in(&folder);
    }
}

/// How far an import is: a bar on a terminal, plain lines elsewhere; on standard error, beside the report.
struct Progress(Option<ProgressBar>);

impl Progress {
    fn new(files: usize) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new(files as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}") {
            bar.set_style(style);
        }
        Self(Some(bar))
    }

    fn file(&self, path: &Path) {
        match &self.0 {
            Some(bar) => {
                bar.set_message(path.display().to_string());
                bar.inc(1);
            }
            None => eprintln!("reading {}", path.display()),
        }
    }

    fn step(&self, what: &str) {
        match &self.0 {
            Some(bar) => {
                bar.set_message(what.to_owned());
                bar.enable_steady_tick(Duration::from_millis(200));
            }
            None => eprintln!("{what}"),
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
