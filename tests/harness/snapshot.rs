//! Snapshots that lie beside what they are about.

use std::path::Path;

/// Compares a text with `<case>.snap` beside the case's file or folder.
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
    settings.bind(|| insta::assert_snapshot!(name.as_ref(), text));
}
