//! The records of one batch, read and checked row by row, not yet written.

use std::collections::HashMap;

use base::record::{Reading, RecordType, RowReader};
use base::{Document, Figure, Notice, Problem, document, figure, withdrawal};

use crate::sheet::Sheet;
use crate::tables::{Tables, record_type};

/// Every kind of table that can be imported, in the order in which templates list them.
pub fn record_types() -> Vec<&'static RecordType> {
    let mut types = vec![&document::RECORD];
    types.extend(&vocabulary::record::RECORDS);
    types.extend(&linkage::record::RECORDS);
    types.extend(&operators::record::RECORDS);
    types.extend(&institutions::record::RECORDS);
    types.extend(&approvals::record::RECORDS);
    types.extend(&registries::RECORDS);
    types.extend(&indicators::record::RECORDS);
    types.push(&figure::RECORD);
    types.push(&withdrawal::RECORD);
    types
}

/// Whether a record is one of a crate's.
fn is(records: &[RecordType], name: &str) -> bool {
    records.iter().any(|record| record.name == name)
}

/// Rows of every kind, and what reading them found.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub(crate) documents: Vec<Document>,
    pub(crate) vocabulary: vocabulary::record::Batch,
    pub(crate) linkage: linkage::record::Batch,
    pub(crate) operators: operators::record::Batch,
    pub(crate) institutions: institutions::record::Batch,
    pub(crate) approvals: approvals::record::Batch,
    pub(crate) registries: registries::Batch,
    pub(crate) indicators: indicators::record::Batch,
    pub(crate) figures: Vec<Figure>,
    pub(crate) reading: Reading,
}

impl Batch {
    /// Reads tables in any order; nothing stops at a problem.
    pub fn read(sheets: &[Sheet]) -> Self {
        let mut batch = Self::default();
        for sheet in sheets {
            batch.read_sheet(sheet);
        }
        batch
    }

    /// Reads the tables of files, with what was found wrong with the files.
    pub fn of(mut tables: Tables) -> Self {
        tables.finish();
        let mut batch = Self::default();
        batch.reading.notices = tables.notices;
        batch.reading.problems = tables.problems;
        for sheet in &tables.sheets {
            batch.read_sheet(sheet);
        }
        batch
    }

    /// Everything that is wrong with the batch by itself.
    pub fn problems(&self) -> &[Problem] {
        &self.reading.problems
    }

    /// What a curator should know of the files though nothing has to be mended.
    pub fn notices(&self) -> &[Notice] {
        &self.reading.notices
    }

    fn read_sheet(&mut self, sheet: &Sheet) {
        let Some(record) = record_type(sheet) else {
            let known = record_types()
                .iter()
                .map(|record| record.name)
                .collect::<Vec<_>>()
                .join(", ");
            self.reading.problems.push(sheet.header_problem(
                None,
                format!("cannot tell what the table holds: name the file after one of {known}"),
                format!("表の種類がわかりません。ファイル名を次のいずれかにしてください: {known}"),
            ));
            return;
        };
        let columns = self.header(sheet, record);
        for (number, cells) in &sheet.rows {
            let mut named: HashMap<&str, &str> = HashMap::new();
            for (column, cell) in columns.iter().zip(cells) {
                if let Some(column) = column {
                    named.insert(column, cell);
                }
            }
            let too_many = cells
                .iter()
                .skip(columns.len())
                .any(|cell| !cell.trim().is_empty());
            let mut row = RowReader::new(sheet.place(*number), named, &mut self.reading);
            if too_many {
                row.problem_value(
                    None,
                    None,
                    format!("has {} cells, the header has {}: quote texts that hold a comma or a quote mark", cells.len(), columns.len()),
                    "見出しより列が多い行です。コンマや引用符を含む文は引用符で囲んでください".to_owned(),
                );
            }
            match record.name {
                "documents" => self.documents.extend(document::read(&mut row)),
                "figures" => self.figures.extend(figure::read(&mut row)),
                "withdrawals" => withdrawal::read(&mut row),
                name if is(&vocabulary::record::RECORDS, name) => {
                    self.vocabulary.read(name, &mut row)
                }
                name if is(&operators::record::RECORDS, name) => {
                    self.operators.read(name, &mut row)
                }
                name if is(&institutions::record::RECORDS, name) => {
                    self.institutions.read(name, &mut row)
                }
                name if is(&registries::RECORDS, name) => self.registries.read(name, &mut row),
                name if is(&approvals::record::RECORDS, name) => {
                    self.approvals.read(name, &mut row)
                }
                name if is(&indicators::record::RECORDS, name) => {
                    self.indicators.read(name, &mut row)
                }
                name => self.linkage.read(name, &mut row),
            }
        }
    }

    /// The canonical column of each cell of the header; unknown and missing ones are problems.
    fn header(&mut self, sheet: &Sheet, record: &RecordType) -> Vec<Option<&'static str>> {
        let mut found: Vec<Option<&'static str>> = Vec::new();
        for cell in &sheet.header {
            let cell = cell.trim();
            let known = record
                .all_columns()
                .find(|column| cell == column.name || cell == column.ja);
            let name = known.map(|column| column.name);
            if name.is_none() && !cell.is_empty() {
                let all = record
                    .all_columns()
                    .map(|column| column.name)
                    .collect::<Vec<_>>()
                    .join(", ");
                self.reading.problems.push(sheet.header_problem(
                    Some(cell),
                    format!("is no column of {}: use {all}", record.name),
                    format!("{} にない列です。使える列: {all}", record.name),
                ));
            }
            if name.is_some() && found.contains(&name) {
                self.reading.problems.push(sheet.header_problem(
                    Some(cell),
                    "stands twice in the header: keep one".to_owned(),
                    "見出しが重複しています".to_owned(),
                ));
            }
            found.push(name);
        }
        for column in record.all_columns().filter(|column| column.required) {
            if !found.contains(&Some(column.name)) {
                self.reading.problems.push(sheet.header_problem(
                    Some(column.name),
                    format!("is missing: {} needs this column", record.name),
                    format!("必要な列がありません({})", column.ja),
                ));
            }
        }
        found
    }
}
