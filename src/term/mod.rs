//! The terminal: entering and leaving it cleanly whatever happens, the stream of input, and what is written beside frames.
