//! The `tsunagu` command: serve the catalogue, fill the record, print the schema.
//!
//! `main` parses and calls; the work is in the library crates. The only place that reads a clock.

mod arguments;
mod export;
mod import;
mod key;
mod limits;
mod serve;
mod template;

use std::io::Write;

use anyhow::{Context, Result};
use base::Store;
use clap::Parser;
use migrations::{Migrator, MigratorTrait};

use crate::arguments::{Arguments, Command};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_new(&arguments.log)
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(gateway::STACK_BYTES)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("tsunagu: no threads to run on: {error}");
            return std::process::ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(arguments)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tsunagu: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<std::process::ExitCode> {
    let database = arguments.database;
    match arguments
        .command
        .unwrap_or(Command::Serve(Box::new(arguments.serve)))
    {
        Command::Serve(options) => serve::serve(&database, *options).await?,
        Command::Migrate { down } => {
            let store = open(&database).await?;
            match down {
                Some(steps) => Migrator::down(store.db(), Some(steps)).await?,
                None => Migrator::up(store.db(), None).await?,
            }
            println!("migrated");
        }
        Command::Import(options) => {
            let store = open(&database).await?;
            Migrator::up(store.db(), None).await?;
            return import::import(&store, options).await;
        }
        Command::Key(command) => {
            let store = open(&database).await?;
            Migrator::up(store.db(), None).await?;
            return key::key(store, command).await;
        }
        Command::Export(options) => export::export(&database, options).await?,
        Command::Template(options) => say(&template::template(&options)?)?,
        Command::Schema { federation: false } => say(&gateway::sdl())?,
        Command::Schema { federation: true } => say(&gateway::federation_sdl())?,
    }
    Ok(std::process::ExitCode::SUCCESS)
}

async fn open(database: &str) -> Result<Store> {
    Store::connect(database)
        .await
        .context("the database cannot be opened")
}

/// Writes to standard output; a reader who has gone away is no error.
fn say(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}

/// The present moment: the one clock of the product.
#[expect(
    clippy::disallowed_methods,
    reason = "main owns the clock; everything below takes the time as an argument"
)]
fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

/// Today in Japan, where the sources' days are counted.
fn today() -> chrono::NaiveDate {
    (now() + chrono::Duration::hours(9)).date_naive()
}
