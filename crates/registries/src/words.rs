//! The closed vocabularies of registries.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

base::words! {
    /// What a registry is.
    pub enum RegistryKind {
        /// Data collected on the patients with a disease, a treatment or a device.
        Registry = "REGISTRY" ("レジストリ", "registry"),
        /// A place on which several registries or studies stand, or a repository of data and specimens.
        Platform = "PLATFORM" ("プラットフォーム", "platform"),
        /// A survey among institutions, repeated or not: 全国調査, 統計調査.
        Survey = "SURVEY" ("調査", "survey"),
        /// A study that follows a group of patients: コホート, 前向き観察研究.
        Cohort = "COHORT" ("コホート", "cohort"),
        /// Specimens kept for later study, with what is known of the donors.
        Biobank = "BIOBANK" ("バイオバンク", "biobank"),
        /// Watch over infections, events or side effects as they are reported: サーベイランス.
        Surveillance = "SURVEILLANCE" ("サーベイランス", "surveillance"),
        /// A public database that the minister holds under an act.
        NationalDatabase = "NATIONAL_DATABASE" ("国のデータベース", "national database"),
    }
}

base::words! {
    /// Whether a company may use a registry.
    pub enum CompanyUse {
        /// A source says that companies can: 可.
        Yes = "YES" ("可", "yes"),
        /// A source says that companies can, on a condition: 条件付き可.
        Conditional = "CONDITIONAL" ("条件付き可", "on conditions"),
        /// A source says that companies cannot. That none are mentioned is no such statement.
        No = "NO" ("不可", "no"),
        /// No source says.
        Unknown = "UNKNOWN" ("不明", "unknown"),
    }
}

base::words! {
    /// A way in which companies and a registry work together.
    pub enum Mode {
        /// 共同研究, 産学連携: research done together.
        JointResearch = "JOINT_RESEARCH" ("共同研究", "joint research"),
        /// データ提供, 共有, 利活用: data or specimens are handed over or opened.
        DataProvision = "DATA_PROVISION" ("データ提供", "data provision"),
        /// 患者リクルート, 治験の案内: patients hear of trials.
        Recruitment = "RECRUITMENT" ("患者リクルート", "recruitment"),
        /// 患者数の情報提供: how many patients a trial could find.
        FeasibilityCount = "FEASIBILITY_COUNT" ("患者数の情報提供", "feasibility counts"),
        /// 外部対照, 対照群, ヒストリカルコントロール.
        ExternalControl = "EXTERNAL_CONTROL" ("外部対照", "external control"),
        /// 製造販売後調査, 市販後調査.
        PostMarketingSurveillance = "POST_MARKETING_SURVEILLANCE" ("製造販売後調査", "post-marketing surveillance"),
    }
}

base::words! {
    /// What a registry is for.
    pub enum Purpose {
        /// 外部対照, 対照群, ヒストリカルコントロール.
        ExternalControl = "EXTERNAL_CONTROL" ("外部対照", "external control"),
        /// Finding participants for trials.
        Recruitment = "RECRUITMENT" ("患者リクルート", "recruitment"),
        /// Helping trials in any other way: 治験の推進, 登録可能症例数の予測.
        TrialSupport = "TRIAL_SUPPORT" ("治験・臨床試験の支援", "trial support"),
        /// 自然歴.
        NaturalHistory = "NATURAL_HISTORY" ("自然歴", "natural history"),
        /// 製造販売後調査, 市販後調査, 市販後安全性.
        PostMarketingSurveillance = "POST_MARKETING_SURVEILLANCE" ("製造販売後調査", "post-marketing surveillance"),
        /// 公知申請, 薬事承認, 規制.
        RegulatorySubmission = "REGULATORY_SUBMISSION" ("薬事申請", "regulatory submission"),
        /// 新薬, 創薬, 医薬品開発.
        DrugDevelopment = "DRUG_DEVELOPMENT" ("医薬品開発", "drug development"),
        /// 医療機器開発, 診断薬, インプラント.
        DeviceDevelopment = "DEVICE_DEVELOPMENT" ("医療機器・診断薬開発", "device development"),
        /// 治療法の開発, 最適化.
        TreatmentDevelopment = "TREATMENT_DEVELOPMENT" ("治療法の開発", "treatment development"),
        /// 医療の質, ベンチマーク.
        QualityImprovement = "QUALITY_IMPROVEMENT" ("医療の質の向上", "quality improvement"),
        /// 疫学, 実態, 患者数, 統計.
        Epidemiology = "EPIDEMIOLOGY" ("疫学・実態把握", "epidemiology"),
        /// 予後, 治療成績, 生存率, 追跡.
        Outcomes = "OUTCOMES" ("予後・治療成績", "outcomes"),
        /// 安全性, 有害事象, 合併症.
        Safety = "SAFETY" ("安全性", "safety"),
        /// 診療ガイドライン, 診断基準, 治療指針.
        Guideline = "GUIDELINE" ("診療ガイドライン", "guidelines"),
        /// 診断支援, 診断.
        Diagnosis = "DIAGNOSIS" ("診断", "diagnosis"),
        /// 専門医制度, 施設認定.
        Certification = "CERTIFICATION" ("専門医・施設認定", "certification"),
        /// 政策, 診療報酬, 対策.
        Policy = "POLICY" ("政策", "policy"),
        /// AI, 機械学習.
        ArtificialIntelligence = "ARTIFICIAL_INTELLIGENCE" ("AI", "artificial intelligence"),
        /// 研究, 解明, 解析, and whatever else is research without a finer word.
        Research = "RESEARCH" ("研究", "research"),
    }
}

