//! Reading dates of Japanese documents: eras, fiscal years, full-width digits.

use chrono::NaiveDate;

use super::{DateError, PartialDate};

/// The names of an era, the year before its first, and the day it began.
struct Era {
    names: [&'static str; 3],
    zero: i32,
    began: (i32, u32, u32),
}

const ERAS: [Era; 5] = [
    Era {
        names: ["令和", "R", "㋿"],
        zero: 2018,
        began: (2019, 5, 1),
    },
    Era {
        names: ["平成", "H", "㍻"],
        zero: 1988,
        began: (1989, 1, 8),
    },
    Era {
        names: ["昭和", "S", "㍼"],
        zero: 1925,
        began: (1926, 12, 25),
    },
    Era {
        names: ["大正", "T", "㍽"],
        zero: 1911,
        began: (1912, 7, 30),
    },
    Era {
        names: ["明治", "M", "㍾"],
        zero: 1867,
        began: (1868, 1, 25),
    },
];

/// Reads a date as Japanese documents print it: `令和6年4月1日`, `平成21年度` (the month it starts in, April),
/// `R6.4.1`, `2024年4月`, `2024/4/1`. Full-width characters, spaces and `元年` are understood.
///
/// A year beyond the end of its era is taken as meant (`平成35年度`): documents plan in the era they know.
pub fn parse_japanese(text: &str) -> Result<PartialDate, DateError> {
    let folded = fold(text);
    let malformed = || DateError::JapaneseForm(text.to_owned());
    let (era, rest) = split_era(&folded);
    let (number, rest) = split_year(rest, era.is_some()).ok_or_else(malformed)?;
    let (rest, fiscal) = match rest.strip_prefix("年度") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let year = era.map_or(0, |era| era.zero) + number;
    let (month, day) = match (fiscal, rest.is_empty()) {
        (true, true) => (Some(4), None),
        (true, false) => return Err(malformed()),
        (false, _) => split_month_and_day(rest).ok_or_else(malformed)?,
    };
    let date = PartialDate::from_parts(year, month, day)
        .ok_or_else(|| DateError::NotInCalendar(text.to_owned()))?;
    // A fiscal year is named by the era of its greater part: 令和元年度 began a month before 令和.
    match era {
        Some(era) if !fiscal && era.had_not_begun(date.last_day()) => {
            Err(DateError::BeforeEra(text.to_owned()))
        }
        _ => Ok(date),
    }
}

/// Whether a text names an era that had ended by the date that it was read as: 平成32年1月1日.
pub(crate) fn outlasts_its_era(text: &str, date: PartialDate) -> bool {
    let folded = fold(text);
    let (Some(era), rest) = split_era(&folded) else {
        return false;
    };
    let next = ERAS.iter().rev().find(|next| next.zero > era.zero);
    !rest.contains("年度") && next.is_some_and(|next| !next.had_not_begun(date.first_day()))
}

impl Era {
    fn had_not_begun(&self, day: NaiveDate) -> bool {
        let (year, month, first) = self.began;
        NaiveDate::from_ymd_opt(year, month, first).is_some_and(|began| day < began)
    }
}

/// Full-width ASCII becomes plain, spaces go: transcription puts them between any two characters.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(plain)
        .collect()
}

fn split_era(text: &str) -> (Option<&'static Era>, &str) {
    ERAS.iter()
        .flat_map(|era| era.names.iter().map(move |name| (era, *name)))
        .find_map(|(era, name)| Some((Some(era), text.strip_prefix(name)?)))
        .unwrap_or((None, text))
}

/// The number of the year; of four digits, or within an era 元 or one to two digits.
fn split_year(text: &str, in_era: bool) -> Option<(i32, &str)> {
    if in_era && let Some(rest) = text.strip_prefix('元') {
        return Some((1, rest));
    }
    let (digits, rest) = split_digits(text);
    let lengths = if in_era { 1..=2 } else { 4..=4 };
    let number: i32 = digits.parse().ok()?;
    (lengths.contains(&digits.len()) && number > 0).then_some((number, rest))
}

/// What follows the year: nothing, `年`, `年4月`, `年4月1日`, `.4`, `.4.1` and the same with `/` or `-`.
fn split_month_and_day(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let mut signs = text.chars();
    let (after_month, after_day) = match signs.next() {
        None => return Some((None, None)),
        Some('年') => ("月", "日"),
        Some('.') => (".", ""),
        Some('/') => ("/", ""),
        Some('-') => ("-", ""),
        Some(_) => return None,
    };
    let rest = signs.as_str();
    if rest.is_empty() {
        return (after_day == "日").then_some((None, None));
    }
    let (month, rest) = split_number(rest)?;
    if rest.is_empty() && after_day.is_empty() {
        return Some((Some(month), None));
    }
    let rest = rest.strip_prefix(after_month)?;
    if rest.is_empty() && after_day == "日" {
        return Some((Some(month), None));
    }
    let (day, rest) = split_number(rest)?;
    (rest == after_day).then_some((Some(month), Some(day)))
}

fn split_number(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = split_digits(text);
    let number = digits.parse().ok()?;
    (digits.len() <= 2).then_some((number, rest))
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}
