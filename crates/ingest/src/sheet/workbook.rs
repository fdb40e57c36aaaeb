//! Workbooks (.xlsx): every sheet that holds a table, cell by cell as a person sees it.
//!
//! Numbers are written without `.0`, days as 2024-04-01. A formula counts by the value that was saved with it. What
//! can run or hide (macros, old binary formats, passwords) is refused with the way out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use base::record::Place;
use base::{Notice, Problem};
use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader, SheetType, SheetVisible, Xlsx};

use super::limits::{Budget, more};
use super::marks::{self, At, Marks, Shown};
use super::{Found, Limits, Sheet, archive};

/// Reads every sheet that is not empty.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Found {
    let mut found = Found::default();
    let mut start = bytes.get(..512).unwrap_or(bytes).to_ascii_lowercase();
    // In UTF-16 every other byte of Latin text is none.
    start.retain(|byte| *byte != 0);
    let is_page = |sign: &[u8]| start.windows(sign.len()).any(|bytes| bytes == sign);
    if [&b"<html"[..], b"<!doctype html", b"<table"]
        .into_iter()
        .any(is_page)
    {
        found.refuse(
            file,
            None,
            "is a web page under another name: open it in a spreadsheet and save it as .xlsx",
            "拡張子を変えたウェブページです。表計算ソフトで開き、.xlsx 形式で保存し直してください",
        );
        return found;
    }
    if bytes.starts_with(b"%PDF") {
        found.refuse(
            file,
            None,
            "is a PDF under another name: open it, put its table into a spreadsheet and save that as .xlsx",
            "拡張子を変えた PDF です。表を表計算ソフトに移し、.xlsx 形式で保存してください",
        );
        return found;
    }
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
    let kinds: HashMap<String, (SheetType, SheetVisible)> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), (sheet.typ, sheet.visible)))
        .collect();
    let mut all_marks = marks::read(bytes);
    let mut budget = Budget::new(limits);
    // What is wrong with one sheet hides nothing of the others.
    'sheets: for name in names {
        let (kind, visible) = kinds
            .get(&name)
            .copied()
            .unwrap_or((SheetType::WorkSheet, SheetVisible::Visible));
        // A chart has a name among the sheets but no cells.
        if kind != SheetType::WorkSheet {
            continue;
        }
        let marks = all_marks.remove(&name).unwrap_or_default();
        let mut grid = Grid::default();
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else {
            damaged(file, Some(&name), found);
            continue;
        };
        loop {
            let cell = match cells.next_cell() {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                // An error that the reader does not know ends its reading; the marks know where it stands.
                Err(_) if !marks.errors.is_empty() => {
                    grid.is_unread = true;
                    break;
                }
                Err(_) => {
                    damaged(file, Some(&name), found);
                    continue 'sheets;
                }
            };
            let (row, column) = cell.get_position();
            let at = marks.dates.get(&(row, column)).copied();
            let text = match shown(cell.get_value(), at, marks.is_1904) {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(error) => {
                    grid.errors.insert((row, column), error);
                    continue;
                }
            };
            if at.is_none()
                && matches!(cell.get_value(), DataRef::Float(number) if number.fract() != 0.0)
            {
                grid.fractions.insert((row, column));
            }
            if let Err([reason, reason_ja]) = grid.put(row, column, text, limits, &mut budget) {
                found.problems.push(Problem {
                    place: place(file, &name, row),
                    column: Some(marks::name_of((row, column))),
                    value: None,
                    reason: format!("lies beyond the limit: the table {reason}"),
                    reason_ja: format!("上限を超えたセルです。{reason_ja}"),
                    more: 0,
                });
                continue 'sheets;
            }
        }
        if marks.is_cut {
            damaged(file, Some(&name), found);
            continue;
        }
        grid.errors.extend(marks.errors.iter().cloned());
        if visible != SheetVisible::Visible && !grid.rows.is_empty() {
            found.note(
                file,
                Some(&name),
                "is a hidden sheet, read like the others: take it out where that is not meant",
                "非表示のシートですが、ほかのシートと同じように読み込みました。意図しない場合は削除してください",
            );
        }
        grid.finish(file, &name, limits, &marks, found);
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
    errors: BTreeMap<At, String>,
    /// Numbers that are not whole.
    fractions: BTreeSet<At>,
    /// Whether cells are missing because reading ended at an error: nothing may be said of what is not there.
    is_unread: bool,
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

    /// What the first cell of a merged range holds stands in all of them: a person sees it beside every row.
    fn fill(&mut self, file: &str, name: &str, marks: &Marks, found: &mut Found) {
        let header = self.rows.keys().next().copied();
        for &((top, left), (bottom, right)) in &marks.merged {
            let value = self
                .rows
                .get(&top)
                .and_then(|cells| cells.get(left as usize))
                .filter(|value| !value.trim().is_empty())
                .cloned();
            let Some(value) = value else { continue };
            let range = format!(
                "{}:{}",
                marks::name_of((top, left)),
                marks::name_of((bottom, right))
            );
            // One value is not at once a title and a date: which column it is for, only its writer knows. A title or a note
            // that is alone in its row takes nothing from another column.
            if right > left && self.takes_from_others(header, (top, left), (bottom, right)) {
                found.problems.push(Problem {
                    place: place(file, name, top),
                    column: Some(range),
                    value: Some(base::cell::shown(&value)),
                    reason: "stands in cells merged over several columns: part them and write each column's value".to_owned(),
                    reason_ja: "複数の列にまたがる結合セルです。結合を解除し、列ごとに値を書いてください".to_owned(),
                    more: 0,
                });
                continue;
            }
            if bottom == top {
                continue;
            }
            let rows: Vec<u32> = self
                .rows
                .range(top + 1..=bottom)
                .map(|(row, _)| *row)
                .collect();
            for row in &rows {
                let cells = self.rows.entry(*row).or_default();
                if cells.len() <= left as usize {
                    cells.resize(left as usize + 1, String::new());
                }
                if let Some(cell) = cells.get_mut(left as usize).filter(|cell| cell.is_empty()) {
                    cell.clone_from(&value);
                }
            }
            if !rows.is_empty() {
                found.notices.push(Notice {
                    place: place(file, name, top),
                    column: None,
                    value: Some(base::cell::shown(&value)),
                    text: format!("stands in the merged cells {range}: taken for each of their rows"),
                    text_ja: format!("結合されたセル {range} の値を、その範囲のすべての行の値として読み込みました"),
                    more: 0,
                });
            }
        }
    }

    /// Whether a range of several columns lies in a row of the table, which has values beside it.
    fn takes_from_others(&self, header: Option<u32>, (top, left): At, (bottom, right): At) -> bool {
        let is_beside = |(column, cell): (usize, &String)| {
            !(left as usize..=right as usize).contains(&column) && !cell.trim().is_empty()
        };
        Some(top) != header
            && self
                .rows
                .range(top..=bottom)
                .any(|(_, cells)| cells.iter().enumerate().any(is_beside))
    }

    /// What a person sees otherwise, or not at all.
    fn tell(&self, file: &str, name: &str, header: Option<u32>, marks: &Marks, found: &mut Found) {
        let held = |at: &At| {
            let cells = self.rows.get(&at.0);
            cells
                .and_then(|cells| cells.get(at.1 as usize))
                .is_some_and(|cell| !cell.trim().is_empty())
        };
        let hidden_rows: Vec<At> = marks
            .hidden_rows
            .iter()
            .filter(|row| self.rows.contains_key(row) && Some(**row) != header)
            .map(|row| (*row, 0))
            .collect();
        let hidden_columns: Vec<At> = marks
            .hidden_columns
            .iter()
            .filter_map(|column| self.rows.keys().map(|row| (*row, *column)).find(held))
            .collect();
        let struck_out: Vec<At> = marks.struck_out.iter().copied().filter(held).collect();
        for (cells, text, text_ja) in [
            (
                hidden_rows,
                "is a hidden row, read like the others: take it out where that is not meant",
                "非表示の行ですが、ほかの行と同じように読み込みました。意図しない場合は削除してください",
            ),
            (
                hidden_columns,
                "stands in a hidden column, read like the others: take it out where that is not meant",
                "非表示の列ですが、ほかの列と同じように読み込みました。意図しない場合は削除してください",
            ),
            (
                struck_out,
                "is struck out, and read like any other value: take it out where that is meant",
                "取り消し線が引かれていますが、ほかの値と同じように読み込みました。取り消す場合は削除してください",
            ),
        ] {
            let Some(first) = cells.first() else { continue };
            let value = self
                .rows
                .get(&first.0)
                .and_then(|cells| cells.get(first.1 as usize));
            found.notices.push(Notice {
                place: place(file, name, first.0),
                column: None,
                value: value.map(|value| base::cell::shown(value)),
                text: text.to_owned(),
                text_ja: text_ja.to_owned(),
                more: cells.len() as u32 - 1,
            });
        }
    }

    fn finish(mut self, file: &str, name: &str, limits: &Limits, marks: &Marks, found: &mut Found) {
        let first = self.rows.keys().next().copied();
        self.fill(file, name, marks, found);
        self.tell(file, name, first, marks, found);
        let names = first
            .and_then(|row| self.rows.get(&row))
            .cloned()
            .unwrap_or_default();
        let errors = self.errors.iter().map(|(at, error)| {
            (
                *at,
                error.clone(),
                "is the error of a formula: mend the formula or write the value",
                "数式がエラーになっています。数式を直すか、値を書いてください",
            )
        });
        let unsaved = marks.unsaved.iter().map(|at| {
            (*at, String::new(), "is a formula whose value was not saved: open the file, save it again, or write the value", "数式の計算結果が保存されていません。ファイルを開いて保存し直すか、値を書いてください")
        });
        for ((row, column), value, reason, reason_ja) in errors.chain(unsaved).take(limits.problems)
        {
            let named = names
                .get(column as usize)
                .map(|name| name.trim().to_owned());
            found.problems.push(Problem {
                place: place(file, name, row),
                column: named
                    .filter(|name| !name.is_empty())
                    .or_else(|| Some(marks::name_of((row, column)))),
                value: (!value.is_empty()).then_some(value),
                reason: reason.to_owned(),
                reason_ja: reason_ja.to_owned(),
                more: 0,
            });
        }
        let mut rows = self.rows.into_iter();
        if let Some((row, header)) = rows.next() {
            found.sheets.push(Sheet {
                left_out: 0,
                file: file.to_owned(),
                sheet: Some(name.to_owned()),
                header_row: row.saturating_add(1),
                header,
                rows: rows
                    .filter(|_| !self.is_unread)
                    .map(|(row, cells)| (row.saturating_add(1), cells))
                    .collect(),
                fractions: self
                    .fractions
                    .into_iter()
                    .map(|(row, column)| (row.saturating_add(1), column))
                    .collect(),
            });
        }
    }
}

