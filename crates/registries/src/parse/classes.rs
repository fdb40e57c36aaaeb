//! Purposes and data items as words, where the printed ones are plain.

use super::{fold, has};
use crate::{Biospecimens, DataClass, DataClasses, Purpose, Purposes};

/// Reads the printed purposes. One text can name several; one that names none is kept as printed only.
pub fn purposes(printed: &[String]) -> Purposes {
    use Purpose::*;
    const RULES: &[(Purpose, &[&str])] = &[
        (
            ExternalControl,
            &["外部対照", "対照群", "ヒストリカルコントロール"],
        ),
        (
            Recruitment,
            &[
                "リクルート",
                "治験マッチング",
                "治験の情報提供",
                "治験情報の案内",
            ],
        ),
        (TrialSupport, &["治験", "臨床試験"]),
        (NaturalHistory, &["自然歴"]),
        (PostMarketingSurveillance, &["製造販売後", "市販後", "PMS"]),
        (
            RegulatorySubmission,
            &["公知申請", "薬事承認", "適応追加", "規制"],
        ),
        (
            DrugDevelopment,
            &["新薬", "創薬", "医薬品", "治療薬", "修飾薬"],
        ),
        (DeviceDevelopment, &["医療機器", "診断薬", "インプラント"]),
        (
            TreatmentDevelopment,
            &[
                "治療法",
                "治療最適化",
                "最適治療",
                "療法の最適化",
                "個別化医療",
            ],
        ),
        (
            QualityImprovement,
            &[
                "医療の質",
                "質の向上",
                "質の評価",
                "診療の向上",
                "医療水準",
                "診療の質",
                "治療の質",
                "ベンチマー",
                "Quality",
                "質指標",
                "フィードバック",
                "均てん化",
                "施設間比較",
                "再置換率低減",
                "救命率",
                "成績改善",
                "改善",
            ],
        ),
        (
            Epidemiology,
            &[
                "疫学",
                "実態",
                "患者数",
                "患者実数",
                "患者把握",
                "発生動向",
                "サーベイランス",
                "現況",
                "現状",
                "統計",
                "件数",
                "患者調査",
                "有病率",
                "罹患率",
                "発生率",
                "発症率",
                "発生数",
                "症例数",
            ],
        ),
        (
            Outcomes,
            &[
                "予後",
                "成績",
                "生存率",
                "追跡",
                "フォローアップ",
                "転帰",
                "長期調査",
            ],
        ),
        (Safety, &["安全", "有害事象", "合併症の把握", "感染予防"]),
        (
            Guideline,
            &[
                "ガイドライン",
                "診断基準",
                "治療指針",
                "マニュアル",
                "標準書",
                "標準化",
            ],
        ),
        (Diagnosis, &["診断支援", "診断AI", "MDD診断"]),
        (Certification, &["専門医", "施設・実施医審査"]),
        (
            Policy,
            &[
                "政策",
                "診療報酬",
                "対策",
                "医療機関選択",
                "施設配置",
                "可視化",
            ],
        ),
        (ArtificialIntelligence, &["AI", "機械学習"]),
        (
            Research,
            &[
                "研究",
                "解明",
                "解析",
                "エビデンス",
                "バイオマーカー",
                "予測",
                "検証",
                "AI",
                "ゲノムデータベース",
                "比較",
            ],
        ),
    ];
    // 免疫学 is no 疫学.
    let plain = |text: &String| fold(text).replace("免疫学", "");
    let folded: Vec<String> = printed.iter().map(plain).collect();
    folded
        .iter()
        .flat_map(|text| {
            // 診断 alone is diagnosis; in 診断薬 or 診断基準 it is not.
            let plain = (text == "診断").then_some(Diagnosis);
            RULES
                .iter()
                .filter(|(_, words)| has(text, words))
                .map(|(purpose, _)| *purpose)
                .chain(plain)
        })
        .collect()
}

