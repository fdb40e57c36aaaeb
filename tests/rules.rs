//! The rules of the workspace that no compiler checks: who may depend on whom, and how crates and files are laid out.
//! Each test lists everything it found wrong, so that one run is enough to mend it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Facts live here. They point at each other by id only, so none of them needs another.
const ENTITIES: [&str; 7] = [
    "approvals",
    "indicators",
    "institutions",
    "linkage",
    "operators",
    "registries",
    "vocabulary",
];

/// What a crate of the workspace may use of the others; `None` where it may use all of them, or is not known.
fn allowed(name: &str) -> Option<Vec<&'static str>> {
    let with_entities = |more: &[&'static str]| Some([ENTITIES.as_slice(), more].concat());
    match name {
        // The explorer and the assistant speak GraphQL to the API and know nothing else.
        "base" | "text" | "migrations" | "plain" | "playground" | "explorer" | "assistant" => {
            Some(vec![])
        }
        "catalogue" => with_entities(&["base", "text"]),
        "access" => Some(vec!["base"]),
        "exports" => with_entities(&["base", "catalogue"]),
        "gateway" => with_entities(&["base", "text", "catalogue", "access", "exports", "plain"]),
        "ingest" => with_entities(&["base"]),
        "tsunagu" => Some(vec![
            "access",
            "assistant",
            "base",
            "catalogue",
            "explorer",
            "exports",
            "gateway",
            "ingest",
            "migrations",
            "playground",
        ]),
        entity if ENTITIES.contains(&entity) => Some(vec!["base", "text"]),
        _ => None,
    }
}

/// Outside crates that only some of ours may know. `e2e` may use anything.
const KEPT_BY: [(&str, &[&str]); 19] = [
    ("askama", &["explorer"]),
    ("anyhow", &["tsunagu"]),
    ("async-graphql", &["gateway"]),
    ("async-graphql-axum", &["gateway"]),
    // The assistant reads its documents and the published schema, and runs neither.
    ("async-graphql-parser", &["assistant", "gateway"]),
    ("async-graphql-value", &["assistant", "gateway"]),
    ("axum", &["assistant", "explorer", "gateway", "tsunagu"]),
    ("calamine", &["ingest"]),
    ("clap", &["tsunagu"]),
    ("encoding_rs", &["ingest"]),
    ("indicatif", &["tsunagu"]),
    ("rust_xlsxwriter", &["ingest"]),
    ("oxrdf", &["exports"]),
    ("oxttl", &["exports"]),
    ("quick-xml", &["exports", "ingest"]),
    ("rmcp", &["assistant"]),
    ("schemars", &["assistant"]),
    ("tower-http", &["explorer", "gateway"]),
    ("zip", &["ingest"]),
];

const LONGEST_FILE: usize = 600;

