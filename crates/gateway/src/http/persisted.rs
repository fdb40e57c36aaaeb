//! Documents that are named instead of sent: automatic persisted queries, and the list of trusted documents.

use std::{collections::HashMap, sync::Arc};

use moka::future::Cache;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{code::Code, limits::Limits};

use super::{answers::Key, failure::Failure, params::Params};

/// The documents that this server knows by their hash.
pub(super) struct Documents {
    trusted: Option<HashMap<Key, Arc<str>>>,
    /// Those that come with the server.
    own: HashMap<Key, Arc<str>>,
    persisted: Option<Cache<Key, Arc<str>>>,
}

/// The text of a request's document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) text: Arc<str>,
    pub(super) hash: Key,
    /// Whether to remember it once it has passed the checks.
    remember: bool,
}

impl Documents {
    pub(super) fn new(limits: &Limits, trusted: Option<&[Arc<str>]>, own: &[Arc<str>]) -> Self {
        let by_hash = |documents: &[Arc<str>]| {
            let named = documents.iter().map(|text| (hash(text), Arc::clone(text)));
            named.collect()
        };
        let trusted = trusted.map(by_hash);
        let persisted = (limits.persisted_query_bytes > 0).then(|| {
            Cache::builder()
                .max_capacity(limits.persisted_query_bytes)
                .weigher(|_, text: &Arc<str>| u32::try_from(text.len() + 128).unwrap_or(u32::MAX))
                .build()
        });
        Self {
            trusted,
            own: by_hash(own),
            persisted,
        }
    }

    /// Finds the document that a request sends or names.
    pub(super) async fn find(&self, params: &Params) -> Result<Document, Failure> {
        let named = named(params)?;
        let sent = params.query.as_deref();
        if let Some(trusted) = &self.trusted {
            let hash = named.or_else(|| sent.map(hash)).ok_or_else(nothing)?;
            let known = trusted.get(&hash).or_else(|| self.own.get(&hash));
            let text = known.ok_or(match sent {
                Some(_) => Failure::from(Code::DocumentNotTrusted),
                None => Code::PersistedQueryNotFound.into(),
            })?;
            if sent.is_some_and(|sent| sent != text.as_ref()) {
                return Err(mismatch());
            }
            return Ok(Document {
                text: Arc::clone(text),
                hash,
                remember: false,
            });
        }
        match (sent, named) {
            (None, None) => Err(nothing()),
            (Some(text), None) => Ok(Document {
                hash: hash(text),
                text: text.into(),
                remember: false,
            }),
            (Some(text), Some(named)) => {
                let hash = hash(text);
                if hash != named {
                    return Err(mismatch());
                }
                Ok(Document {
                    text: text.into(),
                    hash,
                    remember: true,
                })
            }
            (None, Some(hash)) if self.own.contains_key(&hash) => Ok(Document {
                text: Arc::clone(&self.own[&hash]),
                hash,
                remember: false,
            }),
            (None, Some(hash)) => {
                let persisted = self.persisted.as_ref();
                let persisted = persisted.ok_or(Code::PersistedQueryNotSupported)?;
                let text = persisted.get(&hash).await;
                Ok(Document {
                    text: text.ok_or(Code::PersistedQueryNotFound)?,
                    hash,
                    remember: false,
                })
            }
        }
    }

    /// Keeps a document that was sent together with its hash and passed the checks.
    pub(super) async fn remember(&self, document: &Document) {
        if let (true, Some(persisted)) = (document.remember, &self.persisted) {
            let text = Arc::clone(&document.text);
            persisted.insert(document.hash, text).await;
        }
    }
}

fn hash(text: &str) -> Key {
    Sha256::digest(text).into()
}

/// The hash in `extensions.persistedQuery` or in `documentId`.
fn named(params: &Params) -> Result<Option<Key>, Failure> {
    let persisted = match params.extensions.get("persistedQuery") {
        None | Some(Value::Null) => None,
        Some(persisted) => {
            let hash = persisted.get("sha256Hash").and_then(Value::as_str);
            let hash = hash.ok_or_else(|| bad("extensions.persistedQuery needs a sha256Hash"))?;
            if persisted.get("version").and_then(Value::as_u64) != Some(1) {
                return Err(bad("extensions.persistedQuery.version must be 1"));
            }
            Some(hash)
        }
    };
    let id = params.document_id.as_deref();
    let id = id.map(|id| id.strip_prefix("sha256:").unwrap_or(id));
    match persisted.or(id) {
        None => Ok(None),
        Some(text) => {
            let key = parse(text);
            let key = key.ok_or_else(|| bad("a document is named by 64 hexadecimal digits"))?;
            Ok(Some(key))
        }
    }
}

fn parse(text: &str) -> Option<Key> {
    let mut key = Key::default();
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(key)
}

fn nothing() -> Failure {
    bad("the parameter \"query\" is missing")
}

fn mismatch() -> Failure {
    bad("the hash does not belong to the query that was sent with it")
}

fn bad(message: &str) -> Failure {
    Failure::new(Code::BadRequest, message)
}
