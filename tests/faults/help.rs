//! What the command says of itself: help, completions, manual pages.

use std::collections::BTreeSet;

use crate::process::{command, run, said};

fn printed(arguments: &[&str]) -> String {
    let output = run("sqlite:none.sqlite", arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The flags of `serve`, as its help lists them.
fn flags() -> BTreeSet<String> {
    let help = printed(&["serve", "--help"]);
    let flags = help.lines().filter_map(|line| {
        let flag = line.trim_start().strip_prefix("--")?.split(' ').next()?;
        Some(flag.to_owned())
    });
    flags.collect()
}

#[test]
fn completions_know_every_command_and_flag() {
    let flags = flags();
    assert!(flags.len() > 40, "{flags:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        for word in flags.iter().map(String::as_str).chain(["import", "config"]) {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let unknown = run("sqlite:none.sqlite", &["completions", "csh"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown).contains("zsh"), "{}", said(&unknown));
}

#[test]
fn each_command_has_a_manual_page_with_its_flags() {
    let page = printed(&["man", "serve"]);
    for flag in flags() {
        let flag = flag.replace('-', "\\-");
        assert!(page.contains(&flag), "{flag}");
    }
    let first = printed(&["man"]);
    for name in ["serve", "config", "import", "key"] {
        assert!(
            first.contains(&format!("tsunagu\\-{name}(1)")),
            "{name}\n{first}"
        );
        let page = printed(&["man", name]);
        assert!(page.contains(&format!(".TH tsunagu-{name} 1")), "{page}");
    }
    assert!(printed(&["man", "key", "create"]).contains(".TH tsunagu-key-create 1"));
    let unknown = run("sqlite:none.sqlite", &["man", "export", "all"]);
    assert!(!unknown.status.success());
    assert!(said(&unknown).contains("there is no command `all`"));
}

#[test]
fn help_and_manual_tell_no_password_of_the_surroundings() {
    let address = "postgres://tsunagu:geheim@db.example/tsunagu";
    for arguments in [
        &["--help"][..],
        &["serve", "--help"],
        &["man"],
        &["completions", "bash"],
    ] {
        let output = command(address, arguments).output().expect("it starts");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && !told.contains("geheim"),
            "{told}"
        );
    }
}
