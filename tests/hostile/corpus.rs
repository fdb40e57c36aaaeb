//! `attacks/<name>.toml`: a request that is known to hurt servers, and the code that it is answered with.

use std::path::Path;
use std::time::{Duration, Instant};

use axum::body::Body;
use gateway::Graph;
use gateway::limits::Limits;
use harness::Service;
use http::Request;
use serde::Deserialize;
use serde_json::json;

use crate::{block_on, codes, post};

/// How long an attack may hold the server up; the issue's own figure.
const AT_ONCE: Duration = Duration::from_millis(50);

/// Tests are built without optimisation: what is run before it is refused ends earlier.
fn limits() -> Limits {
    Limits {
        fields: 10_000,
        ..Limits::default()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attack {
    /// Why it hurts.
    about: String,
    /// The code of the first error; none for what must be answered.
    code: Option<String>,
    /// The limit that it goes past.
    limit: Option<String>,
    /// The document.
    query: Option<Vec<Part>>,
    /// In place of a document: the body as it is.
    body: Option<Vec<Part>>,
    /// Variables, as the text of JSON.
    variables: Option<Vec<Part>>,
    /// Whether it is run for a while before it is refused.
    #[serde(default)]
    runs: bool,
    /// Whether it comes by GET.
    #[serde(default)]
    get: bool,
}

/// A piece of text, or one that is repeated; `{n}` is the number of the repetition and `{n+1}` the next one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Part {
    Once(String),
    Times(usize, String),
}

fn text(parts: &[Part]) -> String {
    let text = |part: &Part| match part {
        Part::Once(text) => text.clone(),
        Part::Times(times, text) => (0..*times)
            .map(|n| {
                let next = (n + 1).to_string();
                text.replace("{n+1}", &next).replace("{n}", &n.to_string())
            })
            .collect(),
    };
    parts.iter().map(text).collect()
}

impl Attack {
    fn request(&self) -> Request<Body> {
        if let Some(body) = &self.body {
            return post(text(body));
        }
        let query = text(self.query.as_deref().unwrap_or_default());
        let variables = self.variables.as_deref().map(text);
        if self.get {
            let coded: String = query.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let request = Request::get(format!("/graphql?query={coded}"));
            return request.body(Body::empty()).expect("a request");
        }
        let query = json!(query);
        let variables = variables.unwrap_or_else(|| "null".to_owned());
        post(format!("{{\"query\":{query},\"variables\":{variables}}}"))
    }

    async fn strike(&self, service: &Service) -> (u16, Vec<u8>) {
        service.send(self.request()).await
    }
}

fn corpus() -> Vec<(String, Attack)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("attacks");
    let mut attacks: Vec<(String, Attack)> = folder
        .read_dir()
        .expect("the corpus is there")
        .flatten()
        .map(|entry| {
            let path = entry.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let attack = toml::from_str(&harness::read(&path));
            let attack = attack.unwrap_or_else(|error| panic!("{name}: {error}"));
            (name.into_owned(), attack)
        })
        .collect();
    attacks.sort_by(|(one, _), (other, _)| one.cmp(other));
    attacks
}

/// A page such as a user asks for.
const HONEST: &str = "{ registries(first: 50) { nodes { nameJa diseases { concept { nameJa } } } facets { values { count } } } }";

#[test]
fn every_known_attack_is_answered_at_once_with_its_code() {
    block_on(|| async {
        let limits = limits();
        let store = harness::bundled_sqlite().await;
        let service = Service::within(&store, limits.clone(), Graph::new).await;
        let mut wrong = vec![];
        for (name, attack) in corpus() {
            assert!(attack.about.len() > 15, "{name}: says why it hurts");
            let mut quickest = Duration::MAX;
            let mut honest = Duration::ZERO;
            let mut answer = (0, vec![]);
            // Other tests share the machine: the quickest of ten counts.
            for _ in 0..10 {
                let request = attack.request();
                let start = Instant::now();
                answer = service.send(request).await;
                quickest = quickest.min(start.elapsed());
                // What an honest page takes beside it tells how busy the machine is.
                let start = Instant::now();
                service.ask(HONEST, &serde_json::json!({})).await;
                honest = honest.max(start.elapsed());
                if quickest < AT_ONCE || attack.runs {
                    break;
                }
            }
            let (status, body) = answer;
            let got = codes(&body).first().map(|code| code.as_str().to_owned());
            let body = String::from_utf8_lossy(&body).into_owned();
            let limit: serde_json::Value = serde_json::from_str(&body).expect("JSON");
            let limit = &limit["errors"][0]["extensions"]["limit"]["name"];
            println!("{name}: {status} {got:?} in {quickest:?}");
            if got != attack.code || limit.as_str() != attack.limit.as_deref() || status >= 500 {
                wrong.push(format!("{name}: {status} {body:.300}"));
            }
            let most = if attack.runs {
                limits.execution_time
            } else {
                AT_ONCE.max(2 * honest)
            };
            if quickest > most {
                wrong.push(format!("{name}: took {quickest:?}"));
            }
        }
        assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    });
}

#[test]
fn honest_clients_are_answered_during_and_after_the_attacks() {
    block_on(|| async {
        let store = harness::bundled_sqlite().await;
        let service = Service::within(&store, limits(), Graph::new).await;
        let corpus = corpus();
        let attackers = async {
            for (_, attack) in &corpus {
                attack.strike(&service).await;
                tokio::task::yield_now().await;
            }
        };
        let honest = async {
            for number in 0..50 {
                // Each is new, so that no answer comes from memory.
                let query = format!("{{ q{number}: databases {{ code nameJa }} }}");
                let answer = service.ask(&query, &json!({})).await;
                assert_eq!(answer.status, 200, "{}", answer.text());
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(attackers, honest);
        let answer = service.ask("{ catalogue { revision } }", &json!({})).await;
        assert_eq!(answer.data(), json!({ "catalogue": { "revision": 1 } }));
    });
}
