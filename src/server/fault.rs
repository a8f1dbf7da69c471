//! Faults that the server can show on purpose: what there is, when one applies, and for how many requests.

use super::{scope::Scope, shape::Shape};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// HTTP 429; with `Retry-After` if `retry_after` is given.
    #[serde(rename = "http_429")]
    Http429,
    /// HTTP 200 with code 911048.
    Busy,
    /// HTTP 500 with JSON that is no envelope.
    #[serde(rename = "http_500")]
    Http500,
    /// HTTP 502 with a gateway's HTML page.
    #[serde(rename = "html_502")]
    Html502,
    /// HTTP 401.
    #[serde(rename = "http_401")]
    Http401,
    /// HTTP 302 to `location`.
    Redirect,
    /// HTTP 200 with `code` (default 10001) and `message`.
    Code,
    /// HTTP 200 with the code of an expired token: `code`, by default 10008.
    ExpiredToken,
    /// No answer at all.
    Hang,
    /// The connection is closed (TCP reset) without an answer.
    Reset,
    /// A whole HTTP answer whose JSON stops in the middle.
    Truncated,
    /// An answer whose connection ends in the middle of the body.
    Cut,
    /// The right answer, `seconds` later (default 3).
    Slow,
    /// A body of `bytes` (default 64 MiB) without an end in sight.
    HugeBody,
    /// Code 0 with `data: null`.
    DataNull,
    /// The tasks of `ids` (by default every third) are not in the answer.
    MissingIds,
    /// Every task twice.
    Duplicates,
    /// Numbers as texts, floats, nulls; a status word that nobody knows; new fields; elements that are no objects.
    WrongTypes,
    /// The whole batch fails with `code` (default 10001) when one of `ids` is in it.
    BadBatch,
    /// Cancelling fails with `code` (default 911030).
    CancelRefused,
    /// Cancelling is answered with success, and nothing happens.
    CancelIgnored,
    /// The right answer in another shape: `shape`, for the tasks of `ids` or for all.
    Shape,
    /// HTTP `status` (default 200) with `body` and `content_type`, whatever they are.
    Reply,
}

impl Kind {
    /// The word of scenario files and of the control route.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http429 => "http_429",
            Self::Busy => "busy",
            Self::Http500 => "http_500",
            Self::Html502 => "html_502",
            Self::Http401 => "http_401",
            Self::Redirect => "redirect",
            Self::Code => "code",
            Self::ExpiredToken => "expired_token",
            Self::Hang => "hang",
            Self::Reset => "reset",
            Self::Truncated => "truncated",
            Self::Cut => "cut",
            Self::Slow => "slow",
            Self::HugeBody => "huge_body",
            Self::DataNull => "data_null",
            Self::MissingIds => "missing_ids",
            Self::Duplicates => "duplicates",
            Self::WrongTypes => "wrong_types",
            Self::BadBatch => "bad_batch",
            Self::CancelRefused => "cancel_refused",
            Self::CancelIgnored => "cancel_ignored",
            Self::Shape => "shape",
            Self::Reply => "reply",
        }
    }

    /// The only requests that it can be about, if it is not for all.
    fn home(self) -> Option<Scope> {
        match self {
            Self::MissingIds | Self::Duplicates | Self::WrongTypes | Self::DataNull => Some(Scope::List),
            Self::CancelRefused | Self::CancelIgnored => Some(Scope::Cancel),
            _ => None,
        }
    }
}

/// Stands for the path of the request in the `location` of a fault.
pub const PATH: &str = "{path}";

/// One fault as scenario files and the control route write it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultSpec {
    /// What goes wrong.
    pub kind: Kind,
    /// For which requests.
    #[serde(default)]
    pub scope: Scope,
    /// From when on, in seconds of scenario time; on the control route: from now on if it is not given.
    #[serde(default)]
    pub at: Option<f64>,
    /// For how many seconds of scenario time; without an end if it is not given.
    #[serde(default)]
    pub lasts: Option<f64>,
    /// For how many requests.
    #[serde(default)]
    pub count: Option<u64>,
    /// Only for requests that name one of these tasks.
    #[serde(default)]
    pub ids: Vec<String>,
    /// `Retry-After` in seconds.
    #[serde(default)]
    pub retry_after: Option<u64>,
    /// The envelope's code.
    #[serde(default)]
    pub code: Option<String>,
    /// The envelope's message.
    #[serde(default)]
    pub message: Option<String>,
    /// `Location`; [`PATH`] in it stands for the path that was asked for.
    #[serde(default)]
    pub location: Option<String>,
    /// How slow.
    #[serde(default)]
    pub seconds: Option<f64>,
    /// How huge.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// Another shape of the right answer.
    #[serde(default)]
    pub shape: Option<Shape>,
    /// The HTTP status of a reply.
    #[serde(default)]
    pub status: Option<u16>,
    /// The body of a reply.
    #[serde(default)]
    pub body: Option<String>,
    /// The content type of a reply, by default that of JSON.
    #[serde(default)]
    pub content_type: Option<String>,
    /// The request is carried out all the same: only its answer goes wrong.
    #[serde(default)]
    pub carried_out: bool,
}

