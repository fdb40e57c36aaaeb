//! Records: rows of an imported table, before they are rows of the record.
//!
//! A record type lists its columns once; templates, header recognition, checks and exports all follow that list. A
//! reader collects every problem of a row, each with its place and the way to mend it, and stops at none.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use crate::date::outlasts_its_era;
pub use crate::problem::{Notice, Place, Problem};
use crate::withdrawal::Withdrawal;
use crate::{DateError, Derivation, PartialDate, Words, cell, parse_japanese};

mod proof;
mod reading;

pub use reading::{Reading, Reference};

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Any text.
    Text,
    /// Several texts, joined by `|`.
    List,
    /// A day: `2024-04-01` or 令和6年4月1日.
    Day,
    /// A year, a month or a day.
    PartialDate,
    /// A whole number, 0 or more.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of these words.
    OneOf(fn() -> Vec<&'static str>),
    /// Several of these words, joined by `|`.
    SomeOf(fn() -> Vec<&'static str>),
    /// The code of something else.
    Code(&'static str),
    /// The codes of several things, joined by `|`.
    Codes(&'static str),
}

/// One column of a record type.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The header in files.
    pub name: &'static str,
    /// The Japanese header, accepted as well.
    pub ja: &'static str,
    /// Whether a row must have it.
    pub required: bool,
    /// What it holds.
    pub kind: Kind,
}

/// A kind of table that can be imported, exported and offered as a template.
#[derive(Clone, Copy, Debug)]
pub struct RecordType {
    /// The file's name without its ending.
    pub name: &'static str,
    /// What one row is, in one sentence.
    pub about: &'static str,
    /// Its own columns, in the template's order.
    pub columns: &'static [Column],
    /// Whether the six columns of [`EVIDENCE`] follow.
    pub evidence: bool,
}

impl RecordType {
    /// All columns, evidence last.
    pub fn all_columns(&self) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .chain(EVIDENCE.iter().filter(|_| self.evidence))
    }
}

/// A column, in one line.
pub const fn column(name: &'static str, ja: &'static str, required: bool, kind: Kind) -> Column {
    Column {
        name,
        ja,
        required,
        kind,
    }
}

/// What the documents add to the labels of closed vocabularies.
const SUFFIXES: [&str; 5] = ["加工医療情報", "加工情報", "加工データ", "加工", "データ"];

/// The words of a closed vocabulary, for [`Kind::OneOf`].
pub fn words_of<W: Words>() -> Vec<&'static str> {
    W::WORDS.iter().map(|(word, _)| *word).collect()
}

/// The six columns that say who states a row, as they stand at the end of a record.
pub const EVIDENCE: [Column; 6] = [
    column("document", "資料", true, Kind::Code("document")),
    column("locator", "該当箇所", false, Kind::Text),
    column("stated_on", "時点", false, Kind::PartialDate),
    column("printed", "原文", false, Kind::Text),
    column(
        "derivation",
        "導出",
        false,
        Kind::OneOf(words_of::<Derivation>),
    ),
    column("note", "注記", false, Kind::Text),
];

/// The last year that a date may have where the reader does not know the day.
const LAST_YEAR: i32 = 2099;

/// Reads the cells of one row and collects what is wrong with them.
#[derive(Debug)]
pub struct RowReader<'a> {
    place: Place,
    cells: HashMap<&'a str, &'a str>,
    reading: &'a mut Reading,
}

impl<'a> RowReader<'a> {
    /// A reader over cells by column name.
    pub fn new(place: Place, cells: HashMap<&'a str, &'a str>, reading: &'a mut Reading) -> Self {
        Self {
            place,
            cells,
            reading,
        }
    }

    /// Notes the row's key; a second row of the batch with the same key is a problem. `false` for a second one.
    pub fn key(&mut self, table: &str, id: &str) -> bool {
        let key = format!("{table}/{id}");
        if let Some(Place { file, row, .. }) = self.reading.place_of(&key) {
            self.problem_value(
                None,
                Some(id.to_owned()),
                format!("is given twice, first in {file} row {row}: keep one of the two rows"),
                format!("{file} の {row} 行目と重複しています。どちらか一方を残してください"),
            );
            return false;
        }
        let row = self.reading.row_of(&self.place);
        self.reading.keys.insert(key, row);
        true
    }

