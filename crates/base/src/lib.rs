//! Words that every crate shares: ids, partial dates, evidence, revisions, paging, the store and its errors.
//!
//! May depend on no other crate of the workspace. Never knows a domain entity, a file format or GraphQL.

pub mod bulk;
pub mod cancel;
pub mod cell;
mod compare;
mod date;
pub mod digest;
pub mod document;
mod enumeration;
mod evidence;
mod facet;
pub mod figure;
mod history;
mod id;
mod page;
mod problem;
pub mod record;
mod revision;
mod store;
mod texts;
pub mod versioned;
pub mod withdrawal;
mod written;

pub use date::{DateError, PartialDate, Precision, parse_japanese};
pub use document::{Document, DocumentKind, TextQuality};
pub use enumeration::Words;
pub use evidence::{
    Citation, Derivation, Entity as EvidenceEntity, Evidence, EvidenceOf, EvidencePage,
    EvidenceResult, Subject, citations_of, current_evidence, notes_of, stated_span,
};
pub use facet::{Facet, FacetColumn, FacetValue};
pub use figure::Figure;
pub use history::RevisionDigest;
pub use id::{
    ApprovalId, DataItemId, DatabaseId, DiseaseId, DocumentId, InstitutionId, OperatorId,
    OrganisationId, PrefectureId, RegistryId, StatementId,
};
pub use page::{Cursor, Key, Page, PageError, PageKeys, Part, Permutation, Slice};
pub use record::{Column, Kind, Notice, Place, Problem, Reading, RecordType, Reference, RowReader};
pub use revision::{
    Change, ChangeKind, ChangePage, Revision, RevisionRow, Touched, change, revision_row,
};
pub use store::{Published, Served, Standing, Store, StoreError, without_password};
pub use texts::Texts;
pub use versioned::{
    ChangeLine, Changes, KeptOut, Versioned, count, held, holds, load, load_beside, load_of,
    withdrawn_by_name, write,
};
pub use withdrawal::{Withdrawal, Withdrawals, Withdrawn};
pub use written::{Cells, Proofs, Source, Written};
