//! What a tool answers: one shape for all of them, never longer than [`MOST_BYTES`].

use rmcp::model::{CallToolResult, ContentBlock};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::arguments::{self, AFTER, Asked};
use crate::documents::Document;
use crate::evidence::{DateOf, Source, Sources, sources_in};
use crate::language::Language;
use crate::pages;
use crate::problem::Problem;
use crate::quoted::{self, shorten};

/// The whole result of a call, as JSON.
pub const MOST_BYTES: usize = 8000;
/// What the protocol writes around content.
const FRAME_BYTES: usize = 120;
/// An address with more in it is given without its variables.
const MOST_ADDRESS_BYTES: usize = 1500;

/// The answer of a tool. Nothing that is missing here means no: `unknown` says in words what no source says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer<Facts, Row> {
    /// The answer in one or two sentences.
    pub(crate) summary: String,
    /// What is true of the whole answer.
    pub(crate) facts: Facts,
    /// The rows of this page.
    pub(crate) rows: Vec<Row>,
    /// The documents that say so; rows and passages name them by code.
    pub(crate) evidence: Vec<Source>,
    /// What no source says, in words: unknown is never no.
    pub(crate) unknown: Vec<String>,
    /// How to go on; missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) more: Option<More>,
    /// Says so where texts or lists were shortened to fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shortened: Option<String>,
    /// The page for people that shows this.
    pub(crate) page: String,
    /// The same question to the GraphQL API.
    pub(crate) query: Query,
    /// How to take the quoted texts.
    pub(crate) notice: String,
}

/// How to go on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct More {
    /// The argument that takes the cursor.
    pub(crate) argument: String,
    /// The cursor.
    pub(crate) cursor: String,
    /// The same in words.
    pub(crate) sentence: String,
}

/// A question to the GraphQL API.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Query {
    /// GET gives the answer from which this one was made.
    pub(crate) address: String,
}

/// What a tool read out of the API's answer, before it is made to fit.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) summary: String,
    pub(crate) facts: Value,
    /// The documents of the facts.
    pub(crate) sources: Sources,
    pub(crate) rows: Vec<Row>,
    pub(crate) paging: Paging,
    pub(crate) unknown: Vec<String>,
    /// Path of the page for people.
    pub(crate) page: String,
}

/// A row with the documents that it names.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) value: Value,
    pub(crate) sources: Sources,
    pub(crate) cursor: String,
}

/// How a list goes on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Paging {
    /// The API gives it whole: rows are counted.
    #[default]
    Whole,
    /// The API gives pages; `argument` takes its cursors.
    Pages {
        argument: &'static str,
        has_more: bool,
    },
}

/// Where things are.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Address of the server, without a slash at the end.
    pub(crate) base: String,
    /// Path of the API.
    pub(crate) api_path: String,
}

/// How far texts and lists within facts are shortened, one step after the other.
const STEPS: [(usize, usize); 5] = [(300, 40), (160, 20), (90, 10), (50, 5), (24, 3)];

impl Draft {
    /// The answer with as many rows as fit.
    pub(crate) fn fit(
        mut self,
        asked: &Asked,
        document: Document,
        place: &Place,
        form: Form,
    ) -> Result<CallToolResult, Problem> {
        if matches!(self.paging, Paging::Whole) {
            for (at, row) in self.rows.iter_mut().enumerate() {
                row.cursor = arguments::cursor(at + 1);
            }
            self.rows.drain(..asked.skip.min(self.rows.len()));
        }
        let query = place.query(document, &asked.variables);
        for (step, (letters, items)) in STEPS.into_iter().enumerate() {
            // Rather fewer rows than texts without an end, but not one row alone.
            let fewest = self.rows.len().min([4, 2, 1, 1, 1][step]);
            let make = |rows| self.make(asked.language, rows, letters, items, &query, place);
            if form.result(&make(fewest)).is_none() {
                continue;
            }
            let (mut fits, mut too_many) = (fewest, self.rows.len() + 1);
            while fits + 1 < too_many {
                let between = fits.midpoint(too_many);
                if form.result(&make(between)).is_some() {
                    fits = between;
                } else {
                    too_many = between;
                }
            }
            let made = form.result(&make(fits));
            return made.ok_or_else(|| Problem::broken("an answer grew by itself"));
        }
        Err(Problem::broken("an answer cannot be made to fit"))
    }

