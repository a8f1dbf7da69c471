//! One task of a scenario as it is written down: what it does, how large it is, and what becomes of it when.

use crate::server::task::{Conflict, Operation};
use serde::{Deserialize, Deserializer, de};

/// A pause in the moving of data.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StallSpec {
    /// Seconds of moving before it.
    pub at: f64,
    /// Seconds that nothing moves.
    pub lasts: f64,
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailSpec {
    /// Seconds after the start of processing.
    pub after: f64,
    /// `errorCode`
    pub code: String,
    /// `errorMsg`; by default the document's wording of the code.
    #[serde(default)]
    pub message: Option<String>,
}

/// A task of a scenario. All times are seconds of scenario time.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskSpec {
    /// `taskId`; made from the seed if none is given.
    #[serde(default)]
    pub id: Option<String>,
    /// `operationType`
    pub operation: Operation,
    /// `sourcePath`
    pub source: String,
    /// `targetPath`: a directory; not for a delete.
    #[serde(default)]
    pub target: Option<String>,
    /// `duplicateHandleType`
    #[serde(default)]
    pub conflict: Option<Conflict>,
    /// When it was submitted: negative is before the start of the scenario.
    #[serde(default)]
    pub submitted: f64,
    /// How long it waits in the queue.
    #[serde(default)]
    pub waits: f64,
    /// `totalNum` once everything is listed.
    #[serde(default = "one")]
    pub files: u64,
    /// `totalSize` in bytes once everything is listed: a number, or a text such as `"1.5 GiB"`.
    #[serde(default, deserialize_with = "size")]
    pub size: u64,
    /// How long the totals grow from 0.
    #[serde(default)]
    pub listing: f64,
    /// How long after the start of the listing data begins to move; by default when the listing ends.
    #[serde(default)]
    pub moving_after: Option<f64>,
    /// How long data moves, stalls not counted.
    #[serde(default = "minute")]
    pub takes: f64,
    /// How long it stays at 100 % before it is complete.
    #[serde(default)]
    pub finishing: f64,
    /// Pauses, in order.
    #[serde(default)]
    pub stalls: Vec<StallSpec>,
    /// A failure before the end.
    #[serde(default)]
    pub fails: Option<FailSpec>,
    /// When somebody asks for its cancelling, after its submission.
    #[serde(default)]
    pub cancelled: Option<f64>,
    /// Whether the service does it at once, within the submission.
    #[serde(default)]
    pub synchronous: bool,
}

fn one() -> u64 {
    1
}

fn minute() -> f64 {
    60.0
}

/// The largest time that a scenario may name: about four months, in seconds.
const LONGEST: f64 = 1e7;
/// The largest size: an exabyte.
const LARGEST: u64 = 1_000_000_000_000_000_000;

impl TaskSpec {
    /// A task with nothing but an operation and a path, of one empty file.
    pub fn new(operation: Operation, source: impl Into<String>) -> Self {
        Self {
            id: None,
            operation,
            source: source.into(),
            target: None,
            conflict: None,
            submitted: 0.0,
            waits: 0.0,
            files: 1,
            size: 0,
            listing: 0.0,
            moving_after: None,
            takes: 60.0,
            finishing: 0.0,
            stalls: Vec::new(),
            fails: None,
            cancelled: None,
            synchronous: false,
        }
    }

    /// What is wrong with it, in words that name the key.
    pub fn check(&self) -> Result<(), String> {
        let path = |key: &str, path: &str| {
            if path.starts_with('/') && path.len() <= 4096 && !path.contains(char::is_control) {
                Ok(())
            } else {
                Err(format!("{key} must be an absolute path of at most 4096 bytes, not {path:?}"))
            }
        };
        path("source", &self.source)?;
        match (&self.target, self.operation) {
            (None, Operation::Delete) => {}
            (Some(_), Operation::Delete) => return Err("target is not for a delete".to_owned()),
            (None, _) => return Err("target is missing".to_owned()),
            (Some(target), _) => path("target", target)?,
        }
        if self.conflict.is_some() && self.operation == Operation::Delete {
            return Err("conflict is not for a delete".to_owned());
        }
        if let Some(id) = &self.id
            && (id.is_empty() || id.len() > 64 || !id.bytes().all(|byte| byte.is_ascii_graphic()))
        {
            return Err(format!("id must be 1 to 64 visible ASCII characters, not {id:?}"));
        }
        if self.files == 0 || self.files > 10_000_000_000 {
            return Err(format!("files must be 1 to 10000000000, not {}", self.files));
        }
        if self.size > LARGEST {
            return Err(format!("size must be at most {LARGEST} bytes"));
        }
        self.check_times()
    }

