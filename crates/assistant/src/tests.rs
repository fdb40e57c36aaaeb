//! What needs no catalogue: schemas, arguments, quoting.
