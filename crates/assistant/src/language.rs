//! The two languages of answers.

/// The language that was asked for; Japanese where nothing is said, as in the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    Ja,
    En,
}

impl Language {
    pub(crate) const CODES: [&str; 2] = ["ja", "en"];

    pub(crate) fn of(code: &str) -> Option<Self> {
        match code {
            "ja" | "JA" => Some(Self::Ja),
            "en" | "EN" => Some(Self::En),
            _ => None,
        }
    }

    /// As the API names it.
    pub(crate) fn api(self) -> &'static str {
        self.pick("JA", "EN")
    }

    pub(crate) fn pick<T>(self, ja: T, en: T) -> T {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}
