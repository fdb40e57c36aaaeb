//! Tables: approvals, registries, the linkage matrix.

use std::collections::HashMap;

use harness::{Page, Record, Service, import, on_both, on_both_bundled};
use ingest::Sheet;

type Line = HashMap<String, String>;

/// The lines of a table by column; its first bytes are a byte order mark.
fn lines(page: &Page) -> Vec<Line> {
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|line| {
            let line = line.unwrap();
            let cells = header.iter().zip(line.iter());
            cells
                .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
                .collect()
        })
        .collect()
}

fn same<T: PartialEq + std::fmt::Debug>(answers: Vec<(harness::Backend, T)>) -> T {
    let mut answers = answers.into_iter();
    let (_, first) = answers.next().expect("a database");
    for (backend, other) in answers {
        assert!(first == other, "{backend:?} answers differently");
    }
    first
}

#[test]
fn every_approval_stands_in_the_table_with_its_proof() {
    same(on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let page = service.get("/export/approvals.csv").await;
        assert_eq!(page.selects, 1, "one statement for the evidence of all");
        let table = lines(&page);
        assert_eq!(table.len(), 62);

        let first = &table
            .iter()
            .find(|line| line["approval"] == "ldi:1")
            .unwrap();
        assert_eq!(
            first["title_ja"],
            "乳癌のサブタイプ別、治療実態を探るための千年カルテデータのフィージビリティ"
        );
        assert_eq!(first["printed_items"], "電子カルテ、DPC調査、レポート");
        assert_eq!(first["items_derivation"], "CORRECTED");
        assert_eq!(first["data_items"], "ehr|dpc|claims");
        assert_eq!(first["user_sectors"], "ACADEMIA");
        assert_eq!(first["user_sectors_ja"], "アカデミア");
        assert_eq!(first["document"], "mhlw-kpi-5");
        assert!(first["document_title"].chars().any(|c| c > '\u{3000}'));
        assert!(first["locator"].ends_with("表 LDI 行 No.1"));
        assert!(first["raw_text"].starts_with("1\t2020年10月20日\t乳癌"));
        assert_eq!(first["derivation"], "STATED");

        let second = &table
            .iter()
            .find(|line| line["approval"] == "ldi:2")
            .unwrap();
        assert_eq!(second["printed_items"], "\"", "the ditto mark as printed");
        assert_eq!(second["items_derivation"], "DITTO");
        assert!(
            page.text().contains(",\"\"\"\",DITTO,"),
            "a quote is quoted and doubled"
        );

        let order: Vec<(&str, i64)> = table
            .iter()
            .map(|line| (line["operator"].as_str(), line["number"].parse().unwrap()))
            .collect();
        assert!(order.is_sorted(), "by operator and number");
        page.body
    }));
}

#[test]
fn every_registry_stands_in_the_table_typed_and_printed() {
    same(on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let page = service.get("/export/registries.csv").await;
        assert_eq!(page.selects, 1);
        let table = lines(&page);
        assert_eq!(table.len(), 434);
        let remudy = table.iter().find(|line| line["registry"] == "remudy");
        let remudy = remudy.unwrap();
        assert_eq!(remudy["name_ja"], "神経・筋疾患患者登録(Remudy)");
        assert_eq!(remudy["started_on"], "2009");
        assert_eq!(remudy["cases_raw"], "3000超");
        assert!(remudy["case_counts"].starts_with(">3000 "));
        assert_eq!(
            remudy["documents"].split('|').count(),
            remudy["document_urls"].split('|').count()
        );
        let blank = table.iter().find(|line| line["started_raw"].is_empty());
        assert_eq!(blank.unwrap()["started_approximate"], "", "unknown, not no");
        page.body
    }));
}

#[test]
fn the_matrix_answers_for_a_form_and_two_days() {
    same(on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let page = service
            .get("/export/linkage-matrix.csv?on=2026-11-21&knownBy=2026-11-21")
            .await;
        assert_eq!(page.selects, 0, "verdicts come from memory");
        let table = lines(&page);
        assert_eq!(table.len(), 11);
        let state = |table: &[Line], a: &str, b: &str| {
            table.iter().find(|line| line["database"] == a).unwrap()[b].clone()
        };
        assert_eq!(state(&table, "ndb", "ndb"), "");
        assert_eq!(
            state(&table, "ndb", "jisedai"),
            state(&table, "jisedai", "ndb")
        );
        assert!(state(&table, "ndb", "jisedai").starts_with("IN_FORCE"));
        assert!(page.text().contains("OVERDUE"));
        let earlier = "/export/linkage-matrix.csv?on=2025-03-01&knownBy=2025-03-31";
        let earlier = lines(&service.get(earlier).await);
        let contested = state(&earlier, "ndb", "jisedai");
        assert!(contested.starts_with("IN_FORCE|CONTESTED"), "{contested}");
        let pseudonymised = "/export/linkage-matrix.csv?form=PSEUDONYMISED";
        let pseudonymised = lines(&service.get(pseudonymised).await);
        assert!(state(&pseudonymised, "ndb", "jisedai").starts_with("PROHIBITED"));
        let pairs = lines(&service.get("/export/linkage-matrix.csv?layout=PAIRS").await);
        assert_eq!(pairs.len(), 55);
        let pair = pairs
            .iter()
            .find(|line| line["database_a"] == "ndb" && line["database_b"] == "jisedai")
            .unwrap();
        assert_eq!(pair["state"], "IN_FORCE");
        assert!(!pair["statement"].is_empty() && !pair["document_title"].is_empty());
        page.body
    }));
}

/// Operators and titles that a spreadsheet might take for formulas.
const ODD: [&str; 5] = ["=1+1", "+81", "-x", "@sum", "\"引用\", と\tタブ"];

async fn odd(record: &Record) {
    let sheet = |name: &str, text: String| Sheet::from_csv(name, text.as_bytes()).unwrap();
    let documents = "id,title,text_quality\nd,資料,PUBLIC_PAGE\n".to_owned();
    let operators =
        "operator,field,value,document,derivation\no,name_ja,事業者,d,STATED\n".to_owned();
    let mut approvals = "operator,number,approved_on,title_ja,document,derivation\n".to_owned();
    for number in 1..=1_201 {
        let title = match ODD.get(number - 1) {
            Some(title) => format!("\"{}\"", title.replace('"', "\"\"")),
            None => format!("題名{number}"),
        };
        approvals += &format!("o,{number},2024-01-01,{title},d,STATED\n");
    }
    let sheets = [
        sheet("documents.csv", documents),
        sheet("operator-facts.csv", operators),
        sheet("approvals.csv", approvals),
    ];
    import(&record.store, &sheets, vec![]).await.unwrap();
}

#[test]
fn a_long_table_comes_in_parts_and_no_cell_is_changed() {
    on_both(async |record| {
        odd(record).await;
        let service = Service::over(&record.store).await;
        let page = service.get("/export/approvals.csv").await;
        assert_eq!(page.selects, 3, "500 approvals to a statement");
        assert_eq!(page.header("content-length"), "", "its length is not known");
        assert!(page.header("etag").starts_with("W/"));
        let table = lines(&page);
        assert_eq!(table.len(), 1_201);
        assert_eq!(page.text().matches("title_ja").count(), 1, "one header");
        for (line, odd) in table.iter().zip(ODD) {
            assert_eq!(line["title_ja"], odd);
        }
        assert!(page.text().contains(",=1+1,"), "not even an apostrophe");
        assert_eq!(table[1_200]["title_ja"], "題名1201");
        assert_eq!(table[1_200]["document_title"], "資料");
    });
}
