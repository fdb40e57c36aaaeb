//! What an import asks of a large record, answered without reading all of it: the proofs of a row, and what was withdrawn.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        for sql in [
            r#"CREATE INDEX evidence_row_now ON evidence ("row") WHERE until_revision IS NULL"#,
            r#"CREATE INDEX changes_withdrawn ON changes ("row") WHERE kind = 'WITHDRAWN'"#,
            // Not a row is rewritten: what was noted of them before stays comparable.
            "UPDATE revision_digests SET version = 'm0029_lookups' WHERE version = 'm0028_digests'",
        ] {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        for sql in [
            "UPDATE revision_digests SET version = 'm0028_digests' WHERE version = 'm0029_lookups'",
            "DROP INDEX changes_withdrawn",
            "DROP INDEX evidence_row_now",
        ] {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
