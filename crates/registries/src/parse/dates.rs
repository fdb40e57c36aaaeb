//! Dates in the registries' texts: `2014年度`, `2006(pilot)/2012(全国)`, `2018-03(登録期間末)`.

use base::{PartialDate, parse_japanese};

use super::{fold, has};

/// When a registry started, as far as the text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The date; a fiscal year counts from its first month, April.
    pub on: PartialDate,
    /// The date is of a fiscal year, or of something other than the registration itself.
    pub approximate: bool,
    /// What the text adds.
    pub note: Option<String>,
}

/// Reads `started`.
pub fn started(text: &str) -> Option<Started> {
    let folded = fold(text.trim());
    let (on, fiscal, rest) = head(&folded)?;
    // A note that says that registration or operation began makes the date no less certain.
    let start_itself = has(
        rest,
        &[
            "登録開始",
            "データ登録",
            "オンライン登録",
            "集約開始",
            "運用",
        ],
    );
    let note = (!rest.is_empty()).then(|| {
        let whole = rest
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        whole
            .filter(|inner| !inner.contains(['(', ')']))
            .unwrap_or(rest)
            .to_owned()
    });
    Some(Started {
        on,
        approximate: fiscal || (note.is_some() && !start_itself),
        note,
    })
}

/// Reads `cases_as_of`. A bound (より前) and a text without a date give none.
pub fn as_of(text: &str) -> Option<PartialDate> {
    let folded = fold(text.trim());
    let (date, _, rest) = head(&folded)?;
    (!rest.starts_with("より前")).then_some(date)
}

/// The date that a folded text begins with, whether it is of a fiscal year, and the rest. Of a range of years the last.
pub(super) fn head(text: &str) -> Option<(PartialDate, bool, &str)> {
    if ["平成", "令和", "昭和"]
        .iter()
        .any(|era| text.starts_with(era))
    {
        let year = text.find('年')? + '年'.len_utf8();
        let (end, fiscal) = match text[year..].strip_prefix('度') {
            Some(_) => (year + '度'.len_utf8(), true),
            None => (year, false),
        };
        return Some((parse_japanese(&text[..end]).ok()?, fiscal, &text[end..]));
    }
    let (mut year, mut rest) = digits(text, 4)?;
    if let Some((last, after)) = rest.strip_prefix('-').and_then(|rest| digits(rest, 4)) {
        (year, rest) = (last, after);
    }
    let year = i32::try_from(year).ok()?;
    if let Some(rest) = rest.strip_prefix("年度") {
        return Some((PartialDate::of_month(year, 4)?, true, rest));
    }
    for word in ["年末", "年"] {
        if let Some(rest) = rest.strip_prefix(word) {
            return Some((PartialDate::of_year(year)?, false, rest));
        }
    }
    let Some((month, rest)) = rest.strip_prefix('-').and_then(|rest| digits(rest, 2)) else {
        return Some((PartialDate::of_year(year)?, false, rest));
    };
    let month = PartialDate::of_month(year, month)?;
    match rest.strip_prefix('-').and_then(|rest| digits(rest, 2)) {
        None => Some((month, false, rest)),
        Some((day, rest)) => {
            let day = format!("{month}-{day:02}").parse().ok()?;
            Some((day, false, rest))
        }
    }
}

/// The last year that a text names (`2004年`, `2012-2021年`), and whether it is the end of a range.
pub(super) fn last_year(text: &str) -> Option<(i32, bool)> {
    let mut found = None;
    let mut range = false;
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let after = &rest[start..];
        let length = after.chars().take_while(char::is_ascii_digit).count();
        let (number, tail) = after.split_at(length);
        if length == 4 && tail.starts_with('年') {
            found = number.parse().ok().map(|year| (year, range));
        }
        range = length == 4 && tail.starts_with('-');
        rest = tail;
    }
    found
}

/// A number of exactly so many digits at the start.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let length = text.chars().take_while(char::is_ascii_digit).count();
    if length != count {
        return None;
    }
    let (number, rest) = text.split_at(length);
    Some((number.parse().ok()?, rest))
}
