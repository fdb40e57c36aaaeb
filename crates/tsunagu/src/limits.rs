//! The limits on the command line: one flag and one environment variable each, with the defaults of the gateway.

use std::num::NonZero;
use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use gateway::limits::Limits;

/// How much one request, and one client, may ask.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitArguments {
    /// Longest request body, in bytes.
    #[arg(long = "limit-body-bytes", env = "TSUNAGU_LIMIT_BODY_BYTES", default_value_t = Limits::default().body_bytes)]
    body_bytes: usize,

    /// Longest query string of a GET, in bytes.
    #[arg(long = "limit-url-bytes", env = "TSUNAGU_LIMIT_URL_BYTES", default_value_t = Limits::default().url_bytes)]
    url_bytes: usize,

    /// Longest GraphQL document, in bytes.
    #[arg(long = "limit-document-bytes", env = "TSUNAGU_LIMIT_DOCUMENT_BYTES", default_value_t = Limits::default().document_bytes)]
    document_bytes: usize,

    /// Deepest nesting of brackets in a document.
    #[arg(long = "limit-nesting", env = "TSUNAGU_LIMIT_NESTING", default_value_t = Limits::default().nesting)]
    nesting: usize,

    /// Lexical tokens of a document.
    #[arg(long = "limit-tokens", env = "TSUNAGU_LIMIT_TOKENS", default_value_t = Limits::default().tokens)]
    tokens: usize,

    /// Nested fields, fragments expanded; not more than 32.
    #[arg(long = "limit-depth", env = "TSUNAGU_LIMIT_DEPTH", default_value_t = Limits::default().depth, value_parser = RangedU64ValueParser::<usize>::new().range(1..=32))]
    depth: usize,

    /// Nested selections of every kind, fragments expanded.
    #[arg(long = "limit-levels", env = "TSUNAGU_LIMIT_LEVELS", default_value_t = Limits::default().levels)]
    levels: usize,

    /// Selections of a document, fragments expanded.
    #[arg(long = "limit-selections", env = "TSUNAGU_LIMIT_SELECTIONS", default_value_t = Limits::default().selections)]
    selections: usize,

    /// Aliased fields of an operation.
    #[arg(long = "limit-aliases", env = "TSUNAGU_LIMIT_ALIASES", default_value_t = Limits::default().aliases)]
    aliases: usize,

    /// Fields at the root of an operation.
    #[arg(long = "limit-root-fields", env = "TSUNAGU_LIMIT_ROOT_FIELDS", default_value_t = Limits::default().root_fields)]
    root_fields: usize,

    /// Directives of an operation.
    #[arg(long = "limit-directives", env = "TSUNAGU_LIMIT_DIRECTIVES", default_value_t = Limits::default().directives)]
    directives: usize,

    /// Variables that an operation declares.
    #[arg(long = "limit-variables", env = "TSUNAGU_LIMIT_VARIABLES", default_value_t = Limits::default().variables)]
    variables: usize,

    /// Nested self-referring lists of an introspection.
    #[arg(long = "limit-introspection-lists", env = "TSUNAGU_LIMIT_INTROSPECTION_LISTS", default_value_t = Limits::default().introspection_lists)]
    introspection_lists: usize,

    /// Estimated cost of an operation, in fields.
    #[arg(long = "limit-cost", env = "TSUNAGU_LIMIT_COST", default_value_t = Limits::default().cost)]
    cost: u64,

    /// Fields and list items that an operation may resolve whose lists without pages multiply.
    #[arg(long = "limit-fields", env = "TSUNAGU_LIMIT_FIELDS", default_value_t = Limits::default().fields)]
    fields: u64,

    /// Rows of a page; not more than 100.
    #[arg(long = "limit-page-size", env = "TSUNAGU_LIMIT_PAGE_SIZE", default_value_t = Limits::default().max_page_size, value_parser = clap::value_parser!(u64).range(1..=100))]
    page_size: u64,

    /// Operations that run at the same time, half of them for one client; 0 is 8 for each core.
    #[arg(
        long = "limit-concurrent-requests",
        env = "TSUNAGU_LIMIT_CONCURRENT_REQUESTS",
        default_value_t = 0
    )]
    concurrent_requests: usize,

    /// Clients that listen for new revisions at the same time, a quarter of them for one client.
    #[arg(long = "limit-listeners", env = "TSUNAGU_LIMIT_LISTENERS", default_value_t = Limits::default().listeners)]
    listeners: usize,

    /// Fields that all running answers hold together, half of them for one client; 0 is an eighth of the memory.
    #[arg(
        long = "limit-running-fields",
        env = "TSUNAGU_LIMIT_RUNNING_FIELDS",
        default_value_t = 0
    )]
    running_fields: u64,

    /// Requests per second of one client in the long run; 0 is no limit.
    #[arg(long = "limit-requests-per-second", env = "TSUNAGU_LIMIT_REQUESTS_PER_SECOND", default_value_t = Limits::default().requests_per_second)]
    requests_per_second: u32,

    /// Requests that one client may send at once after a pause.
    #[arg(long = "limit-burst", env = "TSUNAGU_LIMIT_BURST", default_value_t = Limits::default().burst)]
    burst: u32,

    /// Clients that are remembered for the rate limit.
    #[arg(long = "limit-clients", env = "TSUNAGU_LIMIT_CLIENTS", default_value_t = Limits::default().clients)]
    clients: u64,

    /// Memory for ready answers, in bytes; 0 keeps none.
    #[arg(long = "limit-answer-cache-bytes", env = "TSUNAGU_LIMIT_ANSWER_CACHE_BYTES", default_value_t = Limits::default().answer_cache_bytes)]
    answer_cache_bytes: u64,

    /// Memory for checked documents, in bytes of text.
    #[arg(long = "limit-document-cache-bytes", env = "TSUNAGU_LIMIT_DOCUMENT_CACHE_BYTES", default_value_t = Limits::default().document_cache_bytes)]
    document_cache_bytes: u64,

    /// Memory for automatically persisted queries, in bytes; 0 refuses them.
    #[arg(long = "limit-persisted-query-bytes", env = "TSUNAGU_LIMIT_PERSISTED_QUERY_BYTES", default_value_t = Limits::default().persisted_query_bytes)]
    persisted_query_bytes: u64,

    /// Longest execution of an operation, in milliseconds.
    #[arg(
        long = "limit-execution-ms",
        env = "TSUNAGU_LIMIT_EXECUTION_MS",
        default_value_t = 10_000
    )]
    execution_ms: u64,

    /// Longest wait for the whole body of a request, in milliseconds.
    #[arg(
        long = "limit-body-ms",
        env = "TSUNAGU_LIMIT_BODY_MS",
        default_value_t = 10_000
    )]
    body_ms: u64,

    /// Longest wait for the headers of a request, in milliseconds.
    #[arg(
        long = "limit-header-ms",
        env = "TSUNAGU_LIMIT_HEADER_MS",
        default_value_t = 10_000
    )]
    header_ms: u64,

    /// Longest wait for a client to take the next bytes of its answer, in milliseconds.
    #[arg(
        long = "limit-write-ms",
        env = "TSUNAGU_LIMIT_WRITE_MS",
        default_value_t = 30_000
    )]
    write_ms: u64,

    /// Longest headers of a request, in bytes; not less than 8192.
    #[arg(long = "limit-header-bytes", env = "TSUNAGU_LIMIT_HEADER_BYTES", default_value_t = Limits::default().header_bytes)]
    header_bytes: usize,

    /// Connections that are open at the same time.
    #[arg(long = "limit-connections", env = "TSUNAGU_LIMIT_CONNECTIONS", default_value_t = Limits::default().connections)]
    connections: usize,

    /// Connections of one client; 0 is no limit, nor is there one with --client-header.
    #[arg(long = "limit-connections-per-client", env = "TSUNAGU_LIMIT_CONNECTIONS_PER_CLIENT", default_value_t = Limits::default().connections_per_client)]
    connections_per_client: usize,
    /// Longest body of an import over HTTP, in bytes.
    #[arg(long = "limit-import-bytes", env = "TSUNAGU_LIMIT_IMPORT_BYTES", default_value_t = Limits::default().import_bytes)]
    import_bytes: usize,

    /// Longest import over HTTP, in milliseconds: first for the whole body, then for reading and writing.
    #[arg(
        long = "limit-import-ms",
        env = "TSUNAGU_LIMIT_IMPORT_MS",
        default_value_t = 60_000
    )]
    import_ms: u64,
}

