//! Ways of working, as titles name them. Read from the title alone: a title that names none says nothing of how the data are used.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use base::Words;

base::words! {
    /// A way of working with the data.
    pub enum Method {
        /// フィージビリティ.
        Feasibility = "FEASIBILITY" ("フィージビリティ", "feasibility"),
        /// AI.
        Ai = "AI" ("AI", "artificial intelligence"),
        /// 生成AI.
        GenerativeAi = "GENERATIVE_AI" ("生成AI", "generative AI"),
        /// 自然言語処理.
        NaturalLanguageProcessing = "NATURAL_LANGUAGE_PROCESSING" ("自然言語処理", "natural language processing"),
        /// バリデーション.
        Validation = "VALIDATION" ("バリデーション", "validation"),
        /// 治療実態.
        TreatmentPatterns = "TREATMENT_PATTERNS" ("治療実態", "treatment patterns"),
        /// 治療効果.
        TreatmentEffect = "TREATMENT_EFFECT" ("治療効果", "treatment effect"),
        /// 有効性.
        Efficacy = "EFFICACY" ("有効性", "efficacy"),
        /// リスク予測.
        RiskPrediction = "RISK_PREDICTION" ("リスク予測", "risk prediction"),
        /// リスク因子.
        RiskFactor = "RISK_FACTOR" ("リスク因子", "risk factor"),
        /// 医療費.
        MedicalCosts = "MEDICAL_COSTS" ("医療費", "medical costs"),
        /// 再入院.
        Readmission = "READMISSION" ("再入院", "readmission"),
        /// リハビリテーション.
        Rehabilitation = "REHABILITATION" ("リハビリテーション", "rehabilitation"),
        /// ガイドライン.
        Guideline = "GUIDELINE" ("ガイドライン", "guideline"),
        /// 有害事象.
        AdverseEvent = "ADVERSE_EVENT" ("有害事象", "adverse event"),
        /// 安全性.
        Safety = "SAFETY" ("安全性", "safety"),
        /// 疫学.
        Epidemiology = "EPIDEMIOLOGY" ("疫学", "epidemiology"),
        /// ワクチン.
        Vaccine = "VACCINE" ("ワクチン", "vaccine"),
        /// クリニカルパス.
        ClinicalPathway = "CLINICAL_PATHWAY" ("クリニカルパス", "clinical pathway"),
        /// 外部対照.
        ExternalControl = "EXTERNAL_CONTROL" ("外部対照", "external control"),
        /// 自然歴.
        NaturalHistory = "NATURAL_HISTORY" ("自然歴", "natural history"),
    }
}

impl Method {
    /// The words by which a text names it, divided by `|`.
    pub fn names(self) -> &'static str {
        match self {
            Self::Feasibility => {
                "フィージビリティ|feasibility|フィジビリティ|フィージビリティスタディ|feasibility study|実現可能性|実施可能性"
            }
            Self::Ai => {
                "AI|artificial intelligence|人工知能|機械学習|machine learning|深層学習|ディープラーニング|deep learning"
            }
            Self::GenerativeAi => "生成AI|generative AI|大規模言語モデル|LLM|large language model",
            Self::NaturalLanguageProcessing => {
                "自然言語処理|natural language processing|自然言語解析|テキストマイニング|text mining|NLP"
            }
            Self::Validation => {
                "バリデーション|validation|妥当性検証|妥当性の検証|validation study"
            }
            Self::TreatmentPatterns => {
                "治療実態|treatment patterns|診療実態|treatment pattern|real-world treatment"
            }
            Self::TreatmentEffect => {
                "治療効果|treatment effect|治療成績|effectiveness|treatment outcome|treatment outcomes"
            }
            Self::Efficacy => "有効性|efficacy",
            Self::RiskPrediction => {
                "リスク予測|risk prediction|予測モデル|prediction model|発症予測|罹患リスク予測"
            }
            Self::RiskFactor => "リスク因子|risk factor|危険因子|リスク要因|risk factors",
            Self::MedicalCosts => {
                "医療費|medical costs|医療・介護費|医療コスト|healthcare costs|医療経済|medical expenditure"
            }
            Self::Readmission => "再入院|readmission|rehospitalization|rehospitalisation|再入院率",
            Self::Rehabilitation => "リハビリテーション|rehabilitation|リハビリ|リハ",
            Self::Guideline => {
                "ガイドライン|guideline|診療ガイドライン|guidelines|clinical practice guideline"
            }
            Self::AdverseEvent => {
                "有害事象|adverse event|副作用|adverse events|adverse drug reaction|side effect|side effects"
            }
            Self::Safety => "安全性|safety",
            Self::Epidemiology => "疫学|epidemiology|疫学調査|疫学研究|epidemiological study",
            Self::Vaccine => "ワクチン|vaccine|予防接種|vaccination|vaccines",
            Self::ClinicalPathway => {
                "クリニカルパス|clinical pathway|クリティカルパス|critical path|clinical path"
            }
            Self::ExternalControl => {
                "外部対照|external control|外部対照群|対照群|治験の対照群|ヒストリカルコントロール|historical control|external control arm|合成対照|synthetic control"
            }
            Self::NaturalHistory => "自然歴|natural history|自然経過|自然史",
        }
    }

    /// The ways of working that a text names.
    pub fn named_in(text: &str) -> BTreeSet<Self> {
        let (finder, methods) = &*NAMES;
        let folded = text::fold(text);
        let found = finder.find_overlapping_iter(folded.text());
        found
            .filter(|name| !text::is_inside_word(text, &folded, name.range()))
            .map(|name| methods[name.pattern().as_usize()])
            .collect()
    }
}

/// Every name, folded, and the way of working that each is one of.
static NAMES: LazyLock<(AhoCorasick, Vec<Method>)> = LazyLock::new(|| {
    let methods = Method::WORDS.iter().map(|(_, method)| *method);
    let names = methods.flat_map(|method| {
        let names = method.names().split('|');
        names.map(move |name| (text::fold_text(name), method))
    });
    let (names, methods): (Vec<String>, Vec<Method>) = names.unzip();
    (
        AhoCorasick::new(names).expect("some hundred short names"),
        methods,
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_ways_of_working() {
        assert!(Method::named_in("pain").is_empty());
        assert_eq!(
            Method::named_in("AI研究のフィージビリティ"),
            BTreeSet::from([Method::Feasibility, Method::Ai])
        );
    }
}
