//! What a page hears of a real server: revisions as they are published, and its end.

use std::io::{BufRead, BufReader};

use anyhow::{Context, Result};

use crate::process::{Folder, Server, run, said};

/// The data of the next event that the lines hold; none at their end.
pub(crate) fn next(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> Option<String> {
    lines.find_map(|line| line.ok()?.strip_prefix("data: ").map(str::to_owned))
}

#[test]
fn a_revision_that_another_process_imports_is_heard_and_a_stop_ends_the_stream() -> Result<()> {
    let folder = Folder::new();
    let record = folder.record("heard.sqlite");
    let server = Server::start(&record, &[])?;
    let answer = ureq::get(format!("{}/events", server.address)).call()?;
    let mut lines = BufReader::new(answer.into_body().into_reader()).lines();
    assert_eq!(next(&mut lines).as_deref(), Some("{\"revision\":1}"));

    let table = folder.path("documents.csv");
    std::fs::write(&table, "id,title,text_quality\nheard,題,PUBLIC_PAGE\n")?;
    let imported = run(&record, &["import", &table.to_string_lossy()]);
    assert!(imported.status.success(), "{}", said(&imported));
    assert_eq!(next(&mut lines).as_deref(), Some("{\"revision\":2}"));

    let stopped = std::process::Command::new("kill")
        .arg(server.id().to_string())
        .status()
        .context("kill")?;
    assert!(stopped.success());
    // No more events, and no waiting for ever.
    assert_eq!(next(&mut lines), None);
    Ok(())
}
