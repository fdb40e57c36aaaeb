//! The files of one import: each by its ending, together with what they say of themselves in a manifest.

use std::path::{Path, PathBuf};

use base::{Notice, Problem, RecordType};
use unicode_normalization::UnicodeNormalization;

use crate::batch::header;
use crate::manifest::{self, Manifest};
use crate::sheet::{self, Found, Limits, Sheet};
use crate::{record_types, sha256};

/// The endings of files that hold tables, and of archives of such files.
pub const ENDINGS: [&str; 4] = ["csv", "json", "xlsx", "zip"];

/// The endings of files that hold tables in a form that is not read: whoever gives one means it to be imported.
const OTHER_TABLES: [&str; 12] = [
    "fods", "jsonl", "numbers", "ods", "tab", "tsv", "xls", "xlsb", "xlsm", "xlt", "xltm", "xltx",
];

/// What the files of one import hold, before anything is understood.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Every table.
    pub sheets: Vec<Sheet>,
    /// Everything that is wrong with the files as files.
    pub problems: Vec<Problem>,
    /// What a curator should know though nothing has to be mended.
    pub notices: Vec<Notice>,
    /// Every file as `name sha256`, for the revision's record.
    pub files: Vec<String>,
    /// The last year that a date may have: fifty after the present one. A day is an argument, so that tests have a fixed one.
    pub last_year: Option<i32>,
    /// The day of the import, where it is known.
    pub today: Option<chrono::NaiveDate>,
    /// Folder, name and checksum of each file.
    seen: Vec<(PathBuf, String, String)>,
    manifests: Vec<(PathBuf, String, Manifest)>,
    /// Cells of all tables, and bytes of their text.
    held: (usize, usize),
}

impl Tables {
    /// Adds one file; what it is shows in its name's ending. Nothing stops at a problem.
    pub fn add(&mut self, path: &Path, bytes: &[u8], limits: &Limits) {
        let file = name_of(path);
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        if manifest::NAMES.contains(&file.as_str()) {
            let mut found = Found::default();
            if let Some(manifest) = Manifest::read(&file, bytes, &mut found) {
                self.manifests.push((folder, file, manifest));
            }
            self.take(found);
            return;
        }
        let checksum = sha256(bytes);
        self.files.push(format!("{file} {checksum}"));
        let name = self.see(folder, file, checksum);
        self.read(path, &name, bytes, limits, true);
    }

    /// Notes a file that could not be read at all.
    pub fn unreadable(&mut self, path: &Path, error: &std::io::Error) {
        let mut found = Found::default();
        found.refuse(
            &name_of(path),
            None,
            format!("cannot be read ({error}): check its name and who may read it"),
            format!("読み取れません（{error}）。ファイル名と権限を確かめてください"),
        );
        self.take(found);
    }

    /// Compares the files with the manifests that came with them. Call it once, after the last file.
    pub fn finish(&mut self) {
        let mut found = Found::default();
        for (folder, file, manifest) in &self.manifests {
            let seen: Vec<(&str, &str)> = self
                .seen
                .iter()
                .filter(|(at, ..)| at == folder)
                .map(|(_, name, checksum)| (name.as_str(), checksum.as_str()))
                .collect();
            manifest.check(file, &seen, &mut found);
        }
        self.take(found);
    }

