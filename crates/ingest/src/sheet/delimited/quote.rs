//! One quote: whether it opens a text, and where that ends.

/// What is wrong with a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It stands alone in its cell, as a ditto mark.
    Alone,
    /// Blanks stand before it, so that it is part of the text.
    Spaced,
    /// It closes so many lines below that it swallows whole rows.
    Swallows(usize),
    /// It never closes.
    Open,
    /// Text follows the closing quote.
    Followed,
    /// The text is longer than a cell may be.
    Long(usize),
}

impl Fault {
    /// What is wrong and how to mend it, in English and Japanese.
    pub(super) fn said(&self) -> [String; 2] {
        match self {
            Self::Alone => [
                r#"is a quote mark alone in its cell, which would swallow the cells and rows after it: write a ditto mark as """" (four quote marks) or 〃"#.to_owned(),
                "引用符 \" が単独で書かれているため、後のセルや行が飲み込まれます。同上の印は \"\"\"\"（引用符4つ）か 〃 と書いてください".to_owned(),
            ],
            Self::Spaced => [
                r#"has blanks before its quote mark, which make it part of the text: take the blanks away, or write a quote mark that belongs to the text twice ("") inside quotes"#.to_owned(),
                "引用符の前に空白があるため、引用符が文の一部になります。空白を取り除くか、文中の引用符は引用符で囲んだうえで二つ重ねてください".to_owned(),
            ],
            Self::Swallows(lines) => [
                format!(r#"opens a quote that closes {lines} line(s) further down, over whole rows: close it in this cell, or write a quote mark that belongs to the text twice ("") inside quotes"#),
                format!("開いた引用符が {lines} 行後で閉じられ、途中の行が飲み込まれます。このセルの中で閉じるか、文中の引用符は引用符で囲んだうえで二つ重ねてください"),
            ],
            Self::Open => [
                r#"opens a quote that never closes: close it in this cell, or write a ditto mark as """" (four quote marks) or 〃"#.to_owned(),
                "引用符が閉じられていません。このセルの中で閉じるか、同上の印は \"\"\"\"（引用符4つ）か 〃 と書いてください".to_owned(),
            ],
            Self::Followed => [
                r#"has text behind its closing quote: write a quote mark that belongs to the text twice ("")"#.to_owned(),
                "閉じる引用符の後に文字があります。文中の引用符は二つ重ねてください".to_owned(),
            ],
            Self::Long(limit) => [
                format!("opens a quote around more than {limit} bytes: close it in this cell, or shorten the text"),
                format!("引用符の中が {limit} バイトを超えています。引用符を閉じるか、文を短くしてください"),
            ],
        }
    }
}

/// What stands behind an opening quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    /// A text, and the bytes that it takes with its quotes.
    Text { text: String, length: usize },
    /// No text.
    Fault(Fault),
}

impl Quoted {
    /// Whether the text, as it stands in the file, begins and ends with a comma: two bare marks may stand there.
    pub(super) fn has_commas_at_both_ends(&self, rest: &str) -> bool {
        match self {
            Self::Text { text, length } => {
                text.trim_start().starts_with(',')
                    && text.trim_end().ends_with(',')
                    && stands_alone(rest)
                    && *length > 2
            }
            Self::Fault(_) => false,
        }
    }
}

/// Whether a quote has nothing but blanks behind it in its cell.
pub(super) fn stands_alone(rest: &str) -> bool {
    let behind = rest[1..].trim_start_matches([' ', '\t', '\u{3000}']);
    behind.is_empty() || behind.starts_with([',', '\r', '\n'])
}

/// Reads the quoted text that `rest` begins with; it would be cell number `before` of a row of `width` cells.
pub(super) fn read(rest: &str, before: usize, width: usize, longest: usize) -> Quoted {
    // No further than a cell may reach, so that a file of open quotes is not read once for each of them.
    let bytes = &rest.as_bytes()[..rest.len().min(longest.saturating_add(2))];
    let mut at = 1;
    let close = loop {
        match bytes[at..].iter().position(|byte| *byte == b'"') {
            None => break None,
            Some(found) if bytes.get(at + found + 1) == Some(&b'"') => at += found + 2,
            Some(found) => break Some(at + found),
        }
    };
    let alone = stands_alone(rest);
    let Some(close) = close.filter(|close| *close <= longest) else {
        return Quoted::Fault(match rest.len() {
            _ if alone => Fault::Alone,
            length if length <= longest => Fault::Open,
            _ => Fault::Long(longest),
        });
    };
    let raw = &rest[1..close];
    let behind = rest[close + 1..].trim_start_matches([' ', '\t']);
    if !behind.is_empty() && !behind.starts_with([',', '\r', '\n']) {
        let fault = if alone { Fault::Alone } else { Fault::Followed };
        return Quoted::Fault(fault);
    }
    let lines = lines(raw);
    if lines.len() > 1 && swallows(&lines, before, width) {
        return Quoted::Fault(if alone {
            Fault::Alone
        } else {
            Fault::Swallows(lines.len() - 1)
        });
    }
    Quoted::Text {
        text: raw.replace("\"\"", "\""),
        length: rest.len() - behind.len(),
    }
}

/// Whether a text of several lines looks like rows between two bare quotes rather than like a text.
fn swallows(lines: &[&str], before: usize, width: usize) -> bool {
    let [first, middle @ .., last] = lines else {
        return false;
    };
    // `,",民間企業`: a text neither begins with a comma nor is made of line ends.
    if first.trim_start().starts_with(',') || lines.iter().all(|line| line.trim().is_empty()) {
        return true;
    }
    // Short tables are spared: a line of a text may well hold two commas.
    if width >= 4 && middle.iter().any(|line| cells(line) == width) {
        return true;
    }
    // The text ends where a cell begins, and began in the last cell of a row or on a line that fills the row.
    let fills_the_row = width > 1 && before + cells(first) == width;
    last.trim_end().ends_with(',') && (first.trim().is_empty() || fills_the_row)
}

/// Cells of a line, were no quote in it.
fn cells(line: &str) -> usize {
    line.matches(',').count() + 1
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
        .collect()
}
