//! How files are sent: names, tags, refusals.

use harness::{Service, on_both_bundled};
use serde_json::Value;

const NAMES: [&str; 8] = [
    "/export/approvals.csv",
    "/export/approvals.xlsx",
    "/export/data-use-register.csv",
    "/export/record.zip",
    "/export/registries.csv",
    "/export/linkage-matrix.csv",
    "/export/catalogue.ttl",
    "/export/catalogue.jsonld",
];

#[test]
fn files_have_a_name_a_type_and_a_tag_and_are_sent_once() {
    on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        for address in NAMES.into_iter().chain(["/feed.atom"]) {
            let page = service.get(address).await;
            assert_eq!(page.status, 200, "{address}");
            let disposition = page.header("content-disposition");
            let inline = address == "/feed.atom";
            assert_eq!(disposition.starts_with("inline"), inline, "{disposition}");
            assert!(disposition.contains("-r1."), "{disposition}");
            assert!(page.header("content-type").contains('/'));
            assert_eq!(
                page.header("cache-control"),
                "public, max-age=0, must-revalidate"
            );
            assert_eq!(
                page.header("content-length"),
                page.body.len().to_string(),
                "{address}"
            );

            let tag = page.header("etag").to_owned();
            let again = service
                .request("GET", address, &[("if-none-match", &tag)])
                .await;
            assert_eq!((again.status, again.body.len()), (304, 0), "{address}");
            assert_eq!(again.selects, 0, "{address}");
            assert_eq!(again.header("etag"), tag);

            let head = service.request("HEAD", address, &[]).await;
            assert_eq!((head.status, head.body.len()), (200, 0));
            assert_eq!(head.header("content-length"), page.body.len().to_string());
            assert_eq!(head.selects, 0, "{address}: it is kept");

            let small = service
                .request("GET", address, &[("accept-encoding", "gzip")])
                .await;
            // Workbooks and archives are compressed already.
            if !address.ends_with("x") && !address.ends_with(".zip") {
                assert_eq!(small.header("content-encoding"), "gzip");
                assert!(small.body.len() < page.body.len());
            }

            for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                let refused = service.request(method, address, &[]).await;
                assert_eq!(refused.status, 405, "{method} {address}");
                assert_eq!(refused.header("allow"), "GET, HEAD");
            }
        }
    });
}

#[test]
fn what_depends_on_a_parameter_has_a_tag_of_its_own() {
    on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let mut tags = Vec::new();
        for query in [
            "",
            "?form=IDENTIFIED",
            "?on=2025-01-01",
            "?knownBy=2025-01-01",
            "?layout=PAIRS",
        ] {
            let address = format!("/export/linkage-matrix.csv{query}");
            let page = service.get(&address).await;
            assert_eq!(page.status, 200, "{address}");
            let tag = page.header("etag").to_owned();
            assert!(!tags.contains(&tag), "{address}");
            tags.push(tag);
        }
        let same = "/export/linkage-matrix.csv?form=ANONYMISED&revision=1";
        assert_eq!(service.get(same).await.header("etag"), tags[0]);
    });
}

#[test]
fn what_cannot_be_had_is_refused_with_its_name() {
    on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        for address in ["/export/", "/export/secrets.csv", "/export/%2e%2e"] {
            let page = service.get(address).await;
            assert_eq!(page.status, 404, "{address}");
            assert_eq!(page.error()["extensions"]["code"], "NOT_FOUND");
        }
        for (query, argument) in [
            ("form=ANY", "form"),
            ("form=ANONYMISED&form=ANONYMISED", "form"),
            ("on=tomorrow", "on"),
            ("on=2026-02-30", "on"),
            ("knownBy=%E4%BB%A4%E5%92%8C6%E5%B9%B4", "knownBy"),
            ("layout=LONG", "layout"),
            ("revision=2", "revision"),
            ("revision=-1", "revision"),
            ("revision=99999999999999999999", "revision"),
            ("colour=red", "colour"),
        ] {
            let address = format!("/export/linkage-matrix.csv?{query}");
            let page = service.get(&address).await;
            assert_eq!(page.status, 400, "{address}: {}", page.text());
            let extensions = page.error()["extensions"].clone();
            assert_eq!(extensions["code"], "BAD_USER_INPUT", "{address}");
            assert_eq!(extensions["argument"], argument, "{address}");
            let message = extensions["messageJa"].as_str().unwrap();
            assert!(message.starts_with("パラメーター "), "{message}");
            assert_eq!(page.header("cache-control"), "no-store");
        }
        let long = format!("/export/approvals.csv?a={}", "a".repeat(20_000));
        assert_eq!(service.get(&long).await.status, 414);
    });
}

#[test]
fn the_list_names_every_file_for_programs_and_people() {
    on_both_bundled(async |record| {
        let service = Service::over(&record.store).await;
        let page = service.get("/export").await;
        assert_eq!(
            page.header("content-type"),
            "application/json; charset=utf-8"
        );
        let list: Value = serde_json::from_slice(&page.body).unwrap();
        let paths: Vec<&str> = list["exports"]
            .as_array()
            .unwrap()
            .iter()
            .map(|offer| offer["path"].as_str().unwrap())
            .collect();
        assert_eq!(paths.len(), 10);
        for path in paths {
            assert_eq!(service.get(path).await.status, 200, "{path}");
        }
        let browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
        let page = service.request("GET", "/export", &browser).await;
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.header("content-security-policy").contains("'none'"));
        assert!(page.text().contains("href=\"/export/approvals.csv\""));
        let image = service
            .request("GET", "/export", &[("accept", "image/png")])
            .await;
        assert_eq!(image.status, 406);
    });
}
