//! How much one request, and one client, may ask of the server.

use std::time::Duration;

/// Every limit of the gateway, with a default that honest clients do not meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Longest request body, in bytes.
    pub body_bytes: usize,
    /// Longest query string of a GET, in bytes.
    pub url_bytes: usize,
    /// Longest document, in bytes.
    pub document_bytes: usize,
    /// Deepest nesting of brackets of all kinds in a document, in brackets.
    pub nesting: usize,
    /// Lexical tokens of a document.
    pub tokens: usize,
    /// Nested fields, fragments expanded.
    pub depth: usize,
    /// Nested selections of every kind (fields, inline fragments, spreads), fragments expanded.
    pub levels: usize,
    /// Selections of all operations of a document, fragments expanded.
    pub selections: usize,
    /// Aliased fields of an operation, fragments expanded.
    pub aliases: usize,
    /// Fields at the root of an operation, fragments expanded.
    pub root_fields: usize,
    /// Directives of an operation, fragments expanded.
    pub directives: usize,
    /// Variables that an operation declares.
    pub variables: usize,
    /// Nested lists (`fields`, `interfaces`, `possibleTypes`, `inputFields`) inside `__schema` and `__type`.
    pub introspection_lists: usize,
    /// Estimated cost of an operation, in fields: a page counts as often as it has rows.
    pub cost: u64,
    /// Fields and list items that an operation may resolve whose lists without pages multiply, so that its cost is only an average.
    pub fields: u64,
    /// Rows that a page without `first` and `last` is estimated at.
    pub default_page_size: u64,
    /// Rows that no page can exceed, whatever `first` and `last` say.
    pub max_page_size: u64,
    /// Items that a list without pages is estimated at where the catalogue cannot tell how long it is.
    pub list_size: u64,
    /// Longest execution of an operation.
    pub execution_time: Duration,
    /// Longest wait for the whole body of a request.
    pub body_time: Duration,
    /// Longest wait for all headers of a request, on a new connection or an idle one.
    pub header_time: Duration,
    /// Longest wait for a client to take the next bytes of its answer.
    pub write_time: Duration,
    /// Longest headers of a request, in bytes; never less than 8,192.
    pub header_bytes: usize,
    /// Connections that may be open at the same time.
    pub connections: usize,
    /// Connections that one client may have open; 0 switches the limit off. Behind a proxy it is off.
    pub connections_per_client: usize,
    /// Clients that may listen for new revisions at the same time; one gets a quarter of the places.
    pub listeners: usize,
    /// Operations that may run at the same time; one client gets half of them. More than a few for each core only wait for one another.
    pub concurrent_requests: usize,
    /// Fields that all running answers may hold together, about 200 bytes each; one client gets half of them.
    pub running_fields: u64,
    /// Requests per second that one client may send in the long run; 0 switches the limit off.
    pub requests_per_second: u32,
    /// Requests that one client may send at once after a pause.
    pub burst: u32,
    /// Clients that are remembered for the rate limit.
    pub clients: u64,
    /// Memory for ready answers, in bytes; 0 switches the cache off.
    pub answer_cache_bytes: u64,
    /// Memory for parsed and checked documents, in bytes of their text.
    pub document_cache_bytes: u64,
    /// Memory for automatically persisted queries, in bytes of their text; 0 switches them off.
    pub persisted_query_bytes: u64,
    /// Longest body of an import, in bytes.
    pub import_bytes: usize,
    /// Longest import: first for the whole body, then for reading the files and writing the revision.
    pub import_time: Duration,
    /// Answers shorter than this are not compressed, in bytes.
    pub compress_from_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            url_bytes: 16 * 1024,
            document_bytes: 64 * 1024,
            nesting: 64,
            tokens: 2_500,
            depth: 16,
            levels: 32,
            selections: 5_000,
            aliases: 100,
            root_fields: 30,
            directives: 50,
            variables: 100,
            introspection_lists: 2,
            cost: 100_000,
            fields: 250_000,
            default_page_size: 20,
            max_page_size: 100,
            list_size: 5,
            execution_time: Duration::from_secs(10),
            body_time: Duration::from_secs(10),
            header_time: Duration::from_secs(10),
            write_time: Duration::from_secs(30),
            header_bytes: 32 * 1024,
            connections: 900,
            connections_per_client: 300,
            listeners: 200,
            concurrent_requests: 16,
            running_fields: 1_000_000,
            requests_per_second: 1_000,
            burst: 5_000,
            clients: 100_000,
            answer_cache_bytes: 64 * 1024 * 1024,
            document_cache_bytes: 4 * 1024 * 1024,
            persisted_query_bytes: 4 * 1024 * 1024,
            import_bytes: 32 * 1024 * 1024,
            import_time: Duration::from_secs(60),
            compress_from_bytes: 1_024,
        }
    }
}
