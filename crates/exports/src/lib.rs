//! The catalogue as files: tables for a statistician, a dataset catalogue for a portal, a feed for a reader.
//!
//! May depend on `base`, `catalogue` and the entity crates. Writers are pure functions over one revision; what they need
//! of the record besides (evidence, changes) is fetched beside them, in batches. Knows formats, never HTTP, arguments of
//! a command or a clock.
//!
//! Cells are written as the sources print them. A cell that begins with `=`, `+`, `-` or `@` is not changed: whoever opens
//! a table in a spreadsheet should import it as text.

mod approvals;
mod dcat;
mod export;
mod feed;
mod files;
mod matrix;
mod parameters;
mod registries;
mod site;
mod table;
mod uses;

pub use export::{Content, Export, ExportError, Exporter, Offer, Parameter};
pub use files::{CSV, CatalogueFiles, REVISION};
pub use parameters::{no_revision, revision_of};
pub use site::{Site, SiteError};
