//! Numbers as Japanese texts print them: 約1431万件, 3000超, 1万7,197例, 2億5千万枚.

/// A number in a text, with the words around it that say what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    /// Where it starts, 約 included; in characters.
    pub(super) start: usize,
    /// Where it ends, unit and 超 included; in characters.
    pub(super) end: usize,
    pub(super) value: i64,
    /// 件, 例, 人 ... as printed.
    pub(super) unit: Option<&'static str>,
    pub(super) approximate: bool,
    pub(super) at_least: bool,
    /// What follows is no part of a date, a share, a count of hospitals: the number can stand alone.
    pub(super) ends_plainly: bool,
}

/// Units of cases, longer ones first.
const UNITS: [&str; 13] = [
    "レコード",
    "例分",
    "症例",
    "検体",
    "手技",
    "周期",
    "試料",
    "例",
    "件",
    "人",
    "名",
    "枚",
    "施設年",
];
const AT_LEAST: [&str; 6] = ["超", "以上", "を超", "突破", "を突破", "余"];
const APPROXIMATELY: [&str; 4] = ["程度", "前後", "近く", "ほど"];

/// Every number of a text, in order. The text is folded already.
pub(super) fn quantities(text: &[char]) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits_end = skip_digits(text, at);
        match read(text, at) {
            Some(quantity) => {
                at = quantity.end.max(digits_end);
                found.push(quantity);
            }
            None => at = digits_end,
        }
    }
    found
}

fn skip_digits(text: &[char], mut at: usize) -> usize {
    while at < text.len() && text[at].is_ascii_digit() {
        at += 1;
    }
    at
}

fn read(text: &[char], at: usize) -> Option<Quantity> {
    let mut start = at;
    let mut approximate = false;
    for word in ["約", "およそ"] {
        if ends_with(&text[..at], word) {
            start -= word.chars().count();
            approximate = true;
        }
    }
    // JDDM40, 2012-2021, 第20回, 1+5群, 98.7%: these digits count nothing.
    let before = start.checked_sub(1).map(|place| text[place]);
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | '第')) {
        return None;
    }
    let (value, mut end) = number(text, at)?;
    let unit = UNITS
        .iter()
        .copied()
        .find(|unit| starts_with(&text[end..], unit));
    end += unit.map_or(0, |unit| unit.chars().count());
    let mut at_least = false;
    for word in AT_LEAST {
        if starts_with(&text[end..], word) {
            at_least = true;
            end += word.chars().count();
            break;
        }
    }
    for word in APPROXIMATELY {
        if starts_with(&text[end..], word) {
            approximate = true;
            end += word.chars().count();
            break;
        }
    }
    let ends_plainly = unit.is_some()
        || at_least
        || text
            .get(end)
            .is_none_or(|c| matches!(c, '(' | ')' | '、' | '。' | ',' | ' ' | ';' | '/' | '|'));
    Some(Quantity {
        start,
        end,
        value,
        unit,
        approximate,
        at_least,
        ends_plainly,
    })
}

/// Digits with their multipliers: `1431万`, `2億5千万`, `1,002`, `1万7,197`.
fn number(text: &[char], at: usize) -> Option<(i64, usize)> {
    let mut total: i64 = 0;
    let mut at = at;
    loop {
        let (mut part, mut end) = digits(text, at)?;
        let mut large = false;
        for (sign, factor) in [('千', 1_000_i64), ('万', 10_000), ('億', 100_000_000)] {
            if text.get(end) == Some(&sign) {
                part = part.checked_mul(factor)?;
                large |= factor > 1_000;
                end += 1;
            }
        }
        total = total.checked_add(part)?;
        at = end;
        if !large || !text.get(at).is_some_and(char::is_ascii_digit) {
            return Some((total, at));
        }
    }
}

/// Digits, with commas between groups of three.
fn digits(text: &[char], at: usize) -> Option<(i64, usize)> {
    let mut end = skip_digits(text, at);
    let mut plain: String = text[at..end].iter().collect();
    while text.get(end) == Some(&',') && skip_digits(text, end + 1) == end + 4 {
        plain.extend(&text[end + 1..end + 4]);
        end += 4;
    }
    Some((plain.parse().ok()?, end))
}

pub(super) fn starts_with(text: &[char], word: &str) -> bool {
    let mut place = 0;
    word.chars().all(|c| {
        place += 1;
        text.get(place - 1) == Some(&c)
    })
}

fn ends_with(text: &[char], word: &str) -> bool {
    let length = word.chars().count();
    text.len() >= length && starts_with(&text[text.len() - length..], word)
}
