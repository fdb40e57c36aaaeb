//! What a workbook says beside the values of its cells: how a day is shown, what is merged, hidden or struck out, which formula
//! was saved without a value. The reader of cells leaves these out; who reads only values reads what nobody wrote.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::format::{self, Format};

/// A cell by row and column, from 0.
pub(super) type At = (u32, u32);

/// What one sheet says beside its values.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_columns: BTreeSet<u32>,
    /// First and last cell of each range.
    pub(super) merged: Vec<(At, At)>,
    /// What cells show otherwise than they hold it.
    pub(super) formats: HashMap<At, Arc<Format>>,
    /// Formulas without a stored value.
    pub(super) unsaved: Vec<At>,
    pub(super) struck_out: Vec<At>,
    /// Texts of which a part is struck out.
    pub(super) partly_struck_out: Vec<At>,
    /// Errors of formulas as they are shown.
    pub(super) errors: Vec<(At, String)>,
    /// Whether days count from 1904.
    pub(super) is_1904: bool,
    /// The sheet's text ends before its end.
    pub(super) is_cut: bool,
}

/// What the cells of all sheets refer to.
#[derive(Debug, Default)]
struct Book {
    /// By their number.
    styles: Vec<Style>,
    /// Shared texts of which a part is struck out, by their number.
    partly_struck_out: HashSet<usize>,
    /// Whether formulas are to be computed when the book is opened: a program wrote it that computes none, and 0 for each.
    is_uncomputed: bool,
}

#[derive(Clone, Debug, Default)]
struct Style {
    format: Option<Arc<Format>>,
    is_struck_out: bool,
}

/// Merged ranges and marked cells that are kept at most; a sheet with more is a crafted one.
const MOST: usize = 100_000;

/// The marks of every worksheet by its name; nothing of what cannot be read, which the reader of cells tells.
pub(super) fn read(bytes: &[u8]) -> HashMap<String, Marks> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return HashMap::new();
    };
    let mut book = Book::default();
    if let Some(text) = part(&mut archive, "xl/styles.xml") {
        book.styles = styles(&text);
    }
    if let Some(text) = part(&mut archive, "xl/sharedStrings.xml") {
        book.partly_struck_out = partly_struck_out(&text);
    }
    let Some(workbook) = part(&mut archive, "xl/workbook.xml") else {
        return HashMap::new();
    };
    let says = |element: &str, attribute: &str| {
        let mut all = elements(&workbook, element).into_iter();
        all.any(|one| one.get(attribute).is_some_and(|value| is_true(value)))
    };
    let is_1904 = says("workbookPr", "date1904");
    book.is_uncomputed = says("calcPr", "fullCalcOnLoad");
    let relations = part(&mut archive, "xl/_rels/workbook.xml.rels").unwrap_or_default();
    let targets: HashMap<String, String> = elements(&relations, "Relationship")
        .into_iter()
        .filter_map(|mut one| Some((one.remove("Id")?, one.remove("Target")?)))
        .collect();
    let mut marks = HashMap::new();
    for mut sheet in elements(&workbook, "sheet") {
        let (name, relation) = (sheet.remove("name"), sheet.remove("id"));
        let target = relation.and_then(|id| targets.get(&id));
        if let (Some(name), Some(target)) = (name, target) {
            let path = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("xl/{target}"),
            };
            // A sheet may be large: it is not held as a whole.
            if let Ok(sheet) = archive.by_name(&path) {
                let mut found = of_sheet(BufReader::new(sheet), &book);
                found.is_1904 = is_1904;
                marks.insert(name, found);
            }
        }
    }
    marks
}

/// The text of one part of a workbook.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut text = Vec::new();
    archive.by_name(name).ok()?.read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

fn is_true(value: &str) -> bool {
    value == "1" || value == "true"
}

/// What stands in comments and in text boxes, each with its first words and how many there are: no row holds them.
pub(super) fn beside(bytes: &[u8], names: &[String]) -> [(String, u32); 2] {
    let mut found: [(String, u32); 2] = Default::default();
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return found;
    };
    for name in names.iter().filter(|name| name.ends_with(".xml")) {
        let (kind, element) = match name.strip_prefix("xl/") {
            Some(name) if name.starts_with("comments") => (0, "comment"),
            Some(name) if name.starts_with("drawings/drawing") => (1, "txBody"),
            _ => continue,
        };
        let Some(text) = part(&mut archive, name) else {
            continue;
        };
        for text in texts(&text, element) {
            let (first, number) = &mut found[kind];
            if *number == 0 {
                *first = text;
            }
            *number += 1;
        }
    }
    found
}

