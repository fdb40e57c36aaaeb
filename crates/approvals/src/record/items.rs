//! The cell of data items: codes, printed words, or a ditto mark for the printed cell above.

use std::collections::HashMap;

use base::{Derivation, OperatorId, Place, RowReader};

/// The words under which documents print data items. レポート is レセプト misread; 検診データ may be 健診データ, which nobody can
/// decide, so both are one item.
const PRINTED: [(&str, &str); 9] = [
    ("電子カルテ", "ehr"),
    ("DPC調査", "dpc"),
    ("DPC", "dpc"),
    ("レセプト", "claims"),
    ("レポート", "claims"),
    ("画像データ", "imaging"),
    ("検診データ", "checkup"),
    ("健診データ", "checkup"),
    ("疫学研究データ", "epidemiology"),
];
const MISREAD: &str = "レポート";
const DOUBTFUL: &str = "検診データ";

/// The data items of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Items {
    /// Codes, each once, in their printed order; none where the row says nothing of them.
    pub(crate) codes: Vec<String>,
    /// The cell as printed.
    pub(crate) printed: Option<String>,
    /// How the codes came from it.
    pub(crate) derivation: Option<Derivation>,
    /// What a reader should know.
    pub(crate) note: Option<String>,
}

/// The last printed cell of each operator's list in each sheet, for the dittos below it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Above {
    cells: HashMap<(String, Option<String>, OperatorId), Cell>,
}

/// A printed cell.
#[derive(Clone, Debug)]
struct Cell {
    number: i64,
    printed: String,
    /// None where the cell itself could not be read: its dittos then say nothing more.
    codes: Option<Vec<String>>,
}

impl Above {
    /// Reads `data_items`, `printed_items`, `items_derivation` and `items_note`; none where something is wrong.
    ///
    /// Codes given in `data_items` hold as they are. Without them the printed cell is read: a ditto mark takes the
    /// nearest printed cell above of the same operator in the same sheet.
    pub(crate) fn read(
        &mut self,
        row: &mut RowReader<'_>,
        operator: &OperatorId,
        number: i64,
    ) -> Option<Items> {
        let given = Given::read(row)?;
        let derivation = row.word("items_derivation");
        let note = row.text("items_note");
        let ditto = given.printed.as_deref().is_some_and(is_ditto);
        let sheet = sheet(row.place(), operator);
        if ditto && given.codes.is_empty() {
            let Some(above) = self.cells.get(&sheet) else {
                row.problem_value(
                    Some(given.column),
                    given.printed,
                    "is a ditto mark without a printed row above it for this operator in this sheet: write the data items"
                        .to_owned(),
                    "この事業者の上の行に写すべき項目がありません。データ項目を書いてください".to_owned(),
                );
                return None;
            };
            let own = format!(
                "ditto of {operator} No.{} 「{}」",
                above.number, above.printed
            );
            return Some(Items {
                codes: above.codes.clone()?,
                printed: given.printed,
                derivation: Some(Derivation::Ditto),
                note: note.or_else(|| Some(with_remarks(own, &above.printed))),
            });
        }
        let codes = if given.codes.is_empty() {
            normalise(row, &given)
        } else {
            for code in &given.codes {
                row.refer("data_items", "data_item", code);
            }
            Some(given.codes.clone())
        };
        if let Some(printed) = given.printed.clone().filter(|_| !ditto) {
            let cell = Cell {
                number,
                printed,
                codes: codes.clone(),
            };
            self.cells.insert(sheet, cell);
        }
        let derived = given.printed.as_deref().map(|printed| {
            if ditto {
                Derivation::Ditto
            } else if words(printed).any(|word| word == MISREAD) {
                Derivation::Corrected
            } else {
                Derivation::Stated
            }
        });
        let remarks = given
            .printed
            .as_deref()
            .map(|printed| with_remarks(String::new(), printed))
            .filter(|remarks| !remarks.is_empty());
        Some(Items {
            codes: codes?,
            printed: given.printed,
            // A note is a proof by itself.
            derivation: derivation
                .filter(|_| !ditto)
                .or(derived)
                .or(note.is_some().then_some(Derivation::Stated)),
            note: note.or(remarks),
        })
    }
}

