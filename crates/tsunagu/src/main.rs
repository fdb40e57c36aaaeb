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

use anyhow::{Context, Result, bail};
use base::{Store, StoreError};
use clap::Parser;
use migrations::{Migrator, MigratorTrait};
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, Command};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    log(&arguments);
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

/// Logs to standard error: lines for a person, or one JSON object each.
fn log(arguments: &Arguments) {
    let filter = EnvFilter::try_new(&arguments.log).unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match arguments.log_format {
        arguments::Format::Text => log.init(),
        arguments::Format::Json => log.json().init(),
    }
}

async fn run(arguments: Arguments) -> Result<std::process::ExitCode> {
    let database = arguments.database;
    match arguments
        .command
        .unwrap_or(Command::Serve(Box::new(arguments.serve)))
    {
        Command::Serve(options) => serve::serve(&database, *options).await?,
        Command::Migrate { down: None, .. } => {
            current(&database).await?;
            println!("migrated");
        }
        Command::Migrate {
            down: Some(steps),
            yes,
        } => {
            if !yes {
                bail!(
                    "`migrate --down {steps}` deletes tables with all that is in them: say --yes where that is meant \
                     (表とその内容が削除されます。よろしければ --yes を付けてください)"
                );
            }
            let store = open(&database).await?;
            let down = Migrator::down(store.db(), Some(steps)).await;
            down.map_err(StoreError::from)?;
            println!("migrated");
        }
        Command::Import(options) => {
            if options.tied {
                import::end_with_parent();
            }
            let store = current(&database).await?;
            return import::import(&store, options).await;
        }
        Command::Key(command) => {
            let store = current(&database).await?;
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
    Ok(Store::connect(database).await?)
}

/// Opens a record and brings its tables up to date.
async fn current(database: &str) -> Result<Store> {
    let store = open(database).await?;
    migrations::bring_up_to_date(store.db())
        .await
        .map_err(StoreError::from)
        .context("the record's tables cannot be brought up to date")?;
    Ok(store)
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
