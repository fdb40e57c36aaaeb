//! What pages say, in two languages: one file each, checked against each other by the compiler.

mod en;
mod ja;

use crate::language::Language;

pub(crate) use ja::Texts;

impl Texts {
    /// The texts of a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Ja => &ja::TEXTS,
            Language::En => &en::TEXTS,
        }
    }
}