fn place(file: &str, name: &str, row: u32) -> Place {
    Place {
        file: file.to_owned(),
        sheet: Some(name.to_owned()),
        row: row.saturating_add(1),
    }
}

/// A cell as text: none where it is empty, an error where its formula has one.
fn shown(
    value: &DataRef<'_>,
    format: Option<Shown>,
    is_1904: bool,
) -> Result<Option<String>, String> {
    // The reader does not know every format of a day: 令和6年 is a number to it.
    let serial = match value {
        DataRef::Int(number) => Some(*number as f64),
        DataRef::Float(number) => Some(*number),
        _ => None,
    };
    if let (Some(serial), Some(_)) = (serial, format) {
        let moment = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904);
        return Ok(Some(day(&moment, format)));
    }
    let text = match value {
        DataRef::Empty => return Ok(None),
        DataRef::Error(error) => return Err(error.to_string()),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => plain(*number),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(moment) => day(moment, format),
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

/// A day in the precision in which the cell shows it: 2024年4月 is no first of April.
fn day(moment: &ExcelDateTime, format: Option<Shown>) -> String {
    let Some(time) = moment.as_datetime().filter(|_| moment.is_datetime()) else {
        return plain(moment.as_f64());
    };
    match format {
        Some(Shown::Month) => time.format("%Y-%m").to_string(),
        Some(Shown::Year) => time.format("%Y").to_string(),
        Some(Shown::NoDate) => time.format("%H:%M:%S (%-m)").to_string(),
        // The hour of an approval is nobody's business; the day is.
        Some(Shown::Day) | None => time.format("%Y-%m-%d").to_string(),
    }
}
