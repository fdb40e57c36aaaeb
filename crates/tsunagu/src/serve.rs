//! Serving: from arguments to the library crates.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use access::Keys;
use anyhow::{Context, Result, bail};
use base::{Published, RevisionRow, Store, StoreError};
use catalogue::Catalogues;
use gateway::Graph;
use gateway::http::{
    Beside, Cors, Options, PageFile, Trusted, admin, router, router_beside, trusted_documents,
};
use gateway::limits::Limits;
use ingest::{ImportError, Importer};
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;
use tsunagu::Curator;

use crate::arguments;

/// Serves until the process is told to stop.
pub(crate) async fn serve(database: &str, options: arguments::Serve) -> Result<()> {
    outlive_the_terminal();
    let catalogues = catalogues(database, &options.record).await?;
    let keys = Arc::new(Keys::new(catalogues.store().clone(), crate::now));
    if options.require_key && catalogues.store().has_readers() {
        tokio::spawn(look_at_keys(keys.clone()));
    }
    let revision = catalogues.present().at().0;
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
    let mut http = http_options(&options).await?;
    http.readers = options.require_key.then(|| keys.clone());
    http.exporters = crate::export::exporters(&catalogues, options.public_url.as_deref())?;
    let curator = Arc::new(Curator::new(catalogues.clone()));
    let admin = admin(curator, keys, &limits, &http);
    let assistant = options.mcp.then(|| assistant_options(&options, &limits));
    let assistant =
        assistant.map(|options| -> Beside { Box::new(|api| assistant::route(api, options)) });
    let api = router_beside(executor, limits.clone(), http, assistant).merge(admin);
    let app = if options.no_explorer {
        api
    } else {
        let pages = explorer::Options {
            graphiql: !options.no_graphiql,
            public_url: options.public_url.clone(),
            ..explorer::Options::default()
        };
        explorer::router(api, pages)
    };
    let watched = match options.metrics_listen {
        Some(address) => Some(crate::metrics::listen(address, catalogues.clone(), &limits).await?),
        None => None,
    };
    if options.refresh_seconds > 0.0 {
        let every = Duration::from_secs_f64(options.refresh_seconds);
        tokio::spawn(watch(catalogues, every));
    }
    let stopped = stopped();
    println!("listening on http://{address}/graphql");
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        record = base::without_password(database),
        revision,
        %address,
        "serving"
    );
    let is_proxied = options.client_header.is_some();
    let served = gateway::http::serve(listener, app, &limits, is_proxied, stopped).await;
    if let Some(watched) = watched {
        watched.abort();
    }
    served.context("the server failed")
}

/// Answers one assistant until its input ends. Standard output is the protocol's alone.
pub(crate) async fn mcp(database: &str, options: arguments::Mcp) -> Result<()> {
    let catalogues = catalogues(database, &options.record).await?;
    let graph = Graph::new(catalogues.clone());
    let http = Options {
        graphiql: false,
        own_documents: assistant::documents(),
        ..Options::default()
    };
    let executor = Arc::new(graph.executor(crate::today));
    let api = router(executor, options.limits.limits(), http);
    let assistant = assistant::Options {
        public_url: options.public_url,
        ..assistant::Options::default()
    };
    // A conversation may last for days: imports made beside it are seen.
    tokio::spawn(watch(catalogues, Duration::from_secs(5)));
    assistant::serve_stdio(api, assistant).await?;
    Ok(())
}

/// The catalogues of a record, and of the replicas that it is read from.
async fn catalogues(database: &str, options: &arguments::Record) -> Result<Arc<Catalogues>> {
    let opened = match options.no_migrate {
        true => crate::as_it_is(database).await,
        false => filled(database).await,
    };
    let store = match opened {
        Ok(store) => store.read_from(&options.read_database).await?,
        Err(error) if !options.read_database.is_empty() && is_away(&error) => {
            without_it(database, &options.read_database, error).await?
        }
        Err(error) => return Err(error),
    };
    let catalogues = Arc::new(Catalogues::open(store).await?);
    catalogues.store().watch_readers();
    Ok(catalogues)
}

fn is_away(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<StoreError>();
    error.is_some_and(StoreError::is_away)
}

/// A record that is away, where a replica answers in its place. What a replica holds is what the record held, so neither tables nor
/// data are missing that a start would have made; those of an older version are left as they are.
async fn without_it(database: &str, replicas: &[String], error: anyhow::Error) -> Result<Store> {
    let store = Store::connect_later(database).await?;
    let store = store.read_from(replicas).await?;
    let Some((replica, _)) = store.newest_reader().await else {
        return Err(error);
    };
    crate::of_this_version(&replica).await?;
    tracing::warn!(
        error = format!("{error:#}"),
        "the database is away: the server starts with what a replica holds, and writes nothing until the database is back"
    );
    Ok(store)
}

/// Keeps count of revoked keys, for the time when only replicas can be asked.
async fn look_at_keys(keys: Arc<Keys>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // That the record is away is said by who looks at it.
        let _ = keys.look().await;
    }
}

/// The record, with the bundled data set where it held nothing.
async fn filled(database: &str) -> Result<Store> {
    let store = crate::current(database).await?;
    if RevisionRow::newest(&store).await?.is_none() {
        load_elsewhere(database).await;
    }
    if RevisionRow::newest(&store).await?.is_none() {
        load_bundled(&store).await?;
    }
    Ok(store)
}

/// How assistants are answered at `/mcp`: within the limits of the API, from the origins that may ask it.
fn assistant_options(options: &arguments::Serve, limits: &Limits) -> assistant::Options {
    let origins = if options.cors == ["*"] {
        assistant::Origins::Any
    } else {
        assistant::Origins::Only(options.cors.clone())
    };
    assistant::Options {
        public_url: options.public_url.clone(),
        origins,
        schema: !options.no_introspection,
        body_bytes: limits.body_bytes,
        body_time: limits.body_time,
        ..assistant::Options::default()
    }
}

