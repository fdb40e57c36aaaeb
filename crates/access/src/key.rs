//! A key as it may be shown: whose it is, what it allows, when it was made and revoked. Never its secret.

use base::{StoreError, Texts, Words};
use sea_orm::prelude::DateTimeUtc;

base::words! {
    /// What a key allows. None includes another.
    pub enum Scope {
        /// To ask, where the server takes questions from known clients only.
        Read = "read",
        /// To import.
        Curate = "curate",
    }
}

pub(crate) mod row {
    use base::Texts;
    use sea_orm::entity::prelude::*;

    /// One key. Never deleted: the audit points at it.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_keys")]
    pub struct Model {
        /// The part of the key that is no secret.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// Whose key it is; no two keys that are good have the same.
        pub name: String,
        /// What it allows, as words.
        #[sea_orm(column_type = "Json")]
        pub scopes: Texts,
        /// The digest of the key's text, with the way that it was made in front.
        pub hash: String,
        /// When it was made.
        pub created_at: DateTimeUtc,
        /// Since when it is no longer good.
        pub revoked_at: Option<DateTimeUtc>,
    }

    /// Keys are read alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A key without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The part that is no secret; it names the key in lists and in the audit.
    pub id: String,
    /// Whose key it is.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Since when it is no longer good.
    pub revoked_at: Option<DateTimeUtc>,
}

impl Key {
    /// Whether the key allows this.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

impl From<row::Model> for Key {
    fn from(row: row::Model) -> Self {
        Self {
            // A word that this version does not know allows nothing.
            scopes: row.scopes.iter().filter_map(Scope::from_word).collect(),
            id: row.id,
            name: row.name,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
        }
    }
}

/// The scopes as the record holds them: sorted, each once.
pub(crate) fn words(scopes: &[Scope]) -> Texts {
    let mut scopes = scopes.to_vec();
    scopes.sort();
    scopes.dedup();
    scopes.into_iter().map(Scope::word).collect()
}

/// A key that was just made, with the text that is shown this once.
pub struct NewKey {
    /// The key.
    pub key: Key,
    /// What its holder sends: `tsu_<id>_<secret>`.
    pub text: String,
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewKey")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// Why a key was not made or revoked.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The name cannot be used.
    #[error("`{0}` is no name for a key: use 1 to 100 characters, none of them invisible")]
    Name(String),
    /// Another key that is good has the name.
    #[error("there is a key named `{0}` already: revoke it first, or choose another name")]
    NameTaken(String),
    /// A key that allows nothing.
    #[error("a key needs a scope")]
    NoScope,
    /// No random numbers.
    #[error("a key cannot be made on this machine: {0}")]
    Machine(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for KeyError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// A name as it is kept.
pub(crate) fn checked_name(name: &str) -> Result<&str, KeyError> {
    let trimmed = name.trim();
    let length = trimmed.chars().count();
    if length == 0 || length > 100 || trimmed.chars().any(char::is_control) {
        return Err(KeyError::Name(
            name.chars().filter(|c| !c.is_control()).take(100).collect(),
        ));
    }
    Ok(trimmed)
}