impl LimitArguments {
    /// The limits as the gateway takes them.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            body_bytes: self.body_bytes,
            url_bytes: self.url_bytes,
            document_bytes: self.document_bytes,
            nesting: self.nesting,
            tokens: self.tokens,
            depth: self.depth,
            levels: self.levels,
            selections: self.selections,
            aliases: self.aliases,
            root_fields: self.root_fields,
            directives: self.directives,
            variables: self.variables,
            introspection_lists: self.introspection_lists,
            cost: self.cost,
            fields: self.fields,
            max_page_size: self.page_size,
            listeners: self.listeners,
            concurrent_requests: match self.concurrent_requests {
                0 => 8 * std::thread::available_parallelism().map_or(2, NonZero::get),
                places => places,
            },
            running_fields: match self.running_fields {
                0 => fields_of(memory()),
                fields => fields,
            },
            requests_per_second: self.requests_per_second,
            burst: self.burst,
            clients: self.clients,
            answer_cache_bytes: self.answer_cache_bytes,
            document_cache_bytes: self.document_cache_bytes,
            persisted_query_bytes: self.persisted_query_bytes,
            execution_time: Duration::from_millis(self.execution_ms),
            body_time: Duration::from_millis(self.body_ms),
            header_time: Duration::from_millis(self.header_ms),
            write_time: Duration::from_millis(self.write_ms),
            header_bytes: self.header_bytes,
            connections: self.connections,
            connections_per_client: self.connections_per_client,
            import_bytes: self.import_bytes,
            import_time: Duration::from_millis(self.import_ms),
            ..Limits::default()
        }
    }
}

