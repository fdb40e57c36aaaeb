//! The data set that comes with the binary, as files that a person can read, review and edit.

use sha2::{Digest, Sha256};

use crate::{Batch, Sheet, SheetError};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../data/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "documents.csv",
    "organisations.csv",
    "prefectures.csv",
    "data-items.csv",
    "nando.csv",
    "diseases.csv",
    "disease-broader.csv",
    "database-facts.csv",
    "provisions.csv",
    "review-bodies.csv",
    "volumes.csv",
    "linkage-statements.csv",
    "route-steps.csv",
    "access-rules.csv",
    "reported-facts.csv",
    "figures.csv",
    "figures-operators.csv",
    "operator-facts.csv",
    "certifications.csv",
    "entrustments.csv",
    "institutions.csv",
    "cooperations.csv",
    "approvals.csv",
    "approval-diseases.csv",
    "reported-uses.csv",
    "certified-users.csv",
    "named-users.csv",
    "host-organisations.csv",
    "registries.csv",
    "registry-hosts.csv",
    "registry-diseases.csv",
    "plan-goals.csv",
    "plan-kpis.csv",
    "plan-figures.csv",
];

/// Every bundled table, and each file as `name sha256`.
pub fn bundled() -> Result<(Vec<Sheet>, Vec<String>), SheetError> {
    let mut sheets = Vec::new();
    let mut files = Vec::new();
    for (name, text) in FILES {
        sheets.push(Sheet::from_csv(name, text.as_bytes())?);
        files.push(signed(name, text.as_bytes()));
    }
    Ok((sheets, files))
}

/// The bundled data set as a batch, and its files as `name sha256`.
pub fn bundled_batch() -> Result<(Batch, Vec<String>), SheetError> {
    let (sheets, files) = bundled()?;
    Ok((Batch::read(&sheets), files))
}

/// A file as a revision's record names it: `name sha256`.
pub fn signed(name: &str, bytes: &[u8]) -> String {
    format!("{name} {}", sha256(bytes))
}

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
