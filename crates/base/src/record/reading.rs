//! What reading a batch has found: problems, notices, evidence, and which code is named or defined where.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::{Notice, Place, Problem};
use crate::Evidence;
use crate::withdrawal::Withdrawals;

/// A code that rows name and that something must define.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The column.
    pub column: String,
    /// The kind of thing: `database`.
    pub kind: &'static str,
    /// Its code.
    pub code: String,
}

/// A row by the number of its sheet, for there may be as many as a file has lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowOf {
    sheet: u32,
    row: u32,
}

/// What reading a batch has found so far, apart from the rows themselves.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
    /// Things that the batch defines, by kind and code.
    pub definitions: HashSet<(&'static str, String)>,
    /// The evidence of all rows.
    pub evidence: Vec<Evidence>,
    /// What a curator should know though nothing has to be mended.
    pub notices: Vec<Notice>,
    /// The rows that the batch withdraws.
    pub withdrawals: Withdrawals,
    /// The rows that were withdrawn and hold again.
    pub reinstated: Withdrawals,
    /// The last year that a date may have; that of the calendar's century where nobody says.
    pub last_year: Option<i32>,
    /// The day of the import, where it is known.
    pub today: Option<NaiveDate>,
    /// Codes that must be known, here or in the record, and the rows that name them.
    pub(super) references: HashMap<Reference, Vec<RowOf>>,
    /// Every sheet that was read, as the place of none of its rows.
    sheets: Vec<Place>,
    pub(super) keys: HashMap<String, RowOf>,
    pub(super) numbers: HashMap<String, u32>,
    /// Places in `notices`, by file, sheet, column and kind.
    pub(super) noticed: HashMap<(String, Option<String>, String, &'static str), usize>,
}

impl Reading {
    /// Where a row of the record, named `table/id`, is given.
    pub fn place_of(&self, row: &str) -> Option<Place> {
        self.keys.get(row).map(|at| self.place(*at))
    }

    /// Codes that must be known, here or in the record, each with the rows that name it.
    pub fn references(&self) -> impl Iterator<Item = (&Reference, impl Iterator<Item = Place>)> {
        self.references
            .iter()
            .map(|(reference, rows)| (reference, rows.iter().map(|at| self.place(*at))))
    }

    /// Lets go of what only reading needs: it is as much as the files hold.
    pub fn settle(&mut self) {
        self.references = HashMap::new();
        self.definitions = HashSet::new();
        self.numbers = HashMap::new();
    }

    fn place(&self, at: RowOf) -> Place {
        Place {
            row: at.row,
            ..self.sheets[at.sheet as usize].clone()
        }
    }

    pub(super) fn row_of(&mut self, place: &Place) -> RowOf {
        let is_it = |sheet: &Place| sheet.file == place.file && sheet.sheet == place.sheet;
        // The rows of a sheet come one after the other.
        let known = self.sheets.iter().rposition(is_it).unwrap_or_else(|| {
            self.sheets.push(Place {
                row: 0,
                ..place.clone()
            });
            self.sheets.len() - 1
        });
        RowOf {
            sheet: known as u32,
            row: place.row,
        }
    }
}
