//! Evidence: passages of documents that prove facts.

use async_graphql::{Enum, ID};

use crate::error::ApiError;
use crate::graph::connection::connection;
use crate::graph::document::{Document, DocumentKind};
use crate::graph::node::{self, Node, present_id};
use crate::graph::scalars::{PartialDate, partial};
use crate::plain::{Object, Plain};
use crate::view::View;

/// How a value came from the printed text.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "base::Derivation")]
pub(crate) enum Derivation {
    /// The document says it.
    Stated,
    /// The cell holds a ditto mark (〃): the value is that of the nearest printed cell above.
    Ditto,
    /// The printed text is a misreading or misprint; the value is the corrected one.
    Corrected,
    /// Computed from other printed values.
    Computed,
    /// Read out of the wording, or from outside the document; the note says how.
    Inferred,
    /// Read from a title only.
    TitleTagged,
}

/// The thing that a fact or a change is about.
pub(crate) struct Subject {
    catalogue: View,
    kind: String,
    code: String,
}

impl Subject {
    /// Reads `kind:code`.
    pub(crate) fn new(catalogue: &View, subject: &str) -> Self {
        let (kind, code) = subject.split_once(':').unwrap_or(("", subject));
        Self {
            catalogue: catalogue.clone(),
            kind: kind.to_owned(),
            code: code.to_owned(),
        }
    }

    /// The type of this API, where it has one: `reported-use` -> `ReportedUse`.
    fn type_name(&self) -> String {
        match self.kind.as_str() {
            "statement" => "LinkageStatement".to_owned(),
            "host" => "HostOrganisation".to_owned(),
            kind => {
                let camel = camel_case(&kind.replace('-', "_"));
                camel.get(..1).map(str::to_uppercase).unwrap_or_default()
                    + camel.get(1..).unwrap_or("")
            }
        }
    }
}

/// The thing that a fact or a change is about.
#[Object]
impl Subject {
    /// Global id of the thing as it is now; `node` finds it where it is a node.
    async fn id(&self) -> ID {
        present_id(&self.type_name(), &self.code)
    }

    /// Kind of thing: `database`, `approval`.
    async fn kind(&self) -> &str {
        &self.kind
    }

    /// Its code.
    async fn code(&self) -> &str {
        &self.code
    }

    /// The thing itself; null where it is no node, or no longer there.
    async fn node(&self) -> Option<Node> {
        node::held(&self.catalogue, &self.type_name(), &self.code)
    }
}

/// One passage of one document that proves one fact (根拠).
#[derive(Clone)]
pub(crate) struct Evidence {
    catalogue: View,
    row: base::Evidence,
}

impl Evidence {
    pub(crate) fn new(catalogue: &View, row: base::Evidence) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row,
        }
    }

    pub(crate) fn into_raw_text(self) -> Option<String> {
        self.row.raw_text
    }
}

/// One passage of one document that proves one fact (根拠).
#[Object]
impl Evidence {
    /// The document that says it.
    async fn document(&self) -> Option<Document> {
        Document::find(&self.catalogue, &self.row.document)
    }

    /// What it is a fact about.
    async fn subject(&self) -> Subject {
        Subject::new(&self.catalogue, &self.row.subject)
    }

    /// Where in the document: page or slide title, table, row, column.
    async fn locator(&self) -> Option<&str> {
        self.row.locator.as_deref()
    }

    /// The field that it proves, by its name in this API; null where it proves the thing as a whole.
    async fn field(&self) -> Option<String> {
        self.row.field.as_deref().map(camel_case)
    }

    /// The day of the fact itself, which is not the day of the document.
    async fn stated_on(&self) -> Option<PartialDate> {
        partial(self.row.stated_on)
    }

    /// The text as printed, misprints included (原文); null where the fact was seen but is not quoted.
    async fn raw_text(&self) -> Option<&str> {
        self.row.raw_text.as_deref()
    }

    /// How the value came from the text.
    async fn derivation(&self) -> Derivation {
        self.row.derivation.into()
    }

    /// What a reader should know: corrections, doubts, a summary in our own words.
    async fn note(&self) -> Option<&str> {
        self.row.note.as_deref()
    }
}

connection!("What a document proves, in the order of the rows that it came with.", EvidenceConnection(()), EvidenceEdge(()), Evidence; {} {});

/// `name_ja` -> `nameJa`.
pub(crate) fn camel_case(snake: &str) -> String {
    let mut upper = false;
    let mut camel = String::with_capacity(snake.len());
    for letter in snake.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            camel.extend(letter.to_uppercase());
            upper = false;
        } else {
            camel.push(letter);
        }
    }
    camel
}

/// The argument of every field `evidence`: kinds of documents, any where it is left out or empty.
pub(crate) type Kinds = Option<Vec<DocumentKind>>;

/// What of the evidence stands in documents of these kinds.
pub(crate) fn of_kinds(
    kinds: Kinds,
    found: Result<Vec<Evidence>, ApiError>,
) -> Result<Vec<Evidence>, ApiError> {
    let Some(kinds) = kinds.filter(|kinds| !kinds.is_empty()) else {
        return found;
    };
    let mut found = found?;
    found.retain(|passage| {
        let document = passage.catalogue.document(&passage.row.document);
        let kind = document.and_then(|document| document.kind);
        kind.is_some_and(|kind| kinds.contains(&kind.into()))
    });
    Ok(found)
}

/// Declares a nullable `evidence` resolver's body: reading may fail, and then costs this field only.
macro_rules! evidence {
    ($ctx:expr, $catalogue:expr, $subject:expr) => {
        $crate::graph::evidence::read($ctx, $catalogue, $subject, |_| true).await
    };
    ($ctx:expr, $catalogue:expr, $subject:expr, row $row:expr) => {{
        let row: String = $row;
        $crate::graph::evidence::read($ctx, $catalogue, $subject, |evidence| evidence.row == row)
            .await
    }};
}
pub(crate) use evidence;

/// Evidence of a subject, of the rows that `keep` accepts.
pub(crate) async fn read(
    ctx: &async_graphql::Context<'_>,
    catalogue: &View,
    subject: base::Subject,
    keep: impl Fn(&base::Evidence) -> bool,
) -> Result<Vec<Evidence>, ApiError> {
    let scope = crate::scope::Scope::of(ctx)?;
    let found = scope.evidence(subject.to_string(), catalogue.at()).await?;
    Ok(found
        .iter()
        .filter(|row| keep(row))
        .map(|row| Evidence::new(catalogue, row.clone()))
        .collect())
}
