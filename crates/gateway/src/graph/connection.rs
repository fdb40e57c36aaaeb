//! Relay connections: one macro, so that every list of the API pages alike.

use async_graphql::SimpleObject;

use crate::plain::Plain;

/// Where a page stands in its list (Relay cursor connections).
#[derive(Clone, SimpleObject, Plain)]
#[graphql(shareable)]
pub(crate) struct PageInfo {
    /// Whether rows follow this page.
    pub(crate) has_next_page: bool,
    /// Whether rows precede this page.
    pub(crate) has_previous_page: bool,
    /// Cursor of the first row; null on an empty page.
    pub(crate) start_cursor: Option<String>,
    /// Cursor of the last row; null on an empty page.
    pub(crate) end_cursor: Option<String>,
}

impl PageInfo {
    pub(crate) fn of<T>(slice: &base::Slice<T>) -> Self {
        Self {
            has_next_page: slice.has_next,
            has_previous_page: slice.has_previous,
            start_cursor: slice.rows.first().map(|(_, cursor)| cursor.clone()),
            end_cursor: slice.rows.last().map(|(_, cursor)| cursor.clone()),
        }
    }
}

/// The four paging arguments, checked.
pub(crate) fn page(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> Result<base::Page, base::PageError> {
    base::Page::new(first.map(i64::from), after, last.map(i64::from), before)
}

/// Declares a connection and its edge. `$more` is what its further fields need, `$edge_more` what those of an edge need.
macro_rules! connection {
    (
        $about:literal, $connection:ident ($more:ty), $edge:ident ($edge_more:ty), $node:ident;
        { $($extra:tt)* } { $($edge_extra:tt)* }
    ) => {
        #[doc = $about]
        pub(crate) struct $connection {
            pub(crate) slice: base::Slice<($node, $edge_more)>,
            pub(crate) total: u64,
            #[allow(dead_code, reason = "lists without further fields have nothing to keep")]
            pub(crate) more: $more,
        }

        #[doc = $about]
        #[$crate::plain::Object]
        impl $connection {
            /// The rows of the page with their cursors.
            async fn edges(&self) -> Vec<$edge> {
                self.slice
                    .rows
                    .iter()
                    .map(|((node, more), cursor)| $edge {
                        node: node.clone(),
                        cursor: cursor.clone(),
                        more: more.clone(),
                    })
                    .collect()
            }

            /// The rows of the page.
            async fn nodes(&self) -> Vec<$node> {
                self.slice.rows.iter().map(|((node, _), _)| node.clone()).collect()
            }

            /// Where the page stands in the list.
            async fn page_info(&self) -> $crate::graph::connection::PageInfo {
                $crate::graph::connection::PageInfo::of(&self.slice)
            }

            /// Rows of the whole list under the same filter.
            async fn total_count(&self) -> i32 {
                self.total.try_into().unwrap_or(i32::MAX)
            }

            $($extra)*
        }

        #[doc = concat!("One row of `", stringify!($connection), "`.")]
        pub(crate) struct $edge {
            node: $node,
            cursor: String,
            #[allow(dead_code, reason = "edges without further fields have nothing to keep")]
            more: $edge_more,
        }

        #[doc = concat!("One row of `", stringify!($connection), "`.")]
        #[$crate::plain::Object]
        impl $edge {
            /// Pass it as `after` or `before` to go on from here; it stays good across revisions.
            async fn cursor(&self) -> &str {
                &self.cursor
            }

            /// The row.
            async fn node(&self) -> $node {
                self.node.clone()
            }

            $($edge_extra)*
        }
    };
}
pub(crate) use connection;
