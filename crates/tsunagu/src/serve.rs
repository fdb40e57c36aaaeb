//! Serving and importing: from arguments to the library crates.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use base::{RevisionRow, Store};
use catalogue::Catalogues;
use gateway::Graph;
use gateway::http::{Cors, Options, PageFile, router, trusted_documents};
use ingest::{Batch, ImportError, Importer, Sheet};
use migrations::{Migrator, MigratorTrait};
use tokio::net::TcpListener;

use crate::arguments;

/// Serves until the process is told to stop.
pub(crate) async fn serve(database: &str, options: arguments::Serve) -> Result<()> {
    let store = crate::open(database).await?;
    Migrator::up(store.db(), None)
        .await
        .context("the record's tables cannot be brought up to date")?;
    if RevisionRow::newest(&store).await?.is_none() {
        load_bundled(&store).await?;
    }
    let catalogues = Arc::new(Catalogues::open(store).await?);
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    let address = listener.local_addr()?;
    let graph = if options.federation {
        Graph::federated(catalogues.clone())
    } else {
        Graph::new(catalogues.clone())
    };
    let graph = if options.no_suggestions || options.no_introspection {
        graph.without_suggestions()
    } else {
        graph
    };
    let executor = Arc::new(graph.executor(crate::today));
    let limits = options.limits.limits();
    let app = router(executor, limits.clone(), http_options(&options)?);
    if options.refresh_seconds > 0 {
        tokio::spawn(watch(
            catalogues,
            Duration::from_secs(options.refresh_seconds),
        ));
    }
    println!("listening on http://{address}/graphql");
    let is_proxied = options.client_header.is_some();
    gateway::http::serve(listener, app, &limits, is_proxied, stopped())
        .await
        .context("the server failed")
}

/// How the HTTP side behaves, as the command line says.
fn http_options(options: &arguments::Serve) -> Result<Options> {
    let cors = match &options.cors[..] {
        [] => Cors::Off,
        [all] if all == "*" => Cors::Any,
        origins => Cors::Origins(
            origins
                .iter()
                .map(|origin| {
                    origin
                        .parse()
                        .with_context(|| format!("`{origin}` is not an origin"))
                })
                .collect::<Result<_>>()?,
        ),
    };
    let client_header = options
        .client_header
        .as_ref()
        .map(|name| {
            name.parse()
                .with_context(|| format!("`{name}` is not the name of a header"))
        })
        .transpose()?;
    let trusted_documents = options
        .trusted_documents
        .as_ref()
        .map(|folder| {
            trusted_documents(folder)
                .with_context(|| format!("cannot read the documents in {}", folder.display()))
        })
        .transpose()?;
    Ok(Options {
        graphiql: !options.no_graphiql,
        page_files: page_files(),
        introspection: !options.no_introspection,
        max_age: options.max_age,
        cors,
        client_header,
        trusted_documents,
        examples: gateway::examples(),
        ..Options::default()
    })
}

/// The files of GraphiQL that came with this binary.
#[cfg(feature = "embedded-graphiql")]
fn page_files() -> Vec<PageFile> {
    let files = playground::FILES.iter();
    files
        .map(|&(name, bytes)| PageFile { name, bytes })
        .collect()
}

/// None: browsers load GraphiQL from a pinned address.
#[cfg(not(feature = "embedded-graphiql"))]
fn page_files() -> Vec<PageFile> {
    Vec::new()
}

/// Fills an empty record with the data set in the binary, by the way that any batch takes.
async fn load_bundled(store: &Store) -> Result<()> {
    let (sheets, files) = ingest::bundled().context("the bundled data set cannot be read")?;
    let importer = Importer {
        by: "bundled".to_owned(),
        at: crate::now(),
        files,
        dry_run: false,
    };
    match ingest::import(store, Batch::read(&sheets), importer).await {
        Ok(_) => Ok(()),
        Err(ImportError::Problems(problems)) => {
            for problem in &problems {
                eprintln!("{problem}");
            }
            bail!("the bundled data set has {} problem(s)", problems.len())
        }
        Err(ImportError::Store(error)) => Err(error.into()),
    }
}

/// Looks for new revisions, whoever imports them, and swaps the catalogue.
async fn watch(catalogues: Arc<Catalogues>, every: Duration) {
    let mut ticks = tokio::time::interval(every);
    loop {
        ticks.tick().await;
        // Reading goes on from memory while the record is away.
        if let Err(error) = catalogues.refresh().await {
            tracing::warn!(%error, "cannot look for a new revision");
        }
    }
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { _ = interrupt => {}, () = terminate => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}

/// Imports tables; exit code 1 with every problem where they have any.
pub(crate) async fn import(store: &Store, options: arguments::Import) -> Result<ExitCode> {
    let mut paths = Vec::new();
    for path in &options.paths {
        collect(path, &mut paths)?;
    }
    paths.sort();
    let mut sheets = Vec::new();
    let mut files = Vec::new();
    for path in &paths {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        files.push(ingest::signed(&name, &bytes));
        match Sheet::from_csv(&name, &bytes) {
            Ok(sheet) => sheets.push(sheet),
            Err(error) => {
                println!("{name}: {error}");
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    let importer = Importer {
        by: options.by,
        at: crate::now(),
        files,
        dry_run: options.dry_run,
    };
    match ingest::import(store, Batch::read(&sheets), importer).await {
        Ok(report) => {
            print!("{report}");
            Ok(ExitCode::SUCCESS)
        }
        Err(ImportError::Problems(problems)) => {
            for problem in &problems {
                println!("{problem}");
            }
            println!("{} problem(s); nothing was imported", problems.len());
            Ok(ExitCode::FAILURE)
        }
        Err(ImportError::Store(error)) => Err(error.into()),
    }
}

fn collect(path: &Path, into: &mut Vec<std::path::PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in
            std::fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))?
        {
            let path = entry?.path();
            if path.is_file()
                && path
                    .extension()
                    .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
            {
                into.push(path);
            }
        }
        return Ok(());
    }
    into.push(path.to_owned());
    Ok(())
}
