//! What a question is about: diseases, which no loosening leaves out, and what lies above those that no registry names.

use std::collections::{BTreeSet, HashMap, HashSet};

use aho_corasick::AhoCorasick;
use base::DiseaseId;
use text::Script;
use vocabulary::{Disease, Diseases};

use super::{Sources, organisations, words};

/// The names of diseases, folded to keys.
#[derive(Debug, Default)]
pub(super) struct Subjects {
    names: HashSet<String>,
    /// Names of the nearest concepts above one that no registry is about, which some registry is about.
    broader: HashMap<String, Vec<String>>,
    /// Longer names, folded, that contain a name and mean something else.
    other_names: HashMap<String, Vec<String>>,
    /// What names and titles hold in katakana.
    katakana: BTreeSet<String>,
}

impl Subjects {
    pub(super) fn new(from: &Sources<'_>) -> Self {
        let diseases = from.diseases;
        let tagged = tagged(from);
        let within: HashSet<DiseaseId> = tagged
            .iter()
            .flat_map(|id| {
                diseases
                    .ancestors(id)
                    .into_iter()
                    .chain(diseases.equivalents(id))
            })
            .collect();
        let mut subjects = Self::default();
        let is_held = |row: &&Disease| within.contains(&row.id) || tagged.contains(&row.id);
        // HCC is a disease that registries are about and another that none is: what lies above the other is not meant.
        let held = diseases.all().iter().filter(is_held).flat_map(names_of);
        let held: HashSet<String> = held.map(text::key).collect();
        for row in diseases.all() {
            let mut keys: Vec<String> = names_of(row).map(text::key).collect();
            subjects.names.extend(keys.iter().cloned());
            if is_held(&row) {
                continue;
            }
            keys.retain(|key| !held.contains(key));
            let above = nearest_above(diseases, &row.id, &tagged);
            let names: Vec<String> = above
                .iter()
                .filter_map(|id| diseases.find(id))
                .map(|place| diseases.get(place).name_ja.clone())
                .collect();
            if !names.is_empty() {
                for key in keys {
                    subjects.broader.entry(key).or_insert_with(|| names.clone());
                }
            }
        }
        subjects.other_names = other_names(diseases);
        subjects.katakana = katakana_words(from);
        let words = &subjects.katakana;
        let in_hiragana = diseases.all().iter().flat_map(names_of);
        let in_hiragana = in_hiragana.filter(|name| name.chars().all(|c| matches!(c, 'ぁ'..='ゖ')));
        let in_katakana = in_hiragana.flat_map(|name| {
            let folded = text::fold_text(name);
            let longer = words.iter().filter(move |word| word.contains(&folded));
            longer.map(|word| (text::key(name), word.clone()))
        });
        let others = OTHERS.map(|(name, other)| (text::key(name), text::fold_text(other)));
        let inside = short_inside(from);
        for (name, other) in others.into_iter().chain(in_katakana).chain(inside) {
            let known = subjects.other_names.entry(name).or_default();
            if !known.contains(&other) {
                known.push(other);
            }
        }
        subjects
    }

    /// Whether they are those of other titles too, over the same registries and diseases.
    pub(super) fn are_of(&self, from: &Sources<'_>) -> bool {
        katakana_words(from) == self.katakana
    }
}

impl text::Subjects for Subjects {
    fn is_one(&self, key: &str) -> bool {
        self.names.contains(key)
    }

    fn broader(&self, key: &str) -> Vec<String> {
        self.broader.get(key).cloned().unwrap_or_default()
    }

    fn other_names(&self, key: &str) -> Vec<String> {
        self.other_names.get(key).cloned().unwrap_or_default()
    }
}

/// Organs and places that hold the name of another one.
const OTHERS: [(&str, &str); 8] = [
    ("腎", "副腎"),
    ("甲状腺", "副甲状腺"),
    ("鼻腔", "副鼻腔"),
    ("京都", "東京都"),
    ("骨", "骨髄"),
    ("歯", "東京医科歯科大学"),
    ("心", "中心"),
    ("結核", "非結核"),
];

