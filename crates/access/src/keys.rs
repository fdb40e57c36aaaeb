//! All keys of a record: making, listing, revoking, and checking what a client presents.
//!
//! While the record is away, a key to read may be checked on a replica, which may lag: a key that was revoked must not be good there.
//! Keys are made and revoked, never deleted nor given back, so the number of revoked ones only grows. A replica that knows fewer of
//! them than the record had when it was last looked at is not asked, and none is before the record has told it once. What was
//! revoked after the last look, a second before the record went away at most, is known where it was replicated in time.

use std::sync::atomic::{AtomicU64, Ordering};

use base::{Store, StoreError};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, Set,
};

use crate::audit::{self, Action, Attempt, Audited, Outcome};
use crate::key::{self, Key, KeyError, NewKey, Scope, row};
use crate::secret::Presented;

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

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// More revoked keys than there are: the record has not told how many there are.
const UNTOLD: u64 = u64::MAX;

/// The keys of one record.
pub struct Keys {
    store: Store,
    /// How many keys the record knew as revoked when it was last looked at.
    revoked: AtomicU64,
    now: Box<dyn Fn() -> DateTimeUtc + Send + Sync>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    /// The keys of a record; `now` says what time it is.
    pub fn new(store: Store, now: impl Fn() -> DateTimeUtc + Send + Sync + 'static) -> Self {
        Self {
            store,
            revoked: AtomicU64::new(UNTOLD),
            now: Box::new(now),
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
        let tx = self.store.begin_writing().await?;
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
            hash: presented.hash(),
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
        let rows = self
            .store
            .read(
                row::Entity::find()
                    .order_by_asc(row::Column::CreatedAt)
                    .order_by_asc(row::Column::Id)
                    .all(self.store.db()),
            )
            .await?;
        Ok(rows.into_iter().map(Key::from).collect())
    }

    /// Revokes a key, from the next request on; `None` where there is none. One that was revoked stays as it was.
    pub async fn revoke(&self, id: &str) -> Result<Option<Key>, StoreError> {
        let tx = self.store.begin_writing().await?;
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

    /// Looks how many keys are revoked: once a second, where replicas may be asked for keys.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn look(&self) -> Result<(), StoreError> {
        let revoked = revoked(&self.store).await?;
        self.revoked.store(revoked, Ordering::SeqCst);
        Ok(())
    }

    /// The key that a client presents, if it is good and allows this. One look into the record where it does; while that is away, keys
    /// to read are looked up on a replica that knows every revoked one.
    pub async fn check(&self, presented: Option<&str>, scope: Scope) -> Result<Key, Denied> {
        let checked = check(&self.store, presented, scope).await;
        let is_revoked = matches!(checked, Err(Denied::Revoked(_)));
        // It may be newer than the last look, and was refused once: no replica is to allow it again.
        if is_revoked && self.store.has_readers() && self.look().await.is_err() {
            self.revoked.store(UNTOLD, Ordering::SeqCst);
        }
        if let Err(Denied::Store(error)) = &checked
            && scope == Scope::Read
            && error.is_away()
            && let Some(replica) = self.replica().await
        {
            return check(&replica, presented, scope).await;
        }
        checked
    }

    /// A replica that knows every key as revoked that is known here as such.
    async fn replica(&self) -> Option<Store> {
        let replica = self.store.healthy_reader().await?;
        let known = revoked(&replica).await.ok()?;
        (known >= self.revoked.load(Ordering::SeqCst)).then_some(replica)
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

async fn revoked(store: &Store) -> Result<u64, StoreError> {
    let all = row::Entity::find().filter(row::Column::RevokedAt.is_not_null());
    store.read(all.count(store.db())).await
}

async fn check(store: &Store, presented: Option<&str>, scope: Scope) -> Result<Key, Denied> {
    let denied = match holder(store, presented).await? {
        Some(key) if key.revoked_at.is_some() => Denied::Revoked(key),
        Some(key) if !key.allows(scope) => Denied::Scope(key),
        Some(key) => return Ok(key),
        None => Denied::Unknown,
    };
    match any_active(store).await? {
        true => Err(denied),
        false => Err(Denied::Off),
    }
}

/// Whether there is a key that is good.
async fn any_active(store: &Store) -> Result<bool, StoreError> {
    let active = row::Entity::find()
        .filter(row::Column::RevokedAt.is_null())
        .one(store.db());
    Ok(store.read(active).await?.is_some())
}

/// The key whose secret this is, good or revoked.
async fn holder(store: &Store, presented: Option<&str>) -> Result<Option<Key>, StoreError> {
    let Some(presented) = presented.and_then(Presented::parse) else {
        return Ok(None);
    };
    let found = row::Entity::find_by_id(presented.id.as_str()).one(store.db());
    let found = store.read(found).await?;
    let ours = found.filter(|row| presented.matches(&row.hash));
    Ok(ours.map(Key::from))
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
    /// The record.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }
}
