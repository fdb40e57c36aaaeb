//! Workbooks (.xlsx): every sheet that holds a table, cell by cell as a person sees it.
//!
//! Numbers are written without `.0`, days as 2024-04-01. A formula counts by the value that was saved with it. What
//! can run or hide (macros, old binary formats, passwords) is refused with the way out.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use base::Problem;
use base::record::Place;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use super::limits::{Budget, more};
use super::{Found, Limits, Sheet, archive};

/// Reads every sheet that is not empty.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Found {
    let mut found = Found::default();
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        found.refuse(
            file,
            None,
            "is an old .xls or has a password: save it as .xlsx without a password",
            "旧形式（.xls）か、パスワード付きのファイルです。パスワードなしの .xlsx 形式で保存し直してください",
        );
        return found;
    }
    let Some(names) = archive::look_through(file, bytes, limits, &mut found) else {
        return found;
    };
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    let macros = |name: &String| {
        let name = name.to_ascii_lowercase();
        name.ends_with("vbaproject.bin") || name.contains("/macrosheets/")
    };
    if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsm")) || names.iter().any(macros)
    {
        found.refuse(
            file,
            None,
            "holds macros: save it as .xlsx, which holds none",
            "マクロを含むファイルは取り込めません。マクロなしの .xlsx 形式で保存し直してください",
        );
        return found;
    }
    // The reader is not ours; should a crafted file make it panic, that file is damaged and nothing else happens.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut found = Found::default();
        read_sheets(file, bytes, limits, &mut found);
        found
    }));
    match read {
        Ok(read) => read,
        Err(_) => {
            damaged(file, None, &mut found);
            found
        }
    }
}

fn damaged(file: &str, sheet: Option<&str>, found: &mut Found) {
    found.refuse(
        file,
        sheet,
        "cannot be read as a workbook: open it, save it as .xlsx and try again",
        "ブックとして読み取れません。開いて .xlsx 形式で保存し直してください",
    );
}

fn read_sheets(file: &str, bytes: &[u8], limits: &Limits, found: &mut Found) {
    let Ok(mut workbook) = Xlsx::new(Cursor::new(bytes)) else {
        damaged(file, None, found);
        return;
    };
    let names = workbook.sheet_names();
    if names.len() > limits.sheets {
        let [reason, reason_ja] = more(limits.sheets, "sheets", "枚のシート");
        found.refuse(file, None, reason, reason_ja);
        return;
    }
    let mut budget = Budget::new(limits);
    for name in names {
        let mut grid = Grid::default();
        // A chart has a name among the sheets but no cells.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else {
            continue;
        };
        loop {
            let cell = match cells.next_cell() {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                Err(_) => {
                    damaged(file, Some(&name), found);
                    return;
                }
            };
            let (row, column) = cell.get_position();
            let text = match shown(cell.get_value()) {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(error) => {
                    grid.errors.push((row, column, error));
                    continue;
                }
            };
            if let Err([reason, reason_ja]) = grid.put(row, column, text, limits, &mut budget) {
                found.refuse(file, Some(&name), reason, reason_ja);
                return;
            }
        }
        grid.finish(file, &name, limits, found);
    }
    if found.sheets.is_empty() && found.problems.is_empty() {
        found.refuse(
            file,
            None,
            "holds no table: the first row of a sheet must name the columns",
            "表がありません。シートの最初の行に列名を書いてください",
        );
    }
}

/// The cells of a sheet that hold something. A sheet may name the last cell of a million rows and no other.
#[derive(Default)]
struct Grid {
    rows: BTreeMap<u32, Vec<String>>,
    errors: Vec<(u32, u32, String)>,
}

impl Grid {
    fn put(
        &mut self,
        row: u32,
        column: u32,
        text: String,
        limits: &Limits,
        budget: &mut Budget<'_>,
    ) -> Result<(), [String; 2]> {
        let column = column as usize;
        if column >= limits.columns {
            return Err(more(limits.columns, "columns", "列"));
        }
        if text.len() > limits.cell_bytes {
            return Err(more(limits.cell_bytes, "bytes in a cell", "バイトのセル"));
        }
        let rows = self.rows.len() + usize::from(!self.rows.contains_key(&row));
        budget.rows(rows)?;
        let cells = self.rows.entry(row).or_default();
        budget.take((column + 1).saturating_sub(cells.len()), text.len())?;
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        Ok(())
    }

    fn finish(self, file: &str, name: &str, limits: &Limits, found: &mut Found) {
        let mut rows = self.rows.into_iter();
        let header = rows.next();
        let names = header.as_ref().map(|(_, cells)| cells.as_slice());
        let names = names.unwrap_or_default();
        for (row, column, error) in self.errors.into_iter().take(limits.problems) {
            found.problems.push(Problem {
                place: Place {
                    file: file.to_owned(),
                    sheet: Some(name.to_owned()),
                    row: row.saturating_add(1),
                },
                column: names
                    .get(column as usize)
                    .map(|name| name.trim().to_owned()),
                value: Some(error),
                reason: "is the error of a formula: mend the formula or write the value".to_owned(),
                reason_ja: "数式がエラーになっています。数式を直すか、値を書いてください"
                    .to_owned(),
            });
        }
        if let Some((row, header)) = header {
            found.sheets.push(Sheet {
                file: file.to_owned(),
                sheet: Some(name.to_owned()),
                header_row: row.saturating_add(1),
                header,
                rows: rows
                    .map(|(row, cells)| (row.saturating_add(1), cells))
                    .collect(),
            });
        }
    }
}

/// A cell as text: none where it is empty, an error where its formula has one.
fn shown(value: &DataRef<'_>) -> Result<Option<String>, String> {
    let text = match value {
        DataRef::Empty => return Ok(None),
        DataRef::Error(error) => return Err(error.to_string()),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => plain(*number),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(moment) => day(moment),
        DataRef::DateTimeIso(text) => text
            .strip_suffix("T00:00:00")
            .unwrap_or(text.as_str())
            .to_owned(),
        DataRef::DurationIso(text) => text.clone(),
    };
    Ok((!text.trim().is_empty()).then_some(text))
}

/// A number without a needless fraction.
pub(super) fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

fn day(moment: &ExcelDateTime) -> String {
    let Some(time) = moment.as_datetime().filter(|_| moment.is_datetime()) else {
        return plain(moment.as_f64());
    };
    if moment.as_f64().fract() == 0.0 {
        time.format("%Y-%m-%d").to_string()
    } else {
        time.format("%Y-%m-%d %H:%M:%S").to_string()
    }
}
