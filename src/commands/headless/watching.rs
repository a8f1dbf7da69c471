//! `list`, `wait`, and the lines instead of the screen: what they have of their own around the waiter.

use super::{
    exit_status::{End, Goal},
    hooks::Hooks,
    prepare::{self, Chosen, CommandContext, Scope},
    setup::{Outcome, Setup},
    sink::{self, Sink},
    waiter,
};
use crate::{
    cli::{Exit, LimitArgs, ListArgs, OutputArgs, WaitArgs, WatchArgs, args_replay::RecordArgs},
    client::RegionClient,
    commands::{
        exit::Result,
        signals::Signals,
        start::{self, NoScreen},
    },
    domain::{Task, TaskId, Until},
    messages::{time, words},
    output::plain::Plain,
    recording::{Beginning, writer},
    settings::{Config, Flags, Key},
    terminal::Means,
    watch::{Engine, Parts, Regions, Watch, pollers::Pollers},
};
use std::time::Duration;

/// `eftop list`: asks once and prints. What is known is printed as well when the service cannot be asked.
///
/// # Errors
/// When it cannot begin, or an internal one.
pub async fn list(args: ListArgs) -> Result<Exit> {
    let mut context = CommandContext::prepare(args.settings.flags)?;
    let picked = prepare::pick(&args.ids)?;
    let pollers = context.pollers()?;
    let mut chosen = prepare::choose(&mut context, &picked.ids, Scope::Named, &pollers)?;
    // To look changes nothing: an id that is not in the set does not come into it.
    chosen.to_save.clear();
    let table = Sink::Table(sink::layout(&context.settings.config));
    let (lang, plain) = (context.settings.config.lang, plain(&context));
    let mut setup = setup(context, pollers, chosen, Sink::choose(args.output, false, table));
    setup.goal = Goal::Look;
    // The second look at ids that were missing comes as soon as politeness allows.
    setup.engine.set_interval(Duration::ZERO);
    (setup.judges_tasks, setup.group_by) = (args.exit_status, args.group);
    let Outcome { end, exit, tasks } = Box::pin(wait_with(setup)).await?;
    if matches!(end, End::Unreachable | End::SignedOut | End::Misconfigured) {
        let seen = tasks.iter().filter_map(Task::seen).max();
        let seen = seen.map(|seen| time::date_time(seen, &plain.zone));
        super::warn(&(words(lang).headless.stale)(seen.as_deref()));
    }
    Ok(exit)
}

/// `eftop wait`: follows until it is over.
///
/// # Errors
/// When it cannot begin, or an internal one.
pub async fn wait(args: WaitArgs) -> Result<Exit> {
    let context = CommandContext::prepare(args.settings.flags.clone())?;
    let picked = prepare::pick(&args.ids)?;
    context.tell_picked(&picked);
    wait_for(context, &picked.ids, args).await
}

/// Waits for exactly these ids, which may be in the set already: how a command continues that has just submitted them.
///
/// # Errors
/// When it cannot begin, or an internal one.
pub async fn follow_ids(flags: Flags, limits: LimitArgs, output: OutputArgs, ids: &[TaskId]) -> Result<Exit> {
    let context = CommandContext::prepare(flags)?;
    wait_for(context, ids, WaitArgs { limits, output, ..WaitArgs::default() }).await
}

async fn wait_for(mut context: CommandContext, ids: &[TaskId], args: WaitArgs) -> Result<Exit> {
    let pollers = context.pollers()?;
    let chosen = prepare::choose(&mut context, ids, Scope::Named, &pollers)?;
    let lines = Sink::Lines(plain(&context));
    let mut setup = setup(context, pollers, chosen, Sink::choose(args.output, args.limits.quiet, lines));
    setup.goal = Goal::Until(args.until);
    setup.take_limits(args.limits);
    record(&mut setup, args.record)?;
    setup.hooks = Hooks::new(args.hooks);
    setup.notify = asked(args.settings.flags.text(Key::Notify), &setup.config);
    Ok(Box::pin(wait_with(setup)).await?.exit)
}

