//! Dated facts that are neither a statement about linking nor a rule of access: the reform's days, figures printed elsewhere,
//! starts on which two sources differ. Each stands as its source gives it, none overwrites another.

use base::{PartialDate, Texts};

base::versioned_rows! {
    /// One fact, as one source states it.
    reported_fact, "reported_facts", "reported-fact";
    pub struct ReportedFact {
        /// The databases that it is about, codes divided by `|`.
        pub databases: Texts,
        /// The operators that it is about.
        pub operators: Texts,
        /// The institutions that it is about.
        pub institutions: Texts,
        /// What else it is about: `reform`, `hic`, a name that the catalogue does not hold.
        pub scheme: Option<String>,
        /// What is stated, in English.
        pub fact: String,
        /// The value in a few words.
        pub value: String,
        /// What the source says, in our own Japanese words.
        pub said: String,
        /// As of when; none where the source carries no day.
        pub as_of: Option<PartialDate>,
    }
}

impl ReportedFact {
    /// Whether it is about the Act that will let public databases give out pseudonymised information.
    pub fn is_reform(&self) -> bool {
        self.scheme.as_deref() == Some("reform")
    }

    /// Whether it was known on a day; one without a day is known always.
    pub fn is_known_by(&self, day: chrono::NaiveDate) -> bool {
        self.as_of.is_none_or(|as_of| as_of.last_day() <= day)
    }
}