base::words! {
    /// A class of what a registry holds.
    pub enum DataClass {
        /// Diagnosis, stage, symptoms, clinical course.
        Clinical = "CLINICAL" ("臨床情報", "clinical"),
        /// Age, sex, address, living conditions.
        Demographic = "DEMOGRAPHIC" ("基本属性", "demographic"),
        /// Genes, genomes, variants.
        Genetic = "GENETIC" ("遺伝子", "genetic"),
        /// Images and their readings.
        Imaging = "IMAGING" ("画像", "imaging"),
        /// Values of tests.
        Laboratory = "LABORATORY" ("検査値", "laboratory"),
        /// Pathology, autopsy.
        Pathology = "PATHOLOGY" ("病理", "pathology"),
        /// Treatment, operations, procedures, devices.
        Treatment = "TREATMENT" ("治療・手術", "treatment"),
        /// Drugs.
        Medication = "MEDICATION" ("薬剤", "medication"),
        /// Adverse events and complications.
        AdverseEvent = "ADVERSE_EVENT" ("有害事象・合併症", "adverse events"),
        /// Outcome, survival, course after treatment.
        FollowUp = "FOLLOW_UP" ("転帰・予後", "follow-up"),
        /// Scales of function: mRS, ALSFRS-R, FIM, vision.
        Function = "FUNCTION" ("機能評価", "function"),
        /// What patients report themselves.
        Pro = "PRO" ("患者報告アウトカム", "patient-reported outcomes"),
        /// Specimens.
        Biospecimen = "BIOSPECIMEN" ("生体試料", "biospecimens"),
        /// DPC and claims, costs, length of stay.
        Claims = "CLAIMS" ("DPC・レセプト", "claims"),
        /// Figures of institutions, not of patients.
        Facility = "FACILITY" ("施設情報", "facility"),
    }
}

base::words! {
    /// What one of a count is. Counts of different units do not compare.
    pub enum CountUnit {
        /// 人, 名, 患者数.
        Patients = "PATIENTS" ("人", "patients"),
        /// 例, 症例, 件 and bare numbers: mostly one per patient, but the source does not say so.
        Cases = "CASES" ("例", "cases"),
        /// 手術, 手技, 移植 and the cases of a register of procedures.
        Operations = "OPERATIONS" ("手術・手技", "operations"),
        /// 検査.
        Examinations = "EXAMINATIONS" ("検査", "examinations"),
        /// 枚.
        Images = "IMAGES" ("枚", "images"),
        /// レコード, 個票: several per patient.
        Records = "RECORDS" ("レコード", "records"),
        /// 検体.
        Specimens = "SPECIMENS" ("検体", "specimens"),
        /// 施設・年.
        HospitalYears = "HOSPITAL_YEARS" ("施設・年", "hospital-years"),
    }
}