#[test]
fn crates_depend_only_on_what_they_may() {
    let mut wrong = vec![];
    for package in members() {
        let name = package.name.as_str();
        if name == "e2e" {
            continue;
        }
        let Some(allowed) = allowed(name) else {
            wrong.push(format!(
                "{name}: has no rule; add one to tests/rules.rs and to the README"
            ));
            continue;
        };
        for dependency in &package.dependencies {
            // A test may make the tables that it needs.
            let for_tests =
                dependency.kind == DependencyKind::Development && dependency.name == "migrations";
            if dependency.path.is_some()
                && !allowed.contains(&dependency.name.as_str())
                && !for_tests
            {
                wrong.push(format!("{name}: must not depend on {}", dependency.name));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn migrations_know_nothing_but_their_library() {
    let mut wrong = vec![];
    for package in members()
        .iter()
        .filter(|package| package.name.as_str() == "migrations")
    {
        for dependency in &package.dependencies {
            if dependency.kind != DependencyKind::Development
                && dependency.name != "sea-orm-migration"
            {
                wrong.push(format!(
                    "migrations: must not depend on {}; history must not change when a struct does",
                    dependency.name
                ));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn outside_crates_stay_where_they_belong() {
    let kept_by = BTreeMap::from(KEPT_BY);
    let mut wrong = vec![];
    for package in members() {
        let name = package.name.as_str();
        for dependency in &package.dependencies {
            if let Some(owners) = kept_by.get(dependency.name.as_str())
                && dependency.kind != DependencyKind::Development
                && name != "e2e"
                && !owners.contains(&name)
            {
                wrong.push(format!(
                    "{name}: {} belongs to {}",
                    dependency.name,
                    owners.join(", ")
                ));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn each_crate_is_named_after_its_folder_and_keeps_the_house_settings() {
    let mut wrong = vec![];
    for package in members() {
        let name = package.name.as_str();
        let manifest = package.manifest_path.as_std_path();
        let folder = manifest
            .parent()
            .and_then(Path::file_name)
            .unwrap_or_default();
        if folder != name && (name, folder.to_str()) != ("e2e", Some("tests")) {
            wrong.push(format!(
                "{name}: lies in a folder named {}",
                folder.display()
            ));
        }
        if package.publish.as_deref() != Some(&[]) || package.version.to_string() != "0.0.0" {
            wrong.push(format!(
                "{name}: must be version 0.0.0 and say `publish.workspace = true`"
            ));
        }
        let text = read(manifest);
        if !text.contains("[lints]\nworkspace = true") {
            wrong.push(format!("{name}: lacks `[lints] workspace = true`"));
        }
        for line in dependency_lines(&text) {
            if !line.contains("workspace = true") {
                wrong.push(format!(
                    "{name}: the version belongs to the workspace's manifest: {line}"
                ));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn tests_neither_sleep_nor_are_left_out() {
    // Put together here, so that this file does not find itself.
    let ignored = concat!("#[ign", "ore");
    let sleeps = [concat!("thread::sl", "eep("), concat!("time::sl", "eep(")];
    let mut wrong = vec![];
    for file in sources(&["crates", "migrations", "tests"]) {
        let text = read(&file);
        let mut in_tests = is_test_file(&file);
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.trim_start();
            in_tests |= code.starts_with("#[cfg(test)]");
            if code.starts_with("//") {
                continue;
            }
            if code.contains(ignored) {
                wrong.push(format!(
                    "{}:{number}: assert today's answer with a FIXME instead",
                    show(&file)
                ));
            }
            if in_tests && sleeps.iter().any(|sleep| code.contains(sleep)) {
                wrong.push(format!(
                    "{}:{number}: a test waits for nothing",
                    show(&file)
                ));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn files_can_be_read_in_one_go() {
    let mut wrong = vec![];
    for file in sources(&["crates"]) {
        let lines = read(&file).lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!(
                "{}: {lines} lines, more than {LONGEST_FILE}",
                show(&file)
            ));
        }
        if file.ends_with("mod.rs") {
            wrong.push(format!(
                "{}: `foo.rs` beside `foo/`, no `mod.rs`",
                show(&file)
            ));
        }
    }
    assert_none(wrong);
}

#[test]
fn every_promise_of_security_is_held_by_a_test() {
    let text = read(&root().join("SECURITY.md"));
    let tests: String = sources(&["crates", "tests"])
        .iter()
        .map(|file| read(file))
        .collect();
    let is_name = |word: &&str| {
        word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    let named: Vec<&str> = text.split('`').filter(is_name).collect();
    assert!(named.len() > 20, "the table names its tests");
    let is_gone = |name: &&&str| !tests.contains(&format!("fn {name}("));
    let gone = named.iter().filter(is_gone);
    assert_none(
        gone.map(|name| format!("SECURITY.md: there is no test `{name}`"))
            .collect(),
    );
}

#[test]
fn no_snapshot_waits_for_review() {
    let waiting = files(&["crates", "migrations", "tests", "schema"], |file| {
        let name = file.to_string_lossy();
        name.ends_with(".snap.new") || name.ends_with(".pending-snap")
    });
    assert_none(waiting.iter().map(|file| show(file)).collect());
}

fn members() -> Vec<Package> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".into()])
        .exec()
        .expect("cargo describes this workspace");
    assert!(
        metadata.packages.len() > ENTITIES.len(),
        "the workspace has members"
    );
    metadata.packages
}

/// The lines of a manifest that name a dependency, whichever table they stand in.
fn dependency_lines(manifest: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    manifest.lines().filter(move |line| {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
            return false;
        }
        inside && line.contains('=') && !line.starts_with('#')
    })
}

fn is_test_file(file: &Path) -> bool {
    let inside = file.strip_prefix(root()).unwrap_or(file);
    inside.components().any(|part| part.as_os_str() == "tests") || inside.ends_with("tests.rs")
}

fn sources(folders: &[&str]) -> Vec<PathBuf> {
    files(folders, |file| {
        file.extension().is_some_and(|extension| extension == "rs")
    })
}

fn files(folders: &[&str], wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default();
            if path.is_dir() {
                if name != "target" && name != "node_modules" {
                    folders.push(path);
                }
            } else if wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("`tests` lies in the workspace")
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn show(file: &Path) -> String {
    file.strip_prefix(root())
        .unwrap_or(file)
        .display()
        .to_string()
}

fn assert_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
