//! The proof of a row: who states it, where, as of which day.

use super::RowReader;
use crate::{Derivation, DocumentId, Evidence, Subject};

impl RowReader<'_> {
    /// Reads the six evidence columns as the proof of a row, or of one field of it. Every row needs it.
    ///
    /// `subject` is whom the fact is about, `table` and `id` the row that it came with.
    pub fn evidence(&mut self, subject: &Subject, table: &str, id: &str, field: Option<&str>) {
        let document = self.required_code("document", "document");
        let stated_on = self.partial_date("stated_on");
        let derivation = self.word("derivation").unwrap_or(Derivation::Stated);
        let note = self.text("note");
        let (locator, raw_text) = (self.text("locator"), self.verbatim("printed"));
        if let Some(document) = document {
            self.add_evidence(
                subject,
                table,
                id,
                Evidence {
                    id: String::new(),
                    since_revision: 0,
                    until_revision: None,
                    subject: String::new(),
                    row: String::new(),
                    field: field.map(str::to_owned),
                    document: DocumentId::new(document),
                    locator,
                    stated_on,
                    raw_text,
                    derivation,
                    note,
                },
            );
        }
    }

    /// Adds evidence that a reader put together itself; ids, subject and row are filled in here.
    pub fn add_evidence(
        &mut self,
        subject: &Subject,
        table: &str,
        id: &str,
        mut evidence: Evidence,
    ) {
        let row = format!("{table}/{id}");
        let field = evidence.field.as_deref().unwrap_or("");
        let stem = if field.is_empty() {
            row.clone()
        } else {
            format!("{row}#{field}")
        };
        let number = self.reading.numbers.entry(stem.clone()).or_default();
        *number += 1;
        evidence.id = format!("{stem}#{number}");
        evidence.subject = subject.to_string();
        evidence.row = row;
        self.reading.evidence.push(evidence);
    }
}
