//! Files from the whole service, on both databases: what stands in them, and how they are sent.

/// One file for each kind of export.
mod exports {
    mod datasets;
    mod delivery;
    mod feed;
    mod tables;
}
