//! What a registry is, from where its patients come, and whether it goes on: inferred from plain words, which are kept.

use std::collections::BTreeSet;

use super::dates::head;
use super::{first, fold, has};
use crate::{Region, RegistryKind, Standing};

/// Something read from words, with the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<T> {
    /// What was read.
    pub value: T,
    /// The words that say so; none for a default.
    pub basis: Option<String>,
}

impl<T> Read<T> {
    fn by(value: T, basis: &str) -> Self {
        Self {
            value,
            basis: Some(basis.to_owned()),
        }
    }

    fn default(value: T) -> Self {
        Self { value, basis: None }
    }
}

/// What a registry is. The first rule that applies decides; a registry proper where none does.
pub fn kind(name_ja: &str, name_en: &str, host: &str) -> Read<RegistryKind> {
    let (name, host) = (fold(name_ja), fold(host));
    let english = name_en.to_lowercase();
    if host.starts_with("国(") {
        return Read::by(RegistryKind::NationalDatabase, "国(厚生労働大臣)");
    }
    if let Some(word) = first(&name, &["プラットフォーム", "リポジトリ", "レポジトリ"])
    {
        return Read::by(RegistryKind::Platform, word);
    }
    let watch = ["サーベイランス", "発生動向"];
    if let Some(word) = first(&name, &watch).or_else(|| first(&english, &["surveillance"])) {
        return Read::by(RegistryKind::Surveillance, word);
    }
    let bank = ["バイオバンク", "バイオリソース", "難病バンク", "骨髄バンク"];
    if let Some(word) = first(&name, &bank).or_else(|| first(&english, &["biobank", "bioresource"]))
    {
        return Read::by(RegistryKind::Biobank, word);
    }
    // A group that surveys is no survey.
    let work = name.replace("調査研究", "");
    let survey = [
        "疫学調査",
        "年次調査",
        "学術調査",
        "全数調査",
        "頻度調査",
        "有病調査",
        "モニタリング調査",
        "アンケート調査",
        "現状調査",
        "全国調査",
        "統計調査",
        "実態調査",
        "追跡調査",
        "全国集計",
    ];
    if let Some(word) = first(&work, &survey).or_else(|| first(&english, &["survey"])) {
        return Read::by(RegistryKind::Survey, word);
    }
    if let Some(word) = first(&name, &["コホート"]).or_else(|| first(&english, &["cohort"])) {
        return Read::by(RegistryKind::Cohort, word);
    }
    let study = [
        "観察研究",
        "縦断研究",
        "前方視的研究",
        "前向き観察",
        "前向き調査",
    ];
    if let Some(word) = first(&name, &study).filter(|_| !has(&name, &["レジストリ", "登録"]))
    {
        return Read::by(RegistryKind::Cohort, word);
    }
    Read::default(RegistryKind::Registry)
}

/// The first half of each prefecture's name, in the order of the codes.
const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森",
    "岩手",
    "宮城",
    "秋田",
    "山形",
    "福島",
    "茨城",
    "栃木",
    "群馬",
    "埼玉",
    "千葉",
    "東京",
    "神奈川",
    "新潟",
    "富山",
    "石川",
    "福井",
    "山梨",
    "長野",
    "岐阜",
    "静岡",
    "愛知",
    "三重",
    "滋賀",
    "京都",
    "大阪",
    "兵庫",
    "奈良",
    "和歌山",
    "鳥取",
    "島根",
    "岡山",
    "広島",
    "山口",
    "徳島",
    "香川",
    "愛媛",
    "高知",
    "福岡",
    "佐賀",
    "長崎",
    "熊本",
    "大分",
    "宮崎",
    "鹿児島",
    "沖縄",
];

/// From where patients come, and the prefectures where the name gives them.
///
/// A name that begins with a prefecture is that of a regional registry; a hospital named inside a name is not.
pub fn region(
    name_ja: &str,
    name_en: &str,
    sites: &str,
    excerpt: &str,
) -> Read<(Region, Vec<String>)> {
    let (name, sites, excerpt) = (fold(name_ja), fold(sites), fold(excerpt));
    let english = name_en.to_lowercase();
    let read = |region, basis: &str| Read::by((region, Vec::new()), basis);
    if let Some(word) = first(&name, &["Asia", "アジア"]) {
        return read(Region::International, word);
    }
    let place = PREFECTURES.iter().position(|stem| name.starts_with(stem));
    if let Some(place) = place {
        return Read {
            value: (Region::Regional, vec![format!("{:02}", place + 1)]),
            basis: Some(PREFECTURES[place].to_owned()),
        };
    }
    let parts = [
        (name.contains("東北"), "東北", 2..=7),
        (name.starts_with("九州"), "九州", 40..=46),
    ];
    if let Some((_, part, codes)) = parts.into_iter().find(|(is_it, ..)| *is_it) {
        let prefectures = codes.map(|code| format!("{code:02}")).collect();
        return Read::by((Region::Regional, prefectures), part);
    }
    if name.starts_with("西日本") || name.starts_with("東日本") {
        return read(Region::Regional, &name.chars().take(3).collect::<String>());
    }
    if name.contains("全国") {
        return read(Region::Nationwide, "全国");
    }
    let nation = ["nation-wide", "nationwide", "nation wide", "national "];
    let english = english
        .replace("international", "")
        .replace("national center", "");
    if let Some(word) = first(&english, &nation) {
        return read(Region::Nationwide, word.trim());
    }
    if sites.starts_with("全国") {
        return read(Region::Nationwide, "全国");
    }
    if let Some(words) = nationwide(&excerpt) {
        return read(Region::Nationwide, &words);
    }
    Read::default((Region::Unknown, Vec::new()))
}

