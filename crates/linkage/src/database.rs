//! A public database, the operators' own, or MID-NET, as the documents describe it. One row per database; the eleven
//! of the table of 2024-01-11; never deleted.

use std::collections::HashMap;

use base::{DatabaseId, Revision, RowReader, Store, StoreError, Subject, Texts, Versioned};

/// The code of the operators' own database, the one that the act's links are stated for.
pub const OPERATORS: &str = "jisedai";

base::words! {
    /// How the records of a database are held, which is not how they are given out.
    pub enum HeldAs {
        /// 匿名: nobody is identified.
        Anonymised = "ANONYMISED" ("匿名", "anonymised"),
        /// 顕名: held with names.
        Identified = "IDENTIFIED" ("顕名", "identified"),
    }
}

base::words! {
    /// Whether a database works yet.
    pub enum DatabaseStatus {
        /// It holds data.
        Operating = "OPERATING" ("稼働中", "operating"),
        /// 構築中.
        UnderConstruction = "UNDER_CONSTRUCTION" ("構築中", "under construction"),
        /// No source says.
        Unknown = "UNKNOWN" ("不明", "unknown"),
    }
}

base::words! {
    /// Whether a person's consent is needed when the data are taken.
    pub enum ConsentRequirement {
        /// 有.
        Required = "REQUIRED" ("有", "required"),
        /// 無.
        NotRequired = "NOT_REQUIRED" ("無", "not required"),
        /// 無, with a condition in the note.
        Conditional = "CONDITIONAL" ("無(条件あり)", "not required, on conditions"),
        /// No source says.
        Unknown = "UNKNOWN" ("不明", "unknown"),
    }
}

mod row {
    use super::{ConsentRequirement, DatabaseStatus, HeldAs};
    use base::{DatabaseId, PartialDate, Texts};
    use sea_orm::entity::prelude::*;

    /// One database.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "databases")]
    pub struct Model {
        /// Its code: `ndb`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DatabaseId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The short name that the table uses.
        pub name_ja: String,
        /// English name; mostly our translation, which its evidence says.
        pub name_en: Option<String>,
        /// The full name in the table.
        pub official_name_ja: Option<String>,
        /// 保有主体.
        pub holder: Option<String>,
        /// 匿名 or 顕名.
        pub held_as: Option<HeldAs>,
        /// Whether it works yet.
        pub status: DatabaseStatus,
        /// Since when.
        pub started_on: Option<PartialDate>,
        /// 元データ.
        #[sea_orm(column_type = "Json")]
        pub original_data: Texts,
        /// 主な情報項目.
        #[sea_orm(column_type = "Json")]
        pub main_items: Texts,
        /// Items that a draft names for a database under construction.
        #[sea_orm(column_type = "Json")]
        pub planned_items: Texts,
        /// The key by which persons are linked, and since when it is stored.
        pub linkage_key: Option<String>,
        /// データ取得時の本人同意の取得.
        pub consent_requirement: ConsentRequirement,
        /// The small print beside it.
        pub consent_note: Option<String>,
        /// Other names.
        #[sea_orm(column_type = "Json")]
        pub aliases: Texts,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as Database};

impl Versioned for Database {
    const IDENTITY: Option<&'static str> = Some("database_ids");

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

/// A database as the thing that facts are about.
pub fn subject(id: &DatabaseId) -> Subject {
    Subject::new("database", id.as_str())
}

impl Database {
    /// The code and every way in which the documents write the name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.name_ja.as_str()]
            .into_iter()
            .chain(self.name_en.as_deref())
            .chain(self.official_name_ja.as_deref())
            .chain(self.aliases.iter())
    }

