//! Files as the endpoint sends them, whoever offers them.

use ::exports::{Content, Export, ExportError, Exporter, Offer};
use bytes::Bytes;
use futures::{
    FutureExt, StreamExt,
    future::{BoxFuture, pending},
    stream,
};

use super::*;

const NAMES: [&str; 6] = [
    "whole.txt",
    "parts.txt",
    "breaks.txt",
    "fails.txt",
    "panics.txt",
    "waits.txt",
];

#[derive(Debug)]
struct Files(Vec<Offer>);

impl Files {
    fn all() -> Arc<dyn Exporter> {
        let offer = |name| Offer {
            name,
            content_type: "text/plain; charset=utf-8",
            about: "a file <of> ours",
            about_ja: "ファイル",
            parameters: &[],
            inline: false,
        };
        Arc::new(Self(NAMES.map(offer).to_vec()))
    }
}

fn broken() -> ExportError {
    ExportError::Writer("a secret of ours".to_owned())
}

impl Exporter for Files {
    fn offers(&self) -> &[Offer] {
        &self.0
    }

    fn prepare<'a>(
        &'a self,
        name: &'a str,
        _: &'a [(String, String)],
    ) -> BoxFuture<'a, Result<Option<Export>, ExportError>> {
        let offer = self.0.iter().find(|offer| offer.name == name).copied();
        let export = offer.map(|offer| Export {
            offer,
            file_name: "a\"b\r\nc.txt".to_owned(),
            edition: "1".to_owned(),
            content: async move {
                let parts = |last| stream::iter([Ok(Bytes::from_static(b"one ")), last]).boxed();
                Ok(match offer.name {
                    "whole.txt" => Content::Whole(Bytes::from_static(b"whole")),
                    "parts.txt" => Content::Parts(parts(Ok(Bytes::from_static(b"two")))),
                    "breaks.txt" => Content::Parts(parts(Err(broken()))),
                    "fails.txt" => return Err(broken()),
                    "panics.txt" => panic!("a secret of ours"),
                    _ => pending().await,
                })
            }
            .boxed(),
        });
        async move { Ok(export) }.boxed()
    }
}

fn with_files(limits: Limits) -> Server {
    let options = Options {
        exporters: vec![Files::all()],
        ..Options::default()
    };
    server_with(limits, options)
}

impl Server {
    async fn file(&self, address: &str) -> Reply {
        let request = Request::builder().uri(address);
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

#[tokio::test]
async fn whole_files_and_parts_arrive() {
    let server = with_files(Limits::default());
    let whole = server.file("/export/whole.txt").await;
    assert_eq!(
        (whole.status, &whole.body[..]),
        (StatusCode::OK, &b"whole"[..])
    );
    assert_eq!(
        whole.header("content-disposition"),
        "attachment; filename=\"abc.txt\"",
        "a name never breaks out of its header"
    );
    let parts = server.file("/export/parts.txt").await;
    assert_eq!(&parts.body[..], b"one two");
    assert_eq!(parts.header("content-length"), "");
    assert!(parts.header("etag").starts_with("W/"));
    let list = Request::builder()
        .uri("/export")
        .header("accept", "text/html");
    let list = server.send(list.body(Body::empty()).unwrap()).await;
    let list = String::from_utf8(list.body).unwrap();
    assert!(list.contains("a file &lt;of&gt; ours"), "{list}");
}

#[tokio::test]
async fn a_failure_is_an_answer_without_its_cause() {
    let server = with_files(Limits::default());
    for name in ["fails.txt", "panics.txt"] {
        let reply = server.file(&format!("/export/{name}")).await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{name}");
        assert_eq!(reply.code(), "INTERNAL_SERVER_ERROR");
        assert!(!String::from_utf8(reply.body).unwrap().contains("secret"));
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_never_looks_whole() {
    let server = with_files(Limits::default());
    let request = Request::builder().uri("/export/breaks.txt");
    let request = request.body(Body::empty()).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let error = response.into_body().collect().await.unwrap_err();
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[tokio::test]
async fn files_count_like_requests() {
    let server = with_files(Limits {
        requests_per_second: 1,
        burst: 2,
        ..Limits::default()
    });
    server.query("{ ping }").await;
    assert_eq!(
        server.file("/export/whole.txt").await.status,
        StatusCode::OK
    );
    let refused = server.file("/export/whole.txt").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!refused.header("retry-after").is_empty());

    let server = with_files(Limits {
        concurrent_requests: 0,
        ..Limits::default()
    });
    let refused = server.file("/export/whole.txt").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_file_may_take_as_long_as_an_operation() {
    let server = with_files(Limits {
        execution_time: std::time::Duration::ZERO,
        ..Limits::default()
    });
    let reply = server.file("/export/waits.txt").await;
    assert_eq!(reply.status, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(reply.code(), "REQUEST_TIMEOUT");
}

#[tokio::test]
async fn without_files_there_is_no_such_address() {
    let server = server();
    for address in ["/export", "/export/whole.txt", "/feed.atom"] {
        assert_eq!(server.file(address).await.status, StatusCode::NOT_FOUND);
    }
}
