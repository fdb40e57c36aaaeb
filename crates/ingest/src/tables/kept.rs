//! No cell of an accepted file is missing from rows, evidence, problems or notices.

use std::io::{Cursor, Write};
use std::path::Path;

use base::record::Kind;
use base::{Column, RecordType};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Note, Shape, Workbook};
use zip::write::SimpleFileOptions;

use super::Tables;
use crate::{Batch, Limits, bundled, record_types};

/// A table as the cells of its rows, the header first.
type Table = Vec<Vec<String>>;

fn read(file: &str, bytes: &[u8]) -> Batch {
    let mut tables = Tables::default();
    tables.add(Path::new(file), bytes, &Limits::default());
    Batch::of(tables)
}

/// Everything that a batch would write and say, as text; not what it keeps beside for its checks.
fn told(batch: &Batch) -> String {
    let mut approvals = format!("{:?}", batch.approvals);
    for (from, to) in [(", above: ", ", uses: "), (", projects: ", "")] {
        let start = approvals.rfind(from).expect("a field");
        let end = match to {
            "" => approvals.len(),
            to => approvals.rfind(to).expect("a field"),
        };
        approvals.replace_range(start..end, "");
    }
    let reading = &batch.reading;
    format!(
        "{:?}{:?}{:?}{:?}{:?}{approvals}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        batch.documents,
        batch.vocabulary,
        batch.linkage,
        batch.operators,
        batch.institutions,
        batch.registries,
        batch.indicators,
        batch.figures,
        reading.evidence,
        reading.withdrawals,
        reading.reinstated,
        reading.problems,
        reading.notices,
    )
}

/// Whether a value is told, however it is written: `TITLE_TAGGED` and `TitleTagged` are one word.
fn is_told(told: &str, value: &str, kind: Kind) -> bool {
    match kind {
        Kind::OneOf(_) | Kind::SomeOf(_) => {
            let plain = |text: &str| text.to_lowercase().replace('_', "");
            plain(told).contains(&plain(value))
        }
        // Several values of one cell are parted, and marks like [1] tell only which belongs to which.
        _ => value.split('|').all(|part| {
            let part = part.trim();
            let unmarked = part
                .strip_prefix('[')
                .and_then(|rest| rest.split_once("] "));
            told.contains(part) || unmarked.is_some_and(|(_, part)| told.contains(part))
        }),
    }
}

/// Values of a column that stand nowhere else, the likeliest first.
fn markers(column: &Column) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match column.kind {
        Kind::Text => vec![
            "印字の目印".to_owned(),
            "https://example.jp/mark".to_owned(),
            "mark-zq".to_owned(),
            "739".to_owned(),
            "2016-02-13".to_owned(),
        ],
        Kind::List => one("印字の目印|別の目印"),
        Kind::Day => one("2016-02-13"),
        Kind::PartialDate => vec!["2016-02".to_owned(), "2016-02-13".to_owned()],
        Kind::Integer => vec!["73901".to_owned(), "37".to_owned()],
        Kind::Boolean => Vec::new(),
        Kind::OneOf(words) | Kind::SomeOf(words) => {
            words().into_iter().rev().map(str::to_owned).collect()
        }
        Kind::Code(_) => vec!["mark-zq".to_owned(), "mark:zq".to_owned()],
        Kind::Codes(_) => one("mark-zq|mark-zx"),
    }
}

/// The table of the fullest row that is good by itself, of the data that come with the program.
fn good(record: &RecordType) -> Table {
    let columns: Vec<String> = record
        .all_columns()
        .map(|column| column.name.to_owned())
        .collect();
    if record.name == "withdrawals" {
        let row = ["approvals", "ldi:7", "理由の目印", "false", "a-document"];
        let mut row: Vec<String> = row.map(str::to_owned).to_vec();
        row.resize(columns.len(), String::new());
        return vec![columns, row];
    }
    let (sheets, _) = bundled().expect("the bundled data are good");
    let rows = sheets
        .iter()
        .filter(|sheet| super::record_type(sheet).is_some_and(|one| one.name == record.name))
        .flat_map(|sheet| {
            let at = |name: &String| sheet.header.iter().position(|header| header == name);
            let places: Vec<Option<usize>> = columns.iter().map(at).collect();
            sheet.rows.iter().map(move |(_, cells)| {
                let cell = |at: &Option<usize>| at.and_then(|at| cells.get(at).cloned());
                let row = places.iter().map(|at| cell(at).unwrap_or_default());
                row.collect::<Vec<String>>()
            })
        });
    let mut rows: Vec<Vec<String>> = rows.collect();
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    rows.sort_by_key(|row| std::cmp::Reverse(filled(row)));
    // A proof is of a document.
    let document = columns.iter().position(|name| name == "document");
    if let Some(at) = document {
        for row in rows.iter_mut().filter(|row| row[at].is_empty()) {
            "a-document".clone_into(&mut row[at]);
        }
    }
    let mut tables = rows.into_iter().map(|row| vec![columns.clone(), row]);
    let is_good = |table: &Table| {
        let batch = read(&format!("{}.csv", record.name), &csv(table));
        batch.problems().is_empty()
    };
    tables.find(is_good).expect("one row is good by itself")
}

fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for row in table {
        writer.write_record(row).expect("a row");
    }
    writer.into_inner().expect("bytes")
}

fn xlsx(table: &Table) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (cells, row) in table.iter().zip(0..) {
        for (cell, column) in cells.iter().zip(0..) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    workbook.save_to_buffer().expect("bytes")
}

fn json(table: &Table) -> Vec<u8> {
    let rows: Vec<serde_json::Value> = table[1..]
        .iter()
        .map(|cells| {
            let pairs = table[0].iter().cloned().zip(cells.iter().cloned());
            pairs
                .map(|(name, cell)| (name, serde_json::Value::from(cell)))
                .collect()
        })
        .collect();
    serde_json::to_vec(&rows).expect("bytes")
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default())
        .expect("an archive");
    zip.write_all(bytes).expect("an archive");
    zip.finish().expect("an archive").into_inner()
}

/// A table in every format, each as a file's name and bytes.
fn files(name: &str, table: &Table) -> [(String, Vec<u8>); 4] {
    let packed = zip(&format!("folder/{name}.csv"), &csv(table));
    [
        (format!("{name}.csv"), csv(table)),
        (format!("{name}.xlsx"), xlsx(table)),
        (format!("{name}.json"), json(table)),
        ("batch.zip".to_owned(), packed),
    ]
}

/// Columns that take no value but such as fits the rest of their row, so that only the value of the good row is looked for.
const FITTING: [(&str, &str); 18] = [
    ("prefectures", "code"),
    ("database-facts", "field"),
    ("linkage-statements", "in_force_from"),
    ("linkage-statements", "until"),
    ("linkage-statements", "planned_from"),
    ("linkage-statements", "planned_by"),
    ("access-rules", "amount"),
    ("access-rules", "unit"),
    ("operator-facts", "field"),
    ("entrustments", "level"),
    ("institutions", "code"),
    ("institutions", "prefecture"),
    ("cooperations", "unknown_reason"),
    ("registries", "source_title"),
    ("registries", "source_url"),
    ("registries", "retrieved_excerpt"),
    ("plan-figures", "period_from"),
    ("plan-figures", "period_to"),
];

