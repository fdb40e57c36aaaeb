//! Whatever the bytes: no reader panics, and none says nothing. A file gives tables or a problem.
//!
//! Runs shortly with every `cargo test`; `PROPTEST_CASES=100000 cargo test --workspace fuzz` runs longer.

use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::Tables;
use crate::{Batch, Limits, Sheet};

/// Bounds that damaged archives meet soon.
fn limits() -> Limits {
    Limits {
        unpacked_bytes: 1 << 20,
        cells: 20_000,
        rows: 5_000,
        problems: 200,
        ..Limits::default()
    }
}

/// Reads a file to the end, and checks that it says something.
fn read(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut tables = Tables::default();
    tables.add(Path::new(name), bytes, &limits());
    let silent = tables.sheets.is_empty() && tables.problems.is_empty();
    prop_assert!(
        !silent || name.starts_with("manifest") || name.ends_with(".zip"),
        "{name} says nothing"
    );
    for sheet in &tables.sheets {
        prop_assert!(sheet.rows.len() <= limits().rows);
    }
    let batch = Batch::of(tables);
    for problem in batch.problems() {
        prop_assert!(!problem.reason.is_empty() && !problem.reason_ja.is_empty());
    }
    Ok(())
}

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"));
    let entries = std::fs::read_dir(folder).expect("the corpus is there");
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "md"))
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read(path).expect("a file"))
        })
        .collect();
    files.sort();
    files
}

/// What is wrong with each file of the corpus as a file; nothing where it is read.
const TRAITS: [(&str, &str); 18] = [
    ("approvals-ditto.csv", ""),
    ("batch.json", ""),
    ("empty.csv", "the file is empty"),
    ("figures-bomb.xlsx", "unpacks to more than"),
    ("figures-ditto.csv", "is a quote mark alone in its cell"),
    ("figures-error.xlsx", "is the error of a formula"),
    ("figures-euc.csv", "seems to be EUC-JP"),
    ("figures-far.xlsx", "holds more than 256 columns"),
    ("figures-lines.csv", ""),
    ("figures-macro.xlsx", "holds macros"),
    ("figures-plain.csv", ""),
    ("figures-shift-jis.csv", ""),
    ("figures-utf16.csv", "the text is UTF-16"),
    ("figures-wrong.json", "is no table in JSON"),
    ("figures.xlsx", ""),
    ("folder.zip", "differs from its checksum"),
    ("manifest.toml", "is named in the manifest but is not there"),
    ("old.xls", "is an old .xls"),
];

#[test]
fn every_file_of_the_corpus_is_read_or_refused_for_its_trait() {
    let files = corpus();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, TRAITS.map(|(name, _)| name));
    for ((name, bytes), (_, wrong)) in files.iter().zip(TRAITS) {
        read(name, bytes).expect("nothing is silent");
        let mut tables = Tables::default();
        tables.add(Path::new(name), bytes, &limits());
        tables.finish();
        let said: Vec<String> = tables.problems.iter().map(ToString::to_string).collect();
        if wrong.is_empty() {
            assert_eq!(said, [""; 0], "{name}");
            assert!(!tables.sheets.is_empty(), "{name}");
        } else {
            assert!(
                said.iter().any(|said| said.contains(wrong)),
                "{name}: {said:#?}"
            );
        }
    }
}

/// One damage: bytes replaced, taken out or doubled.
fn damage(bytes: &mut Vec<u8>, at: Index, kind: u8, with: &[u8]) {
    if bytes.is_empty() {
        bytes.extend(with);
        return;
    }
    let start = at.index(bytes.len());
    let end = (start + with.len().max(1)).min(bytes.len());
    match kind % 4 {
        0 => {
            for (byte, new) in bytes[start..end].iter_mut().zip(with.iter().chain(b"\"")) {
                *byte = *new;
            }
        }
        1 => drop(bytes.drain(start..end)),
        2 => {
            let twice = bytes[start..end].to_vec();
            bytes.splice(start..start, twice);
        }
        _ => drop(bytes.splice(start..start, with.iter().copied())),
    }
}

const NAMES: [&str; 7] = [
    "figures.csv",
    "approvals.csv",
    "figures.json",
    "figures.xlsx",
    "figures.zip",
    "manifest.toml",
    "manifest.json",
];

/// Cells of ordinary text, and of what a quoted field may hold.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zあ-ん0-9 ]{0,6}",
        "[a-z\",;|]{0,5}",
        "[a-zア-ン]{1,4}(\n|\r\n)[a-z\"ア-ン]{1,4}",
    ]
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(name in 0..NAMES.len(), bytes in vec(any::<u8>(), 0..400)) {
        read(NAMES[name], &bytes)?;
    }

    #[test]
    fn arbitrary_csv_text_never_panics(text in "[a-c,\"\n\r 〃]{0,80}") {
        read("figures.csv", text.as_bytes())?;
    }

    #[test]
    fn damaged_files_of_the_corpus_never_panic(
        file in any::<Index>(),
        damages in vec((any::<Index>(), any::<u8>(), vec(any::<u8>(), 0..12)), 1..6),
    ) {
        let files = corpus();
        let (name, mut bytes) = files[file.index(files.len())].clone();
        for (at, kind, with) in damages {
            damage(&mut bytes, at, kind, &with);
        }
        read(&name, &bytes)?;
    }

    #[test]
    fn what_is_written_as_csv_is_read_as_the_same_rows(
        rows in vec(vec(cell(), 5), 1..8),
    ) {
        // Two bare marks in a row and a cell of commas look alike; a cell that begins with a comma is no text.
        prop_assume!(rows.iter().flatten().all(|cell| !cell.starts_with(',')));
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["a", "b", "c", "d", "e"]).expect("a header");
        for row in &rows {
            writer.write_record(row).expect("a row");
        }
        let bytes = writer.into_inner().expect("bytes");
        let sheet = Sheet::from_csv("figures.csv", &bytes);
        prop_assert!(sheet.is_ok(), "{:?}\n{}", sheet, String::from_utf8_lossy(&bytes));
        let read: Vec<Vec<String>> = sheet.expect("checked").rows.into_iter().map(|(_, cells)| cells).collect();
        let kept: Vec<Vec<String>> = rows
            .into_iter()
            .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        prop_assert_eq!(read, kept);
    }

    #[test]
    fn a_bare_mark_swallows_no_row(
        rows in vec((vec("[a-zあ-ん]{1,4}", 5), vec(any::<bool>(), 5)), 1..8),
    ) {
        let mut text = String::from("a,b,c,d,e\n");
        let mut marked = 0;
        for (cells, marks) in &rows {
            let cells: Vec<&str> = cells
                .iter()
                .zip(marks)
                .map(|(cell, mark)| if *mark { "\"" } else { cell.as_str() })
                .collect();
            marked += usize::from(marks.contains(&true));
            text += &format!("{}\n", cells.join(","));
        }
        let mut tables = Tables::default();
        tables.add(Path::new("figures.csv"), text.as_bytes(), &limits());
        prop_assert_eq!(tables.sheets[0].rows.len(), rows.len(), "{}", text);
        let mut at: Vec<u32> = tables.problems.iter().map(|problem| problem.place.row).collect();
        at.dedup();
        prop_assert_eq!(at.len(), marked, "{}\n{:?}", text, tables.problems);
    }
}
