//! Files that are something else than their name says. What they are shows in their first bytes.

use super::is_zip;

/// What files begin with, and what is said of them.
const SIGNS: &[(&[&[u8]], [&str; 2])] = &[
    (
        &[b"%PDF"],
        [
            "is a PDF under another name: open it, put its table into a spreadsheet and save that as .xlsx",
            "拡張子を変えた PDF です。表を表計算ソフトに移し、.xlsx 形式で保存してください",
        ],
    ),
    (
        &[b"\xD0\xCF\x11\xE0"],
        [
            "is an old .xls or has a password: save it as .xlsx without a password",
            "旧形式（.xls）か、パスワード付きのファイルです。パスワードなしの .xlsx 形式で保存し直してください",
        ],
    ),
    (
        &[b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8"],
        [
            "is a picture under another name: write its table into a spreadsheet and save that as .xlsx",
            "拡張子を変えた画像です。表を表計算ソフトに入力し、.xlsx 形式で保存してください",
        ],
    ),
    (
        &[b"\x1F\x8B", b"7z\xBC\xAF\x27\x1C", b"Rar!"],
        [
            "is packed as gzip, 7z or RAR: unpack it and give the files that it holds, or pack them as .zip",
            "gzip、7z、RAR 形式で圧縮されています。展開して中のファイルを取り込むか、.zip 形式で圧縮し直してください",
        ],
    ),
];

/// What a file is where its ending says otherwise, and the way out; in English and Japanese.
pub(crate) fn disguised(ending: &str, bytes: &[u8]) -> Option<[&'static str; 2]> {
    if !["csv", "json", "xls", "xlsm", "xlsx", "zip"].contains(&ending) {
        return None;
    }
    let mut start = bytes.get(..512).unwrap_or(bytes).to_ascii_lowercase();
    let is_text =
        !start.contains(&0) || bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    // In UTF-16 every other byte of Latin text is none.
    start.retain(|byte| *byte != 0);
    let is_page = |sign: &[u8]| start.windows(sign.len()).any(|bytes| bytes == sign);
    if [&b"<html"[..], b"<!doctype html", b"<table"]
        .into_iter()
        .any(is_page)
        && !is_zip(bytes)
    {
        return Some([
            "is a web page under another name: open it in a spreadsheet and save it as .xlsx",
            "拡張子を変えたウェブページです。表計算ソフトで開き、.xlsx 形式で保存し直してください",
        ]);
    }
    let begins = |(signs, _): &&(&[&[u8]], _)| signs.iter().any(|sign| bytes.starts_with(sign));
    if let Some((_, told)) = SIGNS.iter().find(begins) {
        return Some(*told);
    }
    let is_workbook = ["xls", "xlsm", "xlsx"].contains(&ending);
    if is_workbook && start.starts_with(b"<?xml") {
        return Some([
            "is XML under another name (an Excel 2003 XML table, perhaps): open it in a spreadsheet and save it as .xlsx",
            "拡張子を変えた XML です（Excel 2003 の XML 形式など）。表計算ソフトで開き、.xlsx 形式で保存し直してください",
        ]);
    }
    if is_workbook && is_text && !is_zip(bytes) {
        return Some([
            "is no workbook but a text, or empty: give a CSV file the ending .csv, or save a workbook as .xlsx",
            "ブックではなくテキストか、空のファイルです。CSV なら拡張子を .csv に直し、ブックなら .xlsx 形式で保存し直してください",
        ]);
    }
    None
}
