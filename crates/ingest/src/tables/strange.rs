//! Files as people have them: what each is read as, or how it is refused. Each is one of a kind that somebody has sent.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;

use encoding_rs::SHIFT_JIS;
use zip::write::SimpleFileOptions;

mod workbooks;

use super::Tables;
use crate::{Batch, Limits};

const HEADER: &str = "operator,number,approved_on,title_ja,document";

/// What a file is read as: its rows, or its problems; with what is said, in both languages.
fn said(file: &str, bytes: &[u8]) -> String {
    let mut tables = Tables {
        last_year: Some(2076),
        ..Tables::default()
    };
    tables.add(Path::new(file), bytes, &Limits::default());
    let mut rows = String::new();
    for (number, cells) in tables.sheets.iter().flat_map(|sheet| &sheet.rows) {
        let held = cells.iter().rposition(|cell| !cell.is_empty());
        let held = held.map_or(0, |last| last + 1);
        writeln!(rows, "  {number}: {}", cells[..held].join(" | ")).expect("text");
    }
    let batch = Batch::of(tables);
    let mut said = match batch.problems() {
        [] => rows,
        _ => String::new(),
    };
    for problem in batch.problems() {
        writeln!(said, "  ! {problem}\n    {}", problem.reason_ja).expect("text");
    }
    for notice in batch.notices() {
        writeln!(said, "  * {notice}\n    {}", notice.text_ja).expect("text");
    }
    said
}

