use std::path::Path;

use super::{Tables, record_by_header, record_named};
use crate::{Batch, Limits, sha256};

const FIGURES: &str =
    "id,subject,kind,label_ja,quantity,unit,document\nx,catalogue,PERSONS,人,1,PERSONS,d\n";

fn tables(files: &[(&str, &[u8])]) -> Tables {
    let mut tables = Tables::default();
    for (path, bytes) in files {
        tables.add(Path::new(path), bytes, &Limits::default());
    }
    tables
}

fn problems(files: &[(&str, &[u8])]) -> Vec<String> {
    let batch = Batch::of(tables(files));
    batch.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn the_problems_of_all_files_come_together() {
    let said = problems(&[
        ("figures.csv", b"id,subject\n\",x\ny,\"\n"),
        ("figures.json", b"{"),
        ("notes.txt", b"x"),
        ("old.xls", b"\xD0\xCF\x11\xE0"),
        (
            "provisions.csv",
            b"database,number,form,state,document\nndb,x,ANONYMISED,IN_FORCE,d\n",
        ),
    ]);
    for part in [
        "figures.csv:2 id",
        "figures.csv:3 subject",
        "figures.csv:1 kind: is missing",
        "figures.json:1: is no table",
        "notes.txt: is no kind of file",
        "old.xls: is an old .xls",
        "provisions.csv:2 number",
    ] {
        assert!(
            said.iter().any(|line| line.starts_with(part)),
            "{part}: {said:#?}"
        );
    }
}

#[test]
fn files_beyond_what_an_import_may_hold_are_left_out() {
    let cells = Limits {
        total_cells: 7,
        ..Limits::default()
    };
    let text = Limits {
        total_text_bytes: 29,
        ..Limits::default()
    };
    for limits in [cells, text] {
        let mut tables = Tables::default();
        for file in ["figures.csv", "figures-more.csv", "figures-most.csv"] {
            tables.add(Path::new(file), FIGURES.as_bytes(), &limits);
        }
        assert_eq!(tables.sheets.len(), 2, "the second goes past the limit");
        let left_out: Vec<String> = tables.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            left_out,
            [
                "figures-most.csv: is left out: the files before it fill an import; import it by itself"
            ]
        );
    }
}

#[test]
fn a_manifest_is_held_against_the_files_beside_it() {
    let right = format!(
        "[[files]]\nfile = \"figures.csv\"\nsha256 = \"{}\"\nrows = 1\n",
        sha256(FIGURES.as_bytes())
    );
    assert_eq!(
        problems(&[
            ("a/figures.csv", FIGURES.as_bytes()),
            ("a/manifest.toml", right.as_bytes())
        ]),
        [""; 0]
    );
    let wrong = r#"{"files": [{"file": "figures.csv", "sha256": "00"}, {"file": "gone.csv", "sha256": "00"}]}"#;
    let said = problems(&[
        ("a/figures.csv", FIGURES.as_bytes()),
        ("a/figures-more.csv", FIGURES.replace("x,", "y,").as_bytes()),
        ("b/figures-b.csv", FIGURES.replace("x,", "z,").as_bytes()),
        ("a/manifest.json", wrong.as_bytes()),
        ("b/manifest.toml", b"files = 3"),
    ]);
    insta::assert_snapshot!(said.join("\n"), @r"
    manifest.toml: is no manifest (invalid type: integer `3`, expected a sequence): list `files`, each with `file` and `sha256`
    manifest.json `figures.csv`: differs from its checksum in the manifest: it was changed or damaged; get it again, or write its new checksum
    manifest.json `gone.csv`: is named in the manifest but is not there: add the file
    figures-more.csv: is not named in manifest.json: name it or take it away
    ");
}

#[test]
fn an_archive_is_read_like_a_folder() {
    use std::io::Write;
    let manifest = format!(
        r#"{{"files": [{{"file": "figures.csv", "sha256": "{}"}}]}}"#,
        sha256(FIGURES.as_bytes())
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        ("figures.csv", FIGURES),
        ("manifest.json", manifest.as_str()),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let tables = tables(&[("all.zip", &bytes)]);
    assert_eq!(tables.sheets.len(), 1);
    assert_eq!(tables.files, [format!("all.zip {}", sha256(&bytes))]);
    assert_eq!(Batch::of(tables).problems(), []);
}

#[test]
fn a_table_is_known_by_name_or_header() {
    let name = |name| record_named(name).map(|record| record.name);
    assert_eq!(name("figures-operators"), Some("figures"));
    assert_eq!(name("Linkage_Statements"), Some("linkage-statements"));
    assert_eq!(name("figurestwo"), None);
    let header = |cells: &str| {
        let cells: Vec<String> = cells.split(',').map(str::to_owned).collect();
        record_by_header(&cells).map(|record| record.name)
    };
    // What reviews needs is a part of what provisions need.
    assert_eq!(
        header("database,number,form,from,state,recipients,document"),
        Some("provisions")
    );
    assert_eq!(
        header("データベース,番号,名称,状態,資料"),
        Some("review-bodies")
    );
    assert_eq!(header("a,b"), None);
}

#[test]
fn a_workbook_gives_the_sheets_that_it_can_tell_and_names_the_others() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let header = [
        "id", "subject", "kind", "label_ja", "quantity", "unit", "document",
    ];
    book.add_worksheet()
        .set_name("2026Q1")
        .unwrap()
        .write_row(0, 0, header)
        .unwrap();
    book.add_worksheet()
        .set_name("memo")
        .unwrap()
        .write(0, 0, "hello")
        .unwrap();
    book.add_worksheet();
    let bytes = book.save_to_buffer().unwrap();
    let tables = tables(&[("figures.xlsx", &bytes)]);
    assert_eq!(tables.sheets.len(), 1);
    assert_eq!(tables.notices.len(), 1);
    insta::assert_snapshot!(tables.notices[0], @"figures.xlsx[memo]: left out: neither its name nor its header tells what it holds");
}
