//! The real server over generated data, asked the same six questions hot (the answer is known) and cold (never asked before),
//! beside a handler of axum that sends ready-made bytes and one that somebody would write by hand for that question alone.
//!
//! `cargo build --release && cargo bench -p e2e --bench load -- medium` (or `small`, `large`). The server's own CPU time is what
//! counts: clients share the machine. Linux only, for `/proc`.

#[path = "load/questions.rs"]
mod questions;
#[path = "load/server.rs"]
mod server;
#[path = "load/sql.rs"]
mod sql;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, ensure};
use harness::generated::{Size, generated};
use questions::QUESTIONS;
use serde_json::{Value, json};
use server::{Server, ask, program};

/// Connections at once.
const CONNECTIONS: usize = 32;
/// How long each question is asked.
const FOR: Duration = Duration::from_secs(3);

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "ready-made") {
        return ready_made();
    }
    if let [word, record, question] = &words[..]
        && word == "sql"
    {
        return by_hand(record, question);
    }
    // `cargo test --benches` only asks whether it runs.
    if !words.iter().any(|word| word == "--bench") {
        return Ok(());
    }
    let size = words.iter().find_map(|word| Size::named(word));
    let folder = std::env::temp_dir().join(format!("tsunagu-load-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let outcome = measure(size.unwrap_or(Size::ALL[0]), &folder);
    fs::remove_dir_all(&folder)?;
    outcome
}

fn measure(size: Size, folder: &Path) -> Result<()> {
    let record = format!("sqlite:{}", folder.join("record.sqlite").display());
    let program = program()?;
    let serve = || {
        let mut command = Command::new(&program);
        command.env("TSUNAGU_DATABASE", &record);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        command.args([
            "--limit-requests-per-second",
            "1000000",
            "--limit-burst",
            "1000000",
        ]);
        command
    };
    drop(Server::start(serve())?);
    let mut files = Vec::new();
    for (name, text) in generated(size) {
        let path = folder.join(name);
        fs::write(&path, text)?;
        files.push(path);
    }
    let begin = Instant::now();
    let imported = Command::new(&program)
        .env("TSUNAGU_DATABASE", &record)
        .arg("import")
        .args(&files)
        .output()?;
    let said = String::from_utf8_lossy(&imported.stdout).into_owned()
        + &String::from_utf8_lossy(&imported.stderr);
    let said: String = said.chars().take(3_000).collect();
    ensure!(imported.status.success(), "the import failed: {said}");
    println!(
        "{}: {} registries, {} approvals",
        size.name, size.registries, size.approvals
    );
    println!("import {:.1?}", begin.elapsed());
    let beside = folder.join("by-hand.sqlite");
    fs::copy(folder.join("record.sqlite"), &beside)?;
    let begin = Instant::now();
    let server = Server::start(serve())?;
    let (cpu, resident) = used(&server)?;
    println!(
        "start {:.2?}, CPU {cpu:.0} ms, {resident:.0} MiB",
        begin.elapsed()
    );
    println!("| | requests/s | p50 ms | p99 ms | CPU ms | beside CPU ms | times |");
    println!("|---|---|---|---|---|---|---|");
    for ((name, document, variables), number) in QUESTIONS.into_iter().zip(0..) {
        let body = |n: usize| json!({ "query": document, "variables": variables(n) }).to_string();
        let answer = ask(&server.address, &body(0))?;
        let parsed: Value = serde_json::from_str(&answer)?;
        ensure!(parsed["errors"].is_null(), "{name}: {answer}");
        let cold = drive(&server, |n| body(1 + n % 40_000))?;
        // the seventh, facets, nobody writes by hand
        if number < 6 {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("sql").arg(&beside).arg(number.to_string());
            let server = Server::start(command)?;
            let answer: Value = serde_json::from_str(&ask(&server.address, &body(0))?)?;
            ensure!(answer["errors"].is_null(), "{name} by hand: {answer}");
            let own = drive(&server, |n| body(1 + n % 40_000))?;
            let times = own.cpu / cold.cpu;
            println!(
                "| {name}, cold, beside one written by hand | {cold} | {:.3} | {times:.1} |",
                own.cpu
            );
        } else {
            println!("| {name}, cold | {cold} | | |");
        }
        let hot = drive(&server, |_| body(0))?;
        let bytes = folder.join("answer.json");
        fs::write(&bytes, &answer)?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("ready-made").arg(&bytes);
        let ready = drive(&Server::start(command)?, |_| body(0))?;
        let times = ready.cpu / hot.cpu;
        println!(
            "| {name}, hot, beside ready-made bytes | {hot} | {:.3} | {times:.2} |",
            ready.cpu
        );
    }
    let (_, resident) = used(&server)?;
    println!("memory at the end {resident:.0} MiB");
    Ok(())
}

/// What a question cost.
struct Cost {
    each_second: f64,
    half: f64,
    worst: f64,
    cpu: f64,
}

impl std::fmt::Display for Cost {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            each_second,
            half,
            worst,
            cpu,
        } = self;
        write!(out, "{each_second:.0} | {half:.2} | {worst:.2} | {cpu:.3}")
    }
}

