//! Facets: one small column of values per facet, counted over a set of rows.

use roaring::RoaringBitmap;

/// The values of one facet, by row. A value is a number below 65,536 that the caller gives a meaning to
/// (keep one for "unknown"); a row may have one value or several.
#[derive(Clone, Debug, Default)]
pub struct FacetColumn {
    values: Vec<u16>,
    /// Where the values of each row begin, and their end; empty when each row has exactly one value.
    starts: Vec<u32>,
    /// One more than the largest value.
    size: usize,
}

impl FacetColumn {
    /// A column with one value in each row.
    pub fn single(values: Vec<u16>) -> Self {
        let size = size(&values);
        Self {
            values,
            starts: Vec::new(),
            size,
        }
    }

    /// A column with any number of values in each row. A value given twice in a row counts once.
    pub fn many<R: AsRef<[u16]>>(rows: impl IntoIterator<Item = R>) -> Self {
        let mut values: Vec<u16> = Vec::new();
        let mut starts = vec![0];
        for row in rows {
            let from = values.len();
            values.extend_from_slice(row.as_ref());
            values[from..].sort_unstable();
            let mut kept = from;
            for at in from..values.len() {
                if at == from || values[at] != values[kept - 1] {
                    values[kept] = values[at];
                    kept += 1;
                }
            }
            values.truncate(kept);
            starts.push(values.len() as u32);
        }
        let size = size(&values);
        Self {
            values,
            starts,
            size,
        }
    }

    /// The values of one row; none for a row that does not exist.
    pub fn values(&self, row: u32) -> &[u16] {
        let row = row as usize;
        let range = if self.starts.is_empty() {
            row..row + 1
        } else {
            match (self.starts.get(row), self.starts.get(row + 1)) {
                (Some(&from), Some(&to)) => from as usize..to as usize,
                _ => return &[],
            }
        };
        self.values.get(range).unwrap_or(&[])
    }

    /// How many of the rows have each value: the answer is indexed by value, as long as the largest value of
    /// the column asks for. Rows that do not exist count nowhere.
    pub fn count(&self, rows: &RoaringBitmap) -> Vec<u32> {
        let mut counts = vec![0u32; self.size];
        let mut buffer = [0u32; 1024];
        let mut rows = rows.iter();
        loop {
            let batch = rows.next_many(&mut buffer);
            if batch.is_empty() {
                return counts;
            }
            if self.starts.is_empty() {
                for &row in batch.iter() {
                    if let Some(&value) = self.values.get(row as usize) {
                        counts[value as usize] += 1;
                    }
                }
                continue;
            }
            for &row in batch.iter() {
                for &value in self.values(row) {
                    counts[value as usize] += 1;
                }
            }
        }
    }
}

fn size(values: &[u16]) -> usize {
    values
        .iter()
        .max()
        .map_or(0, |&largest| largest as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_single_values() {
        let column = FacetColumn::single(vec![0, 2, 2, 1]);
        assert_eq!(column.count(&RoaringBitmap::from([0, 1, 2, 9])), [1, 0, 2]);
        assert_eq!(column.values(3), [1]);
        assert!(column.values(4).is_empty());
    }

    #[test]
    fn counts_many_values_once_a_row() {
        let column = FacetColumn::many([vec![3, 1, 3], vec![], vec![1]]);
        assert_eq!(column.count(&(0..3).collect()), [0, 2, 0, 1]);
        assert!(column.values(1).is_empty());
        assert!(column.values(u32::MAX).is_empty());
    }

    #[test]
    fn an_empty_column_counts_nothing() {
        let rows = RoaringBitmap::from([0, 1]);
        assert!(FacetColumn::default().count(&rows).is_empty());
        assert!(FacetColumn::many::<[u16; 0]>([]).count(&rows).is_empty());
    }
}
