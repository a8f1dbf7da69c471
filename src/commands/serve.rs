//! `eftop serve`: the API over a directory of this machine.

use super::{
    exit::{CausesExit, Result},
    headless::warn,
    out,
    signals::Signals,
    start::Settings,
};
use crate::{
    cli::{Exit, args_serve::ServeArgs},
    client,
    messages::{InLang, Lang, errors::shell_word, width::cells, words},
    server::{
        self, Account, Certificate, Listen, ServerError,
        files::{self, Files, OpenError, Options, Secrets},
    },
    settings::paths,
};
use color_eyre::eyre::{Context, eyre};
use rustix::{
    fs::{Access, access},
    process::geteuid,
};
use std::{fmt::Write, path::Path, sync::Arc};

/// Root was not asked for.
#[derive(Debug)]
struct AsRoot;

impl InLang for AsRoot {
    fn text(&self, lang: Lang) -> String {
        words(lang).serve.as_root.to_owned()
    }
}

impl InLang for OpenError {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).serve;
        match self {
            Self::Root(path, error) => (words.root)(path.display(), error),
            Self::Data(path, error) => (words.data)(path.display(), error),
            Self::Same(path) => (words.same)(path.display()),
            Self::Locked(path) => (words.locked)(path.display()),
            Self::Damaged(path, line) => (words.damaged)(path.display(), *line),
            Self::Newer(path, version) => (words.newer)(path.display(), *version),
        }
    }
}

impl InLang for ServerError {
    /// Those of the made-up world have English words only.
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).serve;
        match self {
            Self::Plain(address) => (words.plain)(*address),
            Self::Certificate { path, reason } => (words.certificate)(path.display(), reason),
            Self::Listen { address, source } => (words.listen)(*address, source),
            other => other.to_string(),
        }
    }
}

impl CausesExit for AsRoot {}
impl CausesExit for OpenError {}
impl CausesExit for ServerError {}

/// Serves until a signal comes.
pub async fn run(args: ServeArgs) -> Result<Exit> {
    let settings = Settings::read(args.settings.flags.clone())?;
    let lang = settings.config.lang;
    if let Some(directory) = &args.check {
        return check(directory, lang);
    }
    let root = args.root.clone().unwrap_or_default();
    if geteuid().is_root() && !args.allow_root {
        return Err(AsRoot.into());
    }
    let mut signals = Signals::listen()?;
    let data = match args.data {
        Some(data) => data,
        None => paths::serve(&settings.environment)?,
    };
    let secrets = Secrets::of(&data).with_context(|| format!("{} cannot be used", data.display()))?;
    let account = account(&secrets);
    let options = Options {
        jobs: args.jobs.into(),
        remember: args.remember,
        read_only: args.read_only,
        cross_mounts: args.cross_mounts,
        account: account.clone(),
        in_chinese: lang == Lang::Zh,
        ..Options::new(&root, &data)
    };
    let files = Arc::new(Files::open(options)?);
    let engine: Arc<dyn server::Engine> = files.clone();
    client::install_tls();
    let certificate = args.tls_cert.zip(args.tls_key).map(|(chain, key)| Certificate { chain, key });
    let where_to = Listen { address: args.listen, certificate, insecure_http: args.insecure_http };
    let running = server::start_files(engine, (account, secrets.token.clone()), where_to, None).await?;
    let token = match &args.token_file {
        Some(file) => {
            // The shells of clients are in other directories.
            let file = std::path::absolute(file)?;
            files::write_private(&file, secrets.token.as_bytes())
                .with_context(|| format!("{} cannot be written", file.display()))?;
            let path = shell_word(&file.display().to_string())
                .ok_or_else(|| eyre!("{} cannot be written for a shell", file.display()))?;
            format!("export SCNET_TOKEN=\"$(cat {path})\"")
        }
        None => format!("export SCNET_TOKEN={}", secrets.token),
    };
    out::print(format!("export SCNET_EFILE_URL={}\n{token}\n", running.base_url()).as_bytes())?;
    say_how(&root, &files, (args.jobs, args.read_only), lang);
    let signal = signals.next().await;
    running.shut_down().await?;
    if !tokio::task::spawn_blocking(move || files.stop()).await.unwrap_or(false) {
        warn(words(lang).serve.not_stopped);
    }
    Ok(Exit::Signal(signal))
}

/// Whoever runs the server, in a region of its own.
fn account(secrets: &Secrets) -> Account {
    let user = std::env::var("USER").ok().filter(|user| !user.is_empty()).unwrap_or_else(|| "eftop".to_owned());
    Account {
        user_id: geteuid().as_raw().to_string(),
        user,
        cluster_id: "1".to_owned(),
        cluster_name: "eftop serve".to_owned(),
        home: Some("/".to_owned()),
        access_key: secrets.access_key.clone(),
        secret_key: secrets.secret_key.clone(),
    }
}

/// Says on standard error what is served, and what of it will not work.
fn say_how(root: &Path, files: &Files, (jobs, read_only): (u16, bool), lang: Lang) {
    let words = &words(lang).serve;
    let root_text = root.display().to_string();
    warn(&(words.serving)(&root_text, jobs.into()));
    if read_only {
        warn(words.read_only);
    } else if access(root, Access::WRITE_OK).is_err() {
        warn(&(words.not_writable)(&root_text));
    }
    if !files.follows_links() {
        warn(words.no_openat2);
    }
}

/// Prints what the file system of a directory can do.
fn check(directory: &Path, lang: Lang) -> Result<Exit> {
    let can = files::check(directory).with_context(|| format!("{} cannot be tried", directory.display()))?;
    let words = &words(lang).serve;
    let rows = [
        (words.reflink, can.reflink, words.reflink_use),
        (words.copy_file_range, can.copy_file_range, words.copy_file_range_use),
        (words.holes, can.holes, words.holes_use),
        (words.xattr, can.xattr, words.xattr_use),
        (words.openat2, can.openat2, words.openat2_use),
    ];
    let wide = rows.iter().map(|(name, ..)| cells(name)).max().unwrap_or(0);
    let mut text = String::new();
    for (name, can, used) in rows {
        let (gap, answer) = (" ".repeat(wide - cells(name)), if can { words.yes } else { words.no });
        _ = if can { writeln!(text, "{name}{gap}  {answer}  {used}") } else { writeln!(text, "{name}{gap}  {answer}") };
    }
    out::print(text.as_bytes())?;
    Ok(Exit::Good)
}
