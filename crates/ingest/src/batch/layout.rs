//! Rows of a sheet that are none of its table: titles above the header, the header again, totals, notes below.

use base::record::RecordType;

use super::header;
use crate::sheet::Sheet;

/// The last rows of a table that hold one cell alone which begins as a note does: ※, (注), 注1.
pub(super) fn notes_below(sheet: &Sheet) -> Vec<(u32, &str)> {
    let mut notes: Vec<(u32, &str)> = Vec::new();
    for (row, cells) in sheet.rows.iter().rev() {
        let mut held = cells.iter().filter(|cell| !base::cell::is_blank(cell));
        let (Some(first), None) = (held.next(), held.next()) else {
            break;
        };
        let text = base::cell::trimmed(first);
        let signs = ["※", "＊", "*", "注", "(注", "（注", "出典", "備考"];
        if sheet.header.len() < 2 || !signs.iter().any(|sign| text.starts_with(sign)) {
            break;
        }
        notes.push((*row, text));
    }
    notes.reverse();
    notes
}

/// How many rows a header is looked for in.
const HEADER_WITHIN: usize = 20;

/// What is wrong where the header is not the first row: titles stand above it, or it takes two rows. None where the first row
/// names more columns than any other.
pub(super) fn lower_header(sheet: &Sheet, record: &RecordType) -> Option<[String; 2]> {
    let first = header::known(record, &sheet.header);
    let rows = sheet.rows.iter().take(HEADER_WITHIN);
    let (row, known, cells) = rows
        .map(|(row, cells)| (*row, header::known(record, cells), cells))
        .max_by_key(|(row, known, _)| (*known, std::cmp::Reverse(*row)))?;
    let is_held = |cell: &&String| !base::cell::is_blank(cell);
    let is_all_known = cells.iter().filter(is_held).count() == known;
    if known <= first || known < 2 || first >= 2 && !is_all_known {
        return None;
    }
    let top = sheet.header_row;
    if row == top + 1 && sheet.header.iter().filter(is_held).count() >= 2 {
        return Some([
            format!(
                "is a header of two rows: write the name of every column into row {row}, in cells that are not merged, and delete row {top}"
            ),
            format!(
                "見出しが2行にわたっています。セルの結合を解除して、すべての列名を {row} 行目に書き、{top} 行目を削除してください"
            ),
        ]);
    }
    Some([
        format!(
            "is no header: the header seems to stand in row {row}; delete the rows {top} to {} above it",
            row - 1
        ),
        format!(
            "見出しではありません。見出しは {row} 行目にあるようです。その上の行（{top}〜{} 行目）を削除してください",
            row - 1
        ),
    ])
}

/// Whether a row names the columns again, as tables do that were printed.
pub(super) fn is_header_again(header: &[String], cells: &[String]) -> bool {
    let plain = |cells: &[String]| -> Vec<String> {
        let mut plain: Vec<String> = cells.iter().map(|cell| header::plain(cell)).collect();
        let held = plain.iter().rposition(|cell| !cell.is_empty());
        plain.truncate(held.map_or(0, |last| last + 1));
        plain
    };
    let first = |cells: &[String]| cells.first().map(|cell| cell.trim().to_owned());
    // Most rows differ in their first cell.
    header.len() > 1 && first(header) == first(cells) && plain(header) == plain(cells)
}

/// The word that begins a row of totals.
pub(super) fn total(cells: &[String]) -> Option<&str> {
    let first = cells.iter().find(|cell| !base::cell::is_blank(cell))?;
    let words = ["計", "合計", "小計", "総計", "総数", "total", "subtotal"];
    let is_short = first.len() <= 40;
    (is_short && words.contains(&header::plain(first).as_str())).then(|| base::cell::trimmed(first))
}
