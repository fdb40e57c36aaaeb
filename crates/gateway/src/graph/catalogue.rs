//! What is loaded, how fresh it is, whether it adds up.

use std::sync::Arc;

use async_graphql::{Context, Enum, SimpleObject};
use base::{Change as ChangeRow, Part, Revision, RevisionRow};

use crate::error::ApiError;
use crate::graph::connection::{connection, page};
use crate::graph::document::Document;
use crate::graph::evidence::{Evidence, Kinds, Subject, camel_case, evidence, of_kinds};
use crate::graph::language::Language;
use crate::graph::scalars::{BigInt, DateTime, PartialDate};
use crate::http::outside;
use crate::plain::{Object, Plain};
use crate::scope::Scope;
use crate::view::View;

/// How many things of one kind there are.
#[derive(SimpleObject, Plain)]
pub(crate) struct KindCount {
    /// The kind: `DATABASE`, `APPROVAL`.
    kind: &'static str,
    /// What such things are called in Japanese.
    label_ja: &'static str,
    /// What such things are called in English.
    label_en: &'static str,
    /// How many.
    count: i32,
}

/// What things of a kind are called, in Japanese and in English.
fn labels_of(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "APPROVAL" => ("利活用実績", "approved uses"),
        "DATABASE" => ("データベース", "databases"),
        "DOCUMENT" => ("出典資料", "documents"),
        "INSTITUTION" => ("協力医療情報取扱事業者", "institutions"),
        "LINKAGE_STATEMENT" => ("連結に関する記載", "linkage statements"),
        "OPERATOR" => ("認定作成事業者", "certified operators"),
        "ORGANISATION" => ("組織", "organisations"),
        "REGISTRY" => ("レジストリ", "registries"),
        "REPORTED_FACT" => ("日付のある事実", "dated facts"),
        "ACCESS_RULE" => ("利用の手続と条件", "rules of access"),
        "REPORTED_USE" => (
            "公的データベースの利用の報告(一部)",
            "reported uses (a sample)",
        ),
        _ => ("その他", "others"),
    }
}

/// The first and the last day of the stated facts.
#[derive(SimpleObject, Plain)]
pub(crate) struct StatedSpan {
    /// The oldest fact's day.
    earliest: Option<PartialDate>,
    /// The newest fact's day.
    latest: Option<PartialDate>,
}

/// How a reconciliation stood from one revision on.
#[derive(SimpleObject, Plain)]
pub(crate) struct Reconciled {
    /// The revision that made it so.
    revision: i32,
    /// When that revision was made.
    at: DateTime,
    /// What the source printed.
    declared: Option<BigInt>,
    /// What the catalogue counted.
    computed: Option<BigInt>,
    /// Computed less declared; null where either was unknown.
    difference: Option<BigInt>,
    /// Whether the two agreed, or differed exactly as explained.
    holds: bool,
}

/// A number that a source declares beside the one that the catalogue counts, with the difference explained or admitted.
pub(crate) struct Reconciliation {
    catalogue: View,
    place: usize,
}

impl Reconciliation {
    fn row(&self) -> &catalogue::Reconciliation {
        &self.catalogue.reconciliations[self.place]
    }
}

/// A number that a source declares beside the one that the catalogue counts, with the difference explained or admitted.
#[Object]
impl Reconciliation {
    /// What is compared: a stable code.
    async fn subject(&self) -> &str {
        &self.row().subject
    }

    /// What the source prints; null where it prints no number.
    async fn declared(&self) -> Option<BigInt> {
        self.row().declared.map(BigInt)
    }

    /// What the catalogue counts at this revision; null where it cannot be counted: unknown, not zero.
    async fn computed(&self) -> Option<BigInt> {
        self.row().computed.map(BigInt)
    }

    /// Computed less declared; null where either is unknown.
    async fn difference(&self) -> Option<BigInt> {
        self.row().difference().map(BigInt)
    }

    /// Whether the two agree, differ exactly as explained, or differ for a reason that no source gives.
    async fn status(&self) -> ReconciliationStatus {
        let row = self.row();
        match (row.holds, row.difference()) {
            (true, Some(0)) => ReconciliationStatus::Agrees,
            (true, _) => ReconciliationStatus::DiffersAsExplained,
            (false, _) => ReconciliationStatus::Broken,
        }
    }

    /// Whether `status` is anything but BROKEN.
    #[graphql(deprecation = "It is true of numbers that differ. Use `status`.")]
    async fn holds(&self) -> bool {
        self.row().holds
    }

