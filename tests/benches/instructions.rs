//! How many instructions the program takes for a start, an import and each question, counted by callgrind over the real catalogue: a
//! figure that does not depend on what else the machine does. More than a twentieth above `instructions.txt` is a failure.
//!
//! `cargo build --release && cargo bench -p e2e --bench instructions` (`-- write` keeps the figures; Debian's `valgrind`). A question
//! is what a server that answered it is above one that did not.

#[path = "load/questions.rs"]
mod questions;
#[path = "load/server.rs"]
mod server;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Result, bail, ensure};
use questions::QUESTIONS;
use serde_json::json;
use server::{Server, ask, program};

/// How often each question is asked.
const TIMES: usize = 40;
/// How far a figure may rise.
const MORE: f64 = 1.05;
const KEPT: &str = "benches/instructions.txt";

fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    // `cargo test --benches` only asks whether it runs.
    if !words.iter().any(|word| word == "--bench") {
        return Ok(());
    }
    let folder = env::temp_dir().join(format!("tsunagu-instructions-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let found = Counter { folder: &folder }.all();
    fs::remove_dir_all(&folder)?;
    let found = found?;
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(KEPT);
    if words.iter().any(|word| word == "write") {
        let lines = found
            .iter()
            .map(|(name, count)| format!("{count:>13}  {name}\n"));
        return Ok(fs::write(kept, lines.collect::<String>())?);
    }
    // on a machine where none were kept, none are compared
    let before: BTreeMap<String, u64> = fs::read_to_string(kept)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(count, name)| Ok((name.to_owned(), count.parse()?)))
        .collect::<Result<_>>()?;
    let mut risen = Vec::new();
    for (name, count) in found {
        let Some(kept) = before.get(&name).copied() else {
            println!("{count:>13}  {name}  (not kept)");
            continue;
        };
        let share = count as f64 / kept as f64;
        println!("{count:>13}  {name}  ({:+.1} %)", 100.0 * (share - 1.0));
        if share > MORE {
            risen.push(name);
        }
    }
    ensure!(
        risen.is_empty(),
        "takes more than before: {}",
        risen.join(", ")
    );
    Ok(())
}

struct Counter<'a> {
    folder: &'a Path,
}

impl Counter<'_> {
    fn all(&self) -> Result<Vec<(String, u64)>> {
        // the bundled catalogue is loaded without being counted
        drop(Server::start(self.serve(Command::new(program()?)))?);
        let mut found = Vec::new();
        let start = self.serving(|_| Ok(()))?;
        found.push(("start".to_owned(), start));
        for (name, document, variables) in QUESTIONS {
            let body =
                |n: usize| json!({ "query": document, "variables": variables(n) }).to_string();
            let known = self.serving(|server| ask(&server.address, &body(0)).map(drop))?;
            let mut count = |kind: &str, body: &dyn Fn(usize) -> String| -> Result<()> {
                let all = self.serving(|server| {
                    (0..=TIMES).try_for_each(|n| ask(&server.address, &body(n)).map(drop))
                })?;
                let each = all.saturating_sub(known) / TIMES as u64;
                found.push((format!("{name}, {kind}"), each));
                Ok(())
            };
            count("cold", &body)?;
            count("hot", &|_| body(0))?;
        }
        found.push(("import of a document".to_owned(), self.importing()?));
        Ok(found)
    }

    fn serve(&self, mut command: Command) -> Command {
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        // what the clock asks for would be counted
        command.args(["--refresh-seconds", "0"]);
        self.on_record(command)
    }

    fn on_record(&self, mut command: Command) -> Command {
        let record = self.folder.join("record.sqlite");
        command.env("TSUNAGU_DATABASE", format!("sqlite:{}", record.display()));
        command.env("TOKIO_WORKER_THREADS", "1");
        command
    }

    fn counted(&self) -> Result<(Command, PathBuf)> {
        let out = self.folder.join("callgrind.out");
        let mut command = Command::new("valgrind");
        command.args(["--quiet", "--tool=callgrind"]);
        command.arg(format!("--callgrind-out-file={}", out.display()));
        command.arg(program()?);
        Ok((command, out))
    }

    /// What a server takes from its start to its end, with what is asked of it between.
    fn serving(&self, asked: impl Fn(&Server) -> Result<()>) -> Result<u64> {
        let (command, out) = self.counted()?;
        let mut server = Server::start(self.serve(command))?;
        asked(&server)?;
        let id = server.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status()?;
        ensure!(
            told.success() && server.child.wait()?.success(),
            "the server failed"
        );
        total(&out)
    }

    fn importing(&self) -> Result<u64> {
        let file = self.folder.join("documents.csv");
        fs::write(
            &file,
            "id,title,text_quality\ncounted,数えた資料,PUBLIC_PAGE\n",
        )?;
        let (command, out) = self.counted()?;
        let mut command = self.on_record(command);
        command.arg("import").arg(&file).stdout(Stdio::null());
        ensure!(command.status()?.success(), "the import failed");
        total(&out)
    }
}

fn total(out: &Path) -> Result<u64> {
    let text = fs::read_to_string(out)?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals:"));
    match total {
        Some(total) => Ok(total.trim().parse()?),
        None => bail!("callgrind wrote no total"),
    }
}
