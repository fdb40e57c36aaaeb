//! What is shipped beside the program fits the program.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use base::Words;
use gateway::code::Code;

use crate::process::{Folder, Server, run, said};

fn shipped(name: &str) -> PathBuf {
    harness::root().join("crates/tsunagu/packaging").join(name)
}

fn text(name: &str) -> String {
    harness::read(&shipped(name))
}

/// The words of a text that are made of these letters.
fn words(text: &str, is_letter: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |letter| !is_letter(letter))
        .filter(|word| !word.is_empty())
}

#[test]
fn every_figure_of_the_alerts_and_of_the_dashboard_is_served() -> Result<()> {
    let folder = Folder::new();
    let record = folder.record("watched.sqlite");
    let figures = std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .to_string();
    let server = Server::start(&record, &["--require-key", "--metrics-listen", &figures])?;
    let made = run(
        &record,
        &["key", "create", "Aiko", "--scope", "read,curate"],
    );
    assert!(made.status.success(), "{}", said(&made));
    let made = String::from_utf8(made.stdout)?;
    let key = words(&made, |letter| !letter.is_whitespace())
        .find(|word| word.starts_with("tsu_"))
        .expect("a key");

    // One request of each kind that is counted: refused, answered with evidence, imported.
    let (status, _) = server.ask("{ __typename }");
    assert_eq!(status, 401);
    let bearer = format!("Bearer {key}");
    let query = "{ databases { evidence { document { code } } } }";
    ureq::post(format!("{}/graphql", server.address))
        .header("authorization", &bearer)
        .send_json(serde_json::json!({ "query": query }))?;
    let template = run(&record, &["template", "approvals"]).stdout;
    let boundary = "----one";
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"approvals.csv\"\r\n\r\n"
    )
    .into_bytes();
    body.extend(template);
    body.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
    ureq::post(format!("{}/admin/import?dryRun=true", server.address))
        .config()
        .http_status_as_error(false)
        .build()
        .header("authorization", &bearer)
        .header(
            "content-type",
            format!("multipart/form-data; boundary={boundary}"),
        )
        .send(&body[..])?;

    let page = ureq::get(format!("http://{figures}/metrics"))
        .call()?
        .body_mut()
        .read_to_string()?;
    let served: Vec<&str> = page
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['{', ' ']).next())
        .collect();
    for name in ["alerts.yml", "dashboard.json"] {
        let text = text(name);
        let is_letter = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        let named: Vec<&str> = words(&text, is_letter)
            .filter(|word| word.starts_with("tsunagu_"))
            .collect();
        assert!(named.len() > 5, "{name}");
        for figure in named {
            assert!(served.contains(&figure), "{name}: {figure}\n{page}");
        }
    }
    Ok(())
}

#[test]
fn every_code_and_outcome_of_the_alerts_is_one() {
    let alerts = text("alerts.yml");
    let named: Vec<&str> = alerts
        .split("code=")
        .skip(1)
        .chain(alerts.split("outcome=").skip(1))
        .filter_map(|rest| rest.split('"').nth(1))
        .flat_map(|codes| codes.split('|'))
        .collect();
    assert!(named.len() > 3, "{named:?}");
    for name in named {
        let is_code = Code::ALL.iter().any(|code| code.as_str() == name);
        let is_outcome = access::Outcome::from_word(name).is_some();
        assert!(is_code || is_outcome, "{name}");
    }
}

/// Prometheus's own check of its rules.
#[test]
fn the_alerts_are_rules() {
    let checked = Command::new("promtool")
        .args(["check", "rules"])
        .arg(shipped("alerts.yml"))
        .output();
    match checked {
        Ok(output) => assert!(output.status.success(), "{}", said(&output)),
        Err(_) => eprintln!("promtool is not here: the alerts are not checked"),
    }
}

#[test]
fn the_examples_of_settings_are_settings() -> Result<()> {
    let folder = Folder::new();
    let file = folder.path("settings.toml");
    let example = text("tsunagu.toml");
    let with_comments: String = example
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.contains(" = ") => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let proxy = text("nginx.conf");
    let of_the_proxy = proxy.lines().filter_map(|line| line.strip_prefix("#   "));
    let of_the_proxy: String = of_the_proxy.map(|line| format!("{line}\n")).collect();
    for (settings, count) in [(example, 2), (with_comments, 5), (of_the_proxy, 3)] {
        std::fs::write(&file, &settings)?;
        let name = file.to_string_lossy();
        let output = run("sqlite:none.sqlite", &["config", "--config", &name]);
        assert!(output.status.success(), "{settings}\n{}", said(&output));
        let printed = String::from_utf8(output.stdout)?;
        assert_eq!(printed.matches(&*name).count(), count, "{printed}");
    }
    Ok(())
}

/// systemd's own measure of what a service could still do: 10 is everything.
#[test]
fn the_unit_may_do_little() -> Result<()> {
    let unit = shipped("tsunagu.service");
    let analysed = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=20", "--no-pager"])
        .arg(&unit)
        .output();
    match analysed {
        Ok(output) => assert!(
            output.status.success(),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            said(&output)
        ),
        Err(_) => eprintln!("systemd-analyze is not here: the unit is not measured"),
    }
    let unit = text("tsunagu.service");
    for line in [
        "DynamicUser=yes",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service",
        "RestartPreventExitStatus=2",
    ] {
        assert!(unit.lines().any(|have| have == line), "{line}");
    }
    Ok(())
}

#[test]
fn what_the_package_is_made_of_is_there() {
    let folder = harness::root().join("crates/tsunagu");
    let manifest: toml::Table = harness::read(&folder.join("Cargo.toml"))
        .parse()
        .expect("TOML");
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array();
    for asset in assets.expect("a list") {
        let from = asset[0].as_str().expect("a path");
        assert!(
            from.starts_with("target/") || folder.join(from).is_file(),
            "{from}"
        );
    }
    let readme = text("README.md");
    let files = readme.lines().filter(|line| line.starts_with("| `"));
    let files = files.flat_map(|line| {
        let cell = line.split('|').nth(1).unwrap_or_default();
        cell.split('`').skip(1).step_by(2)
    });
    for name in files {
        assert!(shipped(name).is_file(), "{name}");
    }
}
