//! Facets: how many of the selected rows have each value of one property, the unknown included.

use std::collections::HashMap;

use roaring::RoaringBitmap;

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
    values: Vec<String>,
    /// The values of row `r` are `flat[starts[r]..starts[r + 1]]`; a row without any counts as unknown.
    flat: Vec<u16>,
    starts: Vec<u32>,
}

impl FacetColumn {
    /// Takes the property's values row by row; a row may have several, or none where it is unknown.
    pub fn new<V: AsRef<str>>(rows: impl Iterator<Item = Vec<V>>) -> Self {
        let mut column = Self {
            values: Vec::new(),
            flat: Vec::new(),
            starts: vec![0],
        };
        let mut known: HashMap<String, u16> = HashMap::new();
        for row in rows {
            let mut codes: Vec<u16> = row
                .iter()
                .filter_map(|value| {
                    let value = value.as_ref();
                    if let Some(code) = known.get(value) {
                        return Some(*code);
                    }
                    // A property with more values than a facet can show is no facet: the rest is not counted.
                    let code = u16::try_from(column.values.len()).ok()?;
                    column.values.push(value.to_owned());
                    known.insert(value.to_owned(), code);
                    Some(code)
                })
                .collect();
            codes.sort_unstable();
            codes.dedup();
            column.flat.extend(codes);
            column.starts.push(column.flat.len() as u32);
        }
        column
    }

    /// Counts the values over the selected rows.
    pub fn count(&self, name: &'static str, selection: &RoaringBitmap) -> Facet {
        let mut counts = vec![0_u64; self.values.len()];
        let mut unknown = 0;
        for row in selection {
            let row = row as usize;
            let (Some(start), Some(end)) = (self.starts.get(row), self.starts.get(row + 1)) else {
                continue;
            };
            if start == end {
                unknown += 1;
            }
            for code in &self.flat[*start as usize..*end as usize] {
                counts[*code as usize] += 1;
            }
        }
        let mut values: Vec<FacetValue> = counts
            .into_iter()
            .enumerate()
            .filter(|(_, count)| *count > 0)
            .map(|(code, count)| FacetValue {
                value: Some(self.values[code].clone()),
                count,
            })
            .collect();
        values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        if unknown > 0 {
            values.push(FacetValue {
                value: None,
                count: unknown,
            });
        }
        Facet { name, values }
    }
}
