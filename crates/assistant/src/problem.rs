//! Why a question cannot be answered, in both languages, so that the caller can mend it.

use serde_json::Value;

use crate::language::Language;
use crate::quoted::quote_within;

/// Of a message of the API.
const MOST_LETTERS: usize = 400;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{en}")]
pub(crate) struct Problem {
    pub(crate) ja: String,
    pub(crate) en: String,
    /// Values that may have been meant.
    pub(crate) nearest: Vec<String>,
}

impl Problem {
    pub(crate) fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ja: ja.into(),
            en: en.into(),
            nearest: Vec::new(),
        }
    }

    pub(crate) fn offering(self, nearest: Vec<String>) -> Self {
        Self { nearest, ..self }
    }

    /// A failure of ours; what failed goes to the log only.
    pub(crate) fn broken(what: &str) -> Self {
        tracing::error!(what, "an assistant cannot be answered");
        Self::new(
            "内部エラーが発生しました。しばらくしてからもう一度お試しください。",
            "Something failed on our side. Please try again later.",
        )
    }

    /// An error of the API's answer.
    pub(crate) fn of_error(error: &Value) -> Self {
        let extensions = &error["extensions"];
        let en = error["message"].as_str().unwrap_or("the API failed");
        let ja = extensions["messageJa"].as_str().unwrap_or(en);
        // They may name things of the catalogue, so they are quoted like any other text of it.
        let ja = quote_within(Language::Ja, ja, MOST_LETTERS);
        let en = quote_within(Language::En, en, MOST_LETTERS);
        let nearest = extensions["suggestions"].as_array();
        let nearest = nearest.map_or(Vec::new(), |known| {
            let known = known.iter().filter_map(Value::as_str);
            known.map(str::to_owned).collect()
        });
        match extensions["argument"].as_str() {
            Some(argument) => Self::new(
                format!("引数 {argument}: {ja}"),
                format!("argument `{argument}`: {en}"),
            ),
            None => Self::new(ja, en),
        }
        .offering(nearest)
    }

    /// The message with what may have been meant.
    pub(crate) fn text(&self, language: Language) -> String {
        let message = language.pick(&self.ja, &self.en);
        if self.nearest.is_empty() {
            return message.clone();
        }
        let nearest = self.nearest.join(", ");
        language.pick(
            format!("{message} 最も近い値: {nearest}"),
            format!("{message} Nearest known values: {nearest}"),
        )
    }
}
