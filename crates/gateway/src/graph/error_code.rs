//! The published list of error codes, for clients that ask.

use crate::code::Code;
use crate::plain::Object;

/// A code of `extensions.code`, with its standard message.
pub(crate) struct ErrorMeaning(pub(crate) Code);

/// A code of `extensions.code`, with its standard message.
#[Object]
impl ErrorMeaning {
    /// The code: what a client switches on. New ones may be added, none is renamed.
    async fn code(&self) -> Code {
        self.0
    }

    /// The message in English, where an error has nothing more to say.
    async fn message(&self) -> &str {
        self.0.message()
    }

    /// The message in Japanese, as in `extensions.messageJa`.
    async fn message_ja(&self) -> &str {
        self.0.message_ja()
    }

    /// HTTP status of an answer without data because of it, in `application/graphql-response+json`.
    async fn http_status(&self) -> i32 {
        self.0.status().as_u16().into()
    }
}
