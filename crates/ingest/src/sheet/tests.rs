use std::io::{Cursor, Write};
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::write::SimpleFileOptions;

use super::{Found, Limits, Sheet, from_csv, from_json, from_workbook};
use crate::Tables;

fn csv(text: impl AsRef<[u8]>) -> Found {
    from_csv("approvals.csv", text.as_ref(), &Limits::default())
}

fn problems(found: &Found) -> Vec<String> {
    found.problems.iter().map(ToString::to_string).collect()
}

fn rows(found: &Found) -> Vec<Vec<&str>> {
    found
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.rows)
        .map(|(_, cells)| cells.iter().map(String::as_str).collect())
        .collect()
}

#[test]
fn reads_texts_of_several_lines_commas_and_doubled_quotes() {
    let found = csv(
        "\u{FEFF}id,title,note\r\n1,\"a \"\"b\"\", c\",\"first line\nsecond, line\r\nthird\"\r\n\r\n2,\"\"\"\",\n",
    );
    assert_eq!(problems(&found), [""; 0]);
    assert_eq!(
        rows(&found),
        [
            ["1", "a \"b\", c", "first line\nsecond, line\r\nthird"],
            ["2", "\"", ""]
        ]
    );
    // The empty row counts, as in a spreadsheet; the text of several lines is one row.
    assert_eq!(found.sheets[0].rows[1].0, 4);
}

#[test]
fn texts_of_several_lines_pass_whatever_they_hold() {
    for text in [
        "\n leading line end",
        "Tokyo,\nJapan",
        "・NDB,\n・介護DB,\n・DPCDB",
        "a\n\nb\n",
        "1) x, y\n2) z, w, v\n",
        "\"quoted\"\nnext",
    ] {
        let quoted = text.replace('"', "\"\"");
        for cells in [
            format!("1,\"{quoted}\",x,y"),
            format!("1,x,y,\"{quoted}\""),
            format!("\"{quoted}\",\"{quoted}\",x,y"),
        ] {
            let found = csv(format!("a,b,c,d\n{cells}\n2,p,q,r\n"));
            assert_eq!(problems(&found), [""; 0], "{text:?}");
            assert_eq!(rows(&found).len(), 2, "{text:?}");
        }
    }
}

