//! The command line. Every flag has an environment variable; `--help` is the manual.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::limits::LimitArguments;

/// Which health databases of Japan may be linked, and which projects used which data: a GraphQL server.
#[derive(Debug, Parser)]
#[command(name = "tsunagu", version, args_conflicts_with_subcommands = false)]
pub(crate) struct Arguments {
    /// The record: sqlite:FILE or postgres://USER@HOST/NAME.
    #[arg(
        long,
        global = true,
        env = "TSUNAGU_DATABASE",
        default_value = "sqlite:tsunagu.sqlite"
    )]
    pub(crate) database: String,

    /// What is logged to standard error: error, warn, info, debug, or filters as `gateway=debug`.
    #[arg(long, global = true, env = "TSUNAGU_LOG", default_value = "warn")]
    pub(crate) log: String,

    #[command(flatten)]
    pub(crate) serve: Serve,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do; `serve` where nothing is said.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the catalogue; fills an empty record with the bundled data set first.
    Serve(Box<Serve>),
    /// Import tables as one revision, all or nothing.
    Import(Import),
    /// Bring the record's tables up to date.
    Migrate {
        /// Take back this many changes instead.
        #[arg(long, env = "TSUNAGU_MIGRATE_DOWN")]
        down: Option<u32>,
    },
    /// Print the GraphQL schema.
    Schema {
        /// As a part of a federated graph (Apollo Federation 2).
        #[arg(long, env = "TSUNAGU_FEDERATION")]
        federation: bool,
    },
}

/// How to serve.
#[derive(Clone, Debug, Args)]
pub(crate) struct Serve {
    /// Address to listen on; port 0 takes any free one.
    #[arg(long, env = "TSUNAGU_LISTEN", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    /// Seconds between two looks for a new revision; 0 never looks.
    #[arg(long, env = "TSUNAGU_REFRESH_SECONDS", default_value_t = 5)]
    pub(crate) refresh_seconds: u64,

    /// Do not show GraphiQL to browsers.
    #[arg(long, env = "TSUNAGU_NO_GRAPHIQL")]
    pub(crate) no_graphiql: bool,

    /// Refuse questions about the schema.
    #[arg(long, env = "TSUNAGU_NO_INTROSPECTION")]
    pub(crate) no_introspection: bool,

    /// Do not tell of known names in errors about unknown ones; --no-introspection implies it.
    #[arg(long, env = "TSUNAGU_NO_SUGGESTIONS")]
    pub(crate) no_suggestions: bool,

    /// Take part in a federated graph: `_entities` and `_service` answer.
    #[arg(long, env = "TSUNAGU_FEDERATION")]
    pub(crate) federation: bool,

    /// Seconds for which caches may reuse the answer to a GET without asking again.
    #[arg(long, env = "TSUNAGU_MAX_AGE", default_value_t = 0)]
    pub(crate) max_age: u32,

    /// Other sites whose pages may ask: `*` for all, else origins as `https://example.org`, separated by commas.
    #[arg(long, env = "TSUNAGU_CORS", value_delimiter = ',')]
    pub(crate) cors: Vec<String>,

    /// A header in which a trusted proxy names the client's address.
    #[arg(long, env = "TSUNAGU_CLIENT_HEADER")]
    pub(crate) client_header: Option<String>,

    /// A folder of documents (`.graphql`, or `.json` manifests); only these may be run.
    #[arg(long, env = "TSUNAGU_TRUSTED_DOCUMENTS")]
    pub(crate) trusted_documents: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

/// What to import.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files, or folders of files.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Check and report, but write nothing.
    #[arg(long, env = "TSUNAGU_DRY_RUN")]
    pub(crate) dry_run: bool,

    /// Who imports, for the revision's record.
    #[arg(long, env = "TSUNAGU_IMPORTED_BY", default_value = "command line")]
    pub(crate) by: String,
}
