//! How much one file may hold.

/// Bounds of one file and of all files of an import, so that none takes the memory of the process, however it is packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it comes.
    pub file_bytes: usize,
    /// Bytes of a workbook or archive when it is unpacked.
    pub unpacked_bytes: usize,
    /// Files inside a workbook or archive.
    pub entries: usize,
    /// Sheets of a workbook, or records of a JSON file.
    pub sheets: usize,
    /// Rows of one sheet.
    pub rows: usize,
    /// Columns of one sheet.
    pub columns: usize,
    /// Cells of one file.
    pub cells: usize,
    /// Bytes of text of one cell.
    pub cell_bytes: usize,
    /// Bytes of text of all cells of one file; a workbook stores a text once and may repeat it without end.
    pub text_bytes: usize,
    /// Cells of an import after which no further file is read.
    pub total_cells: usize,
    /// Bytes of text of an import after which no further file is read.
    pub total_text_bytes: usize,
    /// Problems of one file after which it is not read further.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            unpacked_bytes: 256 << 20,
            entries: 1_000,
            sheets: 64,
            rows: 1_000_000,
            columns: 256,
            cells: 8_000_000,
            cell_bytes: 100_000,
            text_bytes: 256 << 20,
            total_cells: 16_000_000,
            total_text_bytes: 512 << 20,
            problems: 10_000,
        }
    }
}

/// What is left of a file's share while it is read.
#[derive(Debug)]
pub(super) struct Budget<'a> {
    limits: &'a Limits,
    cells: usize,
    text_bytes: usize,
}

impl<'a> Budget<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            cells: 0,
            text_bytes: 0,
        }
    }

    /// Takes cells and the bytes of their text; the bound that they pass, in English and Japanese.
    pub(super) fn take(&mut self, cells: usize, bytes: usize) -> Result<(), [String; 2]> {
        self.cells = self.cells.saturating_add(cells);
        self.text_bytes = self.text_bytes.saturating_add(bytes);
        if self.cells > self.limits.cells {
            return Err(more(self.limits.cells, "cells", "個のセル"));
        }
        if self.text_bytes > self.limits.text_bytes {
            return Err(more(
                self.limits.text_bytes,
                "bytes of text",
                "バイトの文字列",
            ));
        }
        Ok(())
    }

    /// Whether a sheet may have this many rows.
    pub(super) fn rows(&self, rows: usize) -> Result<(), [String; 2]> {
        if rows > self.limits.rows {
            return Err(more(self.limits.rows, "rows", "行"));
        }
        Ok(())
    }
}

/// A file holds more than it may.
pub(super) fn more(limit: usize, what: &str, what_ja: &str) -> [String; 2] {
    [
        format!("holds more than {limit} {what}: split it into several files"),
        format!("上限（{limit}{what_ja}）を超えています。ファイルを分けてください"),
    ]
}