    fn read(&mut self, path: &Path, file: &str, bytes: &[u8], limits: &Limits, archives: bool) {
        let mut found = Found::default();
        if bytes.len() > limits.file_bytes {
            found.refuse(
                file,
                None,
                format!(
                    "is larger than {} bytes: split it into several files",
                    limits.file_bytes
                ),
                format!(
                    "{} バイトを超えています。ファイルを分けてください",
                    limits.file_bytes
                ),
            );
            self.take(found);
            return;
        }
        let (cells, text_bytes) = self.held;
        if cells > limits.total_cells || text_bytes > limits.total_text_bytes {
            found.refuse(
                file,
                None,
                "is left out: the files before it fill an import; import it by itself",
                "先のファイルで上限に達したため読み込みませんでした。別に取り込んでください",
            );
            self.take(found);
            return;
        }
        let ending = ending(Path::new(file));
        if let Some([reason, reason_ja]) = sheet::disguised(&ending, bytes) {
            found.refuse(file, None, reason, reason_ja);
            self.take(found);
            return;
        }
        match ending.as_str() {
            // A workbook under another name tells by its first bytes.
            "csv" if !sheet::is_zip(bytes) => self.take(sheet::from_csv(file, bytes, limits)),
            "json" => self.take(sheet::from_json(file, bytes, limits)),
            "csv" | "xlsx" | "xlsm" | "xls" => {
                let mut found = sheet::from_workbook(file, bytes, limits);
                keep_known(file, &mut found);
                self.take(found);
            }
            "zip" if !archives => {
                found.refuse(
                    file,
                    None,
                    "is an archive inside an archive: unpack it and put its files into the outer one",
                    "アーカイブの中にさらにアーカイブがあります。展開して、中のファイルを外側のアーカイブに入れてください",
                );
                self.take(found);
            }
            "zip" => {
                let unpacked = sheet::unpack(file, bytes, limits, &mut found);
                self.take(found);
                let unpacked = unpacked.unwrap_or_default();
                let (readable, others): (Vec<_>, Vec<_>) = unpacked
                    .into_iter()
                    .partition(|(name, _)| is_read(Path::new(name)));
                self.left_out(
                    file,
                    others
                        .into_iter()
                        .map(|(name, _)| name)
                        .filter(|name| !is_left_behind(Path::new(name))),
                );
                if readable.is_empty() && self.problems.is_empty() {
                    self.nothing_in(file);
                }
                for (name, content) in readable {
                    self.add_unpacked(&path.join(name), &content, limits);
                }
            }
            _ => {
                let known = ENDINGS.join(", ");
                found.refuse(
                    file,
                    None,
                    format!("is no kind of file that is read: save it as one of {known}"),
                    format!(
                        "読み取れない種類のファイルです。次のいずれかの形式にしてください: {known}"
                    ),
                );
                self.take(found);
            }
        }
    }

    /// Notes files that are no tables and were passed over.
    pub fn left_out(&mut self, of: &str, names: impl Iterator<Item = String>) {
        let mut found = Found::default();
        for name in names {
            let name = base::cell::shown(&name);
            found.note(
                of,
                None,
                format!(
                    "`{name}` is left out: it is no table ({})",
                    ENDINGS.join(", ")
                ),
                format!(
                    "「{name}」は表ではないため、読み込みませんでした（読み込む形式: {}）",
                    ENDINGS.join(", ")
                ),
            );
        }
        self.take(found);
    }

    /// Notes that a folder or an archive holds nothing that is read.
    pub fn nothing_in(&mut self, name: &str) {
        let known = ENDINGS.join(", ");
        let mut found = Found::default();
        found.refuse(
            name,
            None,
            format!("holds no table: save tables as one of {known}"),
            format!("読み込める表がありません。次のいずれかの形式で保存してください: {known}"),
        );
        self.take(found);
    }

    /// A file of an archive: as any other, but no archive again, and not named in the revision's record.
    fn add_unpacked(&mut self, path: &Path, bytes: &[u8], limits: &Limits) {
        let file = name_of(path);
        if manifest::NAMES.contains(&file.as_str()) {
            self.add(path, bytes, limits);
            return;
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let name = self.see(folder, file, sha256(bytes));
        self.read(path, &name, bytes, limits, false);
    }

    /// Notes a file; the name that the report has for it, with its folder where another folder has a file of that name.
    fn see(&mut self, folder: PathBuf, file: String, checksum: String) -> String {
        let mut seen = self.seen.iter();
        let is_alike = seen.any(|(at, name, _)| *name == file && *at != folder);
        let name = match is_alike {
            true => format!("{}/{file}", name_of(&folder)),
            false => file.clone(),
        };
        self.seen.push((folder, file, checksum));
        name
    }

    fn take(&mut self, found: Found) {
        for row in found.sheets.iter().flat_map(|sheet| &sheet.rows) {
            self.held.0 += row.1.len();
            self.held.1 += row.1.iter().map(String::len).sum::<usize>();
        }
        self.sheets.extend(found.sheets);
        self.problems.extend(found.problems);
        self.notices.extend(found.notices);
    }
}

/// A file's name, composed: a Mac parts ガ into カ and its mark.
fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().nfc().collect())
        .unwrap_or_default()
}

fn ending(path: &Path) -> String {
    path.extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default()
}

