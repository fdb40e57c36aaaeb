//! Scalars with meaning.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;

/// A day, `2024-04-01` (ISO 8601, Gregorian calendar).
pub(crate) struct Date(pub(crate) NaiveDate);

/// A day, `2024-04-01` (ISO 8601, Gregorian calendar).
#[Scalar(
    name = "Date",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339"
)]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        text.parse::<base::PartialDate>()
            .ok()
            .filter(|date| date.precision() == base::Precision::Day)
            .map(|date| Self(date.first_day()))
            .ok_or_else(|| {
                let shown: String = text.chars().take(40).collect();
                InputValueError::custom(format!("`{shown}` is not a day: write it like 2024-04-01"))
            })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A year, a month or a day, with the precision its source gives: `2024`, `2024-04` or `2024-04-01`.
#[derive(Clone, Copy)]
pub(crate) struct PartialDate(pub(crate) base::PartialDate);

/// A year, a month or a day, with the precision its source gives: `2024`, `2024-04` or `2024-04-01`.
#[Scalar(name = "PartialDate")]
impl ScalarType for PartialDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        text.parse()
            .map(Self)
            .map_err(|error| InputValueError::custom(format!("{error}")))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A whole number that may exceed 32 bits (25,000,000,000 records), written as a JSON number below 2^53.
pub(crate) struct BigInt(pub(crate) i64);

/// A whole number that may exceed 32 bits (25,000,000,000 records), written as a JSON number below 2^53.
#[Scalar(name = "BigInt")]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number
                .as_i64()
                .filter(|number| number.unsigned_abs() < 1 << 53)
                .map(Self)
                .ok_or_else(|| {
                    InputValueError::custom("the number is not whole or not below 2^53")
                }),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

/// The number of a use as printed: a whole number in an operator's list, a text such as `KAKENHI 20H03911` elsewhere.
pub(crate) enum UseNumber {
    /// In an operator's list.
    Listed(i64),
    /// As a source prints it.
    Printed(String),
}

/// The number of a use as printed: a whole number in an operator's list, a text such as `KAKENHI 20H03911` elsewhere.
#[Scalar(name = "UseNumber")]
impl ScalarType for UseNumber {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number
                .as_i64()
                .map(Self::Listed)
                .ok_or_else(|| InputValueError::custom("the number is not whole")),
            Value::String(text) => Ok(Self::Printed(text.clone())),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Listed(number) => (*number).into(),
            Self::Printed(text) => Value::String(text.clone()),
        }
    }
}

/// A moment in UTC, `2026-11-21T09:00:00Z` (RFC 3339).
#[derive(Clone)]
pub(crate) struct DateTime(pub(crate) chrono::DateTime<chrono::Utc>);

/// A moment in UTC, `2026-11-21T09:00:00Z` (RFC 3339).
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        chrono::DateTime::parse_from_rfc3339(text)
            .map(|moment| Self(moment.to_utc()))
            .map_err(|_| {
                InputValueError::custom("not a moment: write it like 2026-11-21T09:00:00Z")
            })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    }
}

pub(crate) fn partial(date: Option<base::PartialDate>) -> Option<PartialDate> {
    date.map(PartialDate)
}
