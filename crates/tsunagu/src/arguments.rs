//! The command line. Every flag has an environment variable; `--help` is the manual.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;

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
        hide_env_values = true,
        default_value = "sqlite:tsunagu.sqlite"
    )]
    pub(crate) database: String,

    /// What is logged to standard error: error, warn, info, debug, or filters as `gateway=debug`.
    #[arg(
        long,
        global = true,
        env = "TSUNAGU_LOG",
        value_parser = filter,
        default_value = "info,rmcp=warn,sea_orm_migration=warn"
    )]
    pub(crate) log: String,

    /// How it is logged: lines for a person, or one JSON object each.
    #[arg(long, global = true, env = "TSUNAGU_LOG_FORMAT", value_enum, default_value_t = Format::Text)]
    pub(crate) log_format: Format,

    /// A file of settings (TOML): flags by their long names; flags and environment variables override it.
    #[arg(long, global = true, env = "TSUNAGU_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

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
    /// Print the settings that `serve` would have, and where each comes from, as a file that --config takes.
    Config(Box<Serve>),
    /// Answer an assistant over standard input and output (Model Context Protocol); needs no running server.
    Mcp(Box<Mcp>),
    /// Import tables as one revision, all or nothing.
    Import(Import),
    /// Print a table's template; without a name, list the tables that can be imported.
    Template(Template),
    /// Write what the record holds as files.
    Export(Export),
    /// List the documents behind the facts, or ask which of their addresses no longer answer.
    Sources(Sources),
    /// Bring the record's tables up to date.
    Migrate {
        /// Take back this many changes instead.
        #[arg(long, env = "TSUNAGU_MIGRATE_DOWN")]
        down: Option<u32>,
        /// Do take them back, with all that is in their tables.
        #[arg(long, env = "TSUNAGU_MIGRATE_YES", requires = "down")]
        yes: bool,
    },
    /// Write a copy of an SQLite record as it stands at one moment, beside whoever reads or writes it.
    Backup {
        /// Where to; a file that is there is left as it is.
        file: PathBuf,
    },
    /// Say whether the record is whole: its pages, its revisions, their rows and comparisons; ends with 1 where it is not.
    Verify,
    /// Print completions for a shell: bash, zsh, fish and others.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page of the command, or of one of its own: `tsunagu man import`.
    Man {
        /// Whose page: `import`, `key create`.
        of: Vec<String>,
    },
    /// Make, list and revoke keys; `POST /admin/import` is off unless there is one.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Print the GraphQL schema.
    Schema {
        /// As a part of a federated graph (Apollo Federation 2).
        #[arg(long, env = "TSUNAGU_FEDERATION")]
        federation: bool,
    },
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key and print it; it cannot be shown again.
    Create {
        /// Whose key it is; revisions that it makes bear this name.
        name: String,
        /// What the key allows; give it twice for both.
        #[arg(
            long,
            env = "TSUNAGU_KEY_SCOPE",
            value_enum,
            required = true,
            value_delimiter = ','
        )]
        scope: Vec<KeyScope>,
    },
    /// List every key, revoked ones too.
    List,
    /// Revoke a key by its id, from the next request on.
    Revoke {
        /// The id, as `list` shows it.
        id: String,
    },
    /// List the last 50 attempts at what needs a key, newest first.
    Audit,
}

/// What a key allows.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum KeyScope {
    /// To ask, where the server was started with `--require-key`.
    Read,
    /// To import.
    Curate,
}

/// What is logged, as `tracing` reads it.
fn filter(text: &str) -> Result<String, String> {
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!(
            "{error}; write error, warn, info or debug, or filters as `gateway=debug`"
        )),
    }
}

/// A time between two looks.
fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds == 0.0 || (0.1..=86_400.0).contains(&seconds) => Ok(seconds),
        _ => Err("write 0, or seconds from 0.1 to 86400".to_owned()),
    }
}

/// Where to read the record that is served.
#[derive(Clone, Debug, Args)]
pub(crate) struct Record {
    /// A streaming replica of --database to read from, one server an address; several may be named, separated by commas. A replica that is
    /// away or behind is left out until it is well again, and --database is read where none is well. Where --database is away at the start,
    /// what a replica holds is served until it is back, and nothing is written. PostgreSQL only.
    #[arg(
        long,
        env = "TSUNAGU_READ_DATABASE",
        hide_env_values = true,
        value_delimiter = ',',
        value_name = "DATABASE"
    )]
    pub(crate) read_database: Vec<String>,

    /// Leave the record's tables as they are, and do not start where they are not those of this version: for a role that may only read.
    #[arg(long, env = "TSUNAGU_NO_MIGRATE")]
    pub(crate) no_migrate: bool,
}

