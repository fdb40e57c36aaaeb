//! Registries (疾患登録システム): who holds data on which patients, for what, how many, and whether a company may use it.
//!
//! Depends on `base` alone. What a source says is kept as printed; beside it stands what could be read from it, by the
//! plain rules of [`parse`]. A blank means that nobody has seen a source, never "no"; counts are never added up.

pub mod count;
pub mod disease;
pub mod export;
pub mod host;
pub mod parse;
mod record;
pub mod registry;
#[cfg(test)]
#[path = "tests/samples.rs"]
mod samples;
mod sources;
mod table;
mod words;

pub use count::CaseCount;
pub use disease::RegistryDisease;
pub use host::{HostOrganisation, RegistryHost};
pub use record::{Batch, RECORDS};
pub use registry::{Registry, subject};
pub use sources::{document_id, is_copy};
pub use table::{
    AnyOf, CaseCountRange, Direction, Registries, RegistryFilter, RegistryOrder, SIZE_BANDS,
    StartedRange, Tables,
};
pub use words::{
    Biospecimens, CompanyUse, CountKind, CountUnit, DataClass, DataClasses, HostKind, Mode, Modes,
    Purpose, Purposes, Region, RegistryKind, Standing,
};
