//! `eftop copy`, `move` and `remove`: submits what the arguments or a file name, and continues to the screen or to waiting.

mod answer_file;
mod input;
pub(super) mod sender;
pub(super) mod tally;

use super::{
    exit::Result,
    headless::{self, CommandContext},
    regions,
    signals::Signals,
    start, watch,
};
use crate::{
    cli::{
        Exit, WatchArgs,
        args_headless::{LimitArgs, OutputArgs},
        args_submit::{NextArgs, RemoveArgs, SubmitArgs, TransferArgs},
        pairs::Pair,
    },
    client::{RegionClient, Submission, Transfer},
    domain::{Conflict, clean::clean},
    settings::{Environment, Key},
    watch::submission::{self, Item},
};
use input::Unsubmittable;
use sender::Sender;
use std::io::IsTerminal;
use tally::Tally;

/// The longest label, in characters; the set keeps no more.
const LONGEST_LABEL: usize = 256;

/// Submits copies.
pub async fn copy(args: TransferArgs) -> Result<Exit> {
    Box::pin(transfer(args, Submission::Copy)).await
}

/// Submits moves.
pub async fn relocate(args: TransferArgs) -> Result<Exit> {
    Box::pin(transfer(args, Submission::Move)).await
}

async fn transfer(args: TransferArgs, make: fn(Vec<Transfer>) -> Submission) -> Result<Exit> {
    let pairs = input::pairs(&args.paths, args.from.as_deref(), true)?;
    let (sender, region) = open(&args.common)?;
    let conflict = args.on_conflict.map(Conflict::from);
    let request = |batch: &[Item]| make(submission::transfers(batch, conflict.as_ref()));
    submit(sender, &region, pairs, args.common, request).await
}

/// Submits removals, when they are confirmed.
pub async fn remove(args: RemoveArgs) -> Result<Exit> {
    let pairs = input::pairs(&args.paths, args.from.as_deref(), false)?;
    let (sender, region) = open(&args.common)?;
    if !args.yes {
        input::confirm_removal(&pairs, sender.lang())?;
    }
    submit(sender, &region, pairs, args.common, |batch| Submission::Remove(submission::sources(batch))).await
}

/// Everything that submitting needs, tried before anything is sent.
fn open(common: &SubmitArgs) -> Result<(Sender, RegionClient)> {
    check(&common.next)?;
    let context = CommandContext::prepare(common.next.settings.flags.clone())?;
    let (account, _) = context.settings.account()?;
    regions::prove(&account, &context.loaded);
    let region = account.home(regions::pins(&context.loaded));
    let CommandContext { settings, clock, store, unread, .. } = context;
    Ok((Sender::new(store, unread, &settings.config, clock), region))
}

/// Whether what follows a submission is possible.
///
/// # Errors
/// Limits without waiting, or no screen.
pub(super) fn check(next: &NextArgs) -> Result<()> {
    let LimitArgs { timeout, max_outage, quiet } = next.limits;
    if !next.wait && (timeout.is_some() || max_outage.is_some() || quiet) {
        return Err(Unsubmittable::NotWaiting.into());
    }
    if next.watch {
        start::need_screen(&Environment::of_process())?;
    }
    Ok(())
}

/// Submits everything, and continues to the screen or to waiting.
async fn submit(
    mut sender: Sender,
    region: &RegionClient,
    pairs: Vec<Pair>,
    common: SubmitArgs,
    request: impl Fn(&[Item]) -> Submission,
) -> Result<Exit> {
    let label = common.label.as_deref().map(|label| clean(label, LONGEST_LABEL).trim().to_owned());
    let label = label.filter(|label| !label.is_empty()).map(String::into_boxed_str);
    let item = |Pair { source, target }| Item { source, target, label: label.clone(), again_of: None };
    let items: Vec<_> = pairs.into_iter().map(item).collect();
    let (mut tally, mut signals) = (Tally::default(), Signals::listen()?);
    sender.submit_all(region, &items, request, &mut tally, &mut signals).await?;
    sender.report(&tally);
    // A signal belongs to what comes next from here on.
    drop(signals);
    proceed(tally, common.next).await
}

/// What comes after a submission: the screen, waiting, or the end.
pub(super) async fn proceed(mut tally: Tally, next: NextArgs) -> Result<Exit> {
    let NextArgs { watch, wait, mut limits, mut settings } = next;
    let exit = tally.exit();
    if tally.ids.is_empty() || matches!(exit, Exit::Signal(_)) {
        return Ok(exit);
    }
    // The log continues; it is not begun twice.
    settings.flags.0.remove(&Key::Log);
    let next = if watch {
        // The set has the ids already.
        let unkept = if tally.unkept.is_some() { std::mem::take(&mut tally.ids) } else { Vec::new() };
        let ids = unkept.iter().map(|id| id.as_str().to_owned()).collect();
        watch::run(WatchArgs { ids, settings, ..WatchArgs::default() }).await?
    } else if wait {
        // The ids are the data of this command: where stdout is read by a program, nothing else is said there.
        limits.quiet |= !std::io::stdout().is_terminal();
        headless::follow_ids(settings.flags, limits, OutputArgs::default(), &tally.ids).await?
    } else {
        Exit::Good
    };
    Ok(if exit == Exit::Good { next } else { exit })
}
