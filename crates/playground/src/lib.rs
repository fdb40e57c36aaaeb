//! GraphiQL inside the binary, for networks that reach no other server. With the feature `embed` the build takes it from its npm
//! package (`package.json`, pinned by hash); nothing of it is kept in the repository. Without the feature there is nothing here.

/// A file's name, and what is in it.
pub type File = (&'static str, &'static [u8]);

macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!(env!("OUT_DIR"), "/", $name)))),*]
    };
}

/// The styles, then the scripts in the order in which a page loads them.
#[cfg(feature = "embed")]
pub const FILES: &[File] = files! {
    "graphiql.min.css"
    "react.production.min.js"
    "react-dom.production.min.js"
    "graphiql.min.js"
};

/// Nothing: built without GraphiQL.
#[cfg(not(feature = "embed"))]
pub const FILES: &[File] = files! {};

#[cfg(test)]
mod tests {
    use super::FILES;

    #[test]
    fn the_files_are_whole_and_load_nothing_from_elsewhere() {
        assert_eq!(FILES.is_empty(), cfg!(not(feature = "embed")));
        for (name, bytes) in FILES {
            assert!(bytes.len() > 5_000, "{name}");
            let text = String::from_utf8_lossy(bytes);
            // What a browser would follow by itself; addresses in messages and comments are only text.
            for way in [
                "@import",
                "url(http",
                "url(//",
                "importScripts(\"http",
                "src=\"http",
            ] {
                assert!(!text.contains(way), "{name}: {way}");
            }
        }
    }
}
