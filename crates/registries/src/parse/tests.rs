//! Every distinct printed value of the data set with what is read from it, in tables that were read by eye.
//!
//! A table is a file beside this one. When a rule or the data change, the test prints the new table: read the
//! difference before you put it in place of the old one.

use std::collections::BTreeSet;

use super::*;
use crate::samples::{rows, tables};
use crate::{Biospecimens, CompanyUse, CountUnit};

fn column(name: &str) -> BTreeSet<String> {
    rows("registries")
        .iter()
        .map(|row| row[name].clone())
        .collect()
}

fn check(table: &str, expected: &str, lines: impl IntoIterator<Item = String>) {
    let found: Vec<String> = lines.into_iter().collect();
    let found = found.join("\n");
    assert!(
        found.trim() == expected.trim(),
        "{table} differs; the new table is\n{found}\n"
    );
}

fn flags(approximate: bool, at_least: bool) -> &'static str {
    match (approximate, at_least) {
        (false, false) => "",
        (true, false) => "~",
        (false, true) => ">=",
        (true, true) => "~>=",
    }
}

#[test]
fn every_company_use() {
    let lines = rows("registries")
        .into_iter()
        .filter(|row| !row["company_use"].is_empty())
        .map(|row| {
            let purposes: Vec<String> = row["purposes"].split('|').map(str::to_owned).collect();
            let modes = modes(&row["company_use"], &purposes);
            let modes: Vec<&str> = modes.0.iter().map(|mode| mode.word()).collect();
            let answer = company_use(&row["company_use"]).word();
            format!(
                "{} | {} => {answer} {}",
                row["id_slug"],
                row["company_use"],
                modes.join(" ")
            )
        });
    check("company_use", include_str!("tests/company_use.txt"), lines);
}

#[test]
fn every_case_count() {
    let tables = tables();
    let mut lines = Vec::new();
    for registry in tables
        .registries
        .iter()
        .filter(|registry| registry.cases_raw.is_some())
    {
        lines.push(format!(
            "{} | {} | {}",
            registry.id,
            registry.cases_raw.as_deref().unwrap_or(""),
            registry.cases_as_of_raw.as_deref().unwrap_or("-")
        ));
        for count in tables
            .counts
            .iter()
            .filter(|count| count.registry == registry.id)
        {
            let as_of = count.as_of.map_or("-".to_owned(), |date| date.to_string());
            lines.push(format!(
                "    {}{} {} {} {as_of} {}",
                flags(count.approximate, count.at_least),
                count.quantity,
                count.unit.word(),
                count.kind.word(),
                count.label.as_deref().unwrap_or("-"),
            ));
        }
    }
    check("cases", include_str!("tests/cases.txt"), lines);
}

#[test]
fn every_start() {
    let lines = column("started")
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| {
            let Some(started) = started(&text) else {
                return format!("{text} => unread");
            };
            let about = if started.approximate { "~" } else { "" };
            format!(
                "{text} => {about}{} {}",
                started.on,
                started.note.as_deref().unwrap_or("")
            )
            .trim_end()
            .to_owned()
        });
    check("started", include_str!("tests/started.txt"), lines);
}

#[test]
fn every_number_of_sites() {
    let lines = column("sites")
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| {
            let Some(sites) = sites(&text) else {
                return format!("{text} => unread");
            };
            let as_of = sites.as_of.map_or(String::new(), |date| format!(" {date}"));
            format!(
                "{text} => {}{}{as_of}",
                flags(sites.approximate, sites.at_least),
                sites.count
            )
        });
    check("sites", include_str!("tests/sites.txt"), lines);
}

#[test]
fn every_kind_region_and_standing() {
    let lines = tables().registries.into_iter().map(|row| {
        let basis = |text: &Option<String>| {
            text.as_ref()
                .map_or(String::new(), |text| format!("「{text}」"))
        };
        format!(
            "{} {} => {}{} {}{}{} {}{}",
            row.id,
            row.name_ja,
            row.kind.word(),
            basis(&row.kind_basis),
            row.region.word(),
            row.prefectures.0.join(","),
            basis(&row.region_basis),
            row.standing.word(),
            basis(&row.standing_basis),
        )
    });
    check("nature", include_str!("tests/nature.txt"), lines);
}

