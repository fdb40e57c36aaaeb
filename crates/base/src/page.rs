//! Paging over an ordered table: arguments, cursors, orders, slices. Written once for every list.

mod permutation;

use std::cmp::Reverse;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

pub use permutation::Permutation;

/// One part of a sort key. Parts compare within their kind; what is missing stands last in either direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// A number or a day; negate it for a falling order.
    #[serde(rename = "i")]
    Int(i64),
    /// A text, rising.
    #[serde(rename = "t")]
    Text(String),
    /// A text, falling.
    #[serde(rename = "r")]
    Falling(Reverse<String>),
    /// No value.
    #[serde(rename = "m")]
    Missing,
}

/// A sort key, ending with the row's id so that no two rows share it.
pub type Key = Vec<Part>;

/// Bad paging arguments. The text is for the client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// `first` and `last` exclude each other.
    #[error("`first` and `last` cannot be given together: page either forward or backward")]
    BothDirections,
    /// `after` goes with `first`, `before` with `last`.
    #[error("`{cursor}` goes with `{size}`, not with `{given}`")]
    WrongCursor {
        /// The cursor argument.
        cursor: &'static str,
        /// The size argument that it belongs to.
        size: &'static str,
        /// The size argument that was given.
        given: &'static str,
    },
    /// A page size below zero.
    #[error("`{argument}` is {value}: a page size is 0 or more")]
    Negative {
        /// `first` or `last`.
        argument: &'static str,
        /// What was asked for.
        value: i64,
    },
    /// A page size above the maximum.
    #[error("`{argument}` is {value}: a page holds at most {maximum}")]
    TooLarge {
        /// `first` or `last`.
        argument: &'static str,
        /// What was asked for.
        value: i64,
        /// The largest page.
        maximum: usize,
    },
    /// Not a cursor that we gave out.
    #[error(
        "`{argument}` is not a cursor of this API: pass one from `pageInfo` or `edges` unchanged"
    )]
    Broken {
        /// `after` or `before`.
        argument: &'static str,
    },
    /// A cursor of another list or order.
    #[error(
        "`{argument}` is a cursor of `{found}`, this list is `{wanted}`: ask for the first page again"
    )]
    Foreign {
        /// `after` or `before`.
        argument: &'static str,
        /// The list the cursor was made for.
        found: String,
        /// This list.
        wanted: String,
    },
}

impl PageError {
    /// The argument at fault.
    pub fn argument(&self) -> &'static str {
        match self {
            Self::BothDirections => "last",
            Self::WrongCursor { cursor, .. } => cursor,
            Self::Negative { argument, .. }
            | Self::TooLarge { argument, .. }
            | Self::Broken { argument }
            | Self::Foreign { argument, .. } => argument,
        }
    }
}

/// Where a row stands in a list: the list and its order by name, and the row's sort key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// List and order.
    #[serde(rename = "l")]
    pub list: String,
    /// The sort key.
    #[serde(rename = "k")]
    pub key: Key,
}

impl Cursor {
    /// The opaque text that clients carry.
    pub fn encode(&self) -> String {
        // A cursor is made of texts and numbers: serialising it cannot fail.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn decode(text: &str, argument: &'static str, list: &str) -> Result<Key, PageError> {
        let broken = || PageError::Broken { argument };
        if text.len() > 4096 {
            return Err(broken());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| broken())?;
        let cursor: Self = serde_json::from_slice(&bytes).map_err(|_| broken())?;
        if cursor.list == list {
            Ok(cursor.key)
        } else {
            let found = cursor.list.chars().take(60).collect();
            Err(PageError::Foreign {
                argument,
                found,
                wanted: list.to_owned(),
            })
        }
    }
}

/// Paging arguments that have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    size: usize,
    backward: bool,
    after: Option<String>,
    before: Option<String>,
}

impl Page {
    /// Rows on a page when the client does not say.
    pub const DEFAULT: usize = 20;
    /// Rows on the largest page.
    pub const MAXIMUM: usize = 100;

