//! The embedded EFile-compatible server: a world that is a pure function of scenario, seed, time and what clients did, and HTTP
//! routes written from the API document. It imports nothing else of this crate, so that it is a second opinion on the API.
