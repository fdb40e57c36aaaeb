//! Dates as sources print them: a year, a month or a day.
//!
//! A partial date keeps the precision of its source. What it means on a calendar (its first day, its last day) is
//! asked of it where a rule needs a day.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use sea_orm::prelude::DeriveValueType;
use serde::{Deserialize, Serialize};

mod japanese;

pub(crate) use japanese::outlasts_its_era;
pub use japanese::parse_japanese;

/// A year, a month or a day between the years 1000 and 9999, written `2024`, `2024-04` or `2024-04-01`.
///
/// Ordered by first day, then from coarse to fine: the order of the written form, so databases sort it alike.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType,
)]
#[serde(try_from = "String", into = "String")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub struct PartialDate {
    first: NaiveDate,
    precision: Precision,
}

/// How much of a date its source printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// The whole date.
    Day,
}

/// Why a text is no [`PartialDate`]. Each carries the text that was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text is not of the form `2024`, `2024-04` or `2024-04-01`.
    #[error("`{0}` is not a date of the form 2024, 2024-04 or 2024-04-01")]
    Form(String),
    /// The text is of no form that Japanese documents use.
    #[error("`{0}` is not a date as Japanese documents write it, such as 令和6年4月1日")]
    JapaneseForm(String),
    /// No calendar has this day or month, or the year is outside 1000..=9999.
    #[error("`{0}` is not in the calendar of the years 1000 to 9999")]
    NotInCalendar(String),
    /// The named era had not begun.
    #[error("`{0}` lies before its era began")]
    BeforeEra(String),
}

impl PartialDate {
    /// The year, if it has four digits.
    pub fn of_year(year: i32) -> Option<Self> {
        Self::checked(year, 1, 1, Precision::Year)
    }

    /// The month, if there is one of that number and the year has four digits.
    pub fn of_month(year: i32, month: u32) -> Option<Self> {
        Self::checked(year, month, 1, Precision::Month)
    }

    /// The day, if its year has four digits.
    pub fn of_day(day: NaiveDate) -> Option<Self> {
        Self::checked(day.year(), day.month(), day.day(), Precision::Day)
    }

    fn checked(year: i32, month: u32, day: u32, precision: Precision) -> Option<Self> {
        if !(1000..=9999).contains(&year) {
            return None;
        }
        let first = NaiveDate::from_ymd_opt(year, month, day)?;
        Some(Self { first, precision })
    }

    fn from_parts(year: i32, month: Option<u32>, day: Option<u32>) -> Option<Self> {
        match (month, day) {
            (None, _) => Self::of_year(year),
            (Some(month), None) => Self::of_month(year, month),
            (Some(month), Some(day)) => Self::checked(year, month, day, Precision::Day),
        }
    }

    /// How much of the date was printed.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The first day it can mean.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The last day it can mean.
    pub fn last_day(self) -> NaiveDate {
        let months = match self.precision {
            Precision::Day => return self.first,
            Precision::Month => 1,
            Precision::Year => 12,
        };
        self.first + Months::new(months) - Days::new(1)
    }

    /// Whether both can mean the same day: a month agrees with each of its days.
    pub fn agrees_with(self, other: Self) -> bool {
        self.first_day() <= other.last_day() && other.first_day() <= self.last_day()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        match self.precision {
            Precision::Year => write!(f, "{year}"),
            Precision::Month => write!(f, "{year}-{month:02}"),
            Precision::Day => write!(f, "{year}-{month:02}-{day:02}"),
        }
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let malformed = || DateError::Form(text.to_owned());
        let number = |part: &str, digits: usize| {
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<u32>().ok()).flatten()
        };
        let mut parts = text.split('-');
        let year = parts.next().and_then(|part| number(part, 4));
        let year = year.ok_or_else(malformed)?;
        let mut two_digits = || match parts.next() {
            None => Ok(None),
            Some(part) => number(part, 2).map(Some).ok_or_else(malformed),
        };
        let (month, day) = (two_digits()?, two_digits()?);
        if parts.next().is_some() {
            return Err(malformed());
        }
        Self::from_parts(year as i32, month, day)
            .ok_or_else(|| DateError::NotInCalendar(text.to_owned()))
    }
}

impl TryFrom<String> for PartialDate {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests;
