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

/// One property of every row of a table, as small numbers: counting costs an addition a value, and which rows have a value is kept.
#[derive(Clone, Debug)]
pub struct FacetColumn {
    /// Rising; a value's place is its code.
    values: Vec<String>,
    /// The codes of row `r` are `flat[starts[r]..starts[r + 1]]`; a row without any counts as unknown.
    flat: Vec<u32>,
    starts: Vec<u32>,
    /// The rows of each code, and last those of which it is unknown.
    rows: Vec<RoaringBitmap>,
}

/// A column in the making: the codes are those in which the values were met.
#[derive(Default)]
struct Met {
    values: Vec<String>,
    codes: HashMap<String, u32>,
    flat: Vec<u32>,
    starts: Vec<u32>,
}

impl Met {
    fn add<V: AsRef<str>>(&mut self, row: impl IntoIterator<Item = V>) {
        for value in row {
            let value = value.as_ref();
            let code = match self.codes.get(value) {
                Some(code) => *code,
                None => {
                    let code = self.values.len() as u32;
                    self.values.push(value.to_owned());
                    self.codes.insert(value.to_owned(), code);
                    code
                }
            };
            self.flat.push(code);
        }
        self.starts.push(self.flat.len() as u32);
    }

    /// Numbers the values as they rise, without those that no row has; the codes of each row rise too, each once.
    fn column(mut self) -> FacetColumn {
        let mut is_held = vec![false; self.values.len()];
        for code in &self.flat {
            is_held[*code as usize] = true;
        }
        let values = self.values.into_iter().zip(0u32..).zip(is_held);
        let held = values.filter_map(|(value, is_held)| is_held.then_some(value));
        let mut held: Vec<(String, u32)> = held.collect();
        held.sort_unstable();
        let mut rising = vec![0; self.codes.len()];
        for (code, (_, met)) in (0..).zip(&held) {
            rising[*met as usize] = code;
        }
        let mut rows = vec![Vec::new(); held.len() + 1];
        let (mut from, mut end) = (0, 0);
        for (row, start) in (0u32..).zip(&mut self.starts) {
            let to = std::mem::replace(start, end as u32) as usize;
            let codes = &mut self.flat[from..to];
            codes
                .iter_mut()
                .for_each(|code| *code = rising[*code as usize]);
            if !codes.is_sorted() {
                codes.sort_unstable();
            }
            if from == to {
                rows[held.len()].push(row);
            }
            for at in from..to {
                let code = self.flat[at];
                if at == from || self.flat[end - 1] != code {
                    self.flat[end] = code;
                    end += 1;
                    rows[code as usize].push(row);
                }
            }
            from = to;
        }
        self.flat.truncate(end);
        self.flat.shrink_to_fit();
        self.starts.push(end as u32);
        self.starts.shrink_to_fit();
        let rising = |rows: Vec<u32>| {
            RoaringBitmap::from_sorted_iter(rows).expect("rows are met in their order")
        };
        let rows = rows.into_iter().map(rising);
        FacetColumn {
            values: held.into_iter().map(|(value, _)| value).collect(),
            flat: self.flat,
            starts: self.starts,
            rows: rows.collect(),
        }
    }
}

impl Default for FacetColumn {
    fn default() -> Self {
        Met::default().column()
    }
}

impl FacetColumn {
    /// Takes the property's values row by row; a row may have several, or none where it is unknown.
    pub fn new<V: AsRef<str>>(rows: impl Iterator<Item = Vec<V>>) -> Self {
        let mut met = Met::default();
        rows.for_each(|row| met.add(row));
        met.column()
    }

    /// The same where most rows have what a row of another column has: each comes with that row, or is asked for its values.
    pub fn beside<V: AsRef<str>>(
        other: &Self,
        rows: impl Iterator<Item = Option<u32>>,
        values: impl Fn(u32) -> Vec<V>,
    ) -> Self {
        let mut met = Met {
            values: other.values.clone(),
            codes: other.values.iter().cloned().zip(0..).collect(),
            flat: Vec::with_capacity(other.flat.len()),
            starts: Vec::with_capacity(other.starts.len()),
        };
        for (row, was) in (0..).zip(rows) {
            match was {
                Some(was) => {
                    met.flat.extend(other.codes(was));
                    met.starts.push(met.flat.len() as u32);
                }
                None => met.add(values(row)),
            }
        }
        met.column()
    }

    /// The property's values, rising; a value's place is its code.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The codes of a row's values, rising; none where they are unknown.
    pub fn codes(&self, row: u32) -> &[u32] {
        let row = row as usize;
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(start), Some(end)) => &self.flat[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// The rows that have any of these values.
    pub fn any<V: AsRef<str>>(&self, values: impl IntoIterator<Item = V>) -> RoaringBitmap {
        let code = |value: V| {
            let place = self
                .values
                .binary_search_by(|own| own.as_str().cmp(value.as_ref()));
            place.ok()
        };
        let mut rows = RoaringBitmap::new();
        for code in values.into_iter().filter_map(code) {
            rows |= &self.rows[code];
        }
        rows
    }

    /// The rows of which the property is not known.
    pub fn unknown(&self) -> &RoaringBitmap {
        &self.rows[self.values.len()]
    }

    /// Counts the values over the selected rows.
    pub fn count(&self, name: &'static str, selection: &RoaringBitmap) -> Facet {
        let is_whole = selection.len() == self.starts.len() as u64 - 1;
        let mut counts: Vec<u64> = match is_whole {
            true => self.rows.iter().map(RoaringBitmap::len).collect(),
            false => self.counts(selection),
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

    /// How many of the selected rows have each code, and last of how many it is unknown.
    fn counts(&self, selection: &RoaringBitmap) -> Vec<u64> {
        let mut counts = vec![0; self.values.len() + 1];
        for row in selection.iter().cancellable() {
            let codes = self.codes(row);
            for code in codes {
                counts[*code as usize] += 1;
            }
            counts[self.values.len()] += u64::from(codes.is_empty());
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec("[a-e]", 0..4)
    }

    proptest! {
        #[test]
        fn a_column_beside_another_is_as_one_made_whole(
            before in prop::collection::vec(values(), 0..20),
            now in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>(), values()), 0..20),
        ) {
            let other = FacetColumn::new(before.iter().cloned());
            let was = |(at, is_old, _): &(prop::sample::Index, bool, Vec<String>)| {
                let is_old = *is_old && !before.is_empty();
                is_old.then(|| at.index(before.len()) as u32)
            };
            let was: Vec<Option<u32>> = now.iter().map(was).collect();
            let row = |row: u32| match was[row as usize] {
                Some(was) => before[was as usize].clone(),
                None => now[row as usize].2.clone(),
            };
            let whole = FacetColumn::new((0..now.len() as u32).map(row));
            let beside = FacetColumn::beside(&other, was.iter().copied(), row);
            prop_assert_eq!(beside.values(), whole.values());
            prop_assert_eq!(beside.unknown(), whole.unknown());
            for at in 0..now.len() as u32 {
                prop_assert_eq!(beside.codes(at), whole.codes(at));
            }
            for value in whole.values() {
                prop_assert_eq!(beside.any([value]), whole.any([value]));
            }
            let all = RoaringBitmap::from_iter(0..now.len() as u32);
            let some = RoaringBitmap::from_iter((0..now.len() as u32).step_by(2));
            for rows in [all, some] {
                prop_assert_eq!(beside.count("of", &rows), whole.count("of", &rows));
            }
        }
    }
}
