//! The list of trusted documents, read from a directory when the server starts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use serde_json::Value;

use super::definitions::{Definition, definitions};

/// A document that may be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// The file that it comes from.
    pub file: PathBuf,
    /// Its text, with the fragments that it names.
    pub text: Arc<str>,
    /// The id that a manifest gives it, beside the SHA-256 of its text.
    pub id: Option<String>,
}

/// The documents in this directory and in those below it, in the order of the files' names.
///
/// `*.graphql` with an operation is one document; fragments that it names and does not hold are taken from the other files, those of
/// its own directory first, as a client's bundler does. `*.json` is what generators of typed clients write: an object of texts by id
/// (Relay), or one whose `operations` have an `id` and a `body` (Apollo). JSON of other forms that lies in the directory is an error
/// only where nothing else does: variables of examples may lie beside the documents.
///
/// # Errors
///
/// A file that cannot be read, a fragment that no file holds, JSON alone that is no manifest.
pub fn trusted_documents(directory: &Path) -> io::Result<Vec<Trusted>> {
    let mut files = Vec::new();
    walk(directory, &mut files)?;
    files.sort();
    let mut texts = Vec::new();
    let mut trusted = Vec::new();
    let mut others = Vec::new();
    for file in files {
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("graphql" | "gql") => texts.push((file.clone(), fs::read_to_string(&file)?)),
            Some("json") => {
                let manifest = serde_json::from_slice(&fs::read(&file)?).ok();
                match manifest.as_ref().and_then(documents_of) {
                    Some(documents) => trusted.extend(documents.into_iter().map(|(id, text)| {
                        let (file, id) = (file.clone(), Some(id));
                        Trusted { file, text, id }
                    })),
                    None => others.push(file),
                }
            }
            _ => {}
        }
    }
    trusted.extend(bundled(&texts)?);
    match others.first().filter(|_| trusted.is_empty()) {
        Some(other) => Err(invalid(other, "is no list of documents")),
        None => Ok(trusted),
    }
}

fn walk(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn invalid(file: &Path, what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("{} {what}", file.display()),
    )
}

/// The files with operations, each with the fragments that it names.
fn bundled(texts: &[(PathBuf, String)]) -> io::Result<Vec<Trusted>> {
    let read: Vec<Vec<Definition>> = texts.iter().map(|(_, text)| definitions(text)).collect();
    let mut fragments: BTreeMap<&str, Vec<(&Path, &Definition)>> = BTreeMap::new();
    for ((file, _), definitions) in texts.iter().zip(&read) {
        for definition in definitions {
            if let Some(name) = &definition.fragment {
                let at = file.parent().unwrap_or(file);
                fragments.entry(name).or_default().push((at, definition));
            }
        }
    }
    let mut trusted = Vec::new();
    for ((file, text), definitions) in texts.iter().zip(&read) {
        if definitions.iter().all(|one| one.fragment.is_some()) {
            continue;
        }
        let own = definitions.iter().filter_map(|one| one.fragment.as_deref());
        let mut held: BTreeSet<&str> = own.collect();
        let mut open: Vec<&str> = spreads(definitions.iter()).collect();
        let mut whole = text.trim().to_owned();
        while let Some(name) = open.pop() {
            if !held.insert(name) {
                continue;
            }
            let known = fragments.get(name).map_or(&[][..], Vec::as_slice);
            let near = known.iter().find(|(at, _)| Some(*at) == file.parent());
            let Some((_, fragment)) = near.or(known.first()) else {
                return Err(invalid(
                    file,
                    &format!("names the fragment {name}, which no file holds"),
                ));
            };
            whole = format!("{whole}\n\n{}", fragment.text);
            open.extend(spreads(std::iter::once(*fragment)));
        }
        trusted.push(Trusted {
            file: file.clone(),
            text: whole.into(),
            id: None,
        });
    }
    Ok(trusted)
}

fn spreads<'d>(of: impl Iterator<Item = &'d Definition>) -> impl Iterator<Item = &'d str> {
    of.flat_map(|one| one.spreads.iter().map(String::as_str))
}

/// The ids and texts of a manifest; `None` if it has another form.
fn documents_of(manifest: &Value) -> Option<Vec<(String, Arc<str>)>> {
    let members = manifest.as_object()?;
    match members.get("operations") {
        Some(Value::Array(operations)) => {
            let bodies = operations.iter();
            bodies
                .map(|operation| {
                    let id = operation.get("id").and_then(Value::as_str).unwrap_or("");
                    Some((id.to_owned(), operation.get("body")?.as_str()?.into()))
                })
                .collect()
        }
        _ => members
            .iter()
            .map(|(id, text)| Some((id.clone(), text.as_str()?.into())))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn manifests_of_both_forms_are_read() {
        let one = |id: &str, text: &str| (id.to_owned(), text.into());
        let expected: Option<Vec<(String, Arc<str>)>> =
            Some(vec![one("1", "{ a }"), one("2", "{ b }")]);
        assert_eq!(
            documents_of(&json!({ "1": "{ a }", "2": "{ b }" })),
            expected
        );
        let operations = json!([{ "id": "1", "body": "{ a }" }, { "id": "2", "body": "{ b }" }]);
        let manifest = json!({ "format": "any", "version": 1, "operations": operations });
        assert_eq!(documents_of(&manifest), expected);
        for other in [
            json!([]),
            json!({ "1": 2 }),
            json!({ "operations": [{ "id": "1" }] }),
        ] {
            assert_eq!(documents_of(&other), None, "{other}");
        }
    }

    #[test]
    fn fragments_come_from_the_other_files_the_nearest_first() {
        let file = |name: &str, text: &str| (PathBuf::from(name), text.to_owned());
        let texts = [
            file("all/a.graphql", "query A { ...F }\n"),
            file(
                "all/fragments.graphql",
                "fragment F on T { near ...G }\nfragment G on T { g }",
            ),
            file("fragments.graphql", "fragment F on T { far }"),
        ];
        let found = bundled(&texts).expect("it is bundled");
        assert_eq!(found.len(), 1);
        assert_eq!(
            &*found[0].text,
            "query A { ...F }\n\nfragment F on T { near ...G }\n\nfragment G on T { g }"
        );
        let error = bundled(&texts[..1]).expect_err("there is no F");
        assert!(
            error.to_string().contains("a.graphql names the fragment F"),
            "{error}"
        );
    }
}
