//! Units of folded text and the keys under which they and their neighbours are indexed.

use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// One unit: a run of letters, a run of digits, or any other single character that is not a separator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Its bytes in the folded text.
    pub(crate) range: Range<usize>,
    pub(crate) code: u64,
    /// Whether it is a run of letters or digits.
    pub(crate) is_word: bool,
    /// Whether it follows the unit before it directly, or after a blank or dash only.
    pub(crate) joined: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Single,
    Soft,
    Break,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' => Class::Letter,
        '0'..='9' => Class::Digit,
        ' ' | '-' => Class::Soft,
        '.' => Class::Break,
        '\u{80}'..='\u{58F}' | '\u{1E00}'..='\u{1FFF}' if c.is_alphabetic() => Class::Letter,
        _ => Class::Single,
    }
}

/// Cuts folded text into units, into a buffer that is used again and again.
pub(crate) fn units_into(folded: &str, units: &mut Vec<Unit>) {
    units.clear();
    let mut joined = false;
    let mut rest = folded.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let kind = class(c);
        match kind {
            Class::Soft => continue,
            Class::Break => {
                joined = false;
                continue;
            }
            Class::Single => units.push(Unit {
                range: start..start + c.len_utf8(),
                code: u64::from(u32::from(c)),
                is_word: false,
                joined,
            }),
            Class::Letter | Class::Digit => {
                let mut end = start + c.len_utf8();
                while let Some(&(at, next)) = rest.peek() {
                    if class(next) != kind {
                        break;
                    }
                    end = at + next.len_utf8();
                    rest.next();
                }
                units.push(Unit {
                    range: start..end,
                    code: word_code(&folded[start..end]),
                    is_word: true,
                    joined,
                });
            }
        }
        joined = true;
    }
}

/// Cuts folded text into units.
pub(crate) fn units(folded: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    units_into(folded, &mut units);
    units
}

const PAIR: u64 = 1 << 42;
const WORD: u64 = 1 << 62;
const MIXED_PAIR: u64 = 1 << 63;

/// The key of a word: a hash, so two words may share one (once in 2^62); codes of characters stay below 2^21.
pub(crate) fn word_code(word: &str) -> u64 {
    (hash(word.as_bytes()) >> 2) | WORD
}

/// The key of two neighbours.
pub(crate) fn pair_code(left: u64, right: u64) -> u64 {
    if left < WORD && right < WORD {
        PAIR | left << 21 | right
    } else {
        MIXED_PAIR | mix(left.rotate_left(17) ^ mix(right))
    }
}

/// A 64-bit hash of bytes that is the same everywhere (FNV-1a and a final mix).
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut state = 0xCBF2_9CE4_8422_2325u64;
    for &byte in bytes {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    mix(state)
}

fn mix(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// Hashes keys made here. They are not in the hands of a client: the index is built from the catalogue.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeyHasher(u64);

pub(crate) type BuildKeyHasher = BuildHasherDefault<KeyHasher>;

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes) ^ self.0.rotate_left(5);
    }

    fn write_u64(&mut self, key: u64) {
        let product = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold_text;

    #[track_caller]
    fn check(original: &str, expected: &[&str]) {
        let folded = fold_text(original);
        let found: Vec<&str> = units(&folded)
            .iter()
            .map(|unit| &folded[unit.range.clone()])
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_and_characters() {
        check("ALS患者2024年", &["als", "患", "者", "2024", "年"]);
        check("COVID19", &["covid", "19"]);
        check("covid-19", &["covid", "19"]);
        check("😀がん", &["😀", "が", "ん"]);
        check("  、", &[]);
    }

    #[test]
    fn punctuation_parts_neighbours_and_dashes_do_not() {
        let joined = |text: &str| -> Vec<bool> {
            units(&fold_text(text)).iter().map(|u| u.joined).collect()
        };
        assert_eq!(joined("heart failure"), [false, true]);
        assert_eq!(joined("covid-19"), [false, true]);
        assert_eq!(joined("心、腎"), [false, false]);
    }

    #[test]
    fn keys_differ() {
        let (a, b, word) = ('あ' as u64, 'い' as u64, word_code("als"));
        let keys = [
            a,
            b,
            word,
            pair_code(a, b),
            pair_code(b, a),
            pair_code(a, word),
            pair_code(word, a),
            pair_code(word, word),
        ];
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[at + 1..].contains(key));
        }
    }
}
