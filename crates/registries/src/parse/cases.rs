//! Case counts: `累計約1431万件(2020年は約150万件)` gives two, `数百` gives none.

use base::PartialDate;

use super::dates::{as_of, last_year};
use super::quantity::{Quantity, quantities};
use super::{fold, has};
use crate::{CountKind, CountUnit};

/// One number of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// In the unit.
    pub quantity: i64,
    /// What one of it is.
    pub unit: CountUnit,
    /// What it spans.
    pub kind: CountKind,
    /// 約, 程度.
    pub approximate: bool,
    /// 超, 以上.
    pub at_least: bool,
    /// The day of the count.
    pub as_of: Option<PartialDate>,
    /// What the text says is counted.
    pub label: Option<String>,
    /// The text as printed.
    pub raw_text: String,
}

/// What else a row says that helps to read its counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct CountContext<'a> {
    /// The column `cases_as_of`.
    pub as_of: &'a str,
    /// Name and disease areas: they tell a register of procedures from one of patients.
    pub topic: &'a str,
    /// What the sources say; the same number stands there with its unit (3,000名).
    pub excerpt: &'a str,
}

/// Words of a name or a disease area that tell a register of procedures.
const PROCEDURES: [&str; 8] = [
    "手術",
    "インターベンション",
    "アブレーション",
    "移植",
    "血管内治療",
    "人工関節",
    "ステント",
    "麻酔",
];

/// A stretch of text between brackets, commas and the like.
struct Clause {
    text: String,
    depth: usize,
}

/// Reads `cases`.
pub fn counts(text: &str, context: &CountContext<'_>) -> Vec<Count> {
    let day = as_of(context.as_of);
    let excerpt: Vec<char> = fold(context.excerpt).chars().collect();
    let known = quantities(&excerpt);
    let mut counts = Vec::new();
    let mut years = Vec::new();
    for segment in text
        .split('|')
        .map(str::trim)
        .filter(|segment| !segment.is_empty())
    {
        for (count, year) in segment_counts(segment, context, &known) {
            counts.push(count);
            years.push(year);
        }
    }
    // Counts of one text with years of their own (累計 to 2021, one of 2022) keep them; all others are of the row's day.
    let own: Vec<i32> = years.iter().flatten().copied().collect();
    let differ = own.len() > 1 && own.iter().any(|year| Some(year) != own.first());
    for (count, year) in counts.iter_mut().zip(years) {
        count.as_of = match year.filter(|_| differ || day.is_none()) {
            Some(year) => PartialDate::of_year(year),
            None => day,
        };
    }
    counts
}

fn segment_counts(
    segment: &str,
    context: &CountContext<'_>,
    known: &[Quantity],
) -> Vec<(Count, Option<i32>)> {
    let clauses = clauses(&fold(segment));
    let mut counts: Vec<(Count, Option<i32>)> = Vec::new();
    // Units of the counts outside brackets: one inside of the same unit is a part of them.
    let mut outer = Vec::new();
    for (place, clause) in clauses.iter().enumerate() {
        let chars: Vec<char> = clause.text.chars().collect();
        for found in quantities(&chars).iter().filter(|found| found.ends_plainly) {
            let before: String = chars[..found.start].iter().collect();
            let details = details(&clauses[place + 1..], clause.depth);
            let label = label(&before, &details);
            // What stands beside the number, and in the brackets after it.
            let said = format!("{}、{details}", clause.text);
            let after: String = chars[found.end..].iter().collect();
            let unit = unit(found, &said, context, known);
            let within = |earlier: &&Clause| earlier.depth == clause.depth;
            let of_which = clauses[..=place]
                .iter()
                .filter(within)
                .any(|earlier| earlier.text.starts_with("うち"));
            let nested = clause.depth > 0 && (of_which || outer.contains(&unit));
            if clause.depth == 0 {
                outer.push(unit);
            }
            counts.push((
                Count {
                    quantity: found.value,
                    unit,
                    kind: match after.starts_with("のうち") {
                        true => CountKind::Denominator,
                        false => kind(&said, nested),
                    },
                    approximate: found.approximate,
                    at_least: found.at_least,
                    as_of: None,
                    label,
                    raw_text: segment.to_owned(),
                },
                last_year(&said)
                    .map(|(year, _)| year)
                    .filter(|_| !said.contains("以降")),
            ));
        }
    }
    counts
}

