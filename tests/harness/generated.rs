//! A large data set that looks like the real one: the same every time, with the real diseases, hosts and operators, few of them
//! often and most of them rarely. It enters by the way of every import.

use std::fmt::Write;

use crate::{read, root};

/// How many rows there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The word for it.
    pub name: &'static str,
    /// Registries.
    pub registries: usize,
    /// Approvals.
    pub approvals: usize,
}

impl Size {
    /// What can be asked for by name.
    pub const ALL: [Self; 3] = [
        Self::new("small", 200, 100),
        Self::new("medium", 10_000, 100_000),
        Self::new("large", 100_000, 1_000_000),
    ];

    const fn new(name: &'static str, registries: usize, approvals: usize) -> Self {
        Self {
            name,
            registries,
            approvals,
        }
    }

    /// The size of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name == name)
    }
}

/// A file's name and text.
pub type File = (&'static str, String);

/// The files of a data set, to be imported beside the real one.
pub fn generated(size: Size) -> Vec<File> {
    let mut registries = REGISTRIES.to_owned();
    let mut diseases = "registry,disease,derivation,printed\n".to_owned();
    let mut hosts = "registry,host,printed,role_note\n".to_owned();
    let mut approvals = APPROVALS.to_owned();
    let mut tags = "operator,number,disease,printed,derivation\n".to_owned();
    let words = Real::read();
    let mut chance = Chance(1);
    for n in 0..size.registries {
        registry(
            n,
            &words,
            &mut chance,
            [&mut registries, &mut diseases, &mut hosts],
        );
    }
    for n in 0..size.approvals {
        approval(n, &words, &mut chance, [&mut approvals, &mut tags]);
    }
    vec![
        ("registries.csv", registries),
        ("registry-diseases.csv", diseases),
        ("registry-hosts.csv", hosts),
        ("approvals.csv", approvals),
        ("approval-diseases.csv", tags),
    ]
}

const REGISTRIES: &str = "id_slug,name_ja,name_en,abbreviation,disease_areas,host_organisation,started,cases,cases_as_of,sites,company_use,purposes,data_items,consent,website,source_title,source_url,retrieved_excerpt\n";
const APPROVALS: &str = "operator,number,approved_on,title_ja,data_form,data_items,user_sectors,databases,printed_items,items_derivation,items_note,document,locator,stated_on,printed,derivation,note\n";

const KINDS: [&str; 6] = [
    "レジストリ",
    "患者登録",
    "データベース",
    "コホート",
    "全国調査",
    "症例登録",
];
const REGIONS: [&str; 6] = ["全国", "関東", "近畿", "東北", "九州", "北海道"];
const PURPOSES: [&str; 6] = [
    "治療実態の把握",
    "外部対照",
    "自然歴",
    "治験の患者リクルート",
    "市販後調査",
    "リスク因子の解明",
];
const ITEMS: [&str; 6] = ["診断名", "治療内容", "検査値", "画像", "遺伝子変異", "転帰"];
const METHODS: [&str; 8] = [
    "治療実態",
    "リスク因子",
    "有効性",
    "安全性",
    "医療費",
    "AIによるリスク予測",
    "疫学",
    "再入院",
];
const DATA: [(&str, &str); 4] = [
    ("ehr|dpc|claims", "電子カルテ、DPC調査、レセプト"),
    ("ehr|claims", "電子カルテ、レセプト"),
    ("dpc", "DPC調査"),
    (
        "ehr|dpc|claims|imaging",
        "電子カルテ、DPC調査、レセプト、画像",
    ),
];

fn registry(n: usize, words: &Real, chance: &mut Chance, [rows, tags, hosts]: [&mut String; 3]) {
    let (disease, disease_ja) = chance.often(&words.diseases);
    let (host, host_ja) = chance.often(&words.hosts);
    let (kind, region) = (chance.of(&KINDS), chance.of(&REGIONS));
    let (purpose, item, other) = (chance.of(&PURPOSES), chance.of(&ITEMS), chance.of(&ITEMS));
    let (year, month) = (1995 + chance.below(31), 1 + chance.below(12));
    let cases = 20 * (1 + chance.below(50)) * (1 + chance.below(50));
    let company = match chance.below(4) {
        0 => "企業への提供可",
        _ => "",
    };
    let _ = writeln!(
        rows,
        "made-{n},{region}{disease_ja}{kind} その{n},{region} registry no. {n},M{n},{disease_ja},{host_ja},{year}-{month:02},{cases},2025-03,,{company},{purpose},{item}|{other},,https://example.org/registries/{n},作られた資料 第{n}号,https://example.org/sources/{n},{host_ja}が{year}年に始めた{disease_ja}の{kind}。{cases}例を登録。"
    );
    let _ = writeln!(tags, "made-{n},{disease},STATED,{disease_ja}");
    let _ = writeln!(hosts, "made-{n},{host},{host_ja},");
}

fn approval(n: usize, words: &Real, chance: &mut Chance, [rows, tags]: [&mut String; 2]) {
    let operator = ["ldi", "j-mimo", "fast-hdj"][n % 3];
    let number = 1_000 + n / 3;
    let (year, month, day) = (
        2022 + chance.below(4),
        1 + chance.below(12),
        1 + chance.below(28),
    );
    let (disease, disease_ja) = chance.often(&words.diseases);
    let method = chance.of(&METHODS);
    let (items, printed_items) = chance.of(&DATA);
    let (sector, printed_sector) = match chance.below(5) {
        0 => ("COMPANY", "民間企業"),
        1 => ("ACADEMIA|COMPANY", "アカデミア・民間企業"),
        _ => ("ACADEMIA", "アカデミア"),
    };
    let title = format!("{disease_ja}患者の{method}に関する後ろ向き研究 その{n}");
    let _ = writeln!(
        rows,
        "{operator},{number},{year}-{month:02}-{day:02},{title},ANONYMISED,{items},{sector},jisedai,{printed_items},STATED,,mhlw-kpi-5,作られた表 No.{number},2025-12-31,{number} {year}年{month}月{day}日 {title} {printed_items} {printed_sector},STATED,"
    );
    // One in five titles names what nobody has tagged.
    if chance.below(5) > 0 {
        let _ = writeln!(
            tags,
            "{operator},{number},{disease},{disease_ja},TITLE_TAGGED"
        );
    }
}

/// Codes and names of the real data.
struct Real {
    diseases: Vec<(String, String)>,
    hosts: Vec<(String, String)>,
}

impl Real {
    fn read() -> Self {
        let pairs = |file: &str, code: &str, name: &str| {
            let text = read(&root().join("crates/ingest/data").join(file));
            let mut rows = csv::Reader::from_reader(text.as_bytes());
            let heads = rows.headers().expect("a head").clone();
            let place = |wanted: &str| heads.iter().position(|head| head == wanted);
            let (code, name) = (place(code).expect("codes"), place(name).expect("names"));
            let rows = rows.records().map(|row| row.expect("a row"));
            rows.map(|row| (row[code].to_owned(), row[name].to_owned()))
                // What needs quotes in a table is not what is measured.
                .filter(|(_, name)| !name.contains([',', '"', '|']))
                .collect()
        };
        Self {
            diseases: pairs("diseases.csv", "code", "name_ja"),
            hosts: pairs("host-organisations.csv", "code", "name_ja"),
        }
    }
}

/// A generator that gives the same numbers every time (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    /// The first ones often, the last ones rarely.
    fn often<'a>(&mut self, all: &'a [(String, String)]) -> (&'a str, &'a str) {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        let place = (share.powi(3) * all.len() as f64) as usize;
        let (code, name) = &all[place];
        (code, name)
    }
}
