use approvals::{Approval, DataForm, UserSector, UserSectors, approval::approval_id};
use base::{OperatorId, Revision};
use chrono::NaiveDate;

use super::approvals::{ApprovalRow, ApprovalRows};
use super::{approvals_xlsx, data_use_register_csv};
use crate::sheet::{Limits, from_csv, from_workbook};

fn rows(titles: &[&str]) -> ApprovalRows {
    let operator = OperatorId::new("ldi");
    let rows = (1..).zip(titles).map(|(number, title)| ApprovalRow {
        approval: Approval {
            id: approval_id(&operator, number),
            since_revision: 1,
            until_revision: None,
            operator: operator.clone(),
            number,
            approved_on: NaiveDate::from_ymd_opt(2024, 4, 1).unwrap(),
            title_ja: (*title).to_owned(),
            data_form: Some(DataForm::Pseudonymised),
            user_sectors: UserSectors(vec![UserSector::Academia, UserSector::Company]),
            printed_items: Some("\"".to_owned()),
            items_derivation: None,
            items_note: None,
        },
        operator: "ライフデータ".to_owned(),
        data_items: vec![
            ["ehr".to_owned(), "電子カルテ".to_owned()],
            ["new".to_owned(), String::new()],
        ],
        databases: vec![],
        diseases: vec![],
        evidence: None,
        document: None,
    });
    ApprovalRows {
        revision: Revision(3),
        rows: rows.collect(),
    }
}

const FORMULAS: [&str; 4] = ["=HYPERLINK(\"http://x\")", "+1", "-1+2", "@SUM(A1)"];

#[test]
fn texts_that_look_like_formulas_stay_texts() {
    let approvals = rows(&FORMULAS);
    let book = approvals_xlsx(&approvals).unwrap();
    let found = from_workbook("book.xlsx", &book, &Limits::default());
    for (at, title) in FORMULAS.iter().enumerate() {
        assert_eq!(found.sheets[0].rows[at].1[5], *title);
    }
    // No cell of the workbook is a formula.
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut xml = String::new();
    let mut sheet = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut sheet, &mut xml).unwrap();
    assert!(!xml.contains("<f>"), "{xml}");
}

#[test]
fn a_text_longer_than_a_cell_is_cut_in_a_workbook_only() {
    let long = "𠮷".repeat(20_000);
    let approvals = rows(&[&long]);
    let book = approvals_xlsx(&approvals).unwrap();
    let found = from_workbook("book.xlsx", &book, &Limits::default());
    assert_eq!(found.sheets[0].rows[0].1[5].chars().count(), 16_383);
    let csv = String::from_utf8(data_use_register_csv(&approvals).unwrap()).unwrap();
    assert!(csv.contains(&long));
}

#[test]
fn the_register_names_what_is_known_and_nothing_else() {
    let csv = data_use_register_csv(&rows(&["題"])).unwrap();
    let found = from_csv("register.csv", &csv, &Limits::default());
    let sheet = &found.sheets[0];
    let said: Vec<String> = sheet
        .header
        .iter()
        .zip(&sheet.rows[0].1)
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(name, cell)| format!("{name}: {cell}"))
        .collect();
    assert_eq!(sheet.header.len(), 32);
    insta::assert_snapshot!(said.join("\n"), @r"
    Organisation sector: Academia, Company
    DEA accredited researcher?: Not applicable
    Project ID: ldi:1
    Project title: 題
    Latest approval date: 2024-04-01
    Dataset(s) name: ライフデータ (電子カルテ; new)
    Data sensitivity level: De-Personalised
    Legal basis for provision of data under Article 6: Not applicable
    Lawful conditions for provision of data under Article 9: Not applicable
    Common Law Duty of Confidentiality: Not applicable
    National data opt-out applied?: Not applicable
    ");
}
