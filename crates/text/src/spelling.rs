//! The same Latin word spelt otherwise: British and American, with a hyphen and without, in the singular, in kana.

use crate::fold::key;
use crate::synonyms::Synonyms;

/// Pieces of words as they are spelt in Britain and in America.
const SPELT: &[(&str, &str)] = &[
    ("tumour", "tumor"),
    ("aemi", "emi"),
    ("haem", "hem"),
    ("paed", "ped"),
    ("oedem", "edem"),
    ("oesoph", "esoph"),
    ("pnoea", "pnea"),
    ("rrhoea", "rrhea"),
    ("foet", "fet"),
    ("gynaec", "gynec"),
    ("anaesth", "anesth"),
    ("centre", "center"),
    ("isation", "ization"),
];

/// How a folded Latin word is spelt otherwise: in American where it is British, in British where that is a known word, and without
/// its hyphens.
pub(crate) fn other_spellings(folded: &str, synonyms: &Synonyms) -> Vec<String> {
    if !folded.is_ascii() {
        return Vec::new();
    }
    let american = SPELT
        .iter()
        .fold(folded.to_owned(), |text, (british, american)| {
            text.replace(british, american)
        });
    let british = SPELT
        .iter()
        .map(|(british, american)| folded.replace(american, british));
    let british = british.filter(|word| american == folded && synonyms.knows(&key(word)));
    let joined = folded.replace('-', "");
    let mut others: Vec<String> = std::iter::once(american.clone())
        .chain(british)
        .chain([joined])
        .collect();
    others.retain(|other| other != folded);
    others.dedup();
    others
}

/// A Latin term without the s of its plural.
pub(crate) fn singular(folded: &str) -> Option<String> {
    let singular = match folded.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => folded.strip_suffix('s')?.to_owned(),
    };
    let last = singular.rsplit(' ').next()?;
    let is_plural = last.len() >= 4
        && last.chars().all(|c| c.is_ascii_lowercase())
        && !last.ends_with(['s', 'i', 'u']);
    is_plural.then_some(singular)
}

/// The kana a Latin term spells, if it spells kana throughout and none that only foreign words have.
pub(crate) fn romaji(folded: &str) -> Option<String> {
    use wana_kana::ConvertJapanese;
    let is_latin = folded.len() >= 3
        && folded.len() <= 40
        && folded.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    if !is_latin {
        return None;
    }
    let kana = folded.to_hiragana();
    let is_kana = kana.chars().count() >= 2
        && kana
            .chars()
            .all(|c| matches!(c, '\u{3041}'..='\u{3096}' | 'ー') && !"ぁぃぅぇぉ".contains(c));
    is_kana.then_some(kana)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spelt_in_two_ways() {
        let mut synonyms = Synonyms::new();
        synonyms.add(["ウィルムス腫瘍", "Wilms tumour"]);
        synonyms.add(["貧血", "anaemia"]);
        for (typed, others) in [
            ("wilms tumor", &["wilms tumour"][..]),
            ("haemophilia", &["hemophilia"]),
            ("sleep apnoea", &["sleep apnea"]),
            ("anemia", &["anaemia"]),
            ("j-road", &["jroad"]),
            ("chemistry", &[]),
            ("貧血", &[]),
        ] {
            assert_eq!(other_spellings(typed, &synonyms), others, "{typed}");
        }
    }
}