    fn make(
        &self,
        language: Language,
        rows: usize,
        letters: usize,
        items: usize,
        query: &str,
        place: &Place,
    ) -> Answer<Value, Value> {
        let shown = &self.rows[..rows];
        let mut facts = self.facts.clone();
        let mut values: Vec<Value> = shown.iter().map(|row| row.value.clone()).collect();
        let mut is_cut = false;
        for part in values.iter_mut().chain([&mut facts]) {
            quoted::within(part, language);
            let before = part.clone();
            is_cut |= cut_lists(part, items);
            shorten(part, letters);
            is_cut |= *part != before;
        }
        let mut sources = self.sources.clone();
        for row in shown {
            sources.extend(row.sources.clone());
        }
        let mut evidence: Vec<Source> = sources.into_values().collect();
        for source in &mut evidence {
            source.title.quoted = quoted::cut(&source.title.quoted, letters.min(100));
        }
        is_cut |= evidence.len() > items;
        evidence.truncate(items);
        let mut unknown = self.unknown.clone();
        unknown.extend(dateless(language, &evidence));
        let more = self.more(language, rows);
        let mut summary = self.summary.clone();
        if let Some(more) = &more {
            summary.push(' ');
            summary.push_str(&more.sentence);
        }
        Answer {
            summary,
            facts,
            rows: values,
            evidence,
            unknown,
            more,
            shortened: is_cut.then(|| {
                let said = language.pick(
                    "長い文言と一覧は短縮しました。全文は page と query にあります。",
                    "Long texts and lists are shortened; `page` and `query` hold them whole.",
                );
                said.to_owned()
            }),
            page: format!("{}{}", place.base, self.page),
            query: Query {
                address: query.to_owned(),
            },
            notice: quoted::notice(language).to_owned(),
        }
    }

    fn more(&self, language: Language, rows: usize) -> Option<More> {
        let (argument, has_more) = match self.paging {
            Paging::Whole => (AFTER, false),
            Paging::Pages { argument, has_more } => (argument, has_more),
        };
        if !(has_more || rows < self.rows.len()) {
            return None;
        }
        let cursor = self.rows.get(rows.checked_sub(1)?)?.cursor.clone();
        let sentence = language.pick(
            format!("ここには{rows}件を示しました。続きは {argument} に more.cursor を指定してください。"),
            format!("Shown here: {rows}; for the rest pass `more.cursor` as `{argument}`."),
        );
        Some(More {
            argument: argument.to_owned(),
            cursor,
            sentence,
        })
    }
}

/// How structured content travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Beside the summary.
    Structured,
    /// As text, for clients of before 2025-06-18.
    Text,
}

impl Form {
    /// The result, if it is not too long.
    fn result(self, answer: &Answer<Value, Value>) -> Option<CallToolResult> {
        let structured = serde_json::to_value(answer).ok()?;
        let result = match self {
            Self::Text => CallToolResult::success(vec![ContentBlock::text(structured.to_string())]),
            Self::Structured => {
                let summary = ContentBlock::text(answer.summary.clone());
                let mut result = CallToolResult::success(vec![summary]);
                result.structured_content = Some(structured);
                result
            }
        };
        let bytes = serde_json::to_vec(&result).ok()?;
        (bytes.len() + FRAME_BYTES <= MOST_BYTES).then_some(result)
    }
}

/// Cuts the lists within a value; says whether it did.
fn cut_lists(value: &mut Value, items: usize) -> bool {
    match value {
        Value::Array(list) => {
            let is_cut = list.len() > items;
            list.truncate(items);
            list.iter_mut()
                .fold(is_cut, |cut, item| cut_lists(item, items) | cut)
        }
        Value::Object(fields) => {
            let fields = fields.values_mut();
            fields.fold(false, |cut, field| cut_lists(field, items) | cut)
        }
        _ => false,
    }
}

/// What is not known of the documents themselves.
fn dateless(language: Language, evidence: &[Source]) -> Option<String> {
    let without = evidence
        .iter()
        .filter(|source| source.date_of != DateOf::Published);
    let codes: Vec<&str> = without.map(|source| source.code.as_str()).take(5).collect();
    if codes.is_empty() {
        return None;
    }
    let list = codes.join(", ");
    Some(language.pick(
        format!("公表日が資料に記載されていない資料があります: {list}"),
        format!("Documents that print no day of publication, among them: {list}."),
    ))
}

impl Place {
    fn query(&self, document: Document, variables: &Map<String, Value>) -> String {
        let variables = json!(variables).to_string();
        let pairs = [("documentId", document.hash()), ("variables", variables)];
        let path = pages::at(&self.api_path, &pairs);
        // Who sent a long text has it; the address of the document alone is of more use than none.
        let path = match path.len() {
            ..MOST_ADDRESS_BYTES => path,
            _ => pages::at(&self.api_path, &pairs[..1]),
        };
        format!("{}{path}", self.base)
    }
}

impl Row {
    /// A row as a tool shows it, and the documents of what it was read from.
    pub(crate) fn new(shown: &impl Serialize, read_from: &Value) -> Self {
        let mut sources = Sources::new();
        sources_in(read_from, &mut sources);
        Self {
            value: json!(shown),
            sources,
            cursor: String::new(),
        }
    }
}
