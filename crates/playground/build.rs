//! Takes the files of GraphiQL out of its npm packages, whose versions and hashes `package-lock.json` pins; npm checks them.
//!
//! Where npm or the network is missing, nothing is embedded and the build goes on. That is remembered: the next build tries again
//! when this file is touched. `TSUNAGU_GRAPHIQL=required` makes it an error, `off` leaves GraphiQL out.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, io, thread};

/// Where each file lies among the packages.
const FILES: [&str; 4] = [
    "graphiql/graphiql.min.css",
    "graphiql/graphiql.min.js",
    "react/umd/react.production.min.js",
    "react-dom/umd/react-dom.production.min.js",
];

/// How long npm may take.
const LONGEST: Duration = Duration::from_secs(60);

fn main() {
    for file in ["build.rs", "package.json", "package-lock.json"] {
        println!("cargo::rerun-if-changed={file}");
    }
    println!("cargo::rerun-if-env-changed=TSUNAGU_GRAPHIQL");
    println!("cargo::rustc-check-cfg=cfg(embedded)");
    let wanted = env::var("TSUNAGU_GRAPHIQL").unwrap_or_default();
    if wanted == "off" {
        return;
    }
    match embed() {
        Ok(()) => println!("cargo::rustc-cfg=embedded"),
        Err(error) if wanted == "required" => {
            println!("cargo::error=GraphiQL cannot be embedded: {error}");
        }
        Err(error) => println!(
            "cargo::warning=built without GraphiQL, which browsers then load from its pinned address: {error} \
             (to try again: touch crates/playground/build.rs)"
        ),
    }
}

fn embed() -> Result<(), String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names no folder")?);
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo names no crate")?);
    let packages = out.join("packages");
    fs::create_dir_all(&packages).map_err(|error| format!("{}: {error}", packages.display()))?;
    for name in ["package.json", "package-lock.json"] {
        copy(&here.join(name), &packages.join(name))?;
    }
    install(&packages)?;
    for file in FILES {
        let path = Path::new(file);
        let name = path.file_name().ok_or("a file without a name")?;
        copy(&packages.join("node_modules").join(path), &out.join(name))?;
    }
    // Only those files are used; the packages are large.
    fs::remove_dir_all(&packages).map_err(|error| format!("{}: {error}", packages.display()))
}

/// `npm ci` in a folder, ended where it takes too long.
fn install(packages: &Path) -> Result<(), String> {
    let log = packages.join("npm.log");
    let said = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut npm = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(["--prefer-offline", "--fetch-retries=1", "--loglevel=error"])
        .current_dir(packages)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(said)
        .spawn()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => "npm is missing: install Node.js 20 or later".to_owned(),
            _ => format!("npm: {error}"),
        })?;
    let started = Instant::now();
    loop {
        let ended = npm.try_wait().map_err(|error| format!("npm: {error}"))?;
        match ended {
            Some(status) if status.success() => return Ok(()),
            Some(_) => {
                let said = fs::read_to_string(&log).unwrap_or_default();
                let first = said.lines().find(|line| !line.trim().is_empty());
                return Err(format!("npm ci: {}", first.unwrap_or("failed")));
            }
            None if started.elapsed() > LONGEST => {
                let _ = npm.kill().and_then(|()| npm.wait());
                return Err(format!("npm ci took longer than {} s", LONGEST.as_secs()));
            }
            None => thread::sleep(Duration::from_millis(50)),
        }
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let copied = fs::copy(from, to);
    copied
        .map(|_| ())
        .map_err(|error| format!("{}: {error}", from.display()))
}
