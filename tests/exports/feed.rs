//! The feed of changes.

use std::path::Path;

use harness::{Service, import_folder, on_both};
use quick_xml::Reader;
use quick_xml::events::Event;

/// The texts of elements, each with the names of all elements around it.
fn elements(feed: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(feed);
    let mut path: Vec<String> = Vec::new();
    let mut found: Vec<(String, String)> = Vec::new();
    loop {
        match reader.read_event().expect("the feed is well-formed") {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                found.push((path.join("/"), String::new()));
            }
            Event::End(_) => {
                path.pop();
            }
            // Blanks between elements belong to none.
            Event::Text(text) if !text.trim().is_empty() => {
                if let Some(last) = found.last_mut() {
                    last.1.push_str(&text);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty());
    found
}

#[test]
fn each_revision_is_an_entry_with_what_it_changed() {
    let feeds = on_both(async |record| {
        for number in ["1", "2"] {
            let folder = Path::new("fixtures/small").join(number);
            import_folder(&record.store, &folder).await.unwrap();
        }
        let service = Service::over(&record.store).await;
        let page = service.get("/feed.atom").await;
        assert_eq!(page.selects, 3, "however many revisions");
        let text = page.text().to_owned();
        assert_eq!(service.get("/export/feed.atom").await.text(), text);
        text
    });
    let texts = |feed: &str, name: &str| -> Vec<String> {
        elements(feed)
            .into_iter()
            .filter(|(path, _)| path == name)
            .map(|(_, text)| text)
            .collect()
    };
    for (_, feed) in &feeds {
        assert_eq!(*feed, feeds[0].1);
        assert_eq!(
            texts(feed, "feed/id"),
            ["tag:tsunagu.invalid,2026:feed/changes"]
        );
        assert_eq!(texts(feed, "feed/updated"), ["2026-11-21T13:00:00Z"]);
        assert_eq!(texts(feed, "feed/title").len(), 1);
        assert_eq!(texts(feed, "feed/author/name"), ["Tsunagu"]);
        assert_eq!(
            texts(feed, "feed/entry/id"),
            [
                "tag:tsunagu.invalid,2026:revision/2",
                "tag:tsunagu.invalid,2026:revision/1"
            ]
        );
        assert_eq!(
            texts(feed, "feed/entry/updated"),
            ["2026-11-21T13:00:00Z", "2026-11-21T12:00:00Z"]
        );
    }
    let contents = texts(&feeds[0].1, "feed/entry/content");
    insta::assert_snapshot!(contents.join("---\n"));
}
