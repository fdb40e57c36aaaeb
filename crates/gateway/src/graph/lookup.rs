//! Codes as people write them: the code, else a name, else a common short form of one, else what may have been meant.
//!
//! One rule for every argument that takes a code. Codes and names are compared folded: width, case, kana, blanks, dashes and
//! known variants of a spelling make no difference. What is a thing of another kind is told as such, never as the nearest
//! code of this one.

use catalogue::Catalogue;

use crate::error::ApiError;

/// A kind of thing that arguments name by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    DataItem,
    Database,
    Disease,
    Document,
    HostOrganisation,
    Institution,
    InstitutionGroup,
    Operator,
    Prefecture,
    Registry,
}

/// A thing's code and the names that it goes by.
struct Named<'c> {
    code: &'c str,
    names: Vec<&'c str>,
}

impl Thing {
    /// Where something of another kind is looked for: small tables first. Diseases and documents are not among them: their
    /// names are parts of those of others.
    const OTHERS: [Self; 6] = [
        Self::Database,
        Self::Operator,
        Self::Registry,
        Self::DataItem,
        Self::HostOrganisation,
        Self::Institution,
    ];

    /// What it is called, in English and in Japanese.
    fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::DataItem => ("data item", "データ項目"),
            Self::Database => ("database", "データベース"),
            Self::Disease => ("disease", "疾患"),
            Self::Document => ("document", "資料"),
            Self::HostOrganisation => ("host", "運営主体"),
            Self::Institution => ("institution", "協力医療情報取扱事業者"),
            Self::InstitutionGroup => ("group of institutions", "機関のグループ"),
            Self::Operator => ("certified operator", "認定作成事業者"),
            Self::Prefecture => ("prefecture", "都道府県"),
            Self::Registry => ("registry", "レジストリ"),
        }
    }

    /// What can be asked of such a thing instead.
    fn instead(self, code: &str) -> String {
        match self {
            Self::DataItem => format!("dataItem(code: \"{code}\")"),
            Self::Database => format!("database(code: \"{code}\")"),
            Self::Disease => format!("disease(code: \"{code}\")"),
            Self::Document => format!("document(code: \"{code}\")"),
            Self::HostOrganisation => format!("hostOrganisation(code: \"{code}\")"),
            Self::Institution => format!("institution(code: \"{code}\")"),
            Self::InstitutionGroup => format!("institutions(filter: {{ groups: [\"{code}\"] }})"),
            Self::Operator => format!("operator(code: \"{code}\")"),
            Self::Prefecture => format!("prefecture(code: \"{code}\")"),
            Self::Registry => format!("registry(code: \"{code}\")"),
        }
    }

    /// Everything of this kind.
    fn all(self, catalogue: &Catalogue) -> Vec<Named<'_>> {
        fn two<'c>(code: &'c str, ja: &'c str, en: Option<&'c str>) -> Named<'c> {
            let names = std::iter::once(ja).chain(en).collect();
            Named { code, names }
        }
        match self {
            Self::DataItem => {
                let items = catalogue.data_items.all().iter();
                let named = items.map(|row| {
                    let mut named = two(row.id.as_str(), &row.name_ja, row.name_en.as_deref());
                    named.names.extend(row.printed.iter());
                    named
                });
                named.collect()
            }
            Self::Database => {
                let rows = catalogue.databases.all().iter();
                let named = rows.map(|row| {
                    let mut named = two(row.id.as_str(), &row.name_ja, row.name_en.as_deref());
                    named.names.extend(row.official_name_ja.as_deref());
                    named.names.extend(row.aliases.iter());
                    named
                });
                named.collect()
            }
            Self::Disease => {
                let rows = catalogue.diseases.all().iter();
                let named = rows.map(|row| Named {
                    code: row.id.as_str(),
                    names: row.names().collect(),
                });
                named.collect()
            }
            Self::Document => {
                let rows = catalogue.documents.iter();
                rows.map(|row| two(row.id.as_str(), &row.title, None))
                    .collect()
            }
            Self::HostOrganisation => {
                let rows = catalogue.registries.organisations().iter();
                let named = rows.map(|row| {
                    let mut named = two(row.id.as_str(), &row.name_ja, row.name_en.as_deref());
                    named.names.extend(row.former_names.iter());
                    named.names.extend(row.abbreviations.iter());
                    named
                });
                named.collect()
            }
            Self::Institution => {
                let rows = catalogue.institutions.all().iter();
                rows.map(|row| two(row.id.as_str(), &row.name_ja, None))
                    .collect()
            }
            Self::InstitutionGroup => {
                let groups = catalogue.institutions.groups();
                let named = groups.map(|code| Named {
                    code,
                    names: Vec::new(),
                });
                named.collect()
            }
            Self::Operator => {
                let rows = catalogue.operators.all().iter();
                let named = rows.map(|row| Named {
                    code: row.id.as_str(),
                    names: row.names().collect(),
                });
                named.collect()
            }
            Self::Prefecture => {
                let rows = catalogue.prefectures.all().iter();
                let named = rows.map(|row| {
                    let mut named = two(row.id.as_str(), &row.name_ja, row.name_en.as_deref());
                    named.names.extend(row.name_kana.as_deref());
                    named
                });
                named.collect()
            }
            Self::Registry => {
                let rows = catalogue.registries.all().iter();
                let named = rows.map(|row| {
                    let mut named = two(row.id.as_str(), &row.name_ja, row.name_en.as_deref());
                    named.names.extend(row.abbreviations.iter());
                    named
                });
                named.collect()
            }
        }
    }

    fn has(self, catalogue: &Catalogue, code: &str) -> bool {
        match self {
            Self::DataItem => catalogue.data_items.find(&code.into()).is_some(),
            Self::Database => catalogue.databases.find(&code.into()).is_some(),
            Self::Disease => catalogue.diseases.find(&code.into()).is_some(),
            Self::Document => catalogue.document(&code.into()).is_some(),
            Self::HostOrganisation => catalogue.registries.organisation(&code.into()).is_some(),
            Self::Institution => catalogue.institutions.find(&code.into()).is_some(),
            Self::InstitutionGroup => catalogue.institutions.groups().any(|group| group == code),
            Self::Operator => catalogue.operators.find(&code.into()).is_some(),
            Self::Prefecture => catalogue.prefectures.find(&code.into()).is_some(),
            Self::Registry => catalogue.registries.find(&code.into()).is_some(),
        }
    }

    /// Endings that names of this kind are commonly said without, and those that are commonly added to them.
    const fn endings(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Database => (&["DB", "データベース"], &["DB", "データベース", "database"]),
            Self::DataItem => (&["データ"], &["データ"]),
            Self::Prefecture => (&["都", "府", "県", "と", "ふ", "けん"], &["prefecture"]),
            _ => (&[], &[]),
        }
    }

    /// The codes of what goes by a name, each once.
    fn by_name<'c>(self, catalogue: &'c Catalogue, name: &str) -> Vec<&'c str> {
        let Some(wanted) = key(name) else {
            return Vec::new();
        };
        if self == Self::Disease {
            // Several rows may be one disease: the vocabulary knows which.
            let diseases = &catalogue.diseases;
            let rows = diseases.resolve(name).into_iter();
            let rows = rows.filter_map(|id| diseases.find(&id));
            let codes: Vec<_> = rows.map(|row| diseases.get(row).id.as_str()).collect();
            if !codes.is_empty() {
                return codes;
            }
        }
        self.with_name(catalogue, |key| key == wanted)
    }

    /// The codes of what is commonly called so, each once: 全国がん登録 for 全国がん登録DB, 京都 for 京都府.
    fn by_common_name<'c>(self, catalogue: &'c Catalogue, name: &str) -> Vec<&'c str> {
        let (dropped, added) = self.endings();
        match key(name) {
            Some(wanted) if !dropped.is_empty() => {
                let bare = without(&wanted, added);
                self.with_name(catalogue, |key| {
                    let short = without(key, dropped);
                    [key, short]
                        .iter()
                        .any(|key| *key == wanted || *key == bare)
                })
            }
            _ => Vec::new(),
        }
    }

    /// The codes of what has a code or name whose key fits, each once.
    fn with_name(self, catalogue: &Catalogue, fits: impl Fn(&str) -> bool) -> Vec<&str> {
        let fits = |one: &Named<'_>| {
            let mut names = std::iter::once(one.code).chain(one.names.iter().copied());
            names.any(|name| fits(&text::key(name)))
        };
        let named = self.all(catalogue).into_iter().filter(fits);
        named.map(|one| one.code).collect()
    }
}

