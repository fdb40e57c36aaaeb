//! A request that has no data to show: why, and what its HTTP answer says.

use ::http::StatusCode;
use async_graphql::{ErrorExtensionValues, ServerError, Value};

use crate::{
    code::Code,
    guard::{PassedLimit, Refusal},
};

/// Why a request was not answered with data.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What is wrong.
    pub refusal: Refusal,
    /// Status, where it is not the code's own.
    pub status: Option<StatusCode>,
    /// Header `Retry-After`, in seconds.
    pub retry_after: Option<u16>,
    /// Header `Allow`.
    pub allow: Option<&'static str>,
    /// The message in Japanese, where it is not the code's own.
    pub message_ja: Option<Box<str>>,
    /// The parameter at fault.
    pub argument: Option<Box<str>>,
}

impl Failure {
    /// A failure that says more than its code.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Refusal::new(code, message).into()
    }

    /// A failure that says more than its code in Japanese too.
    #[must_use]
    pub fn said(code: Code, message: impl Into<String>, message_ja: impl Into<String>) -> Self {
        Self {
            message_ja: Some(message_ja.into().into()),
            ..Self::new(code, message)
        }
    }

    pub(super) fn method(message: &str, allow: &'static str) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(Code::MethodNotAllowed, message)
        }
    }

    pub(super) fn later(code: Code, seconds: u64) -> Self {
        Self {
            retry_after: Some(u16::try_from(seconds).unwrap_or(u16::MAX)),
            ..code.into()
        }
    }

    /// A parameter that cannot be used.
    pub(super) fn argument(name: &str, message: String, message_ja: String) -> Self {
        Self {
            argument: Some(name.into()),
            ..Self::said(Code::BadUserInput, message, message_ja).status(StatusCode::BAD_REQUEST)
        }
    }

    pub(super) fn status(self, status: StatusCode) -> Self {
        Self {
            status: Some(status),
            ..self
        }
    }

    /// The same as an error of GraphQL.
    pub(super) fn error(&self) -> ServerError {
        let mut error = ServerError::new(self.refusal.message.clone(), self.refusal.at);
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.refusal.code.as_str());
        if let Some(message) = &self.message_ja {
            extensions.set("messageJa", &**message);
        }
        if let Some(limit) = &self.refusal.limit {
            extensions.set("limit", value(limit));
        }
        if let Some(argument) = &self.argument {
            extensions.set("argument", &**argument);
        }
        error.extensions = Some(extensions);
        error
    }
}

fn value(limit: &PassedLimit) -> Value {
    async_graphql::value!({
        "name": limit.name, "maximum": limit.maximum, "actual": limit.actual,
    })
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            status: None,
            retry_after: None,
            allow: None,
            message_ja: None,
            argument: None,
        }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::new(code, code.message())
    }
}
