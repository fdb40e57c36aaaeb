//! Builds an index of generated registries and measures it against the figures asked for: build time, memory,
//! and the time of a first page (read the query, search, highlight twenty rows).
//!
//! `cargo bench -p text` for 100,000 rows, `cargo bench -p text -- 20000` for another number.

#[path = "search/generator.rs"]
mod generator;

use std::hint::black_box;
use std::time::{Duration, Instant};

use generator::{Registry, synonyms};
use text::{Field, Index, IndexBuilder, Query, Synonyms, Weights, highlights};

/// Queries as people type them, of every length and script; about half find more than a tenth of the rows.
const QUERIES: &[&str] = &[
    "癌",
    "がん",
    "ガン",
    "ｶﾞﾝ",
    "肺",
    "の",
    "登録",
    "患者",
    "研究",
    "病",
    "筋ジス",
    "心不全",
    "糖尿病",
    "腎疾患",
    "脳神経",
    "希少疾患",
    "肺癌",
    "ALS",
    "als",
    "CKD",
    "registry",
    "muscular dystrophy",
    "cancer",
    "heart failure",
    "japan",
    "cohort",
    "gan",
    "レジストリ",
    "レジストリー",
    "データベース",
    "コホート研究",
    "国立国際医療研究センター",
    "国立がん研究センター",
    "東京大学",
    "京都大学医学部附属病院",
    "自然歴",
    "外部対照",
    "令和6年",
    "2024年",
    "平成30年4月",
    "がん 登録",
    "肺がん　レジストリ",
    "糖尿病 腎症 コホート",
    "筋ジストロフィー患者登録",
    "ALS患者登録",
    "希少疾患患者登録システム",
    "本研究は全国の医療機関から",
    "患者の自然歴を明らかにすることを目的とする",
    "全国の医療機関から匿名化された診療情報を収集",
    "遺伝子検査の結果と治療内容を毎年更新する",
    "企業への情報提供",
    "同意を得た患者",
    "膵神経内分泌腫瘍",
    "多施設共同前向き観察研究",
    "registry of japan",
    "慢性 患者 研究 登録 2015",
];

/// What someone might send who wants it to take long: common words with many expansions, in many compounds.
const COMPOUNDS: &[&str] = &[
    "がん患者登録",
    "がん研究",
    "患者登録がん",
    "研究がん",
    "がん登録",
    "登録がん",
    "レジストリがん",
    "がん患者",
    "患者がん",
    "japan",
    "registry",
];

/// Queries that find nothing.
const NOTHING: &[&str] = &[
    "火星移住計画",
    "xylophone",
    "宇宙船",
    "がん 火星",
    "ぬぬぬ",
    "😀",
    "zzzz 登録",
];

fn main() {
    let count = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100_000);
    let synonyms = synonyms();
    for rows in [count, 350] {
        println!("== {rows} registries");
        measure(rows, &synonyms);
    }
}

fn measure(rows: u32, synonyms: &Synonyms) {
    let before = resident();
    let mut spent = Duration::ZERO;
    let mut characters = 0;
    let mut builder = IndexBuilder::new(Weights::default());
    for row in 0..rows {
        let registry = Registry::generate(row);
        let start = Instant::now();
        for (field, text) in &registry.fields {
            builder.add(row, *field, text);
            characters += text.chars().count();
        }
        spent += start.elapsed();
    }
    let start = Instant::now();
    let index = builder.build();
    spent += start.elapsed();
    println!(
        "{} characters each; built in {:.2} s; index {:.0} MiB by its own count; process {} MiB more than before, {} MiB at its peak",
        characters / rows as usize,
        spent.as_secs_f64(),
        index.bytes() as f64 / 1_048_576.0,
        resident().saturating_sub(before),
        peak(),
    );
    pages("first pages", &index, synonyms, QUERIES);
    pages("queries without a match", &index, synonyms, NOTHING);
    let long: Vec<String> = [
        "癌".repeat(10_000),
        "がん ".repeat(3_400),
        QUERIES.join(" ").repeat(20),
        COMPOUNDS.join(" "),
    ]
    .into();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    pages(
        "queries made to be slow, most of 10,000 characters",
        &index,
        synonyms,
        &long,
    );
}

fn pages(what: &str, index: &Index, synonyms: &Synonyms, queries: &[&str]) {
    println!("-- {what}");
    let mut medians = Vec::new();
    let mut worst = Duration::ZERO;
    for text in queries {
        let mut times: Vec<[Duration; 2]> = (0..9).map(|_| page(index, synonyms, text)).collect();
        times.sort_by_key(|parts| parts.iter().sum::<Duration>());
        let [search, highlight] = times[times.len() / 2];
        let total = search + highlight;
        let found =
            Query::parse(text, synonyms).map_or(0, |query| index.search(&query, None).rows.len());
        let shown: String = text.chars().take(20).collect();
        println!(
            "{:>9.3} ms  search {:>7.3}  highlights {:>6.3}  {found:>6} rows  {shown}",
            ms(total),
            ms(search),
            ms(highlight),
        );
        worst = worst.max(
            times
                .iter()
                .map(|parts| parts.iter().sum())
                .max()
                .unwrap_or_default(),
        );
        medians.push(total);
    }
    medians.sort();
    println!(
        "{what}: median {:.3} ms, slowest query {:.3} ms, slowest of all runs {:.3} ms",
        ms(medians[medians.len() / 2]),
        ms(medians.last().copied().unwrap_or_default()),
        ms(worst)
    );
}

/// One first page: the times of reading and searching, and of the highlights.
fn page(index: &Index, synonyms: &Synonyms, text: &str) -> [Duration; 2] {
    let start = Instant::now();
    let Some(query) = Query::parse(text, synonyms) else {
        return [Duration::ZERO; 2];
    };
    let hits = index.search(&query, None);
    let search = start.elapsed();
    let shown: Vec<Registry> = hits
        .rows
        .iter()
        .take(20)
        .map(|&(row, _)| Registry::generate(row))
        .collect();
    let start = Instant::now();
    for registry in &shown {
        for (field, text) in &registry.fields {
            if matches!(field, Field::Name | Field::Body) {
                black_box(highlights(text, &query));
            }
        }
    }
    [search, start.elapsed()]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Memory of this process in MiB, now; 0 where the system does not tell.
fn resident() -> u64 {
    status("VmRSS:")
}

/// The most it ever had.
fn peak() -> u64 {
    status("VmHWM:")
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib: Option<u64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kib.unwrap_or(0) / 1024
}
