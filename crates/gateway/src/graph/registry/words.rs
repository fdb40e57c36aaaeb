//! The closed vocabularies of registries.

use async_graphql::Enum;

use crate::plain::Plain;

/// What a registry is (種別), read from its name.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::RegistryKind")]
pub(crate) enum RegistryKind {
    /// Data collected on the patients with a disease, a treatment or a device (レジストリ).
    Registry,
    /// A place on which several registries or studies stand, or a repository of data and specimens (プラットフォーム).
    Platform,
    /// A survey among institutions, repeated or not: 全国調査, 統計調査.
    Survey,
    /// A study that follows a group of patients: コホート, 前向き観察研究.
    Cohort,
    /// Specimens kept for later study, with what is known of the donors (バイオバンク).
    Biobank,
    /// Watch over infections, events or side effects as they are reported (サーベイランス).
    Surveillance,
    /// A public database that the minister holds under an act (国のデータベース).
    NationalDatabase,
}

/// Whether a company may use a registry (企業の利用).
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::CompanyUse")]
pub(crate) enum CompanyUseAnswer {
    /// A source says that companies can: 可.
    Yes,
    /// A source says that companies can, on a condition: 条件付き可.
    Conditional,
    /// A source says that companies cannot. That none are mentioned is no such statement (不可).
    No,
    /// No source says (不明).
    Unknown,
}

/// A way in which companies and a registry work together (企業との連携の形).
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::Mode")]
pub(crate) enum CompanyUseMode {
    /// 共同研究, 産学連携: research done together.
    JointResearch,
    /// データ提供, 共有, 利活用: data or specimens are handed over or opened.
    DataProvision,
    /// 患者リクルート, 治験の案内: patients hear of trials.
    Recruitment,
    /// 患者数の情報提供: how many patients a trial could find.
    FeasibilityCount,
    /// External control (外部対照, 対照群, ヒストリカルコントロール).
    ExternalControl,
    /// Post-marketing surveillance (製造販売後調査, 市販後調査).
    PostMarketingSurveillance,
}

/// What a registry is for (目的).
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::Purpose")]
pub(crate) enum RegistryPurpose {
    /// External control (外部対照, 対照群, ヒストリカルコントロール).
    ExternalControl,
    /// Finding participants for trials (患者リクルート).
    Recruitment,
    /// Helping trials in any other way: 治験の推進, 登録可能症例数の予測.
    TrialSupport,
    /// Natural history (自然歴).
    NaturalHistory,
    /// Post-marketing surveillance (製造販売後調査, 市販後調査, 市販後安全性).
    PostMarketingSurveillance,
    /// Regulatory submission (公知申請, 薬事承認, 規制).
    RegulatorySubmission,
    /// Drug development (新薬, 創薬, 医薬品開発).
    DrugDevelopment,
    /// Device development (医療機器開発, 診断薬, インプラント).
    DeviceDevelopment,
    /// Treatment development (治療法の開発, 最適化).
    TreatmentDevelopment,
    /// Quality improvement (医療の質, ベンチマーク).
    QualityImprovement,
    /// Epidemiology (疫学, 実態, 患者数, 統計).
    Epidemiology,
    /// Outcomes (予後, 治療成績, 生存率, 追跡).
    Outcomes,
    /// Safety (安全性, 有害事象, 合併症).
    Safety,
    /// Guidelines (診療ガイドライン, 診断基準, 治療指針).
    Guideline,
    /// Diagnosis (診断支援, 診断).
    Diagnosis,
    /// Certification (専門医制度, 施設認定).
    Certification,
    /// Policy (政策, 診療報酬, 対策).
    Policy,
    /// Artificial intelligence (AI, 機械学習).
    ArtificialIntelligence,
    /// 研究, 解明, 解析, and whatever else is research without a finer word.
    Research,
}

