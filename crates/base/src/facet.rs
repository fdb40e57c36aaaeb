//! Facets: how many of the selected rows have each value of one property, the unknown included.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use crate::cancel::Cancellable;

/// One value of a facet and how many of the selected rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The value's code; none is the bucket for unknown.
    pub value: Option<String>,
    /// Rows that have it.
    pub count: u64,
}

/// The values of one property over a selection, most frequent first, unknown last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The property.
    pub name: &'static str,
    /// Its values; those that no selected row has are left out.
    pub values: Vec<FacetValue>,
}

/// One property of every row of a table, as small numbers, so that counting costs an addition a value.
#[derive(Clone, Debug, Default)]
pub struct FacetColumn {
    /// Rising; a value's place is its code.
    values: Vec<String>,
    /// The codes of row `r` are `flat[starts[r]..starts[r + 1]]`; a row without any counts as unknown.
    flat: Vec<u16>,
    starts: Vec<u32>,
    /// Rows of each code, and last those of which it is unknown.
    totals: Vec<u64>,
}

impl FacetColumn {
    /// Takes the property's values row by row; a row may have several, or none where it is unknown.
    pub fn new<V: AsRef<str>>(rows: impl Iterator<Item = Vec<V>>) -> Self {
        let mut column = Self {
            starts: vec![0],
            ..Self::default()
        };
        let mut known: HashMap<String, u16> = HashMap::new();
        for row in rows {
            for value in &row {
                let value = value.as_ref();
                // A property with more values than a facet can show is no facet: the rest is not counted. The last code is that of
                // the unknown.
                let next = u16::try_from(known.len()).ok();
                let next = next.filter(|next| *next < u16::MAX);
                match (known.get(value), next) {
                    (Some(code), _) => column.flat.push(*code),
                    (None, Some(next)) => {
                        column.flat.push(next);
                        known.insert(value.to_owned(), next);
                    }
                    (None, None) => {}
                }
            }
            column.starts.push(column.flat.len() as u32);
        }
        let mut values: Vec<(String, u16)> = known.into_iter().collect();
        values.sort_unstable();
        let mut rising = vec![0; values.len()];
        for (code, (_, met)) in (0..).zip(&values) {
            rising[*met as usize] = code;
        }
        column.values = values.into_iter().map(|(value, _)| value).collect();
        column.in_order(&rising);
        column.totals = column.counts(0..column.starts.len() as u32 - 1);
        column
    }

    /// Gives each code its new number, the codes of each row rising and each once.
    fn in_order(&mut self, rising: &[u16]) {
        let flat = std::mem::take(&mut self.flat);
        let starts = std::mem::replace(&mut self.starts, vec![0]);
        for bounds in starts.windows(2) {
            let old = &flat[bounds[0] as usize..bounds[1] as usize];
            let mut codes: Vec<u16> = old.iter().map(|code| rising[*code as usize]).collect();
            codes.sort_unstable();
            codes.dedup();
            self.flat.extend(codes);
            self.starts.push(self.flat.len() as u32);
        }
        self.flat.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// The property's values, rising; a value's place is its code.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The codes of a row's values, rising; none where they are unknown.
    pub fn codes(&self, row: u32) -> &[u16] {
        let row = row as usize;
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(start), Some(end)) => &self.flat[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// Rows of each code, and last those of which it is unknown.
    fn counts(&self, rows: impl Iterator<Item = u32>) -> Vec<u64> {
        let mut counts = vec![0; self.values.len() + 1];
        for row in rows.cancellable() {
            let codes = self.codes(row);
            for code in codes {
                counts[*code as usize] += 1;
            }
            counts[self.values.len()] += u64::from(codes.is_empty());
        }
        counts
    }

    /// Counts the values over the selected rows.
    pub fn count(&self, name: &'static str, selection: &RoaringBitmap) -> Facet {
        let is_whole = selection.len() == self.starts.len() as u64 - 1;
        let mut counts = match is_whole {
            true => self.totals.clone(),
            false => self.counts(selection.iter()),
        };
        let unknown = counts.pop().unwrap_or_default();
        let mut values: Vec<FacetValue> = self
            .values
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(value, count)| FacetValue {
                value: Some(value.clone()),
                count,
            })
            .collect();
        // Equal ones stay in the order of their values.
        values.sort_by_key(|value| std::cmp::Reverse(value.count));
        if unknown > 0 {
            values.push(FacetValue {
                value: None,
                count: unknown,
            });
        }
        Facet { name, values }
    }
}
