//! Declared figures: numbers that a source prints, to be shown beside what the catalogue computes. Never added up.

use crate::record::{Kind, RecordType, column};
use crate::{Revision, RowReader, Subject, Versioned};

mod row {
    use crate::PartialDate;
    use sea_orm::entity::prelude::*;

    /// One number that a source prints.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "figures")]
    pub struct Model {
        /// Its stable id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Whom it is about: `operator:ldi`, `prefecture:01`, `catalogue`.
        pub subject: String,
        /// What is counted: `PERSONS`, `INSTITUTIONS`.
        pub kind: String,
        /// The source's own words for it.
        pub label_ja: String,
        /// In the unit.
        pub quantity: i64,
        /// What one of it is.
        pub unit: String,
        /// 約.
        pub approximate: bool,
        /// 超, 以上.
        pub at_least: bool,
        /// The day of the count.
        pub as_of: Option<PartialDate>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as Figure};

impl Versioned for Figure {
    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        subject(&self.id)
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// A figure as the thing that facts are about.
pub fn subject(id: &str) -> Subject {
    Subject::new("figure", id)
}

/// The table of figures as it is imported.
pub const RECORD: RecordType = RecordType {
    name: "figures",
    about: "One number that a source prints.",
    columns: &[
        column("id", "ID", true, Kind::Text),
        column("subject", "対象", true, Kind::Text),
        column("kind", "種類", true, Kind::Text),
        column("label_ja", "名称", true, Kind::Text),
        column("quantity", "数量", true, Kind::Integer),
        column("unit", "単位", true, Kind::Text),
        column("approximate", "概数", false, Kind::Boolean),
        column("at_least", "以上", false, Kind::Boolean),
        column("as_of", "時点(数量)", false, Kind::PartialDate),
    ],
    evidence: true,
};

/// Reads one row of the table of figures.
pub fn read(row: &mut RowReader<'_>) -> Option<Figure> {
    let [id, subject_code, kind, label_ja, unit] =
        ["id", "subject", "kind", "label_ja", "unit"].map(|column| row.required(column));
    row.required("quantity");
    let quantity = row.integer("quantity");
    let (approximate, at_least) = (row.boolean("approximate"), row.boolean("at_least"));
    let as_of = row.partial_date("as_of");
    let id = id?;
    if !row.key("figures", &id) {
        return None;
    }
    row.evidence(&subject(&id), "figures", &id, None);
    Some(Figure {
        id,
        since_revision: 0,
        until_revision: None,
        subject: subject_code?,
        kind: kind?,
        label_ja: label_ja?,
        quantity: quantity?,
        unit: unit?,
        approximate,
        at_least,
        as_of,
    })
}

/// The rows of the table of figures at a revision, as they would be imported.
pub async fn export(
    from: &crate::Source<'_, impl sea_orm::ConnectionTrait>,
) -> Result<crate::Written, crate::StoreError> {
    let proofs = &from.proofs;
    let rows = from.rows::<Entity>().await?;
    let cells = rows.iter().map(|row| {
        crate::Cells::new()
            .put("id", &row.id)
            .put("subject", &row.subject)
            .put("kind", &row.kind)
            .put("label_ja", &row.label_ja)
            .put("quantity", row.quantity)
            .put("unit", &row.unit)
            .put("approximate", row.approximate)
            .put("at_least", row.at_least)
            .maybe("as_of", row.as_of)
            .proved(proofs.first("figures", &row.id))
    });
    Ok((RECORD.name, cells.collect()))
}
