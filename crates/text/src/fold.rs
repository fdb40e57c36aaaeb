//! Folding: the one way in which text is read, by the index and by queries alike.
//!
//! - NFKC, lower case, katakana as hiragana; a dakuten written apart composes (か + ゛ is が).
//! - Diacritics of Latin letters are dropped, those of Japanese never; kanji variants meet in one form.
//! - Blanks and middle dots become one blank, dashes `-`, every other punctuation `.`; a run of them is one.
//!   Beside a Japanese character blanks, dots and dashes vanish: `ALS 患者` is `ALS患者`, a name divided by a
//!   middle dot is the name without it. At both ends all of them vanish. The comma of 1,000 vanishes too.
//! - A dash between kana (not the ASCII one) is a long vowel; a long vowel at the end of a run of kana is dropped, so
//!   レジストリー is レジストリ.
//!
//! Folding what is folded changes nothing.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{
    canonical_combining_class, compose, decompose_canonical, is_combining_mark,
};

use crate::variants;

/// Folded text that knows where each of its characters came from.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    /// For each character: where it begins in the folded text, and the bytes of the original it stands for.
    origins: Vec<(u32, u32, u32)>,
}

impl Folded {
    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original text that a range of bytes of the folded text stands for. Both ends of the
    /// answer lie between characters; a range beyond the text is cut.
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let first = self
            .origins
            .partition_point(|origin| (origin.0 as usize) < folded.start);
        let end = self
            .origins
            .partition_point(|origin| (origin.0 as usize) < folded.end);
        match self.origins.get(first..end) {
            Some([only]) => only.1 as usize..only.2 as usize,
            Some([from, .., to]) => from.1 as usize..to.2 as usize,
            _ => 0..0,
        }
    }
}

/// Folds a text and keeps the way back to it. Texts beyond 4 GiB are cut.
pub fn fold(original: &str) -> Folded {
    let mut pieces = Vec::new();
    fold_into(original, &mut pieces);
    let mut folded = Folded::default();
    for piece in &pieces {
        folded
            .origins
            .push((folded.text.len() as u32, piece.start, piece.end));
        folded.text.push(piece.c);
    }
    folded
}

/// Folds a text without keeping the way back.
pub fn fold_text(original: &str) -> String {
    let mut pieces = Vec::new();
    fold_into(original, &mut pieces);
    pieces.iter().map(|piece| piece.c).collect()
}

/// The folded text without blanks and punctuation: two spellings of one name have one key.
pub fn key(original: &str) -> String {
    strip(&fold_text(original))
}

/// A folded text without its separators.
pub(crate) fn strip(folded: &str) -> String {
    folded
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.'))
        .collect()
}

/// A folded character and the bytes it came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) c: char,
    start: u32,
    end: u32,
}

const BLANK: char = ' ';
const DASH: char = '-';
/// A dash that may be a long vowel.
const LONG_DASH: char = '\u{2015}';
const COMMA: char = ',';
const BREAK: char = '.';
const LONG_VOWEL: char = 'ー';

/// Folds into a buffer that is used again and again.
pub(crate) fn fold_into(original: &str, pieces: &mut Vec<Piece>) {
    pieces.clear();
    let original = cut(original);
    let mut rest = original.char_indices().peekable();
    let mut cluster = String::new();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        let mut alone = true;
        while let Some(&(at, next)) = rest.peek() {
            if is_plain(next) || !(joins(next) || is_ignorable(next)) {
                break;
            }
            end = at + next.len_utf8();
            alone = false;
            rest.next();
        }
        let (from, to) = (start as u32, end as u32);
        let mut push = |c| {
            pieces.push(Piece {
                c,
                start: from,
                end: to,
            })
        };
        if alone && is_plain(c) {
            emit(c, &mut push);
            continue;
        }
        cluster.clear();
        cluster.extend(
            original[start..end]
                .chars()
                .filter(|&c| !is_ignorable(c))
                .map(|c| match c {
                    '\u{309B}' => '\u{3099}',
                    '\u{309C}' => '\u{309A}',
                    // a full-width hyphen is a dash, not the ASCII one that NFKC makes of it
                    '\u{FF0D}' => LONG_DASH,
                    c => c,
                }),
        );
        for composed in cluster.nfkc() {
            for lower in composed.to_lowercase() {
                for settled in std::iter::once(lower).nfkc() {
                    emit(settled, &mut push);
                }
            }
        }
    }
    long_vowels(pieces);
    separators(pieces);
    compose_neighbours(pieces);
}

fn cut(original: &str) -> &str {
    let mut end = original.len().min(u32::MAX as usize);
    while !original.is_char_boundary(end) {
        end -= 1;
    }
    &original[..end]
}

/// Characters that NFKC leaves alone and that never join the one before.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{20}'..='\u{7E}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FC}' | '\u{4E00}'..='\u{9FFF}' | '、' | '。')
}

/// Characters that form one cluster with the one before: marks, half-width voicing, Hangul vowels and finals.
fn joins(c: char) -> bool {
    matches!(c, '\u{309B}' | '\u{309C}' | '\u{FF9E}' | '\u{FF9F}' | '\u{1160}'..='\u{11FF}' | '\u{FFA0}'..='\u{FFDC}')
        || (c >= '\u{300}' && is_combining_mark(c))
}

/// Characters nobody sees: zero widths, directions, variation selectors, the soft hyphen.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180B}'..='\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E0FFF}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}')
}

