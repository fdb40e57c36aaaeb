#![doc = include_str!("../README.md")]

pub mod access;
pub mod database;
mod explanation;
pub mod export;
pub mod fact;
pub mod plan;
pub mod provision;
pub mod record;
pub mod route;
mod set;
pub mod statement;
mod verdict;

pub use access::{AccessRule, RuleStatus, RuleTopic, RuleUnit};
pub use database::{ConsentRequirement, Database, DatabaseStatus, Databases, HeldAs, OPERATORS};
pub use explanation::{Language, Place, Sources, explain, explain_pair};
pub use fact::ReportedFact;
pub use provision::{Provision, ProvisionState, ReviewBody, Volume};
pub use route::{Decider, Leg, RouteStep, route};
pub use set::{Candidate, Cell, SetError, SetVerdict, linkable_with, linkage, matrix};
pub use statement::{
    Basis, DataForm, DayDerivation, Facts, LinkageState, LinkageStatement, StatementForm,
};
pub use verdict::{
    Conflict, ConflictField, ConflictValue, PairVerdict, Question, Reason, Resolution, Step,
    pair_verdict,
};
