//! A real `tsunagu` process, and what can be done to it.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use anyhow::{Context, Result};

/// The command that is tested: `TSUNAGU_BIN`, else the one that lies beside the tests; it is built where it is missing.
pub(crate) fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("TSUNAGU_BIN") {
        return named.into();
    }
    let tests = std::env::current_exe().expect("this test has a path");
    let folder = tests
        .parent()
        .and_then(Path::parent)
        .expect("`deps` lies in the profile's folder");
    let program = folder.join(format!("tsunagu{}", std::env::consts::EXE_SUFFIX));
    // Cargo builds a package's own programs for its tests, and not those of others.
    static BUILT: std::sync::Once = std::sync::Once::new();
    BUILT.call_once(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        // What cargo says of this package to its tests: build scripts of others ask for it, and would run again, and so would all that
        // is built upon them.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let is_of_package =
                text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_");
            if is_of_package || text == "OUT_DIR" {
                build.env_remove(name);
            }
        }
        let built = build
            // With the whole workspace and a test, so that features are those of the build of all tests, those that only
            // development asks for too, and nothing is built twice.
            .args([
                "build",
                "--quiet",
                "--workspace",
                "--bin",
                "tsunagu",
                "--test",
                "faults",
            ])
            .current_dir(harness::root())
            .status();
        assert!(
            built.is_ok_and(|status| status.success()),
            "the command is built"
        );
    });
    program
}

/// The command with a record and nothing else of the surroundings.
pub(crate) fn command(record: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TSUNAGU_") {
            command.env_remove(name);
        }
    }
    command
        .env("TSUNAGU_DATABASE", record)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// A command that may write no file beyond so many kilobytes: to it, the disk is full there.
pub(crate) fn on_a_full_disk(inner: &Command, kilobytes: u32) -> Command {
    let mut outer = Command::new("bash");
    outer
        .args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\""])
        .arg(kilobytes.to_string())
        .arg(inner.get_program())
        .args(inner.get_args())
        .stdin(Stdio::null());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    outer
}

/// Runs the command to its end.
pub(crate) fn run(record: &str, arguments: &[&str]) -> Output {
    command(record, arguments)
        .output()
        .expect("the command starts")
}

/// What a command said on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub(crate) address: String,
    /// What it said on standard error until now; read as it comes, for a full pipe would hold it up.
    errors: std::thread::JoinHandle<String>,
    unread: Option<ChildStderr>,
}

impl Server {
    /// Starts one on any free port, and waits until it says where it listens.
    pub(crate) fn start(record: &str, arguments: &[&str]) -> Result<Self> {
        Self::heard(Self::unheard(record, arguments)?)
    }

    /// The same, and what it says on standard error is read.
    pub(crate) fn heard(mut server: Self) -> Result<Self> {
        let mut errors = server.unread.take().context("standard error")?;
        server.errors = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = errors.read_to_string(&mut text);
            text
        });
        if server.address.is_empty() {
            let _ = server.child.kill();
            let _ = server.child.wait();
            let said = std::mem::replace(&mut server.errors, std::thread::spawn(String::new));
            anyhow::bail!("no server: {}", said.join().unwrap_or_default());
        }
        Ok(server)
    }

    /// The same, but nobody reads what it says on standard error; its address is empty where it did not start.
    pub(crate) fn unheard(record: &str, arguments: &[&str]) -> Result<Self> {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(arguments);
        Self::of(command(record, &all))
    }

    /// What a command that serves comes to.
    pub(crate) fn of(mut command: Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().context("standard output")?;
        let unread = child.stderr.take();
        let mut first = String::new();
        BufReader::new(out).read_line(&mut first)?;
        let address = first
            .trim()
            .strip_prefix("listening on ")
            .and_then(|url| url.strip_suffix("/graphql"))
            .map(str::to_owned);
        Ok(Self {
            child,
            address: address.unwrap_or_default(),
            errors: std::thread::spawn(String::new),
            unread,
        })
    }

    /// Ends it; gives what it said on standard error.
    pub(crate) fn stop(mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let said = std::mem::replace(&mut self.errors, std::thread::spawn(String::new));
        said.join().unwrap_or_default()
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks with an optional key; gives the status and the body.
    pub(crate) fn ask(&self, query: &str) -> (u16, serde_json::Value) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let sent = agent
            .post(format!("{}/graphql", self.address))
            .header("accept", "application/json")
            .send_json(serde_json::json!({ "query": query }));
        let mut answer = sent.expect("the server answers");
        let status = answer.status().as_u16();
        (status, answer.body_mut().read_json().expect("JSON"))
    }

    /// The status of an address.
    pub(crate) fn status(&self, path: &str) -> u16 {
        self.reply(path).status().as_u16()
    }

    /// The status of an address, and what it says in JSON.
    pub(crate) fn answer(&self, path: &str) -> (u16, serde_json::Value) {
        let mut reply = self.reply(path);
        let said = reply.body_mut().read_json().expect("JSON");
        (reply.status().as_u16(), said)
    }

    fn reply(&self, path: &str) -> ureq::http::Response<ureq::Body> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let reply = agent.get(format!("{}{path}", self.address)).call();
        reply.expect("the server answers")
    }

    /// What an address says, in JSON.
    pub(crate) fn get(&self, path: &str) -> serde_json::Value {
        let answer = ureq::get(format!("{}{path}", self.address)).call();
        let mut answer = answer.expect("the server answers");
        answer.body_mut().read_json().expect("JSON")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder of its own, gone at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        use std::hash::{BuildHasher, Hasher, RandomState};
        let unique = RandomState::new().build_hasher().finish();
        let name = format!("tsunagu-faults-{unique:016x}");
        // A kill loses nothing of what the system keeps in memory, so memory is as good a disk, and it spares every sync.
        let memory = Path::new("/dev/shm").join(&name);
        if std::fs::create_dir(&memory).is_ok() {
            return Self(memory);
        }
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("a folder can be made");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The address of an SQLite record in it.
    pub(crate) fn record(&self, name: &str) -> String {
        format!("sqlite:{}", self.path(name).display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