/// The screen where it cannot be drawn: one line per change, until all has ended or nobody reads any more.
///
/// # Errors
/// When it cannot begin, or an internal one.
pub async fn instead_of_screen(args: WatchArgs, why: NoScreen) -> Result<Exit> {
    let mut context = CommandContext::prepare(args.settings.flags.clone())?;
    if let NoScreen::Dumb(term) = why {
        super::warn(&(words(context.settings.config.lang).headless.no_screen)(term));
    }
    let pollers = context.pollers()?;
    let picked = prepare::pick(&args.ids)?;
    context.tell_picked(&picked);
    let chosen = prepare::choose(&mut context, &picked.ids, Scope::Whole, &pollers)?;
    let lines = Sink::Lines(plain(&context));
    let mut setup = setup(context, pollers, chosen, lines);
    setup.ends_with_output = true;
    setup.judges_tasks = args.exit_status;
    record(&mut setup, args.record)?;
    setup.hooks = Hooks::new(args.hooks);
    setup.notify = asked(args.settings.flags.text(Key::Notify), &setup.config);
    Ok(Box::pin(wait_with(setup)).await?.exit)
}

/// One look at these tasks, of which nothing is printed: whoever is asked about them wants to know how they are.
pub(super) fn look(
    context: CommandContext,
    pollers: Pollers<RegionClient>,
    chosen: Chosen,
    output: OutputArgs,
    limits: LimitArgs,
) -> Setup<RegionClient> {
    let mut look = setup(context, pollers, chosen, Sink::choose(output, true, Sink::Quiet));
    look.goal = Goal::Look;
    look.looks_again = limits.timeout.is_some() || limits.max_outage.is_some();
    look.take_limits(limits);
    look.engine.set_interval(Duration::ZERO);
    look
}

/// A waiter for these tasks that runs until all have ended.
pub(super) fn setup(
    context: CommandContext,
    pollers: Pollers<RegionClient>,
    chosen: Chosen,
    sink: Sink,
) -> Setup<RegionClient> {
    let plain = plain(&context);
    let mut watch = Watch::new(Regions::new(pollers.regions()), context.settings.config.stall);
    watch.start(chosen.tasks);
    let engine = Engine::new(Parts {
        pollers,
        store: context.store,
        follows_set: false,
        to_save: chosen.to_save,
        clock: context.clock,
        recording: None,
    });
    Setup {
        engine,
        config: context.settings.config,
        watch,
        ask: chosen.ask,
        save_warned: chosen.save_warned,
        clock: context.clock,
        goal: Goal::Until(Until::All),
        looks_again: false,
        timeout: None,
        max_outage: None,
        quiet: false,
        ends_with_output: false,
        judges_tasks: true,
        group_by: None,
        plain,
        sink,
        hooks: Hooks::default(),
        notify: None,
    }
}

/// How the end is reported outside of the lines: only by a flag of this very command. Who set it for the screen wants no bell in scripts.
fn asked(flag: Option<&str>, config: &Config) -> Option<Means> {
    flag.map(|_| start::means(config.notify))
}

/// Begins the recording that the flags ask for.
pub(super) fn record(setup: &mut Setup<RegionClient>, args: RecordArgs) -> Result<()> {
    let beginning = Beginning {
        at: setup.clock.now(),
        version: env!("CARGO_PKG_VERSION"),
        set: Some(&setup.config.set),
        watch: &setup.watch,
    };
    let recording = writer::begin(&start::record_options(args), &beginning, setup.config.lang)?;
    setup.engine.record(recording);
    Ok(())
}

/// Waits, listening to signals.
async fn wait_with(setup: Setup<RegionClient>) -> Result<Outcome> {
    let mut signals = Signals::listen()?;
    Ok(Box::pin(waiter::wait(setup, &mut signals)).await?)
}

/// Lines for people.
pub(super) fn plain(context: &CommandContext) -> Plain {
    Plain { lang: context.settings.config.lang, zone: start::zone() }
}
