//! Figures for whoever watches the server, on an address of their own: they are not for the public, and need no key.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use base::Standing;
use catalogue::Catalogues;
use gateway::http::metrics as http;
use gateway::limits::Limits;
use metrics::{describe_gauge, gauge};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Seconds up to which operations are counted: most take a few milliseconds, none more than the limit of half a minute.
const SECONDS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 10.0];
/// Keys of a loader's statement.
const KEYS: [f64; 6] = [1.0, 5.0, 20.0, 100.0, 500.0, 1_000.0];

/// Begins to count, and to answer at `/metrics` until the task is ended.
pub(crate) async fn listen(
    address: SocketAddr,
    catalogues: Arc<Catalogues>,
    limits: &Limits,
) -> Result<JoinHandle<()>> {
    let recorder = PrometheusBuilder::new()
        .set_buckets(&SECONDS)
        .and_then(|builder| {
            let keys = "tsunagu_loader_batch_keys".to_owned();
            builder.set_buckets_for_metric(metrics_exporter_prometheus::Matcher::Full(keys), &KEYS)
        })
        .and_then(PrometheusBuilder::install_recorder)
        .context("figures cannot be counted")?;
    http::describe();
    describe();
    let render = move || {
        standing(&catalogues);
        recorder.run_upkeep();
        recorder.render()
    };
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} for --metrics-listen"))?;
    tracing::info!(address = %listener.local_addr()?, "figures at /metrics");
    let limits = limits.clone();
    Ok(tokio::spawn(async move {
        let never = std::future::pending();
        let page = http::page(render);
        if let Err(error) = gateway::http::serve(listener, page, &limits, false, never).await {
            tracing::error!(%error, "figures are no longer answered");
        }
    }))
}

fn describe() {
    describe_gauge!("tsunagu_revision", "The revision that is served");
    describe_gauge!(
        "tsunagu_revision_published_timestamp_seconds",
        "When it was published, in seconds since 1970"
    );
    describe_gauge!(
        "tsunagu_database_up",
        "1 where the database answered last time"
    );
    describe_gauge!(
        "tsunagu_database_connections",
        "Open connections to the database, by whether one is at work"
    );
    describe_gauge!(
        "tsunagu_read_database_up",
        "1 where a replica is read, for it is well and holds the revision that is served"
    );
    describe_gauge!(
        "tsunagu_read_database_revision",
        "The newest revision that a replica was seen to hold"
    );
}

/// What is so at this moment, rather than counted.
fn standing(catalogues: &Catalogues) {
    let present = catalogues.present();
    let published = present.revision.imported_at.timestamp();
    gauge!("tsunagu_revision").set(present.at().0 as f64);
    gauge!("tsunagu_revision_published_timestamp_seconds").set(published as f64);
    let store = catalogues.store();
    gauge!("tsunagu_database_up").set(f64::from(u8::from(store.answers())));
    let (open, idle) = store.connections();
    gauge!("tsunagu_database_connections", "state" => "idle").set(f64::from(idle));
    gauge!("tsunagu_database_connections", "state" => "busy").set(f64::from(open - idle.min(open)));
    for (reader, standing) in store.readers() {
        let (up, revision) = match standing {
            Standing::Current(revision) => (1.0, Some(revision)),
            Standing::Behind(revision) => (0.0, Some(revision)),
            Standing::Away | Standing::Foreign => (0.0, None),
        };
        gauge!("tsunagu_read_database_up", "database" => reader.clone()).set(up);
        if let Some(revision) = revision {
            gauge!("tsunagu_read_database_revision", "database" => reader).set(revision as f64);
        }
    }
}
