//! What went wrong, as a page tells it.

use http::{HeaderValue, StatusCode};
use serde_json::Value;

use crate::language::Language;

/// Why a page, or a part of it, cannot be shown.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// The reason in both languages.
    pub(crate) message_ja: String,
    pub(crate) message_en: String,
    /// Nearest known names or codes, where the API offers some.
    pub(crate) nearest: Vec<Nearest>,
    pub(crate) retry_after: Option<HeaderValue>,
}

/// Something that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nearest {
    pub(crate) code: String,
    pub(crate) name: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, ja: &str, en: &str) -> Self {
        Self {
            status,
            message_ja: ja.to_owned(),
            message_en: en.to_owned(),
            nearest: Vec::new(),
            retry_after: None,
        }
    }

    pub(crate) fn no_such_page() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "このURLのページはありません。",
            "There is no page at this address.",
        )
    }

    /// A thing that is not in the catalogue.
    pub(crate) fn no_such(kind_ja: &str, kind_en: &str, code: &str) -> Self {
        let code: String = code.chars().take(80).collect();
        Self::new(
            StatusCode::NOT_FOUND,
            &format!("「{code}」に該当する{kind_ja}は登録されていません。"),
            &format!("The catalogue has no {kind_en} “{code}”."),
        )
    }

    /// The API's own words for it, where it has some: they name what may have been meant.
    pub(crate) fn or_of(self, problems: Vec<Self>) -> Self {
        let said = problems.into_iter().next();
        said.map_or(self, |problem| Self {
            status: if problem.status == StatusCode::BAD_REQUEST {
                StatusCode::NOT_FOUND
            } else {
                problem.status
            },
            ..problem
        })
    }

    pub(crate) fn bad_request(ja: &str, en: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ja, en)
    }

    /// A failure of ours; what failed goes to the log only.
    pub(crate) fn broken(what: &str) -> Self {
        tracing::error!(what, "a page cannot be made");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "内部エラーが発生しました。しばらくしてからもう一度お試しください。",
            "Something failed on our side. Please try again later.",
        )
    }

    /// An error of the API's answer.
    pub(crate) fn of_error(error: &Value, answered: StatusCode) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let extensions = &error["extensions"];
        let status = match extensions["code"].as_str() {
            Some("NOT_FOUND") => StatusCode::NOT_FOUND,
            Some("BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED" | "DOCUMENT_TOO_COMPLEX") => {
                StatusCode::BAD_REQUEST
            }
            Some("REQUEST_TIMEOUT") => StatusCode::SERVICE_UNAVAILABLE,
            Some("PAYLOAD_TOO_LARGE") => StatusCode::URI_TOO_LONG,
            _ if answered.is_client_error() || answered.is_server_error() => answered,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let nearest = extensions["suggestions"].as_array();
        let message_en = text(&error["message"]);
        let message_ja = match extensions["messageJa"].as_str() {
            Some(message) => message.to_owned(),
            None => message_en.clone(),
        };
        Self {
            status,
            message_ja,
            message_en,
            nearest: nearest
                .map(|known| known.iter().filter_map(Nearest::read).collect())
                .unwrap_or_default(),
            retry_after: None,
        }
    }

    pub(crate) fn message(&self, language: Language) -> &str {
        language.pick(&self.message_ja, &self.message_en)
    }
}

impl Nearest {
    fn read(value: &Value) -> Option<Self> {
        if let Some(code) = value.as_str() {
            return Some(Self {
                code: code.to_owned(),
                name: code.to_owned(),
            });
        }
        let code = value["code"].as_str()?;
        let name = value["nameJa"].as_str().or(value["name"].as_str());
        Some(Self {
            code: code.to_owned(),
            name: name.unwrap_or(code).to_owned(),
        })
    }
}
