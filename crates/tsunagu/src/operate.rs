//! What whoever runs a server does with its record: a copy of it, and whether it is whole.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use base::digest::Wrong;
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
    // Opened for writing it would no longer be a single file.
    let copied = crate::open(&format!("sqlite:{path}?mode=ro")).await?;
    let faults = sqlite_faults(&copied).await?;
    if !faults.is_empty() {
        let faults: String = faults.iter().map(ToString::to_string).collect();
        bail!("the copy is not whole (複製が壊れています):\n{faults}");
    }
    let newest = RevisionRow::newest(&copied)
        .await?
        .map_or(0, |row| row.number);
    println!("{path}: revision {newest}");
    Ok(())
}

/// What is wrong with a record.
struct Fault {
    text: String,
    text_ja: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}\n    {}", self.text, self.text_ja)
    }
}

fn fault(text: impl Into<String>, text_ja: impl Into<String>) -> Fault {
    Fault {
        text: text.into(),
        text_ja: text_ja.into(),
    }
}

/// Says whether a record is whole; ends with 1 where it is not.
pub(crate) async fn verify(store: Store) -> Result<ExitCode> {
    let mut faults = Vec::new();
    if store.is_sqlite() {
        faults.extend(sqlite_faults(&store).await?);
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
            faults.push(fault(
                format!("revision {number} is missing"),
                format!("版 {number} がありません"),
            ));
        }
    }
    let digests = digest::compare(store.db(), &revisions).await?;
    faults.extend(digests.wrong.iter().map(changed));
    if newest > 0 {
        match Catalogues::open(store).await {
            Ok(catalogues) => {
                let catalogue = catalogues.present();
                let broken = catalogue.reconciliations.iter().filter(|one| !one.holds);
                faults.extend(broken.map(|one| {
                    fault(
                        format!("declared and counted differ: {}", one.subject),
                        format!("公表値と集計値が一致しません: {}", one.subject),
                    )
                }));
            }
            Err(error) => faults.push(fault(
                format!("the newest revision cannot be loaded: {error}"),
                format!("最新の版を読み込めません: {error}"),
            )),
        }
    }
    for fault in &faults {
        crate::say(&fault.to_string())?;
    }
    eprintln!(
        "{newest} revisions, {} tables of rows compared, {} revisions not compared (made by an older version), {} problems \
         (版 {newest}、問題 {} 件)",
        digests.same,
        digests.unknown.len(),
        faults.len(),
        faults.len()
    );
    Ok(ExitCode::from(u8::from(!faults.is_empty())))
}

/// What a revision wrote and is no longer so.
fn changed(wrong: &Wrong) -> Fault {
    match wrong {
        Wrong::Rows(at, table) => fault(
            format!("rows of {table} that revision {at} wrote are not what they were"),
            format!("版 {at} が書き込んだ {table} の行が変わっています"),
        ),
        Wrong::Revision(at) => fault(
            format!(
                "who imported revision {at}, when, from which files, or its chain is not what it was"
            ),
            format!("版 {at} の取込者・日時・ファイル・連鎖値のいずれかが変わっています"),
        ),
        Wrong::Changes { of, written, there } if there < written => fault(
            format!(
                "{} of the {written} changes of revision {of} are missing",
                written - there
            ),
            format!(
                "版 {of} の変更履歴 {written} 件のうち {} 件がありません",
                written - there
            ),
        ),
        Wrong::Changes { of, written, there } => fault(
            format!(
                "the changes of revision {of} are not what they were ({written} were written, {there} are there)"
            ),
            format!("版 {of} の変更履歴が変わっています（記録時 {written} 件、現在 {there} 件）"),
        ),
        Wrong::NoDigest(at, Some(table)) => fault(
            format!("the digest of {table} of revision {at} is missing"),
            format!("版 {at} の {table} のダイジェストがありません"),
        ),
        Wrong::NoDigest(at, None) => fault(
            format!("the digests of revision {at} are missing"),
            format!("版 {at} のダイジェストがありません"),
        ),
    }
}

/// What SQLite itself says of a file: pages, indexes, references.
async fn sqlite_faults(store: &Store) -> Result<Vec<Fault>> {
    let backend = store.db().get_database_backend();
    let mut faults = Vec::new();
    let pages = Statement::from_string(backend, "PRAGMA integrity_check");
    for row in store.db().query_all_raw(pages).await? {
        let said: String = row.try_get_by_index(0)?;
        if said != "ok" {
            let text_ja = format!("SQLite の検査で見つかった異常: {said}");
            faults.push(fault(said, text_ja));
        }
    }
    let references = Statement::from_string(backend, "PRAGMA foreign_key_check");
    for row in store.db().query_all_raw(references).await? {
        let [table, other] = [0, 2].map(|at| row.try_get_by_index::<String>(at));
        let (table, other) = (table?, other?);
        faults.push(fault(
            format!("a row of {table} names none of {other}"),
            format!("{table} の行が指す {other} の行がありません"),
        ));
    }
    Ok(faults)
}