    /// Checks the four Relay arguments.
    pub fn new(
        first: Option<i64>,
        after: Option<String>,
        last: Option<i64>,
        before: Option<String>,
    ) -> Result<Self, PageError> {
        if first.is_some() && last.is_some() {
            return Err(PageError::BothDirections);
        }
        let backward = last.is_some();
        // `before` alone means the rows before it, read from the front: the cursor specification allows both.
        if backward && after.is_some() && before.is_none() {
            return Err(PageError::WrongCursor {
                cursor: "after",
                size: "first",
                given: "last",
            });
        }
        if first.is_some() && before.is_some() && after.is_none() {
            return Err(PageError::WrongCursor {
                cursor: "before",
                size: "last",
                given: "first",
            });
        }
        let argument = if backward { "last" } else { "first" };
        let size = match first.or(last) {
            None => Self::DEFAULT,
            Some(value) if value < 0 => return Err(PageError::Negative { argument, value }),
            Some(value) if value > Self::MAXIMUM as i64 => {
                return Err(PageError::TooLarge {
                    argument,
                    value,
                    maximum: Self::MAXIMUM,
                });
            }
            Some(value) => value as usize,
        };
        Ok(Self {
            size,
            backward,
            after,
            before,
        })
    }

    /// A first page of a given size, for our own use.
    pub fn first(size: usize) -> Self {
        Self {
            size,
            backward: false,
            after: None,
            before: None,
        }
    }

    /// The page as keys, for lists that a database keeps.
    pub fn keys(&self, list: &str) -> Result<PageKeys, PageError> {
        let decode = |text: &Option<String>, argument| {
            text.as_deref()
                .map(|text| Cursor::decode(text, argument, list))
                .transpose()
        };
        Ok(PageKeys {
            size: self.size,
            backward: self.backward,
            after: decode(&self.after, "after")?,
            before: decode(&self.before, "before")?,
        })
    }

    /// Cuts the page out of rows in list order. `key` gives a row's sort key.
    pub fn cut<T: Clone>(
        &self,
        list: &str,
        rows: &[T],
        key: impl Fn(&T) -> Key,
    ) -> Result<Slice<T>, PageError> {
        let mut from = 0;
        let mut to = rows.len();
        if let Some(text) = &self.after {
            let after = Cursor::decode(text, "after", list)?;
            from = rows.partition_point(|row| key(row) <= after);
        }
        if let Some(text) = &self.before {
            let before = Cursor::decode(text, "before", list)?;
            to = rows.partition_point(|row| key(row) < before);
        }
        let to = to.max(from);
        let (start, end) = if self.backward {
            (to.saturating_sub(self.size).max(from), to)
        } else {
            (from, (from + self.size).min(to))
        };
        Ok(Slice {
            rows: rows[start..end]
                .iter()
                .map(|row| {
                    (
                        row.clone(),
                        Cursor {
                            list: list.to_owned(),
                            key: key(row),
                        }
                        .encode(),
                    )
                })
                .collect(),
            has_next: end < rows.len(),
            has_previous: start > 0,
        })
    }
}

/// Paging arguments with their cursors read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageKeys {
    /// Rows on the page.
    pub size: usize,
    /// Whether the page is the last of what is left.
    pub backward: bool,
    /// Start after this key.
    pub after: Option<Key>,
    /// End before this key.
    pub before: Option<Key>,
}

/// One page: rows with their cursors, and whether there is more on either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// Rows and their cursors, in list order.
    pub rows: Vec<(T, String)>,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows precede.
    pub has_previous: bool,
}

impl<T> Slice<T> {
    /// The same page with other rows.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Slice<U> {
        Slice {
            rows: self
                .rows
                .into_iter()
                .map(|(row, cursor)| (change(row), cursor))
                .collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

#[cfg(test)]
mod tests;
