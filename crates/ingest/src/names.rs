//! Names in place of codes: people write 東京都 and ライフデータイニシアティブ where a table has a code.
//!
//! Only what the record calls one thing alone is read as its code, and the report says so. Names that several things share are
//! problems, for nothing is guessed; what is no name at all stays, to be told as an unknown code.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use base::record::Kind;
use base::{Notice, Problem, Revision, Store, StoreError};
use linkage::Database;
use operators::Operator;
use sea_orm::ModelTrait;
use vocabulary::{Disease, Prefecture};

use crate::batch::header;
use crate::sheet::Sheet;
use crate::tables::{Tables, record_type};

/// Kinds of things that have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Named {
    Operator,
    Database,
    Prefecture,
    Disease,
}

impl Named {
    fn of(kind: &str) -> Option<Self> {
        match kind {
            "operator" => Some(Self::Operator),
            "database" => Some(Self::Database),
            "prefecture" => Some(Self::Prefecture),
            "disease" => Some(Self::Disease),
            _ => None,
        }
    }
}

/// A column of a sheet that holds codes of things that have names.
struct Coded {
    /// Its place in the header.
    at: usize,
    name: &'static str,
    kind: Named,
    /// Whether a cell holds several, joined by `|`.
    is_list: bool,
}

/// Words for the form of an organisation: half of all people leave them away.
const LEGAL_FORMS: [&str; 12] = [
    "一般財団法人",
    "一般社団法人",
    "公益財団法人",
    "公益社団法人",
    "独立行政法人",
    "国立研究開発法人",
    "株式会社",
    "(株)",
    "(一財)",
    "(一社)",
    "(公財)",
    "(公社)",
];

/// A name as it is compared: without width, case, blanks and the form of the organisation.
fn plain(name: &str) -> String {
    let mut plain = header::plain(name);
    for form in LEGAL_FORMS {
        plain = plain.replace(form, "");
    }
    plain
}

/// Whether a cell may be a name: codes are of small Latin letters, digits and signs, those of other lists have a colon.
fn may_be_name(cell: &str) -> bool {
    let is_written_large = cell.contains(|c: char| c.is_ascii_uppercase() || c == ' ');
    !cell.is_ascii() || is_written_large && !cell.contains(':')
}

/// The codes of what has a name, by the name.
#[derive(Debug, Default)]
struct Names(HashMap<String, BTreeSet<String>>);

impl Names {
    /// What the record calls the things of a kind.
    async fn load(store: &Store, at: Revision, kind: Named) -> Result<Self, StoreError> {
        type Of<M> = <M as ModelTrait>::Entity;
        let db = store.db();
        let mut names = Self::default();
        match kind {
            Named::Operator => {
                for row in base::load::<Of<Operator>>(db, at).await? {
                    names.add(row.id.as_str(), row.names());
                }
            }
            Named::Database => {
                for row in base::load::<Of<Database>>(db, at).await? {
                    names.add(row.id.as_str(), row.names());
                }
            }
            Named::Prefecture => {
                for row in base::load::<Of<Prefecture>>(db, at).await? {
                    names.add(row.id.as_str(), row.names());
                }
            }
            Named::Disease => {
                for row in base::load::<Of<Disease>>(db, at).await? {
                    names.add(row.id.as_str(), row.names());
                }
            }
        }
        Ok(names)
    }

    fn add<'n>(&mut self, code: &str, called: impl Iterator<Item = &'n str>) {
        for name in called.map(plain).filter(|name| !name.is_empty()) {
            self.0.entry(name).or_default().insert(code.to_owned());
        }
    }

    /// The codes that a cell names; none where it is no name that is known.
    fn codes(&self, cell: &str) -> Option<&BTreeSet<String>> {
        may_be_name(cell)
            .then(|| self.0.get(&plain(cell)))
            .flatten()
    }
}

impl Tables {
    /// Puts codes in place of names that the record knows.
    ///
    /// # Errors
    ///
    /// The record cannot be read.
    pub(crate) async fn name_codes(
        &mut self,
        store: &Store,
        at: Revision,
    ) -> Result<(), StoreError> {
        let mut known: HashMap<Named, Names> = HashMap::new();
        let Self {
            sheets,
            problems,
            notices,
            ..
        } = self;
        for sheet in sheets {
            for column in coded(sheet) {
                let mut written = sheet.rows.iter().filter_map(|(_, row)| row.get(column.at));
                if !written.any(|cell| may_be_name(cell)) {
                    continue;
                }
                let names = match known.entry(column.kind) {
                    Entry::Occupied(names) => names.into_mut(),
                    Entry::Vacant(none) => none.insert(Names::load(store, at, column.kind).await?),
                };
                read(sheet, &column, names, problems, notices);
            }
        }
        Ok(())
    }
}

fn coded(sheet: &Sheet) -> Vec<Coded> {
    let Some(record) = record_type(sheet) else {
        return Vec::new();
    };
    let columns = sheet.header.iter().enumerate().filter_map(|(at, cell)| {
        let column = header::column(record, cell)?;
        let (kind, is_list) = match column.kind {
            Kind::Code(kind) => (kind, false),
            Kind::Codes(kind) => (kind, true),
            _ => return None,
        };
        Some(Coded {
            at,
            name: column.name,
            kind: Named::of(kind)?,
            is_list,
        })
    });
    columns.collect()
}

/// Reads the names of one column as codes, and tells each name once, where it stands first.
fn read(
    sheet: &mut Sheet,
    column: &Coded,
    names: &Names,
    problems: &mut Vec<Problem>,
    notices: &mut Vec<Notice>,
) {
    // Each name with its first row, and how many more rows have it.
    let mut seen: Vec<(String, u32, u32)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (row, cells) in &mut sheet.rows {
        let Some(cell) = cells.get_mut(column.at) else {
            continue;
        };
        let parts: Vec<&str> = match column.is_list {
            true => cell.split('|').map(base::cell::trimmed).collect(),
            false => vec![base::cell::trimmed(cell)],
        };
        let mut codes = Vec::with_capacity(parts.len());
        for part in &parts {
            // Of several the first: that is a problem below, which need not be told as an unknown code too.
            let code = names.codes(part).and_then(BTreeSet::first);
            if code.is_some() {
                match places.get(*part) {
                    Some(place) => seen[*place].2 += 1,
                    None => {
                        places.insert((*part).to_owned(), seen.len());
                        seen.push(((*part).to_owned(), *row, 0));
                    }
                }
            }
            codes.push(code.map_or(*part, String::as_str));
        }
        if codes != parts {
            *cell = codes.join("|");
        }
    }
    for (name, row, more) in seen {
        let codes: Vec<&str> = names
            .codes(&name)
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let place = sheet.place(row);
        let (column, value) = (Some(column.name.to_owned()), Some(base::cell::shown(&name)));
        match codes.as_slice() {
            [code] => notices.push(Notice {
                place,
                column,
                value,
                text: format!(
                    "is a name, read as the code `{code}`: write the code where another is meant"
                ),
                text_ja: format!(
                    "名称をコード {code} と読みました。違うときはコードで書いてください"
                ),
                more,
            }),
            codes => {
                let listed = codes[..codes.len().min(LISTED)].join(", ");
                problems.push(Problem {
                    place,
                    column,
                    value,
                    reason: format!("is the name of several things: write the code of the one that is meant ({listed})"),
                    reason_ja: format!("複数のものの名称です。該当するコードを書いてください（{listed}）"),
                    more,
                });
            }
        }
    }
}

/// How many codes of one name are listed.
const LISTED: usize = 5;
