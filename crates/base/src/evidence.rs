//! Evidence: which document says a fact, where, in which words, and how we came from the words to the fact.

use std::collections::HashMap;
use std::sync::Arc;

use dataloader::BatchFn;
use sea_orm::sea_query::{Alias, Expr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::versioned::holds;
use crate::{
    Cursor, DocumentId, Page, PageError, Part, PartialDate, Revision, Slice, Store, StoreError,
    Versioned,
};

/// The thing that a fact is about: its kind and its code, `database:ndb`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    kind: &'static str,
    code: String,
}

impl Subject {
    /// Names a thing by kind (lower case, singular) and code.
    pub fn new(kind: &'static str, code: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.into(),
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind, self.code)
    }
}

crate::words! {
    /// How a value came from the printed text.
    pub enum Derivation {
        /// The document says it.
        Stated = "STATED" ("明記", "stated"),
        /// The cell holds a ditto mark; the value is that of the nearest printed cell above.
        Ditto = "DITTO" ("同上の記号", "ditto"),
        /// The printed text is a misreading or misprint; the value is the corrected one.
        Corrected = "CORRECTED" ("訂正", "corrected"),
        /// Computed from other printed values.
        Computed = "COMPUTED" ("計算", "computed"),
        /// Read out of the wording or from outside; the note says how.
        Inferred = "INFERRED" ("推定", "inferred"),
        /// Read from a title only.
        TitleTagged = "TITLE_TAGGED" ("課題名からの読み取り", "read from the title"),
    }
}

mod row {
    use super::Derivation;
    use crate::{DocumentId, PartialDate};
    use sea_orm::entity::prelude::*;

    /// One passage of one document that proves one fact.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "evidence")]
    pub struct Model {
        /// Stable key: the row it came with, the field, a running number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which it holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The thing the fact is about: `database:ndb`.
        pub subject: String,
        /// The row that it came with: `provisions/ndb:1`.
        pub row: String,
        /// The fact's field, null for the row as a whole.
        pub field: Option<String>,
        /// The document that says it.
        pub document: DocumentId,
        /// Where in the document: page or slide title, table, row, column.
        pub locator: Option<String>,
        /// The day of the fact itself, not of the document.
        pub stated_on: Option<PartialDate>,
        /// The text as printed; null where the fact was seen but is not quoted.
        pub raw_text: Option<String>,
        /// How the value came from the text.
        pub derivation: Derivation,
        /// What a reader should know.
        pub note: Option<String>,
    }

    /// Evidence is read by subject only.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
use row::Column;
pub use row::{Entity, Model as Evidence};

impl Versioned for Evidence {
    const TRACKED: bool = false;
    const GROUP: Option<&'static str> = Some("\"row\"");

    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        Subject::new("evidence", self.id.clone())
    }

    /// Under the row that it proves: `approvals/ldi:45`, `evidence.locator`.
    fn listed_as(&self, _: &str, field: &str) -> (String, String, String) {
        let (subject, row) = (self.subject.clone(), self.row.clone());
        (subject, row, format!("evidence.{field}"))
    }

