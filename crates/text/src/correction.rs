//! One slip of the pen: a term that nothing holds is read as the known word one change away.

use crate::fold::key;
use crate::index::Index;
use crate::nearest::distance;
use crate::query::{Query, Term};
use crate::synonyms::Synonyms;

/// Shortest words that are mended, in characters of their keys: with fewer, everything is near.
const SHORTEST: usize = 3;
const SHORTEST_LATIN: usize = 5;

impl Query {
    /// The question with each term that no index holds read as the known names that it begins, or else as the nearest known word: a
    /// character more, less or other, or two neighbours swapped. Numbers and places are never mended. `None` where nothing can be.
    pub fn corrected<'i>(
        &self,
        indexes: impl Iterator<Item = &'i Index> + Clone,
        synonyms: &Synonyms,
    ) -> Option<Self> {
        let mut corrected = self.clone();
        let mut is_other = false;
        for term in &mut corrected.terms {
            if synonyms.contains(&term.text) || indexes.clone().any(|index| index.holds(term)) {
                continue;
            }
            let begun = synonyms.names_begun_by(&term.text);
            if let Some(begun) = Term::begun(&term.text, &begun).filter(|_| !begun.is_empty()) {
                *term = begun;
                is_other = true;
            } else if let Some(mended) = mended(&term.text, synonyms) {
                *term = mended;
                is_other = true;
            }
        }
        is_other.then_some(corrected)
    }
}

/// A term with the known word that was meant: the whole of it, or what stands between the hiragana of a sentence.
fn mended(text: &str, synonyms: &Synonyms) -> Option<Term> {
    let is_hiragana = |c: char| matches!(c, 'ぁ'..='ゖ');
    let pieces = std::iter::once(text).chain(text.split(is_hiragana));
    let (piece, word) = pieces
        .filter(|piece| !piece.is_empty() && !synonyms.contains(piece))
        .find_map(|piece| Some((piece, nearest(piece, synonyms)?)))?;
    let mut term = Term::read(&text.replacen(piece, word, 1), synonyms)?;
    term.correction_of = Some(text.to_owned());
    Some(term)
}

/// The known word one slip away, those first that begin alike, then those of the same length.
fn nearest<'s>(text: &str, synonyms: &'s Synonyms) -> Option<&'s str> {
    let wanted: Vec<char> = key(text).chars().collect();
    // 川崎市 is no slip for 川崎病.
    if matches!(
        wanted.last(),
        Some('市' | '区' | '町' | '村' | '郡' | '県' | '府')
    ) {
        return None;
    }
    let is_latin = wanted.iter().all(char::is_ascii);
    let shortest = if is_latin { SHORTEST_LATIN } else { SHORTEST };
    if wanted.len() < shortest || wanted.iter().any(char::is_ascii_digit) {
        return None;
    }
    // A kanji at the beginning says which one: 白内障 is no slip for 緑内障.
    let is_kanji = matches!(wanted.first(), Some('\u{3400}'..='\u{9FFF}'));
    let mut known: Vec<char> = Vec::new();
    let near = synonyms.keys().filter(|key| {
        known.clear();
        known.extend(key.chars());
        let is_telling = known.len() >= shortest && !known.iter().any(char::is_ascii_digit);
        // One slip leaves the first character or the last.
        let is_near = known.len().abs_diff(wanted.len()) <= 1
            && (!is_kanji || known.first() == wanted.first())
            && (known.first() == wanted.first() || known.last() == wanted.last());
        is_telling && is_near && distance(&wanted, &known) == 1
    });
    let best = near.min_by_key(|key| {
        let begins_alike = key.chars().next() == wanted.first().copied();
        (!begins_alike, key.chars().count() != wanted.len(), *key)
    })?;
    synonyms.word(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Synonyms {
        let mut synonyms = Synonyms::new();
        synonyms.add(["デュシェンヌ型筋ジストロフィー", "Duchenne", "デュシェンヌ"]);
        synonyms.add(["メラノーマ", "悪性黒色腫", "melanoma"]);
        synonyms.add(["心不全", "heart failure"]);
        synonyms.add(["1型糖尿病"]);
        synonyms
    }

    fn read_as(text: &str) -> Option<String> {
        let synonyms = known();
        let query = Query::parse(text, &synonyms)?;
        let corrected = query.corrected(std::iter::empty(), &synonyms)?;
        let understood = corrected.understood_as().remove(0);
        assert_eq!(understood.correction_of.as_deref(), Some(text));
        Some(understood.term)
    }

    #[test]
    fn one_slip_is_read_as_the_word() {
        for (typed, meant) in [
            ("Duchene", "Duchenne"),
            ("melanmoa", "melanoma"),
            ("メラノマー", "メラノーマ"),
            ("心不前", "心不全"),
            ("デュシャンヌ", "デュシェンヌ"),
            ("デュシャンヌの患者", "デュシェンヌの患者"),
        ] {
            assert_eq!(read_as(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn what_begins_names_is_read_as_these() {
        let mut synonyms = known();
        synonyms.add(["マルファン症候群", "Marfan syndrome"]);
        synonyms.add(["ムコ多糖症I型"]);
        synonyms.add(["ムコ多糖症II型", "Hunter syndrome"]);
        for (typed, names) in [
            ("Marfan", &["Marfan syndrome", "マルファン症候群"][..]),
            (
                "ムコ多糖症",
                &["ムコ多糖症II型", "Hunter syndrome", "ムコ多糖症I型"],
            ),
        ] {
            let query = Query::parse(typed, &synonyms).unwrap();
            let corrected = query.corrected(std::iter::empty(), &synonyms).unwrap();
            let understood = corrected.understood_as().remove(0);
            assert_eq!(
                (understood.term.as_str(), understood.correction_of),
                (typed, None)
            );
            assert_eq!(understood.expansions, names, "{typed}");
        }
        assert!(synonyms.names_begun_by("Mar").is_empty());
    }

    #[test]
    fn two_slips_numbers_and_short_words_are_left() {
        for typed in ["Dcheene", "2型糖尿病", "心前", "心筋症", "心不市", "肝不全"] {
            assert_eq!(read_as(typed), None, "{typed}");
        }
    }
}
