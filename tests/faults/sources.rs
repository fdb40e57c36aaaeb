//! Addresses that no longer answer.

use anyhow::Result;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::process::{Folder, run, said};

#[test]
fn addresses_that_no_longer_answer_are_listed() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let site = listener.local_addr()?;
    // A port that was free a moment ago, and that nobody listens on.
    let closed = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        listener.local_addr()
    })?;
    // The second page knows no HEAD.
    let pages = Router::new()
        .route("/there", get("here"))
        .route(
            "/by-get",
            get("here").head(|| async { StatusCode::METHOD_NOT_ALLOWED }),
        )
        .route("/gone", get(|| async { StatusCode::GONE }));
    runtime.spawn(async { axum::serve(listener, pages).await });

    let folder = Folder::new();
    let record = folder.record("sources.sqlite");
    let table = folder.path("documents.csv");
    let documents = format!(
        "id,title,url,kind,text_quality\n\
         a-there,題,http://{site}/there,OFFICIAL,PUBLIC_PAGE\n\
         b-get,題,http://{site}/by-get,,PUBLIC_PAGE\n\
         c-gone,題,http://{site}/gone,PRESS,PUBLIC_PAGE\n\
         d-closed,題,http://{closed}/,,PUBLIC_PAGE\n\
         e-none,題,,,PUBLIC_PAGE\n"
    );
    std::fs::write(&table, documents)?;
    let imported = run(&record, &["import", "--create", &table.to_string_lossy()]);
    assert!(imported.status.success(), "{}", said(&imported));

    let listed = run(&record, &["sources"]);
    let lines = String::from_utf8(listed.stdout)?;
    assert_eq!(lines.lines().count(), 5, "{lines}");
    assert!(
        lines.starts_with("a-there\tOFFICIAL\t題\thttp://"),
        "{lines}"
    );

    let checked = run(&record, &["sources", "--check"]);
    assert_eq!(checked.status.code(), Some(1), "{}", said(&checked));
    let mut lines: Vec<String> = String::from_utf8(checked.stdout.clone())?
        .lines()
        .map(str::to_owned)
        .collect();
    lines.sort();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[0], format!("c-gone\thttp://{site}/gone\tHTTP 410"));
    assert!(lines[1].starts_with("d-closed\t"), "{lines:?}");
    let told = said(&checked);
    assert!(
        told.contains("4 addresses asked, 2 do not answer"),
        "{told}"
    );
    Ok(())
}
