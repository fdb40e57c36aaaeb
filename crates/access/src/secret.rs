//! The secret of a key: made at random, kept as a hash, compared in constant time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::KeyError;

/// Bytes of chance in an id; it is public and only has to differ from others.
const ID_BYTES: usize = 6;
/// Bytes of chance in a secret: no guessing reaches it.
const SECRET_BYTES: usize = 32;
/// Letters of a secret's bytes.
const SECRET_LENGTH: usize = 43;

/// How the hash was made; in front of it.
const SCHEME: &str = "sha256:";

/// A key as a client sends it, taken apart; it may be anybody's invention.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Presented {
    pub(crate) id: String,
    secret: String,
}

impl Presented {
    /// A new key.
    pub(crate) fn new() -> Result<Self, KeyError> {
        let mut bytes = [0; ID_BYTES + SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(|error| KeyError::Machine(error.to_string()))?;
        let (id, secret) = bytes.split_at(ID_BYTES);
        Ok(Self {
            id: hex::encode(id),
            secret: URL_SAFE_NO_PAD.encode(secret),
        })
    }

    /// Takes `tsu_<id>_<secret>` apart; none where the text has not this form, and needs no look into the record.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix("tsu_")?.split_once('_')?;
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let url_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let formed = id.len() == 2 * ID_BYTES
            && id.bytes().all(hexadecimal)
            && secret.len() == SECRET_LENGTH
            && secret.bytes().all(url_safe);
        formed.then(|| Self {
            id: id.to_owned(),
            secret: secret.to_owned(),
        })
    }

    /// The text that a client sends.
    pub(crate) fn text(&self) -> String {
        format!("tsu_{}_{}", self.id, self.secret)
    }

    /// What the record keeps of the secret. A plain digest is enough: passwords are hashed slowly because they can be guessed, and 32
    /// bytes of chance cannot; a slow hash would only let whoever knows an id keep the processors busy.
    pub(crate) fn hash(&self) -> String {
        let digest = Sha256::digest(self.text());
        format!("{SCHEME}{}", hex::encode(digest))
    }

    /// Whether the hash is that of the secret; compared in constant time.
    pub(crate) fn matches(&self, hash: &str) -> bool {
        let own = self.hash();
        let pairs = own.bytes().zip(hash.bytes());
        let differing = pairs.fold(0, |differing, (one, other)| differing | (one ^ other));
        own.len() == hash.len() && differing == 0
    }
}