/// CPU time so far, in milliseconds, and resident memory in MiB.
fn used(server: &Server) -> Result<(f64, f64)> {
    let folder = PathBuf::from(format!("/proc/{}", server.child.id()));
    let stat = fs::read_to_string(folder.join("stat"))?;
    let after = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
    let status = fs::read_to_string(folder.join("status"))?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = resident.and_then(|text| text.split_whitespace().next());
    // Linux counts in hundredths of a second everywhere that we know of.
    Ok((
        ticks * 10.0,
        kilobytes.unwrap_or("0").parse::<f64>()? / 1024.0,
    ))
}

/// Asks over many connections, each answer before the next question.
fn drive(server: &Server, body: impl Fn(usize) -> String + Sync) -> Result<Cost> {
    let asked = AtomicUsize::new(0);
    let (before, _) = used(server)?;
    let begin = Instant::now();
    let one = || -> Result<Vec<Duration>> {
        let agent = ureq::Agent::new_with_defaults();
        let mut taken = Vec::new();
        while begin.elapsed() < FOR {
            let body = body(asked.fetch_add(1, Ordering::Relaxed));
            let asked = Instant::now();
            let mut answer = agent
                .post(&server.address)
                .header("content-type", "application/json")
                .send(&body)?;
            answer.body_mut().read_to_vec()?;
            taken.push(asked.elapsed());
        }
        Ok(taken)
    };
    let mut taken: Vec<Duration> = thread::scope(|scope| -> Result<_> {
        let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(one)).collect();
        let mut taken = Vec::new();
        for thread in threads {
            taken.extend(
                thread
                    .join()
                    .map_err(|_| anyhow::anyhow!("a client failed"))??,
            );
        }
        Ok(taken)
    })?;
    let (after, _) = used(server)?;
    taken.sort_unstable();
    let at = |share: usize| taken[(taken.len() - 1) * share / 100].as_secs_f64() * 1_000.0;
    Ok(Cost {
        each_second: taken.len() as f64 / begin.elapsed().as_secs_f64(),
        half: at(50),
        worst: at(99),
        cpu: (after - before) / taken.len() as f64,
    })
}

/// One question, written by hand.
#[tokio::main]
async fn by_hand(record: &str, question: &str) -> Result<()> {
    sql::serve(record.to_owned(), question.parse()?).await
}

/// The same bytes to every question.
#[tokio::main]
async fn ready_made() -> Result<()> {
    let file = std::env::args().nth(2).context("a file")?;
    let bytes: &'static [u8] = fs::read(file)?.leak();
    let send =
        move |_: axum::body::Bytes| async move { ([("content-type", "application/json")], bytes) };
    let routes = axum::Router::new().route("/graphql", axum::routing::post(send));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}/graphql", listener.local_addr()?);
    Ok(axum::serve(listener, routes).await?)
}
