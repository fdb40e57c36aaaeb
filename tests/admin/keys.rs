//! Who may import, and who is told what.

use access::{Action, Outcome, Scope};
use axum::body::Body;
use harness::on_both;
use http::{Request, StatusCode, header};

use crate::desk::{Desk, FORM, MORE, form, post};

#[test]
fn without_a_key_there_is_nothing() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let files = [("volumes.csv", MORE)];
        for key in [None, Some("tsu_0_0")] {
            let reply = desk.send(post(key, "", FORM, form(&files))).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND);
            assert_eq!(reply.code(), "NOT_FOUND");
        }
        let get = Request::get("/admin/import").body(Body::empty());
        let reply = desk.send(get.expect("a request")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert_eq!(desk.audit().await, []);
        assert_eq!(desk.newest().await.number, 1);
    });
}

#[test]
fn only_a_good_key_for_curators_passes() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let good = desk.key("Aiko", Scope::Curate).await;
        let reader = desk.key("Ben", Scope::Read).await;
        let gone = desk.keys.create("Chie", &[Scope::Curate]).await;
        let gone = gone.expect("a key is made");
        assert_eq!(
            desk.import(&gone.text, "?dryRun=true", &[("volumes.csv", MORE)])
                .await
                .status,
            StatusCode::OK,
            "it is remembered as right"
        );
        let revoked = desk.keys.revoke(&gone.key.id).await;
        revoked.expect("the record is written");
        let other = if good.ends_with('A') { "B" } else { "A" };
        let wrong = format!("{}{other}", &good[..good.len() - 1]);
        let files = [("volumes.csv", MORE)];
        for (key, status, code) in [
            (None, StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
            (
                Some(wrong.as_str()),
                StatusCode::UNAUTHORIZED,
                "UNAUTHENTICATED",
            ),
            (
                Some(gone.text.as_str()),
                StatusCode::UNAUTHORIZED,
                "UNAUTHENTICATED",
            ),
            (Some(reader.as_str()), StatusCode::FORBIDDEN, "FORBIDDEN"),
        ] {
            let reply = desk.send(post(key, "", FORM, form(&files))).await;
            assert_eq!((reply.status, reply.code()), (status, code), "{reply:?}");
            let extensions = &reply.body["errors"][0]["extensions"];
            assert!(extensions["messageJa"].is_string(), "{reply:?}");
            assert!(extensions["requestId"].is_string(), "{reply:?}");
            assert_eq!(
                reply.headers.contains_key(header::WWW_AUTHENTICATE),
                status == StatusCode::UNAUTHORIZED
            );
            assert!(!reply.body.to_string().contains(&good[17..]));
        }
        assert_eq!(
            desk.audit().await,
            [
                (Action::DryRun, Outcome::Checked, None),
                (Action::Import, Outcome::Unauthenticated, None),
                (Action::Import, Outcome::Unauthenticated, None),
                (Action::Import, Outcome::Unauthenticated, None),
                (Action::Import, Outcome::Forbidden, None),
            ]
        );
        assert_eq!(desk.newest().await.number, 1);
    });
}

#[test]
fn the_header_must_be_one_bearer() {
    on_both(async |record| {
        let desk = Desk::over(&record.store).await;
        let key = desk.key("Aiko", Scope::Curate).await;
        for (lines, status) in [
            (vec![format!("bearer {key}")], StatusCode::OK),
            (vec![format!("Basic {key}")], StatusCode::UNAUTHORIZED),
            (vec![key.clone()], StatusCode::UNAUTHORIZED),
            (vec![String::new()], StatusCode::UNAUTHORIZED),
            (
                vec![format!("Bearer {key}"), format!("Bearer {key}")],
                StatusCode::UNAUTHORIZED,
            ),
        ] {
            let body = form(&[("volumes.csv", MORE)]);
            let mut request = post(None, "?dryRun=true", FORM, body);
            for line in &lines {
                let line = line.parse().expect("a header");
                request.headers_mut().append(header::AUTHORIZATION, line);
            }
            assert_eq!(desk.send(request).await.status, status, "{lines:?}");
        }
    });
}
