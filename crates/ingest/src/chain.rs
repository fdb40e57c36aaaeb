//! What a revision is known by: a digest of all that was imported up to it.

use base::{Changes, Revision, RevisionRow, StoreError};
use sea_orm::prelude::DateTimeUtc;
use sha2::{Digest, Sha256};

/// The digest of a new revision, in hexadecimal.
pub(crate) fn next(
    last: Option<&RevisionRow>,
    at: Revision,
    moment: DateTimeUtc,
    files: &[String],
    changes: &Changes,
) -> Result<String, StoreError> {
    let mut hash = Sha256::new();
    match last.and_then(|row| row.chain.as_deref()) {
        Some(before) => hash.update(before),
        None => {
            let mut chance = [0; 32];
            getrandom::fill(&mut chance)
                .map_err(|error| StoreError::Corrupt(format!("no random numbers: {error}")))?;
            hash.update(chance);
        }
    }
    // Each part is preceded by its length, so that parts cannot run into one another.
    let mut part = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    part(&at.0.to_string());
    part(&moment.to_rfc3339());
    files.iter().for_each(|file| part(file));
    for line in &changes.lines {
        part(&line.row);
        for text in [&line.field, &line.before, &line.after, &line.reason] {
            part(text.as_deref().unwrap_or_default());
        }
    }
    Ok(hex::encode(hash.finalize()))
}
