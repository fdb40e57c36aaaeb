//! Old and new dates. A query that names a day, month or year in one calendar is also asked in the other:
//! 令和6年, 令和6, R6 and 2024 find each other, and so do 平成30年4月1日, H30.4.1, 2018-04-01 and 2018/4/1.
//! The widening is done on the side of the query; the index holds what the text says.
//!
//! R6 and H30 count as years only when they are the whole term; a number of four digits from 1926 to 2099
//! only when it is the whole term or 年 follows it.

use chrono::{Months, NaiveDate};

/// Eras, newest first: name, letter, the year before its first, its last year in the western calendar.
const ERAS: [(&str, char, u32, u32); 3] = [
    ("令和", 'r', 2018, 2099),
    ("平成", 'h', 1988, 2019),
    ("昭和", 's', 1925, 1989),
];

/// A date with what is known of it, and what followed it in the term.
#[derive(Debug, PartialEq, Eq)]
struct Date<'a> {
    year: u32,
    month: Option<u32>,
    day: Option<u32>,
    rest: &'a str,
}

/// The days of a folded term that is nothing but a date: its first and its last. A fiscal year begins in April.
pub(crate) fn days(folded: &str) -> Option<(NaiveDate, NaiveDate)> {
    let compact = compact(folded);
    let date = read(compact.as_deref().unwrap_or(folded))?;
    let year = i32::try_from(date.year).ok()?;
    let (first, length) = match (date.month, date.day, date.rest) {
        (None, _, "") => (NaiveDate::from_ymd_opt(year, 1, 1)?, Months::new(12)),
        (None, _, "度") => (NaiveDate::from_ymd_opt(year, 4, 1)?, Months::new(12)),
        (Some(month), None, "") => (NaiveDate::from_ymd_opt(year, month, 1)?, Months::new(1)),
        (Some(month), Some(day), "") => {
            let day = NaiveDate::from_ymd_opt(year, month, day)?;
            return Some((day, day));
        }
        _ => return None,
    };
    Some((first, first.checked_add_months(length)?.pred_opt()?))
}

/// A day in eight digits as one with dashes; numbers in kanji (令和六年) as digits.
fn compact(folded: &str) -> Option<String> {
    if folded.contains(['年', '月']) && folded.contains(KANJI) {
        return Some(in_digits(folded));
    }
    let is_day = folded.len() == 8 && folded.bytes().all(|c| c.is_ascii_digit());
    is_day.then(|| format!("{}-{}-{}", &folded[..4], &folded[4..6], &folded[6..]))
}

const KANJI: [char; 11] = [
    '〇', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十',
];

/// Numbers in kanji up to 99 as digits: 二十三 as 23.
fn in_digits(text: &str) -> String {
    let mut digits = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let value = |c: char| KANJI.iter().position(|kanji| *kanji == c);
    let mut before = None;
    while let Some(c) = characters.next() {
        let next = characters.peek().copied().and_then(value);
        match value(c) {
            Some(10) => {
                if before.is_none_or(|value| value == 10) {
                    digits.push('1');
                }
                if next.is_none_or(|value| value == 10) {
                    digits.push('0');
                }
            }
            Some(value) => digits.push_str(&value.to_string()),
            None => digits.push(c),
        }
        before = value(c);
    }
    digits
}

/// Other ways to write the date that a folded term is or begins with; empty when there is none.
pub(crate) fn other_spellings(folded: &str) -> Vec<String> {
    let Some(date) = read(folded) else {
        return Vec::new();
    };
    let rest = date.rest;
    let mut spellings = Vec::new();
    let eras = ERAS
        .iter()
        .filter(|&&(_, _, zero, last)| date.year > zero && date.year <= last)
        .map(|&(name, letter, zero, _)| (name, letter, date.year - zero));
    match (date.month, date.day) {
        (None, _) => {
            let western = date.year.to_string();
            if rest.is_empty() || rest == "度" {
                spellings.push(western);
            } else {
                spellings.push(format!("{western}年{rest}"));
            }
            for (name, letter, year) in eras {
                let sign = if rest.is_empty() { "" } else { "年" };
                spellings.push(format!("{name}{year}{sign}{rest}"));
                if year == 1 {
                    spellings.push(format!("{name}元年{rest}"));
                }
                if rest.is_empty() {
                    spellings.push(format!("{letter}{year}"));
                }
            }
        }
        (Some(month), day) => {
            let (long, dashed, short) = match day {
                Some(day) => (
                    format!("{month}月{day}日"),
                    format!("-{month:02}-{day:02}"),
                    format!("/{month}/{day}"),
                ),
                None => (
                    format!("{month}月"),
                    format!("-{month:02}"),
                    format!("/{month}"),
                ),
            };
            spellings.push(format!("{}年{long}{rest}", date.year));
            for (name, letter, year) in eras {
                spellings.push(format!("{name}{year}年{long}{rest}"));
                if year == 1 {
                    spellings.push(format!("{name}元年{long}{rest}"));
                }
                if rest.is_empty() {
                    spellings.push(format!("{letter}{year}{}", short.replace('/', ".")));
                }
            }
            if rest.is_empty() {
                spellings.push(format!("{}{dashed}", date.year));
                spellings.push(format!("{}{short}", date.year));
            }
        }
    }
    spellings.retain(|spelling| crate::fold_text(spelling) != folded);
    spellings
}

