//! The words of a title: Latin words whole, runs of kanji and of katakana by their pairs of neighbours. Hiragana joins
//! words and is none itself; a disease that is written in it is found by its name.

use std::collections::BTreeSet;
use std::ops::Range;

use text::Script;

/// One run of a script: its pieces, and where it stands in the original.
#[derive(Clone, Debug)]
struct Run {
    pieces: Vec<(String, Range<usize>)>,
}

/// The words of one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    all: BTreeSet<String>,
    runs: Vec<Run>,
}

impl Words {
    /// Every piece once.
    pub(super) fn all(&self) -> &BTreeSet<String> {
        &self.all
    }

    /// The same, without where they stand.
    pub(super) fn into_all(self) -> BTreeSet<String> {
        self.all
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The longest passages of this text, as printed, that the other text has too.
    pub(super) fn named<'a>(&self, printed: &'a str, other: &Self) -> Vec<&'a str> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for run in &self.runs {
            let mut is_going_on = false;
            for (piece, range) in &run.pieces {
                let is_shared = other.all.contains(piece);
                match ranges.last_mut() {
                    Some(last) if is_shared && is_going_on => last.end = range.end,
                    _ if is_shared => ranges.push(range.clone()),
                    _ => {}
                }
                is_going_on = is_shared;
            }
        }
        let mut named: Vec<&str> = Vec::new();
        for range in ranges {
            if let Some(word) = printed.get(range)
                && !named.contains(&word)
            {
                named.push(word);
            }
        }
        named
    }
}

/// Reads a text.
pub(super) fn words_of(text: &str) -> Words {
    let folded = text::fold(text);
    let mut words = Words::default();
    let mut run: Vec<(char, Range<usize>)> = Vec::new();
    let mut script = Script::Other;
    for (at, c) in folded.text().char_indices() {
        let origin = folded.original(at..at + c.len_utf8());
        let own = text[origin.clone()]
            .chars()
            .next()
            .map_or(Script::Other, Script::of);
        let is_touching = run
            .last()
            .is_some_and(|(_, last)| last.end == origin.start || *last == origin);
        if own != script || !is_touching {
            words.take(script, std::mem::take(&mut run));
        }
        script = own;
        run.push((c, origin));
    }
    words.take(script, run);
    words
}

impl Words {
    fn take(&mut self, script: Script, run: Vec<(char, Range<usize>)>) {
        let whole = |run: &[(char, Range<usize>)]| {
            let text: String = run.iter().map(|(c, _)| *c).collect();
            let range = match run {
                [first, .., last] => first.1.start..last.1.end,
                [only] => only.1.clone(),
                [] => 0..0,
            };
            (text, range)
        };
        let pieces: Vec<(String, Range<usize>)> = match (script, run.len()) {
            (_, 0) | (Script::Other | Script::Digit, _) | (Script::Latin | Script::Katakana, 1) => {
                return;
            }
            (Script::Latin, _) | (Script::Kanji, 1) => vec![whole(&run)],
            _ => run.windows(2).map(whole).collect(),
        };
        self.all
            .extend(pieces.iter().map(|(piece, _)| piece.clone()));
        self.runs.push(Run { pieces });
    }
}