#[test]
fn a_bare_ditto_mark_is_reported_in_its_row_and_swallows_nothing() {
    let found = csv(
        "no,day,items,sector\n1,2020-10-20,電子カルテ,民間企業\n2,2020-11-02,\",民間企業\n3,2020-11-03,\",民間企業\n4,2020-11-04,レセプト,アカデミア\n",
    );
    insta::assert_snapshot!(problems(&found).join("\n"), @r#"
    approvals.csv:3 items `"`: is a quote mark alone in its cell, which would swallow the cells and rows after it: write a ditto mark as """" (four quote marks) or 〃
    approvals.csv:4 items `"`: is a quote mark alone in its cell, which would swallow the cells and rows after it: write a ditto mark as """" (four quote marks) or 〃
    "#);
    assert_eq!(rows(&found).len(), 4);
    assert_eq!(
        rows(&found)[3],
        ["4", "2020-11-04", "レセプト", "アカデミア"]
    );
}

#[test]
fn bare_marks_are_found_wherever_they_stand() {
    let cases = [
        // One only, and nothing closes it.
        ("1,\",x,y\n2,p,q,r", vec![2]),
        // The last cell of a row, then of the next.
        ("1,a,b,\"\n2,c,d,\"\n3,e,f,g", vec![2, 3]),
        // The last cell of a row and the first of the next.
        ("1,a,b,\"\n\",c,d,e\n3,e,f,g", vec![2, 3]),
        // Two in one row, side by side and apart; three.
        ("1,\",\",x\n2,p,q,r", vec![2, 2]),
        ("1,\",x,\"\n2,p,q,r", vec![2, 2]),
        ("\",\",\",x\n2,p,q,r", vec![2, 2, 2]),
        // A quoted text follows in the row, or in the next one.
        ("1,\",x,\"note, with comma\"\n2,p,q,r", vec![2]),
        ("1,\",x,y\n2,\"p, p\",q,r", vec![2]),
        // Blanks around it, line ends of either kind.
        ("1,\" ,x,y\r\n2,\",q,r\r\n", vec![2, 3]),
        // A quote before a text.
        ("1,\"同上,x,y\n2,\",q,r\n3,p,q,r", vec![2, 3]),
        ("1,\"同上,x,y\n2,p,q,r\n3,\"p\",q,r", vec![2]),
        ("1,a,b,\"5\" pipe\n2,p,q,r", vec![2]),
    ];
    for (text, expected) in cases {
        let found = csv(format!("a,b,c,d\n{text}\n"));
        let at: Vec<u32> = found
            .problems
            .iter()
            .map(|problem| problem.place.row)
            .collect();
        assert_eq!(at, expected, "{text}\n{}", problems(&found).join("\n"));
        assert_eq!(rows(&found).len(), text.trim().lines().count(), "{text}");
    }
}

#[test]
fn shift_jis_is_read_and_said() {
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("資料ID,題名\nx,①次世代医療基盤法 ～ 髙\n");
    let found = csv(&bytes);
    assert_eq!(rows(&found), [["x", "①次世代医療基盤法 ～ 髙"]]);
    insta::assert_snapshot!(found.notices[0], @"approvals.csv: is not UTF-8; read as Shift_JIS (CP932)");
}

#[test]
fn other_encodings_are_refused_with_the_way_out() {
    let utf16: Vec<u8> = "a,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut marked = b"\xFF\xFE".to_vec();
    marked.extend(&utf16);
    let (euc, _, _) = encoding_rs::EUC_JP.encode("資料,題名\nあいうえお,かきくけこ\n");
    let (jis, _, _) = encoding_rs::ISO_2022_JP.encode("資料,題名\n");
    let all = [
        &marked,
        &utf16,
        &euc.to_vec(),
        &jis.to_vec(),
        &b"a,b\n\xFF\xFF\xFD,c\n".to_vec(),
    ];
    let said: Vec<String> = all.iter().flat_map(|bytes| problems(&csv(bytes))).collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    approvals.csv: the text is UTF-16: save it as "CSV UTF-8" (Excel: Save As, type CSV UTF-8)
    approvals.csv: holds zero bytes, so it is UTF-16 or no text at all: save it as "CSV UTF-8"
    approvals.csv: the text seems to be EUC-JP: save it as "CSV UTF-8"
    approvals.csv: the text is ISO-2022-JP: save it as "CSV UTF-8"
    approvals.csv: the text is neither UTF-8 (line 2 is not) nor Shift_JIS: save it as "CSV UTF-8"
    "#);
}

fn workbook() -> Workbook {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("figures").unwrap();
    sheet
        .write_row(2, 1, ["id", "quantity", "as_of", "approximate"])
        .unwrap();
    sheet.write(3, 1, "persons").unwrap();
    sheet.write(3, 2, 2_670_000).unwrap();
    let format = Format::new().set_num_format("yyyy/mm/dd");
    let day = ExcelDateTime::from_ymd(2024, 4, 1).unwrap();
    sheet.write_with_format(3, 3, &day, &format).unwrap();
    sheet.write(3, 4, true).unwrap();
    sheet.write(5, 1, "share").unwrap();
    sheet.write(5, 2, 0.25).unwrap();
    workbook
}

#[test]
fn workbooks_are_read_as_a_person_sees_them() {
    let bytes = workbook().save_to_buffer().unwrap();
    let found = from_workbook("book.xlsx", &bytes, &Limits::default());
    assert_eq!(problems(&found), [""; 0]);
    let sheet = &found.sheets[0];
    assert_eq!(sheet.header, ["", "id", "quantity", "as_of", "approximate"]);
    assert_eq!(
        (sheet.header_row, sheet.rows[0].0, sheet.rows[1].0),
        (3, 4, 6)
    );
    assert_eq!(
        sheet.rows[0].1,
        ["", "persons", "2670000", "2024-04-01", "true"]
    );
    assert_eq!(sheet.rows[1].1, ["", "share", "0.25"]);
}

#[test]
fn workbooks_over_a_limit_are_refused() {
    let bytes = workbook().save_to_buffer().unwrap();
    let all = Limits::default();
    let tight = [
        Limits {
            file_bytes: 100,
            ..all.clone()
        },
        Limits {
            unpacked_bytes: 2_000,
            ..all.clone()
        },
        Limits {
            entries: 3,
            ..all.clone()
        },
        Limits {
            sheets: 0,
            ..all.clone()
        },
        Limits {
            rows: 2,
            ..all.clone()
        },
        Limits {
            columns: 3,
            ..all.clone()
        },
        Limits {
            cells: 7,
            ..all.clone()
        },
        Limits {
            text_bytes: 20,
            ..all
        },
    ];
    let said: Vec<String> = tight
        .iter()
        .flat_map(|limits| problems(&from_workbook("book.xlsx", &bytes, limits)))
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    book.xlsx: holds more than 100 bytes: split it into several files
    book.xlsx: unpacks to more than 2000 bytes: split it into several files
    book.xlsx: holds more than 3 files inside: split it into several files
    book.xlsx: holds more than 0 sheets: split it into several files
    book.xlsx[figures]:6 B6: lies beyond the limit: the table holds more than 2 rows: split it into several files
    book.xlsx[figures]:3 D3: lies beyond the limit: the table holds more than 3 columns: split it into several files
    book.xlsx[figures]:4 C4: lies beyond the limit: the table holds more than 7 cells: split it into several files
    book.xlsx[figures]:3 E3: lies beyond the limit: the table holds more than 20 bytes of text: split it into several files
    ");
}

/// A zip with one file of zeros, which packs a thousand to one.
fn bomb(name: &str, mebibytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    for _ in 0..mebibytes {
        zip.write_all(&vec![b'0'; 1 << 20]).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_is_refused_before_it_is_read() {
    let limits = Limits {
        unpacked_bytes: 8 << 20,
        ..Limits::default()
    };
    let bytes = bomb("xl/worksheets/sheet1.xml", 16);
    assert!(bytes.len() < 100_000, "{}", bytes.len());
    let found = from_workbook("book.xlsx", &bytes, &limits);
    assert!(
        problems(&found)[0].contains("unpacks to more than 8388608 bytes"),
        "{:?}",
        found.problems
    );
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused() {
    let limits = Limits {
        unpacked_bytes: 1 << 20,
        ..Limits::default()
    };
    let mut bytes = bomb("xl/worksheets/sheet1.xml", 4);
    // The uncompressed size stands in the local header and in the central directory.
    let size = (4u32 << 20).to_le_bytes();
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == size {
            bytes[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
        }
    }
    let found = from_workbook("book.xlsx", &bytes, &limits);
    assert_eq!(found.sheets, []);
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
}

#[test]
fn macros_and_old_formats_are_refused() {
    let macros = bomb("xl/vbaProject.bin", 0);
    let plain = workbook().save_to_buffer().unwrap();
    let said: Vec<String> = [
        ("book.xlsx", macros.as_slice()),
        ("book.xlsm", plain.as_slice()),
        ("book.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        ("book.xls", b"\xFF\xFE<\0h\0t\0m\0l\0>\0"),
        ("book.xlsx", b"no workbook"),
        ("book.xlsx", &plain[..plain.len() / 2]),
    ]
    .iter()
    .flat_map(|(file, bytes)| {
        let mut tables = Tables::default();
        tables.add(Path::new(file), bytes, &Limits::default());
        tables.problems
    })
    .map(|problem| problem.to_string())
    .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    book.xlsx: holds macros: save it as .xlsx, which holds none
    book.xlsm: holds macros: save it as .xlsx, which holds none
    book.xls: is an old .xls or has a password: save it as .xlsx without a password
    book.xls: is a web page under another name: open it in a spreadsheet and save it as .xlsx
    book.xlsx: is no workbook but a text, or empty: give a CSV file the ending .csv, or save a workbook as .xlsx
    book.xlsx: is damaged: it cannot be unpacked; save it again
    ");
}

#[test]
fn json_is_an_object_of_records_or_an_array() {
    let text = r#"{"figures": [{"id": "x", "quantity": 12, "approximate": true}, {}, {"quantity": 1.0, "names": ["a", "b"], "id": null}]}"#;
    let found = from_json("batch.json", text.as_bytes(), &Limits::default());
    assert_eq!(problems(&found), [""; 0]);
    let sheet = &found.sheets[0];
    assert_eq!(sheet.sheet.as_deref(), Some("figures"));
    assert_eq!(sheet.header, ["id", "quantity", "approximate", "names"]);
    assert_eq!(
        sheet.rows,
        [
            (1, vec!["x".to_owned(), "12".to_owned(), "true".to_owned()]),
            (
                3,
                vec![
                    String::new(),
                    "1".to_owned(),
                    String::new(),
                    "a|b".to_owned()
                ]
            )
        ]
    );
    let found = from_json("figures.json", br#"[{"id": "x"}]"#, &Limits::default());
    assert_eq!(found.sheets[0].sheet, None);
}

#[test]
fn json_that_is_no_table_is_reported() {
    let said: Vec<String> = [
        "",
        "3",
        "{\"figures\": [1]}",
        "[{\"id\": {\"a\": 1}}, {\"id\": [\"a|b\"]}, {\"id\": \"x\", \"id\": \"y\"}]",
        "[{\"id\": \"x\"},]",
    ]
    .iter()
    .flat_map(|text| {
        problems(&from_json(
            "figures.json",
            text.as_bytes(),
            &Limits::default(),
        ))
    })
    .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    figures.json:1: is no table in JSON (EOF while parsing a value at line 1 column 0): write {"record": [{"column": "text"}]}, or the array alone in a file named after the record
    figures.json:1: is no table in JSON (invalid type: integer `3`, expected an object of records or an array of rows at line 1 column 1): write {"record": [{"column": "text"}]}, or the array alone in a file named after the record
    figures.json:1: is no table in JSON (invalid type: integer `1`, expected an object at line 1 column 14): write {"record": [{"column": "text"}]}, or the array alone in a file named after the record
    figures.json:1 id `{"a": 1}`: is no text, number, true, false, null or array of texts: write one of these (texts of an array hold no |)
    figures.json:2 id `["a|b"]`: is no text, number, true, false, null or array of texts: write one of these (texts of an array hold no |)
    figures.json:3 id: stands twice in the row: keep one
    figures.json:1: is no table in JSON (trailing comma at line 1 column 14): write {"record": [{"column": "text"}]}, or the array alone in a file named after the record
    "#);
}

#[test]
fn a_file_without_a_header_is_a_problem() {
    for text in ["", "\n\n", ",,,\n", "\u{FEFF}"] {
        assert_eq!(
            problems(&csv(text)),
            ["approvals.csv: the file is empty: its first row must name the columns"],
            "{text:?}"
        );
    }
    assert!(Sheet::from_csv("a.csv", b"a,b\n1,\",2\n").is_err());
}

/// A table with what only a person sees: how a day is shown, what is merged, hidden, struck out or not computed.
fn seen_workbook() -> Workbook {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .write_row(0, 0, ["id", "as_of", "until", "quantity", "note"])
        .unwrap();
    let month = Format::new().set_num_format("yyyy\"年\"m\"月\"");
    let year = Format::new().set_num_format("[$-411]ggge\"年\"");
    let day = ExcelDateTime::from_ymd(2024, 4, 1).unwrap();
    for row in 1..=3 {
        sheet.write(row, 0, format!("r{row}")).unwrap();
        sheet.write_with_format(row, 1, &day, &month).unwrap();
        sheet.write_with_format(row, 2, &day, &year).unwrap();
        sheet.write(row, 3, 2024.1).unwrap();
    }
    sheet
        .merge_range(1, 4, 3, 4, "三行に共通", &Format::new())
        .unwrap();
    sheet.set_row_hidden(2).unwrap();
    let struck_out = Format::new().set_font_strikethrough();
    sheet.write_with_format(3, 0, "r3", &struck_out).unwrap();
    workbook
}

#[test]
fn a_workbook_is_read_as_it_is_shown() {
    let bytes = seen_workbook().save_to_buffer().unwrap();
    let found = from_workbook("book.xlsx", &bytes, &Limits::default());
    assert_eq!(problems(&found), [""; 0]);
    let sheet = &found.sheets[0];
    for (row, cells) in &sheet.rows {
        assert_eq!(
            cells[1..],
            ["2024-04", "2024", "2024.1", "三行に共通"],
            "{row}"
        );
        assert!(sheet.fractions.contains(&(*row, 3)), "{row}");
    }
    let notices: Vec<String> = found.notices.iter().map(ToString::to_string).collect();
    for (place, text) in [
        (
            "book.xlsx[Sheet1]:2 `三行に共通`",
            "stands in the merged cells E2:E4",
        ),
        ("book.xlsx[Sheet1]:3", "is a hidden row"),
        ("book.xlsx[Sheet1]:4 `r3`", "is struck out"),
    ] {
        let is_it = |notice: &String| notice.starts_with(place) && notice.contains(text);
        assert!(notices.iter().any(is_it), "{text}: {notices:#?}");
    }
}

#[test]
fn a_sheet_that_cannot_be_read_is_never_left_out_silently() {
    let mut workbook = Workbook::new();
    for name in ["one", "two"] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write_row(0, 0, ["id", "quantity"]).unwrap();
        sheet.write_row(1, 0, ["a", "1"]).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    // The part of the first sheet ends in its middle.
    let cut = rewritten(&bytes, |name, mut content| {
        if name == "xl/worksheets/sheet1.xml" {
            content.truncate(content.len() / 2);
        }
        content
    });
    let found = from_workbook("book.xlsx", &cut, &Limits::default());
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    assert_eq!(found.problems[0].place.sheet.as_deref(), Some("one"));

    // What is wrong with the first hides nothing of the second.
    let narrow = Limits {
        columns: 1,
        ..Limits::default()
    };
    let said = problems(&from_workbook("book.xlsx", &bytes, &narrow));
    let beyond = "B1: lies beyond the limit: the table holds more than 1 columns: split it into several files";
    let wanted = ["one", "two"].map(|sheet| format!("book.xlsx[{sheet}]:1 {beyond}"));
    assert_eq!(said, wanted);
}

#[test]
fn cells_merged_over_several_columns_are_refused_with_their_range() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .write_row(0, 0, ["id", "title", "note", "document"])
        .unwrap();
    for row in 1..=3 {
        sheet.write(row, 0, format!("r{row}")).unwrap();
    }
    let plain = Format::new();
    sheet.merge_range(1, 1, 1, 2, "一行", &plain).unwrap();
    sheet.merge_range(2, 1, 3, 2, "二行", &plain).unwrap();
    // A note below the table stands alone in its row and takes nothing from another column.
    sheet.merge_range(5, 0, 5, 3, "注", &plain).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let found = from_workbook("book.xlsx", &bytes, &Limits::default());
    insta::assert_snapshot!(problems(&found).join("\n"), @r"
    book.xlsx[Sheet1]:2 B2:C2 `一行`: stands in cells merged over several columns: part them and write each column's value
    book.xlsx[Sheet1]:3 B3:C4 `二行`: stands in cells merged over several columns: part them and write each column's value
    ");
}

#[test]
fn an_error_that_the_reader_does_not_know_is_all_that_is_said_of_its_sheet() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["id", "quantity", "note"]).unwrap();
    sheet.write_row(1, 0, ["a", "SPILL", "kept"]).unwrap();
    sheet
        .write_formula(
            1,
            1,
            rust_xlsxwriter::Formula::new("=A1").set_result("#N/A"),
        )
        .unwrap();
    let bytes = rewritten(&workbook.save_to_buffer().unwrap(), |name, content| {
        if name != "xl/worksheets/sheet1.xml" {
            return content;
        }
        let text = String::from_utf8(content).unwrap();
        text.replace("#N/A", "#SPILL!").into_bytes()
    });
    let found = from_workbook("book.xlsx", &bytes, &Limits::default());
    insta::assert_snapshot!(problems(&found).join("\n"), @"book.xlsx[Sheet1]:2 quantity `#SPILL!`: is the error of a formula: mend the formula or write the value");
    // The cells behind it were not read, so nothing says that they are empty.
    assert!(found.sheets.iter().all(|sheet| sheet.rows.is_empty()));
}

/// The same archive with other content.
fn rewritten(bytes: &[u8], change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut written = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        written
            .start_file(name.as_str(), zip::write::SimpleFileOptions::default())
            .unwrap();
        written.write_all(&change(&name, content)).unwrap();
    }
    written.finish().unwrap().into_inner()
}
