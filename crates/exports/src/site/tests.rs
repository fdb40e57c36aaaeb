use super::*;

#[test]
fn things_are_named_by_the_site_or_by_nobody() {
    let nobody = Site::default();
    assert_eq!(
        nobody.thing("registry", "a b").as_str(),
        "tag:tsunagu.invalid,2026:registry/a%20b"
    );
    let site = Site::at("https://data.example.jp:8443/health/").unwrap();
    assert_eq!(
        site.thing("database", "ndb").as_str(),
        "https://data.example.jp:8443/health/export/catalogue.ttl#database/ndb"
    );
    assert_eq!(
        site.tag("revision", "3"),
        "tag:data.example.jp,2026:revision/3"
    );
}

#[test]
fn what_is_no_address_is_refused() {
    for wrong in [
        "",
        "data.example.jp",
        "ftp://a",
        "https://",
        "https://a?b",
        "https://a b",
    ] {
        assert!(Site::at(wrong).is_err(), "{wrong}");
    }
}
