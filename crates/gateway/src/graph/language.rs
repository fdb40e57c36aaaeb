//! The language of what the catalogue says itself.

use async_graphql::Enum;

use crate::plain::Plain;

/// The language of a text that we write ourselves.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum, Plain)]
pub(crate) enum Language {
    /// 日本語 (Japanese).
    #[default]
    Ja,
    /// English.
    En,
}

impl Language {
    /// The text in this language, of one that is kept in Japanese and in English.
    pub(crate) fn of(self, [ja, en]: &[String; 2]) -> &str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}
