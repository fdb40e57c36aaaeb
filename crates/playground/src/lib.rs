//! GraphiQL inside the binary, so that its page works on networks that reach no other server. Where npm is at hand, the build takes it
//! from its npm packages (`package-lock.json`, pinned by hash); nothing of it is kept in the repository.

/// A file's name, and what is in it.
pub type File = (&'static str, &'static [u8]);

#[cfg(embedded)]
macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!(env!("OUT_DIR"), "/", $name)))),*]
    };
}

/// The styles, then the scripts in the order in which a page loads them.
#[cfg(embedded)]
pub const FILES: &[File] = files! {
    "graphiql.min.css"
    "react.production.min.js"
    "react-dom.production.min.js"
    "graphiql.min.js"
};

/// Nothing: built without npm.
#[cfg(not(embedded))]
pub const FILES: &[File] = &[];

#[cfg(test)]
mod tests {
    use super::FILES;

    #[test]
    fn the_files_are_whole_and_load_nothing_from_elsewhere() {
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
