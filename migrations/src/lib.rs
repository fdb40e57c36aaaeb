//! The record's tables, one file per change, frozen once merged.
//!
//! Depends on `sea-orm-migration` alone: history must not change when a struct does.

mod m0001_linkage;
mod m0002_vocabulary;
mod m0003_operators;
mod m0004_approvals;
mod m0005_registries;
mod m0006_indicators;
mod m0007_access;
mod m0008_withdrawals;
mod m0010_statement_basis;
mod m0016_chain;
mod m0023_access_rules;
mod m0024_uses;
mod m0025_standing;
mod m0026_reported_facts;
mod m0027_document_kinds;
mod m0028_digests;
mod m0029_lookups;
mod m0030_publishing;
mod record;
mod table;

use sea_orm_migration::prelude::*;

pub use record::{bring_up_to_date, pending};
pub use sea_orm_migration::MigratorTrait;

/// Applies and takes back every change, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_linkage::Migration),
            Box::new(m0002_vocabulary::Migration),
            Box::new(m0003_operators::Migration),
            Box::new(m0004_approvals::Migration),
            Box::new(m0005_registries::Migration),
            Box::new(m0006_indicators::Migration),
            Box::new(m0007_access::Migration),
            Box::new(m0008_withdrawals::Migration),
            Box::new(m0010_statement_basis::Migration),
            Box::new(m0016_chain::Migration),
            Box::new(m0023_access_rules::Migration),
            Box::new(m0024_uses::Migration),
            Box::new(m0025_standing::Migration),
            Box::new(m0026_reported_facts::Migration),
            Box::new(m0027_document_kinds::Migration),
            Box::new(m0028_digests::Migration),
            Box::new(m0029_lookups::Migration),
            Box::new(m0030_publishing::Migration),
        ]
    }
}

/// The name of the newest change, which a record has that is up to date.
pub fn newest() -> String {
    let migrations = Migrator::migrations();
    let newest = migrations.last().map(|migration| migration.name());
    newest.unwrap_or_default().to_owned()
}
