//! The pages, over the real router: every page of a kind in both languages, every link once, and what strangers type.

// Speaks GraphQL to the API as the pages do; here so that it costs no link of its own.
mod assistant;

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use harness::{Service, bundled_sqlite, on_a_large_stack};
use http::{Request, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// One page of each kind.
const PAGES: [&str; 22] = [
    "/",
    "/search",
    "/search?q=NDB",
    "/linkage?databases=ndb,jisedai",
    "/linkage?databases=ndb,idb,jisedai&on=2025-03-01&knownBy=2025-03-31",
    "/linkage?databases=jisedai,ndb&form=PSEUDONYMISED",
    "/linkage/matrix",
    "/databases/ndb",
    "/registries?q=%E3%81%8C%E3%82%93",
    "/registries/remudy",
    "/registries/match?purpose=EXTERNAL_CONTROL",
    "/registries/compare?codes=remudy,j-rare",
    "/uses?dataItem=imaging",
    "/approvals/ldi/2",
    "/institutions?prefecture=38",
    "/institutions/26-01",
    "/operators/ldi",
    "/diseases/heart-failure",
    "/indicators?goal=5",
    "/sources/mhlw-kpi-5",
    "/changes",
    "/about",
];

struct Page {
    status: u16,
    text: String,
    headers: http::HeaderMap,
}

struct Site(axum::Router);

impl Site {
    async fn new() -> Self {
        let service = Service::over(&bundled_sqlite().await).await;
        Self(explorer::router(
            service.router(),
            explorer::Options::default(),
        ))
    }

    async fn get(&self, address: &str, accept: &str) -> Page {
        let request = Request::get(address)
            .header(header::ACCEPT, accept)
            .header(header::HOST, "catalogue.test")
            .body(Body::empty());
        let request = request.unwrap_or_else(|error| panic!("{address}: {error}"));
        let response = self.0.clone().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        Page {
            status,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            headers,
        }
    }

    async fn page(&self, address: &str) -> Page {
        self.get(address, "text/html").await
    }
}

/// Runs a test on a thread with the stack that the server's have.
fn run<F: Future<Output = ()>>(test: impl FnOnce() -> F + Send) {
    on_a_large_stack(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(test());
    });
}

fn with(address: &str, more: &str) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}{more}")
}

/// The addresses of this site that a page links to, without their fragments.
fn links(text: &str) -> BTreeSet<String> {
    let links = text
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let own = links.filter(|link| link.starts_with('/'));
    own.map(|link| {
        link.split('#')
            .next()
            .unwrap_or(link)
            .replace("&amp;", "&")
            .replace("&#38;", "&")
    })
    .collect()
}

#[test]
fn every_page_says_everything_in_both_languages_and_stays_small() {
    run(|| async {
        let site = Site::new().await;
        for address in PAGES {
            for language in ["ja", "en"] {
                let page = site.page(&with(address, &format!("lang={language}"))).await;
                assert_eq!(page.status, 200, "{address} {language}");
                assert!(
                    page.text.contains(&format!("<html lang=\"{language}\">")),
                    "{address}"
                );
                assert!(
                    !page.text.contains("not asked for:"),
                    "{address}: a field is missing"
                );
                assert!(page.text.contains("<h1"), "{address}: no heading");
                assert!(
                    page.text.len() < 100_000,
                    "{address}: {} bytes",
                    page.text.len()
                );
                let policy = page.headers["content-security-policy"]
                    .to_str()
                    .expect("ASCII");
                assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"));
                assert!(
                    !page.text.contains(" style=\"") && !page.text.contains("<script>"),
                    "{address}"
                );
            }
        }
    });
}