    fn check_times(&self) -> Result<(), String> {
        let within = |key: &str, seconds: f64, least: f64| {
            if seconds.is_finite() && (least..=LONGEST).contains(&seconds) {
                Ok(())
            } else {
                Err(format!("{key} must be {least} to {LONGEST} seconds, not {seconds}"))
            }
        };
        within("submitted", self.submitted, -LONGEST)?;
        within("waits", self.waits, 0.0)?;
        within("listing", self.listing, 0.0)?;
        within("moving_after", self.moving_after.unwrap_or(0.0), 0.0)?;
        within("takes", self.takes, 0.0)?;
        within("finishing", self.finishing, 0.0)?;
        within("cancelled", self.cancelled.unwrap_or(0.0), 0.0)?;
        if self.stalls.len() > 16 {
            return Err("stalls may be 16 at most".to_owned());
        }
        let mut before = 0.0;
        for stall in &self.stalls {
            within("stalls.at", stall.at, before)?;
            within("stalls.lasts", stall.lasts, 0.0)?;
            before = stall.at;
        }
        if let Some(fails) = &self.fails {
            within("fails.after", fails.after, 0.0)?;
            if fails.code.trim().is_empty() || fails.code == "0" {
                return Err("fails.code must be an error code".to_owned());
            }
        }
        if self.synchronous && (self.fails.is_some() || self.cancelled.is_some() || !self.stalls.is_empty()) {
            return Err("a synchronous task can neither fail, stall nor be cancelled".to_owned());
        }
        Ok(())
    }
}

/// Bytes of a text such as `"1.5 GiB"`, `"800 MB"` or `"42"`.
fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let scale: f64 = match unit.trim() {
        "" | "B" => 1.0,
        "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        "PB" => 1e15,
        "KiB" => 1024.0,
        "MiB" => 1_048_576.0,
        "GiB" => 1_073_741_824.0,
        "TiB" => 1_099_511_627_776.0,
        "PiB" => 1_125_899_906_842_624.0,
        _ => return None,
    };
    let bytes = number.parse::<f64>().ok()? * scale;
    (bytes.is_finite() && bytes <= 1e18).then(|| crate::server::noise::share(LARGEST, (bytes + 0.5) / 1e18))
}

fn size<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Bytes(u64),
        Text(String),
    }
    match Written::deserialize(from)? {
        Written::Bytes(bytes) => Ok(bytes),
        Written::Text(text) => parse_size(&text).ok_or_else(|| {
            de::Error::custom(format!(
                "size {text:?} is not a number with B, KB, MB, GB, TB, PB or KiB, MiB, GiB, TiB, PiB"
            ))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("42", Some(42))]
    #[case("1.5 KiB", Some(1536))]
    #[case("2TB", Some(2_000_000_000_000))]
    #[case("1 EB", None)]
    #[case("", None)]
    #[case("9e99 B", None)]
    fn sizes(#[case] text: &str, #[case] bytes: Option<u64>) {
        assert_eq!(parse_size(text), bytes);
    }

    #[rstest]
    #[case("operation = 'copy'\nsource = '/a'", "target is missing")]
    #[case("operation = 'delete'\nsource = '/a'\ntarget = '/b'", "target is not for a delete")]
    #[case("operation = 'delete'\nsource = 'a'", "source must be an absolute path")]
    #[case("operation = 'delete'\nsource = '/a'\ntakes = -1", "takes must be 0 to")]
    #[case("operation = 'delete'\nsource = '/a'\nwaits = nan", "waits must be 0 to")]
    #[case("operation = 'delete'\nsource = '/a'\nfiles = 0", "files must be 1 to")]
    #[case("operation = 'delete'\nsource = '/a'\nstalls = [{ at = 9, lasts = 1 }, { at = 3, lasts = 1 }]", "stalls.at")]
    #[case("operation = 'delete'\nsource = '/a'\nid = 'a b'", "id must be")]
    fn mistakes_are_named(#[case] text: &str, #[case] message: &str) {
        let spec: TaskSpec = toml::from_str(text).unwrap();
        let found = spec.check().unwrap_err();
        assert!(found.contains(message), "{found}");
    }
}