/// What a text is compared by. What cannot be seen does not make a name: who reads the question would read another one.
fn key(name: &str) -> Option<String> {
    let is_seen = name
        .chars()
        .all(|letter| !letter.is_control() && !is_invisible(letter));
    Some(text::key(name)).filter(|key| is_seen && !key.is_empty())
}

/// A key without the first of these endings that it has. One letter is no name: `NDB` is not called N.
fn without<'k>(key: &'k str, endings: &[&str]) -> &'k str {
    let short = endings
        .iter()
        .find_map(|ending| key.strip_suffix(&text::key(ending)));
    short
        .filter(|short| short.chars().nth(1).is_some())
        .unwrap_or(key)
}

/// The code that a text stands for: itself, or that of the one thing of this name or common name. `argument` is where the
/// text stands.
///
/// # Errors
/// A text that is none of them, a name that several share, or what is a thing of another kind.
pub(crate) fn code<C: From<String>>(
    catalogue: &Catalogue,
    thing: Thing,
    argument: &str,
    text: &str,
) -> Result<C, ApiError> {
    if thing.has(catalogue, text) {
        return Ok(text.to_owned().into());
    }
    let mut called = thing.by_name(catalogue, text);
    if called.is_empty() {
        called = thing.by_common_name(catalogue, text);
    }
    match &called[..] {
        [code] => return Ok((*code).to_owned().into()),
        [] => {}
        several => return Err(ambiguous(thing, argument, text, several)),
    }
    let other = Thing::OTHERS.into_iter().filter(|other| *other != thing);
    let found = other.into_iter().find_map(|other| {
        let code = if other.has(catalogue, text) {
            text
        } else {
            other.by_name(catalogue, text).into_iter().next()?
        };
        Some((other, code.to_owned()))
    });
    if let Some((other, code)) = found {
        return Err(of_another_kind(thing, other, argument, text, &code));
    }
    let all = thing.all(catalogue);
    let known = all
        .iter()
        .flat_map(|one| std::iter::once(one.code).chain(one.names.iter().copied()));
    // A name is offered with its code, which is what can be sent back.
    let code_of = |near: &str| {
        let one = all
            .iter()
            .find(|one| one.code == near || one.names.contains(&near))?;
        Some((
            one.code.to_owned(),
            one.names.first().map(|name| (*name).to_owned()),
        ))
    };
    let error = ApiError::unknown_code(argument, thing.labels(), text, known, code_of);
    Err(match thing {
        Thing::Disease => error.adding(&reach(catalogue)),
        _ => error,
    })
}

