//! `imports/<case>/`: tables that are imported over `fixtures/small/1`, with the outcome in `<case>.snap`.
//!
//! `about.md` says in a sentence what the case shows. Where the case has folders, each is a batch, in order.

use std::fmt::Write;
use std::path::Path;

use base::{Change, Page, Revision, RevisionRow, Store};
use harness::{import_folder, on_both};

pub(crate) fn import(about: &Path) -> datatest_stable::Result<()> {
    let case = about.parent().expect("the case has a folder");
    let mut batches: Vec<_> = case
        .read_dir()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    batches.sort();
    if batches.is_empty() {
        batches.push(case.to_owned());
    }
    let outcomes = on_both(async |record| {
        let store = &record.store;
        let begin = import_folder(store, Path::new("fixtures/small/1")).await;
        begin.unwrap_or_else(|problems| panic!("the fixture has problems:\n{problems}"));
        let mut text = String::new();
        for batch in &batches {
            let before = newest(store).await;
            match import_folder(store, batch).await {
                Ok(report) => {
                    write!(text, "{report}").expect("text is written");
                    text += &changes(store, before).await;
                }
                Err(problems) => {
                    assert_eq!(newest(store).await, before, "nothing is written");
                    text += &problems;
                }
            }
        }
        text
    });
    harness::snapshot_beside(case, &outcomes[0].1);
    for (backend, outcome) in &outcomes {
        assert_eq!(*outcome, outcomes[0].1, "{backend:?} does something else");
    }
    Ok(())
}

async fn newest(store: &Store) -> Revision {
    let row = RevisionRow::newest(store)
        .await
        .expect("the record is read");
    Revision(row.map_or(0, |row| row.number))
}

/// What was changed after a revision, a line each.
async fn changes(store: &Store, after: Revision) -> String {
    let page = Page::new(Some(100), None, None, None).expect("a page");
    let found = Change::page(store, after, Revision(i64::MAX), &page).await;
    let found = found
        .expect("the record is read")
        .expect("the page is good");
    let mut text = String::new();
    for ((change, _), _) in found.slice.rows {
        let words = [
            Some(format!("{:?}", change.kind).to_uppercase()),
            Some(change.row),
            change.field,
            change.before.map(|value| format!("from {value}")),
            change.after.map(|value| format!("to {value}")),
            change.reason.map(|reason| format!("because {reason}")),
        ];
        let words: Vec<_> = words.into_iter().flatten().collect();
        text += &format!("  {}\n", words.join(" "));
    }
    text
}
