//! Documents that are named instead of sent: automatic persisted queries, and the list of trusted documents.

use std::{collections::HashMap, sync::Arc};

use moka::future::Cache;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{code::Code, limits::Limits};

use super::{answers::Key, definitions, failure::Failure, params::Params, trusted::Trusted};

/// The documents that this server knows by their hash.
pub(super) struct Documents {
    trusted: Option<TrustedDocuments>,
    /// Those that come with the server.
    own: HashMap<Key, Arc<str>>,
    persisted: Option<Cache<Key, Arc<str>>>,
}

/// The documents that may be run where not all may.
struct TrustedDocuments {
    /// By SHA-256 in hexadecimal digits, and by the ids of manifests.
    by_id: HashMap<String, Arc<str>>,
    /// By what is left of a text without its layout.
    by_form: HashMap<Key, Arc<str>>,
}

impl TrustedDocuments {
    fn new(trusted: &[Trusted], own: &[Arc<str>]) -> Self {
        let texts = own
            .iter()
            .chain(trusted.iter().map(|document| &document.text));
        let hashed = texts.clone().map(|text| (hex::encode(hash(text)), text));
        let named = trusted.iter();
        let named = named.filter_map(|document| Some((document.id.clone()?, &document.text)));
        let copied = |(id, text): (String, &Arc<str>)| (id, Arc::clone(text));
        Self {
            by_id: hashed.chain(named).map(copied).collect(),
            by_form: texts
                .map(|text| (definitions::form(text), Arc::clone(text)))
                .collect(),
        }
    }

    /// The document that a request names or sends.
    fn find(&self, named: Option<&str>, sent: Option<&str>) -> Result<Document, Failure> {
        let by_id = named.map(|id| {
            let as_hash = || self.by_id.get(&id.to_ascii_lowercase());
            let known = self.by_id.get(id).or_else(as_hash);
            known.ok_or(Code::PersistedQueryNotFound)
        });
        let by_form = sent.map(|text| {
            let known = self.by_form.get(&definitions::form(text));
            known.ok_or(Code::DocumentNotTrusted)
        });
        let text = match (by_id.transpose(), by_form.transpose()) {
            (Ok(None), Ok(None)) => return Err(nothing()),
            (Ok(Some(named)), Ok(Some(sent))) if named != sent => return Err(mismatch()),
            (Ok(Some(_)), Err(_)) => return Err(mismatch()),
            (_, Err(code)) | (Err(code), Ok(None)) => return Err(code.into()),
            // Whoever sends a document that is trusted need not know its id.
            (_, Ok(Some(text))) | (Ok(Some(text)), Ok(None)) => text,
        };
        Ok(Document {
            text: Arc::clone(text),
            hash: hash(text),
            remember: false,
        })
    }
}

/// The text of a request's document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) text: Arc<str>,
    pub(super) hash: Key,
    /// Whether to remember it once it has passed the checks.
    pub(super) remember: bool,
}

impl Documents {
    pub(super) fn new(limits: &Limits, trusted: Option<&[Trusted]>, own: &[Arc<str>]) -> Self {
        let persisted = (limits.persisted_query_bytes > 0).then(|| {
            Cache::builder()
                .max_capacity(limits.persisted_query_bytes)
                .weigher(|_, text: &Arc<str>| u32::try_from(text.len() + 128).unwrap_or(u32::MAX))
                .build()
        });
        Self {
            trusted: trusted.map(|trusted| TrustedDocuments::new(trusted, own)),
            own: own
                .iter()
                .map(|text| (hash(text), Arc::clone(text)))
                .collect(),
            persisted,
        }
    }

    /// Finds the document that a request sends or names.
    pub(super) async fn find(&self, params: &Params) -> Result<Document, Failure> {
        let (named, sent) = (named(params)?, params.query.as_deref());
        if let Some(trusted) = &self.trusted {
            return trusted.find(named, sent);
        }
        let named = named.map(parsed).transpose()?;
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

/// The name of a document in `extensions.persistedQuery` or in `documentId`.
fn named(params: &Params) -> Result<Option<&str>, Failure> {
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
    Ok(persisted.or(id))
}

fn parsed(name: &str) -> Result<Key, Failure> {
    parse(name).ok_or_else(|| bad("a document is named by 64 hexadecimal digits"))
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
