//! What a new revision asks of a large record, answered from an index: the evidence that it wrote, the first and the last day on which
//! something was stated, and how many approvals there are of each day.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        for sql in [
            "CREATE INDEX evidence_since ON evidence (since_revision, id)",
            "CREATE INDEX evidence_stated_on ON evidence (stated_on)",
            "CREATE INDEX approvals_by_day ON approvals (operator, approved_on, since_revision, until_revision)",
            // Not a row is rewritten: what was noted of them before stays comparable.
            "UPDATE revision_digests SET version = replace(version, 'm0029_lookups', 'm0030_publishing')",
        ] {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        for sql in [
            "UPDATE revision_digests SET version = replace(version, 'm0030_publishing', 'm0029_lookups')",
            "DROP INDEX approvals_by_day",
            "DROP INDEX evidence_stated_on",
            "DROP INDEX evidence_since",
        ] {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
