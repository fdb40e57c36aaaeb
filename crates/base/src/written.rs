//! Rows on their way out: the record as the cells that an import would read.
//!
//! Each crate writes the rows that it reads, so that whoever changes a column changes both. What an export writes, an
//! import takes back as the same rows with the same proofs.

use std::collections::{BTreeMap, HashMap};

use sea_orm::ConnectionTrait;

use crate::{Evidence, EvidenceEntity, Revision, StoreError, Texts, load};

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

/// The evidence that holds at a revision, by the row that it came with.
#[derive(Clone, Debug, Default)]
pub struct Proofs(HashMap<String, Vec<Evidence>>);

impl Proofs {
    /// Reads all evidence of a revision.
    pub async fn load(db: &impl ConnectionTrait, at: Revision) -> Result<Self, StoreError> {
        let mut rows: HashMap<String, Vec<Evidence>> = HashMap::new();
        for evidence in load::<EvidenceEntity>(db, at).await? {
            rows.entry(evidence.row.clone()).or_default().push(evidence);
        }
        for proofs in rows.values_mut() {
            proofs.sort_by_key(|evidence| (evidence.field.clone(), number(&evidence.id)));
        }
        Ok(Self(rows))
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