/// Whether a file is one that holds tables, or says something of them.
pub fn is_read(path: &Path) -> bool {
    let ending = ending(path);
    let is_table = ENDINGS.contains(&ending.as_str()) || OTHER_TABLES.contains(&ending.as_str());
    (is_table || manifest::NAMES.contains(&name_of(path).as_str())) && !is_left_behind(path)
}

/// Whether a file is what systems and programs leave beside others: nobody means it.
pub fn is_left_behind(path: &Path) -> bool {
    let name = name_of(path);
    let is_in_junk = path.components().any(|part| part.as_os_str() == "__MACOSX");
    is_in_junk
        || name.starts_with(['.', '~'])
        || ["thumbs.db", "desktop.ini"].contains(&name.to_ascii_lowercase().as_str())
}

/// Of a workbook's sheets those whose name or header tells what they hold; a lone sheet may be told by the file's name.
fn keep_known(file: &str, found: &mut Found) {
    if found.sheets.len() < 2 {
        return;
    }
    let known = |sheet: &Sheet| {
        let name = sheet.sheet.as_deref().unwrap_or_default();
        record_named(name)
            .or_else(|| record_by_header(&sheet.header))
            .or_else(|| record_below_titles(sheet))
            .is_some()
    };
    if !found.sheets.iter().any(known) {
        let names: Vec<&str> = record_types().iter().map(|record| record.name).collect();
        let names = names.join(", ");
        found.refuse(
            file,
            None,
            format!("cannot tell what its sheets hold: name a sheet after one of {names}"),
            format!("シートの種類がわかりません。シート名を次のいずれかにしてください: {names}"),
        );
        found.sheets.clear();
        return;
    }
    let (kept, left_out): (Vec<Sheet>, Vec<Sheet>) = found.sheets.drain(..).partition(known);
    found.sheets = kept;
    for sheet in left_out {
        found.note(
            file,
            sheet.sheet.as_deref(),
            "left out: neither its name nor its header tells what it holds",
            "シート名からも見出しからも内容がわからないため、読み込みませんでした",
        );
    }
}

/// The record type that a sheet is for: by the sheet's name, by its header, or by the file's name, `figures` or
/// `figures-operators`.
pub(crate) fn record_type(sheet: &Sheet) -> Option<&'static RecordType> {
    let file = Path::new(&sheet.file);
    let stem = file.file_stem().and_then(|stem| stem.to_str());
    let stem = stem.unwrap_or_default();
    match sheet.sheet.as_deref() {
        Some(name) => record_named(name)
            .or_else(|| record_by_header(&sheet.header))
            .or_else(|| record_named(stem))
            .or_else(|| record_below_titles(sheet)),
        None => record_named(stem)
            .or_else(|| record_by_header(&sheet.header))
            .or_else(|| record_below_titles(sheet)),
    }
}

fn record_named(name: &str) -> Option<&'static RecordType> {
    let name = name.trim().to_lowercase().replace(['_', ' '], "-");
    record_types()
        .into_iter()
        .filter(|record| {
            name.strip_prefix(record.name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
        .max_by_key(|record| record.name.len())
}

/// The one record type whose required columns are all there and that knows more of the header than any other.
fn record_by_header(cells: &[String]) -> Option<&'static RecordType> {
    let mut fitting: Vec<(usize, &RecordType)> = record_types()
        .into_iter()
        .filter(|record| {
            let named: Vec<&str> = cells
                .iter()
                .filter_map(|cell| header::column(record, cell))
                .map(|column| column.name)
                .collect();
            let mut required = record.columns.iter().filter(|column| column.required);
            required.all(|column| named.contains(&column.name))
        })
        .map(|record| (header::known(record, cells), record))
        .collect();
    fitting.sort_by_key(|(known, _)| std::cmp::Reverse(*known));
    match fitting.as_slice() {
        [(most, best), (next, _), ..] if most > next => Some(best),
        [(_, only)] => Some(only),
        _ => None,
    }
}

/// The record type of a table whose header stands below titles, within its first rows.
fn record_below_titles(sheet: &Sheet) -> Option<&'static RecordType> {
    let mut rows = sheet.rows.iter().take(20);
    // One word may stand in any text; two columns side by side are a header.
    rows.find_map(|(_, cells)| {
        record_by_header(cells).filter(|record| header::known(record, cells) > 1)
    })
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod strange;
#[cfg(test)]
mod tests;