/// As many fields as fit into an eighth of the memory.
fn fields_of(memory: Option<u64>) -> u64 {
    let fields = memory.map(|bytes| bytes / 8 / 200);
    fields.map_or(Limits::default().running_fields, |fields| {
        fields.clamp(300_000, 20_000_000)
    })
}

/// The memory that this process may take, in bytes: that of its container, else that of the machine; none where neither is told.
fn memory() -> Option<u64> {
    let of_container = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let of_container = of_container.and_then(|text| text.trim().parse::<u64>().ok());
    let of_machine = std::fs::read_to_string("/proc/meminfo").ok();
    let of_machine = of_machine.and_then(|text| {
        let kibibytes = text
            .lines()
            .find_map(|line| line.strip_prefix("MemTotal:"))?;
        kibibytes
            .trim()
            .strip_suffix(" kB")?
            .trim()
            .parse::<u64>()
            .ok()
    });
    let of_machine = of_machine.map(|kibibytes| kibibytes * 1024);
    of_container.into_iter().chain(of_machine).min()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use crate::arguments::Arguments;

    /// The README's table of limits, row by row, as far as the command line knows it.
    #[test]
    fn the_readme_lists_every_limit_as_it_is() {
        let page = include_str!("../../../schema/README.md");
        let command = Arguments::command();
        let limits: Vec<_> = command
            .get_arguments()
            .filter(|argument| {
                argument
                    .get_long()
                    .is_some_and(|long| long.starts_with("limit-"))
            })
            .collect();
        assert!(limits.len() > 20, "the limits are flags");
        let mut missing = vec![];
        for argument in &limits {
            let long = argument.get_long().unwrap_or_default();
            let help = argument
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            let variable = argument.get_env().unwrap_or_default().to_string_lossy();
            let default: Vec<_> = argument
                .get_default_values()
                .iter()
                .map(|value| value.to_string_lossy())
                .collect();
            let expected = format!("TSUNAGU_{}", long.to_uppercase().replace('-', "_"));
            assert_eq!(variable, expected, "one name, in two spellings");
            let row = format!(
                "| {} | `--{long}` | `{variable}` | {} | ",
                help.trim_end_matches('.'),
                default.join(",")
            );
            if !page.contains(&row) {
                missing.push(row);
            }
        }
        assert!(
            missing.is_empty(),
            "schema/README.md:\n{}",
            missing.join("\n")
        );
        assert_eq!(page.matches("| `--limit-").count(), limits.len());
    }
}
