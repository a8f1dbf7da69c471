//! Puts everything together: reads the command line and the configuration, makes the parts, runs the one loop over them, and
//! says how it ended. The only place that knows all parts.

mod account;
mod connect;
#[cfg(feature = "server")]
mod demo;
mod exit;
mod export;
pub mod headless;
mod in_words;
mod info;
pub mod live;
mod log;
mod logging;
mod out;
pub mod playback;
mod regions;
mod replay;
#[cfg(feature = "server")]
mod serve;
pub mod session;
mod signals;
mod start;
mod submit;
mod watch;

use crate::{
    cli::{Cli, Command, Exit, errors_zh, line},
    domain::clean,
    messages::{InLang, Lang},
    settings::Environment,
    terminal,
};
use std::{io::Write, panic::AssertUnwindSafe};

/// Runs the program and says how it ended.
pub fn main() -> Exit {
    // The hook is put in first, so that even a panic of what follows is reported in words.
    if let Err(error) = color_eyre::config::HookBuilder::default()
        .display_env_section(false)
        .panic_section("This is a defect of eftop. The tasks keep running; the watch set is kept.")
        .install()
    {
        return fail(&error.into(), Lang::En);
    }
    terminal::panic::install();
    let line: Vec<_> = std::env::args_os().collect();
    let lang = line::lang(&line, &Environment::of_process());
    let cli = match line::read(line, lang) {
        Ok(cli) => cli,
        Err(error) => {
            let chinese = errors_zh::text(&error).filter(|_| lang == Lang::Zh);
            let is_chinese = chinese.is_some();
            let text = chinese.unwrap_or_else(|| error.render().to_string());
            if is_chinese || text.contains(|character| character != '\n' && clean::is_unsafe(character)) {
                // It repeats an argument as it came.
                _ = write!(std::io::stderr(), "{}", clean::lines(&text));
            } else {
                // Help and version are no errors: clap prints them to stdout and says 0.
                _ = error.print();
            }
            return if error.exit_code() == 0 { Exit::Good } else { Exit::Usage };
        }
    };
    // A panic was told by the hook; here it only becomes an exit code.
    let exit = std::panic::catch_unwind(AssertUnwindSafe(|| run(cli, lang))).unwrap_or(Exit::Internal);
    terminal::writer::settle_all(out::LAST_WORDS);
    exit
}

fn run(cli: Cli, lang: Lang) -> Exit {
    // One thread for keys, frames and answers: each of these takes a millisecond or less, and to hand them from one thread to another
    // costs more than it wins. What may take longer, files and huge answers, has threads of its own while it lasts.
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into(), lang),
    };
    let result = runtime.block_on(async {
        signals::survive_full_files();
        match cli.command {
            None => watch::run(cli.watch).await,
            Some(Command::Watch(args)) => watch::run(args).await,
            Some(Command::List(args)) => Box::pin(headless::list(args)).await,
            Some(Command::Wait(args)) => Box::pin(headless::wait(args)).await,
            Some(Command::Cancel(args)) => Box::pin(headless::cancel(args)).await,
            Some(Command::Replay(args)) => Box::pin(replay::run(*args)).await,
            Some(Command::Export(args)) => Box::pin(export::run(*args)).await,
            Some(Command::Add(args)) => headless::add(&args),
            Some(Command::Forget(args)) => headless::forget(&args),
            Some(Command::Log(args)) => log::log(&args),
            #[cfg(feature = "server")]
            Some(Command::Demo(args)) => demo::run(args).await,
            #[cfg(feature = "server")]
            Some(Command::Serve(args)) => Box::pin(serve::run(*args)).await,
            Some(Command::Copy(args)) => submit::copy(args.transfer).await,
            Some(Command::Move(args)) => submit::relocate(args.transfer).await,
            Some(Command::Remove(args)) => Box::pin(submit::remove(args)).await,
            Some(Command::Retry(args)) => Box::pin(headless::retry(*args)).await,
            Some(Command::Explain(args)) => info::explain(&args),
            Some(Command::Regions(args)) => account::regions(&args).await,
            Some(Command::Auth(args)) => account::auth(&args).await,
            Some(Command::Config(command)) => info::config(&command),
            Some(Command::Completions(args)) => info::completions(&args),
            Some(Command::Man) => info::manual(),
        }
    });
    if let Some(why) = logging::failure() {
        headless::warn(&why);
    }
    // A write of the set may still be under way in the background; a hanging request is not waited for.
    runtime.shutdown_timeout(std::time::Duration::from_millis(100));
    result.unwrap_or_else(|failure| fail(&failure, lang))
}

/// Tells an error in the one or two lines that it has.
fn fail(failure: &exit::Failure, lang: Lang) -> Exit {
    headless::warn(&failure.text(lang));
    failure.exit()
}
