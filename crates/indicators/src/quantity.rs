//! A printed number that may have decimals: 0.4 years.

use std::fmt;
use std::str::FromStr;

use sea_orm::prelude::DeriveValueType;
use serde::{Deserialize, Serialize};

/// A number, 0 or more, with the decimals that its source prints. Stored and written as text: `0.4`, `830000000`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, DeriveValueType)]
#[serde(try_from = "String", into = "String")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub struct Quantity {
    digits: u64,
    decimals: u32,
}

/// Why a text is no [`Quantity`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number, 0 or more, of at most 15 digits")]
pub struct QuantityError(String);

impl Quantity {
    /// More digits would not survive as a JSON number.
    const DIGITS: usize = 15;

    /// As a number for display; exact to fifteen digits.
    pub fn as_f64(self) -> f64 {
        // 10^15 and every number below are exact, so one division rounds once, to the nearest.
        self.digits as f64 / 10_u64.pow(self.decimals) as f64
    }

    /// As a whole number; `None` where it has decimals.
    pub fn whole(self) -> Option<i64> {
        (self.decimals == 0).then_some(self.digits as i64)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u64.pow(self.decimals);
        write!(f, "{}", self.digits / unit)?;
        if self.decimals > 0 {
            let width = self.decimals as usize;
            write!(f, ".{:0width$}", self.digits % unit)?;
        }
        Ok(())
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    /// Understands thousands separators and full-width digits; zeros that say nothing go.
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let malformed = || QuantityError(text.chars().take(60).collect());
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, ',' | '，'))
            .map(|c| match c {
                '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
                '．' => '.',
                other => other,
            })
            .collect();
        let (whole, decimals) = match plain.split_once('.') {
            Some((_, "")) => return Err(malformed()),
            Some((whole, decimals)) => (whole, decimals.trim_end_matches('0')),
            None => (plain.as_str(), ""),
        };
        let digits = format!("{whole}{decimals}");
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_number || digits.len() > Self::DIGITS {
            return Err(malformed());
        }
        Ok(Self {
            digits: digits.parse().map_err(|_| malformed())?,
            decimals: decimals.len() as u32,
        })
    }
}

impl TryFrom<String> for Quantity {
    type Error = QuantityError;

    fn try_from(text: String) -> Result<Self, QuantityError> {
        text.parse()
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> Self {
        quantity.to_string()
    }
}

#[cfg(test)]
mod tests;