/// How far the catalogue reaches: that a disease is not in it says nothing of whether somebody registers it.
fn reach(catalogue: &Catalogue) -> (String, String) {
    let concepts = catalogue.diseases.all().len();
    let registries = catalogue.registries.all().len();
    (
        format!(
            "; the vocabulary has {concepts} concepts and the catalogue {registries} of about 700 registries: that it is not here does not mean that nobody registers it"
        ),
        format!(
            "収録している疾患は{concepts}件、レジストリは国内の約700件のうち{registries}件です。ここにないことは、登録がないことを意味しません。"
        ),
    )
}

/// A list that asks for something: one without a value is no condition, as a form with no box ticked.
pub(crate) fn given<T>(list: Option<Vec<T>>) -> Option<Vec<T>> {
    list.filter(|list| !list.is_empty())
}

/// The codes that texts of a list stand for; empty texts ask for nothing and are refused like any other unknown code.
pub(crate) fn codes<C: From<String>>(
    catalogue: &Catalogue,
    thing: Thing,
    argument: &str,
    texts: &[String],
) -> Result<Vec<C>, ApiError> {
    let texts = texts.iter().enumerate();
    texts
        .map(|(n, text)| code(catalogue, thing, &format!("{argument}[{n}]"), text))
        .collect()
}

/// Characters of no width and those that turn the direction of writing.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Codes as a list; diseases of one name with the programme whose list they stand in.
fn told(
    thing: Thing,
    codes: &[&str],
    pick: impl Fn((&'static str, &'static str)) -> &'static str,
) -> String {
    let code = |code: &&str| match vocabulary::Programme::of(code) {
        Some(programme) if thing == Thing::Disease => {
            format!("{code} ({})", pick(programme.labels()))
        }
        _ => (*code).to_owned(),
    };
    codes.iter().map(code).collect::<Vec<_>>().join(", ")
}

fn ambiguous(thing: Thing, argument: &str, text: &str, codes: &[&str]) -> ApiError {
    let (en, ja) = thing.labels();
    let (en_list, ja_list) = (
        told(thing, codes, |labels| labels.1),
        told(thing, codes, |labels| labels.0),
    );
    let count = codes.len();
    ApiError::bad_input(
        argument,
        format!("more than one {en} is called `{text}`: use one of the codes {en_list}"),
        format!("「{text}」に該当する{ja}は{count}件あります。コードで指定してください: {ja_list}"),
    )
    .suggesting(codes.iter().map(|code| (*code).to_owned()).collect())
}

fn of_another_kind(thing: Thing, other: Thing, argument: &str, text: &str, code: &str) -> ApiError {
    let (wanted, wanted_ja) = thing.labels();
    let (is, is_ja) = other.labels();
    let (a, one) = (article(is), article(wanted));
    let instead = other.instead(code);
    let en = format!("`{text}` is {a} {is}, not {one} {wanted}: ask {instead}");
    let ja =
        format!("「{text}」は{is_ja}であり、{wanted_ja}ではありません。{instead} で照会できます。");
    if (thing, other) != (Thing::Database, Thing::Operator) {
        return ApiError::bad_input(argument, en, ja);
    }
    // Who would link an operator's data links the database that the law knows.
    let database = linkage::OPERATORS;
    ApiError::bad_input(
        argument,
        format!("{en}; operators' data are listed as the database `{database}`"),
        format!("{ja}認定作成事業者が提供するデータは、データベース「{database}」として指定してください。"),
    )
    .suggesting(vec![database.to_owned()])
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}
