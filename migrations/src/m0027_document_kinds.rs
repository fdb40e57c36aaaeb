//! Who speaks in a document, under which terms; evidence read by its document.

use sea_orm_migration::prelude::*;

use crate::table::index;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [&str; 2] = [
    "kind TEXT CHECK (kind IN ('OFFICIAL', 'ORGANISATION', 'REPUBLISHED', 'PAPER', 'PRESS', 'COPY'))",
    "licence TEXT",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            let sql = format!("ALTER TABLE documents ADD COLUMN {column}");
            m.get_connection().execute_unprepared(&sql).await?;
        }
        index(m, "evidence", "document").await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(
            Index::drop()
                .name("evidence_document")
                .table("evidence")
                .to_owned(),
        )
        .await?;
        for column in ["kind", "licence"] {
            let sql = format!("ALTER TABLE documents DROP COLUMN {column}");
            m.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