/// The text of every element of a name that has one.
fn texts(text: &str, wanted: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let mut found: Vec<String> = Vec::new();
    let mut inside = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if start.local_name().as_ref() == wanted => {
                inside = Some(String::new());
            }
            Ok(Event::Text(value)) => {
                if let Some(text) = &mut inside {
                    text.push_str(&value);
                }
            }
            Ok(Event::End(end)) if end.local_name().as_ref() == wanted => {
                found.extend(inside.take().filter(|text| !text.trim().is_empty()));
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The numbers of the shared texts of which a part is struck out.
fn partly_struck_out(text: &str) -> HashSet<usize> {
    let mut found = HashSet::new();
    let mut number = 0;
    each(text, |start, _| match start.local_name().as_ref() {
        "si" => number += 1,
        "strike" if is_on(start) => {
            found.insert(number - 1usize);
        }
        _ => {}
    });
    found
}

/// Whether an element that is on by being there is not switched off.
fn is_on(start: &BytesStart<'_>) -> bool {
    let value = attributes(start).remove("val");
    value.is_none_or(|value| is_true(&value))
}

/// The attributes of every element of a name, by their local names.
fn elements(text: &str, wanted: &str) -> Vec<HashMap<String, String>> {
    let mut found = Vec::new();
    each(text, |start, _| {
        if start.local_name().as_ref() == wanted {
            found.push(attributes(start));
        }
    });
    found
}

fn attributes(start: &BytesStart<'_>) -> HashMap<String, String> {
    let all = start.attributes().flatten();
    all.filter_map(|one| {
        let value = one
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .ok()?;
        Some((one.key.local_name().as_ref().to_owned(), value.into_owned()))
    })
    .collect()
}

/// Does something with every element as it begins, and with the names of those around it; whether the text came to its end.
fn each(text: &str, mut work: impl FnMut(&BytesStart<'_>, &[String])) -> bool {
    let mut reader = Reader::from_str(text);
    let mut around: Vec<String> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                work(&start, &around);
                around.push(start.local_name().as_ref().to_owned());
            }
            Ok(Event::Empty(start)) => work(&start, &around),
            Ok(Event::End(_)) => {
                around.pop();
            }
            Ok(Event::Eof) => return around.is_empty(),
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn styles(text: &str) -> Vec<Style> {
    let mut formats: HashMap<u32, String> = HashMap::new();
    let mut struck_out: Vec<bool> = Vec::new();
    let mut styles = Vec::new();
    each(text, |start, around| {
        let inside = |name: &str| around.last().is_some_and(|last| last == name);
        let number = |of: &HashMap<String, String>, name: &str| -> Option<u32> {
            of.get(name)?.parse().ok()
        };
        match start.local_name().as_ref() {
            "numFmt" => {
                let mut all = attributes(start);
                if let (Some(id), Some(code)) = (number(&all, "numFmtId"), all.remove("formatCode"))
                {
                    formats.insert(id, code);
                }
            }
            "font" if inside("fonts") => struck_out.push(false),
            "strike" if inside("font") => {
                if let Some(last) = struck_out.last_mut() {
                    *last = is_on(start);
                }
            }
            "xf" if inside("cellXfs") => {
                let all = attributes(start);
                let format = number(&all, "numFmtId").unwrap_or_default();
                let font = number(&all, "fontId").unwrap_or_default();
                let format = match formats.get(&format) {
                    Some(code) => format::of_code(code),
                    None => format::built_in(format),
                };
                styles.push(Style {
                    format: format.map(Arc::new),
                    is_struck_out: struck_out.get(font as usize).copied().unwrap_or_default(),
                });
            }
            _ => {}
        }
    });
    styles
}

fn of_sheet(text: impl BufRead, book: &Book) -> Marks {
    let mut marks = Marks::default();
    let mut reader = Reader::from_reader(text);
    let mut buffer = Vec::new();
    let mut cell: Option<Cell> = None;
    let (mut depth, mut row, mut column) = (0usize, 0u32, 0u32);
    let mut in_value = false;
    loop {
        buffer.clear();
        let (start, is_empty) = match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => {
                depth += 1;
                (start, false)
            }
            Ok(Event::Empty(start)) => (start, true),
            Ok(Event::Text(value)) => {
                if let (Some(cell), true) = (&mut cell, in_value) {
                    cell.value.push_str(&value);
                }
                continue;
            }
            Ok(Event::End(end)) => {
                depth = depth.saturating_sub(1);
                match end.local_name().as_ref() {
                    "v" | "t" => in_value = false,
                    "c" => marks.take(cell.take(), book),
                    _ => {}
                }
                continue;
            }
            Ok(Event::Eof) => {
                marks.is_cut = depth > 0;
                break;
            }
            Ok(_) => continue,
            Err(_) => {
                marks.is_cut = true;
                break;
            }
        };
        let all = attributes(&start);
        let is_set = |name: &str| all.get(name).is_some_and(|value| is_true(value));
        let is_zero = |name: &str| {
            let size = all.get(name).and_then(|size| size.parse::<f64>().ok());
            size == Some(0.0)
        };
        match start.local_name().as_ref() {
            "row" => {
                row = all
                    .get("r")
                    .and_then(|r| r.parse::<u32>().ok())
                    .unwrap_or(row + 1);
                column = 0;
                if (is_set("hidden") || is_zero("ht")) && marks.hidden_rows.len() < MOST {
                    marks.hidden_rows.insert(row.saturating_sub(1));
                }
            }
            "col" if is_set("hidden") || is_zero("width") => {
                let bound = |name: &str| all.get(name).and_then(|at| at.parse::<u32>().ok());
                if let (Some(min), Some(max)) = (bound("min"), bound("max")) {
                    // A sheet may hide all columns behind its last.
                    let range = min.saturating_sub(1)..max.min(1_000);
                    marks.hidden_columns.extend(range);
                }
            }
            "c" => {
                let at = all.get("r").and_then(|at| position(at));
                let at = at.unwrap_or((row.saturating_sub(1), column));
                column = at.1 + 1;
                let made = Cell {
                    at,
                    style: all.get("s").and_then(|s| s.parse().ok()),
                    kind: all.get("t").cloned().unwrap_or_default(),
                    ..Cell::default()
                };
                match is_empty {
                    true => marks.take(Some(made), book),
                    false => cell = Some(made),
                }
            }
            "f" => {
                if let Some(cell) = &mut cell {
                    cell.has_formula = true;
                }
            }
            "strike" if is_on(&start) => {
                if let Some(cell) = &mut cell {
                    cell.is_partly_struck_out = true;
                }
            }
            "v" | "t" => in_value = !is_empty,
            "mergeCell" => {
                let range = all.get("ref").and_then(|range| {
                    let (first, last) = range.split_once(':')?;
                    Some((position(first)?, position(last)?))
                });
                if let Some(range) = range.filter(|_| marks.merged.len() < MOST) {
                    marks.merged.push(range);
                }
            }
            _ => {}
        }
    }
    marks
}

/// A cell while it is read.
#[derive(Debug, Default)]
struct Cell {
    at: At,
    style: Option<usize>,
    kind: String,
    has_formula: bool,
    /// Of a text that stands in the cell itself.
    is_partly_struck_out: bool,
    value: String,
}

impl Marks {
    fn take(&mut self, cell: Option<Cell>, book: &Book) {
        let Some(cell) = cell else { return };
        let style = cell.style.and_then(|style| book.styles.get(style));
        let style = style.cloned().unwrap_or_default();
        let value = cell.value.trim();
        let is_held = !value.is_empty();
        let is_text = !matches!(cell.kind.as_str(), "" | "n" | "d");
        if let Some(format) = style.format.filter(|_| is_held && !is_text) {
            self.formats.insert(cell.at, format);
        }
        if is_held && style.is_struck_out && self.struck_out.len() < MOST {
            self.struck_out.push(cell.at);
        }
        let is_shared = || {
            let number = value.parse().ok().filter(|_| cell.kind == "s");
            number.is_some_and(|number| book.partly_struck_out.contains(&number))
        };
        if (cell.is_partly_struck_out || is_shared()) && self.partly_struck_out.len() < MOST {
            self.partly_struck_out.push(cell.at);
        }
        // A text without a letter is what many formulas are meant to give.
        let is_empty_text = cell.kind == "str";
        let is_unsaved = !is_held && !is_empty_text || value == "0" && book.is_uncomputed;
        if cell.has_formula && is_unsaved && self.unsaved.len() < MOST {
            self.unsaved.push(cell.at);
        }
        if cell.kind == "e" && self.errors.len() < MOST {
            self.errors.push((cell.at, cell.value));
        }
    }
}

/// `B12` as row and column, from 0.
fn position(name: &str) -> Option<At> {
    let name = name.replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let mut column = 0u32;
    for c in letters.chars() {
        let c = c.to_ascii_uppercase();
        if !c.is_ascii_uppercase() {
            return None;
        }
        column = column
            .checked_mul(26)?
            .checked_add(c as u32 - 'A' as u32 + 1)?;
    }
    Some((
        row.parse::<u32>().ok()?.checked_sub(1)?,
        column.checked_sub(1)?,
    ))
}

/// A cell as a spreadsheet names it: `B12`.
pub(super) fn name_of((row, column): At) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// A column, counted from 0, as a spreadsheet names it: `AB`.
pub(crate) fn letters(column: u32) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.insert(0, char::from(b'A' + digit as u8));
        rest = (rest - 1) / 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        for (name, at) in [
            ("A1", (0, 0)),
            ("Z3", (2, 25)),
            ("AA10", (9, 26)),
            ("BC2", (1, 54)),
        ] {
            assert_eq!(position(name), Some(at));
            assert_eq!(name_of(at), name);
        }
        assert_eq!(position("A0"), None);
        assert_eq!(position("ア1"), None);
    }
}