/// Reads the printed data items.
pub fn data_classes(printed: &[String]) -> DataClasses {
    use DataClass::*;
    const RULES: &[(DataClass, &[&str])] = &[
        (
            Clinical,
            &[
                "臨床",
                "診断",
                "診療情報",
                "診療内容",
                "病期",
                "症状",
                "重症度",
                "既往",
                "病名",
                "疾患",
                "病態",
                "背景",
                "状態",
                "患者情報",
                "基本情報",
                "併存症",
                "発作型",
                "初期情報",
                "個票",
                "罹患",
                "がんの種類",
                "がん詳細",
                "受容体",
                "標準項目",
                "心障害",
                "病型",
                "病変",
                "所見",
                "発症時",
                "発症様式",
                "発症の",
                "受傷",
                "原因",
                "成因",
                "診療録",
                "進行度",
                "部位",
                "病歴",
                "スコア",
                "SOFA",
            ],
        ),
        (
            Demographic,
            &[
                "年齢",
                "性別",
                "性・",
                "人口",
                "生年月",
                "住所",
                "生活",
                "家族",
                "患者基本",
                "患者背景",
                "就労",
                "職業",
                "学歴",
                "体重",
                "BMI",
                "患者特性",
                "出生",
            ],
        ),
        (Genetic, &["遺伝", "ゲノム", "変異", "オミクス"]),
        (
            Imaging,
            &[
                "画像",
                "CT",
                "MR画像",
                "DICOM",
                "MRI",
                "PET",
                "エコー",
                "X線",
                "造影",
            ],
        ),
        (
            Laboratory,
            &[
                "検査値",
                "血液検査",
                "バイオマーカ",
                "免疫情報",
                "初診時検査",
                "検査・処置",
                "抗体",
                "血球",
                "クレアチニン",
                "eGFR",
                "HbA1c",
                "ヘモグロビン",
                "PSA",
                "蛋白",
                "検査所見",
                "検査データ",
                "尿検査",
                "呼吸機能",
                "肺機能",
                "心電図",
                "凝固・線溶",
                "アルブミン",
                "RNA量",
                "脂質",
                "コレステロール",
                "KL-6",
                "IgE",
                "ホルモン",
            ],
        ),
        (Pathology, &["病理", "剖検"]),
        (
            Treatment,
            &[
                "治療",
                "手術",
                "術式",
                "手技",
                "処置",
                "機器",
                "移植時",
                "人工呼吸",
                "経管栄養",
                "術後",
                "療法",
                "インプラント",
                "ステント",
                "弁置換",
                "線量",
                "アブレーション",
                "血行再建",
                "挿管",
                "麻酔",
                "PCI",
            ],
        ),
        (
            Medication,
            &[
                "薬剤",
                "薬物",
                "投薬",
                "服薬",
                "処方",
                "治療薬",
                "抗凝固薬",
                "抗血小板薬",
                "抗菌薬",
                "抗ウイルス薬",
                "用量",
                "ワクチン",
            ],
        ),
        (
            AdverseEvent,
            &[
                "有害事象",
                "合併症",
                "偶発症",
                "重篤感染症",
                "副作用",
                "大出血",
                "再出血",
                "ステント血栓症",
            ],
        ),
        (
            FollowUp,
            &[
                "予後",
                "転帰",
                "生存",
                "追跡",
                "死因",
                "フォローアップ",
                "再発",
                "再燃",
                "経過",
                "成績",
                "寛解",
                "経時",
                "死亡",
                "再入院",
                "アウトカム",
                "イベント",
                "増悪",
                "心不全入院",
            ],
        ),
        (
            Function,
            &[
                "運動機能",
                "mRS",
                "ALSFRS",
                "FIM",
                "視力",
                "視野",
                "認知機能",
                "発達検査",
                "神経学的転帰",
                "LVEF",
                "NIHSS",
                "MMSE",
                "GAF",
                "EDSS",
                "HAQ",
                "歩行",
                "握力",
                "Barthel",
                "左室駆出率",
                "機能的",
            ],
        ),
        (
            Pro,
            &[
                "QOL",
                "PRO",
                "患者アプリ",
                "患者入力",
                "アンケート",
                "自己登録",
                "EQ-5D",
                "PHQ-9",
                "GAD-7",
                "主観的健康感",
                "患者報告",
                "ESAS",
            ],
        ),
        (
            Biospecimen,
            &[
                "遺伝子検体",
                "検体(",
                "試料",
                "血清",
                "DNA",
                "菌株",
                "血漿",
                "唾液",
                "母乳",
                "由来組織",
            ],
        ),
        (
            Claims,
            &[
                "DPC",
                "レセプト",
                "医療費",
                "在院日数",
                "入院日数",
                "入院期間",
                "医療資源",
            ],
        ),
        (
            Facility,
            &[
                "施設規模",
                "施設単位",
                "施設調査",
                "検査件数",
                "施設情報",
                "施設ごと",
                "専従医",
                "病床数",
            ],
        ),
    ];
    // A pathogen's genome is not the patient's.
    let plain = |text: &String| fold(text).replace("病原体ゲノム", "");
    let folded: Vec<String> = printed.iter().map(plain).collect();
    folded
        .iter()
        .flat_map(|text| {
            // Words that say more inside other words (組織分類, 尿路) stand alone.
            let plain = match text.as_str() {
                "検査" => Some(Laboratory),
                "血液" | "尿" | "細胞" | "組織" | "髄液" => Some(Biospecimen),
                _ => None,
            };
            RULES
                .iter()
                .filter(|(_, words)| has(text, words))
                .map(|(class, _)| *class)
                .chain(plain)
        })
        .collect()
}

/// Whether a text names specimens that are kept. Results of their analysis (検体解析情報) are no specimens.
pub fn biospecimens(texts: &[&str]) -> Biospecimens {
    let named = texts.iter().any(|text| {
        let text = fold(text).replace("検体解析", "");
        has(
            &text,
            &[
                "検体",
                "生体試料",
                "試料",
                "DNA",
                "血清",
                "レポジトリ構築",
                "Biospecimen",
            ],
        )
    });
    if named {
        Biospecimens::Yes
    } else {
        Biospecimens::Unknown
    }
}
