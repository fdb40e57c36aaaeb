//! The key that a request brings (`Authorization: Bearer ...`), and what is said where it does not do.

use ::http::{HeaderMap, header};
use access::{Denied, Scope};

use crate::code::Code;

use super::failure::Failure;

/// The key of a request; none where there is no such header, or more than one.
pub(super) fn key(headers: &HeaderMap) -> Option<&str> {
    let mut lines = headers.get_all(header::AUTHORIZATION).into_iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return None;
    };
    let (scheme, key) = line.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// What a client is told whose key does not do. Whether a key is unknown or revoked is for the audit alone.
pub(super) fn failure(denied: &Denied, scope: Scope, request_id: &str) -> Failure {
    match denied {
        Denied::Off | Denied::Unknown | Denied::Revoked(_) => Failure::said(
            Code::Unauthenticated,
            "this needs a key that is good: send it as `Authorization: Bearer tsu_...`",
            "有効な API キーが必要です。Authorization: Bearer tsu_... で送信してください。",
        ),
        Denied::Scope(_) => {
            let scope = scope.word();
            Failure::said(
                Code::Forbidden,
                format!("the key does not have the scope `{scope}`"),
                format!("この API キーには {scope} の権限がありません。"),
            )
        }
        Denied::Store(error) if error.is_away() => away(
            "keys cannot be checked now, for the database does not answer",
            "データベースが応答しないため、API キーを確認できません。",
        ),
        Denied::Store(error) => {
            tracing::error!(request_id, %error, "a key could not be looked up");
            Code::InternalServerError.into()
        }
    }
}

/// The record is away: it may be back in a moment.
pub(super) fn away(what: &str, what_ja: &str) -> Failure {
    let failure = Failure::said(
        Code::ServiceUnavailable,
        format!("{what}: try again in a moment"),
        format!("{what_ja}しばらくしてからもう一度お試しください。"),
    );
    Failure {
        retry_after: Some(1),
        ..failure
    }
}
