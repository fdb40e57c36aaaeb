//! The operations that front ends send: each with each of its sets of variables, on both databases.

use std::path::Path;

use harness::{Fragments, Service, on_both_bundled};
use serde_json::Value;

pub(crate) fn operation(path: &Path) -> datatest_stable::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    same_as_agreed(path);
    if name == "fragments" {
        return Ok(());
    }
    let document =
        Fragments::read(&folder.join("fragments.graphql")).complete(&harness::read(path));
    let all = harness::variables(&folder.join("variables.json"));
    same_as_agreed(&folder.join("variables.json"));
    let sets = all[&name]
        .as_array()
        .ok_or(format!("variables.json has no set for {name}"))?;
    let answers = on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let mut answers = vec![];
        for set in sets {
            answers.push(service.ask(&document, set).await);
        }
        answers
    });
    let first = answers[0].1.clone();
    for (backend, answers) in &answers {
        for (set, answer) in sets.iter().zip(answers) {
            let data = answer.data();
            let fields = data.as_object().expect("data is an object");
            assert!(!fields.is_empty(), "{set} on {backend:?}: no root field");
            for (field, value) in fields {
                assert_ne!(*value, Value::Null, "{field} with {set} on {backend:?}");
            }
        }
        assert_eq!(*answers, first, "{backend:?} answers differently");
    }
    Ok(())
}

/// The contract is kept outside the project as well; where it is at hand, the files are the same to the byte.
fn same_as_agreed(path: &Path) {
    let name = path.file_name().unwrap_or_default();
    let agreed = harness::root().join("../shared/operations").join(name);
    if agreed.is_file() {
        let (ours, theirs) = (harness::read(path), harness::read(&agreed));
        assert!(
            ours == theirs,
            "{} differs from the agreed file",
            path.display()
        );
    }
}
