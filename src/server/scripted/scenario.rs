//! Scenarios: TOML files that describe a world, read strictly, so that a mistake in one is an error that names it.

use super::{crowd::Crowd, spec::TaskSpec};
use crate::server::{account::Account, error::ServerError, fault::FaultSpec};
use serde::Deserialize;
use std::collections::HashSet;

/// Name and text of the scenarios that are built in; the first is the default.
const BUILT_IN: &[(&str, &str)] = &[
    ("first-look", include_str!("../../../assets/demo/first-look.toml")),
    ("crowd", include_str!("../../../assets/demo/crowd.toml")),
    ("faults", include_str!("../../../assets/demo/faults.toml")),
];

/// What a scenario file may say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default = "unhurried")]
    speed_up: f64,
    #[serde(default = "short")]
    cancel_delay: [f64; 2],
    #[serde(default = "day")]
    token_life: f64,
    #[serde(default)]
    account: Account,
    #[serde(default)]
    crowd: Option<Crowd>,
    #[serde(default, rename = "task")]
    tasks: Vec<TaskSpec>,
    #[serde(default, rename = "fault")]
    faults: Vec<FaultSpec>,
}

fn unhurried() -> f64 {
    1.0
}

fn short() -> [f64; 2] {
    [1.0, 3.0]
}

fn day() -> f64 {
    86_400.0
}

/// A checked description of a world.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub name: String,
    /// How many times sooner than after 24 h an ended task is forgotten.
    pub speed_up: f64,
    /// Least and most seconds between the request to cancel and the state `cancel`.
    pub cancel_delay: (f64, f64),
    /// How long a token is valid, in seconds.
    pub token_life: f64,
    pub account: Account,
    /// Tasks that are listed one by one.
    pub tasks: Vec<TaskSpec>,
    /// Tasks that are made in numbers.
    pub crowd: Option<Crowd>,
    /// Faults at set times.
    pub faults: Vec<FaultSpec>,
}

impl Scenario {
    /// The names of the scenarios that are built in; the first is the default.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// A scenario that is built in.
    ///
    /// # Errors
    /// [`ServerError::UnknownScenario`], which lists the names that exist.
    pub fn named(name: &str) -> Result<Self, ServerError> {
        let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) else {
            let known = Self::names().collect::<Vec<_>>().join(", ");
            return Err(ServerError::UnknownScenario { name: name.to_owned(), known });
        };
        Self::parse(name, text)
    }

    /// Reads a scenario from TOML text; `name` is for messages and for the ids of its tasks.
    ///
    /// # Errors
    /// [`ServerError::BadScenario`] with line or task and what is wrong there.
    pub fn parse(name: &str, text: &str) -> Result<Self, ServerError> {
        let bad = |reason: String| ServerError::BadScenario { name: name.to_owned(), reason };
        let file: File = toml::from_str(text).map_err(|error| bad(error.to_string()))?;
        if !(1.0..=1e6).contains(&file.speed_up) {
            return Err(bad(format!("speed_up must be 1 to 1000000, not {}", file.speed_up)));
        }
        if !(1.0..=1e8).contains(&file.token_life) {
            return Err(bad(format!("token_life must be 1 to 1e8 seconds, not {}", file.token_life)));
        }
        let [least, most] = file.cancel_delay;
        if !(0.0 <= least && least <= most && most <= 3600.0) {
            return Err(bad(format!(
                "cancel_delay must be [least, most] within 0 to 3600 seconds, not [{least}, {most}]"
            )));
        }
        let mut ids = HashSet::new();
        for (at, task) in file.tasks.iter().enumerate() {
            task.check().map_err(|reason| bad(format!("task {} ({}): {reason}", at + 1, task.source)))?;
            if let Some(id) = &task.id
                && !ids.insert(id.as_str())
            {
                return Err(bad(format!("task {} ({}): id {id} is there twice", at + 1, task.source)));
            }
        }
        if let Some(crowd) = &file.crowd {
            crowd.check().map_err(|reason| bad(format!("crowd: {reason}")))?;
        }
        for (at, fault) in file.faults.iter().enumerate() {
            fault.check().map_err(|reason| bad(format!("fault {} ({}): {reason}", at + 1, fault.kind.name())))?;
            if fault.lasts.is_none() && fault.count.is_none() {
                return Err(bad(format!("fault {} ({}): lasts or count is missing", at + 1, fault.kind.name())));
            }
        }
        Ok(Self {
            name: name.to_owned(),
            speed_up: file.speed_up,
            cancel_delay: (least, most),
            token_life: file.token_life,
            account: file.account,
            tasks: file.tasks,
            crowd: file.crowd,
            faults: file.faults,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn the_built_in_ones_are_right() {
        for name in Scenario::names() {
            let scenario = Scenario::named(name).unwrap();
            assert!(!scenario.tasks.is_empty() || scenario.crowd.is_some(), "{name} is empty");
        }
    }

    #[test]
    fn an_unknown_name_lists_the_known() {
        let message = Scenario::named("frist-look").unwrap_err().to_string();
        assert_eq!(message, "no scenario `frist-look`; there are: first-look, crowd, faults");
    }

    #[rstest]
    #[case("sped_up = 2", "unknown field `sped_up`")]
    #[case("speed_up = 0.5", "speed_up must be 1 to 1000000")]
    #[case("speed_up = nan", "speed_up must be")]
    #[case("cancel_delay = [3, 1]", "cancel_delay must be")]
    #[case("[[task]]\noperation = 'link'", "unknown variant `link`")]
    #[case("[[task]]\noperation = 'copy'\nsource = '/a'", "task 1 (/a): target is missing")]
    #[case(
        "[[task]]\nid='x'\noperation='delete'\nsource='/a'\n[[task]]\nid='x'\noperation='delete'\nsource='/b'",
        "task 2 (/b): id x is there twice"
    )]
    #[case("[[task]]\noperation = 'delete'\nsource = '/a'\nsize = '1 XB'", "is not a number with")]
    #[case("[[fault]]\nkind = 'reset'", "lasts or count is missing")]
    #[case("[[fault]]\nkind = 'rest'\nlasts = 1", "unknown variant `rest`")]
    #[case("[[fault]]\nkind = 'reset'\nlasts = 1\nretry_after = 3", "retry_after is not for reset")]
    #[case("[crowd]\ntasks = 0", "crowd: tasks must be")]
    fn mistakes_are_named(#[case] text: &str, #[case] message: &str) {
        let found = Scenario::parse("mine", text).unwrap_err().to_string();
        assert!(found.starts_with("scenario `mine`: ") && found.contains(message), "{found}");
    }

    #[test]
    fn an_account_does_not_show_its_keys() {
        let shown = format!("{:?}", Account::default());
        assert!(!shown.contains("0d3f") && !shown.contains("only-for"), "{shown}");
    }
}
