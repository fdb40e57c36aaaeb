//! The `tsunagu` command: serve the catalogue, fill the record, print the schema.
//!
//! `main` parses and calls; the work is in the library crates. The only place that reads a clock.

mod arguments;
mod config;
mod export;
mod import;
mod key;
mod limits;
mod metrics;
mod operate;
mod serve;
mod sources;
mod template;

use std::io::{IsTerminal, Write};

use anyhow::{Context, Result, bail};
use base::{Store, StoreError};
use clap::CommandFactory;
use migrations::{Migrator, MigratorTrait};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, Command};
use crate::config::Given;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let given = config::given(std::env::args_os().collect::<Vec<_>>());
    let given = given.unwrap_or_else(|error| error.exit());
    let _written_at_the_end = log(&given.arguments);
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
    match runtime.block_on(run(given)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tsunagu: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Logs to standard error: lines for a person, or one JSON object each. A thread of its own writes them, so that whoever does not read
/// them holds up no request; past some thousands they are dropped.
fn log(arguments: &Arguments) -> WorkerGuard {
    let (writer, guard) = tracing_appender::non_blocking(std::io::stderr());
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&arguments.log))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(writer);
    match arguments.log_format {
        arguments::Format::Text => log.init(),
        arguments::Format::Json => log.json().init(),
    }
    guard
}

async fn run(given: Given) -> Result<std::process::ExitCode> {
    let Given { arguments, sources } = given;
    let database = arguments.database;
    match arguments
        .command
        .unwrap_or(Command::Serve(Box::new(arguments.serve)))
    {
        Command::Config(_) => say(&sources.settings())?,
        Command::Serve(options) => serve::serve(&database, *options).await?,
        Command::Mcp(options) => serve::mcp(&database, *options).await?,
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
            is_there(&database, options.create)?;
            let store = current(&database).await?;
            return import::import(&store, options).await;
        }
        Command::Key(command) => {
            let store = current(&database).await?;
            return key::key(store, command).await;
        }
        Command::Export(options) => {
            is_there(&database, false)?;
            export::export(&database, options).await?;
        }
        Command::Backup { file } => {
            is_there(&database, false)?;
            operate::backup(&database, &file).await?;
        }
        Command::Verify => {
            return operate::verify(as_it_is(&database).await?).await;
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            let name = env!("CARGO_PKG_NAME");
            clap_complete::generate(shell, &mut Arguments::command(), name, &mut script);
            say_bytes(&script)?;
        }
        Command::Man { of } => say_bytes(&manual(&of)?)?,
        Command::Sources(options) => {
            is_there(&database, false)?;
            return sources::sources(&current(&database).await?, options).await;
        }
        Command::Template(options) => say_bytes(&template::template(&options)?)?,
        Command::Schema { federation: false } => say(&gateway::sdl())?,
        Command::Schema { federation: true } => say(&gateway::federation_sdl())?,
    }
    Ok(std::process::ExitCode::SUCCESS)
}

/// The manual page of a command.
fn manual(of: &[String]) -> Result<Vec<u8>> {
    let mut all = Arguments::command();
    all.build();
    let mut command = &all;
    for name in of {
        command = command.find_subcommand(name).with_context(|| {
            format!("there is no command `{name}`: `tsunagu --help` lists them ({name} というコマンドはありません。一覧は tsunagu --help)")
        })?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .source(concat!("tsunagu ", env!("CARGO_PKG_VERSION")))
        .render(&mut page)?;
    Ok(page)
}

async fn open(database: &str) -> Result<Store> {
    Ok(Store::connect(database).await?)
}

/// Refuses to make a record that nobody asked for: who imports into an empty folder meant another one. An address that says
/// `?mode=rwc` asks for it.
fn is_there(database: &str, create: bool) -> Result<()> {
    let Some(file) = database.strip_prefix("sqlite:") else {
        return Ok(());
    };
    let file = file.strip_prefix("//").unwrap_or(file);
    if create
        || file.contains('?')
        || file.contains(":memory:")
        || std::path::Path::new(file).exists()
    {
        return Ok(());
    }
    bail!(
        "there is no record `{file}`: name it with --database, start `tsunagu serve`, which makes one, or say --create with `import` \
         (データベース {file} がありません。--database で指定するか、serve で作成するか、import に --create を付けてください)"
    )
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

/// Opens a record that is there and whose tables are those of this version, and writes nothing to it.
async fn as_it_is(database: &str) -> Result<Store> {
    is_there(database, false)?;
    let store = open(database).await?;
    of_this_version(&store).await?;
    Ok(store)
}

/// Refuses a record whose tables are those of an older version.
async fn of_this_version(store: &Store) -> Result<()> {
    if migrations::pending(store.db()).await? > 0 {
        bail!(
            "the record's tables are those of an older version and are left as they are: run `tsunagu migrate` first, after a backup, by a \
             role that may write (データベースの表が古い版のものです。バックアップの後、書き込み権限のある利用者で、先に tsunagu migrate を実行してください)"
        );
    }
    Ok(())
}

/// Writes to standard output; a reader who has gone away is no error.
fn say(text: &str) -> Result<()> {
    say_bytes(text.as_bytes())
}

fn say_bytes(bytes: &[u8]) -> Result<()> {
    match std::io::stdout().write_all(bytes) {
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
