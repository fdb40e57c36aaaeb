//! "Did you mean": the known codes nearest to an unknown one.

use std::collections::HashSet;

use crate::fold::fold_text;

/// How many suggestions are given at most.
const SUGGESTIONS: usize = 3;
/// Codes longer than this are compared by their beginning.
const LONGEST: usize = 64;

/// The known codes nearest to a code, best first, at most three: those reached by few changes (a letter more,
/// less or other, two neighbours swapped; one change for every three characters, at least one), and those the
/// code is a beginning of. Compared folded, so width, case and kana cost nothing; of those
/// that fold alike the first is offered. Ties keep the order given.
pub fn nearest<S: AsRef<str>>(code: &str, known: impl IntoIterator<Item = S>) -> Vec<String> {
    let wanted: Vec<char> = fold_text(code).chars().take(LONGEST).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let allowed = (wanted.len() / 3).max(1);
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut offered: HashSet<Vec<char>> = HashSet::new();
    for candidate in known {
        let candidate = candidate.as_ref();
        let folded: Vec<char> = fold_text(candidate).chars().take(LONGEST).collect();
        let begins = wanted.len() >= 2 && folded.starts_with(&wanted);
        let cost = if begins && folded != wanted {
            allowed
        } else if folded.len().abs_diff(wanted.len()) > allowed {
            continue;
        } else {
            distance(&wanted, &folded)
        };
        if cost <= allowed && offered.insert(folded) {
            found.push((cost, candidate.to_owned()));
        }
    }
    found.sort_by_key(|(cost, _)| *cost);
    found.truncate(SUGGESTIONS);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The number of changes between two words (optimal string alignment).
pub(crate) fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &right) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(left != right))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && left == b[j - 1] && a[i - 1] == right {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODES: [&str; 6] = ["ndb", "kaigo", "nanbyo", "shoman", "mid-net", "disability"];

    #[test]
    fn one_slip_is_forgiven() {
        assert_eq!(nearest("nbd", CODES), ["ndb"]);
        assert_eq!(nearest("ＮＤＢ", CODES), ["ndb"]);
        assert_eq!(nearest("midnet", CODES), ["mid-net"]);
        assert_eq!(nearest("nanbyou", CODES), ["nanbyo"]);
        assert_eq!(nearest("disab", CODES), ["disability"]);
    }

    #[test]
    fn what_folds_alike_is_offered_once() {
        let known = ["ジストロフィー", "シ\u{3099}ストロフィー", "NCNP", "ncnp"];
        assert_eq!(nearest("ジストロフイィ", known), ["ジストロフィー"]);
        assert_eq!(nearest("ncnq", known), ["NCNP"]);
    }

    #[test]
    fn nothing_near_is_nothing() {
        assert!(nearest("vaccination", CODES).is_empty());
        assert!(nearest("", CODES).is_empty());
        assert!(nearest(&"x".repeat(10_000), CODES).is_empty());
    }
}
