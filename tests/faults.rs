//! What happens to a real process: it is killed, its record is taken away, others start beside it.
//!
//! A short form runs with all other tests; `TSUNAGU_FAULTS=100 cargo nextest run -p e2e --test faults` kills as often as that says.

#[path = "faults/assistant.rs"]
mod assistant;
#[path = "faults/config.rs"]
mod config;
#[path = "faults/copies.rs"]
mod copies;
#[path = "faults/events.rs"]
mod events;
#[path = "faults/full.rs"]
mod full;
#[path = "faults/gateways.rs"]
mod gateways;
#[path = "faults/help.rs"]
mod help;
#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/metrics.rs"]
mod metrics;
#[path = "faults/outage.rs"]
mod outage;
#[path = "faults/packaging.rs"]
mod packaging;
#[path = "faults/process.rs"]
mod process;
#[path = "faults/proxy.rs"]
mod proxy;
#[path = "faults/records.rs"]
mod records;
#[path = "faults/replicas.rs"]
mod replicas;
#[path = "faults/sources.rs"]
mod sources;
#[path = "faults/upgrade.rs"]
mod upgrade;
#[path = "faults/wire.rs"]
mod wire;

/// How often what depends on chance is tried: few times with all other tests, more by hand.
fn times() -> u32 {
    let asked = std::env::var("TSUNAGU_FAULTS").ok();
    asked.and_then(|times| times.parse().ok()).unwrap_or(6)
}
