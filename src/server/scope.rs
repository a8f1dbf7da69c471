//! Which requests a fault is for.

use serde::{Deserialize, Serialize};

/// Path of the token call.
pub const TOKENS: &str = "/api/user/v3/tokens";
/// Path of the renewal.
pub const NEXT: &str = "/ac/openapi/v2/tokens/next";
/// Path of the center call.
pub const CENTER: &str = "/ac/openapi/v2/center";

/// Which requests are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// `task/list`
    List,
    /// `task/cancel`
    Cancel,
    /// `async-copy`, `async-move`, `async-remove`
    Submit,
    /// Everything of the account: the next three, and `tokens/state`.
    Account,
    /// The token call, which signs in.
    Tokens,
    /// The renewal, `tokens/next`.
    Next,
    Center,
    /// Every one, except the control routes.
    #[default]
    Any,
}

impl Scope {
    /// What a path is.
    pub fn of(path: &str) -> Self {
        match path {
            "/efile/openapi/v2/file/task/list" => Self::List,
            "/efile/openapi/v2/file/task/cancel" => Self::Cancel,
            _ if path.starts_with("/efile/openapi/v2/file/async-") => Self::Submit,
            TOKENS => Self::Tokens,
            NEXT => Self::Next,
            CENTER => Self::Center,
            _ if path.starts_with("/api/user/") || path.starts_with("/ac/openapi/") => Self::Account,
            _ => Self::Any,
        }
    }

    /// Whether what is meant by `self` takes in a request of the scope `asked`.
    pub fn covers(self, asked: Self) -> bool {
        match self {
            Self::Any => true,
            Self::Account => matches!(asked, Self::Account | Self::Tokens | Self::Next | Self::Center),
            _ => self == asked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_of_the_account_takes_in_its_parts() {
        let scopes =
            [TOKENS, NEXT, CENTER, "/ac/openapi/v2/tokens/state", "/efile/openapi/v2/file/task/list"].map(Scope::of);
        assert_eq!(scopes, [Scope::Tokens, Scope::Next, Scope::Center, Scope::Account, Scope::List]);
        let met = |wanted: Scope| scopes.map(|scope| wanted.covers(scope));
        assert_eq!(met(Scope::Account), [true, true, true, true, false]);
        assert_eq!(met(Scope::Center), [false, false, true, false, false]);
        assert_eq!(met(Scope::Any), [true; 5]);
    }
}
