//! The 47 prefectures, by their JIS codes.

use std::collections::HashMap;

use base::record::{Kind, RecordType, column};
use base::{PrefectureId, Revision, RowReader, Store, StoreError, Subject, Versioned};

mod row {
    use base::PrefectureId;
    use sea_orm::entity::prelude::*;

    /// One prefecture.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "prefectures")]
    pub struct Model {
        /// Its JIS code, two digits.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PrefectureId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Its name.
        pub name_ja: String,
        /// English name, without `Prefecture`.
        pub name_en: Option<String>,
        /// The name's reading.
        pub name_kana: Option<String>,
        /// The list it comes from.
        pub source: String,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as Prefecture};

impl Versioned for Prefecture {
    const IDENTITY: Option<&'static str> = Some("prefecture_ids");

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

impl Prefecture {
    /// What it is called: 京都府, 京都, Kyoto. 北海道 has no short form.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let short = self.name_ja.strip_suffix(['都', '府', '県']);
        std::iter::once(self.name_ja.as_str())
            .chain(short)
            .chain(self.name_en.as_deref())
    }
}

/// A prefecture as the thing that facts are about.
pub fn subject(id: &PrefectureId) -> Subject {
    Subject::new("prefecture", id.as_str())
}

/// The table of prefectures as it is imported.
pub const RECORD: RecordType = RecordType {
    name: "prefectures",
    about: "One prefecture, by its JIS code.",
    columns: &[
        column("code", "コード", true, Kind::Text),
        column("name_ja", "名称", true, Kind::Text),
        column("name_en", "英語名", false, Kind::Text),
        column("name_kana", "よみ", false, Kind::Text),
    ],
    evidence: false,
};

/// Reads one row of the table of prefectures.
pub fn read(row: &mut RowReader<'_>) -> Option<Prefecture> {
    let (code, name_ja) = (row.required("code"), row.required("name_ja"));
    let code = code?;
    let number = code.parse::<u8>().ok().filter(|_| code.len() == 2);
    if !number.is_some_and(|number| (1..=47).contains(&number)) {
        row.problem(
            "code",
            "is not a prefecture's JIS code: write 01 to 47, with two digits",
            "都道府県コードではありません。01〜47の2桁で書いてください",
        );
        return None;
    }
    row.define("prefecture", &code);
    if !row.key("prefectures", &code) {
        return None;
    }
    Some(Prefecture {
        id: code.into(),
        since_revision: 0,
        until_revision: None,
        name_ja: name_ja?,
        name_en: row.text("name_en"),
        name_kana: row.text("name_kana"),
        source: "localgovjp".to_owned(),
    })
}

/// All prefectures of one revision, in the order of their codes, which is from north to south.
#[derive(Clone, Debug, Default)]
pub struct Prefectures {
    rows: Vec<Prefecture>,
    by_id: HashMap<PrefectureId, u32>,
}

impl Prefectures {
    /// Reads the table at a revision.
    pub async fn load(store: &Store, at: Revision) -> Result<Self, StoreError> {
        Ok(Self::new(base::load::<Entity>(store.db(), at).await?))
    }

    /// Takes rows in any order.
    pub fn new(mut rows: Vec<Prefecture>) -> Self {
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        let by_id = rows
            .iter()
            .zip(0..)
            .map(|(row, number)| (row.id.clone(), number))
            .collect();
        Self { rows, by_id }
    }

    /// Every prefecture, in order.
    pub fn all(&self) -> &[Prefecture] {
        &self.rows
    }

    /// One prefecture by its place.
    pub fn get(&self, row: u32) -> &Prefecture {
        &self.rows[row as usize]
    }

    /// The place of a prefecture.
    pub fn find(&self, id: &PrefectureId) -> Option<u32> {
        self.by_id.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefecture_is_called_with_and_without_its_ending() {
        let called = |name: &str| {
            let row = Prefecture {
                id: "26".to_owned().into(),
                since_revision: 1,
                until_revision: None,
                name_ja: name.to_owned(),
                name_en: None,
                name_kana: None,
                source: "localgovjp".to_owned(),
            };
            row.names().map(str::to_owned).collect::<Vec<_>>()
        };
        // 都 of 京都 is no ending.
        assert_eq!(called("京都府"), ["京都府", "京都"]);
        assert_eq!(called("東京都"), ["東京都", "東京"]);
        assert_eq!(called("北海道"), ["北海道"]);
    }
}
