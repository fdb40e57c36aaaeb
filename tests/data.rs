//! The bundled data set against its sources.
