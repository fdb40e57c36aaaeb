//! What the closed vocabularies are called, in the sources' language and in English.

use crate::{
    Activity, Biospecimens, CompanyUse, CountKind, CountUnit, DataClass, Mode, Purpose, Region,
    RegistryKind,
};

macro_rules! labels {
    ($($word:ident { $($value:ident: $ja:literal, $en:literal;)* })*) => {$(
        impl $word {
            /// What the value is called, in Japanese and in English.
            pub fn labels(self) -> (&'static str, &'static str) {
                match self { $(Self::$value => ($ja, $en),)* }
            }
        }
    )*};
}

labels! {
    RegistryKind {
        Registry: "レジストリ", "registry";
        Platform: "プラットフォーム", "platform";
        Survey: "調査", "survey";
        Cohort: "コホート", "cohort";
        NationalDatabase: "国のデータベース", "national database";
    }
    CompanyUse {
        Yes: "可", "yes";
        Conditional: "条件付き可", "on conditions";
        No: "不可", "no";
        Unknown: "不明", "unknown";
    }
    Mode {
        JointResearch: "共同研究", "joint research";
        DataProvision: "データ提供", "data provision";
        Recruitment: "患者リクルート", "recruitment";
        FeasibilityCount: "患者数の情報提供", "feasibility counts";
        ExternalControl: "外部対照", "external control";
        PostMarketingSurveillance: "製造販売後調査", "post-marketing surveillance";
    }
    Purpose {
        ExternalControl: "外部対照", "external control";
        Recruitment: "患者リクルート", "recruitment";
        TrialSupport: "治験・臨床試験の支援", "trial support";
        NaturalHistory: "自然歴", "natural history";
        PostMarketingSurveillance: "製造販売後調査", "post-marketing surveillance";
        RegulatorySubmission: "薬事申請", "regulatory submission";
        DrugDevelopment: "医薬品開発", "drug development";
        DeviceDevelopment: "医療機器・診断薬開発", "device development";
        TreatmentDevelopment: "治療法の開発", "treatment development";
        QualityImprovement: "医療の質の向上", "quality improvement";
        Epidemiology: "疫学・実態把握", "epidemiology";
        Outcomes: "予後・治療成績", "outcomes";
        Safety: "安全性", "safety";
        Guideline: "診療ガイドライン", "guidelines";
        Diagnosis: "診断", "diagnosis";
        Certification: "専門医・施設認定", "certification";
        Policy: "政策", "policy";
        ArtificialIntelligence: "AI", "artificial intelligence";
        Research: "研究", "research";
    }
    DataClass {
        Clinical: "臨床情報", "clinical";
        Demographic: "基本属性", "demographic";
        Genetic: "遺伝子", "genetic";
        Imaging: "画像", "imaging";
        Laboratory: "検査値", "laboratory";
        Pathology: "病理", "pathology";
        Treatment: "治療・手術", "treatment";
        Medication: "薬剤", "medication";
        AdverseEvent: "有害事象・合併症", "adverse events";
        FollowUp: "転帰・予後", "follow-up";
        Function: "機能評価", "function";
        Pro: "患者報告アウトカム", "patient-reported outcomes";
        Biospecimen: "生体試料", "biospecimens";
        Claims: "DPC・レセプト", "claims";
        Facility: "施設情報", "facility";
    }
    CountUnit {
        Patients: "人", "patients";
        Cases: "例", "cases";
        Operations: "手術・手技", "operations";
        Examinations: "検査", "examinations";
        Images: "枚", "images";
        Records: "レコード", "records";
        Specimens: "検体", "specimens";
        HospitalYears: "施設・年", "hospital-years";
    }
    CountKind {
        Enrolled: "登録", "enrolled";
        Cumulative: "累計", "cumulative";
        PerYear: "年間", "per year";
        PerPeriod: "期間", "per period";
        Followed: "追跡", "followed up";
        Part: "うち数", "part of another count";
    }
    Biospecimens {
        Yes: "あり", "yes";
        Unknown: "不明", "unknown";
    }
    Region {
        Nationwide: "全国", "nationwide";
        Regional: "地域", "regional";
        International: "国際", "international";
        Unknown: "不明", "unknown";
    }
    Activity {
        Ongoing: "登録継続中", "ongoing";
        Ended: "登録終了", "ended";
        Unknown: "不明", "unknown";
    }
}
