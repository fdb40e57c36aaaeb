//! What the lists of uses cover: one is complete, the other a sample.

use crate::graph::language::Language;
use crate::plain::Object;

/// How much of all uses a source covers. Counts of different sources are never added up.
#[derive(Clone)]
pub(crate) struct UseCoverage {
    source: &'static str,
    complete: bool,
    /// In Japanese and English.
    note: [&'static str; 2],
    count: i32,
}

/// How much of all uses a source covers. Counts of different sources are never added up.
#[Object]
impl UseCoverage {
    /// `APPROVALS`: the operators' lists; `REPORTED_USES`: papers, grant reports and the press.
    async fn source(&self) -> &str {
        self.source
    }

    /// Whether it lists every use of its kind until its day; false for a sample.
    async fn complete(&self) -> bool {
        self.complete
    }

    /// What that means for a reader.
    async fn note(
        &self,
        #[graphql(
            default_with = "Some(Language::Ja)",
            desc = "Language of the sentence."
        )]
        language: Option<Language>,
    ) -> &str {
        let [ja, en] = self.note;
        match language.unwrap_or_default() {
            Language::Ja => ja,
            Language::En => en,
        }
    }

    /// How many of it pass the filter. Never a total of all uses.
    async fn count(&self) -> i32 {
        self.count
    }
}

impl UseCoverage {
    pub(super) fn of_approvals(count: usize) -> Self {
        Self {
            source: "APPROVALS",
            complete: true,
            note: [
                "認定事業者の利活用実績(資料に掲載された一覧のすべて)。",
                "The operators' lists of approved uses, complete until their day.",
            ],
            count: count.try_into().unwrap_or(i32::MAX),
        }
    }

    pub(super) fn of_reported(count: usize) -> Self {
        Self {
            source: "REPORTED_USES",
            complete: false,
            note: [
                "論文・研究費の報告・報道から確認できた公的データベースの利用(一部であり、全数ではありません)。",
                "Reported uses of public databases: a sample from papers, grant reports and the press, not a register.",
            ],
            count: count.try_into().unwrap_or(i32::MAX),
        }
    }
}
