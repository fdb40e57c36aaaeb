use http::HeaderMap;

use crate::language::Language;
use crate::link::{Parameters, path};
use crate::operations;

#[test]
fn a_document_brings_the_fragments_that_it_names() {
    let document = operations::LINKAGE.document(None);
    assert_eq!(document.matches("fragment PageStatement on").count(), 1);
    assert_eq!(document.matches("fragment PageEvidence on").count(), 1);
    assert!(!document.contains('#'), "comments stay at home");
}

#[test]
fn the_past_is_asked_below_as_of() {
    let document = operations::HOME.document(Some(3));
    assert!(
        document.starts_with("query PageHome {\n  asOf(revision: 3) {"),
        "{document}"
    );
    let document = operations::MATCH.document(Some(3));
    assert!(
        document.contains("$after: String) {\n  asOf(revision: 3) {"),
        "{document}"
    );
    assert_eq!(document.matches('{').count(), document.matches('}').count());
}

#[test]
fn what_is_typed_cannot_leave_an_address() {
    assert_eq!(
        path(&["registries", "a/b?c#d"]),
        "/registries/a%2Fb%3Fc%23d"
    );
    let parameters = Parameters::read(Some("q=%3Cscript%3E&lang=en&q="));
    assert_eq!(parameters.at("/search"), "/search?q=%3Cscript%3E&lang=en");
    assert_eq!(
        parameters.with("q", "a&b").at("/search"),
        "/search?lang=en&q=a%26b"
    );
}

#[test]
fn the_reader_is_asked_before_the_browser() {
    let mut headers = HeaderMap::new();
    headers.insert("accept-language", "fr, en;q=0.8, ja;q=0.5".parse().unwrap());
    assert_eq!(Language::of(None, &headers), Language::En);
    assert_eq!(Language::of(Some("ja"), &headers), Language::Ja);
    assert_eq!(Language::of(None, &HeaderMap::new()), Language::Ja);
}