/// Cuts at brackets, at 、 。 , : outside numbers and at ・ behind one.
fn clauses(text: &str) -> Vec<Clause> {
    let chars: Vec<char> = text.chars().collect();
    let mut clauses = Vec::new();
    let (mut current, mut depth) = (String::new(), 0_usize);
    for (place, c) in chars.iter().copied().enumerate() {
        let in_number = c == ','
            && place > 0
            && chars[place - 1].is_ascii_digit()
            && chars.get(place + 1).is_some_and(char::is_ascii_digit);
        // 男性649・女性801 are two counts; a dot between words joins them.
        let between_counts = c == '・' && place > 0 && chars[place - 1].is_ascii_digit();
        if in_number || !between_counts && !matches!(c, '(' | ')' | '、' | '。' | ',' | ':') {
            current.push(c);
            continue;
        }
        let text = std::mem::take(&mut current).trim().to_owned();
        if !text.is_empty() {
            clauses.push(Clause { text, depth });
        }
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let text = current.trim().to_owned();
    if !text.is_empty() {
        clauses.push(Clause { text, depth });
    }
    clauses
}

/// The clauses in the brackets that follow a clause, as far as they hold no count of their own.
fn details(following: &[Clause], depth: usize) -> String {
    following
        .iter()
        .take_while(|clause| clause.depth > depth)
        .filter(|clause| {
            let chars: Vec<char> = clause.text.chars().collect();
            !quantities(&chars).iter().any(|found| found.ends_plainly)
        })
        .map(|clause| clause.text.as_str())
        .collect::<Vec<_>>()
        .join("、")
}

fn label(before: &str, details: &str) -> Option<String> {
    let before = before
        .trim()
        .trim_end_matches('は')
        .trim_start_matches("うち");
    let label = if matches!(before, "" | "累計" | "年間") {
        details
    } else {
        before
    };
    (!label.is_empty()).then(|| label.to_owned())
}

fn unit(found: &Quantity, said: &str, context: &CountContext<'_>, known: &[Quantity]) -> CountUnit {
    if has(said, &["レコード", "個票", "臨個票"]) {
        return CountUnit::Records;
    }
    if has(said, &["患者数"]) {
        return CountUnit::Patients;
    }
    // Where one source says 例 and another 人, it is patients that are counted.
    let elsewhere = || {
        let units: Vec<&'static str> = known
            .iter()
            .filter(|other| other.value == found.value)
            .filter_map(|other| other.unit)
            .collect();
        let persons = units.iter().find(|unit| matches!(**unit, "人" | "名"));
        persons.or(units.first()).copied()
    };
    match found.unit.or_else(elsewhere) {
        Some("枚") => CountUnit::Images,
        Some("検体" | "試料") => CountUnit::Specimens,
        Some("施設年") => CountUnit::HospitalYears,
        Some("人" | "名") => CountUnit::Patients,
        Some("件") if has(said, &["検査"]) => CountUnit::Examinations,
        Some("手技" | "周期") => CountUnit::Operations,
        _ if has(said, &["検体", "試料", "菌株"]) => CountUnit::Specimens,
        _ if has(context.topic, &PROCEDURES) => CountUnit::Operations,
        _ => CountUnit::Cases,
    }
}

fn kind(said: &str, nested: bool) -> CountKind {
    // What was never registered comes before any word of time.
    let unregistered = [
        (CountKind::Target, &["目標", "予定", "計画", "見込"][..]),
        (CountKind::Estimate, &["推定", "推計"]),
        (
            CountKind::Denominator,
            &["母数", "照会", "依頼", "抽出対象"],
        ),
        (CountKind::Part, &["解析", "回答", "答えた", "詳細"]),
    ];
    for (kind, words) in unregistered {
        if has(said, words) {
            return kind;
        }
    }
    if has(said, &["累計", "累積", "総数", "以降", "以来"]) {
        return CountKind::Cumulative;
    }
    if has(said, &["年間"]) && !has(said, &["の5年間"]) {
        return CountKind::PerYear;
    }
    if has(said, &["追跡"]) {
        return CountKind::Followed;
    }
    match last_year(said) {
        Some((_, true)) => CountKind::PerPeriod,
        Some((_, false)) => CountKind::PerYear,
        None if nested => CountKind::Part,
        None if has(said, &["各プロジェクト", "回 "]) => CountKind::PerPeriod,
        None => CountKind::Enrolled,
    }
}
