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

/// Particles that join words, and forms of する that do.
const PARTICLES: &[&str] = &[
    "の",
    "を",
    "に",
    "は",
    "が",
    "と",
    "で",
    "も",
    "へ",
    "や",
    "から",
    "まで",
    "など",
    "では",
    "には",
    "での",
    "への",
    "からの",
    "における",
    "について",
    "についての",
    "による",
    "した",
    "する",
    "している",
    "される",
    "された",
    "ための",
    "さんの",
    "さんを",
    "さんが",
    "さんに",
    "にある",
    "がある",
    "のうち",
];

/// Kanji of に関する, に対して, を用いた.
const JOINING: [&str; 3] = ["関", "対", "用"];

/// The words of a piece of a sentence, without the particles between them and at its ends, without the verb that ends it: の患者を
/// is 患者, 患者を探しています as well. A long vowel at its beginning belongs to what stands before.
pub(crate) fn words_between_particles(text: &str) -> Vec<&str> {
    let is_hiragana = |c: char| matches!(c, 'ぁ'..='ゖ');
    let text = text.trim_start_matches('ー');
    let mut words = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < text.len() {
        let run = &text[at..];
        let length = run.find(|c| !is_hiragana(c)).unwrap_or(run.len());
        if length == 0 {
            at += run.chars().next().map_or(run.len(), char::len_utf8);
            continue;
        }
        let (hiragana, word) = (&run[..length], &text[from..at]);
        let is_last = at + length == text.len();
        let is_verb = is_last && !word.is_empty() && word.chars().count() <= 2;
        let is_particle = PARTICLES.contains(&hiragana);
        if is_particle {
            words.push(word);
        }
        if is_particle || is_verb {
            from = at + length;
        }
        at += length;
    }
    words.push(&text[from..]);
    words.retain(|word| {
        let is_one_kana = word.chars().count() == 1 && word.chars().all(is_hiragana);
        !word.is_empty() && !is_one_kana && !JOINING.contains(word)
    });
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_join_words_and_are_none() {
        for (text, words) in [
            ("の患者を", &["患者"][..]),
            ("ーの患者を", &["患者"]),
            ("患者を探しています", &["患者"]),
            ("したい", &["したい"]),
            ("における治療と予後", &["治療", "予後"]),
            ("の", &[]),
            ("に関する研究", &["研究"]),
            ("について調べたい", &[]),
            ("を研究した例", &["研究", "例"]),
            ("多い地域", &["多い地域"]),
            ("いびき症", &["いびき症"]),
        ] {
            assert_eq!(words_between_particles(text), words, "{text}");
        }
    }
}