impl FaultSpec {
    /// A fault of this kind without an end and without parameters.
    #[cfg(test)]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            scope: Scope::Any,
            at: None,
            lasts: None,
            count: None,
            ids: Vec::new(),
            retry_after: None,
            code: None,
            message: None,
            location: None,
            seconds: None,
            bytes: None,
            shape: None,
            status: None,
            body: None,
            content_type: None,
            carried_out: false,
        }
    }

    /// What is wrong with it, in words that name the key.
    pub fn check(&self) -> Result<(), String> {
        let kind = self.kind;
        let only = |key: &str, given: bool, kinds: &[Kind]| {
            if given && !kinds.contains(&kind) { Err(format!("{key} is not for {}", kind.name())) } else { Ok(()) }
        };
        only("retry_after", self.retry_after.is_some(), &[Kind::Http429, Kind::Busy])?;
        let coded = [Kind::Code, Kind::ExpiredToken, Kind::BadBatch, Kind::CancelRefused, Kind::Shape];
        only("code", self.code.is_some(), &coded)?;
        only("message", self.message.is_some(), &coded)?;
        only("seconds", self.seconds.is_some(), &[Kind::Slow])?;
        only("location", self.location.is_some(), &[Kind::Redirect])?;
        if kind == Kind::Redirect {
            let location = self.location.as_deref().unwrap_or_default();
            if location.is_empty() || location.len() > 2048 || !location.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err("location must be 1 to 2048 visible ASCII characters".to_owned());
            }
        }
        only("bytes", self.bytes.is_some(), &[Kind::HugeBody])?;
        only("shape", self.shape.is_some(), &[Kind::Shape])?;
        only("status", self.status.is_some(), &[Kind::Reply])?;
        only("body", self.body.is_some(), &[Kind::Reply])?;
        only("content_type", self.content_type.is_some(), &[Kind::Reply])?;
        if kind == Kind::Shape && self.shape.is_none() {
            return Err("shape is missing".to_owned());
        }
        if self.status.is_some_and(|status| !(200..600).contains(&status)) {
            return Err("status must be 200 to 599".to_owned());
        }
        if kind == Kind::BadBatch && self.ids.is_empty() {
            return Err("ids is missing".to_owned());
        }
        if let Some(home) = kind.home()
            && self.scope != Scope::Any
            && self.scope != home
        {
            return Err(format!("scope is always {home:?} for {}", kind.name()).to_lowercase());
        }
        for (key, value) in [("at", self.at), ("lasts", self.lasts), ("seconds", self.seconds)] {
            if value.is_some_and(|seconds| !(0.0..=1e7).contains(&seconds)) {
                return Err(format!("{key} must be 0 to 10000000 seconds"));
            }
        }
        Ok(())
    }

    /// Whether it is for a request of this scope with these task ids.
    fn meets(&self, scope: Scope, ids: &[String]) -> bool {
        let wanted = self.kind.home().unwrap_or(self.scope);
        wanted.covers(scope) && (self.ids.is_empty() || self.ids.iter().any(|id| ids.contains(id)))
    }
}

/// A fault with its time and what is left of it.
#[derive(Clone, Debug)]
struct Booked {
    number: u64,
    spec: Arc<FaultSpec>,
    from: i64,
    until: Option<i64>,
    left: Option<u64>,
}

/// What befalls one request.
#[derive(Clone, Debug, Default)]
pub struct Fate {
    /// How much later it is answered.
    pub delay: Duration,
    /// What goes wrong then.
    pub fault: Option<Arc<FaultSpec>>,
}

/// The faults that are on, or will be.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    booked: Vec<Booked>,
    last: u64,
}

impl Faults {
    /// Switches a fault on; `now` is for one without a time of its own. The number is for switching it off.
    pub fn add(&mut self, spec: FaultSpec, now: i64) -> u64 {
        let from = spec.at.map_or(now, super::noise::millis);
        let until = spec.lasts.map(|seconds| from.saturating_add(super::noise::millis(seconds)));
        self.last += 1;
        self.booked.push(Booked { number: self.last, left: spec.count, spec: Arc::new(spec), from, until });
        self.last
    }

