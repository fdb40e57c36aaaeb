//! Rows on their way out: the record as the cells that an import would read.
//!
//! Each crate writes the rows that it reads, so that whoever changes a column changes both. What an export writes, an
//! import takes back as the same rows with the same proofs.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ConnectionTrait, EntityTrait};

use crate::versioned::held;
use crate::{Evidence, EvidenceEntity, Revision, StoreError, Texts, Versioned, load};

/// The rows of one record type, each as cells by column.
pub type Written = (&'static str, Vec<Cells>);

/// One row as cells by column name; a column that is not named is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells(BTreeMap<&'static str, String>);

impl Cells {
    /// A row without cells.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a cell.
    #[must_use]
    pub fn put(mut self, column: &'static str, value: impl ToString) -> Self {
        self.0.insert(column, value.to_string());
        self
    }

    /// Adds a cell that may be empty.
    #[must_use]
    pub fn maybe(self, column: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.put(column, value),
            None => self,
        }
    }

    /// Adds a list.
    #[must_use]
    pub fn list(self, column: &'static str, texts: &Texts) -> Self {
        self.put(column, texts.0.join("|"))
    }

    /// Adds the six evidence columns.
    #[must_use]
    pub fn proved(self, evidence: Option<&Evidence>) -> Self {
        let Some(evidence) = evidence else {
            return self;
        };
        self.put("document", &evidence.document)
            .maybe("locator", evidence.locator.as_ref())
            .maybe("stated_on", evidence.stated_on)
            .maybe("printed", evidence.raw_text.as_ref())
            .put("derivation", evidence.derivation.word())
            .maybe("note", evidence.note.as_ref())
    }

    /// The text of a column.
    pub fn get(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }
}

/// A revision on its way out: all its rows, or only those of some keys.
#[derive(Debug)]
pub struct Source<'a, C> {
    db: &'a C,
    at: Revision,
    keys: Option<&'a [String]>,
    /// What proves the rows.
    pub proofs: Proofs,
}

impl<'a, C: ConnectionTrait> Source<'a, C> {
    /// All rows of a revision.
    pub async fn all(db: &'a C, at: Revision) -> Result<Self, StoreError> {
        let (keys, proofs) = (None, Proofs::load(db, at).await?);
        Ok(Self {
            db,
            at,
            keys,
            proofs,
        })
    }

    /// The rows of the newest revision that have one of these ids, in the table of that name, and those that belong to them.
    pub async fn of(
        db: &'a C,
        at: Revision,
        table: &str,
        keys: &'a [String],
    ) -> Result<Self, StoreError> {
        let rows: Vec<String> = keys.iter().map(|key| format!("{table}/{key}")).collect();
        let rows = rows.iter().map(String::as_str);
        let proofs = held::<EvidenceEntity>(db, [], rows).await?;
        Ok(Self {
            db,
            at,
            keys: Some(keys),
            proofs: Proofs::new(proofs.into_values()),
        })
    }

    /// The rows of a table, in the order of their ids.
    pub async fn rows<E>(&self) -> Result<Vec<E::Model>, StoreError>
    where
        E: EntityTrait,
        E::Model: Versioned<Entity = E>,
    {
        let Some(keys) = self.keys else {
            return self.all_rows::<E>().await;
        };
        let keys = || keys.iter().map(String::as_str);
        let found = match E::Model::GROUP {
            Some(_) => held::<E>(self.db, [], keys()).await?,
            None => held::<E>(self.db, keys(), []).await?,
        };
        let mut rows: Vec<E::Model> = found.into_values().collect();
        rows.sort_by_cached_key(Versioned::id);
        Ok(rows)
    }

    /// Every row of a table, whatever the keys.
    pub async fn all_rows<E>(&self) -> Result<Vec<E::Model>, StoreError>
    where
        E: EntityTrait,
        E::Model: Versioned<Entity = E>,
    {
        load::<E>(self.db, self.at).await
    }
}

/// The evidence that holds at a revision, by the row that it came with.
#[derive(Clone, Debug, Default)]
pub struct Proofs(HashMap<String, Vec<Evidence>>);

impl Proofs {
    /// Reads all evidence of a revision.
    pub async fn load(db: &impl ConnectionTrait, at: Revision) -> Result<Self, StoreError> {
        Ok(Self::new(load::<EvidenceEntity>(db, at).await?))
    }

    fn new(all: impl IntoIterator<Item = Evidence>) -> Self {
        let mut rows: HashMap<String, Vec<Evidence>> = HashMap::new();
        for evidence in all {
            rows.entry(evidence.row.clone()).or_default().push(evidence);
        }
        for proofs in rows.values_mut() {
            proofs.sort_by_key(|evidence| (evidence.field.clone(), number(&evidence.id)));
        }
        Self(rows)
    }

    /// The evidence that came with a row, by field and then in the order given.
    pub fn of(&self, table: &str, id: impl std::fmt::Display) -> &[Evidence] {
        let found = self.0.get(&format!("{table}/{id}"));
        found.map_or(&[], Vec::as_slice)
    }

    /// The first evidence of a row.
    pub fn first(&self, table: &str, id: impl std::fmt::Display) -> Option<&Evidence> {
        self.of(table, id).first()
    }
}

/// The running number at the end of an evidence id; as text `#10` would stand before `#2`.
fn number(id: &str) -> u32 {
    id.rsplit_once('#')
        .and_then(|(_, number)| number.parse().ok())
        .unwrap_or_default()
}