/// The cells as they stand.
struct Given {
    codes: Vec<String>,
    printed: Option<String>,
    /// Where the printed words stand.
    column: &'static str,
}

impl Given {
    /// None where words stand in two columns, which is noted.
    fn read(row: &mut RowReader<'_>) -> Option<Self> {
        let items = row.text("data_items");
        let printed = row.verbatim("printed_items").filter(|text| !is_blank(text));
        Some(match items {
            // Whoever copies the printed table puts its words where we expect codes.
            Some(text) if !text.split('|').all(is_code) => {
                let is_other = |printed: &String| printed.trim() != text;
                if printed.as_ref().is_some_and(is_other) {
                    row.problem(
                        "data_items",
                        "is no code, and `printed_items` holds the printed words: write codes here, or leave one of the two empty",
                        "データ項目のコードではなく、「データ項目の原文」（printed_items）にも値があります。コードを書くか、どちらか一方を空にしてください",
                    );
                    return None;
                }
                Self {
                    codes: Vec::new(),
                    printed: printed.or(Some(text)),
                    column: "data_items",
                }
            }
            Some(_) => {
                let mut codes = row.list("data_items");
                unique(&mut codes);
                Self {
                    codes,
                    printed,
                    column: "data_items",
                }
            }
            None => Self {
                codes: Vec::new(),
                printed,
                column: "printed_items",
            },
        })
    }
}

/// The codes of printed words; none where a word is unknown.
fn normalise(row: &mut RowReader<'_>, given: &Given) -> Option<Vec<String>> {
    let mut codes = Some(Vec::new());
    for word in given.printed.iter().flat_map(|printed| words(printed)) {
        // Half-width and decomposed kana are the same words.
        let folded = text::fold_text(word);
        let mut all = PRINTED.iter();
        let known = all.find(|(printed, _)| text::fold_text(printed) == folded);
        match known {
            Some((_, code)) => {
                row.refer(given.column, "data_item", code);
                if let Some(codes) = &mut codes {
                    codes.push((*code).to_owned());
                }
            }
            None => {
                codes = None;
                let all = PRINTED.map(|(printed, _)| printed).join("、");
                row.problem_value(
                    Some(given.column),
                    Some(word.to_owned()),
                    format!(
                        "is no data item that is known as printed: use one of {all}, or give codes in `data_items`"
                    ),
                    format!(
                        "未知のデータ項目です。{all} のいずれかを使うか、data_items にコードを書いてください"
                    ),
                );
            }
        }
    }
    if let Some(codes) = &mut codes {
        unique(codes);
    }
    codes
}

/// Adds what is to be said of misread and doubtful words.
fn with_remarks(mut note: String, printed: &str) -> String {
    let remarks = [
        (
            MISREAD,
            "レポート is a misreading of レセプト, read as claims",
        ),
        (
            DOUBTFUL,
            "検診データ may be a misreading of 健診データ, undecidable; kept as printed",
        ),
    ];
    for (word, remark) in remarks {
        if words(printed).any(|other| other == word) {
            if !note.is_empty() {
                note.push_str("; ");
            }
            note.push_str(remark);
        }
    }
    note
}

fn words(printed: &str) -> impl Iterator<Item = &str> {
    printed
        .split(['、', '，', ',', '､', '|', '\n'])
        .map(|word| word.trim_matches(BLANKS))
        .filter(|word| !word.is_empty())
}

const BLANKS: [char; 5] = [' ', '\u{3000}', '\t', '\r', '\n'];

fn is_blank(text: &str) -> bool {
    text.trim_matches(BLANKS).is_empty()
}

fn is_ditto(printed: &str) -> bool {
    matches!(
        printed.trim_matches(BLANKS),
        "\"" | "＂" | "”" | "“" | "″" | "〃" | "同上"
    )
}

fn is_code(text: &str) -> bool {
    let text = text.trim();
    text.chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn sheet(place: &Place, operator: &OperatorId) -> (String, Option<String>, OperatorId) {
    (place.file.clone(), place.sheet.clone(), operator.clone())
}

/// Keeps the first of equal texts.
pub(crate) fn unique(texts: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
}
