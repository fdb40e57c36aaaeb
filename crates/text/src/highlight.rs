//! Highlights: the passages of a text in which a query is found.

use std::ops::Range;

use crate::fold::fold;
use crate::query::{Phrase, Query};
use crate::tokens::{Unit, units};

/// How many passages of a text are given at most.
const FRAGMENTS: usize = 3;
/// How many characters are shown before and after a match.
const CONTEXT: usize = 30;
/// How many matches are looked at.
const MATCHES: usize = 100;

/// A passage of the original text: plain text (no markup), and where in it the matches are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The passage as it stands in the original.
    pub text: String,
    /// Where the passage begins in the original, in bytes.
    pub start: usize,
    /// The matches, ascending and apart: bytes of `text`, at character boundaries.
    pub ranges: Vec<Range<usize>>,
}

/// The passages of an original text in which the query or one of its expansions is found, in order, at most
/// three; none when nothing is found. Matches are those of the index: the same folding, Latin words whole or,
/// at the end of a term and from four letters on, by their beginning.
pub fn highlights(original: &str, query: &Query) -> Vec<Fragment> {
    let folded = fold(original);
    let units = units(folded.text());
    let mut matches: Vec<Range<usize>> = Vec::new();
    for phrase in query.phrases() {
        for range in occurrences(folded.text(), &units, phrase) {
            matches.push(with_long_vowel(original, folded.original(range)));
        }
        if matches.len() >= MATCHES {
            break;
        }
    }
    matches.retain(|range| !range.is_empty());
    fragments(original, merged(matches))
}

/// The long vowel that folding drops at the end of a word belongs to the word.
fn with_long_vowel(original: &str, range: Range<usize>) -> Range<usize> {
    let rest = &original[range.end..];
    range.start..range.end + rest.len() - rest.trim_start_matches(['ー', 'ｰ']).len()
}

/// Where the units of a phrase stand in the folded text.
fn occurrences(text: &str, units: &[Unit], phrase: &Phrase) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let length = phrase.units.len();
    let mut at = 0;
    while at + length <= units.len() && found.len() < MATCHES {
        if let Some(end) = end_of_match(text, &units[at..at + length], phrase) {
            found.push(units[at].range.start..end);
            at += length;
        } else {
            at += 1;
        }
    }
    found
}

fn end_of_match(text: &str, units: &[Unit], phrase: &Phrase) -> Option<usize> {
    let last = units.len().checked_sub(1)?;
    for (at, (unit, wanted)) in units.iter().zip(&phrase.units).enumerate() {
        if at > 0 && wanted.joined && !unit.joined {
            return None;
        }
        if unit.code == wanted.code {
            continue;
        }
        let (beginning, _) = phrase
            .beginning
            .as_ref()
            .filter(|_| at == last && unit.is_word)?;
        if !text[unit.range.clone()].starts_with(beginning.as_str()) {
            return None;
        }
        return Some(unit.range.start + beginning.len());
    }
    Some(units[last].range.end)
}

/// Sorts ranges and joins those that touch.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Cuts passages around the matches; matches whose surroundings touch share one.
fn fragments(original: &str, matches: Vec<Range<usize>>) -> Vec<Fragment> {
    let mut passages: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
    for range in matches {
        let around = before(original, range.start)..after(original, range.end);
        let is_full = passages.len() == FRAGMENTS;
        match passages.last_mut() {
            Some((passage, ranges)) if around.start <= passage.end => {
                passage.end = around.end;
                ranges.push(range);
            }
            _ if is_full => break,
            _ => passages.push((around, vec![range])),
        }
    }
    passages
        .into_iter()
        .map(|(passage, ranges)| Fragment {
            text: original[passage.clone()].to_owned(),
            start: passage.start,
            ranges: ranges
                .into_iter()
                .map(|range| range.start - passage.start..range.end - passage.start)
                .collect(),
        })
        .collect()
}

fn before(original: &str, at: usize) -> usize {
    original[..at]
        .char_indices()
        .rev()
        .take(CONTEXT)
        .last()
        .map_or(at, |(start, _)| start)
}

fn after(original: &str, at: usize) -> usize {
    original[at..]
        .char_indices()
        .nth(CONTEXT)
        .map_or(original.len(), |(length, _)| at + length)
}

#[cfg(test)]
mod tests;
