//! An organisation certified to make anonymised and, since 2024-12-13, pseudonymised medical information. One row per
//! operator; never deleted.

use base::{OperatorId, Revision, RowReader, Subject, Texts, Versioned};

mod row {
    use base::{OperatorId, PartialDate, Texts};
    use sea_orm::entity::prelude::*;

    /// One operator.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "operators")]
    pub struct Model {
        /// Its code: `ldi`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OperatorId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The full name, with the legal form.
        pub name_ja: String,
        /// The English name, where the operator prints one itself.
        pub name_en: Option<String>,
        /// The short name that the lists use: `FAST-HDJ`.
        pub abbreviation: Option<String>,
        /// Every other way in which the documents write the name, misprints included.
        #[sea_orm(column_type = "Json")]
        pub spellings: Texts,
        /// 設立日.
        pub established_on: Option<PartialDate>,
        /// 所在地.
        pub address: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use row::Entity;
pub use row::Model as Operator;

impl Versioned for Operator {
    const IDENTITY: Option<&'static str> = Some("operator_ids");

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

/// An operator as the thing that facts are about.
pub fn subject(id: &OperatorId) -> Subject {
    Subject::new("operator", id.as_str())
}

/// The attributes that a row of operator facts can set.
pub(crate) const FIELDS: [&str; 6] = [
    "name_ja",
    "name_en",
    "abbreviation",
    "spellings",
    "established_on",
    "address",
];

impl Operator {
    /// The code and every way in which the documents write the name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.name_ja.as_str()]
            .into_iter()
            .chain(self.name_en.as_deref())
            .chain(self.abbreviation.as_deref())
            .chain(self.spellings.iter())
    }

    /// An operator of which nothing is known yet but its code.
    pub(crate) fn unknown(id: OperatorId) -> Self {
        Self {
            id,
            since_revision: 0,
            until_revision: None,
            name_ja: String::new(),
            name_en: None,
            abbreviation: None,
            spellings: Texts::default(),
            established_on: None,
            address: None,
        }
    }

    /// Sets one attribute from column `value` of a row of operator facts; `false` where the attribute is unknown.
    pub(crate) fn set(&mut self, field: &str, row: &mut RowReader<'_>) -> bool {
        let text = row.text("value");
        match field {
            "name_ja" => self.name_ja = text.unwrap_or_default(),
            "name_en" => self.name_en = text,
            "abbreviation" => self.abbreviation = text,
            "spellings" => self.spellings = row.list("value").into_iter().collect(),
            "established_on" => self.established_on = row.partial_date("value"),
            "address" => self.address = text,
            _ => return false,
        }
        true
    }

    /// Takes over one attribute of another row of the same operator.
    pub(crate) fn take(&mut self, field: &str, from: &Self) {
        match field {
            "name_ja" => self.name_ja.clone_from(&from.name_ja),
            "name_en" => self.name_en.clone_from(&from.name_en),
            "abbreviation" => self.abbreviation.clone_from(&from.abbreviation),
            "spellings" => self.spellings.clone_from(&from.spellings),
            "established_on" => self.established_on = from.established_on,
            _ => self.address.clone_from(&from.address),
        }
    }
}
