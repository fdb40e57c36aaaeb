//! Takes the files of GraphiQL out of its npm packages, where the feature `embed` asks for them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Where each file lies among the packages.
const FILES: [&str; 4] = [
    "graphiql/graphiql.min.css",
    "graphiql/graphiql.min.js",
    "react/umd/react.production.min.js",
    "react-dom/umd/react-dom.production.min.js",
];

fn main() {
    println!("cargo::rerun-if-changed=package-lock.json");
    println!("cargo::rerun-if-changed=package.json");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_EMBED").is_none() {
        return;
    }
    if let Err(error) = embed() {
        println!("cargo::error=GraphiQL cannot be embedded: {error}");
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
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let done = Command::new(npm)
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .current_dir(&packages)
        .output()
        .map_err(
            |_| "npm is missing: install Node.js 20 or later, or build without `embedded-graphiql`",
        )?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let first = said.lines().find(|line| !line.trim().is_empty());
        return Err(format!("npm ci: {}", first.unwrap_or("failed")));
    }
    for file in FILES {
        let path = Path::new(file);
        let name = path.file_name().ok_or("a file without a name")?;
        copy(&packages.join("node_modules").join(path), &out.join(name))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let copied = fs::copy(from, to);
    copied
        .map(|_| ())
        .map_err(|error| format!("{}: {error}", from.display()))
}
