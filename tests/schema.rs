//! The public contract: the file is current, and everything in it is described.
