//! Terms that the other crates point at by id: organisations, data items, prefectures, diseases.
//!
//! Depends on `base` and `text`. Never knows who uses a term.

pub mod data_item;
pub mod disease;
mod diseases;
pub mod export;
pub mod organisation;
pub mod prefecture;
pub mod record;

pub use data_item::{DataItem, DataItems};
pub use disease::{Disease, DiseaseBroader, Programme};
pub use diseases::{Diseases, NamedDisease};
pub use organisation::Organisation;
pub use prefecture::{Prefecture, Prefectures};

/// The source of terms that were listed by hand for this catalogue.
pub const OWN_LIST: &str = "tsunagu";
/// The source of terms of the ontology of intractable diseases.
pub const NANDO: &str = "nando-2025-08-26";
/// The branch of procedures and devices: what is done to patients, not what ails them.
pub const PROCEDURES: &str = "procedures-devices";