/// How to serve.
#[derive(Clone, Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) record: Record,

    /// Address to listen on; port 0 takes any free one.
    #[arg(long, env = "TSUNAGU_LISTEN", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    /// Seconds between two looks for a new revision, 0.1 or more; 0 never looks. PostgreSQL also tells of one at once.
    #[arg(long, env = "TSUNAGU_REFRESH_SECONDS", default_value_t = 0.2, value_parser = seconds)]
    pub(crate) refresh_seconds: f64,

    /// Do not show GraphiQL to browsers.
    #[arg(long, env = "TSUNAGU_NO_GRAPHIQL")]
    pub(crate) no_graphiql: bool,

    /// Serve the API alone, without the pages for people.
    #[arg(long, env = "TSUNAGU_NO_EXPLORER")]
    pub(crate) no_explorer: bool,

    /// Answer assistants at /mcp as well (Model Context Protocol, streamable HTTP).
    #[arg(long, env = "TSUNAGU_MCP")]
    pub(crate) mcp: bool,

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

    /// A folder of documents (`.graphql`, or `.json` manifests), with those below it; only these may be run. Each must fit the schema.
    #[arg(long, env = "TSUNAGU_TRUSTED_DOCUMENTS")]
    pub(crate) trusted_documents: Option<PathBuf>,

    /// Answer only who has a key with the scope `read`.
    #[arg(long, env = "TSUNAGU_REQUIRE_KEY")]
    pub(crate) require_key: bool,
    /// The address at which the catalogue is published, such as https://catalogue.example.jp: exports name things by it.
    #[arg(long, env = "TSUNAGU_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,

    /// An address of its own for Prometheus' figures, at /metrics; not for the public.
    #[arg(long, env = "TSUNAGU_METRICS_LISTEN")]
    pub(crate) metrics_listen: Option<SocketAddr>,

    /// Milliseconds from which an operation is logged as slow, by its name and cost; 0 logs none.
    #[arg(long, env = "TSUNAGU_SLOW_OPERATION_MS", default_value_t = 1000)]
    pub(crate) slow_operation_ms: u64,

    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

/// How to answer an assistant.
#[derive(Debug, Args)]
pub(crate) struct Mcp {
    #[command(flatten)]
    pub(crate) record: Record,

    /// The address at which the pages are, such as https://catalogue.example.jp: answers name pages by it.
    #[arg(long, env = "TSUNAGU_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,

    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

/// What to import.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files (.csv, .xlsx, .json, .zip), or folders of files, with the folders in them.
    #[arg(required_unless_present = "bundled")]
    pub(crate) paths: Vec<PathBuf>,

    /// Import the data set in the program instead, as after an upgrade; the report says what it changes.
    #[arg(long, env = "TSUNAGU_IMPORT_BUNDLED", conflicts_with = "paths")]
    pub(crate) bundled: bool,

    /// Make the record where there is none.
    #[arg(long, env = "TSUNAGU_CREATE")]
    pub(crate) create: bool,

    /// Check and report, but write nothing.
    #[arg(long, env = "TSUNAGU_DRY_RUN")]
    pub(crate) dry_run: bool,

    /// Tag approvals with the diseases that their titles name and no tag covers; without it the report lists them.
    #[arg(long, env = "TSUNAGU_TAG")]
    pub(crate) tag: bool,

    /// Who imports, for the revision's record; `command line` or `bundled` where nothing is said.
    #[arg(long, env = "TSUNAGU_IMPORTED_BY")]
    pub(crate) by: Option<String>,

    /// End where standard input ends: with the process that started this one.
    #[arg(long, env = "TSUNAGU_TIED", hide = true)]
    pub(crate) tied: bool,

    /// How to report.
    #[arg(long, env = "TSUNAGU_FORMAT", value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Lines for a person.
    Text,
    /// One JSON object, with the first 1,000 changes, problems and notices, and how many more there are.
    Json,
}

/// Which template.
#[derive(Debug, Args)]
pub(crate) struct Template {
    /// The table: `approvals`. Without it, all are listed.
    pub(crate) record: Option<String>,

    /// The kind of file.
    #[arg(long, env = "TSUNAGU_TEMPLATE_FORMAT", value_enum, default_value_t = TemplateFormat::Csv)]
    pub(crate) format: TemplateFormat,

    /// Whether the columns have Japanese names.
    #[arg(long, env = "TSUNAGU_TEMPLATE_JAPANESE")]
    pub(crate) japanese: bool,
}

/// The kind of file that a template is.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TemplateFormat {
    /// A header row.
    Csv,
    /// An empty row.
    Json,
    /// A workbook: what is required, what each column takes, and an example, for `> approvals.xlsx`.
    Xlsx,
}

/// What to export.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file's name: `approvals.csv`. Without it, all are listed.
    pub(crate) name: Option<String>,

    /// Where to write it; standard output where nothing is said.
    #[arg(long, env = "TSUNAGU_EXPORT_OUTPUT")]
    pub(crate) output: Option<PathBuf>,

    /// A parameter of the export, as `form=PSEUDONYMISED`; may be given several times, or several with commas between.
    #[arg(
        long = "set",
        env = "TSUNAGU_EXPORT_SET",
        value_name = "NAME=VALUE",
        value_delimiter = ','
    )]
    pub(crate) parameters: Vec<String>,

    /// The address at which the catalogue is published, such as https://catalogue.example.jp: exports name things by it.
    #[arg(long, env = "TSUNAGU_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
}

/// What to do with the documents behind the facts.
#[derive(Debug, Args)]
pub(crate) struct Sources {
    /// Ask every address over the network and list those that do not answer; ends with 1 where there is one.
    #[arg(long, env = "TSUNAGU_SOURCES_CHECK")]
    pub(crate) check: bool,

    /// Seconds that an address has to answer.
    #[arg(long, env = "TSUNAGU_SOURCES_TIMEOUT_SECONDS", default_value_t = 20)]
    pub(crate) timeout_seconds: u64,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn flags_without_variable(command: &clap::Command, found: &mut Vec<String>) {
        for argument in command.get_arguments() {
            let long = argument
                .get_long()
                .filter(|long| !["help", "version"].contains(long));
            if let (Some(long), None) = (long, argument.get_env()) {
                found.push(format!("{} --{long}", command.get_name()));
            }
        }
        for below in command.get_subcommands() {
            flags_without_variable(below, found);
        }
    }

    #[test]
    fn every_flag_has_an_environment_variable() {
        let command = Arguments::command();
        command.clone().debug_assert();
        let mut found = Vec::new();
        flags_without_variable(&command, &mut found);
        assert_eq!(found, [""; 0]);
    }
}
