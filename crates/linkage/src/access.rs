//! What sources say one must do, pay, await or be, to get the data of a database: rules, each dated, none overwritten.

use base::{DatabaseId, PartialDate, Texts};

base::words! {
    /// What a rule is about.
    pub enum RuleTopic {
        /// Who may apply, for what.
        Eligibility = "ELIGIBILITY" ("利用資格", "eligibility"),
        /// The form of the application and of what is given out.
        Form = "FORM" ("申出・提供の形式", "form"),
        /// Where the data may be used.
        Environment = "ENVIRONMENT" ("利用環境", "environment"),
        /// Ethics review.
        Ethics = "ETHICS" ("倫理審査", "ethics"),
        /// Certification of the user.
        Certification = "CERTIFICATION" ("利用者の認定", "certification"),
        /// What it costs.
        Fee = "FEE" ("手数料", "fee"),
        /// How long it takes.
        LeadTime = "LEAD_TIME" ("所要期間", "lead time"),
        /// What is asked before results are published.
        Publication = "PUBLICATION" ("公表", "publication"),
    }
}

base::words! {
    /// How far a rule holds, read from its words.
    pub enum RuleStatus {
        /// It holds.
        InForce = "IN_FORCE" ("適用中", "in force"),
        /// A draft says so (案).
        Draft = "DRAFT" ("案", "draft"),
        /// It is aimed at or asked for (目標, 要求, 予定).
        Target = "TARGET" ("目標・予定", "target"),
        /// It was so once.
        History = "HISTORY" ("過去の内容", "history"),
    }
}

base::words! {
    /// In what an amount of a rule is counted.
    pub enum RuleUnit {
        /// Japanese yen.
        Yen = "JPY" ("円", "JPY"),
        /// Yen an hour.
        YenPerHour = "JPY_PER_HOUR" ("円/時間", "JPY per hour"),
        /// Yen for six months.
        YenPerSixMonths = "JPY_PER_6_MONTHS" ("円/6か月", "JPY per 6 months"),
        /// Days.
        Days = "DAYS" ("日", "days"),
        /// Months.
        Months = "MONTHS" ("か月", "months"),
    }
}

base::versioned_rows! {
    /// One rule of access, as one source states it.
    access_rule, "access_rules", "access-rule";
    pub struct AccessRule {
        /// The scheme as the list names it: `ndb`, `jisedai:certified-user:type-1`, `nanbyo|shoman`.
        pub scheme: String,
        /// The databases whose data it is about, codes divided by `|`; none where the scheme is none of them.
        pub databases: Texts,
        /// What it is about.
        pub topic: RuleTopic,
        /// What the source says, in our own words.
        pub said: String,
        /// The value in a few words, as noted.
        pub value: Option<String>,
        /// The value as a number, where it is one.
        pub amount: Option<i64>,
        /// In what the number is counted.
        pub unit: Option<RuleUnit>,
        /// How far it holds.
        pub status: RuleStatus,
        /// Since when or as of when; none where the source carries no day.
        pub as_of: Option<PartialDate>,
    }
}

impl AccessRule {
    /// Whether it was known on a day; a rule without a day is known always, for nobody knows since when it holds.
    pub fn is_known_by(&self, day: chrono::NaiveDate) -> bool {
        self.as_of.is_none_or(|as_of| as_of.last_day() <= day)
    }

    /// Whether it is about all of these databases together, or about one of them.
    pub fn concerns(&self, databases: &[DatabaseId]) -> bool {
        let has = |code: &str| databases.iter().any(|database| database.as_str() == code);
        if self.scheme.contains('+') {
            self.databases.iter().all(has)
        } else {
            self.databases.iter().any(has)
        }
    }
}
