//! Words and numbers for people: bytes, rates, durations and ages; fitting text to terminal cells; the English and Chinese
//! texts; the error cards. Knows no more of the crate than `domain`.

pub mod errors;
pub mod lang;
pub mod number;
pub mod retry;
pub mod simple;
pub mod time;
pub mod width;
pub mod words;
pub mod wrap;

pub use lang::{InLang, Lang};
pub use width::Ellipsis;
pub use words::{Words, words};
pub use wrap::wrap;
