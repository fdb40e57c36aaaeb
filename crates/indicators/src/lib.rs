//! Indicators of the basic plan for medical devices (医療機器基本計画): its eleven goals, the KPIs set for each, and
//! every figure that the follow-up documents report.
//!
//! Depends on `base` alone. A figure is what a source prints, with its unit, period and day; figures are never added
//! up here, and what the catalogue itself counts stands beside them, computed elsewhere.

pub mod export;
mod figure;
mod goal;
mod quantity;
pub mod record;
mod table;

pub use figure::{PlanFigure, fiscal_year};
pub use goal::{PlanGoal, PlanKpi, subject};
pub use quantity::{Quantity, QuantityError};
pub use table::Indicators;
