//! What no cell may be, whatever its column: what a spreadsheet shows in place of a value, what cannot be read, what is too long.

use base::cell;
use base::record::{Column, Kind, RowReader};

/// Columns whose text is printed in a source and stays as it is, ditto marks included.
const VERBATIM: [&str; 5] = [
    "data_items",
    "printed",
    "printed_items",
    "retrieved_excerpt",
    "note",
];

/// What a number of a workbook or of JSON is beside what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Odd {
    /// It is not whole.
    Fraction,
    /// Another number is shown: 25% for 0.25.
    Scaled,
}

/// Checks one cell.
pub(super) fn check(row: &mut RowReader<'_>, column: &Column, text: &str, number: Option<Odd>) {
    let length = text.chars().count();
    let longest = match is_name(column) {
        true => cell::LONGEST_NAME,
        false => cell::LONGEST,
    };
    let wrong = if text.contains('\u{FFFD}') {
        Some((
            "holds a character that could not be read (U+FFFD): write it anew".to_owned(),
            "読み取れなかった文字（U+FFFD）があります。書き直してください".to_owned(),
        ))
    } else if length > longest {
        Some((
            format!("has {length} characters, and {longest} is the most: shorten it, or split it"),
            format!("{length} 文字あります。{longest} 文字以内にしてください"),
        ))
    } else if cell::is_error(text) {
        Some((
            "is what a spreadsheet shows for an error or a narrow column: write the value"
                .to_owned(),
            "表計算ソフトのエラー表示か、列幅が足りないときの表示です。値を書いてください"
                .to_owned(),
        ))
    } else if number == Some(Odd::Scaled) && matches!(column.kind, Kind::Integer) {
        Some((
            "is what the cell shows, and it holds another number: write the number itself, in a plain format".to_owned(),
            "セルの表示形式により、実際の値と異なる数値が表示されています。表示形式を標準に戻し、数値そのものを書いてください".to_owned(),
        ))
    } else if text.starts_with("=\"") && text.ends_with('"') {
        Some((
            "is a formula around a text: write the text itself".to_owned(),
            "文字列を囲む数式です。文字列そのものを書いてください".to_owned(),
        ))
    } else if number == Some(Odd::Fraction) && matches!(column.kind, Kind::Day | Kind::PartialDate)
    {
        Some((
            "is a number, and 2024.1 may be what is left of 2024.10: write the date as text, 2024-10".to_owned(),
            "数値です（2024.10 が 2024.1 になっている可能性があります）。2024-10 のように文字列で書いてください".to_owned(),
        ))
    } else if cell::is_ditto(text) && !VERBATIM.contains(&column.name) {
        Some((
            "stands for the cell above: write the value itself".to_owned(),
            "上のセルと同じという記号です。値そのものを書いてください".to_owned(),
        ))
    } else if is_code(column)
        && let Some(c) = text.chars().find(|c| cell::is_invisible(*c))
    {
        let point = format!("U+{:04X}", c as u32);
        Some((
            format!("holds {point}, which cannot be seen: take it out"),
            format!("見えない文字（{point}）があります。取り除いてください"),
        ))
    } else {
        None
    };
    if let Some((reason, reason_ja)) = wrong {
        row.problem_value(Some(column.name), Some(text.to_owned()), reason, reason_ja);
    }
}

/// Whether a column holds a name, a title or a code: nothing that has paragraphs.
fn is_name(column: &Column) -> bool {
    let is_named = [
        "name_ja",
        "name_en",
        "title",
        "title_ja",
        "title_en",
        "publisher",
        "key",
    ];
    is_code(column) || is_named.contains(&column.name)
}

fn is_code(column: &Column) -> bool {
    let is_named = ["id", "id_slug", "code", "key"];
    matches!(
        column.kind,
        Kind::Code(_)
            | Kind::Codes(_)
            | Kind::Integer
            | Kind::Day
            | Kind::PartialDate
            | Kind::Boolean
            | Kind::OneOf(_)
    ) || is_named.contains(&column.name)
}
