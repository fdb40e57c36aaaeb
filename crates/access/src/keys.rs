//! All keys of a record: making, listing, revoking, and checking what a client presents.

use std::sync::Arc;

use base::{Store, StoreError};
use chrono::Duration;
use moka::future::Cache;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, Set, TransactionTrait,
};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::audit::{self, Action, Attempt, Audited, Outcome};
use crate::key::{self, Key, KeyError, NewKey, Scope, row};
use crate::secret::Presented;

/// Keys that are remembered as right at a time.
const REMEMBERED: u64 = 1_000;
/// Hashes that are computed at the same time, whoever asks: each takes 19 MiB and a core.
const HASHES: usize = 2;

/// Why what a client presents does not do.
#[derive(Debug)]
pub enum Denied {
    /// There is no key that is good: what needs one is switched off.
    Off,
    /// No key, or none of ours.
    Unknown,
    /// The key was revoked.
    Revoked(Key),
    /// The key is good but does not allow this.
    Scope(Key),
    /// The database failed.
    Store(StoreError),
}

impl From<sea_orm::DbErr> for Denied {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// The hash against which a key was found right, and for how long that is believed.
#[derive(Clone)]
struct Verified {
    hash: String,
    until: DateTimeUtc,
}

/// The keys of one record.
pub struct Keys {
    store: Store,
    now: Box<dyn Fn() -> DateTimeUtc + Send + Sync>,
    /// Keys that were right a short while ago, by their SHA-256: hashing again would cost each request a core for a while.
    verified: Cache<[u8; 32], Verified>,
    hashing: Arc<Semaphore>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    /// How long a key that was right is not hashed again. Revoking it works at once all the same.
    pub fn believed_for() -> Duration {
        Duration::minutes(5)
    }

    /// The keys of a record; `now` says what time it is.
    pub fn new(store: Store, now: impl Fn() -> DateTimeUtc + Send + Sync + 'static) -> Self {
        Self {
            store,
            now: Box::new(now),
            verified: Cache::new(REMEMBERED),
            hashing: Arc::new(Semaphore::new(HASHES)),
        }
    }

    /// What time it is for these keys.
    pub fn now(&self) -> DateTimeUtc {
        (self.now)()
    }

    /// Makes a key; its text is in the answer and nowhere else.
    pub async fn create(&self, name: &str, scopes: &[Scope]) -> Result<NewKey, KeyError> {
        let name = key::checked_name(name)?;
        if scopes.is_empty() {
            return Err(KeyError::NoScope);
        }
        let presented = Presented::new()?;
        let hashed = presented.clone();
        let hash = spawn_blocking(move || hashed.hash())
            .await
            .map_err(|error| KeyError::Machine(error.to_string()))??;
        let tx = self.store.db().begin().await?;
        let taken = row::Entity::find()
            .filter(row::Column::Name.eq(name))
            .filter(row::Column::RevokedAt.is_null())
            .count(&tx)
            .await?;
        if taken > 0 {
            return Err(KeyError::NameTaken(name.to_owned()));
        }
        let row = row::Model {
            id: presented.id.clone(),
            name: name.to_owned(),
            scopes: key::words(scopes),
            hash,
            created_at: self.now(),
            revoked_at: None,
        };
        row::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(&tx)
            .await?;
        let attempt = done(Action::KeyCreate, &row.id);
        audit::write(&tx, attempt, self.now()).await?;
        tx.commit().await?;
        Ok(NewKey {
            key: row.into(),
            text: presented.text(),
        })
    }

    /// Every key, revoked ones too, oldest first.
    pub async fn list(&self) -> Result<Vec<Key>, StoreError> {
        let rows = row::Entity::find()
            .order_by_asc(row::Column::CreatedAt)
            .order_by_asc(row::Column::Id)
            .all(self.store.db())
            .await?;
        Ok(rows.into_iter().map(Key::from).collect())
    }

