//! Which column each cell of a header names: by its name, its Japanese header, or the words of the documents themselves.

use std::collections::HashSet;

use base::RecordType;
use base::record::Column;
use unicode_normalization::UnicodeNormalization;

/// Headers as the documents print them, by record and column.
const PRINTED: &[(&str, &str, &[&str])] = &[
    ("approvals", "number", &["No.", "No", "№"]),
    (
        "approvals",
        "approved_on",
        &["承認年月日", "審査委員会承認日"],
    ),
    (
        "approvals",
        "title_ja",
        &["課題名", "研究課題名", "研究課題", "利活用課題名"],
    ),
    ("approvals", "printed_items", &["活用データ項目"]),
    ("approvals", "user_sectors", &["活用者区分", "利用者区分"]),
    (
        "approvals",
        "operator",
        &["認定事業者", "認定作成事業者", "事業者名"],
    ),
    (
        "institutions",
        "name_ja",
        &["協力医療情報取扱事業者", "医療機関名", "施設名"],
    ),
];

/// The column that a cell of a header names; none where it is none of the record's.
pub(crate) fn column<'r>(record: &'r RecordType, cell: &str) -> Option<&'r Column> {
    let wanted = plain(cell);
    let printed = PRINTED
        .iter()
        .filter(|(of, ..)| *of == record.name)
        .find(|(.., headers)| headers.iter().any(|header| plain(header) == wanted))
        .map(|(_, column, _)| *column);
    record.all_columns().find(|column| {
        plain(column.name) == wanted || plain(column.ja) == wanted || printed == Some(column.name)
    })
}

/// A header without what a person does not read as part of the word: line breaks, blanks, width, a mark of a note and what
/// follows it.
pub(crate) fn plain(cell: &str) -> String {
    let composed: String = cell.nfkc().collect();
    let end = composed
        .find(['※', '*', '\u{203B}'])
        .unwrap_or(composed.len());
    let mut word = composed[..end].to_lowercase();
    if word.is_empty() {
        word = composed.to_lowercase();
    }
    word.retain(|c| !c.is_whitespace() && !base::cell::is_invisible(c));
    word
}

/// How many different columns of the record the cells of a row name.
pub(crate) fn known(record: &RecordType, cells: &[String]) -> usize {
    let named = cells.iter().filter_map(|cell| column(record, cell));
    named
        .map(|column| column.name)
        .collect::<HashSet<_>>()
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_the_documents_print_them() {
        let record = &approvals::record::RECORDS[0];
        for (cell, wanted) in [
            ("No.", "number"),
            ("承認日", "approved_on"),
            ("承認\n日", "approved_on"),
            ("課題名※1", "title_ja"),
            ("活用データ項目", "printed_items"),
            ("活用者区分 ※複数可", "user_sectors"),
            ("ｔｉｔｌｅ＿ｊａ", "title_ja"),
            ("Title_JA", "title_ja"),
        ] {
            assert_eq!(
                column(record, cell).map(|column| column.name),
                Some(wanted),
                "{cell}"
            );
        }
        assert!(column(record, "備考欄").is_none());
        assert!(column(record, "").is_none());
    }
}
