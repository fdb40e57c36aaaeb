//! Rust clients, generated from the schema, against a server on the loopback address.

use std::net::SocketAddr;

use base::Store;
use gateway::limits::Limits;
use graphql_client::{GraphQLQuery, Response};
use harness::{Service, root};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The example as it is published.
#[path = "../schema/examples/rust.rs"]
mod example;

/// All operations.
mod generated {
    #![allow(warnings, clippy::all, reason = "generated")]

    use serde::Deserialize;

    type BigInt = i64;
    type UseNumber = serde_json::Value;
    type Date = String;
    type DateTime = String;
    type PartialDate = String;

    include!(concat!(env!("OUT_DIR"), "/operations.rs"));

    pub(crate) fn each(url: &str, sets: &super::Value) {
        each_operation!(url, sets);
    }
}

#[test]
fn the_example_prints_precedents() {
    served(|url| {
        let titles = example::nearest(url, "高齢者の心不全の再入院").expect("an answer");
        assert_eq!(titles.len(), 3);
        assert!(titles[0].contains("心不全"), "{titles:?}");
    });
}

#[test]
fn every_operation_runs_through_its_generated_client() {
    let sets = harness::read(&root().join("schema/operations/variables.json"));
    let sets = serde_json::from_str(&sets).expect("JSON");
    served(|url| generated::each(url, &sets));
}

fn run_each<Q: GraphQLQuery>(url: &str, name: &str, sets: &Value)
where
    Q::Variables: DeserializeOwned + Serialize,
{
    for set in sets.as_array().expect("sets of variables") {
        // An operation without variables has a type without fields, which is read from null.
        let is_empty = set.as_object().is_some_and(serde_json::Map::is_empty);
        let variables = serde_json::from_value(if is_empty { Value::Null } else { set.clone() })
            .or_else(|_| serde_json::from_value(set.clone()));
        let variables = variables.unwrap_or_else(|error| panic!("{name} {set}: {error}"));
        let sent = ureq::post(url).send_json(Q::build_query(variables));
        let mut sent = sent.unwrap_or_else(|error| panic!("{name} {set}: {error}"));
        let answer: Result<Response<Q::ResponseData>, _> = sent.body_mut().read_json();
        let answer = answer.unwrap_or_else(|error| panic!("{name} {set}: {error}"));
        assert!(answer.errors.is_none(), "{name} {set}: {:?}", answer.errors);
        assert!(answer.data.is_some(), "{name} {set}");
    }
}

/// Gives a client the address of a real server over the bundled data set.
fn served(client: impl FnOnce(&str)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_stack_size(gateway::STACK_BYTES)
        .enable_all()
        .build()
        .expect("a thread to run on");
    let (stop, stopped) = oneshot::channel::<()>();
    let (address, server) = runtime.block_on(async {
        let store: Store = harness::bundled_sqlite().await;
        let router = Service::over(&store).await.router();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address: SocketAddr = listener.local_addr().expect("an address");
        let limits = Limits::default();
        let stopped = async { drop(stopped.await) };
        let serve =
            async move { gateway::http::serve(listener, router, &limits, false, stopped).await };
        (address, tokio::spawn(serve))
    });
    client(&format!("http://{address}/graphql"));
    drop(stop);
    let ended = runtime.block_on(server).expect("the server ends");
    ended.expect("and has nothing to complain of");
}