/// How the HTTP side behaves, as the command line says.
async fn http_options(options: &arguments::Serve) -> Result<Options> {
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
    let trusted_documents = match &options.trusted_documents {
        Some(folder) => Some(trusted(folder).await?),
        None => None,
    };
    Ok(Options {
        graphiql: !options.no_graphiql,
        page_files: page_files(),
        migration: Some(migrations::newest()),
        introspection: !options.no_introspection,
        max_age: options.max_age,
        counted: options.metrics_listen.is_some(),
        slow_operation: (options.slow_operation_ms > 0)
            .then(|| Duration::from_millis(options.slow_operation_ms)),
        cors,
        client_header,
        trusted_documents,
        own_documents: assistant::documents(),
        assistants: options.mcp,
        examples: gateway::examples(),
        ..Options::default()
    })
}

/// The documents of a folder, each of which fits the schema.
async fn trusted(folder: &Path) -> Result<Vec<Trusted>> {
    let documents = trusted_documents(folder).with_context(|| {
        format!(
            "cannot read the documents in {} (文書を読み込めません)",
            folder.display()
        )
    })?;
    let texts = documents.iter().map(|document| &*document.text);
    let problems = gateway::validate::problems(texts).await;
    if !problems.is_empty() {
        let lines = problems.iter().map(|(place, problem)| {
            let file = documents[*place].file.display();
            format!("\n  {file}: {problem}")
        });
        bail!(
            "documents that do not fit the schema (スキーマに合わない文書があります):{}",
            lines.collect::<String>()
        );
    }
    Ok(documents)
}

/// The files of GraphiQL that came with this binary; where there are none, browsers load them from a pinned address.
fn page_files() -> Vec<PageFile> {
    let files = playground::FILES.iter();
    files
        .map(|&(name, bytes)| PageFile { name, bytes })
        .collect()
}

/// Fills an empty record in a process of its own, so that the memory that this takes is given back. Whether it did so shows
/// in the record; one that lives in this process's memory is out of reach.
async fn load_elsewhere(database: &str) {
    if database.contains(":memory:") || database.contains("mode=memory") {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut command = std::process::Command::new(program);
    // The address may hold a password, so it stands in no list of processes. What is said to the server's own imports
    // is not meant for this one.
    command
        .args(["import", "--bundled", "--by", "bundled", "--tied"])
        .env("TSUNAGU_DATABASE", database)
        .env_remove("TSUNAGU_CONFIG")
        .env_remove("TSUNAGU_DRY_RUN")
        .env_remove("TSUNAGU_TAG")
        .env_remove("TSUNAGU_FORMAT")
        // Its standard input ends with this process, and so does it.
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let wait = move || {
        let mut child = command.spawn()?;
        let tie = child.stdin.take();
        let status = child.wait();
        drop(tie);
        status
    };
    let ended = tokio::task::spawn_blocking(wait).await;
    if !matches!(ended, Ok(Ok(status)) if status.success()) {
        tracing::warn!("the bundled data set was not loaded by another process: loading it here");
    }
}

/// Fills an empty record with the data set in the binary, by the way that any batch takes.
async fn load_bundled(store: &Store) -> Result<()> {
    let bundled = ingest::bundled_batch();
    let (batch, files) = bundled.context("the bundled data set cannot be read")?;
    let importer = Importer {
        by: "bundled".to_owned(),
        at: crate::now(),
        files,
        dry_run: false,
        tag: false,
        turn: None,
        watch: None,
    };
    match ingest::import(store, batch, importer).await {
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

/// The longest that loading a new revision may take before it is tried again.
const REFRESH: Duration = Duration::from_secs(300);

/// Looks for new revisions, whoever imports them, and swaps the catalogue. PostgreSQL says when there is one; looking goes on beside it,
/// for word may be lost.
async fn watch(catalogues: Arc<Catalogues>, every: Duration) {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut published = None;
    let mut away = false;
    loop {
        tokio::select! {
            _ = ticks.tick() => if published.is_none() {
                published = catalogues.store().published().await.unwrap_or_default();
            },
            () = heard(&mut published) => {}
        }
        // Reading goes on from memory while the record is away; that it is so is said once.
        let was_away = away;
        away = true;
        match tokio::time::timeout(REFRESH, catalogues.refresh()).await {
            Ok(Ok(_)) => away = false,
            Ok(Err(error)) if !was_away => tracing::warn!(%error, "cannot look for a new revision"),
            Ok(Err(_)) => {}
            Err(_) => tracing::warn!("a new revision could not be loaded in time"),
        }
    }
}

/// Ready when a revision was published, or may have been while the connection was lost.
async fn heard(published: &mut Option<Published>) {
    match published {
        Some(listener) => {
            if listener.next().await.is_err() {
                *published = None;
            }
        }
        None => std::future::pending().await,
    }
}

/// Ready when the process is told to stop. Listens from the call on, not only from when it is first awaited: a signal that comes
/// between would end the process at once.
fn stopped() -> impl Future<Output = ()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{Signal, SignalKind, signal};
        let [terminate, interrupt] = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
        let received = |signal: std::io::Result<Signal>| async {
            match signal {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        async move {
            tokio::select! { () = received(terminate) => {}, () = received(interrupt) => {} }
        }
    }
    #[cfg(not(unix))]
    async {
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// A terminal that goes away is no word to stop: who wants that says it. Once it is listened to, it no longer ends the process.
fn outlive_the_terminal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Err(error) = signal(SignalKind::hangup()) {
            tracing::warn!(%error, "the server ends with its terminal");
        }
    }
}
