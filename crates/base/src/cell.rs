//! What the text of a cell may be: blanks that cannot be seen, codes, addresses, numbers.

/// Longest text of a cell, in characters: what a spreadsheet holds, in every format.
pub const LONGEST: usize = 32_767;
/// Longest name, title or code, in characters.
pub const LONGEST_NAME: usize = 1_000;
/// How much of a value a report shows, in characters.
pub const SHOWN: usize = 80;
/// Greatest number that every client of the API can read.
pub const GREATEST: i64 = 9_007_199_254_740_991;
/// First year that a date may have: that of Meiji.
pub const FIRST_YEAR: i32 = 1868;

/// Whether a character cannot be seen and is no blank either: of no width, or turning the direction of writing.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        || c.is_control() && !matches!(c, '\t' | '\r' | '\n')
}

/// Whether a text is nothing that anybody could read.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_nothing)
}

/// A text without what cannot be read at both ends.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(is_nothing)
}

fn is_nothing(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// A text as a report shows it: cut, with its end marked, and what cannot be seen spelled out.
pub fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (n, c) in text.chars().enumerate() {
        if n == SHOWN {
            shown.push('…');
            break;
        }
        match is_invisible(c) {
            true => shown.push_str(&format!("[U+{:04X}]", c as u32)),
            false => shown.push(c),
        }
    }
    shown
}

/// The first character of a code that no code has; a code is made of Latin letters, digits and `-._:/#`.
pub fn strange(code: &str) -> Option<char> {
    code.chars()
        .find(|c| !(c.is_ascii_alphanumeric() || "-._:/#".contains(*c)))
}

/// Whether a text is the one valid address of a page.
pub fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else {
        return false;
    };
    let is_wrong = |c: char| {
        c.is_whitespace() || c.is_control() || is_invisible(c) || "<>{}|\\^`\"".contains(c)
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| match port.parse::<u16>() {
            Ok(_) => name,
            Err(_) => "",
        });
    let labels: Vec<&str> = name.strip_suffix('.').unwrap_or(name).split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    !rest.contains(is_wrong)
        && !rest.contains("://http")
        && labels.len() >= 2
        && labels.iter().all(is_label)
}

/// A whole number as typed: digits of either width, commas only where thousands are parted. None where it is none.
pub fn number(text: &str) -> Option<i64> {
    let narrow: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '，' => ',',
            other => other,
        })
        .collect();
    let mut groups = narrow.split(',');
    let first = groups.next().unwrap_or_default();
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let is_parted = narrow.contains(',');
    let is_well_parted = !is_parted || first.len() <= 3 && groups.all(|group| group.len() == 3);
    let digits = narrow.replace(',', "");
    if !is_well_parted || !is_digits(first) || !is_digits(&digits) {
        return None;
    }
    digits.parse().ok()
}

/// A date without the time of day that spreadsheets add: `2025-04-01 00:00:00`, `2025/4/1 9:30`.
pub fn without_time(text: &str) -> &str {
    let parts = text.split_once([' ', 'T']);
    let is_time = |time: &str| {
        let time = time.trim_end_matches('Z');
        let mut parts = time.split(':');
        let is_part = |part: &str| {
            !part.is_empty()
                && part.len() <= 6
                && part.bytes().all(|c| c.is_ascii_digit() || c == b'.')
        };
        time.contains(':') && parts.all(is_part)
    };
    match parts {
        Some((date, time)) if date.len() >= 8 && is_time(time.trim()) => date,
        _ => text,
    }
}

/// Whether a text stands for the cell above: 〃, 同上.
pub fn is_ditto(text: &str) -> bool {
    matches!(
        trimmed(text),
        "〃" | "々" | "仝" | "同上" | "同じ" | "″" | "\"" | "''" | "\u{201D}" | "ditto" | "Ditto"
    )
}

/// Whether a text is what a spreadsheet shows in place of a value: the error of a formula, or a column that is too narrow.
pub fn is_error(text: &str) -> bool {
    let text = trimmed(text);
    let is_narrow = text.len() >= 3 && text.bytes().all(|c| c == b'#');
    let inner = text.strip_prefix('#');
    let is_named = inner.is_some_and(|name| {
        name == "N/A"
            || name == "GETTING_DATA"
            || name.strip_suffix(['!', '?']).is_some_and(|name| {
                name.len() >= 3
                    && name
                        .bytes()
                        .all(|c| c.is_ascii_uppercase() || c == b'/' || c == b'0')
            })
    });
    is_narrow || is_named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_and_their_commas_part_thousands() {
        for (text, wanted) in [
            ("12", Some(12)),
            ("1,200", Some(1_200)),
            ("１２，０００", Some(12_000)),
            ("1,2", None),
            ("1,23,456", None),
            ("1234,567", None),
            (",123", None),
            ("-1", None),
            ("1.0", None),
            ("+1", None),
            ("", None),
        ] {
            assert_eq!(number(text), wanted, "{text}");
        }
    }

    #[test]
    fn addresses_are_of_pages_and_one() {
        for good in [
            "https://example.jp/a?b=c#d",
            "http://www.example.or.jp:8080/",
            "https://example.jp/様式",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "ftp://example.jp",
            "example.jp",
            "https://",
            "https://example",
            "https://example.jp/a b",
            "https://example.jp/{a}",
            "https://example.jp https://example.org",
            "https://-a.jp",
            "https://example.jp:x/",
            "data:text/html,x",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn times_of_day_are_no_part_of_a_date() {
        assert_eq!(without_time("2025-04-01 00:00:00"), "2025-04-01");
        assert_eq!(without_time("2025-04-01T09:30:00Z"), "2025-04-01");
        assert_eq!(without_time("2025/4/1 9:30"), "2025/4/1");
        for whole in ["2025-04-01", "2024 04", "soon at 9:30:x", "令和6年4月1日"] {
            assert_eq!(without_time(whole), whole);
        }
    }

    #[test]
    fn what_stands_for_a_value() {
        for error in ["#REF!", "#N/A", "#SPILL!", "#NAME?", "#DIV/0!", "########"] {
            assert!(is_error(error), "{error}");
        }
        assert!(!is_error("#1") && !is_error("C#") && !is_error("##"));
        assert!(is_ditto("〃") && is_ditto(" 同上 ") && !is_ditto("同上の者"));
        assert!(is_blank("\u{A0}\u{200B}\u{3000}") && !is_blank("a"));
        assert_eq!(shown("a\u{200B}b"), "a[U+200B]b");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), SHOWN + 1);
    }
}
