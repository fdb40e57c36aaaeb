//! One pass over the bytes of a document: brackets and tokens are counted, strings and comments are stepped over.
//!
//! What this pass cannot read it refuses, so that it and the parser never disagree about where a string ends: after an
//! unterminated block string the parser would read on with two quotes as an empty string.

use async_graphql::Pos;

use crate::{code::Code, limits::Limits};

use super::{Refusal, to_u64};

/// Longest name or number. The library compares a wrong name with all right ones, letter by letter.
const WORD_BYTES: usize = 256;

/// Refuses what is nested too deeply, has too many tokens or leaves a string open.
pub(super) fn scan(text: &str, limits: &Limits) -> Result<(), Refusal> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut tokens) = (0, 0_usize, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = skip(bytes, at, |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => at = string(bytes, at).ok_or_else(|| open_string(text, start))?,
            b'{' | b'[' | b'(' => {
                at += 1;
                depth += 1;
                if depth > limits.nesting {
                    let (actual, maximum) = (to_u64(depth), to_u64(limits.nesting));
                    return Err(
                        Refusal::limit("nesting", "nested brackets", actual, maximum)
                            .at(position(text, start)),
                    );
                }
            }
            b'}' | b']' | b')' => {
                at += 1;
                depth = depth.saturating_sub(1);
            }
            b'.' => at = skip(bytes, at, |byte| byte == b'.'),
            _ if is_word(byte) => {
                at = skip(bytes, at, is_word);
                if at - start > WORD_BYTES {
                    let (actual, maximum) = (to_u64(at - start), to_u64(WORD_BYTES));
                    return Err(
                        Refusal::limit("wordBytes", "bytes of a name", actual, maximum)
                            .at(position(text, start)),
                    );
                }
            }
            _ => at += 1,
        }
        tokens += 1;
        if tokens > limits.tokens {
            let (actual, maximum) = (to_u64(tokens), to_u64(limits.tokens));
            return Err(
                Refusal::limit("tokens", "tokens of the document", actual, maximum)
                    .at(position(text, start)),
            );
        }
    }
    Ok(())
}

/// Letters, digits and every byte of a character outside ASCII.
fn is_word(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn skip(bytes: &[u8], from: usize, while_true: impl Fn(u8) -> bool) -> usize {
    bytes[from..]
        .iter()
        .position(|byte| !while_true(*byte))
        .map_or(bytes.len(), |length| from + length)
}

/// The position after the string that begins at `from`, if it ends.
fn string(bytes: &[u8], from: usize) -> Option<usize> {
    if bytes[from..].starts_with(br#"""""#) {
        let mut at = from + 3;
        loop {
            let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
            if rest.starts_with(br#"""""#) {
                return Some(at + 3);
            }
            at += if rest.starts_with(br#"\""""#) { 4 } else { 1 };
        }
    }
    let mut at = from + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\n' | b'\r' => return None,
            b'\\' => match bytes.get(at + 1)? {
                b'\n' | b'\r' => return None,
                _ => at += 2,
            },
            _ => at += 1,
        }
    }
}

fn open_string(text: &str, at: usize) -> Refusal {
    Refusal::new(
        Code::GraphqlParseFailed,
        "syntax error: a string is not closed",
    )
    .at(position(text, at))
}

/// Line and column of a byte, counted from one, in characters.
fn position(text: &str, at: usize) -> Pos {
    let before = &text.as_bytes()[..at];
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |newline| newline + 1);
    let columns = before[line_start..]
        .iter()
        .filter(|byte| **byte & 0xC0 != 0x80);
    Pos {
        line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
        column: 1 + columns.count(),
    }
}
