//! Sentences: words that only join others, and what a question says it does not mean.

use crate::fold::key;
use crate::synonyms::{LONGEST, Synonyms};

/// English words that join others and say nothing of what is asked for.
const JOINING: &[&str] = &[
    "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "could",
    "do", "does", "for", "from", "has", "have", "having", "how", "in", "into", "is", "it", "its",
    "may", "might", "of", "on", "or", "our", "should", "some", "that", "the", "their", "there",
    "these", "this", "those", "to", "was", "we", "were", "what", "where", "which", "who", "whose",
    "will", "with", "would", "you",
];

/// What says in English that the words after it are not meant.
const NOT_AFTER: &[&[&str]] = &[
    &["other", "than"],
    &["not"],
    &["without"],
    &["excluding"],
    &["except"],
];

/// What says in Japanese that the word before it is not meant; a longer one stands before the one that it begins with.
const NOT_BEFORE: &[&str] = &[
    "ではなくて",
    "ではなく",
    "ではない",
    "じゃなくて",
    "じゃなく",
    "じゃない",
    "でなく",
    "でない",
    "を除外した",
    "を除外して",
    "を除外",
    "を除いた",
    "を除いて",
    "を除き",
    "を除く",
    "は除く",
    "は除いて",
    "を含まない",
    "以外",
];

/// What joins such a word to what is meant.
const JOINED_BY: &[&str] = &["の", "で", "に", "は", "を", "も"];

/// What joins the whole to a part of it that is not meant.
const WHOLE: &[&str] = &["のうち", "の中で", "から", "で", "は"];

/// Whether a word joins others. `AS` and a single capital are abbreviations.
pub(crate) fn is_joining(word: &str) -> bool {
    let is_capital = word.chars().all(|c| !c.is_ascii_lowercase());
    !is_capital && JOINING.contains(&key(word).as_str())
}

/// How many words say in English that what follows is not meant; none where these do not begin so.
pub(crate) fn negation(words: &[&str]) -> usize {
    let is_said = |said: &&&[&str]| {
        words.len() > said.len()
            && said
                .iter()
                .zip(words)
                .all(|(said, word)| key(word) == *said)
    };
    NOT_AFTER.iter().find(is_said).map_or(0, |said| said.len())
}

/// What follows a sign that the word before it, which stands alone, is not meant: TAVI 以外.
pub(crate) fn negates_before(text: &str) -> Option<&str> {
    let after = NOT_BEFORE.iter().find_map(|sign| text.strip_prefix(sign))?;
    let joined = JOINED_BY.iter().find_map(|joint| after.strip_prefix(joint));
    Some(joined.unwrap_or(after))
}

/// A piece of a Japanese sentence without the words that it says are not meant, and these: the longest known word before the sign of
/// it, or what stands between it and a bracket or a stop. Nothing where it has no such sign.
pub(crate) fn without_negated<'t>(
    text: &'t str,
    synonyms: &Synonyms,
) -> Option<(Vec<&'t str>, &'t str)> {
    let (at, sign) = NOT_BEFORE
        .iter()
        .filter_map(|sign| Some((text.find(sign)?, *sign)))
        .min_by_key(|(at, _)| *at)?;
    let (before, after) = (&text[..at], &text[at + sign.len()..]);
    let from = known_end(before, synonyms).or_else(|| {
        let stop = before.char_indices().rfind(|(_, c)| is_stop(*c));
        Some(stop.map_or(0, |(at, c)| at + c.len_utf8()))
    })?;
    if from == at {
        return None;
    }
    let joined = JOINED_BY.iter().find_map(|joint| after.strip_prefix(joint));
    let before_it = before[..from].trim_end_matches(is_stop);
    let whole = WHOLE.iter().find_map(|joint| before_it.strip_suffix(joint));
    let meant = [whole.unwrap_or(before_it), joined.unwrap_or(after)];
    let meant = meant
        .into_iter()
        .filter(|piece| !piece.is_empty())
        .collect();
    Some((meant, &before[from..]))
}

fn is_stop(c: char) -> bool {
    matches!(
        c,
        '(' | '（' | '「' | '『' | ')' | '）' | '、' | '。' | '・'
    )
}

/// Where the longest known word that ends a text begins.
fn known_end(text: &str, synonyms: &Synonyms) -> Option<usize> {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let most = places.len().saturating_sub(LONGEST);
    places[most..]
        .iter()
        .copied()
        .find(|&at| synonyms.contains(&text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_join_are_none_in_capitals() {
        for word in ["with", "As", "of", "Which"] {
            assert!(is_joining(word), "{word}");
        }
        for word in ["AS", "IT", "A", "heart", "I"] {
            assert!(!is_joining(word), "{word}");
        }
    }

    #[test]
    fn what_is_not_meant_is_found() {
        let mut synonyms = Synonyms::new();
        synonyms.add(["てんかん", "epilepsy"]);
        synonyms.add(["白血病", "小児がん"]);
        for (text, meant, not) in [
            ("てんかんではなく急性脳症", &["急性脳症"][..], "てんかん"),
            ("てんかん以外の神経疾患", &["神経疾患"], "てんかん"),
            ("糖尿病(1型を除く)", &["糖尿病", ")"], "1型"),
            ("小児がんのうち白血病を除く", &["小児がん"], "白血病"),
            ("小児がん以外", &[], "小児がん"),
        ] {
            let read = without_negated(text, &synonyms).unwrap();
            assert_eq!(read, (meant.to_vec(), not), "{text}");
        }
        for text in ["心不全", "以外", "を除く"] {
            assert_eq!(without_negated(text, &synonyms), None, "{text}");
        }
        assert_eq!(negates_before("以外の治療"), Some("治療"));
        assert_eq!(negates_before("治療以外"), None);
    }

    #[test]
    fn what_is_not_meant_follows_in_english() {
        assert_eq!(negation(&["not", "epilepsy"]), 1);
        assert_eq!(negation(&["Other", "than", "cancer"]), 2);
        assert_eq!(negation(&["without"]), 0);
        assert_eq!(negation(&["other", "cancer"]), 0);
    }
}
