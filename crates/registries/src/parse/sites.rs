//! How many institutions take part: `130(2021-09)`, `約900`, `45(2001)、65(2010)`.

use base::PartialDate;
use chrono::Datelike as _;

use super::dates::head;
use super::fold;
use super::quantity::{quantities, starts_with};

/// A number of institutions. Where a text gives several numbers of different kinds of them, none is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sites {
    /// How many.
    pub count: i64,
    /// 約.
    pub approximate: bool,
    /// 超.
    pub at_least: bool,
    /// The day of the number.
    pub as_of: Option<PartialDate>,
}

/// What may follow the number of institutions.
const UNITS: [&str; 4] = ["施設", "大学病院", "医療機関", "病院"];

/// Reads `sites`.
pub fn sites(text: &str) -> Option<Sites> {
    let chars: Vec<char> = fold(text.trim()).chars().collect();
    let depths = depths(&chars);
    let numbers: Vec<_> = quantities(&chars)
        .into_iter()
        .filter(|found| depths[found.start] == 0)
        .collect();
    let alone = numbers.len() == 1;
    let outer: Vec<_> = numbers
        .into_iter()
        .filter(|found| found.ends_plainly || unit_at(&chars, found.end).is_some())
        .collect();
    let read = |found: &super::quantity::Quantity| {
        let end = found.end + unit_at(&chars, found.end).unwrap_or(0);
        Sites {
            count: found.value,
            approximate: found.approximate,
            at_least: found.at_least,
            as_of: bracket(&chars, end).and_then(|inner| date_of(&inner)),
        }
    };
    let first = outer.first()?;
    if first.start > 0 {
        // `調査対象4458施設`: one number, and the text says of what.
        let named = alone && unit_at(&chars, first.end).is_some();
        return named.then(|| read(first));
    }
    // `45(2001)、65(2010)`: a series, the newest is taken. `11(第1期)、21大学病院が参加同意` is none.
    // Who was asked is not who takes part.
    let asked = |found: &&super::quantity::Quantity| {
        let end = found.end + unit_at(&chars, found.end).unwrap_or(0);
        let rest: String = chars[end..].iter().take_while(|c| **c != '(').collect();
        rest.contains("照会")
    };
    let series: Vec<Sites> = outer
        .iter()
        .filter(|found| !asked(found))
        .map(read)
        .collect();
    if series.iter().all(|sites| sites.as_of.is_some()) {
        return series.into_iter().max_by_key(|sites| sites.as_of);
    }
    series.into_iter().next()
}

/// How many characters the unit at a place has.
fn unit_at(chars: &[char], place: usize) -> Option<usize> {
    let unit = UNITS
        .iter()
        .find(|unit| starts_with(&chars[place..], unit))?;
    Some(unit.chars().count())
}

/// Whether a bracket's text is a date; `605認定修練施設中` and `272: 2018-03` are not.
fn date_of(inner: &str) -> Option<PartialDate> {
    let (date, ..) = head(inner)?;
    (1900..2100)
        .contains(&date.first_day().year())
        .then_some(date)
}

/// The text of the bracket that opens at or after a place, with nothing but units between.
fn bracket(chars: &[char], place: usize) -> Option<String> {
    let mut open = place;
    while chars
        .get(open)
        .is_some_and(|c| !matches!(c, '(' | '、' | '。'))
    {
        open += 1;
    }
    (chars.get(open) == Some(&'(')).then(|| {
        chars[open + 1..]
            .iter()
            .take_while(|c| **c != ')')
            .collect()
    })
}

fn depths(chars: &[char]) -> Vec<usize> {
    let mut depth = 0_usize;
    chars
        .iter()
        .map(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth
        })
        .collect()
}