    /// Why they differ, or that nobody knows.
    async fn explanation(
        &self,
        #[graphql(default_with = "Some(Language::Ja)", desc = "Language of the text.")]
        language: Option<Language>,
    ) -> &str {
        language.unwrap_or_default().of(&self.row().explanation)
    }

    /// How it stood in each revision that changed it, oldest first, the last 50 revisions at most; null where the record
    /// could not be read.
    async fn history(&self, ctx: &Context<'_>) -> Option<Result<Vec<Reconciled>, ApiError>> {
        let read = async {
            let catalogues = &Scope::of(ctx)?.catalogues;
            let past = outside(catalogues.reconciled(self.catalogue.at())).await??;
            let subject = &self.row().subject;
            let mut states: Vec<Reconciled> = Vec::new();
            let mut last = None;
            for (revision, all) in past.iter() {
                let Some(row) = all.iter().find(|row| row.subject == *subject) else {
                    continue;
                };
                let stood = (row.declared, row.computed, row.holds);
                if last.replace(stood) == Some(stood) {
                    continue;
                }
                states.push(Reconciled {
                    revision: revision.number.try_into().unwrap_or(i32::MAX),
                    at: DateTime(revision.imported_at),
                    declared: row.declared.map(BigInt),
                    computed: row.computed.map(BigInt),
                    difference: row.difference().map(BigInt),
                    holds: row.holds,
                });
            }
            Ok(states)
        };
        Some(read.await)
    }

    /// Who declares the number; null where the record could not be read.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let read = |figure: &String| {
            let subject = base::figure::subject(figure);
            async move { evidence!(ctx, &self.catalogue, subject) }
        };
        // Together, so that the figures of one comparison cost one statement.
        let found = futures::future::try_join_all(self.row().figures.iter().map(read)).await;
        Some(of_kinds(
            document_kinds,
            found.map(|parts| parts.into_iter().flatten().collect()),
        ))
    }
}

/// How a declared number stands beside the one that the catalogue counts.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
pub(crate) enum ReconciliationStatus {
    /// They are equal (一致).
    Agrees,
    /// They differ, or cannot be compared, exactly as the explanation says (説明のとおり相違).
    DiffersAsExplained,
    /// They differ and no source says why (不一致).
    Broken,
}

/// What an import did to a row.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "base::ChangeKind")]
pub(crate) enum ChangeKind {
    /// The row is new.
    Added,
    /// A field has another value.
    Changed,
    /// The row no longer holds; it stays readable in older revisions.
    Withdrawn,
}

/// One field of one row that an import changed.
#[derive(Clone)]
pub(crate) struct Change {
    catalogue: View,
    row: Arc<ChangeRow>,
    at: chrono::DateTime<chrono::Utc>,
}

/// One field of one row that an import changed; of an added or withdrawn row one entry with the whole row.
#[Object]
impl Change {
    /// The revision that made it.
    async fn revision(&self) -> i32 {
        self.row.revision.try_into().unwrap_or(i32::MAX)
    }

    /// When that revision was made.
    async fn at(&self) -> DateTime {
        DateTime(self.at)
    }

    /// Added, changed or withdrawn.
    async fn kind(&self) -> ChangeKind {
        self.row.kind.into()
    }

    /// The thing that it concerns.
    async fn subject(&self) -> Subject {
        Subject::new(&self.catalogue, &self.row.subject)
    }

    /// The field; null where the whole row came or went.
    async fn field(&self) -> Option<String> {
        self.row.field.as_deref().map(camel_case)
    }

    /// The value before, as JSON; null where there was none.
    async fn before(&self) -> Option<&str> {
        self.row.before.as_deref()
    }

    /// The value after, as JSON; null where there is none.
    async fn after(&self) -> Option<&str> {
        self.row.after.as_deref()
    }

    /// Why the row was withdrawn; null for every other change.
    async fn reason(&self) -> Option<&str> {
        self.row.reason.as_deref()
    }
}

connection!("What imports changed, oldest first.", ChangeConnection(()), ChangeEdge(()), Change; {} {});

/// A file that an import read.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct ImportedFile {
    /// Its name, without folders of whoever imported it.
    name: String,
    /// SHA-256 of its bytes, in hexadecimal; null where none was noted.
    sha256: Option<String>,
}

/// One import that changed something: who made it, when, and from which files.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct CatalogueRevision {
    /// 1 for the first.
    number: i32,
    /// When it was imported.
    imported_at: DateTime,
    /// Who imported: the name of a key, what the command line said, or `bundled` for the program's own data set.
    imported_by: String,
    /// The files that were read, with their checksums.
    files: Vec<ImportedFile>,
}