/// A class of what a registry holds (データ項目).
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::DataClass")]
pub(crate) enum RegistryDataItem {
    /// Diagnosis, stage, symptoms, clinical course (臨床情報).
    Clinical,
    /// Age, sex, address, living conditions (基本属性).
    Demographic,
    /// Genes, genomes, variants (遺伝子).
    Genetic,
    /// Images and their readings (画像).
    Imaging,
    /// Values of tests (検査値).
    Laboratory,
    /// Pathology, autopsy (病理).
    Pathology,
    /// Treatment, operations, procedures, devices (治療・手術).
    Treatment,
    /// Drugs (薬剤).
    Medication,
    /// Adverse events and complications (有害事象・合併症).
    AdverseEvent,
    /// Outcome, survival, course after treatment (転帰・予後).
    FollowUp,
    /// Scales of function: mRS, ALSFRS-R, FIM, vision (機能評価).
    Function,
    /// What patients report themselves (患者報告アウトカム).
    Pro,
    /// Specimens (生体試料).
    Biospecimen,
    /// DPC and claims, costs, length of stay (DPC・レセプト).
    Claims,
    /// Figures of institutions, not of patients (施設情報).
    Facility,
}

/// What one of a count is (単位). Counts of different units do not compare.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::CountUnit")]
pub(crate) enum CaseCountUnit {
    /// Patients (人, 名, 患者数).
    Patients,
    /// 例, 症例, 件 and bare numbers: mostly one per patient, but the source does not say so.
    Cases,
    /// 手術, 手技, 移植 and the cases of a register of procedures.
    Operations,
    /// Examinations (検査).
    Examinations,
    /// Images (枚).
    Images,
    /// レコード, 個票: several per patient.
    Records,
    /// Specimens (検体).
    Specimens,
    /// Hospital-years (施設・年).
    HospitalYears,
}

/// What a count spans.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::CountKind")]
pub(crate) enum CaseCountKind {
    /// Registered by the day of the count (登録).
    Enrolled,
    /// 累計, 総数, 以降: everything since the start.
    Cumulative,
    /// 年間, 2019年の: of one year.
    PerYear,
    /// Of some years, or of one round of a survey (期間).
    PerPeriod,
    /// 追跡: followed up, not newly registered.
    Followed,
    /// 目標, 予定, 計画: hoped for, not registered.
    Target,
    /// 推定, 推計: worked out from a part.
    Estimate,
    /// 対象, 母数, 照会: of whom some were registered.
    Denominator,
    /// うち, 解析対象: part of what is registered.
    Part,
}

/// Whether specimens are kept (検体, 生体試料).
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::Biospecimens")]
pub(crate) enum BiospecimensAnswer {
    /// A text names them: 検体, 生体試料, DNA, 血清.
    Yes,
    /// No text does; nobody says no either (不明).
    Unknown,
}

/// What an organisation that hosts registries is (運営主体の種別), read from its name.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::HostKind")]
pub(crate) enum HostKind {
    /// A ministry, a prefecture, an agency, a national centre or institute (国・自治体・国立機関).
    PublicBody,
    /// A university or a part of one that is no hospital (大学).
    University,
    /// A hospital or a medical centre (病院).
    Hospital,
    /// A learned society, a medical association, a study meeting (学会・医師会・研究会).
    Society,
    /// A research group on a grant, a study group (研究班).
    ResearchGroup,
}

/// From where patients come (地域).
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::Region")]
pub(crate) enum RegistryRegion {
    /// Nationwide (全国).
    Nationwide,
    /// A part of the country; the prefectures are listed where the name gives them (地域).
    Regional,
    /// Several countries (国際).
    International,
    /// No text says (不明).
    Unknown,
}

/// Whether a registry stands (登録の継続).
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::Standing")]
pub(crate) enum RegistryStanding {
    /// A source says that it goes on (登録継続中).
    Ongoing,
    /// A source says that registration has ended, or prints the period in which it was (登録終了).
    Closed,
    /// A survey of one year, of which no source says that it is repeated (一度限りの調査).
    OneOff,
    /// No source says (不明).
    Unknown,
}
