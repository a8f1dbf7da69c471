//! What every live screen needs before it starts: settings, the look, and errors with their exit codes.

use super::{
    connect,
    exit::{CausesExit, Result},
    logging,
    session::Outside,
};
use crate::{
    cli::args_replay::RecordArgs,
    client::Account,
    domain::{At, Region, Task},
    messages::{InLang, Lang, words},
    recording::{
        Beginning,
        writer::{self, CannotRecord, RecordOptions, Recording},
    },
    settings::{
        self, Colors, Config, ConfigError, Connection, Environment, FileConfig, Flags, Key, Notify, RoleColors, Theme,
        paths,
    },
    store::{Loaded, SetName, Store, StoreError, StoreNote},
    terminal::Means,
    tui::{BadKeys, ColorDepth, Keymap, Look, Model, ModelSetup},
};
use jiff::{Timestamp, tz::TimeZone};
use std::{io::IsTerminal, sync::Arc};

/// Why there is no screen to draw on.
#[derive(Clone, Copy, Debug)]
pub enum NoScreen {
    /// Standard output is no terminal.
    NoTerminal,
    /// The terminal knows no sequences, as `TERM` says.
    Dumb(&'static str),
}

impl InLang for NoScreen {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).headless;
        match self {
            Self::NoTerminal => words.needs_terminal.to_owned(),
            Self::Dumb(term) => (words.dumb_terminal)(term),
        }
    }
}

impl CausesExit for NoScreen {}

/// Makes sure that there is a screen to draw on.
///
/// # Errors
/// [`NoScreen`]
pub fn need_screen(environment: &Environment<'_>) -> Result<(), NoScreen> {
    if !std::io::stdout().is_terminal() {
        return Err(NoScreen::NoTerminal);
    }
    environment.dumb_terminal().map_or(Ok(()), |term| Err(NoScreen::Dumb(term)))
}

/// The settings of a run, and the three places that they came from.
#[derive(Debug)]
pub struct Settings {
    pub config: Config,
    pub flags: Flags,
    pub environment: Environment<'static>,
    pub file: FileConfig,
}

impl Settings {
    /// Reads the environment and the configuration file: the one that the flags name, or the usual one if it is there.
    ///
    /// # Errors
    /// When one of them cannot be used, or when a file that was named is not there.
    pub fn read(flags: Flags) -> Result<Self, ConfigError> {
        let environment = Environment::of_process();
        let file = match flags.path(Key::Config) {
            Some(path) => FileConfig::read(path)?,
            None => match paths::config_file(&environment) {
                Ok(path) if path.exists() => FileConfig::read(&path)?,
                _ => FileConfig::default(),
            },
        };
        let config = settings::resolve(&flags, &environment, &file)?;
        Ok(Self { config, flags, environment, file })
    }

    /// Where the configuration file is, to be shown.
    pub fn file_place(&self) -> String {
        let place = self.flags.path(Key::Config).map(ToOwned::to_owned);
        let place = place.or_else(|| paths::config_file(&self.environment).ok());
        place.map(|path| path.display().to_string()).unwrap_or_default()
    }

    /// Begins the log that the flags ask for.
    ///
    /// # Errors
    /// When its file cannot be opened.
    pub fn start_log(&self) -> Result<()> {
        self.flags.path(Key::Log).map_or(Ok(()), |path| logging::start(path, self.config.lang))
    }

    /// How the service is reached.
    ///
    /// # Errors
    /// When credentials or addresses are missing or cannot be used.
    pub fn connection(&self) -> Result<Connection, ConfigError> {
        settings::resolve::connection(&self.flags, &self.environment, &self.file)
    }

    /// The account that the settings name, and the region that they choose.
    ///
    /// # Errors
    /// Those of [`Self::connection`].
    pub fn account(&self) -> Result<(Arc<Account>, Option<String>)> {
        let connection = self.connection()?;
        let region = connection.region.clone();
        Ok((connect::account(connection, &self.config)?, region))
    }
}

