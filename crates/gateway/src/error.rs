//! Errors of resolvers. Clients get a code, a message in two languages and the argument at fault; causes go to the log.

use std::sync::Arc;

use async_graphql::{Error, ErrorExtensions};
use base::{PageError, StoreError};
use catalogue::CataloguesError;

use crate::code::Code;

/// Why a field has no value. Deliberately without `Display`: the framework would turn any displayable error into a
/// message for clients.
#[derive(Clone, Debug)]
pub(crate) enum ApiError {
    /// An argument cannot be used.
    BadInput {
        /// Path of the argument: `databases[1]`, `filter.operators[0]`.
        argument: String,
        /// What is wrong and what to do.
        message: String,
        /// The same in Japanese.
        message_ja: String,
        /// Values that may have been meant.
        suggestions: Vec<String>,
    },
    /// The record failed.
    Store(Arc<StoreError>),
    /// Our own invariant does not hold.
    Broken(&'static str),
}

impl ApiError {
    /// An argument that cannot be used.
    pub(crate) fn bad_input(
        argument: impl Into<String>,
        message: impl Into<String>,
        message_ja: impl Into<String>,
    ) -> Self {
        Self::BadInput {
            argument: argument.into(),
            message: message.into(),
            message_ja: message_ja.into(),
            suggestions: Vec::new(),
        }
    }

    /// A code that nothing has; offers the nearest known codes and names, each as the code that can be sent.
    pub(crate) fn unknown_code<'k>(
        argument: impl Into<String>,
        (kind, kind_ja): (&str, &str),
        code: &str,
        known: impl IntoIterator<Item = &'k str>,
        code_of: impl Fn(&str) -> Option<(String, Option<String>)>,
    ) -> Self {
        let shown: String = code.chars().take(60).collect();
        let mut offers: Vec<String> = Vec::new();
        let mut suggestions: Vec<String> = Vec::new();
        for near in text::nearest(&shown, known) {
            let (code, name) = code_of(&near).unwrap_or((near.clone(), None));
            if !suggestions.contains(&code) {
                offers.push(match name {
                    Some(name) if name != code => format!("{code} ({name})"),
                    _ => code.clone(),
                });
                suggestions.push(code);
            }
        }
        let (offer, offer_ja) = if offers.is_empty() {
            (String::new(), String::new())
        } else {
            let list = offers.join(", ");
            (
                format!("; did you mean {list}?"),
                format!("候補: {}", offers.join("、")),
            )
        };
        Self::BadInput {
            argument: argument.into(),
            message: format!("there is no {kind} `{shown}`{offer}"),
            message_ja: format!("「{shown}」に該当する{kind_ja}は登録されていません。{offer_ja}"),
            suggestions,
        }
    }

    /// The same error with more to say, in English and in Japanese.
    pub(crate) fn adding(mut self, (en, ja): &(String, String)) -> Self {
        if let Self::BadInput {
            message,
            message_ja,
            ..
        } = &mut self
        {
            message.push_str(en);
            message_ja.push_str(ja);
        }
        self
    }

    /// The same error with values that may have been meant.
    pub(crate) fn suggesting(mut self, values: Vec<String>) -> Self {
        if let Self::BadInput { suggestions, .. } = &mut self {
            *suggestions = values;
        }
        self
    }
}

impl From<PageError> for ApiError {
    fn from(error: PageError) -> Self {
        let message_ja = match &error {
            PageError::BothDirections => "first と last は同時に指定できません。".to_owned(),
            PageError::WrongCursor { cursor, size, .. } => {
                format!("{cursor} は {size} と組み合わせてください。")
            }
            PageError::Negative { argument, .. } => format!("{argument} は0以上にしてください。"),
            PageError::TooLarge {
                argument, maximum, ..
            } => {
                format!("{argument} は{maximum}以下にしてください。")
            }
            PageError::Broken { argument } => {
                format!("{argument} はこの API のカーソルではありません。")
            }
            PageError::Foreign { argument, .. } => {
                format!(
                    "{argument} は別の一覧または別の並び順のカーソルです。最初のページから取得してください。"
                )
            }
        };
        Self::bad_input(error.argument(), error.to_string(), message_ja)
    }
}

impl From<Arc<StoreError>> for ApiError {
    fn from(error: Arc<StoreError>) -> Self {
        Self::Store(error)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl From<CataloguesError> for ApiError {
    fn from(error: CataloguesError) -> Self {
        match error {
            CataloguesError::Store(error) => Self::Store(error),
            CataloguesError::Empty => Self::Broken("the record holds no revision"),
        }
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::BadInput {
                argument,
                message,
                message_ja,
                suggestions,
            } => Self::new(message).extend_with(|_, extensions| {
                extensions.set("code", Code::BadUserInput.as_str());
                extensions.set("argument", argument.as_str());
                extensions.set("messageJa", message_ja.as_str());
                if !suggestions.is_empty() {
                    extensions.set("suggestions", suggestions.clone());
                }
            }),
            ApiError::Store(cause) if matches!(*cause, StoreError::Crowded) => {
                failed(Code::ServiceUnavailable)
            }
            ApiError::Store(cause) => {
                tracing::error!(%cause, "a field could not be read from the record");
                failed(Code::InternalServerError)
            }
            ApiError::Broken(cause) => {
                tracing::error!(cause, "an invariant does not hold");
                failed(Code::InternalServerError)
            }
        }
    }
}

fn failed(code: Code) -> Error {
    Error::new(code.message()).extend_with(|_, extensions| extensions.set("code", code.as_str()))
}
