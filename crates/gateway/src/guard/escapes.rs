//! Escapes in strings that the parser does not know yet: pairs of surrogates, and code points in braces.

use std::borrow::Cow;

/// The document with such escapes written as the characters that they stand for. What is no such escape stays as it is, for the
/// parser to refuse.
pub(super) fn written_out(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '#']) {
        let (before, from) = rest.split_at(at);
        written.push_str(before);
        let length = if from.starts_with('#') {
            from.find(['\n', '\r']).unwrap_or(from.len())
        } else if from.starts_with("\"\"\"") {
            block(from)
        } else {
            let length = quoted(from);
            written.push_str(&characters(&from[..length]));
            rest = &from[length..];
            continue;
        };
        written.push_str(&from[..length]);
        rest = &from[length..];
    }
    written.push_str(rest);
    Cow::Owned(written)
}

/// The length of a block string, in which no escape counts but that of its own end.
fn block(text: &str) -> usize {
    let mut at = 3;
    loop {
        let Some(end) = text[at..].find("\"\"\"") else {
            return text.len();
        };
        let end = at + end;
        at = end + 3;
        if !text[..end].ends_with('\\') {
            return at;
        }
    }
}

/// The length of a string with its quotes; to the end of the line where it does not close.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' | '\r' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn characters(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        written.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = pair(rest).or_else(|| braced(rest));
        match found {
            // A quote or a backslash would end the string or begin an escape.
            Some((c @ ('"' | '\\'), length)) => {
                written.push('\\');
                written.push(c);
                rest = &rest[length..];
            }
            Some((c, length)) if !c.is_control() => {
                written.push(c);
                rest = &rest[length..];
            }
            _ => {
                let length = rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at);
                written.push_str(&rest[..length]);
                rest = &rest[length..];
            }
        }
    }
    written.push_str(rest);
    written
}

/// `\uD83D\uDE00`.
fn pair(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let units = [unit(text)?, unit(text.get(6..)?)?];
    let is_pair = (0xD800..0xDC00).contains(&units[0]);
    let c = char::decode_utf16(units).next()?.ok()?;
    is_pair.then_some((c, 12))
}

/// `\u{1F600}`.
fn braced(text: &str) -> Option<(char, usize)> {
    let inner = text.strip_prefix("\\u{")?;
    let end = inner.find('}').filter(|end| (1..=8).contains(end))?;
    let number = u32::from_str_radix(&inner[..end], 16).ok()?;
    Some((char::from_u32(number)?, end + 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_braces_are_written_out() {
        for (text, wanted) in [
            (r#"{a(b:"\uD842\uDFB7野")}"#, "{a(b:\"𠮷野\")}"),
            (r#"{a(b:"\u{1F600}")}"#, "{a(b:\"😀\")}"),
            (r#"{a(b:"\u0041\n")}"#, r#"{a(b:"\u0041\n")}"#),
            (r#"{a(b:"\\uD842\\uDFB7")}"#, r#"{a(b:"\\uD842\\uDFB7")}"#),
            (r#"{a(b:"\uD842")}"#, r#"{a(b:"\uD842")}"#),
            (r#"{a(b:"\u{22}")}"#, r#"{a(b:"\"")}"#),
            (r#"{a(b:"\u{FFFFFFFF}")}"#, r#"{a(b:"\u{FFFFFFFF}")}"#),
            ("{a # \"\\uD842\\uDFB7\n}", "{a # \"\\uD842\\uDFB7\n}"),
            (
                r#"{a(b:"""\uD842\uDFB7""")}"#,
                r#"{a(b:"""\uD842\uDFB7""")}"#,
            ),
            (r#"{a(b:"\uD842\uDFB7"#, "{a(b:\"𠮷"),
        ] {
            assert_eq!(written_out(text), wanted, "{text}");
        }
    }
}
