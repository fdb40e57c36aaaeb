use clap::CommandFactory;

use super::*;

fn read(text: &str) -> Result<File, Vec<String>> {
    let file = File::of("settings.toml".into(), text, &Arguments::command());
    file.map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

/// What is wrong in a file, without the Japanese and without the file's name.
fn problems(text: &str) -> Vec<String> {
    let problems = read(text).expect_err(text);
    let english = problems.iter().map(|problem| {
        let (english, japanese) = problem.rsplit_once(" (").expect("in both languages");
        assert!(japanese.chars().any(|letter| letter > 'ぁ'), "{problem}");
        english.trim_start_matches("settings.toml:").to_owned()
    });
    english.collect()
}

/// What a file says for a flag of a command.
fn values(text: &str, table: &[&str], long: &str) -> Option<Vec<String>> {
    let file = read(text).expect(text);
    let all = Arguments::command();
    let mut command = &all;
    for name in table {
        command = command.find_subcommand(name).expect("a command");
    }
    let mut arguments = command.get_arguments();
    let argument = arguments.find(|argument| argument.get_long() == Some(long));
    let table: Vec<String> = table.iter().map(|&name| name.to_owned()).collect();
    let setting = file.setting(&table, argument.expect("a flag"));
    setting.map(|setting| setting.values.clone())
}

#[test]
fn each_kind_of_value_is_written_as_toml_has_it() {
    for (text, long, expected) in [
        ("listen = '127.0.0.1:1'", "listen", "127.0.0.1:1"),
        ("mcp = true", "mcp", "true"),
        ("max-age = 1_000", "max-age", "1000"),
        ("limit-depth = 0x10", "limit-depth", "16"),
        ("refresh-seconds = 2", "refresh-seconds", "2"),
        ("refresh-seconds = 2.5", "refresh-seconds", "2.5"),
        ("cors = '*'", "cors", "*"),
        ("\u{feff}mcp = false", "mcp", "false"),
    ] {
        assert_eq!(
            values(text, &[], long),
            Some(vec![expected.to_owned()]),
            "{text}"
        );
    }
    let list = values("cors = ['https://a.jp',\n'https://b.jp']", &[], "cors");
    assert_eq!(list.expect("a list").len(), 2);
}

#[test]
fn the_top_is_for_every_command_and_a_table_for_its_own() {
    let text = "public-url = 'https://a.jp'\n[export]\npublic-url = 'https://b.jp'\n[key.create]\nscope = ['read']";
    let of = |table: &[&str], long| values(text, table, long).map(|values| values.join(" "));
    assert_eq!(
        of(&["serve"], "public-url").as_deref(),
        Some("https://a.jp")
    );
    assert_eq!(of(&["mcp"], "public-url").as_deref(), Some("https://a.jp"));
    assert_eq!(
        of(&["export"], "public-url").as_deref(),
        Some("https://b.jp")
    );
    assert_eq!(of(&["key", "create"], "scope").as_deref(), Some("read"));
    assert_eq!(of(&["import"], "by"), None);
}

#[test]
fn everything_that_is_wrong_is_told_with_its_line_and_what_to_do() {
    let text = "lisen = 'x'\nlisten = 'x'\nmax-age = '60'\nmcp = 1\ncors = [\n  'https://a.jp',\n  3,\n]\nlimit-depth = 99\n\
                max-age = 3\ndry-run = true\ntemplate = 1\n[serve]\n[import]\nlisten = 'x'\nbundled = true\n[migrate]\ndown = 1\n";
    assert_eq!(
        problems(text),
        [
            "1: lisen: there is no such setting here; did you mean `listen`?",
            "2: listen: invalid value 'x': invalid socket address syntax; `--help` says what --listen takes",
            "3: max-age: the value is text; write a number",
            "4: mcp: the value is a number; write true or false",
            "7: cors: the value is a number; write text in quotes, or a list of that",
            "9: limit-depth: invalid value '99': 99 is not in 1..=32; `--help` says what --limit-depth takes",
            "10: max-age: the key stands here a second time; keep one of the two",
            "11: dry-run: there is no such setting here; write it below `[import]`",
            "12: template: this is a command, not a setting; write its settings below `[template]`",
            "13: serve: there is no such setting here; write settings of the server at the top, without a table",
            "15: listen: there is no such setting here; write it at the top, before the first `[`",
            "16: bundled: there is no such setting here; say it on the command line, each time",
            "17: migrate: there is no such setting here; say the flags of `tsunagu migrate` on the command line",
        ]
    );
    assert_eq!(
        problems("mcp = true\nlisten = 0.0.0.0:80\n[x\n"),
        [
            "2:13: this is not TOML: invalid float, expected nothing; a setting is written as `listen = \"127.0.0.1:8080\"`",
            "3:3: this is not TOML: unclosed table, expected `]`; a setting is written as `listen = \"127.0.0.1:8080\"`",
        ]
    );
}

#[test]
fn no_text_ends_the_program() {
    let good = "listen = '127.0.0.1:1'\ncors = ['あ', \"\\u3042\"]\nrefresh-seconds = 1e3\n[key.create]\nscope = 'read'\n";
    for (at, _) in good.char_indices() {
        for put in ["", "あ", "\0", "\"", "[", "9", "=", "."] {
            let _ = read(&format!("{}{put}", &good[..at]));
            let _ = read(&format!("{}{put}{}", &good[..at], &good[at..]));
        }
    }
    for text in [
        "limit-cost = 999999999999999999999999999999999999999999",
        "refresh-seconds = nan",
        "refresh-seconds = -inf",
        "max-age = 2020-01-01",
        "listen.port = 1",
        "listen = {}",
        "log = 'gateway=loud'",
    ] {
        assert_eq!(problems(text).len(), 1, "{text}");
    }
    let _ = read(&"[".repeat(100_000));
    let _ = read(&format!("cors = {}", "[".repeat(100_000)));
}
