//! An index from the values of one property to the rows that have them.

use std::collections::HashMap;
use std::hash::Hash;

use roaring::RoaringBitmap;

/// The rows that have each value of a property, and those that have none.
#[derive(Clone, Debug)]
pub(super) struct Index<V> {
    with: HashMap<V, RoaringBitmap>,
    without: RoaringBitmap,
}

impl<V> Default for Index<V> {
    fn default() -> Self {
        Self {
            with: HashMap::new(),
            without: RoaringBitmap::new(),
        }
    }
}

impl<V: Eq + Hash> Index<V> {
    /// Takes the values row by row.
    pub(super) fn new(rows: impl Iterator<Item = Vec<V>>) -> Self {
        let mut index = Self::default();
        for (values, row) in rows.zip(0_u32..) {
            if values.is_empty() {
                index.without.insert(row);
            }
            for value in values {
                index.with.entry(value).or_default().insert(row);
            }
        }
        index
    }

    /// The rows with a value.
    pub(super) fn get(&self, value: &V) -> RoaringBitmap {
        self.with.get(value).cloned().unwrap_or_default()
    }

    /// The rows with any of these values, and those without one where unknown is asked for.
    pub(super) fn any<'v>(
        &self,
        values: impl IntoIterator<Item = &'v V>,
        unknown: bool,
    ) -> RoaringBitmap
    where
        V: 'v,
    {
        let mut rows = RoaringBitmap::new();
        for value in values {
            if let Some(with) = self.with.get(value) {
                rows |= with;
            }
        }
        if unknown {
            rows |= &self.without;
        }
        rows
    }
}
