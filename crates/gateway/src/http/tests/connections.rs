//! A real server on the loopback address, against clients that never finish. Tests wait for what the server does, never for time.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, routing::get};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

use super::{super::serve, server_with};
use crate::{http::Options, limits::Limits};

const ASK: &str = "GET /graphql?query=%7Bping%7D HTTP/1.1\r\nhost: localhost\r\n";

struct Loopback {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

impl Loopback {
    async fn of(router: Router, limits: &Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let limits = limits.clone();
        let ended = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            serve(listener, router, &limits, false, stopped).await
        });
        Self {
            address,
            stop,
            ended,
        }
    }

    async fn with(limits: Limits) -> Self {
        let server = server_with(limits.clone(), Options::default());
        Self::of(server.router, &limits).await
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// What a client that asks properly gets.
    async fn honest(&self) -> String {
        ask(self.connect().await).await
    }

    /// Asks until there is a place again: each attempt waits for the server's word.
    async fn honest_in_the_end(&self) {
        while !self.honest().await.starts_with("HTTP/1.1 200 OK") {}
    }
}

async fn ask(mut client: TcpStream) -> String {
    let request = format!("{ASK}connection: close\r\n\r\n");
    // A refused client may find the connection closed before it has asked.
    let _ = client.write_all(request.as_bytes()).await;
    rest(&mut client).await
}

