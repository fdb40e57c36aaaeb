//! The list of trusted documents, read from a directory when the server starts.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::Value;

/// The documents in this directory, in the order of the files' names.
///
/// `*.graphql` is one document, exactly as clients send it. `*.json` is what generators of typed clients write: an object of texts by
/// id, or one whose `operations` have a `body`. Ids in files are not used: a document is named by the SHA-256 of its text.
///
/// # Errors
///
/// A file that cannot be read, or JSON of another form.
pub fn trusted_documents(directory: &Path) -> io::Result<Vec<Arc<str>>> {
    let entries = fs::read_dir(directory)?;
    let files: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut files = files?;
    files.sort();
    let mut documents = Vec::new();
    for file in files {
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("graphql") => documents.push(fs::read_to_string(&file)?.into()),
            Some("json") => {
                let texts = serde_json::from_slice(&fs::read(&file)?).ok();
                let texts = texts.as_ref().and_then(texts_of).ok_or_else(|| {
                    let message = format!("{}: not a list of documents", file.display());
                    io::Error::new(io::ErrorKind::InvalidData, message)
                })?;
                documents.extend(texts);
            }
            _ => {}
        }
    }
    Ok(documents)
}

/// The texts of a manifest; `None` if it has another form.
fn texts_of(manifest: &Value) -> Option<Vec<Arc<str>>> {
    let members = manifest.as_object()?;
    match members.get("operations") {
        Some(Value::Array(operations)) => {
            let bodies = operations.iter().map(|operation| operation.get("body"));
            bodies.map(|body| Some(body?.as_str()?.into())).collect()
        }
        _ => members
            .values()
            .map(|text| Some(text.as_str()?.into()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn manifests_of_both_forms_are_read() {
        let expected: Option<Vec<Arc<str>>> = Some(vec!["{ a }".into(), "{ b }".into()]);
        assert_eq!(texts_of(&json!({ "1": "{ a }", "2": "{ b }" })), expected);
        let operations = json!([{ "id": "1", "body": "{ a }" }, { "id": "2", "body": "{ b }" }]);
        let manifest = json!({ "format": "any", "version": 1, "operations": operations });
        assert_eq!(texts_of(&manifest), expected);
        for other in [
            json!([]),
            json!({ "1": 2 }),
            json!({ "operations": [{ "id": "1" }] }),
        ] {
            assert_eq!(texts_of(&other), None, "{other}");
        }
    }
}