    fn group(&self) -> Option<String> {
        Some(self.row.clone())
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// What a loader asks: the evidence of many subjects in one statement.
#[derive(Clone, Debug)]
pub struct EvidenceOf {
    /// Where it is kept.
    pub store: Store,
    /// The revision that is asked about.
    pub at: Revision,
}

/// The evidence of one subject, or why it could not be read.
pub type EvidenceResult = Result<Arc<Vec<Evidence>>, Arc<StoreError>>;

impl BatchFn<String, EvidenceResult> for EvidenceOf {
    async fn load(&mut self, subjects: &[String]) -> HashMap<String, EvidenceResult> {
        metrics::histogram!("tsunagu_loader_batch_keys").record(subjects.len() as f64);
        let at = self.at;
        let read = |store: Store| async move { current_evidence(&store, subjects, at).await };
        match self.store.read_any(read).await {
            Ok(mut found) => subjects
                .iter()
                .map(|subject| {
                    (
                        subject.clone(),
                        Ok(Arc::new(found.remove(subject).unwrap_or_default())),
                    )
                })
                .collect(),
            Err(error) => {
                let error = Arc::new(error);
                subjects
                    .iter()
                    .map(|subject| (subject.clone(), Err(error.clone())))
                    .collect()
            }
        }
    }
}

/// The evidence that holds at a revision, by subject, each in the order of its id.
pub async fn current_evidence(
    store: &Store,
    subjects: &[String],
    at: Revision,
) -> Result<HashMap<String, Vec<Evidence>>, StoreError> {
    let rows = store
        .read(
            Entity::find()
                .filter(Column::Subject.is_in(subjects.iter().map(String::as_str)))
                .filter(holds(at))
                .order_by_asc(Expr::col((Entity, Alias::new("id"))))
                .all(store.db()),
        )
        .await?;
    let mut by_subject: HashMap<String, Vec<Evidence>> = HashMap::new();
    for row in rows {
        by_subject.entry(row.subject.clone()).or_default().push(row);
    }
    Ok(by_subject)
}

/// One page of what a document proves, and how much that is in all.
#[derive(Debug)]
pub struct EvidencePage {
    /// The page.
    pub slice: Slice<Evidence>,
    /// Rows of the whole list.
    pub total: u64,
}

impl EvidencePage {
    /// What a document proves at a revision, in the order of the ids.
    pub async fn of_document(
        store: &Store,
        document: &DocumentId,
        at: Revision,
        page: &Page,
    ) -> Result<Result<Self, PageError>, StoreError> {
        const LIST: &str = "evidence";
        let keys = match page.keys(LIST) {
            Ok(keys) => keys,
            Err(error) => return Ok(Err(error)),
        };
        let all = Entity::find()
            .filter(Column::Document.eq(document.clone()))
            .filter(holds(at));
        let total = store.read(all.clone().count(store.db())).await?;
        let id = |key: &crate::Key| match key.first() {
            Some(Part::Text(id)) => id.clone(),
            _ => String::new(),
        };
        let mut cursor = all.cursor_by(Column::Id);
        if let Some(key) = &keys.after {
            cursor.after(id(key));
        }
        if let Some(key) = &keys.before {
            cursor.before(id(key));
        }
        // one more than asked tells whether there are more
        let wanted = keys.size as u64 + 1;
        if keys.backward {
            cursor.last(wanted);
        } else {
            cursor.first(wanted);
        }
        let mut rows = store.read(cursor.all(store.db())).await?;
        let more = rows.len() > keys.size;
        if more && keys.backward {
            rows.remove(0);
        }
        rows.truncate(keys.size);
        let rows = rows.into_iter().map(|row| {
            let cursor = Cursor {
                list: LIST.to_owned(),
                key: vec![Part::Text(row.id.clone())],
            };
            (row, cursor.encode())
        });
        let slice = Slice {
            rows: rows.collect(),
            has_next: (keys.backward && keys.before.is_some()) || (!keys.backward && more),
            has_previous: (keys.backward && more) || (!keys.backward && keys.after.is_some()),
        };
        Ok(Ok(Self { slice, total }))
    }
}

/// The first and the last day on which a fact that holds at a revision was stated.
pub async fn stated_span(
    store: &Store,
    at: Revision,
) -> Result<(Option<PartialDate>, Option<PartialDate>), StoreError> {
    // Dates are stored as text whose order is that of the days. One question for each end: so the index is read from there.
    let end = async |order: Order| -> Result<Option<PartialDate>, StoreError> {
        let end = Entity::find()
            .select_only()
            .column(Column::StatedOn)
            .filter(holds(at))
            .filter(Column::StatedOn.is_not_null())
            .order_by(Column::StatedOn, order)
            .into_tuple()
            .one(store.db());
        Ok(end.await?)
    };
    Ok((end(Order::Asc).await?, end(Order::Desc).await?))
}

/// Subjects that begin with a text. SQLite compares text by bytes, so that its index knows where they lie; a pattern would read every
/// row. Elsewhere the order of text is the cluster's.
fn begins(store: &Store, prefix: &str) -> Condition {
    let range = prefix.strip_suffix(':').filter(|_| store.is_sqlite());
    match range {
        Some(kind) => Condition::all()
            .add(Column::Subject.gte(prefix))
            // the character after the colon
            .add(Column::Subject.lt(format!("{kind};"))),
        None => Condition::all().add(Column::Subject.starts_with(prefix)),
    }
}

/// What was seen of each subject whose name begins with `prefix`, at a revision: the notes of its evidence as a whole,
/// by subject and then by evidence id.
pub async fn notes_of(
    store: &Store,
    prefix: &str,
    at: Revision,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut rows: Vec<(String, String, Option<String>)> = Entity::find()
        .select_only()
        .column(Column::Subject)
        .column(Column::Id)
        .column(Column::Note)
        .filter(begins(store, prefix))
        .filter(Column::Field.is_null())
        .filter(Column::Derivation.eq(Derivation::Stated))
        .filter(holds(at))
        .into_tuple()
        .all(store.db())
        .await?;
    // the order of text differs between databases
    rows.sort();
    let noted = |(subject, _, note): (String, String, Option<String>)| Some((subject, note?));
    Ok(rows.into_iter().filter_map(noted).collect())
}

/// Where a fact stands and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The document.
    pub document: DocumentId,
    /// Where in it.
    pub locator: Option<String>,
    /// How the value came from the text.
    pub derivation: Derivation,
}

/// What proves each subject whose name begins with `prefix`, at a revision: the first by evidence id.
pub async fn citations_of(
    store: &Store,
    prefix: &str,
    at: Revision,
) -> Result<HashMap<String, Citation>, StoreError> {
    let rows: Vec<(String, DocumentId, Option<String>, Derivation)> = Entity::find()
        .select_only()
        .column(Column::Subject)
        .column(Column::Document)
        .column(Column::Locator)
        .column(Column::Derivation)
        .filter(begins(store, prefix))
        .filter(holds(at))
        .order_by_desc(Expr::col((Entity, Alias::new("id"))))
        .into_tuple()
        .all(store.db())
        .await?;
    let proof = |(subject, document, locator, derivation)| {
        let proof = Citation {
            document,
            locator,
            derivation,
        };
        (subject, proof)
    };
    Ok(rows.into_iter().map(proof).collect())
}
