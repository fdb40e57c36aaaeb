//! Kinds of data that an approved use may take: electronic records, claims, images.

use std::collections::HashMap;

use base::record::{Kind, RecordType, column};
use base::{DataItemId, Revision, RowReader, Store, StoreError, Subject, Texts, Versioned};

mod row {
    use base::{DataItemId, Texts};
    use sea_orm::entity::prelude::*;

    /// One kind of data.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "data_items")]
    pub struct Model {
        /// Its stable code: `ehr`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DataItemId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Its name.
        pub name_ja: String,
        /// English name; our translation.
        pub name_en: Option<String>,
        /// The wordings under which documents print it, misreadings included.
        #[sea_orm(column_type = "Json")]
        pub printed: Texts,
        /// The list it comes from.
        pub source: String,
        /// What a reader should know.
        pub note: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as DataItem};

impl Versioned for DataItem {
    const IDENTITY: Option<&'static str> = Some("data_item_ids");

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn subject(&self) -> Subject {
        subject(&self.id)
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// A data item as the thing that facts are about.
pub fn subject(id: &DataItemId) -> Subject {
    Subject::new("data_item", id.as_str())
}

/// The table of data items as it is imported.
pub const RECORD: RecordType = RecordType {
    name: "data-items",
    about: "One kind of data that an approved use may take.",
    columns: &[
        column("code", "コード", true, Kind::Text),
        column("name_ja", "名称", true, Kind::Text),
        column("name_en", "英語名", false, Kind::Text),
        column("printed", "原文の表記", false, Kind::List),
        column("note", "注記", false, Kind::Text),
    ],
    evidence: false,
};

/// Reads one row of the table of data items.
pub fn read(row: &mut RowReader<'_>) -> Option<DataItem> {
    let (code, name_ja) = (row.required("code"), row.required("name_ja"));
    let code = code?;
    row.define("data_item", &code);
    if !row.key("data_items", &code) {
        return None;
    }
    Some(DataItem {
        id: code.into(),
        since_revision: 0,
        until_revision: None,
        name_ja: name_ja?,
        name_en: row.text("name_en"),
        printed: row.list("printed").into_iter().collect::<Texts>(),
        source: crate::OWN_LIST.to_owned(),
        note: row.text("note"),
    })
}

/// All data items of one revision, in the order of their codes.
#[derive(Clone, Debug, Default)]
pub struct DataItems {
    rows: Vec<DataItem>,
    by_id: HashMap<DataItemId, u32>,
}

impl DataItems {
    /// Reads the table at a revision.
    pub async fn load(store: &Store, at: Revision) -> Result<Self, StoreError> {
        Ok(Self::new(base::load::<Entity>(store.db(), at).await?))
    }

    /// Takes rows in any order.
    pub fn new(mut rows: Vec<DataItem>) -> Self {
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        let by_id = rows
            .iter()
            .zip(0..)
            .map(|(row, number)| (row.id.clone(), number))
            .collect();
        Self { rows, by_id }
    }

    /// Every data item, in order.
    pub fn all(&self) -> &[DataItem] {
        &self.rows
    }

    /// One data item by its place.
    pub fn get(&self, row: u32) -> &DataItem {
        &self.rows[row as usize]
    }

    /// The place of a data item.
    pub fn find(&self, id: &DataItemId) -> Option<u32> {
        self.by_id.get(id).copied()
    }
}
