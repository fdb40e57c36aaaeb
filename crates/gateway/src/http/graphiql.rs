//! GraphiQL for browsers: a page that loads it from a pinned address, or from this server where the files came with the binary; each
//! file with its integrity hash.
//!
//! 4.1.2 is the last version that comes as plain scripts; later ones are modules that a network builds on the fly, of which no hash
//! can be known. The hashes are those of the files in the packages as published.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use sha2::{Digest, Sha256, Sha384};

/// An operation that GraphiQL opens in a tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The document; the operation's name is the tab's title.
    pub query: String,
    /// Its variables, as JSON.
    pub variables: String,
}

/// A file of GraphiQL that this server gives out itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageFile {
    /// Its name, as `graphiql.min.js`; the ending tells its kind.
    pub name: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

impl PageFile {
    fn is_style(self) -> bool {
        self.name.ends_with(".css")
    }

    pub(super) fn content_type(self) -> &'static str {
        if self.is_style() {
            "text/css; charset=utf-8"
        } else {
            "text/javascript; charset=utf-8"
        }
    }
}

/// The folder of those files on this server.
pub(super) const FILES: &str = "/graphiql/";

#[derive(Clone, Copy)]
struct Asset<T = &'static str> {
    address: T,
    integrity: T,
}

impl Asset {
    fn owned(self) -> Asset<String> {
        Asset {
            address: self.address.to_owned(),
            integrity: self.integrity.to_owned(),
        }
    }
}

/// The scripts in the order they are loaded, and the styles.
struct Assets {
    scripts: Vec<Asset<String>>,
    styles: Vec<Asset<String>>,
    /// Where the page may load scripts and styles from.
    sources: [String; 2],
    /// What the page says of that.
    notice: &'static str,
}

impl Assets {
    fn elsewhere() -> Self {
        Self {
            sources: [
                SCRIPTS.map(|asset| asset.address).join(" "),
                STYLE.address.to_owned(),
            ],
            scripts: SCRIPTS.map(Asset::owned).into(),
            styles: vec![STYLE.owned()],
            notice: NOTICE,
        }
    }

    fn here(files: &[PageFile]) -> Self {
        let (styles, scripts) = files.iter().partition::<Vec<_>, _>(|file| file.is_style());
        let asset = |file: &PageFile| Asset {
            address: format!("{FILES}{}", file.name),
            integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(file.bytes))),
        };
        Self {
            scripts: scripts.into_iter().map(asset).collect(),
            styles: styles.into_iter().map(asset).collect(),
            sources: ["'self'".to_owned(), "'self'".to_owned()],
            notice: "",
        }
    }
}

const STYLE: Asset = Asset {
    address: "https://cdn.jsdelivr.net/npm/graphiql@4.1.2/graphiql.min.css",
    integrity: "sha384-1el1QShFBnnXTx9x/Cprg82hZWKt0ry29OAYIXt05swbi0KcZDFoj0CWguMpopJr",
};
const SCRIPTS: [Asset; 3] = [
    Asset {
        address: "https://cdn.jsdelivr.net/npm/react@18.3.1/umd/react.production.min.js",
        integrity: "sha384-DGyLxAyjq0f9SPpVevD6IgztCFlnMF6oW/XQGmfe+IsZ8TqEiDrcHkMLKI6fiB/Z",
    },
    Asset {
        address: "https://cdn.jsdelivr.net/npm/react-dom@18.3.1/umd/react-dom.production.min.js",
        integrity: "sha384-gTGxhz21lVGYNMcdJOyq01Edg0jhn/c22nsx0kyqP0TxaV5WVdsSH1fSDUf5YJj1",
    },
    Asset {
        address: "https://cdn.jsdelivr.net/npm/graphiql@4.1.2/graphiql.min.js",
        integrity: "sha384-9XdHu7ajgGJziD4J1zNBKQ842Q/+zZfDv+ib1eMhZWBH6hPAs806x+Jbcf0yNO6B",
    },
];

/// The page and the policy it needs.
pub(super) struct Page {
    pub(super) html: String,
    pub(super) policy: String,
}

