//! `eftop export`: the same engine as behind the screen, and its numbers as metrics for whoever asks, until a signal comes.

mod server;

use super::{
    engine::{Engine, Event, Parts},
    headless::{self, Ground},
    logging,
    pollers::{Locate, News},
    signals::Signals,
    start,
};
use crate::{
    app::{Keymap, Model, ModelSetup, Msg, RegionState},
    cli::{Exit, args_export::ExportArgs},
    config::Environment,
    domain::{PollEvent, RegionId},
    output::{
        RegionTrouble, View,
        openmetrics::{self, Format, PlaceReport},
        plain::Plain,
    },
    term::Stderr,
    text::words,
    watch::Clock,
};
use color_eyre::eyre::{Context, Result};
use server::Scrape;
use std::{collections::BTreeMap, io, net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, sync::mpsc, time::MissedTickBehavior};

/// How often what depends on the time is looked at.
const TICK: Duration = Duration::from_secs(5);
/// Scrapes that may wait for the numbers.
const INBOX: usize = 8;

/// The address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {source}; give another one with --listen")]
pub struct CannotListen {
    address: SocketAddr,
    source: io::Error,
}

/// Serves until a signal comes.
///
/// # Errors
/// When it cannot begin, or the poll loop fails.
pub async fn run(args: ExportArgs) -> Result<Exit> {
    let mut ground = Ground::of(&args.common)?;
    ground.need_set()?;
    let fleet = ground.fleet()?;
    let address = args.listen;
    let listener = TcpListener::bind(address).await.map_err(|source| CannotListen { address, source })?;
    let address = listener.local_addr()?;
    let words = &words(ground.config.lang).headless;
    if !address.ip().is_loopback() {
        headless::warn(&(words.export_open)(&address.to_string()));
    }
    let Ground { config, clock, store, loaded, .. } = ground;
    let mut model = Model::new(ModelSetup {
        now: clock.now(),
        size: (0, 0),
        places: fleet.places(),
        set_name: Some(config.set.as_str().into()),
        look: start::look(&config, &Environment::of_process()),
        keymap: Keymap::default().into(),
        stall: config.stall,
        zone: start::zone(),
    });
    model.adopt(loaded);
    let mut signals = Signals::listen().context("signals cannot be listened to")?;
    let mut exporter = Exporter {
        engine: Engine::new(Parts { fleet, model, store, to_save: Vec::new(), clock, recording: None }),
        clock,
        set: config.set,
        counts: BTreeMap::new(),
        plain: Plain { lang: config.lang, zone: start::zone() },
    };
    let (scrapes_out, scrapes) = mpsc::channel(INBOX);
    let serving = tokio::spawn(server::serve(listener, scrapes_out));
    headless::tell(&(words.export_at)(&format!("http://{address}/metrics")));
    let end = exporter.pump(scrapes, &mut signals).await;
    serving.abort();
    exporter.engine.stop_asking();
    let (was_told, lang) = (exporter.engine.model.unsaved, exporter.plain.lang);
    let (_, saved) = exporter.engine.finish().await;
    if let Some(error) = saved.err().filter(|_| !was_told) {
        headless::warn(&(crate::text::words(lang).headless.not_kept)(&error.to_string()));
    }
    end
}

/// Polls of a place that are over, and those that failed.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    polls: u64,
    failures: u64,
}

struct Exporter<S> {
    engine: Engine<S>,
    clock: Clock,
    set: String,
    counts: BTreeMap<RegionId, Counts>,
    plain: Plain,
}

impl<S: Locate> Exporter<S> {
    async fn pump(&mut self, mut scrapes: mpsc::Receiver<Scrape>, signals: &mut Signals) -> Result<Exit> {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        self.engine.start();
        loop {
            tokio::select! {
                biased;
                signal = signals.next() => return Ok(Exit::Signal(signal)),
                event = self.engine.next() => self.handle(event?),
                Some(Scrape { format, reply }) = scrapes.recv() => {
                    // Whoever asked may have gone meanwhile.
                    _ = reply.send(self.text(format));
                }
                _ = tick.tick() => {
                    if let Some(why) = logging::failure() {
                        headless::warn(&why);
                    }
                    self.engine.take(Msg::Tick);
                }
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match &event {
            Event::News(News::Poll(place, PollEvent::Ended { at, trouble, next, .. })) => {
                let counts = self.counts.entry(*place).or_default();
                counts.polls += 1;
                counts.failures += u64::from(trouble.is_some());
                let state = self.engine.model.places.get(*place);
                let before = state.and_then(|state| state.feed.trouble.as_ref());
                let name = state.filter(|_| self.engine.model.places.are_several()).map(|state| &*state.place.name);
                let err = &mut Stderr;
                _ = match (before, trouble) {
                    (before, Some(trouble)) if before.is_none_or(|old| old.problem.kind != trouble.problem.kind) => {
                        self.plain.trouble(err, *at, RegionTrouble { place: *place, name, trouble }, *next)
                    }
                    (Some(before), None) => {
                        self.plain.recovered(err, at.wall, name, at.moment.since(before.since.moment))
                    }
                    _ => Ok(()),
                };
            }
            Event::News(News::Merged { from, into }) => {
                let gone = self.counts.remove(from).unwrap_or_default();
                let counts = self.counts.entry(*into).or_default();
                counts.polls += gone.polls;
                counts.failures += gone.failures;
            }
            Event::Written(Err(error)) if !self.engine.model.unsaved => {
                headless::warn(&(words(self.plain.lang).notice.save_failed)(&error.to_string()));
            }
            _ => {}
        }
        self.engine.handle(event);
    }

    fn text(&self, format: Format) -> String {
        let model = &self.engine.model;
        let places: Vec<_> = model.places.iter().map(|state| self.report(state)).collect();
        let troubles = model.places.iter().filter_map(|state| {
            let trouble = state.feed.trouble.as_ref()?;
            Some(RegionTrouble { place: state.place.id, name: Some(&*state.place.name), trouble })
        });
        let troubles: Vec<_> = troubles.collect();
        let view = View { at: self.clock.now(), tasks: &model.tasks, troubles: &troubles };
        openmetrics::write(&view, &places, &self.set, env!("CARGO_PKG_VERSION"), format)
    }

    fn report(&self, state: &RegionState) -> PlaceReport {
        let Counts { polls, failures } = self.counts.get(&state.place.id).copied().unwrap_or_default();
        let origin = state.place.origin.as_deref();
        PlaceReport {
            place: state.place.id,
            name: if state.place.name.is_empty() { state.label.clone() } else { state.place.name.clone() },
            region: origin.and_then(|origin| origin.region.clone()),
            last_answer: state.feed.last_answer.map(|answer| answer.moment),
            polls,
            failures,
        }
    }
}
