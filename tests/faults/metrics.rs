//! What a server tells whoever watches it.

use anyhow::Result;

use crate::process::{Folder, Server, run};

fn send(agent: &ureq::Agent, server: &Server, name: &str, document: &str) -> Result<()> {
    let body = serde_json::json!({
        "query": document, "operationName": name, "variables": { "text": "nobody-reads-this" }
    });
    agent
        .post(format!("{}/graphql", server.address))
        .send_json(body)?
        .body_mut()
        .read_to_string()?;
    Ok(())
}

#[test]
fn figures_stand_at_an_address_of_their_own_and_tell_no_value() -> Result<()> {
    let folder = Folder::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let figures = free.to_string();
    let server = Server::start(
        &folder.record("watched.sqlite"),
        &["--metrics-listen", &figures, "--slow-operation-ms", "1"],
    )?;
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let known = "query Proofs($text: String) { registries(first: 100, search: $text) { totalCount } \
                 databases { code evidence { document { code } } } }";
    send(&agent, &server, "Proofs", known)?;
    send(&agent, &server, "Proofs", known)?;
    send(&agent, &server, "Wrong", "query Wrong { nothingLikeThat }")?;
    // Names without end are one.
    for number in 0..120 {
        let name = format!("Mine{number}");
        send(
            &agent,
            &server,
            &name,
            &format!("query {name} {{ __typename }}"),
        )?;
    }
    let page = ureq::get(format!("http://{figures}/metrics"))
        .call()?
        .body_mut()
        .read_to_string()?;
    for line in [
        "tsunagu_operations_total{operation=\"Proofs\",code=\"OK\",cache=\"miss\"} 1",
        "tsunagu_operations_total{operation=\"Proofs\",code=\"OK\",cache=\"hit\"} 1",
        "tsunagu_operations_total{operation=\"other\",code=\"GRAPHQL_VALIDATION_FAILED\",cache=\"miss\"} 1",
        "tsunagu_operation_seconds_count{operation=\"Proofs\"} 2",
        "tsunagu_revision 1",
        "tsunagu_database_up 1",
        "tsunagu_loader_batch_keys_count 1",
    ] {
        assert!(page.lines().any(|have| have == line), "{line}\n{page}");
    }
    let named = page
        .lines()
        .filter(|line| line.starts_with("tsunagu_operations_total{operation=\"Mine"));
    assert_eq!(named.count(), 99, "{page}");
    assert!(!page.contains("nobody-reads-this"));
    // The public address has no such page.
    assert_eq!(server.status("/metrics"), 404);

    let said = server.stop();
    let slow = said.lines().find(|line| line.contains("a slow operation"));
    let slow = slow.unwrap_or_else(|| panic!("{said}"));
    assert!(slow.contains("Proofs") && slow.contains("cost="), "{slow}");
    assert!(!said.contains("nobody-reads-this"), "{said}");

    // What is in use already is said at once.
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let record = folder.record("watched.sqlite");
    let refused = run(&record, &["serve", "--metrics-listen", &address]);
    assert!(!refused.status.success());
    Ok(())
}
