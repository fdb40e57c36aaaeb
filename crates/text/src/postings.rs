//! Lists of rows: what a key occurs in, and their unions and intersections.

/// Rows a key occurs in, with the field classes it occurs in there.
#[derive(Clone, Debug)]
pub(crate) enum Postings {
    /// Row and mask of classes, see [`posting`], ascending.
    Sparse(Vec<u32>),
    /// The mask of each row, and how many are not 0: for keys that more than a fourth of the rows have.
    Dense(Vec<u8>, usize),
}

/// Rows above this are not indexed: a row and its mask share 32 bits.
pub(crate) const LAST_ROW: u32 = (1 << 24) - 1;

pub(crate) fn posting(row: u32, mask: u8) -> u32 {
    row << 8 | u32::from(mask)
}

impl Postings {
    /// In how many rows the key occurs.
    pub(crate) fn len(&self) -> usize {
        match self {
            Postings::Sparse(list) => list.len(),
            Postings::Dense(_, count) => *count,
        }
    }

    /// Chooses the form by the share of rows.
    pub(crate) fn new(mut list: Vec<u32>, rows: usize) -> Self {
        if list.len() * 4 <= rows {
            list.shrink_to_fit();
            return Postings::Sparse(list);
        }
        let mut masks = vec![0; rows];
        for &entry in &list {
            masks[(entry >> 8) as usize] = entry as u8;
        }
        Postings::Dense(masks, list.len())
    }
}

/// A set of rows to stay in, one bit each.
pub(crate) struct Rows(Vec<u64>);

impl Rows {
    pub(crate) fn new(rows: usize, members: impl IntoIterator<Item = u32>) -> Self {
        let mut bits = vec![0u64; rows.div_ceil(64)];
        for row in members {
            if let Some(word) = bits.get_mut(row as usize / 64) {
                *word |= 1 << (row % 64);
            }
        }
        Self(bits)
    }

    pub(crate) fn contains(&self, row: u32) -> bool {
        self.0
            .get(row as usize / 64)
            .is_some_and(|word| word >> (row % 64) & 1 == 1)
    }
}

/// Which rows a term is looked for in.
#[derive(Clone, Copy, Default)]
pub(crate) struct Within<'a> {
    /// Rows found by the terms before, ascending; the phrase may start from them.
    pub(crate) candidates: Option<&'a [(u32, f32)]>,
    /// Rows allowed at all; holds the candidates if there are any.
    pub(crate) allowed: Option<&'a Rows>,
}

impl Within<'_> {
    fn allows(&self, row: u32) -> bool {
        self.allowed.is_none_or(|rows| rows.contains(row))
    }
}

/// All postings of several keys together.
pub(crate) fn union(lists: &mut [&Postings], rows: usize) -> Postings {
    let total: usize = lists.iter().map(|list| list.len()).sum();
    if total * 8 <= rows {
        let mut all = Vec::with_capacity(total);
        for list in lists {
            match list {
                Postings::Sparse(list) => all.extend_from_slice(list),
                Postings::Dense(masks, _) => all.extend(entries(masks)),
            }
        }
        merge(&mut all);
        return Postings::Sparse(all);
    }
    let mut all = vec![0u8; rows];
    for list in lists {
        match list {
            Postings::Sparse(list) => {
                for &entry in list {
                    all[(entry >> 8) as usize] |= entry as u8;
                }
            }
            Postings::Dense(masks, _) => {
                for (all, mask) in all.iter_mut().zip(masks) {
                    *all |= mask;
                }
            }
        }
    }
    let count = all.iter().filter(|mask| **mask != 0).count();
    Postings::Dense(all, count)
}

fn entries(masks: &[u8]) -> impl Iterator<Item = u32> {
    masks
        .iter()
        .enumerate()
        .filter(|(_, mask)| **mask != 0)
        .map(|(row, &mask)| posting(row as u32, mask))
}

