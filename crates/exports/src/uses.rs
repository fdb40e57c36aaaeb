//! Reported uses of public databases as a table: a sample, which each line says.

use std::sync::Arc;

use approvals::uses::reported_use::subject;
use base::{Evidence, Store};
use catalogue::Catalogue;

use crate::table::{Table, cell, list};

const HEADER: [&str; 21] = [
    "reported_use",
    "coverage",
    "scheme",
    "databases",
    "title_ja",
    "users",
    "user_sectors",
    "user_sectors_ja",
    "stage",
    "accepted_on",
    "number",
    "number_kind",
    "data",
    "purpose",
    "said",
    "document",
    "document_title",
    "document_url",
    "document_kind",
    "stated_on",
    "derivation",
];

/// All reported uses of a revision.
pub(crate) fn table(catalogue: Arc<Catalogue>, store: Store) -> Table {
    Table {
        rows: (0..catalogue.reported_uses.len() as u32).collect(),
        catalogue,
        store,
        header: &HEADER,
        subject: |catalogue, row| subject(&catalogue.reported_uses[row as usize].id).to_string(),
        line,
    }
}

fn line(catalogue: &Catalogue, row: u32, proofs: &[Evidence]) -> Vec<String> {
    let reported = &catalogue.reported_uses[row as usize];
    let sectors = || reported.user_sectors.0.iter();
    let proof = proofs.iter().find(|proof| proof.field.is_none());
    let document = proof.and_then(|proof| catalogue.document(&proof.document));
    vec![
        reported.id.clone(),
        "SAMPLE".to_owned(),
        reported.scheme.clone(),
        list(reported.databases.iter()),
        reported.title_ja.clone(),
        list(reported.users.iter()),
        list(sectors().map(|sector| sector.word())),
        list(sectors().map(|sector| sector.labels().0)),
        reported.stage.word().to_owned(),
        cell(reported.accepted_on),
        cell(reported.number.as_ref()),
        cell(reported.number_kind.map(|kind| kind.word())),
        cell(reported.data.as_ref()),
        cell(reported.purpose.as_ref()),
        reported.said.clone(),
        cell(proof.map(|proof| &proof.document)),
        cell(document.map(|document| &document.title)),
        cell(document.and_then(|document| document.url.as_ref())),
        cell(
            document
                .and_then(|document| document.kind)
                .map(|kind| kind.word()),
        ),
        cell(proof.and_then(|proof| proof.stated_on)),
        cell(proof.map(|proof| proof.derivation.word())),
    ]
}
