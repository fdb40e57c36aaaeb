//! Lists of texts: what a key occurs in, and their unions and intersections.

use std::sync::Arc;

/// Texts a key occurs in; copies share the list.
#[derive(Clone, Debug)]
pub(crate) enum Postings {
    /// Ascending.
    Sparse(Arc<[u32]>),
    /// A bit for each text, and how many are set: for keys that more than one in 32 of the texts have.
    Dense(Arc<(Numbers, usize)>),
}

/// Rows and texts above this are not indexed: the number of one and a mask of field classes share 32 bits.
pub(crate) const LAST_ROW: u32 = (1 << 24) - 1;

pub(crate) fn posting(number: u32, mask: u8) -> u32 {
    number << 8 | u32::from(mask)
}

impl Postings {
    /// In how many texts the key occurs.
    pub(crate) fn len(&self) -> usize {
        match self {
            Postings::Sparse(list) => list.len(),
            Postings::Dense(dense) => dense.1,
        }
    }

    /// Chooses the form by the share of texts.
    pub(crate) fn new(list: Vec<u32>, texts: usize) -> Self {
        if list.len() * 32 <= texts {
            return Postings::Sparse(list.into());
        }
        let count = list.len();
        Postings::Dense(Arc::new((Numbers::new(texts, list), count)))
    }

    /// These, and later texts.
    pub(crate) fn followed_by(&self, later: Vec<u32>, texts: usize) -> Self {
        if self.len() == 0 {
            return Self::new(later, texts);
        }
        Self::new(self.iter().chain(later).collect(), texts)
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Postings::Sparse(list) => list.len() * 4,
            Postings::Dense(dense) => dense.0.0.len() * 8,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        let (list, numbers) = match self {
            Postings::Sparse(list) => (Some(list), None),
            Postings::Dense(dense) => (None, Some(&dense.0)),
        };
        let list = list.into_iter().flat_map(|list| list.iter()).copied();
        list.chain(numbers.into_iter().flat_map(Numbers::iter))
    }
}

/// A set of rows or texts, one bit each.
#[derive(Clone, Debug)]
pub(crate) struct Numbers(Vec<u64>);

impl Numbers {
    /// Those below a bound.
    pub(crate) fn new(below: usize, members: impl IntoIterator<Item = u32>) -> Self {
        let mut bits = vec![0u64; below.div_ceil(64)];
        for number in members {
            if let Some(word) = bits.get_mut(number as usize / 64) {
                *word |= 1 << (number % 64);
            }
        }
        Self(bits)
    }

    pub(crate) fn contains(&self, number: u32) -> bool {
        self.0
            .get(number as usize / 64)
            .is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    fn iter(&self) -> impl Iterator<Item = u32> {
        (0u32..).zip(&self.0).flat_map(|(place, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(place * 64 + bit)
            })
        })
    }
}

/// Which rows a term is looked for in.
#[derive(Clone, Copy, Default)]
pub(crate) struct Within<'a> {
    /// Rows found by the terms before, ascending; the phrase may start from them.
    pub(crate) candidates: Option<&'a [(u32, f32)]>,
    /// Rows allowed at all; holds the candidates if there are any.
    pub(crate) allowed: Option<&'a Numbers>,
}

impl Within<'_> {
    pub(crate) fn allows(&self, row: u32) -> bool {
        self.allowed.is_none_or(|rows| rows.contains(row))
    }
}

/// All postings of several keys together.
pub(crate) fn union(lists: &[&Postings], texts: usize) -> Postings {
    let mut all: Vec<u32> = lists.iter().flat_map(|list| list.iter()).collect();
    all.sort_unstable();
    all.dedup();
    Postings::new(all, texts)
}

/// The texts in all lists, ascending, starting from the rarest list, or from some that are fewer.
pub(crate) fn intersect(lists: &mut [&Postings], few: Option<Vec<u32>>) -> Vec<u32> {
    lists.sort_by_key(|list| list.len());
    let (mut found, rest) = match (few, &*lists) {
        (Some(few), lists) => (few, lists),
        (None, [first, rest @ ..]) => (first.iter().collect(), rest),
        (None, []) => return Vec::new(),
    };
    for list in rest {
        if found.is_empty() {
            break;
        }
        keep_common(&mut found, list);
    }
    found
}

/// Keeps the texts that a list has too.
fn keep_common(found: &mut Vec<u32>, list: &Postings) {
    let list = match list {
        Postings::Dense(dense) => return found.retain(|text| dense.0.contains(*text)),
        Postings::Sparse(list) => list,
    };
    let is_much_longer = list.len() / 16 > found.len();
    let mut at = 0;
    found.retain(|text| {
        if is_much_longer {
            at += gallop(&list[at..], *text);
        } else {
            while list.get(at).is_some_and(|other| other < text) {
                at += 1;
            }
        }
        list.get(at) == Some(text)
    });
}

/// How many entries lie before a number, searched in growing steps.
fn gallop(list: &[u32], number: u32) -> usize {
    let mut step = 1;
    while list.get(step).is_some_and(|entry| *entry < number) {
        step *= 2;
    }
    let from = step / 2;
    let to = list.len().min(step + 1);
    from + list[from..to].partition_point(|entry| *entry < number)
}

/// Sorts rows and joins the classes of one row.
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

    fn postings(texts: &[u32], is_dense: bool) -> Postings {
        let texts: std::collections::BTreeSet<u32> = texts.iter().map(|text| text % 200).collect();
        let below = if is_dense { 200 } else { 200 * 32 };
        Postings::new(texts.into_iter().collect(), below)
    }

    proptest! {
        #[test]
        fn an_intersection_holds_what_both_hold(
            left in prop::collection::vec(any::<u32>(), 0..200),
            right in prop::collection::vec(any::<u32>(), 0..200),
            dense in any::<(bool, bool)>(),
        ) {
            let (left, right) = (postings(&left, dense.0), postings(&right, dense.1));
            let expected: Vec<u32> = left.iter().filter(|text| right.iter().any(|other| other == *text)).collect();
            prop_assert_eq!(intersect(&mut [&left, &right], None), &*expected);
            let few = left.iter().step_by(2).collect();
            let fewer: Vec<u32> = left.iter().step_by(2).filter(|text| expected.contains(text)).collect();
            prop_assert_eq!(intersect(&mut [&right], Some(few)), fewer);
        }

        #[test]
        fn galloping_is_counting(mut list in prop::collection::vec(0u32..500, 0..60), number in 0u32..510) {
            list.sort_unstable();
            list.dedup();
            prop_assert_eq!(gallop(&list, number), list.iter().filter(|other| **other < number).count());
        }
    }
}
