//! What whoever runs a server does with its record: a copy of it, and whether it is whole.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use base::{Revision, RevisionRow, Store, digest};
use catalogue::Catalogues;
use sea_orm::{ConnectionTrait, Statement};

/// Writes a copy of an SQLite record as it stands at one moment, whoever reads or writes it meanwhile.
pub(crate) async fn backup(database: &str, file: &Path) -> Result<()> {
    if !database.starts_with("sqlite:") {
        bail!(
            "PostgreSQL copies itself: pg_dump --format=custom --file={} DATABASE, and pg_restore brings it back \
             (PostgreSQL では pg_dump と pg_restore を使ってください)",
            file.display()
        );
    }
    if file.exists() {
        bail!(
            "{} is there already and is left as it is: name another file (同名のファイルがあるため、書き込みません)",
            file.display()
        );
    }
    let store = crate::open(database).await?;
    let path = file.to_str().context("the name of the file is no text")?;
    let backend = store.db().get_database_backend();
    let copy = Statement::from_sql_and_values(backend, "VACUUM INTO $1", [path.into()]);
    store
        .db()
        .execute_raw(copy)
        .await
        .context("the record cannot be copied")?;
    store.close().await?;
    let copied = crate::open(&format!("sqlite:{path}")).await?;
    let problems = sqlite_problems(&copied).await?;
    if !problems.is_empty() {
        bail!("the copy is not whole: {}", problems.join("; "));
    }
    let newest = RevisionRow::newest(&copied)
        .await?
        .map_or(0, |row| row.number);
    println!("{path}: revision {newest}");
    Ok(())
}

/// Says whether a record is whole; ends with 1 where it is not.
pub(crate) async fn verify(store: Store) -> Result<ExitCode> {
    let mut problems = Vec::new();
    if store.is_sqlite() {
        problems.extend(sqlite_problems(&store).await?);
    }
    let newest = RevisionRow::newest(&store)
        .await?
        .map_or(0, |row| row.number);
    let revisions: Vec<Revision> = RevisionRow::up_to(&store, Revision(newest))
        .await?
        .iter()
        .map(|row| Revision(row.number))
        .collect();
    for number in 1..=newest {
        if !revisions.contains(&Revision(number)) {
            problems.push(format!("revision {number} is missing"));
        }
    }
    let digests = digest::compare(store.db(), &revisions).await?;
    for (at, table) in &digests.different {
        problems.push(format!(
            "rows of {table} that revision {at} wrote are not what they were"
        ));
    }
    if newest > 0 {
        match Catalogues::open(store).await {
            Ok(catalogues) => {
                let catalogue = catalogues.present();
                let broken = catalogue.reconciliations.iter();
                let broken = broken.filter(|one| !one.holds);
                problems.extend(
                    broken.map(|one| format!("declared and counted differ: {}", one.subject)),
                );
            }
            Err(error) => problems.push(format!("the newest revision cannot be loaded: {error}")),
        }
    }
    for problem in &problems {
        crate::say(&format!("{problem}\n"))?;
    }
    eprintln!(
        "{newest} revisions, {} tables of rows compared, {} revisions not compared (made by an older version), {} problems \
         (版 {newest}、問題 {} 件)",
        digests.same,
        digests.unknown.len(),
        problems.len(),
        problems.len()
    );
    Ok(ExitCode::from(u8::from(!problems.is_empty())))
}

/// What SQLite itself says of a file: pages, indexes, references.
async fn sqlite_problems(store: &Store) -> Result<Vec<String>> {
    let backend = store.db().get_database_backend();
    let mut problems = Vec::new();
    let pages = Statement::from_string(backend, "PRAGMA integrity_check");
    for row in store.db().query_all_raw(pages).await? {
        let said: String = row.try_get_by_index(0)?;
        if said != "ok" {
            problems.push(said);
        }
    }
    let references = Statement::from_string(backend, "PRAGMA foreign_key_check");
    for row in store.db().query_all_raw(references).await? {
        let [table, other] = [0, 2].map(|at| row.try_get_by_index::<String>(at));
        problems.push(format!("a row of {} names none of {}", table?, other?));
    }
    Ok(problems)
}