    /// Notes that the batch defines a thing.
    pub fn define(&mut self, kind: &'static str, code: &str) {
        self.reading.definitions.insert((kind, code.to_owned()));
    }

    /// A code of a thing that must be known.
    pub fn code(&mut self, column: &str, kind: &'static str) -> Option<String> {
        let code = self.text(column)?;
        self.refer(column, kind, &code);
        Some(code)
    }

    /// A code that must be there and be known.
    pub fn required_code(&mut self, column: &str, kind: &'static str) -> Option<String> {
        let code = self.required(column)?;
        self.refer(column, kind, &code);
        Some(code)
    }

    /// Codes joined by `|`, all of which must be known.
    pub fn codes(&mut self, column: &str, kind: &'static str) -> Vec<String> {
        let codes = self.list(column);
        for code in &codes {
            self.refer(column, kind, code);
        }
        codes
    }

    /// Notes that a code must be known.
    pub fn refer(&mut self, column: &str, kind: &'static str, code: &str) {
        let row = self.reading.row_of(&self.place);
        let reference = Reference {
            column: column.to_owned(),
            kind,
            code: code.to_owned(),
        };
        self.reading
            .references
            .entry(reference)
            .or_default()
            .push(row);
    }

    /// Where the row stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The cell's text without outer blanks, seen or not; none where it is empty or the column is missing.
    pub fn text(&self, column: &str) -> Option<String> {
        let text = cell::trimmed(self.cells.get(column)?);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The cell exactly as it stands, none where it is empty.
    pub fn verbatim(&self, column: &str) -> Option<String> {
        self.cells
            .get(column)
            .filter(|text| !cell::is_blank(text))
            .map(|text| (*text).to_owned())
    }

    /// A text that must be there.
    pub fn required(&mut self, column: &str) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            self.problem(
                column,
                "is empty: fill it in",
                "空欄です。値を入れてください",
            );
        }
        text
    }

    /// Texts joined by `|`.
    pub fn list(&self, column: &str) -> Vec<String> {
        self.text(column)
            .map(|text| {
                text.split('|')
                    .map(|item| item.trim().to_owned())
                    .filter(|item| !item.is_empty())
                    .collect()
            })
            .unwrap_or_default()
    }

    /// A year, a month or a day; era dates and full-width digits are understood.
    pub fn partial_date(&mut self, column: &str) -> Option<PartialDate> {
        let text = self.text(column)?;
        let text = cell::without_time(&text);
        let plain = match text.parse::<PartialDate>() {
            Ok(date) => return self.within_years(column, date),
            Err(error) => error,
        };
        let error = match parse_japanese(text) {
            Ok(date) if outlasts_its_era(text, date) => {
                self.notice(
                    column,
                    "date beyond its era",
                    format!("names an era that had ended by then, read as {date}: correct it where another year is meant"),
                    format!("終わった元号の日付を {date} と読みました。違うときは元号と年を直してください"),
                );
                return self.within_years(column, date);
            }
            Ok(date) => {
                self.notice(
                    column,
                    "japanese date",
                    format!("is a date in the Japanese form, read as {date}: write {date} where that is not meant"),
                    format!("和暦などの日付を {date} と読みました。違うときは 2024-04-01 の形に直してください"),
                );
                return self.within_years(column, date);
            }
            Err(error) => error,
        };
        let (reason, reason_ja) = match (plain, error) {
            (DateError::NotInCalendar(_), _) | (_, DateError::NotInCalendar(_)) => (
                "is in no calendar: correct the year, the month or the day",
                "暦にない日付です。年、月、日を確かめて直してください",
            ),
            (_, DateError::BeforeEra(_)) => (
                "lies before its era began: write the era that the day fell in, or the year as 2019-04-01",
                "その元号が始まる前の日付です。当時の元号か、2019-04-01 のように西暦で書いてください",
            ),
            _ => (
                "is not a date: write 2024, 2024-04, 2024-04-01 or 令和6年4月1日",
                "日付ではありません。2024、2024-04、2024-04-01、令和6年4月1日 のように書いてください",
            ),
        };
        self.problem(column, reason, reason_ja);
        None
    }

    /// A date of a year that a document can speak of.
    fn within_years(&mut self, column: &str, date: PartialDate) -> Option<PartialDate> {
        let last = self.reading.last_year.unwrap_or(LAST_YEAR);
        if (cell::FIRST_YEAR..=last).contains(&date.first_day().year()) {
            return Some(date);
        }
        let (first, value) = (cell::FIRST_YEAR, self.text(column));
        self.problem_value(
            Some(column),
            value,
            format!("lies outside the years {first} to {last}: correct the year"),
            format!("{first}年から{last}年までの日付ではありません。年を確かめてください"),
        );
        None
    }

    /// A day.
    pub fn day(&mut self, column: &str) -> Option<NaiveDate> {
        let date = self.partial_date(column)?;
        if date.first_day() == date.last_day() {
            return Some(date.first_day());
        }
        self.problem(
            column,
            "is not a whole date: give year, month and day",
            "年月日をすべて書いてください",
        );
        None
    }

    /// A whole number, 0 or more; full-width digits and thousands separators are understood.
    pub fn integer(&mut self, column: &str) -> Option<i64> {
        let text = self.text(column)?;
        match cell::number(&text) {
            Some(number) if number <= cell::GREATEST => {
                if text.contains(|c: char| ('０'..='９').contains(&c)) {
                    self.notice(
                        column,
                        "full-width digits",
                        format!("has full-width digits, read as {number}: write {number} where that is not meant"),
                        format!("全角数字を {number} と読みました。違うときは半角で書き直してください"),
                    );
                }
                Some(number)
            }
            Some(_) => {
                let most = cell::GREATEST;
                let value = self.text(column);
                self.problem_value(
                    Some(column),
                    value,
                    format!("is greater than {most}, which no client can read: correct it"),
                    format!("{most} を超えています。値を確かめてください"),
                );
                None
            }
            None => {
                self.problem(
                    column,
                    "is not a whole number, 0 or more: write digits only, commas at most between thousands (12,000)",
                    "0以上の整数ではありません。数字だけを書いてください（コンマは 12,000 のような三桁区切りだけに使えます）",
                );
                None
            }
        }
    }

    /// A running number, which is a key: from 1 to 2,147,483,647, without commas.
    pub fn running_number(&mut self, column: &str) -> Option<i64> {
        self.required(column)?;
        let number = self.integer(column)?;
        let is_parted = self
            .text(column)
            .is_some_and(|text| text.contains([',', '，']));
        if is_parted {
            self.problem(
                column,
                "has commas, which no number of a list has: write digits only",
                "番号にコンマは使えません。数字だけを書いてください",
            );
            return None;
        }
        if !(1..=i64::from(i32::MAX)).contains(&number) {
            self.problem(
                column,
                "is no running number: count from 1, to 2147483647 at most",
                "番号は1から数えてください（2147483647まで）",
            );
            return None;
        }
        Some(number)
    }

    /// A code that the row defines: Latin letters, digits and `-._:/#`.
    pub fn identifier(&mut self, column: &str) -> Option<String> {
        let written = self.cells.get(column).copied().unwrap_or_default();
        let code = self.required(column)?;
        let inner = written.trim_matches([' ', '\u{3000}', '\t', '\r', '\n']);
        if let Some(c) = cell::strange(inner) {
            let point = format!("U+{:04X}", c as u32);
            self.problem_value(
                Some(column),
                Some(inner.to_owned()),
                format!("holds {point}, which no code has: write Latin letters, digits and hyphens"),
                format!("コードに使えない文字（{point}）があります。半角の英数字とハイフンで書いてください"),
            );
            return None;
        }
        Some(code)
    }

    /// The address of a page: one, of `http` or `https`, valid.
    pub fn address(&mut self, column: &str) -> Option<String> {
        let text = self.text(column)?;
        if cell::is_address(&text) {
            return Some(text);
        }
        self.problem(
            column,
            "is not the address of one page: write one that begins with https:// or http:// and holds no blank",
            "ページのアドレスではありません。https:// か http:// で始まるアドレスを一つだけ、空白なしで書いてください",
        );
        None
    }

    /// `true` or `false`; an empty cell is false.
    pub fn boolean(&mut self, column: &str) -> bool {
        match self.text(column).as_deref() {
            None | Some("false" | "FALSE") => false,
            Some("true" | "TRUE") => true,
            Some(_) => {
                self.problem(
                    column,
                    "is neither true nor false",
                    "true か false を書いてください",
                );
                false
            }
        }
    }

    /// A word of a closed vocabulary.
    pub fn word<W: Words>(&mut self, column: &str) -> Option<W> {
        let text = self.text(column)?;
        self.known(column, &text)
    }

    /// A word of a closed vocabulary that must be there.
    pub fn required_word<W: Words>(&mut self, column: &str) -> Option<W> {
        let text = self.required(column)?;
        self.known(column, &text)
    }

    /// Words of a closed vocabulary, joined by `|`.
    pub fn words<W: Words>(&mut self, column: &str) -> Vec<W> {
        self.list(column)
            .iter()
            .filter_map(|word| self.known(column, word))
            .collect()
    }

    fn known<W: Words>(&mut self, column: &str, word: &str) -> Option<W> {
        // 匿名, 匿名加工 and 匿名加工医療情報 are one word of the documents.
        let bare = |text: &str| {
            let shorter = SUFFIXES.iter().find_map(|suffix| text.strip_suffix(suffix));
            shorter.unwrap_or(text).to_owned()
        };
        let alike = || {
            let mut all = W::WORDS.iter().map(|(_, value)| *value);
            all.find(|value| bare(value.labels().0) == bare(word))
        };
        let known = W::from_word(word)
            .or_else(|| W::from_label(word))
            .or_else(alike);
        if known.is_none() {
            let all = W::WORDS
                .iter()
                .map(|(word, _)| *word)
                .collect::<Vec<_>>()
                .join(", ");
            self.problem_value(
                Some(column),
                Some(word.to_owned()),
                format!("is unknown: use one of {all}"),
                format!("未知の値です。次のいずれかを使ってください: {all}"),
            );
        }
        known
    }

    /// Says where a day that should have come lies ahead.
    pub fn not_ahead(&mut self, column: &str, day: NaiveDate) {
        if self.reading.today.is_some_and(|today| day > today) {
            self.notice(
                column,
                "ahead",
                "lies in the future: correct it where that is not meant".to_owned(),
                "将来の日付です。意図しない場合は直してください".to_owned(),
            );
        }
    }

    /// Notes what a curator should know of a column's value. Of cells that are alike, the first is named and the others are counted.
    pub fn notice(&mut self, column: &str, kind: &'static str, text: String, text_ja: String) {
        let place = &self.place;
        let key = (
            place.file.clone(),
            place.sheet.clone(),
            column.to_owned(),
            kind,
        );
        if let Some(at) = self.reading.noticed.get(&key) {
            self.reading.notices[*at].more += 1;
            return;
        }
        self.reading.noticed.insert(key, self.reading.notices.len());
        self.reading.notices.push(Notice {
            place: self.place.clone(),
            column: Some(column.to_owned()),
            value: self.text(column).as_deref().map(cell::shown),
            text,
            text_ja,
            more: 0,
        });
    }

    /// Notes that the batch withdraws a row.
    pub(crate) fn withdraw(&mut self, table: &str, id: String, reason: String) {
        let place = self.place.clone();
        let of_table = self.reading.withdrawals.entry(table.to_owned());
        of_table
            .or_default()
            .insert(id, Withdrawal { reason, place });
    }

    /// Notes that a row that was withdrawn holds again.
    pub(crate) fn reinstate(&mut self, table: &str, id: String, reason: String) {
        let place = self.place.clone();
        let of_table = self.reading.reinstated.entry(table.to_owned());
        of_table
            .or_default()
            .insert(id, Withdrawal { reason, place });
    }

    /// Notes a problem with a column's value as it stands.
    pub fn problem(&mut self, column: &str, reason: &str, reason_ja: &str) {
        let value = self.text(column);
        self.problem_value(Some(column), value, reason.to_owned(), reason_ja.to_owned());
    }

    /// Notes a problem.
    pub fn problem_value(
        &mut self,
        column: Option<&str>,
        value: Option<String>,
        reason: String,
        reason_ja: String,
    ) {
        self.reading.problems.push(Problem {
            place: self.place.clone(),
            column: column.map(str::to_owned),
            value: value.as_deref().map(cell::shown),
            reason,
            reason_ja,
            more: 0,
        });
    }
}
