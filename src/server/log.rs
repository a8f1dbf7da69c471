//! What the server remembers of requests: lines for a log, the last of them for the control route, and counters.

use serde::Serialize;
use std::{collections::VecDeque, fmt};

/// One answered request. It never holds a token or another header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// Counts from 1.
    pub number: u64,
    /// Wall time of the answer in scenario time, as the service writes times.
    pub time: String,
    /// Scenario time of the answer in milliseconds.
    pub at: i64,
    pub method: String,
    /// Path, bounded.
    pub path: String,
    /// How many task ids or items the body had.
    pub count: usize,
    /// The task ids of the body, bounded.
    pub ids: Vec<String>,
    /// HTTP status; 0 when there was no answer.
    pub http: u16,
    /// The envelope's code, empty when the answer had none.
    pub code: String,
    /// The fault that was shown.
    pub fault: Option<&'static str>,
}

impl fmt::Display for LogLine {
    /// `15:22:56 POST /efile/openapi/v2/file/task/list 100 ids -> 200 code 0`; the ids themselves for a cancel.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = self.time.split(' ').next_back().unwrap_or_default();
        write!(f, "{clock} {} {}", self.method, self.path)?;
        if self.path.ends_with("/task/cancel") && !self.ids.is_empty() {
            write!(f, " [{}]", self.ids.join(" "))?;
        } else if self.count > 0 {
            write!(f, " {} {}", self.count, if self.path.contains("/async-") { "items" } else { "ids" })?;
        }
        match self.http {
            0 => write!(f, " -> no answer")?,
            http => write!(f, " -> {http}")?,
        }
        if !self.code.is_empty() {
            write!(f, " code {}", self.code)?;
        }
        if let Some(fault) = self.fault {
            write!(f, " ({fault})")?;
        }
        Ok(())
    }
}

/// Totals since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Requests that came in, control routes left out.
    pub requests: u64,
    /// Requests to `task/list`.
    pub list_requests: u64,
    /// Requests to `task/cancel`.
    pub cancel_requests: u64,
    /// Requests at work now.
    pub in_flight: u64,
    /// The most requests that were at work at once.
    pub in_flight_max: u64,
    /// The most ids of one request.
    pub largest_batch: usize,
    /// Tokens handed out, the first one left out: a sign-in hands out two, one for the region and one for the platform.
    pub tokens_issued: u64,
    /// Sign-ins that were granted.
    pub sign_ins: u64,
    /// Renewals that were granted.
    pub renewals: u64,
    /// Requests to `center`.
    pub center_calls: u64,
    /// Requests that met a fault.
    pub faults: u64,
    /// Tasks that clients submitted.
    pub submitted: u64,
}

/// How many lines are kept.
const KEPT: usize = 1000;

/// The last requests.
#[derive(Debug, Default)]
pub struct Log {
    lines: VecDeque<LogLine>,
    last: u64,
}

impl Log {
    /// Keeps a line under the next number, and gives it back.
    pub fn push(&mut self, mut line: LogLine) -> LogLine {
        self.last += 1;
        line.number = self.last;
        if self.lines.len() >= KEPT {
            self.lines.pop_front();
        }
        self.lines.push_back(line.clone());
        line
    }

    /// The kept lines behind a number.
    pub fn after(&self, number: u64) -> Vec<LogLine> {
        self.lines.iter().filter(|line| line.number > number).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str, http: u16, fault: Option<&'static str>) -> LogLine {
        LogLine {
            number: 0,
            time: "2025-08-05 15:22:56".to_owned(),
            at: 0,
            method: "POST".to_owned(),
            path: path.to_owned(),
            count: 2,
            ids: vec!["a".to_owned(), "b".to_owned()],
            http,
            code: if http == 200 { "0".to_owned() } else { String::new() },
            fault,
        }
    }

    #[test]
    fn a_cancel_shows_its_ids_and_a_list_their_number() {
        assert_eq!(line("/x/task/cancel", 200, None).to_string(), "15:22:56 POST /x/task/cancel [a b] -> 200 code 0");
        assert_eq!(
            line("/x/task/list", 429, Some("http_429")).to_string(),
            "15:22:56 POST /x/task/list 2 ids -> 429 (http_429)"
        );
        assert_eq!(
            line("/x/async-copy", 0, Some("reset")).to_string(),
            "15:22:56 POST /x/async-copy 2 items -> no answer (reset)"
        );
    }

    #[test]
    fn the_log_is_bounded() {
        let mut log = Log::default();
        for _ in 0..KEPT + 5 {
            log.push(line("/x", 200, None));
        }
        assert_eq!((log.after(0).len(), log.after(0)[0].number, log.after(1004).len()), (KEPT, 6, 1));
    }
}