/// 全国 followed by a number of institutions or by words for the whole country.
fn nationwide(text: &str) -> Option<String> {
    text.match_indices("全国").find_map(|(place, word)| {
        let rest = &text[place + word.len()..];
        let plain = rest.strip_prefix('約').unwrap_or(rest);
        let number: String = plain
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == ',')
            .collect();
        if !number.is_empty() {
            let after = &plain[number.len()..];
            let unit = ["施設", "病院", "医療機関", "拠点"]
                .into_iter()
                .find(|unit| after.starts_with(unit));
            return unit.map(|unit| {
                let approximately = if plain.len() < rest.len() { "約" } else { "" };
                format!("全国{approximately}{number}{unit}")
            });
        }
        let whole = ["規模", "の病院", "調査", "登録", "的な"];
        let word = whole.into_iter().find(|word| rest.starts_with(word))?;
        Some(format!("全国{word}"))
    })
}

/// Words that say that a survey or a registration is made again and again, or goes on beside the survey.
const REPEATED: [&str; 11] = [
    "毎年",
    "年次",
    "年1回",
    "年ごと",
    "年おき",
    "毎に",
    "継続",
    "モニタリング",
    "登録",
    "コホート",
    "追跡",
];

/// What a row says of its time.
#[derive(Clone, Copy, Debug)]
pub struct Times<'a> {
    /// The column `started`, where a period of registration stands too.
    pub started: &'a str,
    /// The column `cases_as_of`.
    pub as_of: &'a str,
    /// The column `cases`.
    pub cases: &'a str,
    /// What the sources say.
    pub excerpt: &'a str,
}

/// Whether a registry stands, as far as a text says. A planned end is no end: a period of registration is over only
/// where the counts are of its end or later.
pub fn standing(kind: RegistryKind, name_ja: &str, times: &Times<'_>) -> Read<Standing> {
    let [name, started, as_of, cases, excerpt] = [
        name_ja,
        times.started,
        times.as_of,
        times.cases,
        times.excerpt,
    ]
    .map(fold);
    let over = [
        "登録を終了",
        "登録は終了",
        "登録終了",
        "終了した研究",
        "レジストリは終了",
    ];
    if let Some(word) = first(&as_of, &["登録期間末", "登録期間の終わり", "登録終了"])
        .or_else(|| first(&excerpt, &over))
    {
        return Read::by(Standing::Closed, word);
    }
    if let Some(words) = period_over(&started, &as_of) {
        return Read::by(Standing::Closed, &words);
    }
    let ongoing = [
        "から継続",
        "も継続",
        "にわたり継続",
        "を継続登録",
        "毎年更新",
        "毎年集計",
        "毎年登録",
        "毎年調査",
        "年分の登録を開始",
        "終了日を定めず",
        "から年1回",
    ];
    if let Some(words) = first(&excerpt, &ongoing)
        .map(str::to_owned)
        .or_else(|| yearly(&excerpt))
    {
        return Read::by(Standing::Ongoing, &words);
    }
    if kind == RegistryKind::Survey
        && let Some(words) = one_off(&name, &started, &as_of, &cases, &excerpt)
    {
        return Read::by(Standing::OneOff, &words);
    }
    Read::default(Standing::Unknown)
}

/// `登録期間 2014-08まで` in `started`, where the counts are of that day or later.
fn period_over(started: &str, as_of: &str) -> Option<String> {
    let place = started.find("登録期間").or_else(|| started.find("登録 "))?;
    let rest = &started[place..];
    let end = rest.find("まで")?;
    let words = &rest[..end + "まで".len()];
    let (last, ..) = head(rest[..end].split(' ').next_back()?)?;
    let (counted, ..) = head(as_of)?;
    (counted.first_day() >= last.first_day()).then(|| words.to_owned())
}

/// The words of a survey of one year, of which no text says that it is made again.
fn one_off(name: &str, started: &str, as_of: &str, cases: &str, excerpt: &str) -> Option<String> {
    let of_patients = ["疫学調査", "有病調査", "現状調査"];
    let stages = ["一次調査", "二次調査"];
    let words = first(name, &of_patients).or_else(|| first(excerpt, &stages))?;
    let texts = [name, started, excerpt];
    let again = texts.iter().any(|text| has(text, &REPEATED) || nth(text));
    let years: BTreeSet<i32> = [name, started, as_of, cases]
        .iter()
        .flat_map(|text| years(text))
        .collect();
    (!again && years.len() == 1).then(|| words.to_owned())
}

/// 第2回, 第5回.
fn nth(text: &str) -> bool {
    text.match_indices('第').any(|(place, word)| {
        let rest = &text[place + word.len()..];
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        after.len() < rest.len() && after.starts_with('回') && !rest.starts_with("1回")
    })
}

/// The years that a text names.
fn years(text: &str) -> Vec<i32> {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok())
        .filter(|year| (1900..2100).contains(year))
        .collect()
}

/// 毎年 with 登録 in the same sentence: 毎年150万件近くが登録.
fn yearly(text: &str) -> Option<String> {
    text.split(['。', '|', '(', ')']).find_map(|sentence| {
        let start = sentence.find("毎年")?;
        let end = sentence[start..].find("が登録")? + "が登録".len();
        Some(sentence[start..start + end].to_owned())
    })
}
