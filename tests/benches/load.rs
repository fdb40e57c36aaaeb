//! The real server over generated data, asked the same six questions hot (the answer is known) and cold (never asked before),
//! beside a handler of axum that sends ready-made bytes.
//!
//! `cargo build --release && cargo bench -p e2e --bench load -- medium` (or `small`, `large`). The server's own CPU time is what
//! counts: clients share the machine. Linux only, for `/proc`.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, io::BufRead, io::BufReader, thread};

use anyhow::{Context, Result, ensure};
use harness::generated::{Size, generated};
use serde_json::{Value, json};

/// Connections at once.
const CONNECTIONS: usize = 32;
/// How long each question is asked.
const FOR: Duration = Duration::from_secs(3);

/// Name, document, and variables that are different for each number.
type Question = (&'static str, &'static str, fn(usize) -> Value);

const QUESTIONS: [Question; 7] = [
    (
        "Q1 page of 50",
        "query($day: Date!) { approvals(first: 50, filter: { approvedOn: { from: $day } }) { totalCount nodes { number approvedOn titleJa userSectors } pageInfo { hasNextPage endCursor } } }",
        |n| json!({ "day": day(n) }),
    ),
    (
        "Q2 nested",
        "query($day: Date!) { approvals(first: 20, filter: { approvedOn: { from: $day } }) { nodes { titleJa operator { code nameJa } dataItems { code nameJa } diseases { code nameJa } } } }",
        |n| json!({ "day": day(n) }),
    ),
    (
        "Q3 three levels",
        "query($day: Date!) { operators(first: 3, filter: { certifiedOn: $day }) { nodes { code nameJa approvals(first: 10) { totalCount nodes { titleJa dataItems { nameJa } diseases { nameJa nameEn } } } } } }",
        |n| json!({ "day": day(n + 50_000) }),
    ),
    (
        "Q4 search",
        "query($text: String!) { search(text: $text, first: 20) { totalCount nodes { __typename ... on Approval { titleJa } ... on Registry { nameJa } } } }",
        |n| json!({ "text": format!("{} {}", ["がん", "心不全", "糖尿病", "肺"][n % 4], ["研究", "登録", "治療"][n % 3]) + &" ".repeat(n % 500) }),
    ),
    (
        "Q5 counts",
        "query($day: Date!) { approvalStatistics(groupBy: [YEAR, OPERATOR], filter: { approvedOn: { from: $day } }) { distinctTotal groups { count cumulative keys { value labelJa } } } }",
        |n| json!({ "day": day(n) }),
    ),
    (
        "Q6 statements",
        "query($on: Date!) { linkage(databases: [\"ndb\", \"kaigo\"], form: ANONYMISED, on: $on) { state explanation pairs { state explanation governing { code state statedBy { code } } } } }",
        |n| json!({ "on": day(n) }),
    ),
    (
        "Q7 facets",
        "query($day: Date!) { approvals(first: 1, filter: { approvedOn: { from: $day } }) { totalCount facets { facet values { value count } } } }",
        |n| json!({ "day": day(n) }),
    ),
];

/// Days before any approval (and past all of them from 44,640 on), so that every question has its own variables and all have
/// the same answer to make.
fn day(n: usize) -> String {
    format!(
        "{}-{:02}-{:02}",
        1900 + n / 372,
        1 + n / 31 % 12,
        1 + n % 28
    )
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "ready-made") {
        return ready_made();
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

/// The command that was built before.
fn program() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("TSUNAGU_BIN") {
        return Ok(named.into());
    }
    let bench = std::env::current_exe()?;
    let profile = bench.parent().and_then(Path::parent);
    let program = profile.context("a profile's folder")?.join("tsunagu");
    ensure!(program.exists(), "build it first: cargo build --release");
    Ok(program)
}

/// A process that says where it listens, until it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(mut command: Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        let out = child.stdout.take().context("standard output")?;
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on ").map(str::to_owned);
        let address = address.context("the server does not start")?;
        Ok(Self { child, address })
    }

    /// CPU time so far, in milliseconds, and resident memory in MiB.
    fn used(&self) -> Result<(f64, f64)> {
        let folder = PathBuf::from(format!("/proc/{}", self.child.id()));
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
    let begin = Instant::now();
    let server = Server::start(serve())?;
    let (cpu, resident) = server.used()?;
    println!(
        "start {:.2?}, CPU {cpu:.0} ms, {resident:.0} MiB",
        begin.elapsed()
    );
    println!("| | requests/s | p50 ms | p99 ms | CPU ms | ready-made CPU ms | of ready-made |");
    println!("|---|---|---|---|---|---|---|");
    for (name, document, variables) in QUESTIONS {
        let body = |n: usize| json!({ "query": document, "variables": variables(n) }).to_string();
        let answer = ask(&server.address, &body(0))?;
        let parsed: Value = serde_json::from_str(&answer)?;
        ensure!(parsed["errors"].is_null(), "{name}: {answer}");
        let cold = drive(&server, |n| body(1 + n % 40_000))?;
        println!("| {name}, cold | {cold} | | |");
        let hot = drive(&server, |_| body(0))?;
        let bytes = folder.join("answer.json");
        fs::write(&bytes, &answer)?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("ready-made").arg(&bytes);
        let ready = drive(&Server::start(command)?, |_| body(0))?;
        let share = 100.0 * ready.cpu / hot.cpu;
        println!("| {name}, hot | {hot} | {:.3} | {share:.0} % |", ready.cpu);
    }
    let (_, resident) = server.used()?;
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

fn ask(address: &str, body: &str) -> Result<String> {
    Ok(ureq::post(address)
        .header("content-type", "application/json")
        .send(body)?
        .into_body()
        .read_to_string()?)
}

/// Asks over many connections, each answer before the next question.
fn drive(server: &Server, body: impl Fn(usize) -> String + Sync) -> Result<Cost> {
    let asked = AtomicUsize::new(0);
    let (before, _) = server.used()?;
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
    let (after, _) = server.used()?;
    taken.sort_unstable();
    let at = |share: usize| taken[(taken.len() - 1) * share / 100].as_secs_f64() * 1_000.0;
    Ok(Cost {
        each_second: taken.len() as f64 / begin.elapsed().as_secs_f64(),
        half: at(50),
        worst: at(99),
        cpu: (after - before) / taken.len() as f64,
    })
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
