//! Dated facts that are neither a statement about linking nor a rule of access.

use sea_orm_migration::prelude::*;

use crate::table::{drop_all, versioned};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        versioned("reported_facts")
            .texts("databases")
            .texts("operators")
            .texts("institutions")
            .text_null("scheme")
            .text("fact")
            .text("value")
            .text("said")
            .partial_date_null("as_of")
            .create(m)
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(m, &["reported_facts"]).await
    }
}