/// All cases, as one text that a person reads.
fn all<'c>(cases: impl IntoIterator<Item = (&'c str, &'c str, Vec<u8>)>) -> String {
    let cases = cases.into_iter();
    cases
        .map(|(name, file, bytes)| format!("{name}\n{}", said(file, &bytes)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Approvals whose one row has this date.
fn dated(date: &str) -> Vec<u8> {
    format!("{HEADER}\nldi,7,{date},題名,d\n").into_bytes()
}

/// Approvals of these lines.
fn csv(lines: &str) -> Vec<u8> {
    format!("{HEADER}\n{lines}").into_bytes()
}

#[test]
fn dates_as_people_write_them() {
    let dates = [
        "令和元年5月1日",
        "平成31年4月30日",
        "R1.5.1",
        "Ｒ６．４．１",
        "H31/4/30",
        "2024年4月1日",
        "2024/4/1",
        "２０２４年４月１日",
        "令和六年四月一日",
        "令和元年4月1日",
        "平成32年1月1日",
        "昭和64年1月8日",
        "2024-13-01",
        "2023-02-29",
        "45383",
        "20240401",
        "4月1日",
        "2024年度",
        "2024-04",
        "2024/4/1 9:30",
        "2024.4.1",
        "1867-01-01",
        "2999-01-01",
        "6.4.1",
        "24/4/1",
        "4/1/2024",
        "令和6年4月1日（月）",
        "不明",
        "−",
    ];
    let said = all(dates.map(|date| (date, "approvals.csv", dated(date))));
    insta::assert_snapshot!(said);
}

#[test]
fn text_files_as_people_have_them() {
    let shift_jis = |text: &str| SHIFT_JIS.encode(text).0.into_owned();
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let bytes = |unit: u16| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        "\u{FEFF}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect()
    };
    let good = format!("{HEADER}\nldi,7,2024-04-01,題名,d\n");
    let wide = format!(
        "{HEADER}{0}\nldi,7,2024-04-01,題名,d{0}\n",
        ",".repeat(16_379)
    );
    let said = all([
        ("signs of CP932 alone", "approvals.csv", shift_jis(&format!("{HEADER}\nldi,7,2024-04-01,①㈱～－∥髙﨑Ⅲ,d\n"))),
        ("UTF-16 LE", "approvals.csv", utf16(&good, false)),
        ("UTF-16 BE", "approvals.csv", utf16(&good, true)),
        ("EUC-JP", "approvals.csv", encoding_rs::EUC_JP.encode(&good.replace("題名", "題名の長い研究")).0.into_owned()),
        ("ISO-2022-JP", "approvals.csv", encoding_rs::ISO_2022_JP.encode(&good).0.into_owned()),
        ("line ends of old Macs", "approvals.csv", good.replace('\n', "\r").into_bytes()),
        ("a line for Excel, commas", "approvals.csv", format!("sep=,\r\n{good}").into_bytes()),
        ("a line for Excel, semicolons", "approvals.csv", format!("sep=;\n{}", good.replace(',', ";")).into_bytes()),
        ("tabs", "approvals.csv", good.replace(',', "\t").into_bytes()),
        ("16,379 commas behind each row", "approvals.csv", wide.into_bytes()),
        ("commas behind each row", "approvals.csv", good.replace('\n', ",,,\n").into_bytes()),
        ("a value behind the header's end", "approvals.csv", csv("ldi,7,2024-04-01,題名,d,,余り\n")),
        ("a comma in a title", "approvals.csv", csv("ldi,7,2024-04-01,がん, 糖尿病,d\n")),
        ("curly quotes around a comma", "approvals.csv", csv("ldi,7,2024-04-01,“がん, 糖尿病”,d\n")),
        ("blanks before quotes", "approvals.csv", csv("ldi,7,2024-04-01, \"題名\",d\n")),
        ("a text in a formula", "approvals.csv", csv("ldi,7,2024-04-01,=\"007\",d\n")),
        ("a header in the middle", "approvals.csv", csv(&format!("ldi,7,2024-04-01,題名,d\n{HEADER}\nldi,8,2024-04-01,題名二,d\n"))),
        ("a row of totals", "approvals.csv", csv("ldi,7,2024-04-01,題名,d\n合　計,1,,,\n")),
        ("a header of two rows", "approvals.csv", "No.,承認,,利用者\n,承認日,課題名,認定事業者\n7,2024-04-01,題名,LDI\n".as_bytes().to_vec()),
        ("titles above the header", "approvals.csv", format!("利活用実績一覧\n令和6年12月26日時点\n{good}").into_bytes()),
        ("notes below", "approvals.csv", csv("ldi,7,2024-04-01,題名,d\n※ 注記\n(注) もう一つ\n")),
        ("a ditto mark in the first row", "approvals.csv", csv("ldi,7,〃,題名,d\n")),
        ("two tables below each other", "approvals.csv", csv("ldi,7,2024-04-01,題名,d\n\n事業者,件数\nLDI,45\n")),
        ("two tables side by side", "approvals.csv", format!("{HEADER},,{HEADER}\nldi,7,2024-04-01,題名,d,,jmimo,1,2024-04-01,題名,d\n").into_bytes()),
        ("full-width digits", "approvals.csv", csv("ldi,１２３,2024-04-01,題名,d\n")),
        ("a number with zeros before", "approvals.csv", csv("ldi,007,2024-04-01,題名,d\n")),
        ("a number with commas", "approvals.csv", csv("ldi,\"1,234\",2024-04-01,題名,d\n")),
        ("minus signs", "approvals.csv", csv("ldi,-5,2024-04-01,題名,d\nldi,−5,2024-04-01,題名,d\nldi,ー5,2024-04-01,題名,d\nldi,－5,2024-04-01,題名,d\n")),
        ("a number with an exponent", "approvals.csv", csv("ldi,1E+05,2024-04-01,題名,d\nldi,12.0,2024-04-01,題名,d\n")),
        ("a full-width code", "approvals.csv", csv("ｌｄｉ,7,2024-04-01,題名,ｄ\n")),
        ("a number with its sign", "approvals.csv", csv("ldi,No.7,2024-04-01,題名,d\nldi,第7号,2024-04-01,題名,d\nldi,⑦,2024-04-01,題名,d\n")),
        ("an error of a spreadsheet", "approvals.csv", csv("ldi,7,########,題名,d\nldi,8,2024-04-01,#REF!,d\n")),
        ("thousands in full width", "figures.csv", "id,subject,kind,label_ja,quantity,unit,document\nx,catalogue,PERSONS,人,\"１，２３４\",PERSONS,d\n".into()),
        ("about, and a unit", "figures.csv", "id,subject,kind,label_ja,quantity,unit,document\nx,catalogue,PERSONS,人,約1234人,PERSONS,d\n".into()),
        ("a workbook of old", "approvals.csv", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec()),
        ("a PDF", "approvals.csv", b"%PDF-1.7\n".to_vec()),
        ("a web page", "approvals.csv", b"<html><table><tr><td>operator</td></tr></table></html>".to_vec()),
        ("a picture", "approvals.csv", b"\x89PNG\r\n\x1A\n\0\0".to_vec()),
        ("gzip", "approvals.csv", b"\x1F\x8B\x08\0".to_vec()),
        ("CSV as workbook", "approvals.xlsx", good.clone().into_bytes()),
        ("an empty workbook", "approvals.xlsx", Vec::new()),
        ("XML of Excel 2003", "approvals.xls", b"<?xml version=\"1.0\"?><Workbook/>".to_vec()),
        ("OpenDocument", "approvals.ods", b"PK\x03\x04".to_vec()),
        ("tabs by name", "approvals.tsv", good.replace(',', "\t").into_bytes()),
    ]);
    insta::assert_snapshot!(said);
}

#[test]
fn numbers_of_json_are_what_is_written() {
    let rows =
        |row: &str| format!("[{{\"operator\": \"ldi\", \"document\": \"d\", {row}}}]").into_bytes();
    let said = all([
        (
            "a fraction as a month",
            "approvals.json",
            rows("\"number\": 7, \"approved_on\": 2024.10, \"title_ja\": \"題名\""),
        ),
        (
            "a year",
            "approvals.json",
            rows("\"number\": 7, \"approved_on\": 2024, \"title_ja\": \"題名\""),
        ),
        (
            "a number without end",
            "approvals.json",
            rows(
                "\"number\": 123456789012345678901234567890, \"approved_on\": \"2024-04-01\", \"title_ja\": 12345678901234567890123",
            ),
        ),
        (
            "exponents",
            "approvals.json",
            rows("\"number\": 1e2, \"approved_on\": \"2024-04-01\", \"title_ja\": 2024.10"),
        ),
        (
            "a whole number with a point",
            "approvals.json",
            rows("\"number\": 7.0, \"approved_on\": \"2024-04-01\", \"title_ja\": \"題名\""),
        ),
    ]);
    insta::assert_snapshot!(said);
}

/// An archive of these entries.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("an archive");
        zip.write_all(content).expect("an archive");
    }
    zip.finish().expect("an archive").into_inner()
}

