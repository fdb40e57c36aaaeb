//! A table as a file holds it: a header and rows of text, before anything is understood.
//!
//! Whatever the file is - CSV, a workbook, JSON - it becomes [`Sheet`]s here, or problems with their place. No input
//! panics, none takes more than the [`Limits`] allow, and a problem in one place hides none in another.

mod archive;
mod delimited;
mod disguise;
mod encoding;
mod format;
mod json;
mod limits;
mod marks;
mod workbook;

use std::collections::{HashMap, HashSet};

use base::record::Place;
use base::{Notice, Problem};

pub(crate) use archive::{is_zip, unpack};
pub(crate) use disguise::disguised;
pub(crate) use json::read as from_json;
pub use limits::Limits;
pub(crate) use marks::letters;
pub(crate) use workbook::read as from_workbook;

/// A file that cannot be read as a table: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(Problem::to_string).collect::<Vec<_>>().join("; "))]
pub struct SheetError(pub Vec<Problem>);

/// One table of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The file's name, without its folder.
    pub file: String,
    /// The sheet's name in a workbook, the record's in a JSON object.
    pub sheet: Option<String>,
    /// The row that the header stands in; 0 where the columns are named in every row, as in JSON.
    pub header_row: u32,
    /// The names of the columns.
    pub header: Vec<String>,
    /// How many of these columns, the last ones, the file leaves out: they hold what the record holds.
    pub left_out: usize,
    /// All other rows that are not empty, with their number as a spreadsheet shows it.
    pub rows: Vec<(u32, Vec<String>)>,
    /// Cells, by row and column from 0, that hold a number which is not whole: 2024.1 may be what is left of 2024.10.
    pub fractions: HashSet<(u32, u32)>,
    /// Numbers that a workbook shows with other signs, as they are held: 13 for 013, 3 for 第3号; none where it shows another
    /// number than it holds, as 25% for 0.25.
    pub numbers: HashMap<(u32, u32), Option<String>>,
}

/// What one file holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) notices: Vec<Notice>,
}

impl Found {
    /// Notes what is wrong with a file, or with one of its sheets, as a whole.
    pub(crate) fn refuse(
        &mut self,
        file: &str,
        sheet: Option<&str>,
        reason: impl Into<String>,
        reason_ja: impl Into<String>,
    ) {
        self.problems.push(Problem {
            place: Place {
                file: file.to_owned(),
                sheet: sheet.map(str::to_owned),
                row: 0,
            },
            column: None,
            value: None,
            reason: reason.into(),
            reason_ja: reason_ja.into(),
            more: 0,
        });
    }

    /// Notes what a curator should know.
    pub(crate) fn note(
        &mut self,
        file: &str,
        sheet: Option<&str>,
        text: impl Into<String>,
        text_ja: impl Into<String>,
    ) {
        self.notices.push(Notice {
            place: Place {
                file: file.to_owned(),
                sheet: sheet.map(str::to_owned),
                row: 0,
            },
            column: None,
            value: None,
            text: text.into(),
            text_ja: text_ja.into(),
            more: 0,
        });
    }
}

/// Reads CSV in UTF-8 (with or without a byte order mark) or Shift_JIS, which is said.
pub(crate) fn from_csv(file: &str, bytes: &[u8], limits: &Limits) -> Found {
    let mut found = Found::default();
    let Some(text) = encoding::decode(file, bytes, &mut found) else {
        return found;
    };
    delimited::read(file, &text, limits, &mut found);
    found
}

impl Sheet {
    /// Reads CSV: UTF-8 with or without a byte order mark or Shift_JIS, commas, fields quoted where needed.
    ///
    /// A field that holds a ditto mark `"` must be quoted as `""""`; a bare one is reported, never taken for a quote.
    pub fn from_csv(file: &str, bytes: &[u8]) -> Result<Self, SheetError> {
        let mut found = from_csv(file, bytes, &Limits::default());
        match found.sheets.pop() {
            Some(sheet) if found.problems.is_empty() => Ok(sheet),
            _ => Err(SheetError(found.problems)),
        }
    }

    /// The text of a cell of a column that holds whole numbers.
    pub(crate) fn whole_number<'s>(&'s self, row: u32, column: usize, shown: &'s str) -> &'s str {
        let held = self.numbers.get(&(row, column as u32));
        held.and_then(Option::as_deref).unwrap_or(shown)
    }

    /// The place of one of its rows.
    pub fn place(&self, row: u32) -> Place {
        Place {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row,
        }
    }

    /// A problem with the header.
    pub(crate) fn header_problem(
        &self,
        column: Option<&str>,
        reason: String,
        reason_ja: String,
    ) -> Problem {
        Problem {
            place: self.place(self.header_row),
            column: column.map(str::to_owned),
            value: None,
            reason,
            reason_ja,
            more: 0,
        }
    }
}

#[cfg(test)]
mod tests;
