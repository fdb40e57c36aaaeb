//! Keys for curators, and the audit of what was tried with them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_pk_auto, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

use crate::table::{drop_all, plain};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        plain("api_keys")
            .text("id")
            .text("name")
            .texts("scopes")
            .text("hash")
            .column(timestamp_with_time_zone("created_at"))
            .column(timestamp_with_time_zone_null("revoked_at"))
            .key(&["id"])
            .check("length(id) > 0 AND length(name) > 0")
            .create(m)
            .await?;
        // A name says whose key it is: of the keys that are good only one has it.
        m.get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX api_keys_name_good ON api_keys (name) WHERE revoked_at IS NULL",
            )
            .await?;
        plain("audit")
            .column(big_pk_auto("number"))
            .column(timestamp_with_time_zone("at"))
            .text_null("key")
            .word("action", &["IMPORT", "DRY_RUN", "KEY_CREATE", "KEY_REVOKE"])
            .word(
                "outcome",
                &[
                    "IMPORTED",
                    "UNCHANGED",
                    "CHECKED",
                    "REFUSED",
                    "REJECTED",
                    "UNAUTHENTICATED",
                    "FORBIDDEN",
                    "TIMED_OUT",
                    "FAILED",
                    "DONE",
                ],
            )
            .texts("files")
            .integer_null("revision")
            .references("key", "api_keys", "id")
            .references("revision", "revisions", "number")
            .create(m)
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_all(m, &["audit", "api_keys"]).await
    }
}
