//! Words and numbers for people: bytes, rates, durations and ages; fitting text to terminal cells; the English and Chinese
//! texts; the error cards. Knows nothing of the rest of the crate.
