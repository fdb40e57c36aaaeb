//! What a workbook says beside the values of its cells: how a day is shown, what is merged, hidden or struck out, which formula
//! was saved without a value. The reader of cells leaves these out; who reads only values reads what nobody wrote.

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// How much of a day a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A day, with or without a time.
    Day,
    /// A year and a month.
    Month,
    /// A year.
    Year,
    /// A time, or a month without a year: no date at all.
    NoDate,
}

/// A cell by row and column, from 0.
pub(super) type At = (u32, u32);

/// What one sheet says beside its values.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_columns: BTreeSet<u32>,
    /// First and last cell of each range.
    pub(super) merged: Vec<(At, At)>,
    /// How cells with a date format show it.
    pub(super) dates: HashMap<At, Shown>,
    /// Formulas without a stored value.
    pub(super) unsaved: Vec<At>,
    pub(super) struck_out: Vec<At>,
    /// Errors of formulas as they are shown.
    pub(super) errors: Vec<(At, String)>,
    /// Whether days count from 1904.
    pub(super) is_1904: bool,
    /// The sheet's text ends before its end.
    pub(super) is_cut: bool,
}

/// The styles of a workbook, by their number.
#[derive(Debug, Default)]
struct Styles(Vec<Style>);

#[derive(Clone, Copy, Debug, Default)]
struct Style {
    date: Option<Shown>,
    is_struck_out: bool,
}

/// Merged ranges and marked cells that are kept at most; a sheet with more is a crafted one.
const MOST: usize = 100_000;

/// The marks of every worksheet by its name; nothing of what cannot be read, which the reader of cells tells.
pub(super) fn read(bytes: &[u8]) -> HashMap<String, Marks> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return HashMap::new();
    };
    let mut part = |name: &str| -> Option<String> {
        let mut text = Vec::new();
        archive.by_name(name).ok()?.read_to_end(&mut text).ok()?;
        Some(String::from_utf8_lossy(&text).into_owned())
    };
    let styles = part("xl/styles.xml").map(|text| styles(&text));
    let styles = styles.unwrap_or_default();
    let Some(workbook) = part("xl/workbook.xml") else {
        return HashMap::new();
    };
    let is_1904 = elements(&workbook, "workbookPr").iter().any(|one| {
        let value = one.get("date1904");
        value.is_some_and(|value| value == "1" || value == "true")
    });
    let relations = part("xl/_rels/workbook.xml.rels").unwrap_or_default();
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
            if let Some(text) = part(&path) {
                let mut found = of_sheet(&text, &styles);
                found.is_1904 = is_1904;
                marks.insert(name, found);
            }
        }
    }
    marks
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

fn styles(text: &str) -> Styles {
    let mut formats: HashMap<u32, String> = HashMap::new();
    let mut struck_out: Vec<bool> = Vec::new();
    let mut styles = Styles::default();
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
                let is_off = attributes(start)
                    .get("val")
                    .is_some_and(|val| val == "0" || val == "false");
                if let Some(last) = struck_out.last_mut() {
                    *last = !is_off;
                }
            }
            "xf" if inside("cellXfs") => {
                let all = attributes(start);
                let format = number(&all, "numFmtId").unwrap_or_default();
                let font = number(&all, "fontId").unwrap_or_default();
                styles.0.push(Style {
                    date: match formats.get(&format) {
                        Some(code) => shown_by(code),
                        None => built_in(format),
                    },
                    is_struck_out: struck_out.get(font as usize).copied().unwrap_or_default(),
                });
            }
            _ => {}
        }
    });
    styles
}

/// The formats that have a number and no code, as Excel shows them in Japan.
fn built_in(number: u32) -> Option<Shown> {
    Some(match number {
        14..=16 | 22 | 27..=31 | 35 | 36 | 50 | 51 | 53 | 54 | 56..=58 => Shown::Day,
        17 | 34 | 52 | 55 => Shown::Month,
        18..=21 | 32 | 33 | 45..=47 => Shown::NoDate,
        _ => return None,
    })
}