#[test]
fn every_purpose_and_data_item() {
    let items = |name: &str| -> BTreeSet<String> {
        let column = column(name);
        let items = column.iter().flat_map(|text| text.split('|'));
        items
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let lines = items("purposes").into_iter().map(|text| {
        let read = purposes(std::slice::from_ref(&text));
        let words: Vec<&str> = read.0.iter().map(|purpose| purpose.word()).collect();
        format!("{text} => {}", words.join(" "))
            .trim_end()
            .to_owned()
    });
    check("purposes", include_str!("tests/purposes.txt"), lines);
    let lines = items("data_items").into_iter().map(|text| {
        let read = data_classes(std::slice::from_ref(&text));
        let words: Vec<&str> = read.0.iter().map(|class| class.word()).collect();
        format!("{text} => {}", words.join(" "))
            .trim_end()
            .to_owned()
    });
    check("data_items", include_str!("tests/data_items.txt"), lines);
}

#[test]
fn only_a_refusal_is_a_no() {
    for text in [
        "不可",
        "企業は利用できない",
        "大学に限る。営利企業の利用は不可",
        "研究者(企業を除く)",
    ] {
        assert_eq!(company_use(text), CompanyUse::No, "{text}");
    }
    for text in [
        "",
        "企業は挙がっていない",
        "申請者は会員施設に限る",
        "個人を特定することはできない。企業と検討中",
        "研究者が利用可",
    ] {
        assert_eq!(company_use(text), CompanyUse::Unknown, "{text}");
    }
    assert_eq!(
        company_use("条件付き可（審査あり）"),
        CompanyUse::Conditional
    );
    assert_eq!(company_use(" 可"), CompanyUse::Yes);
}

#[test]
fn numbers_as_texts_print_them() {
    let read = |text: &str| -> Vec<(i64, CountUnit, bool, bool)> {
        counts(text, &CountContext::default())
            .iter()
            .map(|count| {
                (
                    count.quantity,
                    count.unit,
                    count.approximate,
                    count.at_least,
                )
            })
            .collect()
    };
    use CountUnit::{Cases, Images, Patients, Specimens};
    assert_eq!(read("１，２３４名"), [(1234, Patients, false, false)]);
    assert_eq!(read("1万7,197例"), [(17_197, Cases, false, false)]);
    assert_eq!(read("約2億5千万枚"), [(250_000_000, Images, true, false)]);
    assert_eq!(read("3千人以上"), [(3_000, Patients, false, true)]);
    assert_eq!(read("500検体程度"), [(500, Specimens, true, false)]);
    assert_eq!(read("0"), [(0, Cases, false, false)]);
    for nothing in [
        "",
        "数百",
        "多数",
        "第20回",
        "2019年",
        "65%",
        "1.5倍",
        "99999999999999999999",
        "99999999999億",
        "JDDM40",
        "(((",
        "|",
    ] {
        assert_eq!(read(nothing), [], "{nothing}");
    }
}

#[test]
fn dates_that_are_none_stay_unread() {
    for text in [
        "",
        "不明",
        "99",
        "2014-13",
        "2014-02-30",
        "平成",
        "平成年度",
        "令",
        "20140",
        "年度",
    ] {
        assert_eq!(started(text), None, "{text}");
    }
    assert_eq!(as_of("2024-09より前(記事に日付なし)"), None);
    assert_eq!(sites(""), None);
    assert_eq!(sites("約"), None);
}

#[test]
fn specimens_are_named_or_unknown() {
    assert_eq!(
        biospecimens(&["検体解析情報(163例)"]),
        Biospecimens::Unknown
    );
    assert_eq!(biospecimens(&["", "遺伝子検体"]), Biospecimens::Yes);
    assert_eq!(biospecimens(&[]), Biospecimens::Unknown);
}
