//! The closed vocabularies of registries.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

base::words! {
    /// What a registry is.
    pub enum RegistryKind {
        /// Data collected on the patients with a disease, a treatment or a device.
        Registry = "REGISTRY",
        /// A place on which several registries or studies stand, or a repository of data and specimens.
        Platform = "PLATFORM",
        /// A survey among institutions, repeated or not: 全国調査, 統計調査.
        Survey = "SURVEY",
        /// A study that follows a group of patients: コホート, 前向き観察研究.
        Cohort = "COHORT",
        /// A public database that the minister holds under an act.
        NationalDatabase = "NATIONAL_DATABASE",
    }
}

base::words! {
    /// Whether a company may use a registry.
    pub enum CompanyUse {
        /// A source says that companies can: 可.
        Yes = "YES",
        /// A source says that companies can, on a condition: 条件付き可.
        Conditional = "CONDITIONAL",
        /// A source says that companies cannot. That none are mentioned is no such statement.
        No = "NO",
        /// No source says.
        Unknown = "UNKNOWN",
    }
}

base::words! {
    /// A way in which companies and a registry work together.
    pub enum Mode {
        /// 共同研究, 産学連携: research done together.
        JointResearch = "JOINT_RESEARCH",
        /// データ提供, 共有, 利活用: data or specimens are handed over or opened.
        DataProvision = "DATA_PROVISION",
        /// 患者リクルート, 治験の案内: patients hear of trials.
        Recruitment = "RECRUITMENT",
        /// 患者数の情報提供: how many patients a trial could find.
        FeasibilityCount = "FEASIBILITY_COUNT",
        /// 外部対照, 対照群, ヒストリカルコントロール.
        ExternalControl = "EXTERNAL_CONTROL",
        /// 製造販売後調査, 市販後調査.
        PostMarketingSurveillance = "POST_MARKETING_SURVEILLANCE",
    }
}

base::words! {
    /// What a registry is for.
    pub enum Purpose {
        /// 外部対照, 対照群, ヒストリカルコントロール.
        ExternalControl = "EXTERNAL_CONTROL",
        /// Finding participants for trials.
        Recruitment = "RECRUITMENT",
        /// Helping trials in any other way: 治験の推進, 登録可能症例数の予測.
        TrialSupport = "TRIAL_SUPPORT",
        /// 自然歴.
        NaturalHistory = "NATURAL_HISTORY",
        /// 製造販売後調査, 市販後調査, 市販後安全性.
        PostMarketingSurveillance = "POST_MARKETING_SURVEILLANCE",
        /// 公知申請, 薬事承認, 規制.
        RegulatorySubmission = "REGULATORY_SUBMISSION",
        /// 新薬, 創薬, 医薬品開発.
        DrugDevelopment = "DRUG_DEVELOPMENT",
        /// 医療機器開発, 診断薬, インプラント.
        DeviceDevelopment = "DEVICE_DEVELOPMENT",
        /// 治療法の開発, 最適化.
        TreatmentDevelopment = "TREATMENT_DEVELOPMENT",
        /// 医療の質, ベンチマーク.
        QualityImprovement = "QUALITY_IMPROVEMENT",
        /// 疫学, 実態, 患者数, 統計.
        Epidemiology = "EPIDEMIOLOGY",
        /// 予後, 治療成績, 生存率, 追跡.
        Outcomes = "OUTCOMES",
        /// 安全性, 有害事象, 合併症.
        Safety = "SAFETY",
        /// 診療ガイドライン, 診断基準, 治療指針.
        Guideline = "GUIDELINE",
        /// 診断支援, 診断.
        Diagnosis = "DIAGNOSIS",
        /// 専門医制度, 施設認定.
        Certification = "CERTIFICATION",
        /// 政策, 診療報酬, 対策.
        Policy = "POLICY",
        /// AI, 機械学習.
        ArtificialIntelligence = "ARTIFICIAL_INTELLIGENCE",
        /// 研究, 解明, 解析, and whatever else is research without a finer word.
        Research = "RESEARCH",
    }
}

base::words! {
    /// A class of what a registry holds.
    pub enum DataClass {
        /// Diagnosis, stage, symptoms, clinical course.
        Clinical = "CLINICAL",
        /// Age, sex, address, living conditions.
        Demographic = "DEMOGRAPHIC",
        /// Genes, genomes, variants.
        Genetic = "GENETIC",
        /// Images and their readings.
        Imaging = "IMAGING",
        /// Values of tests.
        Laboratory = "LABORATORY",
        /// Pathology, autopsy.
        Pathology = "PATHOLOGY",
        /// Treatment, operations, procedures, devices.
        Treatment = "TREATMENT",
        /// Drugs.
        Medication = "MEDICATION",
        /// Adverse events and complications.
        AdverseEvent = "ADVERSE_EVENT",
        /// Outcome, survival, course after treatment.
        FollowUp = "FOLLOW_UP",
        /// Scales of function: mRS, ALSFRS-R, FIM, vision.
        Function = "FUNCTION",
        /// What patients report themselves.
        Pro = "PRO",
        /// Specimens.
        Biospecimen = "BIOSPECIMEN",
        /// DPC and claims, costs, length of stay.
        Claims = "CLAIMS",
        /// Figures of institutions, not of patients.
        Facility = "FACILITY",
    }
}

base::words! {
    /// What one of a count is. Counts of different units do not compare.
    pub enum CountUnit {
        /// 人, 名, 患者数.
        Patients = "PATIENTS",
        /// 例, 症例, 件 and bare numbers: mostly one per patient, but the source does not say so.
        Cases = "CASES",
        /// 手術, 手技, 移植 and the cases of a register of procedures.
        Operations = "OPERATIONS",
        /// 検査.
        Examinations = "EXAMINATIONS",
        /// 枚.
        Images = "IMAGES",
        /// レコード, 個票: several per patient.
        Records = "RECORDS",
        /// 検体.
        Specimens = "SPECIMENS",
        /// 施設・年.
        HospitalYears = "HOSPITAL_YEARS",
    }
}

base::words! {
    /// What a count spans.
    pub enum CountKind {
        /// Registered by the day of the count.
        Enrolled = "ENROLLED",
        /// 累計, 総数, 以降: everything since the start.
        Cumulative = "CUMULATIVE",
        /// 年間, 2019年の: of one year.
        PerYear = "PER_YEAR",
        /// Of some years, or of one round of a survey.
        PerPeriod = "PER_PERIOD",
        /// 追跡: followed up, not newly registered.
        Followed = "FOLLOWED",
        /// うち: part of another count of the same text.
        Part = "PART",
    }
}

base::words! {
    /// Whether specimens are kept.
    pub enum Biospecimens {
        /// A text names them: 検体, 生体試料, DNA, 血清.
        Yes = "YES",
        /// No text does; nobody says no either.
        Unknown = "UNKNOWN",
    }
}

base::words! {
    /// From where patients come.
    pub enum Region {
        /// 全国.
        Nationwide = "NATIONWIDE",
        /// A part of the country; the prefectures are listed where the name gives them.
        Regional = "REGIONAL",
        /// Several countries.
        International = "INTERNATIONAL",
        /// No text says.
        Unknown = "UNKNOWN",
    }
}

base::words! {
    /// Whether patients are still registered.
    pub enum Activity {
        /// A text says that it goes on.
        Ongoing = "ONGOING",
        /// A text says that it has ended.
        Ended = "ENDED",
        /// No text says.
        Unknown = "UNKNOWN",
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
