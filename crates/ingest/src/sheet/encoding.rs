//! From bytes to text: UTF-8 as it is, Shift_JIS with a notice, everything else refused with the way out.

use std::borrow::Cow;

use encoding_rs::{EUC_JP, SHIFT_JIS};

use super::Found;

/// The text of a file; none where its encoding is none that we read, which is noted.
pub(super) fn decode<'a>(file: &str, bytes: &'a [u8], found: &mut Found) -> Option<Cow<'a, str>> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        found.refuse(
            file,
            None,
            "the text is UTF-16: save it as \"CSV UTF-8\" (Excel: Save As, type CSV UTF-8)",
            "文字コードが UTF-16 です。「CSV UTF-8」形式で保存し直してください",
        );
        return None;
    }
    let (bytes, is_marked) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if bytes.contains(&0) {
        found.refuse(
            file,
            None,
            "holds zero bytes, so it is UTF-16 or no text at all: save it as \"CSV UTF-8\"",
            "文字コードが UTF-16 か、テキストではありません。「CSV UTF-8」形式で保存し直してください",
        );
        return None;
    }
    if bytes
        .windows(3)
        .any(|bytes| matches!(bytes, b"\x1B$B" | b"\x1B$@"))
    {
        found.refuse(
            file,
            None,
            "the text is ISO-2022-JP: save it as \"CSV UTF-8\"",
            "文字コードが ISO-2022-JP です。「CSV UTF-8」形式で保存し直してください",
        );
        return None;
    }
    let at = match std::str::from_utf8(bytes) {
        Ok(text) => return Some(Cow::Borrowed(text)),
        Err(error) => error.valid_up_to(),
    };
    if is_marked {
        let row = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        found.refuse(
            file,
            None,
            format!("says that it is UTF-8, and line {row} is not: it was cut or damaged; save it again as \"CSV UTF-8\""),
            format!("UTF-8 と示されていますが、{row} 行目が UTF-8 ではありません。途中で切れたか壊れています。「CSV UTF-8」形式で保存し直してください"),
        );
        return None;
    }
    let decoded = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes);
    let euc = EUC_JP.decode_without_bom_handling_and_without_replacement(bytes);
    match (decoded, euc) {
        // Every two bytes of EUC-JP kana are two half-width kana of Shift_JIS, so the reading with fewer of them is right.
        (Some(text), euc) if euc.is_none() || !is_mostly_half_width_kana(&text) => {
            found.note(
                file,
                None,
                "is not UTF-8; read as Shift_JIS (CP932)",
                "UTF-8 ではないため、Shift_JIS（CP932）として読み込みました",
            );
            Some(Cow::Owned(text.into_owned()))
        }
        (_, Some(_)) => {
            found.refuse(
                file,
                None,
                "the text seems to be EUC-JP: save it as \"CSV UTF-8\"",
                "文字コードが EUC-JP のようです。「CSV UTF-8」形式で保存し直してください",
            );
            None
        }
        _ => {
            let row = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            found.refuse(
                file,
                None,
                format!(
                    "the text is neither UTF-8 (line {row} is not) nor Shift_JIS: save it as \"CSV UTF-8\""
                ),
                format!(
                    "文字コードが UTF-8 でも Shift_JIS でもありません（UTF-8 として読めない最初の行: {row}）。「CSV UTF-8」形式で保存し直してください"
                ),
            );
            None
        }
    }
}

fn is_mostly_half_width_kana(text: &str) -> bool {
    let (mut kana, mut wide) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        wide += 1;
        kana += usize::from(('\u{FF61}'..='\u{FF9F}').contains(&c));
    }
    kana * 2 > wide
}