#[test]
fn every_column_of_every_table_is_kept_in_every_format() {
    let mut lost = Vec::new();
    for record in record_types() {
        let good = good(record);
        // What can be marked in all columns at once, for the formats that differ in nothing else.
        let mut marked = good.clone();
        for (at, column) in record.all_columns().enumerate() {
            let name = format!("{}.{}", record.name, column.name);
            if matches!(column.kind, Kind::Boolean) || FITTING.contains(&(record.name, column.name))
            {
                continue;
            }
            let accepted = markers(column).into_iter().find_map(|marker| {
                let mut table = good.clone();
                table[1][at].clone_from(&marker);
                let batch = read(&format!("{}.csv", record.name), &csv(&table));
                batch.problems().is_empty().then(|| (marker, told(&batch)))
            });
            match accepted {
                None => lost.push(format!("{name}: no marker is accepted")),
                Some((marker, told)) if !is_told(&told, &marker, column.kind) => {
                    lost.push(format!("{name}: {marker}"));
                }
                Some((marker, _)) => {
                    let kept = std::mem::replace(&mut marked[1][at], marker);
                    let batch = read(&format!("{}.csv", record.name), &csv(&marked));
                    if !batch.problems().is_empty() {
                        marked[1][at] = kept;
                    }
                }
            }
        }
        for (file, bytes) in files(record.name, &marked) {
            let batch = read(&file, &bytes);
            assert_eq!(batch.problems(), [], "{file}");
            let told = told(&batch);
            for (column, cell) in record.all_columns().zip(&marked[1]) {
                if matches!(column.kind, Kind::Boolean) || is_told(&told, cell, column.kind) {
                    continue;
                }
                // A text with quotes or line ends is written otherwise.
                if cell.contains(['"', '\n', '\t', '\'']) {
                    continue;
                }
                lost.push(format!("{file} {}: {cell}", column.name));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// What people put around and between the cells of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Oddity {
    NamelessColumn,
    UnknownColumn,
    BeyondHeader,
    TitleAbove,
    NoteBelow,
    HeaderAgain,
    Totals,
    HiddenRow,
    HiddenColumn,
    HiddenSheet,
    OtherSheet,
    MergedDown,
    MergedAcross,
    Formula,
    FormulaUnsaved,
    StruckOut,
    Comment,
    TextBox,
    NumberFormat,
}

const ODDITIES: [Oddity; 19] = [
    Oddity::NamelessColumn,
    Oddity::UnknownColumn,
    Oddity::BeyondHeader,
    Oddity::TitleAbove,
    Oddity::NoteBelow,
    Oddity::HeaderAgain,
    Oddity::Totals,
    Oddity::HiddenRow,
    Oddity::HiddenColumn,
    Oddity::HiddenSheet,
    Oddity::OtherSheet,
    Oddity::MergedDown,
    Oddity::MergedAcross,
    Oddity::Formula,
    Oddity::FormulaUnsaved,
    Oddity::StruckOut,
    Oddity::Comment,
    Oddity::TextBox,
    Oddity::NumberFormat,
];

/// Three approvals, every text of which is a marker.
fn approvals() -> Table {
    let header = [
        "operator",
        "number",
        "approved_on",
        "title_ja",
        "items_note",
        "document",
        "locator",
    ];
    let mut table = vec![header.map(str::to_owned).to_vec()];
    for n in 1..=3 {
        table.push(vec![
            "ldi".to_owned(),
            (700 + n).to_string(),
            format!("2016-02-1{n}"),
            format!("題名の目印{n}"),
            format!("注記の目印{n}"),
            "a-document".to_owned(),
            format!("箇所の目印{n}"),
        ]);
    }
    table
}

/// A workbook of approvals with some oddities, and the texts that a person sees in it.
fn odd_workbook(oddities: &[Oddity]) -> (Vec<u8>, Vec<String>) {
    let has = |oddity: Oddity| oddities.contains(&oddity);
    let mut table = approvals();
    if has(Oddity::Totals) {
        table.push(vec!["合計".to_owned(), "三件の目印".to_owned()]);
    }
    if has(Oddity::HeaderAgain) {
        table.insert(2, table[0].clone());
    }
    if has(Oddity::UnknownColumn) {
        table[0].push("備考欄".to_owned());
        table[1].push("知らない列の目印".to_owned());
    }
    if has(Oddity::BeyondHeader) {
        table[1].resize(9, String::new());
        table[1].push("見出しの外の目印".to_owned());
    }
    if has(Oddity::NamelessColumn) {
        table[0].resize(11, String::new());
        table[0].push("locator".to_owned());
        table[1].resize(10, String::new());
        table[1].push("名のない列の目印".to_owned());
    }
    if has(Oddity::NoteBelow) {
        table.push(vec!["※ 表の下の目印".to_owned()]);
    }
    if has(Oddity::TitleAbove) {
        table.insert(0, vec!["題の目印".to_owned()]);
    }
    let seen: Vec<String> = table
        .iter()
        .flatten()
        .filter(|cell| cell.contains("目印"))
        .cloned()
        .collect();
    let mut seen = seen;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("approvals").expect("a name");
    for (cells, row) in table.iter().zip(0..) {
        for (cell, column) in cells.iter().zip(0..).filter(|(cell, _)| !cell.is_empty()) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    let last = table.len() as u32 - 1;
    let plain = Format::new();
    if has(Oddity::HiddenRow) {
        sheet.set_row_hidden(last).expect("a row");
    }
    if has(Oddity::HiddenColumn) {
        sheet.set_column_hidden(4).expect("a column");
    }
    if has(Oddity::MergedDown) {
        sheet
            .merge_range(last - 1, 6, last, 6, "結合の目印", &plain)
            .expect("cells");
        seen.retain(|text| *text != table[last as usize].get(6).cloned().unwrap_or_default());
        seen.retain(|text| *text != table[last as usize - 1].get(6).cloned().unwrap_or_default());
        seen.push("結合の目印".to_owned());
    }
    if has(Oddity::MergedAcross) {
        sheet
            .merge_range(last, 3, last, 4, "横の結合の目印", &plain)
            .expect("cells");
        for column in [3, 4] {
            seen.retain(|text| {
                *text
                    != table[last as usize]
                        .get(column)
                        .cloned()
                        .unwrap_or_default()
            });
        }
        seen.push("横の結合の目印".to_owned());
    }
    if has(Oddity::Formula) {
        let formula = Formula::new("=A1").set_result("計算の目印");
        sheet.write_formula(1, 4, formula).expect("a cell");
        seen.retain(|text| Some(text) != table[1].get(4));
        seen.push("計算の目印".to_owned());
    }
    if has(Oddity::FormulaUnsaved) {
        sheet
            .write_formula(1, 6, Formula::new("=A1"))
            .expect("a cell");
        seen.retain(|text| Some(text) != table[1].get(6));
    }
    if has(Oddity::StruckOut) {
        let struck_out = Format::new().set_font_strikethrough();
        sheet
            .write_string_with_format(last, 5, "消した-目印", &struck_out)
            .expect("a cell");
    }
    if has(Oddity::Comment) {
        sheet
            .insert_note(1, 1, &Note::new("コメントの目印"))
            .expect("a note");
        seen.push("コメントの目印".to_owned());
    }
    if has(Oddity::TextBox) {
        let shape = Shape::textbox().set_text("図形の目印");
        sheet.insert_shape(9, 9, &shape).expect("a shape");
        seen.push("図形の目印".to_owned());
    }
    if has(Oddity::NumberFormat) {
        let format = Format::new().set_num_format("\"目印\"0\"号\"");
        sheet
            .write_number_with_format(1, 4, 3, &format)
            .expect("a cell");
        seen.retain(|text| Some(text) != table[1].get(4) && text != "計算の目印");
        seen.push("目印3号".to_owned());
    }
    for (oddity, name, is_hidden) in [
        (Oddity::HiddenSheet, "approvals-隠し", true),
        (Oddity::OtherSheet, "メモの目印", false),
    ] {
        if has(oddity) {
            let sheet = workbook.add_worksheet();
            sheet.set_name(name).expect("a name").set_hidden(is_hidden);
            match is_hidden {
                true => {
                    for (cell, column) in approvals()[0].iter().zip(0..) {
                        sheet.write_string(0, column, cell).expect("a cell");
                    }
                    let row = [
                        "ldi",
                        "799",
                        "2016-02-20",
                        "隠しシートの目印",
                        "",
                        "a-document",
                    ];
                    for (cell, column) in row.iter().zip(0..) {
                        sheet.write_string(1, column, *cell).expect("a cell");
                    }
                    seen.push("隠しシートの目印".to_owned());
                }
                false => {
                    sheet.write_string(0, 0, "覚え書き").expect("a cell");
                    seen.push("メモの目印".to_owned());
                }
            }
        }
    }
    (workbook.save_to_buffer().expect("bytes"), seen)
}

/// Nothing that a person sees is missing, unless the file is refused.
fn keeps(oddities: &[Oddity]) -> Result<bool, TestCaseError> {
    let (bytes, seen) = odd_workbook(oddities);
    let batch = read("approvals.xlsx", &bytes);
    let told = told(&batch);
    if batch.problems().is_empty() {
        for text in seen {
            prop_assert!(told.contains(&text), "{oddities:?}: {text} is lost");
        }
    }
    Ok(batch.problems().is_empty())
}

#[test]
fn each_oddity_of_a_workbook_is_kept_or_refused() {
    let accepted: Vec<Oddity> = ODDITIES
        .into_iter()
        .filter(|oddity| keeps(&[*oddity]).expect("nothing is lost"))
        .collect();
    let wanted = [
        Oddity::NoteBelow,
        Oddity::HeaderAgain,
        Oddity::HiddenRow,
        Oddity::HiddenColumn,
        Oddity::HiddenSheet,
        Oddity::OtherSheet,
        Oddity::MergedDown,
        Oddity::Formula,
        Oddity::StruckOut,
        Oddity::Comment,
        Oddity::TextBox,
        Oddity::NumberFormat,
    ];
    assert_eq!(accepted, wanted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn oddities_together_lose_nothing(oddities in proptest::sample::subsequence(&ODDITIES[..], 0..6)) {
        keeps(&oddities)?;
    }
}
