//! Organisations that host, hold or process: their names now and before.

use base::record::{Kind, RecordType, column};
use base::{Revision, RowReader, Subject, Texts, Versioned};

mod row {
    use base::{OrganisationId, PartialDate, Texts};
    use sea_orm::entity::prelude::*;

    /// One organisation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "organisations")]
    pub struct Model {
        /// Its stable code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OrganisationId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Its name.
        pub name_ja: String,
        /// English name, where one is known.
        pub name_en: Option<String>,
        /// Short names.
        #[sea_orm(column_type = "Json")]
        pub abbreviations: Texts,
        /// Names under which it was known before; a search for one finds it.
        #[sea_orm(column_type = "Json")]
        pub former_names: Texts,
        /// The organisation that took over its work.
        pub succeeded_by: Option<OrganisationId>,
        /// When.
        pub succeeded_on: Option<PartialDate>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as Organisation};

impl Versioned for Organisation {
    const IDENTITY: Option<&'static str> = Some("organisation_ids");

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn subject(&self) -> Subject {
        subject(self.id.as_str())
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// An organisation as the thing that facts are about.
pub fn subject(id: &str) -> Subject {
    Subject::new("organisation", id)
}

/// The table of organisations as it is imported.
pub const RECORD: RecordType = RecordType {
    name: "organisations",
    about: "One organisation, its names now and before.",
    columns: &[
        column("code", "コード", true, Kind::Text),
        column("name_ja", "名称", true, Kind::Text),
        column("name_en", "英語名", false, Kind::Text),
        column("abbreviation", "略称", false, Kind::List),
        column("former_names", "旧称", false, Kind::List),
        column("succeeded_by", "承継先", false, Kind::Code("organisation")),
        column("succeeded_on", "承継日", false, Kind::PartialDate),
    ],
    evidence: true,
};

/// Reads one row of the table of organisations.
pub fn read(row: &mut RowReader<'_>) -> Option<Organisation> {
    let (code, name_ja) = (row.required("code"), row.required("name_ja"));
    let succeeded_by = row.code("succeeded_by", "organisation");
    let succeeded_on = row.partial_date("succeeded_on");
    let code = code?;
    row.define("organisation", &code);
    if !row.key("organisations", &code) {
        return None;
    }
    row.evidence(&subject(&code), "organisations", &code, None);
    Some(Organisation {
        id: code.as_str().into(),
        since_revision: 0,
        until_revision: None,
        name_ja: name_ja?,
        name_en: row.text("name_en"),
        abbreviations: row.list("abbreviation").into_iter().collect::<Texts>(),
        former_names: row.list("former_names").into_iter().collect::<Texts>(),
        succeeded_by: succeeded_by.map(Into::into),
        succeeded_on,
    })
}
