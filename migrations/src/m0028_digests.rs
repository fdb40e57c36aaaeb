//! What the rows of each revision say, in short: so that a bit that changed on the disk is found.

use sea_orm_migration::prelude::*;

use crate::table::{drop_all, plain};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        plain("revision_digests")
            .integer("revision")
            .text("of_table")
            .text("version")
            .text("digest")
            .key(&["revision", "of_table"])
            .references("revision", "revisions", "number")
            .create(m)
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(m, &["revision_digests"]).await
    }
}
