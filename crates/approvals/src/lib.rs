//! Approved uses of the certified operators' data: by whom approved, when, for what, with which data.
//!
//! Depends on `base` and `text`. Knows operators, data items, databases and diseases by their ids alone. An approval
//! has no status: no document prints one. Users that other sources name, and reported uses of public databases, stand beside.

pub mod approval;
pub mod export;
mod filter;
mod method;
mod order;
pub mod record;
#[cfg(test)]
#[path = "tests/samples.rs"]
mod samples;
pub mod statistics;
mod table;
pub mod uses;

pub use approval::{
    Approval, ApprovalDataItem, ApprovalDatabase, ApprovalDisease, DataForm, UserSector,
    UserSectors,
};
pub use filter::{ApprovalFilter, DataItemFilter, DayRange};
pub use method::Method;
pub use order::{Order, OrderBy};
pub use statistics::{Dimension, Group, Statistics};
pub use table::Approvals;
pub use uses::{CertifiedUser, NamedUser, ReportedUse, UseNumberKind, UseStage};
