//! Workbooks (.xlsx): every sheet that holds a table, cell by cell as a person sees it.
//!
//! Numbers are written without `.0`, days as 2024-04-01. A formula counts by the value that was saved with it. What
//! can run or hide (macros, old binary formats, passwords) is refused with the way out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use base::record::Place;
use base::{Notice, Problem};
use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader, SheetType, SheetVisible, Xlsx};
use chrono::{Datelike, NaiveDateTime};

use super::format::{Format, Shown};
use super::limits::{Budget, more};
use super::marks::{self, At, Marks};
use super::{Found, Limits, Sheet, archive};

/// Reads every sheet that is not empty.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Found {
    let mut found = Found::default();
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
        Ok(mut read) => {
            beside(file, bytes, &names, &mut read);
            read
        }
        Err(_) => {
            damaged(file, None, &mut found);
            found
        }
    }
}

/// Tells of what a person reads in a workbook and no row holds.
fn beside(file: &str, bytes: &[u8], names: &[String], found: &mut Found) {
    let told = [
        (
            "stands in a comment of a cell, left out: write into a column what belongs to a row",
            "セルのコメントのため、読み込みませんでした。行に必要な内容は列に書いてください",
        ),
        (
            "stands in a text box, left out: write into a cell what belongs to a row",
            "テキストボックスの文字のため、読み込みませんでした。行に必要な内容はセルに書いてください",
        ),
    ];
    for ((text, text_ja), (first, number)) in told.into_iter().zip(marks::beside(bytes, names)) {
        if number > 0 {
            found.notices.push(Notice {
                place: Place {
                    file: file.to_owned(),
                    sheet: None,
                    row: 0,
                },
                column: None,
                value: Some(base::cell::shown(&first)),
                text: text.to_owned(),
                text_ja: text_ja.to_owned(),
                more: number - 1,
            });
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
            let format = marks.formats.get(&(row, column)).map(Arc::as_ref);
            let text = match shown(cell.get_value(), format, marks.is_1904) {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(error) => {
                    grid.errors.insert((row, column), error);
                    continue;
                }
            };
            let number = match cell.get_value() {
                DataRef::Float(number) => Some(*number),
                DataRef::Int(number) => Some(*number as f64),
                _ => None,
            };
            match (format, number) {
                (Some(Format::Date(_)), _) | (_, None) => {}
                (Some(Format::Number(pattern)), Some(number)) => {
                    let held = match pattern.is_scaled() {
                        true => None,
                        false => Some(plain(number)),
                    };
                    grid.numbers.insert((row, column), held);
                }
                (None, Some(number)) if number.fract() != 0.0 => {
                    grid.fractions.insert((row, column));
                }
                (None, Some(_)) => {}
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
    /// Numbers that are shown with other signs; none where another number is shown.
    numbers: BTreeMap<At, Option<String>>,
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
        let partly: Vec<At> = marks
            .partly_struck_out
            .iter()
            .copied()
            .filter(held)
            .collect();
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
            (
                partly,
                "is partly struck out, and read whole: take out what is struck out where it no longer holds",
                "一部に取り消し線が引かれていますが、すべて読み込みました。取り消した部分は削除してください",
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
                numbers: self
                    .numbers
                    .into_iter()
                    .map(|((row, column), held)| ((row.saturating_add(1), column), held))
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
    format: Option<&Format>,
    is_1904: bool,
) -> Result<Option<String>, String> {
    let number = match value {
        DataRef::Int(number) => Some(*number as f64),
        DataRef::Float(number) => Some(*number),
        // The reader knows some formats of days, and not all: 令和6年 is a number to it.
        DataRef::DateTime(moment) => Some(moment.as_f64()),
        _ => None,
    };
    let text = match (value, number, format) {
        (_, Some(number), Some(Format::Date(shown))) => {
            let moment = ExcelDateTime::new(number, ExcelDateTimeType::DateTime, is_1904);
            match moment.as_datetime() {
                Some(_) if *shown == Shown::Hours => hours(number),
                Some(moment) => day(&moment, *shown),
                None => plain(number),
            }
        }
        (_, Some(number), Some(Format::Number(pattern))) => pattern.show(number),
        (DataRef::DateTime(moment), Some(number), None) => {
            let moment = moment.as_datetime().filter(|_| moment.is_datetime());
            moment.map_or_else(|| plain(number), |moment| day(&moment, Shown::Day))
        }
        (_, Some(number), None) => plain(number),
        (DataRef::Error(error), ..) => return Err(error.to_string()),
        (DataRef::Bool(truth), ..) => truth.to_string(),
        (DataRef::String(text) | DataRef::DurationIso(text), ..) => text.clone(),
        (DataRef::SharedString(text), ..) => (*text).to_owned(),
        (DataRef::DateTimeIso(text), _, format) => {
            let moment: Option<NaiveDateTime> = text.parse().ok();
            match (moment, format) {
                (Some(moment), Some(Format::Date(shown))) => day(&moment, *shown),
                (Some(moment), _) => day(&moment, Shown::Day),
                (None, _) => text.clone(),
            }
        }
        _ => return Ok(None),
    };
    Ok((!text.trim().is_empty()).then_some(text))
}

/// A number without a needless fraction, in the fifteen digits that a spreadsheet knows.
pub(super) fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let digits = format!("{number:.14e}").parse::<f64>();
    digits.unwrap_or(number).to_string()
}

/// A day in the precision in which the cell shows it: 2024年4月 is no first of April.
fn day(moment: &NaiveDateTime, shown: Shown) -> String {
    let form = match shown {
        // The hour of an approval is nobody's business; the day is.
        Shown::Day => "%Y-%m-%d",
        Shown::Month => "%Y-%m",
        Shown::Year => "%Y",
        Shown::FiscalYear => "%Y年度",
        Shown::DayOfYear => "%-m月%-d日",
        Shown::MonthOfYear => "%-m月",
        Shown::Time | Shown::Hours => "%H:%M:%S",
        Shown::Weekday => {
            let day = moment.weekday().num_days_from_monday() as usize;
            return ["月", "火", "水", "木", "金", "土", "日"][day].to_owned() + "曜日";
        }
    };
    moment.format(form).to_string()
}

/// A length of time, given in days.
fn hours(days: f64) -> String {
    let minutes = (days * 1440.0).round();
    format!("{:.0}:{:02.0}", (minutes / 60.0).trunc(), minutes % 60.0)
}
