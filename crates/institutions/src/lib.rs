//! Cooperating institutions (協力医療情報取扱事業者) and which operator each one supplies.
//!
//! Depends on `base` alone; refers to operators and prefectures by id. Institutions and memberships are two counts: an
//! institution that supplies two operators is one institution and two memberships. Whom an institution supplies is
//! never guessed from its name.

mod cooperation;
pub mod export;
mod institution;
pub mod record;
mod table;

pub use cooperation::{Cooperation, UnknownReason};
pub use institution::{Institution, InstitutionKind, subject};
pub use table::{InstitutionFilter, InstitutionOrder, Institutions};