/// Short forms of organisations with the kanji before them, where the catalogue's names hold one inside a word: 全国がん登録 is not
/// by 国がん, nor 東京大学 by 京大.
fn short_inside(from: &Sources<'_>) -> Vec<(String, String)> {
    let of_hosts = organisations::groups(from).into_iter().flatten();
    let short: HashSet<&str> = of_hosts
        .filter(|name| organisations::is_short(name))
        .chain(words::SHORT.iter().map(|(short, _)| *short))
        .collect();
    let names = from.registries.all().iter().map(|row| row.name_ja.as_str());
    let hosts = from.registries.organisations().iter();
    let names = names.chain(hosts.map(|host| host.name_ja.as_str()));
    let names: Vec<&str> = names
        .chain(
            from.institutions
                .all()
                .iter()
                .map(|row| row.name_ja.as_str()),
        )
        .collect();
    let short: Vec<&str> = short.into_iter().collect();
    let Ok(finder) = AhoCorasick::new(&short) else {
        return Vec::new();
    };
    let mut inside = BTreeSet::new();
    for name in names {
        for found in finder.find_overlapping_iter(name) {
            let short = short[found.pattern().as_usize()];
            let before = name[..found.start()].chars().next_back();
            if let Some(before) = before.filter(|c| Script::of(*c) == Script::Kanji) {
                inside.insert((
                    text::key(short),
                    text::fold_text(&format!("{before}{short}")),
                ));
            }
        }
    }
    inside.into_iter().collect()
}

/// Words in katakana that the catalogue's names and titles hold, folded: ウツタイン is not うつ.
fn katakana_words(from: &Sources<'_>) -> BTreeSet<String> {
    let is_katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
    let names = from.registries.all().iter().map(|row| row.name_ja.as_str());
    let titles = from.approvals.all().map(|row| row.title_ja.as_str());
    let reported = from.reported_uses.iter().map(|row| row.title_ja.as_str());
    let texts = names.chain(titles).chain(reported);
    let words = texts.flat_map(|text| text.split(move |c| !is_katakana(c)));
    let words: HashSet<&str> = words.filter(|word| word.chars().count() > 2).collect();
    words.into_iter().map(text::fold_text).collect()
}

