//! Where the settings of a real process come from.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use anyhow::Result;

use crate::process::{Folder, Server, command, run, said};

/// Runs the command with a file of settings and with environment variables.
fn with_file(file: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = command("sqlite:none.sqlite", arguments);
    command
        .env("TSUNAGU_CONFIG", file)
        .envs(variables.iter().copied());
    command.output().expect("the command starts")
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// The values of a printed file, without where they come from.
fn values(settings: &str) -> toml::Table {
    settings.parse().expect("TOML")
}

#[test]
fn a_flag_beats_a_variable_beats_the_file_beats_the_default() -> Result<()> {
    let folder = Folder::new();
    let file = folder.path("settings.toml");
    std::fs::write(
        &file,
        "# ours\nmax-age = 60\nlimit-cost = 5\nlimit-depth = 8\nmcp = true\n",
    )?;
    let settings = printed(&with_file(
        &file,
        &[
            ("TSUNAGU_LIMIT_COST", "6"),
            ("TSUNAGU_LIMIT_DEPTH", "9"),
            ("TSUNAGU_MCP", "false"),
        ],
        &["config", "--limit-depth", "10"],
    ));
    let at = file.display();
    for line in [
        "limit-depth = 10  # flag".to_owned(),
        "limit-cost = 6  # environment TSUNAGU_LIMIT_COST".to_owned(),
        "mcp = false  # environment TSUNAGU_MCP".to_owned(),
        format!("max-age = 60  # {at}:2"),
        "limit-tokens = 2500  # default".to_owned(),
        "# public-url = \"\"  # not set".to_owned(),
    ] {
        assert!(
            settings.lines().any(|have| have == line),
            "{line}\n{settings}"
        );
    }
    Ok(())
}

#[test]
fn what_is_printed_is_a_file_with_every_flag_and_the_same_values() -> Result<()> {
    let folder = Folder::new();
    let file = folder.path("settings.toml");
    std::fs::write(
        &file,
        "listen = '127.0.0.1:0'\ncors = ['https://a.example', 'https://b.example']\nrefresh-seconds = 1.5\n\
         client-header = 'x-\"quoted\"'\ntrusted-documents = '研究/文書'\n[import]\nby = '夜間'\n[key.create]\nscope = 'read'\n",
    )?;
    let first = printed(&with_file(&file, &[], &["config", "--no-graphiql"]));
    let again = folder.path("again.toml");
    std::fs::write(&again, &first)?;
    let second = printed(&with_file(&again, &[], &["config"]));
    assert_eq!(values(&first), values(&second));
    assert_eq!(values(&first)["import"]["by"].as_str(), Some("夜間"));

    let help = printed(&run("sqlite:none.sqlite", &["serve", "--help"]));
    let flags = help.lines().filter_map(|line| {
        let flag = line
            .trim_start()
            .trim_start_matches("-h, ")
            .trim_start_matches("-V, ");
        flag.strip_prefix("--")?.split(' ').next()
    });
    let flags: BTreeSet<&str> = flags.collect();
    let keys = first.lines().take_while(|line| !line.starts_with('['));
    let keys = keys.filter_map(|line| line.trim_start_matches("# ").split_once(" = "));
    let mut keys: BTreeSet<&str> = keys.map(|(key, _)| key).collect();
    keys.extend(["config", "help"]);
    assert_eq!(flags, keys);
    Ok(())
}

#[test]
fn every_problem_of_a_file_is_named_before_anything_is_done() -> Result<()> {
    let folder = Folder::new();
    let file = folder.path("settings.toml");
    std::fs::write(
        &file,
        "lisen = ':80'\nmax-age = 'x'\nmcp = true\nmcp = true\n",
    )?;
    let refused = with_file(&file, &[], &["serve"]);
    assert_eq!(refused.status.code(), Some(2), "as other wrong usage");
    assert!(refused.stdout.is_empty());
    let told = said(&refused);
    for (line, what) in [
        (
            1,
            "lisen: there is no such setting here; did you mean `listen`? (この設定はありません",
        ),
        (2, "max-age: the value is text; write a number"),
        (4, "mcp: the key stands here a second time"),
    ] {
        let line = format!("{}:{line}: {what}", file.display());
        assert!(told.contains(&line), "{line}\n{told}");
    }

    std::fs::write(&file, b"mcp = true\nlog = '\x93\xfa'\n")?;
    let not_utf8 = format!("{}:2: the file is not UTF-8", file.display());
    std::fs::write(folder.path("broken.toml"), "mcp = true\nlisten\n")?;
    let not_toml = format!(
        "{}:2:7: this is not TOML",
        folder.path("broken.toml").display()
    );
    for (name, expected) in [
        ("settings.toml", not_utf8.as_str()),
        ("broken.toml", &not_toml),
        ("", "the file cannot be read: "),
        ("missing.toml", "the file cannot be read: "),
    ] {
        let refused = with_file(&folder.path(name), &[], &["verify"]);
        assert_eq!(refused.status.code(), Some(2), "{name}");
        assert!(
            said(&refused).contains(expected),
            "{expected}\n{}",
            said(&refused)
        );
    }
    // Help is there whatever the file says.
    assert!(with_file(&file, &[], &["serve", "--help"]).status.success());
    Ok(())
}

#[test]
fn a_password_is_never_printed() {
    for address in [
        "postgres://tsunagu:geheim@db.example/tsunagu",
        "postgres://db.example/tsunagu?user=tsunagu&password=geheim&sslmode=require",
    ] {
        let settings = printed(&run(address, &["config"]));
        assert!(!settings.contains("geheim"), "{settings}");
        assert!(
            settings.starts_with("# database = \"postgres://"),
            "{settings}"
        );
        assert!(!values(&settings).contains_key("database"));
        let replicas = run(
            "sqlite:none.sqlite",
            &["config", "--read-database", address],
        );
        let settings = printed(&replicas);
        assert!(!settings.contains("geheim"), "{settings}");
        assert!(
            settings.contains("# read-database = [\"postgres://"),
            "{settings}"
        );
    }
}

#[test]
fn a_server_and_other_commands_take_their_settings_from_the_file() -> Result<()> {
    let folder = Folder::new();
    let file = folder.path("settings.toml");
    std::fs::write(
        &file,
        "no-explorer = true\nno-introspection = true\n[template]\njapanese = true\n[import]\ndry-run = true\n",
    )?;
    let named = file.to_string_lossy();
    let server = Server::start(&folder.record("set.sqlite"), &["--config", &named])?;
    assert_eq!(server.status("/registries"), 404);
    let (_, answer) = server.ask("{ __schema { types { name } } }");
    assert_eq!(
        answer["errors"][0]["extensions"]["code"],
        "INTROSPECTION_DISABLED"
    );

    let header = printed(&with_file(&file, &[], &["template", "approvals"]));
    assert!(header.chars().any(|letter| letter > 'ぁ'), "{header}");
    // A flag of the server before another command would be read by nobody.
    let lost = run("sqlite:none.sqlite", &["--listen", "127.0.0.1:0", "serve"]);
    assert_eq!(lost.status.code(), Some(2));
    Ok(())
}
