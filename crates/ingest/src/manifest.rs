//! A manifest: which files a folder or archive holds, each with its checksum, so that none is missing or changed.

use std::collections::HashSet;

use base::Problem;
use base::record::Place;
use serde::{Deserialize, Serialize};

use crate::sheet::Found;

/// The names under which a manifest is looked for.
pub(crate) const NAMES: [&str; 2] = ["manifest.toml", "manifest.json"];

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Who made the files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The revision that was exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<i64>,
    /// When that revision was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_made_at: Option<String>,
    /// The files.
    pub files: Vec<Entry>,
}

/// One file of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name, without a folder.
    pub file: String,
    /// SHA-256 of its bytes, as 64 hexadecimal digits.
    pub sha256: String,
    /// How many rows it holds below its header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

impl Manifest {
    /// Reads a manifest by its name's ending; none where it cannot be read, which is noted.
    pub(crate) fn read(file: &str, bytes: &[u8], found: &mut Found) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let read = if file.ends_with(".toml") {
            toml::from_str(text).map_err(|error| error.message().to_owned())
        } else {
            serde_json::from_str(text).map_err(|error| error.to_string())
        };
        read.map_err(|error: String| {
            found.refuse(
                file,
                None,
                format!("is no manifest ({error}): list `files`, each with `file` and `sha256`"),
                format!("マニフェストではありません（{error}）。files に file と sha256 を並べてください"),
            );
        })
        .ok()
    }

    /// Compares it with the files that stand beside it, each with its checksum.
    pub(crate) fn check(&self, manifest: &str, seen: &[(&str, &str)], found: &mut Found) {
        let mut named = HashSet::new();
        for entry in &self.files {
            let mut wrong = |reason: &str, reason_ja: &str| {
                found.problems.push(Problem {
                    place: Place {
                        file: manifest.to_owned(),
                        sheet: None,
                        row: 0,
                    },
                    column: None,
                    value: Some(entry.file.clone()),
                    reason: reason.to_owned(),
                    reason_ja: reason_ja.to_owned(),
                    more: 0,
                });
            };
            if !named.insert(entry.file.as_str()) {
                wrong(
                    "stands twice in the manifest: keep one",
                    "マニフェストに二度書かれています",
                );
                continue;
            }
            let mut same_name = seen
                .iter()
                .filter(|(name, _)| *name == entry.file)
                .peekable();
            if same_name.peek().is_none() {
                wrong(
                    "is named in the manifest but is not there: add the file",
                    "マニフェストにあるファイルが見つかりません。追加してください",
                );
            } else if !same_name
                .all(|(_, checksum)| checksum.eq_ignore_ascii_case(entry.sha256.trim()))
            {
                wrong(
                    "differs from its checksum in the manifest: it was changed or damaged; get it again, or write its new checksum",
                    "マニフェストのチェックサムと一致しません。ファイルを取り直すか、チェックサムを更新してください",
                );
            }
        }
        for (name, _) in seen.iter().filter(|(name, _)| !named.contains(name)) {
            found.refuse(
                name,
                None,
                format!("is not named in {manifest}: name it or take it away"),
                format!("{manifest} に書かれていないファイルです。追記するか、取り除いてください"),
            );
        }
    }
}
