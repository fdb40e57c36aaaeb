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

    /// A code that nothing has; offers the nearest known ones.
    pub(crate) fn unknown_code<S: AsRef<str>>(
        argument: impl Into<String>,
        kind: (&str, &str),
        code: &str,
        known: impl IntoIterator<Item = S>,
    ) -> Self {
        let shown: String = code.chars().take(60).collect();
        let suggestions = text::nearest(&shown, known);
        let (offer, offer_ja) = if suggestions.is_empty() {
            (String::new(), String::new())
        } else {
            let list = suggestions.join(", ");
            (
                format!("; did you mean {list}?"),
                format!("もしかして: {list}"),
            )
        };
        Self::BadInput {
            argument: argument.into(),
            message: format!("there is no {} `{shown}`{offer}", kind.0),
            message_ja: format!("{}「{shown}」はありません。{offer_ja}", kind.1),
            suggestions,
        }
    }
}

impl ApiError {
    /// The same error, with the value that the client wrote in its message.
    pub(crate) fn about(mut self, written: &str) -> Self {
        if let Self::BadInput {
            message,
            message_ja,
            suggestions,
            ..
        } = &mut self
            && let [meant] = &suggestions[..]
        {
            let shown: String = written.chars().take(60).collect();
            *message = format!("`{shown}` is a name, not a code: use `{meant}`");
            *message_ja = format!("「{shown}」は名称です。コード「{meant}」を使ってください。");
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
            ApiError::Store(cause) => {
                tracing::error!(%cause, "a field could not be read from the record");
                internal()
            }
            ApiError::Broken(cause) => {
                tracing::error!(cause, "an invariant does not hold");
                internal()
            }
        }
    }
}

fn internal() -> Error {
    let code = Code::InternalServerError;
    Error::new(code.message()).extend_with(|_, extensions| extensions.set("code", code.as_str()))
}
