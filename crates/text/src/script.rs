//! Scripts, and where words end that no blank parts.

use std::ops::Range;

use crate::fold::Folded;

/// What a piece of text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Latin letters.
    Latin,
    /// Digits.
    Digit,
    /// Kanji.
    Kanji,
    /// Katakana.
    Katakana,
    /// Hiragana, signs, anything else.
    Other,
}

impl Script {
    /// The script of a character; kana of hiragana and signs are none.
    pub fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' => Self::Latin,
            '0'..='9' | '０'..='９' => Self::Digit,
            '々' | '\u{3400}'..='\u{9FFF}' => Self::Kanji,
            '\u{30A1}'..='\u{30FA}' | 'ー' | '\u{FF66}'..='\u{FF9F}' => Self::Katakana,
            c if c.is_alphabetic() && (c as u32) < 0x3000 => Self::Latin,
            _ => Self::Other,
        }
    }
}

/// Whether a range of folded text is only part of a word of its script: `ai` in `pain`, ガン in オルガン.
pub fn is_inside_word(text: &str, folded: &Folded, range: Range<usize>) -> bool {
    let origin = folded.original(range);
    let Some(word) = text.get(origin.clone()) else {
        return true;
    };
    let joined = |one: Option<char>, other: Option<char>| match (one, other) {
        (Some(one), Some(other)) => {
            let script = Script::of(one);
            script == Script::of(other)
                && matches!(script, Script::Latin | Script::Digit | Script::Katakana)
        }
        _ => false,
    };
    joined(
        text[..origin.start].chars().next_back(),
        word.chars().next(),
    ) || joined(
        word.chars().next_back(),
        text[origin.end..].chars().next().filter(|c| *c != 'ー'),
    )
}
