//! Names in place of codes: people write 東京都 and ライフデータイニシアティブ where a table has a code.
//!
//! Only what the record calls one thing alone is read as its code, and the report says so. Names that several things share are
//! problems, for nothing is guessed; what is no name at all stays, to be told as an unknown code.

use std::collections::{BTreeSet, HashMap, HashSet};

use base::record::Kind;
use base::{Notice, Place, Problem, Revision, Store, StoreError};
use linkage::Database;
use operators::Operator;
use sea_orm::ModelTrait;
use vocabulary::{Disease, Prefecture};

use crate::batch::header;
use crate::sheet::Sheet;
use crate::tables::{Tables, record_type};

/// What each code of a kind is called.
type Names = HashMap<String, BTreeSet<String>>;

/// The kinds of things that have names.
const NAMED: [&str; 4] = ["operator", "database", "prefecture", "disease"];

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

/// Whether a cell may be a name: codes are of Latin letters, digits and signs alone.
fn may_be_name(cell: &str) -> bool {
    !cell.is_ascii() || cell.contains(|c: char| c.is_ascii_uppercase() || c == ' ')
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
        let mut known: HashMap<&'static str, Names> = HashMap::new();
        let mut told: HashMap<(Place, &'static str, String), usize> = HashMap::new();
        let mut refused = HashSet::new();
        for sheet in &mut self.sheets {
            for (at_column, column, kind, is_list) in coded(sheet) {
                let written = sheet
                    .rows
                    .iter()
                    .filter_map(|(_, cells)| cells.get(at_column));
                if !written.into_iter().any(|cell| may_be_name(cell)) {
                    continue;
                }
                if let std::collections::hash_map::Entry::Vacant(entry) = known.entry(kind) {
                    entry.insert(names(store, at, kind).await?);
                }
                let Some(names) = known.get(kind) else {
                    continue;
                };
                let whole = sheet.place(0);
                for (row, cells) in &mut sheet.rows {
                    let Some(cell) = cells.get_mut(at_column) else {
                        continue;
                    };
                    let parts: Vec<&str> = match is_list {
                        true => cell.split('|').map(base::cell::trimmed).collect(),
                        false => vec![base::cell::trimmed(cell)],
                    };
                    let mut codes: Vec<String> = Vec::with_capacity(parts.len());
                    for part in &parts {
                        let found = may_be_name(part).then(|| names.get(&plain(part))).flatten();
                        let code = match found {
                            Some(found) if found.len() == 1 => found.first(),
                            Some(found) => {
                                if refused.insert((whole.clone(), column, (*part).to_owned())) {
                                    let place = Place {
                                        row: *row,
                                        ..whole.clone()
                                    };
                                    self.problems.push(ambiguous(place, column, part, found));
                                }
                                // Told above; nothing is imported, so that it need not be told as an unknown code too.
                                found.first()
                            }
                            None => None,
                        };
                        if let Some(code) = code.filter(|code| code != part) {
                            let key = (whole.clone(), column, (*part).to_owned());
                            match told.get(&key) {
                                Some(notice) => self.notices[*notice].more += 1,
                                None => {
                                    let place = Place {
                                        row: *row,
                                        ..whole.clone()
                                    };
                                    told.insert(key, self.notices.len());
                                    self.notices.push(read_as(place, column, part, code));
                                }
                            }
                            codes.push(code.clone());
                        } else {
                            codes.push((*part).to_owned());
                        }
                    }
                    if codes.iter().ne(parts.iter()) {
                        *cell = codes.join("|");
                    }
                }
            }
        }
        Ok(())
    }
}

/// The columns of a sheet that hold codes of named things: where, its name, the kind, and whether a cell holds several.
fn coded(sheet: &Sheet) -> Vec<(usize, &'static str, &'static str, bool)> {
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
        NAMED
            .contains(&kind)
            .then_some((at, column.name, kind, is_list))
    });
    columns.collect()
}

/// What the record calls the things of a kind.
async fn names(store: &Store, at: Revision, kind: &str) -> Result<Names, StoreError> {
    let db = store.db();
    let mut names = Names::new();
    let mut add = |code: &str, name: &str| {
        let name = plain(name);
        if !name.is_empty() {
            names.entry(name).or_default().insert(code.to_owned());
        }
    };
    match kind {
        "operator" => {
            for row in base::load::<<Operator as ModelTrait>::Entity>(db, at).await? {
                row.names().for_each(|name| add(row.id.as_str(), name));
            }
        }
        "database" => {
            for row in base::load::<<Database as ModelTrait>::Entity>(db, at).await? {
                let names = [Some(row.id.as_str()), Some(row.name_ja.as_str())]
                    .into_iter()
                    .chain([row.name_en.as_deref(), row.official_name_ja.as_deref()])
                    .flatten()
                    .chain(row.aliases.iter());
                names.for_each(|name| add(row.id.as_str(), name));
            }
        }
        "prefecture" => {
            for row in base::load::<<Prefecture as ModelTrait>::Entity>(db, at).await? {
                add(row.id.as_str(), &row.name_ja);
                // 東京 is written for 東京都, but 北海 for nothing.
                let short = row.name_ja.trim_end_matches(['都', '府', '県']);
                add(row.id.as_str(), short);
                row.name_en
                    .iter()
                    .for_each(|name| add(row.id.as_str(), name));
            }
        }
        _ => {
            for row in base::load::<<Disease as ModelTrait>::Entity>(db, at).await? {
                row.names().for_each(|name| add(row.id.as_str(), name));
            }
        }
    }
    Ok(names)
}

fn read_as(place: Place, column: &str, name: &str, code: &str) -> Notice {
    Notice {
        place,
        column: Some(column.to_owned()),
        value: Some(base::cell::shown(name)),
        text: format!(
            "is a name, read as the code `{code}`: write the code where another is meant"
        ),
        text_ja: format!("名称をコード {code} と読みました。違うときはコードで書いてください"),
        more: 0,
    }
}

fn ambiguous(place: Place, column: &str, name: &str, codes: &BTreeSet<String>) -> Problem {
    let mut listed: Vec<&str> = codes.iter().map(String::as_str).take(5).collect();
    if codes.len() > listed.len() {
        listed.push("…");
    }
    let listed = listed.join(", ");
    Problem {
        place,
        column: Some(column.to_owned()),
        value: Some(base::cell::shown(name)),
        reason: format!(
            "is the name of several things: write the code of the one that is meant ({listed})"
        ),
        reason_ja: format!("複数のものの名称です。該当するコードを書いてください（{listed}）"),
        more: 0,
    }
}
