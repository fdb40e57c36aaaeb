//! Snapshots that lie beside what they are about.

use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// Lines that a reviewer reads.
const LONGEST: usize = 400;

/// Compares a text with `<case>.snap` beside the case's file or folder. Of an answer that is longer than anybody reads, the first
/// items of each list stand there, how many follow, and a digest of all.
pub fn snapshot_beside(case: &Path, text: &str) {
    let folder = case.parent().expect("a case lies in a folder");
    let folder = folder.canonicalize().expect("the folder is there");
    let name = case
        .file_stem()
        .expect("a case has a name")
        .to_string_lossy();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let text = readable(text);
    settings.bind(|| insta::assert_snapshot!(name.as_ref(), text));
}

fn readable(text: &str) -> String {
    let is_short = |text: &str| text.lines().count() <= LONGEST;
    let (head, json) = text.split_at(text.find('{').unwrap_or(text.len()));
    let Ok(whole) = serde_json::from_str::<Value>(json) else {
        return text.to_owned();
    };
    let shortened = |first| {
        let mut answer = whole.clone();
        shorten(&mut answer, first);
        format!("{head}{answer:#}")
    };
    let all = std::iter::once(text.to_owned());
    let mut all = all.chain([20, 10, 5, 3, 2].map(shortened));
    all.find(|text| is_short(text))
        .unwrap_or_else(|| shortened(1))
}

/// Leaves the first items of each list.
fn shorten(value: &mut Value, first: usize) {
    match value {
        Value::Array(items) => {
            let digest = Sha256::digest(Value::from(items.as_slice()).to_string());
            let all: String = digest
                .iter()
                .take(8)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let more = items.len().saturating_sub(first);
            items.truncate(first);
            items.iter_mut().for_each(|item| shorten(item, first));
            if more > 0 {
                items.push(format!("{more} more; all have the digest {all}").into());
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|field| shorten(field, first)),
        _ => {}
    }
}
