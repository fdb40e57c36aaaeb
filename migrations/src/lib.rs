//! The record's tables, one file per change, frozen once merged.
//!
//! Depends on `sea-orm-migration` alone: history must not change when a struct does.

mod m0001_linkage;
mod m0004_registries;
mod table;

use sea_orm_migration::prelude::*;

/// Applies and takes back every change, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_linkage::Migration),
            Box::new(m0004_registries::Migration),
        ]
    }
}
