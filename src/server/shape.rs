//! The shapes that an answer can have besides the usual one: what the documents leave open, and what other calls of the platform were
//! seen to answer.

use serde::{Deserialize, Serialize};

/// A shape. Those of `data` are for a list of tasks as `task/list` and the submissions answer it, if nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// No `data` at all.
    NoData,
    /// `data: []`
    EmptyList,
    /// `data: {}`
    EmptyObject,
    /// Tasks are `null`.
    NullElements,
    /// Ids that the service does not know are `null`.
    NullForAbsent,
    /// The list within an object, `{"list": [...], "total": n}`.
    Wrapped,
    /// The same with the first half of the list, and the `total` of all of it.
    Paged,
    /// `id` in place of `taskId`.
    IdKey,
    /// Ids as UUIDs with dashes, in upper case.
    DashedIds,
    /// Each task twice: as it is, and then as it was an hour before.
    OlderTwice,
    /// `progress` as a number from 0 to 1.
    Fraction,
    FractionText,
    /// Nothing but id and status is set.
    NullFields,
    /// `errorCode` is "200" and `errorMsg` "success".
    SuccessWords,
    /// Times of 14 digits.
    DigitTimes,
    /// `updateTime` is two days ahead.
    FutureTimes,
    /// `message` in place of `msg`.
    MessageKey,
    /// `code` as a number.
    NumberCode,
    /// A refusal with `code` (default 911030), its message in GBK.
    Gbk,
    /// `data` with an item for each id of a cancel that is refused: `code` (default 911030) and `message`.
    ItemsRefused,
    /// The envelope's `code` (default 911030) and `message` with the data of a success.
    Coded,
    /// The ids alone.
    Ids,
    /// The ids in one text.
    Text,
    /// An object with the id for each source path.
    Map,
    /// Each id deep within objects, with other ids around.
    Deep,
    /// One task alone, as an object.
    One,
    /// One task more, which nobody submitted.
    Extra,
    /// The ids in the envelope's message, and nothing else.
    InMessage,
    /// No id but those of the user and of the trace.
    Trace,
    /// The center's `data` in a list.
    CenterList,
    /// `efileUrls` as one object.
    UrlsObject,
    /// `efileUrls` as a text, the address.
    UrlsText,
    /// `efileUrls` as JSON in a text.
    UrlsJsonText,
}