#[test]
fn a_page_says_a_thing_once_and_in_words() {
    run(|| async {
        let site = Site::new().await;
        let registry = site.page("/registries/remudy").await.text;
        let titles = [">症例数</h3>", ">症例数</figcaption>"];
        let said = |title: &&str| registry.contains(*title);
        assert_eq!(titles.iter().filter(|title| said(title)).count(), 1);
        for (code, list) in [
            ("heart-failure", "<dd>本カタログの疾患一覧</dd>"),
            ("nando-1200001", "<dd>NANDO (2025年8月26日"),
        ] {
            let page = site.page(&format!("/diseases/{code}")).await.text;
            assert!(page.contains(list), "{code}");
            assert!(!page.contains("<dd>tsunagu</dd>"), "{code}");
        }
    });
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    run(|| async {
        let site = Site::new().await;
        let mut open: BTreeMap<String, String> = BTreeMap::new();
        for address in PAGES {
            let page = site.page(address).await;
            for link in links(&page.text) {
                open.entry(link).or_insert_with(|| address.to_owned());
            }
        }
        assert!(open.len() > 300, "{} links", open.len());
        let mut wrong = Vec::new();
        for (link, from) in &open {
            let accept = if link.starts_with("/export") || link.starts_with("/feed") {
                "*/*"
            } else {
                "text/html"
            };
            let page = site.get(link, accept).await;
            // Files and GraphiQL are the API's own; the harness offers what it offers.
            if page.status >= 400 {
                wrong.push(format!("{} {link} (on {from})", page.status));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    });
}

#[test]
fn what_nobody_has_is_a_page_with_its_status() {
    run(|| async {
        let site = Site::new().await;
        let long = format!("/search?q={}", "a".repeat(10_000));
        for (address, status) in [
            ("/nothing", 404),
            ("/registries/zzz", 404),
            ("/databases/zzz", 404),
            ("/approvals/ldi/9999", 404),
            ("/approvals/ldi/x", 404),
            ("/diseases/zzz", 404),
            ("/linkage?databases=ndb,zzz", 400),
            ("/linkage?databases=ndb,jisedai&on=yesterday", 400),
            ("/linkage?databases=ndb,jisedai&form=PAPER", 400),
            ("/registries?after=nonsense", 400),
            ("/registries/match?disease=heart-failure&minCases=many", 400),
            ("/?revision=x", 400),
            ("/?revision=99", 400),
            (long.as_str(), 414),
        ] {
            let page = site.page(address).await;
            assert_eq!(page.status, status, "{address:.80}");
            assert!(
                page.text.contains("role=\"alert\""),
                "{address:.80}: no reason is told"
            );
            assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        }
        let near = site.page("/databases/kaigoo").await;
        assert!(
            near.text.contains("href=\"/databases/kaigo\""),
            "the nearest is a link"
        );
        let json = site.get("/nothing", "application/json").await;
        assert!(json.text.starts_with('{'), "who accepts no page gets none");
    });
}

#[test]
fn nothing_that_is_typed_reaches_a_page_as_markup() {
    run(|| async {
        let site = Site::new().await;
        let typed = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%20onload%3D%22x";
        for address in PAGES {
            let path = address.split('?').next().unwrap_or(address);
            for name in [
                "q",
                "databases",
                "on",
                "form",
                "disease",
                "codes",
                "lang",
                "revision",
                "sector",
                "after",
                "chart",
            ] {
                let page = site.page(&format!("{path}?{name}={typed}")).await;
                assert!(!page.text.contains("<script>alert"), "{path} {name}");
                assert!(!page.text.contains("\" onload=\"x"), "{path} {name}");
            }
        }
    });
}

#[test]
fn charts_and_citations_are_files() {
    run(|| async {
        let site = Site::new().await;
        let svg = site.page("/uses?chart=uses-by-operator&as=svg").await;
        assert_eq!(svg.headers["content-type"], "image/svg+xml");
        assert!(svg.text.contains("<svg "));
        let csv = site.page("/uses?chart=uses-by-operator&as=csv").await;
        let total: i64 = csv
            .text
            .lines()
            .skip(1)
            .flat_map(|line| line.split(',').skip(1))
            .filter_map(|cell| cell.trim().parse::<i64>().ok())
            .sum();
        assert_eq!(total, 62, "the table counts every approval once");
        let bibtex = site.page("/registries/remudy?cite=bibtex").await;
        assert!(bibtex.text.starts_with("@misc{") && bibtex.text.contains("revision=1"));
        let fixed = site.page("/registries/remudy?revision=1").await;
        assert_eq!(fixed.status, 200, "the cited address answers");
        let first = site.page("/about").await;
        let tag = first.headers["etag"].to_str().expect("ASCII").to_owned();
        let request = Request::get("/about")
            .header("host", "catalogue.test")
            .header("if-none-match", tag);
        let again = site
            .0
            .clone()
            .oneshot(request.body(Body::empty()).expect("a request"))
            .await
            .expect("an answer");
        assert_eq!(again.status().as_u16(), 304);
    });
}
