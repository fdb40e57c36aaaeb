//! The `tsunagu` command.
fn main() {}