/// Writes the folded form of one character that is already NFKC and lower case (but for ASCII).
fn emit(c: char, push: &mut impl FnMut(char)) {
    match c {
        'a'..='z' | '0'..='9' | 'ー' => push(c),
        'A'..='Z' => push(c.to_ascii_lowercase()),
        '\u{4E00}'..='\u{9FFF}' => push(variants::kanji(c)),
        'ヶ' | 'ゖ' => push('け'),
        'ヵ' | 'ゕ' => push('か'),
        '\u{30A1}'..='\u{30F6}' | 'ヽ' | 'ヾ' => {
            push(char::from_u32(c as u32 - 0x60).unwrap_or(c));
        }
        '\u{3041}'..='\u{3096}' => push(c),
        '-' => push(DASH),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' => push(LONG_DASH),
        '・' | '·' | '゠' => push(BLANK),
        ',' => push(COMMA),
        _ if c.is_whitespace() || c.is_control() => push(BLANK),
        _ if is_punctuation(c) => push(BREAK),
        _ if canonical_combining_class(c) != 0 || is_ignorable(c) => {}
        _ if c < '\u{2000}' => match variants::latin(c) {
            Some(letters) => letters.chars().for_each(push),
            None => {
                let mut base = c;
                let mut first = true;
                decompose_canonical(c, |part| {
                    if std::mem::take(&mut first) {
                        base = part;
                    }
                });
                push(match base {
                    'ς' => 'σ',
                    _ if base.is_ascii_alphabetic() => base.to_ascii_lowercase(),
                    _ => c,
                });
            }
        },
        _ => push(variants::kanji(c)),
    }
}

fn is_punctuation(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_punctuation(),
        '\u{80}'..='\u{BF}' | '×' | '÷' => !c.is_alphanumeric(),
        '\u{2000}'..='\u{206F}' | '\u{2190}'..='\u{23FF}' | '\u{2500}'..='\u{25FF}' => true,
        '々' | '〆' | '〇' => false,
        '\u{3000}'..='\u{3020}' | '\u{3030}' => true,
        _ => false,
    }
}

/// Hiragana (katakana is folded by now) and the long vowel mark.
fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{309D}' | '\u{309E}' | '\u{30F7}'..='\u{30FA}' | LONG_VOWEL)
}

/// Kana and kanji.
pub(crate) fn is_japanese(c: char) -> bool {
    is_kana(c)
        || matches!(c, '々' | '〆' | '〇' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_soft(c: char) -> bool {
    matches!(c, BLANK | DASH | LONG_DASH)
}

fn is_separator(c: char) -> bool {
    is_soft(c) || matches!(c, COMMA | BREAK)
}

/// A dash between kana is a long vowel; a long vowel that no kana follows is dropped.
fn long_vowels(pieces: &mut Vec<Piece>) {
    for at in 1..pieces.len().saturating_sub(1) {
        let is_vowel =
            pieces[at].c == LONG_DASH && is_kana(pieces[at - 1].c) && is_kana(pieces[at + 1].c);
        if is_vowel {
            pieces[at].c = LONG_VOWEL;
        }
    }
    let mut followed = false;
    let mut kept = pieces.len();
    for at in (0..pieces.len()).rev() {
        let c = pieces[at].c;
        let drop = c == LONG_VOWEL && !followed;
        if c != LONG_VOWEL && !is_soft(c) {
            followed = is_kana(c);
        }
        if !drop {
            kept -= 1;
            pieces[kept] = pieces[at];
        }
    }
    pieces.drain(..kept);
}

/// Makes one separator of a run of them, and none where none is wanted.
fn separators(pieces: &mut Vec<Piece>) {
    let mut kept = 0;
    let mut at = 0;
    while at < pieces.len() {
        if !is_separator(pieces[at].c) {
            pieces[kept] = pieces[at];
            kept += 1;
            at += 1;
            continue;
        }
        let start = at;
        let mut class = DASH;
        while at < pieces.len() && is_separator(pieces[at].c) {
            class = match (class, pieces[at].c) {
                (BREAK, _) | (_, BREAK | COMMA) => BREAK,
                (BLANK, _) | (_, BLANK) => BLANK,
                _ => DASH,
            };
            at += 1;
        }
        if kept == 0 || at == pieces.len() {
            continue;
        }
        let (before, after) = (pieces[kept - 1].c, pieces[at].c);
        let vanishes = if class == BREAK {
            at == start + 1 && pieces[start].c == COMMA && is_thousands(before, &pieces[at..])
        } else {
            is_japanese(before) || is_japanese(after)
        };
        if !vanishes {
            pieces[kept] = Piece {
                c: class,
                ..pieces[start]
            };
            kept += 1;
        }
    }
    pieces.truncate(kept);
}

/// Composes parts of a Hangul syllable that became neighbours when what stood between them was dropped.
fn compose_neighbours(pieces: &mut Vec<Piece>) {
    if !pieces.iter().any(|piece| joins(piece.c)) {
        return;
    }
    let mut kept = 0_usize;
    for at in 0..pieces.len() {
        let piece = pieces[at];
        let composed = kept.checked_sub(1).and_then(|last| {
            let composed = joins(piece.c).then(|| compose(pieces[last].c, piece.c))?;
            Some((last, composed?))
        });
        match composed {
            Some((last, c)) => {
                pieces[last].c = c;
                pieces[last].end = piece.end;
            }
            None => {
                pieces[kept] = piece;
                kept += 1;
            }
        }
    }
    pieces.truncate(kept);
}

/// Whether a comma stands between a digit and exactly three digits.
fn is_thousands(before: char, after: &[Piece]) -> bool {
    before.is_ascii_digit()
        && after.len() >= 3
        && after[..3].iter().all(|piece| piece.c.is_ascii_digit())
        && !after.get(3).is_some_and(|piece| piece.c.is_ascii_digit())
}

#[cfg(test)]
mod tests;