    /// A database of which nothing is known yet but its code.
    pub(crate) fn unknown(id: DatabaseId) -> Self {
        Self {
            id,
            since_revision: 0,
            until_revision: None,
            name_ja: String::new(),
            name_en: None,
            official_name_ja: None,
            holder: None,
            held_as: None,
            status: DatabaseStatus::Unknown,
            started_on: None,
            original_data: Texts::default(),
            main_items: Texts::default(),
            planned_items: Texts::default(),
            linkage_key: None,
            consent_requirement: ConsentRequirement::Unknown,
            consent_note: None,
            aliases: Texts::default(),
        }
    }

    /// Sets one attribute from column `value` of a row of database facts; `false` where the attribute is unknown.
    pub(crate) fn set(&mut self, field: &str, row: &mut RowReader<'_>) -> bool {
        let text = row.text("value");
        let list = || row.list("value").into_iter().collect::<Texts>();
        match field {
            "name_ja" => self.name_ja = text.unwrap_or_default(),
            "name_en" => self.name_en = text,
            "official_name_ja" => self.official_name_ja = text,
            "holder" => self.holder = text,
            "consent_note" => self.consent_note = text,
            "linkage_key" => self.linkage_key = text,
            "original_data" => self.original_data = list(),
            "main_items" => self.main_items = list(),
            "planned_items" => self.planned_items = list(),
            // Names add up: each row of aliases has a source of its own.
            "aliases" => {
                for alias in row.list("value") {
                    if !self.aliases.0.contains(&alias) {
                        self.aliases.0.push(alias);
                    }
                }
            }
            "held_as" => self.held_as = row.word("value"),
            "status" => self.status = row.word("value").unwrap_or(DatabaseStatus::Unknown),
            "started_on" => self.started_on = row.partial_date("value"),
            "consent_requirement" => {
                self.consent_requirement = row.word("value").unwrap_or(ConsentRequirement::Unknown);
            }
            _ => return false,
        }
        true
    }
}

/// The attributes that a row of database facts can set.
pub(crate) const FIELDS: [&str; 14] = [
    "name_ja",
    "name_en",
    "official_name_ja",
    "holder",
    "held_as",
    "status",
    "started_on",
    "original_data",
    "main_items",
    "planned_items",
    "linkage_key",
    "consent_requirement",
    "consent_note",
    "aliases",
];

/// All databases of one revision, in the order of the table (public ones first), with what hangs on each.
#[derive(Clone, Debug, Default)]
pub struct Databases {
    rows: Vec<Database>,
    by_id: HashMap<DatabaseId, u32>,
}

impl Databases {
    /// Reads the table at a revision.
    pub async fn load(store: &Store, at: Revision) -> Result<Self, StoreError> {
        Ok(Self::new(base::load::<Entity>(store.db(), at).await?))
    }

    /// Takes rows in any order.
    pub fn new(mut rows: Vec<Database>) -> Self {
        rows.sort_by(|a, b| rank(&a.id).cmp(&rank(&b.id)).then_with(|| a.id.cmp(&b.id)));
        let by_id = rows
            .iter()
            .zip(0..)
            .map(|(row, number)| (row.id.clone(), number))
            .collect();
        Self { rows, by_id }
    }

    /// Every database, in order.
    pub fn all(&self) -> &[Database] {
        &self.rows
    }

    /// One database by its place.
    pub fn get(&self, row: u32) -> &Database {
        &self.rows[row as usize]
    }

    /// The place of a database.
    pub fn find(&self, id: &DatabaseId) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// Every code, in order.
    pub fn ids(&self) -> Vec<DatabaseId> {
        self.rows.iter().map(|row| row.id.clone()).collect()
    }
}

/// The order of the columns in the table of 2024-01-11; databases that come later follow by code.
fn rank(id: &DatabaseId) -> usize {
    const ORDER: [&str; 11] = [
        "ndb",
        "kaigo",
        "dpc",
        "vaccination",
        "disability",
        "cancer-registry",
        "nanbyo",
        "shoman",
        "idb",
        "jisedai",
        "mid-net",
    ];
    ORDER
        .iter()
        .position(|known| *known == id.as_str())
        .unwrap_or(ORDER.len())
}
