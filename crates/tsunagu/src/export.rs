//! Exporting: the newest revision, or an older one, to a file, a folder or standard output.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base::{Revision, RevisionRow, Store, Words};
use chrono::NaiveDate;
use ingest::export::{self, ApprovalRows, DataForm, Question};

use crate::arguments::{Export, ExportWhat};

/// Writes what is asked for.
pub(crate) async fn export(store: &Store, options: &Export, today: NaiveDate) -> Result<()> {
    let Some(newest) = RevisionRow::newest(store).await? else {
        bail!("the record is empty: import something first");
    };
    let at = Revision(options.revision.unwrap_or(newest.number));
    if RevisionRow::find(store, at).await?.is_none() {
        bail!("there is no revision {at}: the newest is {}", newest.number);
    }
    let bytes = match options.what {
        ExportWhat::Record => {
            let files = export::record(store, at).await?;
            if let Some(folder) = options.output.as_deref().filter(|path| !is_zip(path)) {
                return write_folder(folder, &files);
            }
            export::zip(&files)?
        }
        ExportWhat::Approvals => {
            let rows = ApprovalRows::load(store, at).await?;
            match options.output.as_deref().is_some_and(is_workbook) {
                true => export::approvals_xlsx(&rows)?,
                false => export::approvals_csv(&rows)?,
            }
        }
        ExportWhat::DataUseRegister => {
            export::data_use_register_csv(&ApprovalRows::load(store, at).await?)?
        }
        ExportWhat::LinkageMatrix => {
            let Some(form) = DataForm::from_word(&options.form) else {
                let known: Vec<&str> = DataForm::WORDS.iter().map(|(word, _)| *word).collect();
                bail!(
                    "`{}` is no form of data: use one of {}",
                    options.form,
                    known.join(", ")
                );
            };
            let on = options.on.unwrap_or(today);
            let known_by = options.known_by.unwrap_or(today);
            let question = Question { form, on, known_by };
            export::matrix_of(store, at, &question).await?
        }
    };
    match &options.output {
        Some(path) => {
            std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
        }
        None => match std::io::stdout().write_all(&bytes) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            written => written.context("cannot write to standard output"),
        },
    }
}

fn write_folder(folder: &Path, files: &[export::File]) -> Result<()> {
    let failed = || format!("cannot write to {}", folder.display());
    std::fs::create_dir_all(folder).with_context(failed)?;
    for file in files {
        std::fs::write(folder.join(&file.name), &file.bytes).with_context(failed)?;
    }
    Ok(())
}

fn is_zip(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

fn is_workbook(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}
