//! `queries/<topic>/<case>.graphql`, with variables in `<case>.json` where it has some.
//!
//! A topic has an `about.md`. It reads the bundled data set, or the fixture that its `fixture.txt` names.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use harness::{Fragments, Record, Service, on_both_bundled, on_each};

pub(crate) fn topic(about: &Path) -> datatest_stable::Result<()> {
    let topic = about.parent().unwrap_or(about);
    every_topic_is_run(topic)?;
    let cases = cases(topic)?;
    let fragments = Fragments::read(&harness::root().join("schema/operations/fragments.graphql"));
    let ask = async |record: &Record| {
        let service = Service::over(&record.store).await;
        let mut answers = vec![];
        for case in &cases {
            let document = fragments.complete(&harness::read(case));
            let variables = harness::variables(&case.with_extension("json"));
            answers.push(service.ask(&document, &variables).await.text());
        }
        answers
    };
    let answers = match fs::read_to_string(topic.join("fixture.txt")) {
        Err(_) => on_both_bundled(ask),
        Ok(name) => {
            let fixture = Path::new("fixtures").join(name.trim());
            on_each(
                async |backend| Record::fixture(backend, &fixture).await,
                ask,
            )
        }
    };
    let mut wrong = vec![];
    for (number, case) in cases.iter().enumerate() {
        let first = &answers[0].1[number];
        if catch_unwind(|| harness::snapshot_beside(case, first)).is_err() {
            wrong.push(format!("{}: another answer", case.display()));
        }
        for (backend, all) in &answers {
            if all[number] != *first {
                let text = &all[number];
                wrong.push(format!("{}: {backend:?} answers\n{text}", case.display()));
            }
        }
    }
    if let (Some(inline), Some(variables)) = (named(&cases, "inline"), named(&cases, "variables"))
        && answers[0].1[inline] != answers[0].1[variables]
    {
        wrong.push("`inline` and `variables` ask the same and are answered differently".to_owned());
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n").into()),
    }
}

/// The place of the case with a name.
fn named(cases: &[PathBuf], name: &str) -> Option<usize> {
    cases
        .iter()
        .position(|case| case.file_stem().is_some_and(|stem| stem == name))
}

fn cases(topic: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = topic.read_dir()?.collect::<Result<Vec<_>, _>>()?;
    let files = entries.iter().map(fs::DirEntry::path);
    let mut cases: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "graphql"))
        .collect();
    cases.sort();
    Ok(cases)
}

/// A folder without `about.md` would be passed over in silence.
fn every_topic_is_run(topic: &Path) -> datatest_stable::Result<()> {
    for entry in topic.parent().unwrap_or(topic).read_dir()? {
        let path = entry?.path();
        if path.is_dir() && !path.join("about.md").is_file() {
            return Err(format!("{}: say in about.md what the topic is", path.display()).into());
        }
    }
    Ok(())
}
