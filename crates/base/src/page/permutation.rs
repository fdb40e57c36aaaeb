//! All rows of a table in one order, and pages of a selection in it.

use roaring::RoaringBitmap;

use super::{Cursor, Key, Page, PageError, Slice};
use crate::cancel::Cancellable;

/// All rows of a table in one order. Sort keys are not kept: a page asks for those that it needs.
#[derive(Clone, Debug, Default)]
pub struct Permutation {
    /// The row at each place.
    rows: Vec<u32>,
    /// The place of each row.
    places: Vec<u32>,
    /// Whether the rows stand in the table in this order.
    is_identity: bool,
}

/// The places of the selected rows.
enum Selected<'a> {
    /// The selection itself, where places are rows.
    Rows(&'a RoaringBitmap),
    /// Few of the rows, so their places are sorted.
    Few(Vec<u32>),
    /// So many of the rows that the next one is near.
    Many(&'a [u32], &'a RoaringBitmap),
}

impl Permutation {
    /// Sorts the rows `0..count` by key.
    pub fn new<K: Ord>(count: usize, key: impl Fn(u32) -> K) -> Self {
        let mut rows: Vec<u32> = (0..count as u32).collect();
        rows.sort_by_cached_key(|row| key(*row));
        let mut places = vec![0; count];
        for (place, row) in (0..).zip(&rows) {
            places[*row as usize] = place;
        }
        Self {
            is_identity: rows.is_sorted(),
            rows,
            places,
        }
    }

    /// The page of the selected rows in this order; `key` gives a row's sort key. It costs about what the page holds.
    ///
    /// # Errors
    ///
    /// A cursor is none of this list.
    pub fn page(
        &self,
        list: &str,
        selection: &RoaringBitmap,
        page: &Page,
        key: impl Fn(u32) -> Key,
    ) -> Result<Slice<u32>, PageError> {
        let bounds = page.keys(list)?;
        let from = bounds.after.map_or(0, |after| {
            self.rows.partition_point(|row| key(*row) <= after)
        });
        let to = bounds.before.map_or(self.rows.len(), |before| {
            self.rows.partition_point(|row| key(*row) < before)
        });
        let (from, to) = (from as u32, to.max(from) as u32);
        let selected = self.selected(selection, bounds.size);
        let mut places: Vec<u32> = if bounds.backward {
            let inside = selected.before(to).take_while(|place| *place >= from);
            inside.take(bounds.size).collect()
        } else {
            let inside = selected.after(from).take_while(|place| *place < to);
            inside.take(bounds.size).collect()
        };
        if bounds.backward {
            places.reverse();
        }
        let empty = if bounds.backward { to } else { from };
        let start = places.first().copied().unwrap_or(empty);
        let end = places.last().map_or(empty, |last| last + 1);
        let has_next = selected.after(end).next().is_some();
        let has_previous = selected.before(start).next().is_some();
        let rows = places.into_iter().map(|place| {
            let row = self.rows[place as usize];
            let cursor = Cursor {
                list: list.to_owned(),
                key: key(row),
            };
            (row, cursor.encode())
        });
        Ok(Slice {
            rows: rows.collect(),
            has_next,
            has_previous,
        })
    }

    /// The selected rows in this order.
    pub fn sorted(&self, selection: &RoaringBitmap) -> Vec<u32> {
        let places = self.selected(selection, self.rows.len());
        let places = places.after(0);
        places
            .cancellable()
            .map(|place| self.rows[place as usize])
            .collect()
    }

    /// Whether sorting the places of the selection costs less than walking by those of others to so many of it.
    fn selected<'a>(&'a self, selection: &'a RoaringBitmap, size: usize) -> Selected<'a> {
        let (all, many) = (self.rows.len() as u64, selection.len());
        if self.is_identity {
            return Selected::Rows(selection);
        }
        let walked = all * (size as u64 + 2) / many.max(1);
        if walked < many * u64::from(many.max(2).ilog2()) {
            return Selected::Many(&self.rows, selection);
        }
        let known = selection
            .iter()
            .filter_map(|row| self.places.get(row as usize));
        let mut places: Vec<u32> = known.copied().collect();
        places.sort_unstable();
        Selected::Few(places)
    }
}

impl Selected<'_> {
    /// The selected places from one on, rising.
    fn after(&self, from: u32) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Self::Rows(rows) => Box::new(rows.range(from..)),
            Self::Few(places) => {
                let at = places.partition_point(|place| *place < from);
                Box::new(places[at..].iter().copied())
            }
            Self::Many(rows, selection) => Box::new(
                (from..rows.len() as u32)
                    .cancellable()
                    .filter(|place| selection.contains(rows[*place as usize])),
            ),
        }
    }

    /// The selected places before one, falling.
    fn before(&self, to: u32) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Self::Rows(rows) => Box::new(rows.range(..to).rev()),
            Self::Few(places) => {
                let at = places.partition_point(|place| *place < to);
                Box::new(places[..at].iter().rev().copied())
            }
            Self::Many(rows, selection) => Box::new(
                (0..to)
                    .rev()
                    .cancellable()
                    .filter(|place| selection.contains(rows[*place as usize])),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Part;

    /// Rows with equal and different values, a selection, and the page of every size and place, both ways: what a plain list
    /// of the selected rows gives.
    fn agrees(values: &[i64], chosen: &[bool], size: i64, at: Option<usize>) {
        let key = |row: u32| vec![Part::Int(values[row as usize]), Part::Int(row.into())];
        let order = Permutation::new(values.len(), key);
        let rows = 0..values.len() as u32;
        let selection: RoaringBitmap = rows.clone().filter(|row| chosen[*row as usize]).collect();
        let mut sorted: Vec<u32> = selection.iter().collect();
        sorted.sort_by_key(|row| key(*row));
        assert_eq!(order.sorted(&selection), sorted);
        let cursor = at.and_then(|at| rows.clone().nth(at)).map(|row| {
            let cursor = Cursor {
                list: "rows".to_owned(),
                key: key(row),
            };
            cursor.encode()
        });
        for page in [
            Page::new(Some(size), cursor.clone(), None, None),
            Page::new(None, None, Some(size), cursor.clone()),
        ] {
            let page = page.expect("a page");
            let ours = order.page("rows", &selection, &page, key);
            let plain = page.cut("rows", &sorted, |row| key(*row));
            assert_eq!(ours, plain);
        }
    }

    proptest! {
        #[test]
        fn a_page_is_that_of_the_plain_list(
            rows in prop::collection::vec((0_i64..9, any::<bool>()), 1..200),
            few in any::<bool>(),
            ordered in any::<bool>(),
            size in 0_i64..9,
            at in prop::option::of(0_usize..200),
        ) {
            let (mut values, mut chosen): (Vec<i64>, Vec<bool>) = rows.into_iter().unzip();
            if ordered {
                values.sort_unstable();
            }
            if few {
                chosen.iter_mut().enumerate().for_each(|(at, chosen)| *chosen &= at % 50 == 3);
            }
            agrees(&values, &chosen, size, at);
        }
    }
}