/// Rows in all lists, in one class at least, starting from the rarest list or from the candidates.
pub(crate) fn intersect(lists: &mut [&Postings], within: Within<'_>) -> Vec<u32> {
    lists.sort_by_key(|list| list.len());
    let Some((first, rest)) = lists.split_first() else {
        return Vec::new();
    };
    let starting_few = within
        .candidates
        .filter(|candidates| candidates.len() < first.len());
    let mut found: Vec<u32> = match (starting_few, first) {
        (Some(candidates), _) => {
            let all = candidates.iter().map(|&(row, _)| posting(row, u8::MAX));
            let mut found = all.collect();
            keep_common(&mut found, first);
            found
        }
        (None, Postings::Sparse(list)) => match within.allowed {
            None => list.clone(),
            Some(_) => list
                .iter()
                .copied()
                .filter(|entry| within.allows(entry >> 8))
                .collect(),
        },
        (None, Postings::Dense(masks, _)) => entries(masks)
            .filter(|entry| within.allows(entry >> 8))
            .collect(),
    };
    for list in rest {
        if found.is_empty() {
            break;
        }
        keep_common(&mut found, list);
    }
    found
}

/// Keeps the rows that a list has too, and the classes both have.
fn keep_common(found: &mut Vec<u32>, list: &Postings) {
    let list = match list {
        Postings::Dense(masks, _) => {
            found.retain_mut(|entry| {
                let mask = *entry as u8 & masks[(*entry >> 8) as usize];
                *entry = *entry & !0xFF | u32::from(mask);
                mask != 0
            });
            return;
        }
        Postings::Sparse(list) => list,
    };
    let is_much_longer = list.len() / 16 > found.len();
    let mut at = 0;
    found.retain_mut(|entry| {
        let row = *entry >> 8;
        if is_much_longer {
            at += gallop(&list[at..], row);
        } else {
            while list.get(at).is_some_and(|other| other >> 8 < row) {
                at += 1;
            }
        }
        let mask = match list.get(at) {
            Some(other) if other >> 8 == row => (*entry & other) as u8,
            _ => 0,
        };
        *entry = posting(row, mask);
        mask != 0
    });
}

/// How many entries lie before a row, searched in growing steps.
fn gallop(list: &[u32], row: u32) -> usize {
    let mut step = 1;
    while list.get(step).is_some_and(|entry| entry >> 8 < row) {
        step *= 2;
    }
    let from = step / 2;
    let to = list.len().min(step + 1);
    from + list[from..to].partition_point(|entry| entry >> 8 < row)
}

/// Sorts postings and joins those of one row.
pub(crate) fn merge(list: &mut Vec<u32>) {
    list.sort_unstable();
    list.dedup_by(|next, kept| {
        let same = *next >> 8 == *kept >> 8;
        if same {
            *kept |= *next & 0xFF;
        }
        same
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn postings(rows: &[u32], is_dense: bool) -> Postings {
        let mut list: Vec<u32> = rows
            .iter()
            .map(|&row| posting(row % 200, 1 << (row % 3)))
            .collect();
        merge(&mut list);
        Postings::new(list, if is_dense { 200 } else { 4000 })
    }

    fn as_map(list: &Postings) -> std::collections::BTreeMap<u32, u8> {
        match list {
            Postings::Sparse(list) => list
                .iter()
                .map(|entry| (entry >> 8, *entry as u8))
                .collect(),
            Postings::Dense(masks, _) => entries(masks)
                .map(|entry| (entry >> 8, entry as u8))
                .collect(),
        }
    }

    proptest! {
        #[test]
        fn an_intersection_holds_what_both_hold(
            left in prop::collection::vec(any::<u32>(), 0..200),
            right in prop::collection::vec(any::<u32>(), 0..200),
            dense in any::<(bool, bool)>(),
        ) {
            let (left, right) = (postings(&left, dense.0), postings(&right, dense.1));
            let within = Within { candidates: None, allowed: None };
            let found = intersect(&mut [&left, &right], within);
            let (left, right) = (as_map(&left), as_map(&right));
            let expected: Vec<u32> = left
                .iter()
                .filter_map(|(row, mask)| {
                    let mask = mask & right.get(row)?;
                    (mask != 0).then_some(posting(*row, mask))
                })
                .collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn galloping_is_counting(mut rows in prop::collection::vec(0u32..500, 0..60), row in 0u32..510) {
            rows.sort_unstable();
            rows.dedup();
            let list: Vec<u32> = rows.iter().map(|&row| posting(row, 1)).collect();
            prop_assert_eq!(gallop(&list, row), rows.iter().filter(|&&other| other < row).count());
        }
    }
}
