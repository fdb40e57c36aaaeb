//! Ready answers: how one is made from what the library returns, and the cache that keeps those that may be sent again.

use std::{sync::Arc, time::Duration};

use async_graphql::Response;
use moka::future::Cache;
use sha2::{Digest, Sha256};

use crate::{code::Code, limits::Limits, plain};

use super::{Edition, body::Body, failure::Failure, finish, params::Params};

/// An answer, ready to be sent.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Body,
    /// The first error's code if there is no data.
    pub(super) refused: Option<Code>,
    /// The first error's code, be there data or not.
    pub(super) code: Option<Code>,
    /// Whether equal requests may get the same bytes: it has no errors.
    pub(super) reusable: bool,
    /// Id of the request that it was made for.
    pub(super) request_id: String,
    /// Status and headers of a failure that is not one of GraphQL alone.
    pub(super) failure: Option<Failure>,
}

impl Answer {
    /// From a response whose errors are complete.
    pub(super) fn new(response: &Response, request_id: &str) -> Self {
        let executed = finish::was_executed(response);
        let first = response.errors.first();
        let first = first
            .and_then(finish::code)
            .unwrap_or(Code::InternalServerError);
        // Maps with text keys and numbers from the library always can be written.
        let bytes = written(response, executed).unwrap_or_default();
        Self {
            body: Body::new(bytes),
            refused: (!executed).then_some(first),
            code: (!response.errors.is_empty()).then_some(first),
            reusable: response.errors.is_empty() && response.cache_control.max_age >= 0,
            request_id: request_id.to_owned(),
            failure: None,
        }
    }

    /// From a failure before, or in place of, execution.
    pub(super) fn failed(failure: Failure, request_id: &str) -> Self {
        let mut response = Response::from_errors(vec![failure.error()]);
        finish::finish(&mut response, None, request_id);
        Self {
            failure: Some(failure),
            ..Self::new(&response, request_id)
        }
    }
}

/// Errors stand first, as the specification advises; data that are ready stand as they are.
fn written(response: &Response, executed: bool) -> Option<Vec<u8>> {
    let mut out = b"{".to_vec();
    let mut part = |name: &str, write: &dyn Fn(&mut Vec<u8>) -> Option<()>| {
        if out.len() > 1 {
            out.push(b',');
        }
        out.extend_from_slice(name.as_bytes());
        write(&mut out)
    };
    if !response.errors.is_empty() {
        part("\"errors\":", &|out| {
            serde_json::to_writer(out, &response.errors).ok()
        })?;
    }
    if executed {
        part("\"data\":", &|out| plain::write_value(&response.data, out))?;
    }
    if !response.extensions.is_empty() {
        part("\"extensions\":", &|out| {
            serde_json::to_writer(out, &response.extensions).ok()
        })?;
    }
    out.push(b'}');
    Some(out)
}

/// What an answer is found by.
pub(super) type Key = [u8; 32];

/// Answers by request and edition.
pub(super) struct Answers {
    /// Differs between versions of the server whose answers may differ.
    seed: Key,
    cache: Cache<Key, Arc<Answer>>,
}

impl Answers {
    pub(super) fn new(limits: &Limits, sdl: &str) -> Self {
        Self {
            seed: Sha256::digest(sdl).into(),
            cache: Cache::builder()
                .max_capacity(limits.answer_cache_bytes)
                .weigher(|_, answer: &Arc<Answer>| {
                    u32::try_from(answer.body.weight() + 512).unwrap_or(u32::MAX)
                })
                // Answers of past editions are not asked for again.
                .time_to_idle(Duration::from_secs(600))
                .build(),
        }
    }

    /// The key of an answer. Each part is preceded by its length, so that parts cannot run into one another.
    pub(super) fn key(&self, document: &Key, params: &Params, edition: Edition) -> Key {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        };
        part(&self.seed);
        part(&edition.revision.to_le_bytes());
        part(&edition.record.to_le_bytes());
        part(edition.today.to_string().as_bytes());
        part(document);
        part(&serde_json::to_vec(&params.operation_name).unwrap_or_default());
        part(&serde_json::to_vec(&params.variables).unwrap_or_default());
        hash.finalize().into()
    }

    pub(super) async fn get(&self, key: &Key) -> Option<Arc<Answer>> {
        self.cache.get(key).await
    }

    /// The answer by this key; if there is none, it is made once for all who wait for it. It is kept if it is reusable.
    pub(super) async fn get_or_make(
        &self,
        key: Key,
        make: impl Future<Output = Answer>,
    ) -> Arc<Answer> {
        let made = async {
            let answer = Arc::new(make.await);
            if answer.reusable {
                Ok(answer)
            } else {
                Err(answer)
            }
        };
        match self.cache.try_get_with(key, made).await {
            Ok(answer) => answer,
            Err(answer) => Arc::clone(&answer),
        }
    }
}
