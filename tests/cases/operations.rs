//! The operations that front ends send: each with each of its sets of variables, on both databases.

use std::path::Path;

use harness::{Fragments, Service, on_both_bundled};
use serde_json::Value;

pub(crate) fn operations(variables: &Path) -> datatest_stable::Result<()> {
    same_as_agreed(variables);
    let folder = variables.parent().unwrap_or(variables);
    let sets = harness::variables(variables);
    let fragments = Fragments::read(&folder.join("fragments.graphql"));
    let mut requests = vec![];
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.extension().is_none_or(|ending| ending != "graphql") {
            continue;
        }
        same_as_agreed(&path);
        if name != "fragments" {
            let document = fragments.complete(&harness::read(&path));
            let sets = sets[&name]
                .as_array()
                .ok_or(format!("no variables for {name}"))?;
            requests.extend(
                sets.iter()
                    .map(|set| (name.clone(), document.clone(), set.clone())),
            );
        }
    }
    let answers = on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let mut answers = vec![];
        for (_, document, set) in &requests {
            answers.push(service.ask(document, set).await);
        }
        answers
    });
    let first = answers[0].1.clone();
    for (backend, answers) in &answers {
        for (number, ((name, _, set), answer)) in requests.iter().zip(answers).enumerate() {
            println!("{name} {set} on {backend:?}: {} selects", answer.selects);
            let data = answer.data();
            let fields = data.as_object().expect("data is an object");
            assert!(!fields.is_empty(), "no root field");
            for (field, value) in fields {
                assert_ne!(*value, Value::Null, "{field}");
            }
            // Not `assert_eq`: the texts would fill pages.
            assert!(*answer == first[number], "the databases answer differently");
        }
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
