//! Everyday words of the field that mean the same, Japanese and English. A short reviewed list: diseases, organisations
//! and data items bring their own words; what stands here is what a searcher types beside them. Words that are merely
//! near each other do not belong together: whoever types one must want what the other finds.
//!
//! Ways of working stand in [`Method`]. Each line is one group, its words divided by `|`: first the usual Japanese word, then the usual English one.

use approvals::Method;
use base::Words;

/// Every word but ways of working.
pub(crate) const WORDS: &[&str] = &[
    // registers and studies
    "レジストリ|registry|患者登録|疾患登録|症例登録|登録制度|登録事業|疾患レジストリ|患者レジストリ|patient registry|disease registry|登録",
    "データバンク|data bank",
    "データベース|database|DB",
    "バイオバンク|biobank",
    "コホート|cohort|コホート研究|cohort study",
    "観察研究|observational study",
    "前向き|prospective|前向き研究",
    "後ろ向き|retrospective|後ろ向き研究|後方視的",
    "全国調査|nationwide survey|national survey",
    "リアルワールドデータ|real-world data|RWD|リアルワールドエビデンス|real-world evidence|RWE",
    "治験|clinical trial|臨床試験|clinical trials",
    "患者リクルート|patient recruitment|治験の案内|治験の情報提供|recruitment|リクルート|被験者募集",
    "市販後調査|post-marketing surveillance|製造販売後調査|PMS|市販後|製造販売後|使用成績調査",
    "薬事承認|regulatory approval|薬事申請|承認申請|公知申請",
    "創薬|drug discovery|新薬開発|医薬品開発|drug development|新薬",
    "企業利用|company use|民間利用|企業の利用|industry use|commercial use",
    "製薬企業|pharmaceutical company|製薬会社|製薬|pharma|pharmaceutical companies",
    "民間企業|company|企業|industry|private company",
    "アカデミア|academia|学術機関|academic",
    "共同研究|joint research|collaborative research|産学連携|産学共同",
    "二次利用|secondary use|2次利用|利活用",
    "患者報告アウトカム|patient-reported outcome|PRO|ePRO|patient-reported outcomes",
    "生活の質|quality of life|QOL",
    "結核|tuberculosis|TB",
    "緑内障|glaucoma",
    "片頭痛|migraine|偏頭痛",
    "ペースメーカー|pacemaker",
    "ウイルス|virus|ウィルス|viral",
    // what is held
    "検体|biospecimen|生体試料|試料|specimen|specimens|biospecimens|血清|生体検体",
    "ゲノム|genome|genomic|genomics|全ゲノム|遺伝子解析",
    "遺伝子|gene|genetic|genes",
    "画像|imaging|医用画像|画像データ|medical imaging|medical images",
    "検査値|laboratory data|検査データ|検査結果|laboratory values|lab data",
    "電子カルテ|EHR|カルテ|EMR|electronic medical record|electronic medical records|electronic health record|診療録",
    "レセプト|claims|claims data|診療報酬明細書|レセプト情報|レセプトデータ|receipt|レセ",
    "DPC|diagnosis procedure combination|診断群分類|DPCデータ",
    "健診|health checkup|検診|健康診断|特定健診|screening|検診データ|健診データ",
    "介護|long-term care|介護保険|nursing care|要介護|要介護認定",
    "予後|prognosis|転帰",
    "アウトカム|outcome|outcomes|臨床アウトカム|clinical outcome",
    "生存率|survival|生存期間|survival rate",
    // law and data
    "次世代医療基盤法|next generation medical infrastructure act|次世代法|医療ビッグデータ法|NGMI",
    "匿名加工|anonymised|匿名加工医療情報|anonymized|匿名化|匿名",
    "仮名加工|pseudonymised|仮名加工医療情報|pseudonymized|仮名化|仮名",
    "認定事業者|certified operator|認定作成事業者|認定匿名加工医療情報作成事業者",
    // the way to data
    "倫理審査|ethics review|倫理委員会|倫理審査委員会|ethics committee|IRB",
    "手数料|fee|利用料|利用料金|料金|fees",
    "利用申請|application for use|利用申出|提供申出|申出",
    "所要期間|lead time|処理期間|審査期間",
    "ビジティング|Visiting",
    "ワンストップサービス|one-stop service|ワンストップ",
    // care and places
    "医療機器|medical device|medical devices|デバイス|device",
    "医薬品|drug|薬剤|medicine|drugs",
    "再生医療|regenerative medicine|再生医療等製品",
    "手術|surgery|外科手術|surgical|operation",
    "カテーテル治療|catheter intervention|カテーテル|catheter|インターベンション|intervention",
    "小児|children|子ども|こども|子供|child|pediatric|paediatric|pediatrics|paediatrics",
    "新生児|newborn|neonate|neonatal|newborns",
    "高齢者|elderly|高齢|older adults|older people|老年",
    "救急|emergency|救急医療|emergency medicine",
    "集中治療|intensive care|ICU",
    "病院|hospital|hospitals",
    "診療所|clinic|クリニック",
    "大学病院|university hospital",
    "赤十字|Red Cross|日本赤十字",
    "国立病院機構|National Hospital Organization|NHO",
    "がんセンター|cancer center|cancer centre",
    "イニシアチブ|initiative|イニシアティブ",
    "市町村|municipality|自治体|地方自治体|市区町村",
];