base::words! {
    /// What a count spans.
    pub enum CountKind {
        /// Registered by the day of the count.
        Enrolled = "ENROLLED" ("登録", "enrolled"),
        /// 累計, 総数, 以降: everything since the start.
        Cumulative = "CUMULATIVE" ("累計", "cumulative"),
        /// 年間, 2019年の: of one year.
        PerYear = "PER_YEAR" ("年間", "per year"),
        /// Of some years, or of one round of a survey.
        PerPeriod = "PER_PERIOD" ("期間", "per period"),
        /// 追跡: followed up, not newly registered.
        Followed = "FOLLOWED" ("追跡", "followed up"),
        /// 目標, 予定, 計画: hoped for, not registered.
        Target = "TARGET" ("目標・予定", "targeted or planned"),
        /// 推定, 推計: worked out from a part.
        Estimate = "ESTIMATE" ("推計", "estimated"),
        /// 対象, 母数, 照会: of whom some were registered.
        Denominator = "DENOMINATOR" ("対象・母数", "of whom some were registered"),
        /// うち, 解析対象: part of what is registered.
        Part = "PART" ("うち数", "part of another count"),
    }
}

impl CountKind {
    /// Whether what is counted was registered; a target, an estimate or a denominator was not.
    pub fn is_registered(self) -> bool {
        !matches!(self, Self::Target | Self::Estimate | Self::Denominator)
    }
}

base::words! {
    /// Whether specimens are kept.
    pub enum Biospecimens {
        /// A text names them: 検体, 生体試料, DNA, 血清.
        Yes = "YES" ("あり", "yes"),
        /// No text does; nobody says no either.
        Unknown = "UNKNOWN" ("不明", "unknown"),
    }
}

base::words! {
    /// From where patients come.
    pub enum Region {
        /// 全国.
        Nationwide = "NATIONWIDE" ("全国", "nationwide"),
        /// A part of the country; the prefectures are listed where the name gives them.
        Regional = "REGIONAL" ("地域", "regional"),
        /// Several countries.
        International = "INTERNATIONAL" ("国際", "international"),
        /// No text says.
        Unknown = "UNKNOWN" ("不明", "unknown"),
    }
}

base::words! {
    /// Whether a registry stands.
    pub enum Standing {
        /// A text says that it goes on.
        Ongoing = "ONGOING" ("登録継続中", "ongoing"),
        /// A text says that registration has ended, or prints the period in which it was.
        Closed = "CLOSED" ("登録終了", "closed"),
        /// A survey of one year, of which no text says that it is repeated.
        OneOff = "ONE_OFF" ("一度限りの調査", "made once"),
        /// No text says.
        Unknown = "UNKNOWN" ("不明", "unknown"),
    }
}

impl Standing {
    /// The place in a list in which registries that stand come first; one of which nothing is said may stand.
    pub fn place(self) -> u8 {
        match self {
            Self::Ongoing => 0,
            Self::Unknown => 1,
            Self::Closed => 2,
            Self::OneOff => 3,
        }
    }
}

macro_rules! lists {
    ($($(#[$about:meta])* $name:ident of $word:ident;)*) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
        #[serde(transparent)]
        pub struct $name(pub Vec<$word>);

        impl FromIterator<$word> for $name {
            fn from_iter<I: IntoIterator<Item = $word>>(words: I) -> Self {
                let mut words: Vec<$word> = words.into_iter().collect();
                words.sort_unstable();
                words.dedup();
                Self(words)
            }
        }
    )*};
}

lists! {
    /// Modes, each once, kept in one column.
    Modes of Mode;
    /// Purposes, each once, kept in one column.
    Purposes of Purpose;
    /// Classes of data, each once, kept in one column.
    DataClasses of DataClass;
}

base::words! {
    /// What an organisation that hosts registries is, read from its name.
    pub enum HostKind {
        /// A ministry, a prefecture, an agency, a national centre or institute.
        PublicBody = "PUBLIC_BODY" ("国・自治体・国立機関", "public body"),
        /// A university or a part of one that is no hospital.
        University = "UNIVERSITY" ("大学", "university"),
        /// A hospital or a medical centre.
        Hospital = "HOSPITAL" ("病院", "hospital"),
        /// A learned society, a medical association, a study meeting.
        Society = "SOCIETY" ("学会・医師会・研究会", "society"),
        /// A research group on a grant (研究班), a study group.
        ResearchGroup = "RESEARCH_GROUP" ("研究班", "research group"),
    }
}