    /// Revokes a key, from the next request on; `None` where there is none. One that was revoked stays as it was.
    pub async fn revoke(&self, id: &str) -> Result<Option<Key>, StoreError> {
        let tx = self.store.db().begin().await?;
        let Some(row) = row::Entity::find_by_id(id).one(&tx).await? else {
            return Ok(None);
        };
        if row.revoked_at.is_some() {
            return Ok(Some(row.into()));
        }
        let mut change = row.into_active_model();
        change.revoked_at = Set(Some(self.now()));
        let row = change.update(&tx).await?;
        audit::write(&tx, done(Action::KeyRevoke, id), self.now()).await?;
        tx.commit().await?;
        Ok(Some(row.into()))
    }

    /// Whether there is a key that is good.
    pub async fn any_active(&self) -> Result<bool, StoreError> {
        let active = row::Entity::find()
            .filter(row::Column::RevokedAt.is_null())
            .one(self.store.db())
            .await?;
        Ok(active.is_some())
    }

    /// The key that a client presents, if it is good and allows this. One look into the record where it does.
    pub async fn check(&self, presented: Option<&str>, scope: Scope) -> Result<Key, Denied> {
        let denied = match self.holder(presented).await? {
            Some(key) if key.revoked_at.is_some() => Denied::Revoked(key),
            Some(key) if !key.allows(scope) => Denied::Scope(key),
            Some(key) => return Ok(key),
            None => Denied::Unknown,
        };
        match self.any_active().await {
            Ok(true) => Err(denied),
            Ok(false) => Err(Denied::Off),
            Err(error) => Err(Denied::Store(error)),
        }
    }

    /// The key whose secret this is, good or revoked.
    async fn holder(&self, presented: Option<&str>) -> Result<Option<Key>, Denied> {
        let Some(presented) = presented.and_then(Presented::parse) else {
            return Ok(None);
        };
        let found = row::Entity::find_by_id(presented.id.as_str())
            .one(self.store.db())
            .await?;
        let Some(row) = found else {
            return Ok(None);
        };
        let fingerprint = presented.fingerprint();
        if row.revoked_at.is_some() {
            self.verified.invalidate(&fingerprint).await;
        } else if let Some(known) = self.verified.get(&fingerprint).await
            && known.until > self.now()
            && known.hash == row.hash
        {
            return Ok(Some(row.into()));
        }
        if !self.is_right(presented, row.hash.clone()).await {
            return Ok(None);
        }
        if row.revoked_at.is_none() {
            let verified = Verified {
                hash: row.hash.clone(),
                until: self.now() + Self::believed_for(),
            };
            self.verified.insert(fingerprint, verified).await;
        }
        Ok(Some(row.into()))
    }

    /// Hashes what is presented, a few at a time.
    async fn is_right(&self, presented: Presented, hash: String) -> bool {
        // The permit goes along: a client that leaves does not make room while its hash is computed.
        let Ok(permit) = Arc::clone(&self.hashing).acquire_owned().await else {
            return false;
        };
        let right = spawn_blocking(move || {
            let right = presented.matches(&hash);
            drop(permit);
            right
        });
        right.await.unwrap_or(false)
    }

    /// Writes an attempt into the audit.
    pub async fn audit(&self, attempt: Attempt) -> Result<(), StoreError> {
        audit::write(self.store.db(), attempt, self.now()).await
    }

    /// The last attempts, newest first.
    pub async fn audited(&self, count: u64) -> Result<Vec<Audited>, StoreError> {
        audit::last(self.store.db(), count).await
    }
}

fn done(action: Action, key: &str) -> Attempt {
    Attempt {
        key: Some(key.to_owned()),
        action,
        outcome: Outcome::Done,
        files: Vec::new(),
        revision: None,
    }
}

#[cfg(test)]
impl Keys {
    /// Keys that are remembered as right.
    pub(crate) async fn remembered(&self) -> u64 {
        self.verified.run_pending_tasks().await;
        self.verified.entry_count()
    }

    /// Until when a key is believed without hashing it.
    pub(crate) async fn believed_until(&self, text: &str) -> Option<DateTimeUtc> {
        let fingerprint = Presented::parse(text)?.fingerprint();
        Some(self.verified.get(&fingerprint).await?.until)
    }

    /// The record.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }
}
