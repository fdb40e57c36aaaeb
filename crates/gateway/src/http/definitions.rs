//! The definitions of a document as tokens: what two texts of one document have in common, however they are laid out.

use std::collections::BTreeSet;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::answers::Key;

/// One definition of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    /// Its text as it stands.
    pub(super) text: String,
    /// The name of a fragment; none of an operation.
    pub(super) fragment: Option<String>,
    /// The fragments that it spreads.
    pub(super) spreads: BTreeSet<String>,
    /// Its tokens with one blank between.
    tokens: String,
}

/// The definitions of a document. What is no GraphQL gives some that nothing accepts.
pub(super) fn definitions(text: &str) -> Vec<Definition> {
    let mut found = Vec::new();
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut depth = 0_usize;
    for token in lexed(text) {
        match &text[token.clone()] {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_end = depth == 0 && &text[token.clone()] == "}";
        tokens.push(token);
        if is_end {
            found.push(definition(text, &tokens));
            tokens.clear();
        }
    }
    if !tokens.is_empty() {
        found.push(definition(text, &tokens));
    }
    found
}

/// A name for all texts that are the same document: layout, comments, commas and the order of definitions do not matter.
pub(super) fn form(text: &str) -> Key {
    let mut all: Vec<String> = definitions(text)
        .into_iter()
        .map(|one| one.tokens)
        .collect();
    all.sort();
    Sha256::digest(all.join("\n")).into()
}

fn definition(text: &str, tokens: &[Range<usize>]) -> Definition {
    let words: Vec<&str> = tokens.iter().map(|token| &text[token.clone()]).collect();
    let spreads = words.windows(2).filter(|pair| pair[0] == "...");
    let spreads = spreads.map(|pair| pair[1]).filter(|name| {
        *name != "on" && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
    });
    let (start, end) = (tokens[0].start, tokens[tokens.len() - 1].end);
    Definition {
        text: text[start..end].to_owned(),
        fragment: (words[0] == "fragment").then(|| words.get(1).unwrap_or(&"").to_string()),
        spreads: spreads.map(str::to_owned).collect(),
        tokens: words.join(" "),
    }
}

/// The places of the tokens: names and numbers, strings, signs.
fn lexed(text: &str) -> Vec<Range<usize>> {
    let is_ignored = |c: char| c.is_whitespace() || c == ',' || c == '\u{feff}';
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '.');
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if is_ignored(c) {
            at += c.len_utf8();
            continue;
        } else if c == '#' {
            at += rest.find(['\n', '\r']).unwrap_or(rest.len());
            continue;
        } else if rest.starts_with("\"\"\"") {
            block_string(rest)
        } else if c == '"' {
            string(rest)
        } else if rest.starts_with("...") {
            3
        } else if is_word(c) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        tokens.push(at..at + length);
        at += length;
    }
    tokens
}

/// The length of a string that begins here; to the end where it has none.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn block_string(text: &str) -> usize {
    let mut from = 3;
    while let Some(found) = text[from..].find("\"\"\"") {
        let end = from + found;
        if !text[..end].ends_with('\\') {
            return end + 3;
        }
        from = end + 3;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_comments_and_order_do_not_matter() {
        let one = "query A($x: Int = 1) { a(x: $x, y: \"b # c\") ...F }\nfragment F on T { b, c }";
        let other = "# said\nfragment F on T {\n  b\n  c\n}\n\nquery A(\n  $x: Int = 1\n) { a(x: $x y: \"b # c\")\n ...F }";
        assert_eq!(form(one), form(other));
        for different in [
            "query A($x: Int = 1) { a(x: $x, y: \"b #  c\") ...F }\nfragment F on T { b, c }",
            "query A($x: Int = 2) { a(x: $x, y: \"b # c\") ...F }\nfragment F on T { b, c }",
            "query A($x: Int = 1) { a(x: $x, y: \"b # c\") ...F }\nfragment F on T { c, b }",
        ] {
            assert_ne!(form(one), form(different), "{different}");
        }
    }

    #[test]
    fn definitions_tell_their_fragments() {
        let text = "query A { ...F ... on T { x } ...@include(if: true) { y } }\n# of it\nfragment F on T { ...G \"\"\"a } { \\\"\"\" b\"\"\" }";
        let all = definitions(text);
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!(all[0].fragment, None);
        assert_eq!(all[0].spreads, BTreeSet::from(["F".to_owned()]));
        assert_eq!(all[1].fragment.as_deref(), Some("F"));
        assert_eq!(all[1].spreads, BTreeSet::from(["G".to_owned()]));
        for broken in ["", "}", "{", "\"", "\"\"\"", "fragment", "#", "...", "あ"] {
            let _ = definitions(broken);
        }
    }
}