    /// Switches off the fault of this number, or all of them; tells how many.
    pub fn clear(&mut self, number: Option<u64>) -> usize {
        let before = self.booked.len();
        self.booked.retain(|booked| number.is_some_and(|number| booked.number != number));
        before - self.booked.len()
    }

    /// What befalls a request at this instant; uses up one of a counted fault. Of several faults the first counts, but a slow
    /// one can come with another.
    pub fn strike(&mut self, now: i64, scope: Scope, ids: &[String]) -> Fate {
        self.booked.retain(|booked| booked.left != Some(0) && booked.until.is_none_or(|until| now < until));
        let mut fate = Fate::default();
        for booked in self.booked.iter_mut().filter(|booked| now >= booked.from && booked.spec.meets(scope, ids)) {
            let slow = booked.spec.kind == Kind::Slow;
            if slow {
                fate.delay += Duration::from_secs_f64(booked.spec.seconds.unwrap_or(3.0).clamp(0.0, 1e7));
            } else if fate.fault.is_none() {
                fate.fault = Some(Arc::clone(&booked.spec));
            } else {
                continue;
            }
            booked.left = booked.left.map(|left| left.saturating_sub(1));
        }
        fate
    }

    /// The faults that are on at this instant.
    pub fn active(&self, now: i64) -> impl Iterator<Item = (u64, &FaultSpec)> {
        self.booked
            .iter()
            .filter(move |booked| {
                now >= booked.from && booked.until.is_none_or(|until| now < until) && booked.left != Some(0)
            })
            .map(|booked| (booked.number, booked.spec.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(fate: &Fate) -> Option<Kind> {
        fate.fault.as_ref().map(|fault| fault.kind)
    }

    #[test]
    fn a_fault_has_its_time_its_count_and_its_requests() {
        let mut faults = Faults::default();
        faults.add(FaultSpec { at: Some(1.0), lasts: Some(2.0), scope: Scope::List, ..FaultSpec::new(Kind::Busy) }, 0);
        faults.add(FaultSpec { count: Some(1), ..FaultSpec::new(Kind::Reset) }, 2000);
        assert_eq!(kind(&faults.strike(999, Scope::List, &[])), None);
        assert_eq!(kind(&faults.strike(1000, Scope::List, &[])), Some(Kind::Busy));
        assert_eq!(kind(&faults.strike(1000, Scope::Cancel, &[])), None);
        assert_eq!(kind(&faults.strike(2000, Scope::List, &[])), Some(Kind::Busy));
        assert_eq!(kind(&faults.strike(2000, Scope::Cancel, &[])), Some(Kind::Reset));
        assert_eq!(kind(&faults.strike(2000, Scope::Cancel, &[])), None);
        assert_eq!(kind(&faults.strike(3000, Scope::List, &[])), None);
    }

    #[test]
    fn a_redirect_leads_somewhere() {
        let to = |location: Option<&str>| {
            FaultSpec { location: location.map(str::to_owned), ..FaultSpec::new(Kind::Redirect) }.check()
        };
        assert_eq!(to(Some("http://127.0.0.1:1{path}")), Ok(()));
        assert!([None, Some(""), Some("http://a b")].into_iter().all(|location| to(location).is_err()));
        let stray = FaultSpec { location: Some("/".to_owned()), ..FaultSpec::new(Kind::Reset) };
        assert_eq!(stray.check(), Err("location is not for reset".to_owned()));
    }

    #[test]
    fn slow_comes_with_another() {
        let mut faults = Faults::default();
        faults.add(FaultSpec { seconds: Some(2.0), ..FaultSpec::new(Kind::Slow) }, 0);
        faults.add(FaultSpec { ids: vec!["a".into()], ..FaultSpec::new(Kind::BadBatch) }, 0);
        let fate = faults.strike(0, Scope::List, &["a".into()]);
        assert_eq!((fate.delay, kind(&fate)), (Duration::from_secs(2), Some(Kind::BadBatch)));
        assert_eq!(kind(&faults.strike(0, Scope::List, &["b".into()])), None);
        assert_eq!((faults.clear(Some(1)), faults.clear(None), faults.clear(None)), (1, 1, 0));
    }

    #[test]
    fn names_are_the_words_of_the_files() {
        for kind in [
            Kind::Http429,
            Kind::Redirect,
            Kind::Html502,
            Kind::ExpiredToken,
            Kind::CancelIgnored,
            Kind::Http401,
            Kind::Http500,
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