/// Names that are another disease's with one character before it, and headings that join two: 球脊髄性筋萎縮症 is not 脊髄性筋萎縮症,
/// 非… is not …, and 免疫・アレルギー疾患 does not make an immune disease an allergy. More than a character (特発性…) makes a kind of it.
/// A heading above the disease that it begins with is one of these too: what lies beside lies under it as well.
fn other_names(diseases: &Diseases) -> HashMap<String, Vec<String>> {
    let keys = |row| names_of(row).map(|name| (text::key(name), name)).collect();
    let keyed: Vec<Vec<(String, &str)>> = diseases.all().iter().map(keys).collect();
    let mut concepts: HashMap<&str, Vec<&DiseaseId>> = HashMap::new();
    for (row, names) in diseases.all().iter().zip(&keyed) {
        for (key, _) in names {
            concepts.entry(key).or_default().push(&row.id);
        }
    }
    let mut others: HashMap<String, Vec<String>> = HashMap::new();
    for row in diseases.all() {
        let mut names: Vec<&str> = vec![&row.name_ja];
        names.extend(row.name_en.as_deref());
        for (name, inner) in names.iter().flat_map(|name| {
            let of_two = halves(name).into_iter().map(|half| (half, true));
            let ends = ends(name).into_iter().map(|end| (end, false));
            of_two.chain(ends).map(move |inner| (*name, inner))
        }) {
            let (inner, is_half) = inner;
            let Some(ids) = concepts.get(inner.as_str()) else {
                continue;
            };
            let is_kind_of =
                |id: &&DiseaseId| row.id == **id || diseases.ancestors(&row.id).contains(*id);
            let is_above = |id: &&DiseaseId| diseases.ancestors(id).contains(&row.id);
            let is_related = ids.iter().any(is_kind_of) || !is_half && ids.iter().any(is_above);
            if is_related {
                continue;
            }
            let mut pairs = vec![(inner.clone(), name)];
            if !is_half {
                // 高血圧 is no more in 肺高血圧 than 高血圧症 in 肺高血圧症.
                let below = diseases.descendants(&row.id);
                let kinds = below.iter().filter_map(|id| diseases.find(id));
                let kinds = kinds.chain(diseases.find(&row.id));
                let names = kinds.flat_map(|place| &keyed[place as usize]);
                let inside = ids.iter().filter_map(|id| diseases.find(id));
                let inside = inside.flat_map(|place| &keyed[place as usize]);
                for (inner, _) in inside {
                    let holding = names
                        .clone()
                        .filter(|(key, _)| key != inner && key.contains(inner));
                    pairs.extend(holding.map(|(_, name)| (inner.clone(), *name)));
                }
            }
            for (inner, name) in pairs {
                let name = text::fold_text(name);
                let names = others.entry(inner).or_default();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    others
}

/// Shortest name that is looked for inside others, in characters.
const TELLING: usize = 3;

/// What remains of a name without the character, or the sign of a negation, that it begins with.
fn ends(name: &str) -> Vec<String> {
    let key = text::key(name);
    let signs = ["偽性", "非"].iter();
    let after_sign = signs.filter_map(|sign| key.strip_prefix(sign));
    let after_first = key.char_indices().nth(1).map(|(at, _)| &key[at..]);
    after_sign
        .chain(after_first)
        .filter(|end| end.chars().count() >= TELLING && !end.is_ascii())
        .map(str::to_owned)
        .collect()
}

/// The names that a heading joins.
fn halves(name: &str) -> Vec<String> {
    let parts: Vec<&str> = match name.is_ascii() {
        true => name.split(" and ").collect(),
        false => name.split(['・', '、']).collect(),
    };
    if parts.len() < 2 {
        return Vec::new();
    }
    let parts = parts.iter().map(|part| text::key(part));
    parts
        .flat_map(|part| {
            let bare = part.strip_suffix("疾患").unwrap_or(&part).to_owned();
            [format!("{bare}疾患"), bare, part]
        })
        .collect()
}

fn names_of(row: &Disease) -> impl Iterator<Item = &str> {
    std::iter::once(row.name_ja.as_str())
        .chain(row.name_en.as_deref())
        .chain(row.synonyms_ja.iter())
        .chain(row.synonyms_en.iter())
        .chain(row.abbreviations.iter())
        .chain(row.kana.as_deref())
}

/// Every concept that some registry is about.
fn tagged(from: &Sources<'_>) -> HashSet<DiseaseId> {
    let rows = 0..from.registries.all().len() as u32;
    rows.flat_map(|row| from.registries.diseases(row))
        .map(|tag| tag.disease.clone())
        .collect()
}

/// The next level above a concept on which some registry is.
fn nearest_above(
    diseases: &Diseases,
    id: &DiseaseId,
    tagged: &HashSet<DiseaseId>,
) -> BTreeSet<DiseaseId> {
    let mut seen: HashSet<DiseaseId> = HashSet::from([id.clone()]);
    let mut level = vec![id.clone()];
    while !level.is_empty() {
        let next: Vec<DiseaseId> = level
            .iter()
            .flat_map(|id| diseases.equivalents(id))
            .flat_map(|id| diseases.broader(&id))
            .filter(|above| seen.insert(above.clone()))
            .collect();
        let held: BTreeSet<DiseaseId> = next
            .iter()
            .filter(|above| {
                diseases
                    .equivalents(above)
                    .iter()
                    .any(|same| tagged.contains(same))
            })
            .cloned()
            .collect();
        if !held.is_empty() {
            return held;
        }
        level = next;
    }
    BTreeSet::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_inside_names() {
        assert_eq!(ends("球脊髄性筋萎縮症"), ["脊髄性筋萎縮症"]);
        let joined = halves("免疫・アレルギー疾患");
        for part in ["免疫", "免疫疾患", "アレルギー疾患"] {
            assert!(joined.contains(&text::key(part)), "{part}");
        }
        assert!(halves("アレルギー疾患").is_empty());
    }
}