impl CatalogueRevision {
    fn new(row: &RevisionRow) -> Self {
        let files = row.files.iter().map(|file| match file.rsplit_once(' ') {
            Some((name, sha256)) => ImportedFile {
                name: name.to_owned(),
                sha256: Some(sha256.to_owned()),
            },
            None => ImportedFile {
                name: file.to_owned(),
                sha256: None,
            },
        });
        Self {
            number: row.number.try_into().unwrap_or(i32::MAX),
            imported_at: DateTime(row.imported_at),
            imported_by: row.imported_by.clone(),
            files: files.collect(),
        }
    }
}

connection!("Imports that changed something, newest first.", RevisionConnection(()), RevisionEdge(()), CatalogueRevision; {} {});

/// What is loaded, how fresh it is, whether it adds up.
pub(crate) struct Catalogue {
    pub(crate) loaded: View,
}

/// What is loaded, how fresh it is, whether it adds up.
#[Object]
impl Catalogue {
    /// The revision that answers: each import that changes something adds one.
    async fn revision(&self) -> i32 {
        self.loaded.revision.number.try_into().unwrap_or(i32::MAX)
    }

    /// When that revision was imported.
    async fn imported_at(&self) -> DateTime {
        DateTime(self.loaded.revision.imported_at)
    }

    /// The span of the days on which the facts were stated.
    async fn stated_on(&self) -> StatedSpan {
        let (earliest, latest) = self.loaded.stated_span;
        StatedSpan {
            earliest: earliest.map(PartialDate),
            latest: latest.map(PartialDate),
        }
    }

    /// How many things of each kind there are.
    async fn counts(&self) -> Vec<KindCount> {
        self.loaded
            .counts()
            .into_iter()
            .map(|(kind, count)| (kind, labels_of(kind), count))
            .map(|(kind, (label_ja, label_en), count)| KindCount {
                kind,
                label_ja,
                label_en,
                count: count.try_into().unwrap_or(i32::MAX),
            })
            .collect()
    }

    /// Every document that states a fact, in the order of their codes.
    async fn documents(&self) -> Vec<Document> {
        (0..self.loaded.documents.len())
            .map(|place| Document::new(&self.loaded, place))
            .collect()
    }

    /// Declared numbers beside computed ones.
    async fn reconciliations(
        &self,
        #[graphql(
            default_with = "Some(false)",
            desc = "`true`: only those whose numbers differ, or of which one is unknown."
        )]
        differing: Option<bool>,
    ) -> Vec<Reconciliation> {
        let differing = differing.unwrap_or(false);
        (0..self.loaded.reconciliations.len())
            .filter(|place| {
                !differing || self.loaded.reconciliations[*place].difference() != Some(0)
            })
            .map(|place| Reconciliation {
                catalogue: self.loaded.clone(),
                place,
            })
            .collect()
    }

    /// Every revision up to this one, the newest first: who imported what, and when; null where the record could not be
    /// read.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Option<Result<RevisionConnection, ApiError>> {
        Some(
            async {
                let page = page(first, after, last, before)?;
                let at = self.loaded.at();
                let rows = Scope::of(ctx)?
                    .read(|store| async move { RevisionRow::up_to(&store, at).await });
                let rows = rows.await?;
                let slice = page.cut("revisions:number:desc", &rows, |row| {
                    vec![Part::Int(-row.number)]
                })?;
                Ok(RevisionConnection {
                    total: rows.len() as u64,
                    slice: slice.map(|row| (CatalogueRevision::new(&row), ())),
                    more: (),
                })
            }
            .await,
        )
    }

    /// What imports changed since a revision (that one excluded), oldest first; null where the record could not be read.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes made after this revision; all of them where left out.")]
        since: Option<i32>,
        #[graphql(desc = "Rows from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Option<Result<ChangeConnection, ApiError>> {
        Some(
            async {
                let page = &page(first, after, last, before)?;
                let since = Revision(since.unwrap_or(0).into());
                if since.0 < 0 {
                    return Err(ApiError::bad_input(
                        "since",
                        format!("`since` is {}: a revision is 0 or more", since.0),
                        "since は0以上にしてください。",
                    ));
                }
                let at = self.loaded.at();
                let changes = Scope::of(ctx)?
                    .read(|store| async move { ChangeRow::page(&store, since, at, page).await });
                let changes = changes.await??;
                let slice = changes.slice.map(|(row, at)| {
                    (
                        Change {
                            catalogue: self.loaded.clone(),
                            row: Arc::new(row),
                            at,
                        },
                        (),
                    )
                });
                Ok(ChangeConnection {
                    slice,
                    total: changes.total,
                    more: (),
                })
            }
            .await,
        )
    }
}
