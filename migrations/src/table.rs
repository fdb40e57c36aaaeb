//! What every table shares, in words that SQLite and PostgreSQL both understand.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date, json, text, text_null,
};
use sea_orm_migration::sea_orm::TransactionTrait as _;

/// A table under construction.
pub(crate) struct Build {
    name: &'static str,
    table: TableCreateStatement,
    versioned: bool,
}

/// A table whose rows hold from a revision to a revision, with the primary key (id, since_revision).
pub(crate) fn versioned(name: &'static str) -> Build {
    let mut build = plain(name);
    build.versioned = true;
    build
        .table
        .col(text("id"))
        .col(big_integer("since_revision"))
        .col(big_integer_null("until_revision"))
        .primary_key(Index::create().col("id").col("since_revision"))
        .check(Expr::cust("length(id) > 0"))
        .check(Expr::cust("until_revision > since_revision"));
    build
        .references("since_revision", "revisions", "number")
        .references("until_revision", "revisions", "number")
}

/// A table of ids that stay for ever, for others to point at.
pub(crate) fn identity(name: &'static str) -> Build {
    let mut build = plain(name);
    build.table.col(text("id").primary_key());
    build
}

/// Any other table.
pub(crate) fn plain(name: &'static str) -> Build {
    Build {
        name,
        table: Table::create().table(name).to_owned(),
        versioned: false,
    }
}

impl Build {
    pub(crate) fn text(mut self, column: &'static str) -> Self {
        self.table.col(text(column));
        self
    }

    pub(crate) fn text_null(mut self, column: &'static str) -> Self {
        self.table.col(text_null(column));
        self
    }

    pub(crate) fn integer(mut self, column: &'static str) -> Self {
        self.table.col(big_integer(column));
        self
    }

    pub(crate) fn integer_null(mut self, column: &'static str) -> Self {
        self.table.col(big_integer_null(column));
        self
    }

    pub(crate) fn boolean(mut self, column: &'static str) -> Self {
        self.table.col(boolean(column));
        self
    }

    pub(crate) fn day(mut self, column: &'static str) -> Self {
        self.table.col(date(column));
        self
    }

    /// A list of texts that has no identity of its own.
    pub(crate) fn texts(mut self, column: &'static str) -> Self {
        self.table.col(json(column));
        self
    }

    /// Any column.
    pub(crate) fn column(mut self, column: ColumnDef) -> Self {
        self.table.col(column);
        self
    }

    /// A year, a month or a day: 4, 7 or 10 characters.
    pub(crate) fn partial_date_null(mut self, column: &'static str) -> Self {
        self.table
            .col(text_null(column))
            .check(Expr::cust(format!("length({column}) IN (4, 7, 10)")));
        self
    }

    pub(crate) fn partial_date(mut self, column: &'static str) -> Self {
        self.table
            .col(text(column))
            .check(Expr::cust(format!("length({column}) IN (4, 7, 10)")));
        self
    }

    /// One of these words.
    pub(crate) fn word(mut self, column: &'static str, words: &[&str]) -> Self {
        self.table.col(text(column)).check(one_of(column, words));
        self
    }

    /// One of these words or null.
    pub(crate) fn word_null(mut self, column: &'static str, words: &[&str]) -> Self {
        self.table
            .col(text_null(column))
            .check(one_of(column, words));
        self
    }

    /// A column that must name a row of another table.
    pub(crate) fn references(
        mut self,
        column: &'static str,
        table: &'static str,
        key: &'static str,
    ) -> Self {
        self.table.foreign_key(
            ForeignKey::create()
                .name(format!("{}_{column}_fk", self.name))
                .from(self.name, column)
                .to(table, key),
        );
        self
    }

    /// A rule over several columns.
    pub(crate) fn check(mut self, rule: &'static str) -> Self {
        self.table.check(Expr::cust(rule));
        self
    }

    /// The primary key of a table that is not versioned.
    pub(crate) fn key(mut self, columns: &[&'static str]) -> Self {
        let mut key = Index::create();
        for column in columns {
            key.col(*column);
        }
        self.table.primary_key(&mut key);
        self
    }

    pub(crate) async fn create(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager.create_table(self.table).await?;
        if self.versioned {
            unique_now(manager, self.name, &["id"]).await?;
        }
        Ok(())
    }
}

/// Makes a table anew with other rules, its rows kept. `read` says what a column is read from where it is not a column of
/// the same name, `unique` which columns are [`unique_now`].
pub(crate) async fn rebuilt(
    manager: &SchemaManager<'_>,
    build: Build,
    read: &[(&str, &str)],
    unique: &[&[&'static str]],
) -> Result<(), DbErr> {
    let name = build.name;
    let columns: Vec<String> = build
        .table
        .get_columns()
        .iter()
        .map(|column| column.get_column_name())
        .collect();
    let from = columns.iter().map(|column| {
        let other = read.iter().find(|(to, _)| to == column);
        other.map_or(column.as_str(), |(_, from)| *from)
    });
    let (into, from) = (columns.join(", "), from.collect::<Vec<_>>().join(", "));
    // One connection: another one of a pool may still know the indexes of the table that is dropped.
    let db = manager.get_connection().begin().await?;
    db.execute_unprepared(&format!(
        "CREATE TABLE {name}_before AS SELECT * FROM {name}"
    ))
    .await?;
    db.execute_unprepared(&format!("DROP TABLE {name}")).await?;
    let inner = SchemaManager::new(&db);
    build.create(&inner).await?;
    for columns in unique {
        unique_now(&inner, name, columns).await?;
    }
    db.execute_unprepared(&format!(
        "INSERT INTO {name} ({into}) SELECT {from} FROM {name}_before"
    ))
    .await?;
    db.execute_unprepared(&format!("DROP TABLE {name}_before"))
        .await?;
    db.commit().await
}

/// At most one row with these values holds at a time.
pub(crate) async fn unique_now(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let list = columns.join(", ");
    let name = columns.join("_");
    let sql = format!(
        "CREATE UNIQUE INDEX {table}_{name}_now ON {table} ({list}) WHERE until_revision IS NULL"
    );
    manager.get_connection().execute_unprepared(&sql).await?;
    Ok(())
}

/// An index for reading.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    manager
        .create_index(
            Index::create()
                .name(format!("{table}_{column}"))
                .table(table)
                .col(column)
                .to_owned(),
        )
        .await
}

/// Drops tables in the order given.
pub(crate) async fn drop_all(
    manager: &SchemaManager<'_>,
    tables: &[&'static str],
) -> Result<(), DbErr> {
    for table in tables {
        manager
            .drop_table(Table::drop().table(*table).to_owned())
            .await?;
    }
    Ok(())
}

fn one_of(column: &str, words: &[&str]) -> Expr {
    let words = words
        .iter()
        .map(|word| format!("'{word}'"))
        .collect::<Vec<_>>()
        .join(", ");
    Expr::cust(format!("{column} IN ({words})"))
}