/// Words that say nothing in a sentence: nobody looks for registries without patients or data.
pub(crate) const FILLING: &[&str] = &[
    "患者",
    "患者さん",
    "データ",
    "情報",
    "研究",
    "症例",
    "日本",
    "国内",
    "もの",
    "こと",
    "したい",
    "について",
    "関する",
    "patient",
    "patients",
    "data",
    "information",
    "research",
    "study",
    "studies",
    "Japan",
    "Japanese",
    "serve",
    "use",
    "used",
];

/// Readings of words that no concept's own reading begins with, in kana as they are typed (or spelt in Latin letters) before they
/// are converted. They are read as the word and as what the word is read as; a word is not looked for by its reading.
pub(crate) const READINGS: &[(&str, &str)] = &[
    ("じんぞう", "腎臓"),
    ("しんぞう", "心臓"),
    ("かんぞう", "肝臓"),
    ("すいぞう", "膵臓"),
    ("ひぞう", "脾臓"),
    ("たんのう", "胆嚢"),
    ("たんどう", "胆道"),
    ("だいちょう", "大腸"),
    ("しょうちょう", "小腸"),
    ("しょくどう", "食道"),
    ("こうじょうせん", "甲状腺"),
    ("ぜんりつせん", "前立腺"),
    ("しきゅう", "子宮"),
    ("らんそう", "卵巣"),
    ("ぼうこう", "膀胱"),
    ("こつずい", "骨髄"),
    ("けっかん", "血管"),
    ("けつえき", "血液"),
    ("かんせつ", "関節"),
    ("ひふ", "皮膚"),
    ("しんけい", "神経"),
    ("いでんし", "遺伝子"),
    ("かんじゃ", "患者"),
    ("とうろく", "登録"),
    ("ちけん", "治験"),
    ("なんびょう", "難病"),
    ("しょうに", "小児"),
    ("しんせいじ", "新生児"),
    ("こうれいしゃ", "高齢者"),
    ("びょういん", "病院"),
    ("けんたい", "検体"),
    ("がぞう", "画像"),
    ("かいご", "介護"),
];

/// Short forms, each with the words it is read as; they are not read as it, for it stands inside other names: 京大 in
/// 東京大学, 北大 in 東北大学.
pub(crate) const SHORT: &[(&str, &str)] = &[
    ("北大", "北海道大学"),
    ("東北大", "東北大学"),
    ("東大", "東京大学"),
    ("京大", "京都大学"),
    ("阪大", "大阪大学"),
    ("名大", "名古屋大学"),
    ("九大", "九州大学"),
    ("神大", "神戸大学"),
    ("千葉大", "千葉大学"),
    ("広大", "広島大学"),
    ("慶応大学", "慶應義塾大学"),
    ("東京女子医大", "東京女子医科大学"),
    ("筑波大", "筑波大学"),
    ("新潟大", "新潟大学"),
    ("金沢大", "金沢大学"),
    ("順天堂大", "順天堂大学"),
    ("岡大", "岡山大学"),
    ("長大", "長崎大学"),
    ("熊大", "熊本大学"),
    ("医大", "医科大学"),
    ("日赤", "赤十字"),
    ("国病", "国立病院機構"),
    (
        "大学病院",
        "大学医学部附属病院|大学附属病院|大学医学部付属病院",
    ),
];

/// The words of every group.
pub(crate) fn groups() -> impl Iterator<Item = impl Iterator<Item = &'static str>> {
    let methods = Method::WORDS.iter().map(|(_, method)| method.names());
    methods
        .chain(WORDS.iter().copied())
        .map(|group| group.split('|'))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_word_stands_twice() {
        let mut known: HashMap<String, String> = HashMap::new();
        let mut twice = Vec::new();
        for group in groups() {
            let group: Vec<&str> = group.collect();
            assert!(group.len() >= 2, "{group:?}");
            for word in &group {
                if let Some(other) = known.insert(text::key(word), group[0].to_owned()) {
                    twice.push(format!("{word}: {other} and {}", group[0]));
                }
            }
        }
        assert!(twice.is_empty(), "{twice:#?}");
    }
}
