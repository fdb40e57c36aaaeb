//! Public databases, what each source says of linking them, and the verdict computed from all statements.
//!
//! Depends on `base` alone. The verdict never touches a database: [`verdict`], [`set`] and [`explanation`] are pure
//! functions over statements and two days. Statements are stored, verdicts are computed.

pub mod database;
// pub mod explanation;
pub mod provision;
pub mod record;
pub mod route;
pub mod set;
pub mod statement;
pub mod verdict;

pub use database::{ConsentRequirement, Database, DatabaseStatus, Databases, HeldAs};
pub use provision::{Provision, ProvisionState, ReviewBody, Volume};
pub use route::RouteStep;
pub use statement::{DataForm, LinkageState, LinkageStatement, StatementForm};
