//! Certified operators (認定作成事業者): their certifications, and the processors that they entrust in a chain.
//!
//! Depends on `base` alone. Refers to nothing else of the catalogue: who supplies an operator and what was made of it
//! are facts of other crates. An operator's declared figures are [`base::Figure`]s and are never added up.

mod certification;
mod entrustment;
pub mod export;
mod operator;
pub mod record;
mod table;

pub use certification::{Certification, CertificationKind};
pub use entrustment::Entrustment;
pub use operator::{Operator, subject};
pub use table::{OperatorFilter, OperatorOrder, Operators};
