//! A table as a file holds it: a header and rows of text, before anything is understood.

use base::Problem;
use base::record::Place;

/// A file that cannot be read as a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Bytes that are no text in an encoding we know.
    #[error("the text is not UTF-8: save the file as CSV UTF-8")]
    Encoding,
    /// The table itself is malformed.
    #[error("row {row}: {reason}")]
    Malformed {
        /// 1 for the header.
        row: u32,
        /// What is wrong.
        reason: String,
    },
    /// There is not even a header.
    #[error("the file is empty: its first row must name the columns")]
    Empty,
}

/// One table of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The file's name, without its folder.
    pub file: String,
    /// The sheet's name in a workbook.
    pub sheet: Option<String>,
    /// The first row.
    pub header: Vec<String>,
    /// All other rows that are not empty, with their number in the file.
    pub rows: Vec<(u32, Vec<String>)>,
}

impl Sheet {
    /// Reads CSV: UTF-8 with or without a byte order mark, commas, fields quoted where needed.
    ///
    /// A field that holds a ditto mark `"` must be quoted as `""""`; a bare one is reported, never taken for a quote.
    pub fn from_csv(file: &str, bytes: &[u8]) -> Result<Self, SheetError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| SheetError::Encoding)?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut header = None;
        let mut rows = Vec::new();
        for (record, row) in reader.records().zip(1..) {
            let record = record.map_err(|error| SheetError::Malformed {
                row,
                reason: error.to_string(),
            })?;
            // A lone `"` opens a quoted cell that goes on with the comma or line end after it, and swallows what follows.
            if record
                .iter()
                .any(|cell| cell.starts_with([',', '\n', '\r']))
            {
                return Err(SheetError::Malformed {
                    row,
                    reason: "a quote mark stands alone in a cell: write a ditto mark as \"\"\"\""
                        .to_owned(),
                });
            }
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if header.is_none() {
                header = Some(cells);
            } else if cells.iter().any(|cell| !cell.trim().is_empty()) {
                rows.push((row, cells));
            }
        }
        let header = header.ok_or(SheetError::Empty)?;
        Ok(Self {
            file: file.to_owned(),
            sheet: None,
            header,
            rows,
        })
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
            place: self.place(1),
            column: column.map(str::to_owned),
            value: None,
            reason,
            reason_ja,
        }
    }
}