fn read(folded: &str) -> Option<Date<'_>> {
    for (name, letter, zero, last) in ERAS {
        let (in_words, after) = match folded.strip_prefix(name) {
            Some(after) => (true, after),
            None => match folded.strip_prefix(letter) {
                Some(after) => (false, after),
                None => continue,
            },
        };
        let (year, rest) = match after.strip_prefix('元') {
            Some(rest) if in_words => (1, rest),
            _ => number(after, 2)?,
        };
        let year = zero + year;
        if year == zero || year > last {
            return None;
        }
        if !(in_words || rest.is_empty() || rest.starts_with(['年', '.', '-'])) {
            return None;
        }
        return Some(with_month(year, rest));
    }
    let (year, rest) = number(folded, 4)?;
    let is_year =
        (1926..=2099).contains(&year) && (rest.is_empty() || rest.starts_with(['年', '.', '-']));
    is_year.then(|| with_month(year, rest))
}

/// Reads what follows a year: `4月`, `4月1日`, `.4.1`, `-04-01`, or something that is not a month.
fn with_month(year: u32, rest: &str) -> Date<'_> {
    let only_year = |rest| Date {
        year,
        month: None,
        day: None,
        rest,
    };
    let (words, after) = match rest.strip_prefix('年') {
        Some(after) => (true, after),
        None => match rest.strip_prefix(['.', '-']) {
            Some(after) => (false, after),
            None => return only_year(rest),
        },
    };
    let Some((month, tail)) = number(after, 2).filter(|(month, _)| (1..=12).contains(month)) else {
        return only_year(if words { after } else { rest });
    };
    let (month_mark, day_mark): (&[char], &str) = if words {
        (&['月'], "日")
    } else {
        (&['.', '-'], "")
    };
    let tail = match tail.strip_prefix(month_mark) {
        Some(tail) => tail,
        None if !words && tail.is_empty() => tail,
        None => return only_year(if words { after } else { rest }),
    };
    let day = number(tail, 2)
        .filter(|(day, _)| (1..=31).contains(day))
        .and_then(|(day, left)| Some((day, left.strip_prefix(day_mark)?)));
    Date {
        year,
        month: Some(month),
        day: day.map(|(day, _)| day),
        rest: day.map_or(tail, |(_, left)| left),
    }
}

/// A number of at most so many digits, and what follows it.
fn number(text: &str, digits: usize) -> Option<(u32, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    if end == 0 || end > digits {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold_text;

    fn check(original: &str, expected: &[&str]) {
        assert_eq!(
            other_spellings(&fold_text(original)),
            expected,
            "{original}"
        );
    }

    #[test]
    fn years() {
        check("令和６年", &["2024", "令和6", "r6"]);
        check("R6", &["2024", "令和6"]);
        check("2024", &["令和6", "r6"]);
        check("H30", &["2018", "平成30"]);
        check("令和元年", &["2019", "令和1", "r1", "平成31", "h31"]);
        check("2024年度", &["2024", "令和6年度"]);
        check("令和6年度承認", &["2024年度承認"]);
    }

    #[test]
    fn months_and_days() {
        check("2024年4月", &["令和6年4月", "r6.4", "2024-04", "2024/4"]);
        check(
            "平成30年4月1日",
            &["2018年4月1日", "h30.4.1", "2018-04-01", "2018/4/1"],
        );
        check(
            "2018/4/1",
            &["2018年4月1日", "平成30年4月1日", "h30.4.1", "2018-04-01"],
        );
    }

    #[test]
    fn what_days_a_date_has() {
        let days =
            |text: &str| days(&fold_text(text)).map(|(first, last)| format!("{first} {last}"));
        for (text, expected) in [
            ("2021年", "2021-01-01 2021-12-31"),
            ("2021", "2021-01-01 2021-12-31"),
            ("令和3年", "2021-01-01 2021-12-31"),
            ("2021年度", "2021-04-01 2022-03-31"),
            ("令和3年度", "2021-04-01 2022-03-31"),
            ("R5.11", "2023-11-01 2023-11-30"),
            ("2023年11月", "2023-11-01 2023-11-30"),
            ("2023/11/27", "2023-11-27 2023-11-27"),
            ("令和5年11月27日", "2023-11-27 2023-11-27"),
            ("令和六年", "2024-01-01 2024-12-31"),
            ("令和五年十一月二十七日", "2023-11-27 2023-11-27"),
            ("令和三年十月", "2021-10-01 2021-10-31"),
            ("20231127", "2023-11-27 2023-11-27"),
        ] {
            assert_eq!(days(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["2021年開始", "2021-13", "20231332", "R6X", "6"] {
            assert_eq!(days(text), None, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in [
            "6",
            "500",
            "20240",
            "1234",
            "R6X",
            "令和",
            "令和99999",
            "HER2",
            "2024例",
            "",
            "s",
            "平成40年",
        ] {
            check(text, &[]);
        }
    }
}
