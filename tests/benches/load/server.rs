//! The program as a server of its own process.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The command that was built before.
pub(crate) fn program() -> Result<PathBuf> {
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
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub(crate) fn start(mut command: Command) -> Result<Self> {
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
}

/// Asks one question; the answer's text.
pub(crate) fn ask(address: &str, body: &str) -> Result<String> {
    Ok(ureq::post(address)
        .header("content-type", "application/json")
        .send(body)?
        .into_body()
        .read_to_string()?)
}