/// Everything until the server closes.
async fn rest(client: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let _ = client.read_to_end(&mut text).await;
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn an_honest_client_is_answered_many_times_on_one_connection() {
    let server = Loopback::with(Limits::default()).await;
    let mut client = server.connect().await;
    client
        .write_all(format!("{ASK}\r\n{ASK}\r\n{ASK}connection: close\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let answers = rest(&mut client).await;
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 3, "{answers}");
}

#[tokio::test]
async fn slow_headers_and_idle_connections_are_closed() {
    let server = Loopback::with(Limits {
        header_time: Duration::from_millis(100),
        ..Limits::default()
    })
    .await;
    for start in ["", "POST /gra", ASK] {
        let mut client = server.connect().await;
        client.write_all(start.as_bytes()).await.unwrap();
        let answer = rest(&mut client).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
            "{start:?}: {answer}"
        );
    }
    // after an answer
    let mut client = server.connect().await;
    let asked = format!("{ASK}\r\n");
    client.write_all(asked.as_bytes()).await.unwrap();
    let answer = rest(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test]
async fn a_slow_body_is_answered_and_its_connection_closed() {
    let server = Loopback::with(Limits {
        body_time: Duration::from_millis(20),
        ..Limits::default()
    })
    .await;
    let mut client = server.connect().await;
    client
        .write_all(b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{")
        .await
        .unwrap();
    let answer = rest(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("\"REQUEST_TIMEOUT\""), "{answer}");
}

#[tokio::test]
async fn long_headers_are_refused() {
    let server = Loopback::with(Limits {
        header_bytes: 8_192,
        ..Limits::default()
    })
    .await;
    let mut client = server.connect().await;
    let long = format!("{ASK}x: {}\r\n\r\n", "x".repeat(9_000));
    client.write_all(long.as_bytes()).await.unwrap();
    let answer = rest(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test]
async fn one_connection_too_many_is_told_to_come_back() {
    let server = Loopback::with(Limits {
        connections: 2,
        ..Limits::default()
    })
    .await;
    let held = [server.connect().await, server.connect().await];
    let answer = server.honest().await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("retry-after: 1\r\n"), "{answer}");
    assert!(answer.contains("\"SERVICE_UNAVAILABLE\""), "{answer}");
    drop(held);
    server.honest_in_the_end().await;
}

#[tokio::test]
async fn one_client_cannot_take_every_connection() {
    let server = Loopback::with(Limits {
        connections_per_client: 3,
        ..Limits::default()
    })
    .await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(server.connect().await);
    }
    let answer = server.honest().await;
    assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
    assert!(answer.contains("retry-after: 1\r\n"), "{answer}");
    assert!(answer.contains("\"TOO_MANY_REQUESTS\""), "{answer}");
    // Linux answers on all of 127.0.0.0/8; elsewhere there is no second address to ask from.
    let other = TcpSocket::new_v4().unwrap();
    if other.bind("127.0.0.2:0".parse().unwrap()).is_ok() {
        let answer = ask(other.connect(server.address).await.unwrap()).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }
    drop(held);
    server.honest_in_the_end().await;
}

#[tokio::test]
async fn hundreds_of_connections_that_say_nothing_do_not_hold_the_others_up() {
    let server = Loopback::with(Limits {
        header_time: Duration::from_secs(1),
        connections_per_client: 0,
        ..Limits::default()
    })
    .await;
    let mut silent = Vec::new();
    for start in ["", "G", ASK].iter().cycle().take(300) {
        let mut client = server.connect().await;
        client.write_all(start.as_bytes()).await.unwrap();
        silent.push(client);
    }
    let answer = server.honest().await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    for client in &mut silent {
        rest(client).await;
    }
}

/// The place of a client that never reads comes back: it is the only one there is.
#[tokio::test]
async fn a_client_that_does_not_listen_is_given_up() {
    let limits = Limits {
        connections: 1,
        write_time: Duration::from_millis(20),
        ..Limits::default()
    };
    let graph = server_with(limits.clone(), Options::default()).router;
    let router = graph.route("/large", get(|| async { vec![b'x'; 64 << 20] }));
    let server = Loopback::of(router, &limits).await;
    let mut deaf = server.connect().await;
    let request = b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n";
    deaf.write_all(request).await.unwrap();
    server.honest_in_the_end().await;
    assert!(rest(&mut deaf).await.len() < 64 << 20);
}

#[tokio::test]
async fn a_stopping_server_finishes_what_it_began() {
    let limits = Limits::default();
    let graph = server_with(limits.clone(), Options::default());
    let server = Loopback::of(graph.router.clone(), &limits).await;
    let _idle = server.connect().await;
    let mut client = server.connect().await;
    let waits = "GET /graphql?query=%7Bwaits%7D HTTP/1.1\r\nhost: localhost\r\n\r\n";
    client.write_all(waits.as_bytes()).await.unwrap();
    graph.inside.started.notified().await;
    server.stop.send(()).unwrap();
    graph.inside.gate.notify_one();
    let answer = rest(&mut client).await;
    assert!(answer.contains("{\"waits\":1}"), "{answer}");
    server.ended.await.unwrap().unwrap();
}

/// A proxy before this server may see other requests in the same bytes, or another site.
#[tokio::test]
async fn what_a_proxy_may_read_otherwise_is_refused() {
    let server = Loopback::with(Limits::default()).await;
    let post = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    let body = "10\r\n{\"query\":\"{ping\r\n2\r\n}\"}\r\n0\r\n\r\n";
    let refused = [
        format!("{ASK}\r\n").replace("\r\n", "\n"),
        format!("{ASK}x: y\n\r\n"),
        format!("{post}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n{body}"),
        format!("{post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n{body}"),
        "GET /graphql?query=%7Bping%7D HTTP/1.1\r\n\r\n".to_owned(),
        format!("{ASK}host: localhost\r\n\r\n"),
        format!("{ASK}\r\n").replace("localhost", ""),
        format!("{ASK}\r\n").replace("localhost", "local host"),
        format!("{ASK}\r\n").replace("localhost", "somebody@localhost"),
        format!("{ASK}\r\n").replace("localhost", "localhost/\"><script>"),
    ];
    for request in refused {
        let mut client = server.connect().await;
        client.write_all(request.as_bytes()).await.unwrap();
        let answer = rest(&mut client).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{request}: {answer}");
    }
    for host in [
        "localhost:8080",
        "[::1]:8080",
        "127.0.0.1",
        "xn--eckwd4c7c.jp",
    ] {
        let mut client = server.connect().await;
        let request = format!("{ASK}connection: close\r\n\r\n").replace("localhost", host);
        client.write_all(request.as_bytes()).await.unwrap();
        let answer = rest(&mut client).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{request}: {answer}");
    }
}
