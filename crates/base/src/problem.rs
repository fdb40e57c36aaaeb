//! What is wrong in a file, or worth knowing of it: where, what, and how to mend it.

use std::collections::HashMap;

/// Where a cell or row stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Place {
    /// The file's name, without its folder.
    pub file: String,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row, as a spreadsheet shows it; 0 for the file or sheet as a whole.
    #[serde(skip_serializing_if = "is_whole")]
    pub row: u32,
}

fn is_whole(row: &u32) -> bool {
    *row == 0
}

/// Something wrong in a file: where, what, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Problem {
    /// File, sheet, row.
    #[serde(flatten)]
    pub place: Place,
    /// The column, where one is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The value as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong and how to mend it.
    pub reason: String,
    /// The same in Japanese.
    pub reason_ja: String,
    /// How many more rows have the same problem in the same column.
    #[serde(skip_serializing_if = "is_whole")]
    pub more: u32,
}

/// How many problems, and how many notices, a report has at most.
const MOST: usize = 1_000;

impl Problem {
    /// Problems as a report lists them: in order, each once, those alike in one column as one that counts the rows, and no more
    /// than 1,000, the last of which counts the rest.
    pub fn listed(mut problems: Vec<Self>) -> Vec<Self> {
        problems.sort();
        // A cell that is read for two purposes is wrong once.
        problems.dedup();
        let mut listed: Vec<Self> = Vec::new();
        let mut alike: HashMap<(String, Option<String>, Option<String>, String), usize> =
            HashMap::new();
        let mut rest: u32 = 0;
        for problem in problems {
            let (place, column) = (&problem.place, &problem.column);
            let key = (
                place.file.clone(),
                place.sheet.clone(),
                column.clone(),
                problem.reason.clone(),
            );
            // Few rows are named each; a flood is counted.
            let seen = alike.entry(key).or_default();
            *seen += 1;
            if *seen > EACH_NAMED {
                let last = listed
                    .iter_mut()
                    .rev()
                    .find(|known| known.is_like(&problem));
                if let Some(last) = last {
                    last.more += 1;
                    continue;
                }
            }
            match listed.len() < MOST {
                true => listed.push(problem),
                false => rest += 1,
            }
        }
        if rest > 0 {
            listed.push(Self {
                place: Place::default(),
                column: None,
                value: None,
                reason: format!("{rest} more problems are not listed: mend these and try again"),
                reason_ja: format!("ほかに{rest}件の問題があります。上の問題を直してから、もう一度取り込んでください"),
                more: 0,
            });
        }
        listed
    }

    fn is_like(&self, other: &Self) -> bool {
        self.place.file == other.place.file
            && self.place.sheet == other.place.sheet
            && self.column == other.column
            && self.reason == other.reason
    }
}

/// How many rows with one problem in one column are named one by one.
const EACH_NAMED: usize = 20;

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        locate(
            f,
            &self.place,
            self.column.as_deref(),
            self.value.as_deref(),
        )?;
        write!(f, ": {}", self.reason)?;
        match self.more {
            0 => Ok(()),
            more => write!(f, " (and {more} more rows of this column)"),
        }
    }
}

/// Something that a curator should know of a file or a cell, though nothing has to be mended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Notice {
    /// File, sheet, row: of cells that are alike, the first.
    #[serde(flatten)]
    pub place: Place,
    /// The column, where one is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The value as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What was found, what was done, and what to do where that is wrong.
    pub text: String,
    /// The same in Japanese.
    pub text_ja: String,
    /// How many more cells of the column are like this one.
    #[serde(skip_serializing_if = "is_whole")]
    pub more: u32,
}

impl Notice {
    /// Notices as a report lists them: the first of many, and how many more there are.
    pub fn listed(mut notices: Vec<Self>) -> Vec<Self> {
        let rest = notices.len().saturating_sub(MOST);
        notices.truncate(MOST);
        if rest > 0 {
            notices.push(Self {
                place: Place::default(),
                column: None,
                value: None,
                text: format!("{rest} more notices are not listed: import fewer rows at a time to see them"),
                text_ja: format!("ほかに{rest}件のお知らせがあります。すべて確認するには、行を分けて取り込んでください"),
                more: 0,
            });
        }
        notices
    }
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        locate(
            f,
            &self.place,
            self.column.as_deref(),
            self.value.as_deref(),
        )?;
        write!(f, ": {}", self.text)?;
        match self.more {
            0 => Ok(()),
            more => write!(f, " (and {more} more of this column)"),
        }
    }
}

/// `file[sheet]:row column `value``, as far as known.
fn locate(
    f: &mut std::fmt::Formatter<'_>,
    place: &Place,
    column: Option<&str>,
    value: Option<&str>,
) -> std::fmt::Result {
    write!(f, "{}", place.file)?;
    if let Some(sheet) = &place.sheet {
        write!(f, "[{sheet}]")?;
    }
    if place.row > 0 {
        write!(f, ":{}", place.row)?;
    }
    if let Some(column) = column {
        write!(f, " {column}")?;
    }
    match value {
        Some(value) => write!(f, " `{value}`"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_notices_has_an_end_and_counts_the_rest() {
        let notice = |row| Notice {
            place: Place {
                row,
                ..Place::default()
            },
            column: None,
            value: None,
            text: "is far away".to_owned(),
            text_ja: "離れています".to_owned(),
            more: 0,
        };
        let few = || (1..=1_000).map(notice).collect::<Vec<_>>();
        assert_eq!(Notice::listed(few()), few());
        let listed = Notice::listed((1..=1_250).map(notice).collect());
        assert_eq!(listed.len(), 1_001);
        let last = listed
            .last()
            .map(|last| (last.text.as_str(), last.text_ja.as_str()));
        let (en, ja) = last.unwrap_or_default();
        assert!(
            en.starts_with("250 more") && ja.contains("250件"),
            "{en} {ja}"
        );
    }
}
