//! Which errors are for whom: the exit code of each. Nothing but `main` needs this table, so that every command can be in it.

use super::{
    export::CannotListen, headless::CannotBegin, house::Unfulfilled, replay::CannotReplay, start::NoScreen,
    submit::Unsubmittable,
};
use crate::{
    cli::{Exit, ids::BadIds},
    client::BadBaseUrl,
    recording::writer::CannotRecord,
    settings::ConfigError,
    store::StoreError,
    tui::BadKeys,
};
use color_eyre::eyre::Report;

/// The exit code of an error.
pub(super) fn exit_of(error: &Report) -> Exit {
    if error.downcast_ref::<ConfigError>().is_some_and(ConfigError::is_about_signing_in) {
        return Exit::Unauthenticated;
    }
    let usage = error.is::<ConfigError>()
        || error.is::<BadKeys>()
        || error.is::<BadIds>()
        || error.is::<NoScreen>()
        || error.is::<CannotBegin>()
        || error.is::<CannotListen>()
        || error.is::<CannotRecord>()
        || error.is::<CannotReplay>()
        || error.is::<Unfulfilled>()
        || error.is::<Unsubmittable>()
        || error.is::<BadBaseUrl>()
        || matches!(error.downcast_ref(), Some(StoreError::Newer { .. } | StoreError::NotAFile { .. }));
    #[cfg(feature = "demo")]
    let usage = usage || error.is::<crate::demo::DemoError>();
    if usage { Exit::Usage } else { Exit::Internal }
}