/// The page for these examples, with these files or else those of the pinned address. Nothing in it depends on a request.
pub(super) fn page(examples: &[Example], files: &[PageFile]) -> Page {
    let assets = match files {
        [] => Assets::elsewhere(),
        files => Assets::here(files),
    };
    // Inside a script element only `<` can do harm.
    let tabs = serde_json::to_string(examples).unwrap_or_default();
    let script = SCRIPT.replace("$TABS", &tabs.replace('<', "\\u003c"));
    let scripts: String = assets
        .scripts
        .iter()
        .map(|asset| {
            format!(
                "<script src=\"{}\" integrity=\"{}\" crossorigin=\"anonymous\"></script>\n",
                asset.address, asset.integrity
            )
        })
        .collect();
    let styles: String = assets
        .styles
        .iter()
        .map(|asset| {
            format!(
                "<link rel=\"stylesheet\" href=\"{}\" integrity=\"{}\" crossorigin=\"anonymous\">\n",
                asset.address, asset.integrity
            )
        })
        .collect();
    let html = PAGE
        .replace("$STYLES", &styles)
        .replace("$NOTICE", assets.notice)
        .replace("$SCRIPTS", &scripts)
        .replace("$SCRIPT", &script);
    let own = STANDARD.encode(Sha256::digest(&script));
    let [sources, style] = assets.sources;
    // GraphiQL's editor writes style elements of its own.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{own}' {sources}; style-src {style} 'unsafe-inline'; font-src data:; \
         img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    Page { html, policy }
}

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Tsunagu | GraphiQL</title>
<link rel="icon" href="data:,">
$STYLES<style>
body { margin: 0; height: 100dvh; display: flex; flex-direction: column; font: 14px/1.6 sans-serif }
#graphiql { flex: 1; min-height: 0 }
#graphiql > p { margin: 2em }
footer { padding: 0.2em 1em; border-top: 1px solid #cbd2d9 }
</style>
</head>
<body>
<div id="graphiql"><p>GraphiQL is loading; it needs JavaScript. The API works without it: send a POST with
<code>{"query": "{ __typename }"}</code> as <code>application/json</code> to this address.
<br><span lang="ja">GraphiQLを読み込んでいます（JavaScriptが必要です）。APIはGraphiQLがなくても利用できます。このアドレスに
<code>{"query": "{ __typename }"}</code> を <code>application/json</code> としてPOSTしてください。</span>
<br><a href="/schema.graphql">Schema <span lang="ja">スキーマ</span></a></p></div>
$NOTICE$SCRIPTS<script>$SCRIPT</script>
</body>
</html>
"#;

/// Of a binary that was built without npm.
const NOTICE: &str = r#"<footer>This server was built without GraphiQL: your browser loads it from cdn.jsdelivr.net.
<span lang="ja">このサーバーにはGraphiQLが組み込まれていないため、ブラウザーが cdn.jsdelivr.net から読み込みます。</span></footer>
"#;

// GraphiQL takes the variables of the tab that it shows from its property alone, and keeps tabs from visit to visit.
const SCRIPT: &str = r#"
const examples = $TABS;
const asked = new URLSearchParams(location.search);
const tabs = asked.has("query")
  ? [{ query: asked.get("query"), variables: asked.get("variables") ?? "" }]
  : examples;
const fetcher = async ({ operationName, ...parameters }, options) => {
  // Right after a change of tabs GraphiQL still names the operation of the last one.
  if (new RegExp(`(query|mutation)\\s+${operationName}\\b`).test(parameters.query)) parameters.operationName = operationName;
  const response = await fetch(location.pathname, {
    method: "POST",
    headers: {
      ...options?.headers,
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
};
if (window.React && window.ReactDOM && window.GraphiQL) {
  const properties = {
    fetcher,
    shouldPersistHeaders: false,
    ...(tabs.length ? { defaultTabs: tabs } : { defaultQuery: "{ __typename }\n" }),
    ...(asked.has("query") || !localStorage.getItem("graphiql:tabState") ? tabs[0] : {}),
  };
  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, properties),
  );
}
"#;
