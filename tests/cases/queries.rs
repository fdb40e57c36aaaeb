//! `queries/<topic>/<case>.graphql`, with variables in `<case>.json` where it has some.
//!
//! A topic reads the bundled data set, or the fixture that its `fixture.txt` names.

use std::fs;
use std::path::Path;

use harness::{Answer, Fragments, Record, Service, on_both_bundled, on_each};

pub(crate) fn query(path: &Path) -> datatest_stable::Result<()> {
    let fragments = Fragments::read(&harness::root().join("schema/operations/fragments.graphql"));
    let document = fragments.complete(&harness::read(path));
    let variables = harness::variables(&path.with_extension("json"));
    let topic = path.parent().unwrap_or(path);
    let ask = async |record: &Record| {
        Service::over(&record.store)
            .await
            .ask(&document, &variables)
            .await
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
    let texts: Vec<_> = answers
        .iter()
        .map(|(backend, answer)| (backend, Answer::text(answer)))
        .collect();
    harness::snapshot_beside(path, &texts[0].1);
    for (backend, text) in &texts {
        if *text != texts[0].1 {
            return Err(format!("{backend:?} answers differently:\n{text}").into());
        }
    }
    Ok(())
}
