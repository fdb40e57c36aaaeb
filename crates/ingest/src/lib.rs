//! Source files -> checked records -> one transaction -> one revision; and the data set that comes with the binary.
//!
//! The only crate that knows files and formats. Every batch takes the same way, the bundled data set too: all problems
//! at once, each with its place; any problem and the record stays untouched; a second import of the same files changes
//! nothing and says so.

mod batch;
mod beside;
mod bundled;
mod chain;
pub mod export;
mod import;
mod left_out;
mod manifest;
mod names;
mod references;
mod report;
mod sheet;
mod tables;
pub mod template;
mod titles;

pub use base::Notice;
pub use batch::{Batch, record_types};
pub use bundled::{bundled, bundled_batch, sha256, signed};
pub use import::{ImportError, Importer, Watch, import};
pub use manifest::{Entry, Manifest};
pub use report::{Broken, Report, refusal};
pub use sheet::{Limits, Sheet, SheetError};
/// How many years ahead of the present one a date may lie.
pub const YEARS_AHEAD: i32 = 50;

pub use tables::{ENDINGS, Tables, is_left_behind, is_read};