/// How much of a day the code of a format shows; none for a format of numbers or texts.
fn shown_by(code: &str) -> Option<Shown> {
    // Only the part for positive numbers is looked at.
    let mut signs = String::new();
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            ';' => break,
            '"' => while characters.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inner: String = characters.by_ref().take_while(|c| *c != ']').collect();
                // `[h]` counts hours; a colour or a language is no sign.
                if inner
                    .chars()
                    .all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S'))
                {
                    signs.push_str(&inner.to_lowercase());
                }
            }
            c => signs.extend(c.to_lowercase()),
        }
    }
    if signs.trim() == "general" || signs.contains(['0', '#', '?', '@']) && !signs.contains('y') {
        return None;
    }
    let has_year = signs.contains(['y', 'e', 'g']);
    let has_time = signs.contains(['h', 's']);
    let has_month = signs.contains('m') && (has_year || !has_time);
    Some(match (has_year, has_month, signs.contains('d')) {
        (_, _, true) => Shown::Day,
        (true, true, false) => Shown::Month,
        (true, false, false) => Shown::Year,
        (false, true, false) => Shown::NoDate,
        (false, false, false) if has_time => Shown::NoDate,
        (false, false, false) => return None,
    })
}

fn of_sheet(text: &str, styles: &Styles) -> Marks {
    let mut marks = Marks::default();
    let mut reader = Reader::from_str(text);
    let mut cell: Option<Cell> = None;
    let (mut depth, mut row, mut column) = (0usize, 0u32, 0u32);
    let mut in_value = false;
    loop {
        let (start, is_empty) = match reader.read_event() {
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
                    "c" => marks.take(cell.take(), styles),
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
        let is_set = |name: &str| {
            all.get(name)
                .is_some_and(|value| value == "1" || value == "true")
        };
        match start.local_name().as_ref() {
            "row" => {
                row = all
                    .get("r")
                    .and_then(|r| r.parse::<u32>().ok())
                    .unwrap_or(row + 1);
                column = 0;
                if is_set("hidden") && marks.hidden_rows.len() < MOST {
                    marks.hidden_rows.insert(row.saturating_sub(1));
                }
            }
            "col" if is_set("hidden") => {
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
                    true => marks.take(Some(made), styles),
                    false => cell = Some(made),
                }
            }
            "f" => {
                if let Some(cell) = &mut cell {
                    cell.has_formula = true;
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
    value: String,
}

impl Marks {
    fn take(&mut self, cell: Option<Cell>, styles: &Styles) {
        let Some(cell) = cell else { return };
        let style = cell.style.and_then(|style| styles.0.get(style));
        let style = style.copied().unwrap_or_default();
        let is_held = !cell.value.trim().is_empty();
        if is_held && let Some(date) = style.date {
            self.dates.insert(cell.at, date);
        }
        if is_held && style.is_struck_out && self.struck_out.len() < MOST {
            self.struck_out.push(cell.at);
        }
        if cell.has_formula && !is_held && self.unsaved.len() < MOST {
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
    fn formats_show_a_day_a_month_or_a_year() {
        for (code, wanted) in [
            ("yyyy\"年\"m\"月\"", Some(Shown::Month)),
            ("mmm-yy", Some(Shown::Month)),
            ("yyyy/m/d", Some(Shown::Day)),
            ("[$-411]ggge\"年\"m\"月\"d\"日\"", Some(Shown::Day)),
            ("ggge\"年\"", Some(Shown::Year)),
            ("yyyy", Some(Shown::Year)),
            ("m\"月\"", Some(Shown::NoDate)),
            ("h:mm", Some(Shown::NoDate)),
            ("yyyy-mm-dd hh:mm", Some(Shown::Day)),
            ("0.00", None),
            ("#,##0", None),
            ("General", None),
            ("@", None),
        ] {
            assert_eq!(shown_by(code), wanted, "{code}");
        }
    }

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
