//! The EFile service over HTTP: bytes to wire types to domain values, item by item, and one typed error. The only part that
//! knows reqwest. Every doubt about the API is decided here, once, with the doubt written beside it.
