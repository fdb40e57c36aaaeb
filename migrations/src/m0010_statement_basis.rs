//! On what a statement rests, and how its day is known.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What a record without the columns must be read as: a ministry's word of a printed day, until the next import says more.
const COLUMNS: [(&str, &str, &str); 2] = [
    ("basis", "OFFICIAL", "'REPORTED', 'OFFICIAL', 'ENACTMENT'"),
    ("day_derivation", "PRINTED", "'INFERRED', 'PRINTED'"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (column, present, words) in COLUMNS {
            let sql = format!(
                "ALTER TABLE linkage_statements ADD COLUMN {column} TEXT NOT NULL DEFAULT '{present}' \
                 CHECK ({column} IN ({words}))"
            );
            m.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (column, ..) in COLUMNS {
            let sql = format!("ALTER TABLE linkage_statements DROP COLUMN {column}");
            m.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
