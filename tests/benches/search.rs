//! How long search takes on the bundled data set: every query of the tuned set and every expected bound beside it.
//!
//! `cargo bench -p e2e --bench search`. Each query is asked many times; the median of its times counts. Criterion would
//! take a minute for what a loop tells in a second.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use catalogue::{Catalogue, Catalogues};
use harness::{Backend, Record};
use serde::Deserialize;

/// No query takes longer than this on the real catalogue.
const BOUND: Duration = Duration::from_micros(500);
const TIMES: usize = 51;

#[derive(Deserialize)]
struct Set {
    query: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    text: String,
    #[serde(default)]
    repeat: Option<usize>,
}

fn main() -> Result<()> {
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let catalogue = runtime.block_on(async {
        let record = Record::bundled(Backend::Sqlite).await;
        Ok::<_, anyhow::Error>(Catalogues::open(record.store.clone()).await?.present())
    })?;
    println!("imported and loaded in {:?}", begun.elapsed());
    let set: Set = toml::from_str(include_str!("../search/tuned.toml"))?;
    let mut times: Vec<(Duration, String)> = set
        .query
        .iter()
        .map(|question| {
            let text = question.text.repeat(question.repeat.unwrap_or(1));
            (median(&catalogue, &text), text.chars().take(30).collect())
        })
        .collect();
    times.sort();
    let (worst, _) = times[times.len() - 1];
    println!(
        "{} queries: median {:?}, worst {worst:?}",
        times.len(),
        times[times.len() / 2].0
    );
    for (time, text) in times.iter().rev().take(8) {
        println!("{time:?} {text:?}");
    }
    println!("without a match: {:?}", median(&catalogue, "ぬるぽ"));
    println!("every query under {BOUND:?}: {}", worst < BOUND);
    Ok(())
}

fn median(catalogue: &Catalogue, text: &str) -> Duration {
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let begun = Instant::now();
            black_box(catalogue.search.find(black_box(text), None));
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[TIMES / 2]
}