/// The watch set of a run.
pub struct OpenSet {
    /// The set on disk; `None` where there is no place for one.
    pub store: Option<Store>,
    #[expect(clippy::vec_box, reason = "as they are loaded")]
    pub tasks: Vec<Box<Task>>,
    /// What a user should be told.
    pub notes: Vec<StoreNote>,
    /// Why it could not be read. Whether the run continues without is for the command to decide.
    pub unread: Option<StoreError>,
}

/// Opens the watch set that the settings name.
///
/// # Errors
/// When there is a set that this eftop cannot use: of a newer format, or no set at all.
pub fn open_set(Settings { config, environment, .. }: &Settings, now: Timestamp) -> Result<OpenSet> {
    let name = SetName::new(&config.set)?;
    let without = |store, unread| OpenSet { store, tasks: Vec::new(), notes: Vec::new(), unread: Some(unread) };
    let Ok(folder) = paths::sets(environment) else { return Ok(without(None, StoreError::NoPlace)) };
    let mut store = Store::new(folder, &name);
    match store.load(now) {
        Ok(Loaded { tasks, notes }) => Ok(OpenSet { store: Some(store), tasks, notes, unread: None }),
        Err(error @ (StoreError::Io { .. } | StoreError::Locked { .. })) => Ok(without(Some(store), error)),
        Err(error) => Err(error.into()),
    }
}

/// A live screen before anything happened on it.
///
/// # Errors
/// [`BadKeys`]
pub fn model(
    Settings { config, environment, .. }: &Settings,
    now: At,
    places: Vec<Region>,
    set_name: Option<Box<str>>,
) -> Result<Model, BadKeys> {
    let (look, keymap) = (look(config, environment), keymap(config)?);
    let setup = ModelSetup { now, size: (0, 0), places, set_name, look, keymap, stall: config.stall, zone: zone() };
    Ok(Model::new(setup))
}

/// The look that the settings ask for.
pub fn look(config: &Config, environment: &Environment<'_>) -> Look {
    let theme = config.theme.unwrap_or(&Theme::DARK);
    // The Linux console takes the question for text, and what has no colours has no use for the answer.
    let is_linux = environment.text("TERM").is_some_and(|term| term == "linux");
    let can_be_asked = config.colors != Colors::None && !is_linux && environment.dumb_terminal().is_none();
    let own = (config.role_colors != RoleColors::default()).then_some((theme, config.role_colors));
    Look {
        theme,
        theme_is_auto: config.theme.is_none() && can_be_asked,
        own_colors: own,
        colors: match config.colors {
            Colors::None => ColorDepth::None,
            Colors::Sixteen => ColorDepth::Sixteen,
            Colors::Full => ColorDepth::Full,
        },
        ascii: config.ascii,
        mouse: config.mouse,
        ..Look::new(config.lang)
    }
}

/// Begins the recording of a screen that the flags ask for.
///
/// # Errors
/// When the file cannot be made.
pub fn record(args: RecordArgs, model: &Model) -> Result<Option<Recording>, CannotRecord> {
    let beginning = Beginning {
        at: model.now,
        version: env!("CARGO_PKG_VERSION"),
        set: model.set_name.as_deref(),
        watch: &model.watch,
    };
    writer::begin(&record_options(args), &beginning, model.look.lang)
}

/// What the flags say of a recording.
pub fn record_options(args: RecordArgs) -> RecordOptions {
    RecordOptions { path: args.record, anonymous: args.anonymize }
}

/// The keys that the settings ask for.
///
/// # Errors
/// [`BadKeys`]
pub fn keymap(config: &Config) -> Result<Arc<Keymap>, BadKeys> {
    Keymap::new(&config.keys).map(Arc::new)
}

/// What the settings want told outside of the screen.
pub fn outside(config: &Config) -> Outside {
    Outside { means: means(config.notify), title: config.title }
}

/// Where all times are that people read: the zone of this machine, or of `TZ`. The service's offset is for reading its answers alone.
pub fn zone() -> TimeZone {
    TimeZone::system()
}

/// How the settings want notifications made.
pub fn means(notify: Notify) -> Means {
    match notify {
        Notify::Auto => Means::Auto,
        Notify::Bell => Means::Bell,
        Notify::Osc => Means::Osc,
        Notify::Off => Means::Off,
    }
}
