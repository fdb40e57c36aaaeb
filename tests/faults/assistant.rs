//! `tsunagu mcp`: an assistant's process, with a record and no server.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::process::{Folder, command, said};

/// Asks an assistant's process for an operator, and waits for its end.
pub(crate) fn converse(record: &str, options: &[&str]) -> Output {
    let mut child = command(record, &["--log", "debug", "mcp"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let question = |id: u8, method: &str, params: Value| json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
    let hello = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "test", "version": "0" } });
    let call = json!({ "name": "get_operator", "arguments": { "code": "ldi", "language": "en" } });
    let mut input = child.stdin.take().expect("standard input");
    for line in [
        question(1, "initialize", hello),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        question(2, "tools/list", json!({})),
        question(3, "tools/call", call),
    ] {
        writeln!(input, "{line}").expect("the process reads");
    }
    // The end of the input ends the process, after what was asked.
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", said(&output));
    output
}

#[test]
fn an_assistant_is_answered_over_standard_input_and_output() {
    let folder = Folder::new();
    let record = folder.record("assistant.sqlite");
    let output = converse(&format!("{record}?mode=rwc"), &[]);
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    let read = |line: &str| serde_json::from_str(line).expect("nothing but the protocol");
    let answers: Vec<Value> = text.lines().map(read).collect();
    let answer = |id: u8| {
        let found = answers.iter().find(|answer| answer["id"] == id);
        &found.unwrap_or_else(|| panic!("no answer {id}: {text}"))["result"]
    };
    assert_eq!(answer(1)["serverInfo"]["name"], "tsunagu");
    assert_eq!(answer(2)["tools"].as_array().map(Vec::len), Some(12));
    let operator = &answer(3)["structuredContent"];
    assert_eq!(operator["facts"]["code"], "ldi", "{text}");
    assert_eq!(operator["page"], "http://127.0.0.1:8080/operators/ldi");
    assert!(!said(&output).is_empty(), "the log goes to standard error");
}
