//! The documents behind the facts as a curator reads them, and which of their addresses no longer answer.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use base::{Document, Revision, RevisionRow, Store};

use crate::arguments;

/// Hosts that are asked at the same time; each is asked one page after the other.
const AT_ONCE: usize = 8;

/// Lists the documents, or asks every address and lists those that do not answer.
pub(crate) async fn sources(store: &Store, options: arguments::Sources) -> Result<ExitCode> {
    let mut documents = match RevisionRow::newest(store).await? {
        Some(newest) => {
            base::load::<base::document::Entity>(store.db(), Revision(newest.number)).await?
        }
        None => Vec::new(),
    };
    documents.sort_by(|one, other| one.id.cmp(&other.id));
    if options.check {
        let patience = Duration::from_secs(options.timeout_seconds);
        return tokio::task::spawn_blocking(move || check(&documents, patience)).await?;
    }
    for document in &documents {
        let kind = document.kind.map_or("-", |kind| kind.word());
        let url = document.url.as_deref().unwrap_or("-");
        crate::say(&format!(
            "{}\t{kind}\t{}\t{url}\n",
            document.id, document.title
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Asks each address once and writes a line for each that does not answer; fails where there is one.
fn check(documents: &[Document], patience: Duration) -> Result<ExitCode> {
    let mut hosts: BTreeMap<&str, Vec<(&Document, &str)>> = BTreeMap::new();
    for document in documents {
        if let Some(url) = document.url.as_deref() {
            let host = url.split('/').nth(2).unwrap_or(url);
            hosts.entry(host).or_default().push((document, url));
        }
    }
    let asked: usize = hosts.values().map(Vec::len).sum();
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(patience))
        .http_status_as_error(false)
        .user_agent(concat!(
            "tsunagu/",
            env!("CARGO_PKG_VERSION"),
            " (link check)"
        ))
        .build()
        .into();
    let (silent, queue) = (AtomicUsize::new(0), Mutex::new(hosts.into_values()));
    let work = || -> Result<()> {
        loop {
            let next = queue.lock().map_or(None, |mut hosts| hosts.next());
            let Some(pages) = next else { return Ok(()) };
            for (document, url) in pages {
                if let Err(reason) = answers(&agent, url) {
                    silent.fetch_add(1, Ordering::Relaxed);
                    crate::say(&format!("{}\t{url}\t{reason}\n", document.id))?;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            let ended = worker.join().ok();
            ended.context("a thread that checks addresses ended badly")?
        })
    })?;
    let silent = silent.into_inner();
    eprintln!(
        "{asked} addresses asked, {silent} do not answer (確認したURL {asked}件、応答なし {silent}件)"
    );
    Ok(ExitCode::from(u8::from(silent > 0)))
}

/// Whether a page is there; some servers know no HEAD or refuse it, so a refusal is asked again with GET.
fn answers(agent: &ureq::Agent, url: &str) -> Result<(), String> {
    let is_there = |status: u16| status < 400;
    let head = agent.head(url).call();
    if head.is_ok_and(|answer| is_there(answer.status().as_u16())) {
        return Ok(());
    }
    let answer = agent.get(url).call().map_err(|error| error.to_string())?;
    match answer.status().as_u16() {
        status if is_there(status) => Ok(()),
        status => Err(format!("HTTP {status}")),
    }
}