/// The same bytes with others in their place.
fn replaced(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    for at in 0..=bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
    bytes
}

#[test]
fn archives_as_people_have_them() {
    let one = csv("ldi,7,2024-04-01,題名,d\n");
    let two = csv("ldi,7,2024-04-02,題名二,d\n");
    // `approvals-表.csv` as Windows in Japan writes it; its second sign ends like a sign between folders.
    let japanese = replaced(zip(&[("approvals-XX.csv", &one)]), b"XX", b"\x95\x5C");
    let same_name = replaced(
        zip(&[("approvals-1.csv", &one), ("approvals-2.csv", &two)]),
        b"approvals-2",
        b"approvals-1",
    );
    let mut link = zip::ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("approvals.csv", "/etc/hosts", SimpleFileOptions::default())
        .expect("an archive");
    let link = link.finish().expect("an archive").into_inner();
    // The flag of a password, in the local header and in the central directory.
    let mut locked = zip(&[("approvals.csv", &one)]);
    locked[6] |= 1;
    let directory = locked
        .windows(4)
        .position(|sign| sign == b"PK\x01\x02")
        .expect("a directory");
    locked[directory + 8] |= 1;
    let said = all([
        (
            "folders in folders",
            "batch.zip",
            zip(&[("a/b/c/approvals.csv", &one)]),
        ),
        (
            "signs of Windows between folders",
            "batch.zip",
            zip(&[("a\\b\\approvals.csv", &one)]),
        ),
        ("a name in Shift_JIS", "batch.zip", japanese),
        (
            "an archive in an archive",
            "batch.zip",
            zip(&[("inner.zip", &zip(&[("approvals.csv", &one)]))]),
        ),
        ("a link", "batch.zip", link),
        (
            "a path from the root",
            "batch.zip",
            zip(&[("/etc/approvals.csv", &one)]),
        ),
        (
            "a path upward",
            "batch.zip",
            zip(&[("../../approvals.csv", &one)]),
        ),
        (
            "one name in two folders",
            "batch.zip",
            zip(&[("a/approvals.csv", &one), ("b/approvals.csv", &two)]),
        ),
        ("one name twice", "batch.zip", same_name),
        ("a password", "batch.zip", locked),
        (
            "what systems leave",
            "batch.zip",
            zip(&[
                ("__MACOSX/._approvals.csv", b"x"),
                (".DS_Store", b"x"),
                ("~$book.xlsx", b"x"),
                ("README.txt", b"x"),
                ("approvals.csv", &one),
            ]),
        ),
        (
            "a table of another kind beside",
            "batch.zip",
            zip(&[
                ("approvals.csv", &one),
                ("approvals-2.ods", b"x"),
                ("approvals-3.xlsb", b"x"),
            ]),
        ),
        ("nothing", "batch.zip", zip(&[])),
    ]);
    insta::assert_snapshot!(said);
}
