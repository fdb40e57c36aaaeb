//! CSV with quoting, and with the one mistake that the sources invite: a ditto mark `"` alone in its cell.
//!
//! A reader that takes such a mark for a quote swallows everything up to the next mark, rows included, and often finds
//! a well-formed table nevertheless. So quotes are judged here: a quote that closes on another line must not look as if
//! it had opened by accident. Real texts of several lines pass.

mod quote;

use base::Problem;
use base::record::Place;

use super::limits::{Budget, more};
use super::{Found, Limits, Sheet};
use quote::{Fault, Quoted};

/// Reads a table. Row numbers are those that a spreadsheet shows: empty rows count, a text of several lines is one row.
pub(super) fn read(file: &str, text: &str, limits: &Limits, found: &mut Found) {
    let mut reader = Reader {
        text,
        at: 0,
        row: 0,
        width: 0,
        limits,
        faults: Vec::new(),
    };
    let mut budget = Budget::new(limits);
    let mut sheet: Option<Sheet> = None;
    while let Some(cells) = reader.record() {
        let bytes = cells.iter().map(String::len).sum();
        let held = sheet.as_ref().map_or(0, |sheet| sheet.rows.len() + 1);
        let room = budget.take(cells.len(), bytes);
        if let Err([reason, reason_ja]) = room.and_then(|()| budget.rows(held)) {
            found.refuse(file, None, reason, reason_ja);
            break;
        }
        if cells.len() > limits.columns {
            let [reason, reason_ja] = more(limits.columns, "columns", "列");
            found.refuse(file, None, reason, reason_ja);
            break;
        }
        if reader.faults.len() >= limits.problems {
            break;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // A line for Excel alone.
        if sheet.is_none() && names_separator(&cells) {
            continue;
        }
        match &mut sheet {
            Some(sheet) => sheet.rows.push((reader.row, cells)),
            None => {
                reader.width = cells.len();
                sheet = Some(Sheet {
                    left_out: 0,
                    file: file.to_owned(),
                    sheet: None,
                    header_row: reader.row,
                    header: cells,
                    rows: Vec::new(),
                    fractions: Default::default(),
                    numbers: Default::default(),
                });
            }
        }
    }
    let header = sheet.as_ref().map(|sheet| sheet.header.clone());
    let header = header.unwrap_or_default();
    for (row, cell, value, fault) in reader.faults {
        let [reason, reason_ja] = fault.said();
        found.problems.push(Problem {
            place: Place {
                file: file.to_owned(),
                sheet: None,
                row,
            },
            column: header.get(cell).map(|name| name.trim().to_owned()),
            value: Some(value),
            reason,
            reason_ja,
            more: 0,
        });
    }
    if let Some((en, ja)) = sheet
        .as_ref()
        .and_then(|sheet| other_separator(&sheet.header))
    {
        found.refuse(
            file,
            None,
            format!("its cells are separated by {en}: save it with commas (Excel: Save As, type \"CSV UTF-8 (Comma delimited)\")"),
            format!("区切り文字が{ja}です。コンマ区切り（「CSV UTF-8（コンマ区切り）」形式）で保存し直してください"),
        );
        return;
    }
    match sheet {
        Some(sheet) => found.sheets.push(sheet),
        None if found.problems.is_empty() => found.refuse(
            file,
            None,
            "the file is empty: its first row must name the columns",
            "ファイルが空です。最初の行に列名を書いてください",
        ),
        None => {}
    }
}

/// What parts the cells of a header that holds no comma.
fn other_separator(header: &[String]) -> Option<(&'static str, &'static str)> {
    let [only] = header else { return None };
    let separators = [
        (';', "semicolons", "セミコロン"),
        ('\t', "tabs", "タブ"),
        ('|', "vertical bars", "縦棒"),
        ('、', "ideographic commas", "読点"),
        ('，', "full-width commas", "全角コンマ"),
    ];
    let (_, en, ja) = separators
        .into_iter()
        .find(|(sign, ..)| only.matches(*sign).count() >= 2)?;
    Some((en, ja))
}

/// Whether a line only says by what cells are separated: `sep=,`, which stands as two empty cells.
fn names_separator(cells: &[String]) -> bool {
    let named = cells[0].trim().trim_matches('"').strip_prefix("sep=");
    named.is_some_and(|sign| sign.chars().count() <= 1)
        && cells[1..].iter().all(|cell| cell.trim().is_empty())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// The number of the row that was read last.
    row: u32,
    /// Cells of the header, 0 before it is known.
    width: usize,
    limits: &'a Limits,
    faults: Vec<(u32, usize, String, Fault)>,
}

impl Reader<'_> {
    /// The cells of the next row; none at the end.
    fn record(&mut self) -> Option<Vec<String>> {
        if self.at >= self.text.len() {
            return None;
        }
        self.row += 1;
        let (start, faults) = (self.at, self.faults.len());
        let (cells, suspicious) = self.cells(false);
        // Two bare marks in one row look like one quoted text with commas at both ends, and the row like a short one.
        if suspicious && cells.len() < self.width {
            self.at = start;
            self.faults.truncate(faults);
            return Some(self.cells(true).0);
        }
        Some(cells)
    }

    fn cells(&mut self, marks_are_bare: bool) -> (Vec<String>, bool) {
        let mut cells = Vec::new();
        let mut suspicious = false;
        loop {
            if cells.len() >= self.limits.columns && self.ends_empty() {
                break;
            }
            if cells.len() > self.limits.columns || self.faults.len() >= self.limits.problems {
                // The caller says so; nothing more of the file is read.
                self.at = self.text.len();
                break;
            }
            let rest = &self.text[self.at..];
            let behind = rest.trim_start_matches([' ', '\t', '\u{3000}']);
            if rest.starts_with('"') {
                let quoted = quote::read(rest, cells.len(), self.width, self.limits.cell_bytes);
                suspicious |= quoted.has_commas_at_both_ends(rest);
                let bare = marks_are_bare && quote::stands_alone(rest);
                match quoted {
                    Quoted::Text { text, length } if !bare => {
                        self.at += length;
                        cells.push(text);
                    }
                    Quoted::Text { .. } => self.fault(&mut cells, Fault::Alone),
                    Quoted::Fault(fault) => self.fault(&mut cells, fault),
                }
            } else if behind.starts_with('"') {
                let is_mark = quote::stands_alone(behind);
                let fault = if is_mark { Fault::Alone } else { Fault::Spaced };
                self.fault(&mut cells, fault);
            } else {
                let cell = self.plain();
                cells.push(cell);
            }
            let rest = &self.text.as_bytes()[self.at..];
            match rest {
                [b',', ..] => self.at += 1,
                [b'\r', b'\n', ..] => {
                    self.at += 2;
                    break;
                }
                [b'\r' | b'\n', ..] => {
                    self.at += 1;
                    break;
                }
                _ => break,
            }
        }
        (cells, suspicious)
    }

    /// Goes to the next line where the rest of this one holds commas only: a sheet that was once wider writes thousands.
    fn ends_empty(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let kept = rest.trim_start_matches([',', ' ']);
        if !(kept.is_empty() || kept.starts_with(['\r', '\n'])) {
            return false;
        }
        let line_end = if kept.starts_with("\r\n") { 2 } else { 1 };
        self.at += rest.len() - kept.len() + line_end.min(kept.len());
        true
    }

    /// The cell from here to the next comma or line end, whatever it holds.
    fn plain(&mut self) -> String {
        let rest = &self.text[self.at..];
        let length = rest.find([',', '\r', '\n']).unwrap_or(rest.len());
        self.at += length;
        rest[..length].to_owned()
    }

    /// Notes a quote that is none and goes on behind its cell, so that the rows below are read as they stand.
    fn fault(&mut self, cells: &mut Vec<String>, fault: Fault) {
        let cell = self.plain();
        let shown = cell.chars().take(80).collect();
        self.faults.push((self.row, cells.len(), shown, fault));
        cells.push(cell);
    }
}
