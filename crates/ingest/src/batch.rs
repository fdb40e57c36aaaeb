//! The records of one batch, read and checked row by row, not yet written.

use std::collections::HashMap;

use base::record::{Column, Kind, Reading, RecordType, RowReader};
use base::{Document, Figure, Notice, Problem, document, figure, withdrawal};

use crate::sheet::{self, Sheet};
use crate::tables::{Tables, record_type};

mod check;
pub(crate) mod header;
mod layout;

use check::Odd;

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
pub(crate) fn is(records: &[RecordType], name: &str) -> bool {
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
            batch.read_sheet(sheet.clone());
        }
        batch
    }

    /// Reads the tables of files, with what was found wrong with the files.
    pub fn of(mut tables: Tables) -> Self {
        tables.finish();
        let mut batch = Self::default();
        batch.reading.notices = tables.notices;
        batch.reading.problems = tables.problems;
        batch.reading.last_year = tables.last_year;
        batch.reading.today = tables.today;
        for sheet in tables.sheets {
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

    /// Each row goes as it is read, for a large table and its records are not to be held at once.
    fn read_sheet(&mut self, mut sheet: Sheet) {
        let Some(record) = record_type(&sheet) else {
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
        if let Some([reason, reason_ja]) = layout::lower_header(&sheet, record) {
            let problem = sheet.header_problem(None, reason, reason_ja);
            self.reading.problems.push(problem);
            return;
        }
        let columns = self.header(&sheet, record);
        self.nameless(&sheet, &columns);
        let below = layout::notes_below(&sheet);
        if let Some((row, text)) = below.first() {
            self.reading.notices.push(Notice {
                place: sheet.place(*row),
                column: None,
                value: Some(base::cell::shown(text)),
                text: "is a note below the table, left out: no cell but the first holds anything"
                    .to_owned(),
                text_ja: "表の下の注記のため、読み込みませんでした（先頭のセル以外が空の行）"
                    .to_owned(),
                more: below.len() as u32 - 1,
            });
        }
        let rows = sheet.rows.len() - below.len();
        let mut headers = Vec::new();
        for (number, cells) in std::mem::take(&mut sheet.rows).into_iter().take(rows) {
            let width = sheet.header.len() - sheet.left_out;
            if layout::is_header_again(&sheet.header[..width], &cells[..width.min(cells.len())]) {
                headers.push(number);
                continue;
            }
            let texts = columns.iter().zip(&cells).enumerate();
            let texts = texts.filter_map(|(at, (column, cell))| {
                let column = (*column)?;
                let text = match column.kind {
                    Kind::Integer => sheet.whole_number(number, at, cell),
                    _ => cell,
                };
                Some((at as u32, column, text))
            });
            let named: HashMap<&str, &str> = texts
                .clone()
                .map(|(_, column, text)| (column.name, text))
                .collect();
            let too_many = cells
                .iter()
                .skip(columns.len())
                .any(|cell| !cell.trim().is_empty());
            let mut row = RowReader::new(sheet.place(number), named, &mut self.reading);
            if let Some(total) = layout::total(&cells) {
                row.problem_value(
                    None,
                    Some(total.to_owned()),
                    "is a row of totals: delete it, for only the rows themselves are imported"
                        .to_owned(),
                    "合計の行です。明細の行だけを取り込むため、この行を削除してください".to_owned(),
                );
                continue;
            }
            if too_many {
                row.problem_value(
                    None,
                    None,
                    format!(
                        "has {} cells, the header has {}: quote texts that hold a comma or a quote mark",
                        cells.len() - sheet.left_out,
                        columns.len() - sheet.left_out
                    ),
                    "見出しより列が多い行です。コンマや引用符を含む文は引用符で囲んでください".to_owned(),
                );
            }
            for (at, column, text) in texts.filter(|(.., text)| !text.is_empty()) {
                let odd = match sheet.numbers.get(&(number, at)) {
                    Some(None) => Some(Odd::Scaled),
                    _ if sheet.fractions.contains(&(number, at)) => Some(Odd::Fraction),
                    _ => None,
                };
                check::check(&mut row, column, text, odd);
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
        if let Some(first) = headers.first() {
            self.reading.notices.push(Notice {
                place: sheet.place(*first),
                column: None,
                value: None,
                text: "is the header again, left out: printed tables repeat it on each page".to_owned(),
                text_ja: "見出しと同じ行のため、読み込みませんでした（印刷用の表はページごとに見出しを繰り返します）".to_owned(),
                more: headers.len() as u32 - 1,
            });
        }
    }

    /// Values under a header cell without a name belong to nothing: they would be lost without a word.
    fn nameless(&mut self, sheet: &Sheet, columns: &[Option<&'static Column>]) {
        for (at, header) in sheet.header.iter().enumerate() {
            if columns.get(at).is_some_and(Option::is_some) || !base::cell::is_blank(header) {
                continue;
            }
            let held = |(_, cells): &&(u32, Vec<String>)| {
                cells
                    .get(at)
                    .is_some_and(|cell| !base::cell::is_blank(cell))
            };
            let rows: Vec<&(u32, Vec<String>)> = sheet.rows.iter().filter(held).collect();
            let Some((row, cells)) = rows.first() else {
                continue;
            };
            let letters = sheet::letters(at as u32);
            self.reading.problems.push(Problem {
                place: sheet.place(*row),
                column: None,
                value: cells.get(at).map(|cell| base::cell::shown(cell)),
                reason: format!("stands in column {letters}, whose header is empty: name the column, or delete it"),
                reason_ja: format!("見出しが空の列（{letters} 列）に値があります。列名を書くか、列を削除してください"),
                more: rows.len() as u32 - 1,
            });
        }
    }

    /// The column that each cell of the header names; unknown and missing ones are problems.
    fn header(
        &mut self,
        sheet: &Sheet,
        record: &'static RecordType,
    ) -> Vec<Option<&'static Column>> {
        let mut found: Vec<Option<&'static Column>> = Vec::new();
        for cell in &sheet.header {
            let cell = cell.trim();
            let known = header::column(record, cell);
            if known.is_none() && !base::cell::is_blank(cell) {
                let all = record
                    .all_columns()
                    .map(|column| column.name)
                    .collect::<Vec<_>>()
                    .join(", ");
                self.reading.problems.push(sheet.header_problem(
                    Some(&base::cell::shown(cell)),
                    format!("is no column of {}: use {all}", record.name),
                    format!("{} にない列です。使える列: {all}", record.name),
                ));
            }
            let is_there =
                |column: &Column| found.iter().flatten().any(|one| one.name == column.name);
            if known.is_some_and(is_there) {
                self.reading.problems.push(sheet.header_problem(
                    Some(cell),
                    "stands twice in the header: keep one".to_owned(),
                    "見出しが重複しています".to_owned(),
                ));
            }
            found.push(known);
        }
        for column in record.all_columns().filter(|column| column.required) {
            if !found.iter().flatten().any(|one| one.name == column.name) {
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
