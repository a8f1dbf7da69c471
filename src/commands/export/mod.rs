//! `eftop export`: the same engine as behind the screen, and its numbers as metrics for whoever asks, until a signal comes.

mod server;

use super::{
    exit::{CausesExit, Result},
    headless::{self, CommandContext},
    logging,
    signals::Signals,
    start::{self, Settings},
};
use crate::{
    cli::{Exit, args_export::ExportArgs},
    domain::{GroupBy, RegionId},
    messages::{InLang, Lang, words},
    output::{
        RegionTrouble, View,
        openmetrics::{self, Format, RegionReport, Scope},
        plain::Plain,
    },
    terminal::Stderr,
    watch::{Change, Clock, Engine, Parts, RegionState, Regions, Watch, pollers::Locate},
};
use server::Scrape;
use std::{
    io::{self, Write},
    net::SocketAddr,
    time::Duration,
};
use tokio::{net::TcpListener, sync::mpsc, time::MissedTickBehavior};

/// How often what depends on the time is looked at.
const TICK: Duration = Duration::from_secs(5);
/// The place of tasks that these credentials do not reach.
const NOT_ASKED: &str = "not asked";
/// Scrapes that may wait for the numbers.
const INBOX: usize = 8;

/// The address cannot be listened on.
#[derive(Debug)]
pub struct CannotListen {
    address: SocketAddr,
    source: io::Error,
}

impl InLang for CannotListen {
    fn text(&self, lang: Lang) -> String {
        (words(lang).headless.cannot_listen)(self.address, &self.source)
    }
}

impl CausesExit for CannotListen {}

/// Serves until a signal comes.
///
/// # Errors
/// When it cannot begin, or the poll loop fails.
pub async fn run(args: ExportArgs) -> Result<Exit> {
    let mut context = CommandContext::prepare(args.settings.flags)?;
    context.need_set()?;
    let pollers = context.pollers()?;
    let address = args.listen;
    let listener = TcpListener::bind(address).await.map_err(|source| CannotListen { address, source })?;
    let address = listener.local_addr()?;
    let words = &words(context.settings.config.lang).headless;
    if !address.ip().is_loopback() {
        headless::warn(&(words.export_open)(&address.to_string()));
    }
    let CommandContext { settings: Settings { config, .. }, clock, store, loaded, .. } = context;
    let mut watch = Watch::new(Regions::new(pollers.regions()), config.stall);
    watch.load(loaded);
    let mut signals = Signals::listen()?;
    let mut exporter = Exporter {
        engine: Engine::new(Parts { pollers, store, follows_set: true, to_save: Vec::new(), clock, recording: None }),
        watch,
        clock,
        set: config.set,
        group_by: args.group,
        is_unsaved: false,
        plain: Plain { lang: config.lang, zone: start::zone() },
    };
    let (scrapes_out, scrapes) = mpsc::channel(INBOX);
    let serving = tokio::spawn(server::serve(listener, scrapes_out));
    headless::tell(&(words.export_at)(&format!("http://{address}/metrics")));
    let end = exporter.pump(scrapes, &mut signals).await;
    serving.abort();
    exporter.engine.stop_asking();
    let saved = exporter.engine.save(&exporter.watch.tasks).await;
    if let Some(error) = saved.err().filter(|_| !exporter.is_unsaved) {
        headless::warn(&(crate::messages::words(exporter.plain.lang).headless.not_kept)(
            &error.text(exporter.plain.lang),
        ));
    }
    end
}

struct Exporter<S> {
    engine: Engine<S>,
    watch: Watch,
    clock: Clock,
    set: String,
    group_by: Option<GroupBy>,
    /// It was told that the set cannot be written.
    is_unsaved: bool,
    plain: Plain,
}

impl<S: Locate> Exporter<S> {
    async fn pump(&mut self, mut scrapes: mpsc::Receiver<Scrape>, signals: &mut Signals) -> Result<Exit> {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let ids = self.watch.ids();
        self.engine.start(&self.watch, &ids);
        loop {
            tokio::select! {
                biased;
                signal = signals.next() => return Ok(Exit::Signal(signal)),
                changes = self.engine.next(&mut self.watch) => changes?.into_iter().for_each(|change| self.tell(change)),
                Some(Scrape { format, reply }) = scrapes.recv() => {
                    // Whoever asked may have gone meanwhile.
                    _ = reply.send(self.text(format));
                }
                _ = tick.tick() => {
                    if let Some(why) = logging::failure() {
                        headless::warn(&why);
                    }
                }
            }
        }
    }

    /// Tells troubles when they begin and end.
    fn tell(&mut self, change: Change) {
        match change {
            Change::CycleEnded { region, at, before, next } => {
                let Some(state) = self.watch.regions.get(region) else { return };
                let name = self.watch.regions.are_several().then_some(&*state.region.name);
                let trouble = state.feed.trouble.as_ref();
                if let Some(line) = self.plain.cycle_end(name, at, before.as_ref(), trouble, next) {
                    _ = Stderr.write_all(line.as_bytes());
                }
            }
            Change::Saved => self.is_unsaved = false,
            Change::SaveFailed(why) if !self.is_unsaved => {
                self.is_unsaved = true;
                headless::warn(&(words(self.plain.lang).notice.save_failed)(&why.text(self.plain.lang)));
            }
            _ => {}
        }
    }

    fn text(&self, format: Format) -> String {
        let regions = &self.watch.regions;
        let mut reports: Vec<_> = regions.iter().map(report).collect();
        if self.watch.by_region.contains_key(&RegionId::UNBOUND) {
            reports.push(RegionReport { id: RegionId::UNBOUND, name: NOT_ASKED.into(), ..RegionReport::default() });
        }
        let troubles = regions.iter().filter_map(|state| {
            let trouble = state.feed.trouble.as_ref()?;
            Some(RegionTrouble { region: state.region.id, name: Some(&*state.region.name), trouble })
        });
        let troubles: Vec<_> = troubles.collect();
        let view = View { at: self.clock.now(), tasks: &self.watch.tasks, troubles: &troubles };
        let scope = Scope { set: &self.set, group_by: self.group_by };
        openmetrics::write(&view, &reports, scope, env!("CARGO_PKG_VERSION"), format)
    }
}

fn report(state: &RegionState) -> RegionReport {
    let (region, feed) = (&state.region, &state.feed);
    let origin = region.origin.as_deref();
    RegionReport {
        id: region.id,
        name: if region.name.is_empty() { state.label.clone() } else { region.name.clone() },
        region: origin.and_then(|origin| origin.region.clone()),
        last_answer: feed.last_answer.map(|answer| answer.moment),
        polls: feed.polls,
        failures: feed.failures,
    }
}
