//! Files of every kind, good, bad and hostile.

use std::io::{Cursor, Write};

use access::{Action, Outcome, Scope};
use axum::body::{Body, Bytes};
use futures::stream;
use gateway::limits::Limits;
use harness::on_both;
use http::{Method, StatusCode, header};
use zip::write::SimpleFileOptions;

use crate::desk::{Desk, FORM, MORE, form, limits, post};

/// An archive with this file of zeros in it.
fn archive(name: &str, zeros: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default())
        .expect("an archive");
    zip.write_all(&vec![0; zeros]).expect("an archive");
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn a_bomb_is_a_problem_of_its_file() {
    on_both(async |record| {
        let small = ingest::Limits {
            unpacked_bytes: 1 << 20,
            ..ingest::Limits::default()
        };
        let desk = Desk::with(&record.store, limits(), false, |catalogues| {
            tsunagu::Curator::new(catalogues.clone()).with_limits(small)
        })
        .await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let sheet = archive("xl/worksheets/sheet1.xml", 4 << 20);
        let table = archive("volumes.csv", 4 << 20);
        assert!(sheet.len() < 64 << 10, "it is small as it comes");
        let files = [
            ("book.xlsx", sheet.as_slice()),
            ("volumes.csv", sheet.as_slice()),
            ("batch.zip", table.as_slice()),
            ("volumes-more.csv", MORE),
        ];
        let reply = desk.import(&key, "", &files).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        let reasons = reply.reasons();
        assert_eq!(reasons.len(), 3, "{reasons:?}");
        for reason in reasons {
            assert!(
                reason.starts_with("unpacks to more than 1048576 bytes"),
                "{reason}"
            );
        }
        assert_eq!(
            desk.audit().await,
            [(Action::Import, Outcome::Refused, None)]
        );
        assert_eq!(desk.newest().await.number, 1);
    });
}

#[test]
fn macros_are_refused() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let hidden = archive("xl/vbaProject.bin", 10);
        let named = archive("xl/workbook.xml", 10);
        let files = [
            ("book.xlsx", hidden.as_slice()),
            ("book.xlsm", named.as_slice()),
            ("old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice()),
            ("program.exe", b"MZ".as_slice()),
        ];
        let reply = desk.import(&key, "", &files).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        let reasons = reply.reasons();
        let macros = reasons.iter().filter(|r| r.starts_with("holds macros"));
        assert_eq!(macros.count(), 2, "{reasons:?}");
        assert_eq!(reasons.len(), 4, "{reasons:?}");
        assert_eq!(desk.newest().await.number, 1);
    });
}

#[test]
fn a_body_over_the_limit_is_413() {
    on_both(async |record| {
        let limits = Limits {
            import_bytes: 2_000,
            ..limits()
        };
        let desk = Desk::with(&record.store, limits, false, |catalogues| {
            tsunagu::Curator::new(catalogues.clone())
        })
        .await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let long = vec![b'a'; 3_000];
        let body = form(&[("volumes.csv", &long)]);
        let mut told = post(Some(&key), "", FORM, Body::empty());
        let length = body.len().to_string().parse().expect("a number");
        told.headers_mut().insert(header::CONTENT_LENGTH, length);
        let chunks: Vec<Result<Bytes, std::io::Error>> = body
            .chunks(100)
            .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
            .collect();
        let streamed = Body::from_stream(stream::iter(chunks));
        for request in [told, post(Some(&key), "", FORM, streamed)] {
            let reply = desk.send(request).await;
            assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{reply:?}");
            assert_eq!(reply.code(), "PAYLOAD_TOO_LARGE");
        }
        assert_eq!(
            desk.audit().await,
            [(Action::Import, Outcome::Rejected, None); 2]
        );
        let reply = desk
            .import(&key, "?dryRun=true", &[("volumes.csv", MORE)])
            .await;
        assert_eq!(reply.status, StatusCode::OK);
    });
}

#[test]
fn what_is_no_form_is_refused() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let files = form(&[("volumes.csv", MORE)]);
        for content_type in [
            "text/csv",
            "application/json",
            "multipart/form-data",
            "multipart/mixed; boundary=snip",
            "",
        ] {
            let reply = desk
                .send(post(Some(&key), "", content_type, files.clone()))
                .await;
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            assert_eq!(reply.status, status, "{content_type}");
        }
        let part = |head: &str, content: &str| {
            format!(
                "--snip\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n--snip--\r\n"
            )
        };
        for (end, body) in [
            ("", form(&[])),
            ("", Vec::new()),
            ("", b"no form at all".to_vec()),
            ("", part("name=\"file\"", "a,b").into_bytes()),
            (
                "",
                part("name=\"file\"; filename=\"/\"", "a,b").into_bytes(),
            ),
            ("", part("name=\"dryRun\"", "maybe").into_bytes()),
            ("?dryRun=maybe", files.clone()),
            ("?dryrun=true", files.clone()),
            ("?dryRun", files.clone()),
        ] {
            let reply = desk.send(post(Some(&key), end, FORM, body)).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{end} {reply:?}");
            assert_eq!(reply.code(), "BAD_REQUEST");
        }
        let mut request = post(Some(&key), "", FORM, files.clone());
        *request.method_mut() = Method::PUT;
        let reply = desk.send(request).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(reply.headers[header::ALLOW], "POST");
        let mut request = post(Some(&key), "", FORM, files);
        let gzip = "gzip".parse().expect("a header");
        request.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        let reply = desk.send(request).await;
        assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(desk.newest().await.number, 1);
        let audit = desk.audit().await;
        assert_eq!(audit.len(), 16, "{audit:?}");
        assert!(audit.iter().all(|row| row.1 == Outcome::Rejected));
    });
}

/// Every beginning of a form, and forms with a byte changed: an answer each, and none of them is our fault.
#[test]
fn no_form_brings_the_server_down() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        let book = archive("xl/workbook.xml", 100);
        let whole = form(&[("volumes.csv", MORE), ("book.xlsx", &book)]);
        let cut = (0..whole.len())
            .step_by(23)
            .map(|end| whole[..end].to_vec());
        let spoilt = (0..whole.len()).step_by(29).map(|at| {
            let mut body = whole.clone();
            body[at] ^= 0x95;
            body
        });
        for body in cut.chain(spoilt) {
            let shown = String::from_utf8_lossy(&body).into_owned();
            let reply = desk
                .send(post(Some(&key), "?dryRun=true", FORM, body))
                .await;
            assert!(
                reply.status.is_success() || reply.status.is_client_error(),
                "{reply:?}\n{shown}"
            );
        }
        assert_eq!(desk.newest().await.number, 1);
    });
}
