//! The one loop of the live screen: gathers what happened, lets the model change, carries out what it asks for, and draws.
//!
//! Nothing in here waits for the network or the disk: polls, cancels and writes run as tasks of their own and come back as
//! messages.

use super::{
    fleet::{self, Fleet, News, Whereabouts},
    headless::hooks::Hooks,
    saver::Saver,
    signals::Signals,
    trial,
};
use crate::{
    api,
    app::{self, Dialog, Effect, Model, Msg, command::Mode},
    cli::Exit,
    domain::{Moment, PlaceId, Problem, ProblemKind, TaskId, verdict},
    poll::Clock,
    store::Store,
    term::{self, Input, Screen},
    text::words,
    ui,
};
use color_eyre::eyre::{Context, Result};
use std::{collections::VecDeque, io::Write, time::Duration};
use tokio::{
    sync::mpsc,
    time::{self, MissedTickBehavior},
};

/// Answers that may wait for the screen.
const INBOX: usize = 64;
/// The shortest time between two frames.
const FRAME: Duration = Duration::from_millis(33);

/// What a screen is made of.
pub struct Setup<S> {
    /// The places to ask.
    pub fleet: Fleet<S>,
    /// The state to begin with; its tasks know their places.
    pub model: Model,
    /// The watch set on disk, if it is kept.
    pub store: Option<Store>,
    /// Tasks of the model that are not in the store yet.
    pub to_save: Vec<(TaskId, bool)>,
    /// The clock of this run.
    pub clock: Clock,
    /// What to tell first.
    pub first: Vec<Msg>,
    /// Whether the exit code tells how the tasks stand.
    pub exit_status: bool,
    /// What to run when something happens.
    pub hooks: Hooks,
}

/// Runs the screen until it is left.
pub async fn run<S: Whereabouts>(setup: Setup<S>) -> Result<Exit> {
    let (answers_out, answers) = mpsc::channel(INBOX);
    let mut signals = Signals::listen().context("signals cannot be listened to")?;
    let screen = Screen::open().context("the terminal cannot be used")?;
    let mut session = Session {
        chrome: chrome(&setup.model),
        model: setup.model,
        screen,
        input: Input::listen(),
        clock: setup.clock,
        saver: setup.store.map(Saver::new),
        fleet: setup.fleet,
        answers_out,
        drawn: None,
        exit_status: setup.exit_status,
        hooks: setup.hooks,
    };
    session.model.size = session.screen.size()?;
    if session.model.look.mouse {
        session.screen.set_mouse(true)?;
    }
    if let Some(saver) = &mut session.saver {
        saver.note(setup.to_save, Vec::new(), setup.clock.moment());
    }
    while let Some(news) = session.fleet.waiting() {
        session.take_news(news).await?;
    }
    for msg in setup.first {
        session.take(msg).await?;
    }
    // The first frame comes from what is known, before anything is sent.
    session.draw()?;
    let mut live: Vec<_> = session.model.tasks.iter().filter(|task| !task.has_ended()).collect();
    live.sort_by_key(|task| task.order);
    let live: Vec<_> = live.into_iter().map(|task| task.id.clone()).collect();
    session.fleet.watch_all(&session.model.tasks, &live);
    session.fleet.locate();

    let end = session.pump(answers, &mut signals).await;
    session.close(end).await
}

/// How the loop ended.
enum End {
    /// The user left it.
    Quit { keep_screen: bool },
    /// A signal, or the terminal went away.
    Signal(crate::cli::exit::Signal),
}

struct Session<S> {
    model: Model,
    chrome: ui::Chrome,
    screen: Screen,
    input: Input,
    clock: Clock,
    saver: Option<Saver>,
    fleet: Fleet<S>,
    answers_out: mpsc::Sender<Msg>,
    drawn: Option<Moment>,
    exit_status: bool,
    hooks: Hooks,
}

impl<S: Whereabouts> Session<S> {
    /// Takes messages until one of them ends the screen.
    async fn pump(&mut self, mut answers: mpsc::Receiver<Msg>, signals: &mut Signals) -> Result<End> {
        let mut tick = time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut inbox = VecDeque::new();
        loop {
            let frame_due = self.frame_due();
            let save_due = self.saver.as_ref().and_then(Saver::due);
            let clock = self.clock;
            let sleep_until = |due: Option<Moment>| async move {
                match due {
                    Some(due) => clock.sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                signal = signals.next() => return Ok(End::Signal(signal)),
                input = self.input.next() => match input {
                    Some(Ok(msg)) => inbox.push_back(msg),
                    // The terminal is gone: no more keys, and nobody to draw for.
                    Some(Err(_)) | None => return Ok(End::Signal(crate::cli::exit::Signal::Hangup)),
                },
                news = self.fleet.next() => if let Some(end) = self.take_news(news?).await? {
                    return Ok(end);
                },
                Some(answer) = answers.recv() => inbox.push_back(answer),
                written = Self::written(&mut self.saver, clock) => inbox.extend(written?),
                () = sleep_until(save_due) => self.begin_write(),
                () = sleep_until(frame_due) => self.draw()?,
                _ = tick.tick() => inbox.push_back(Msg::Tick),
            }
            // All that has come meanwhile goes into the same frame.
            while let Some(Ok(msg)) = self.input.waiting() {
                inbox.push_back(msg);
            }
            while let Some(news) = self.fleet.waiting() {
                if let Some(end) = self.take_news(news).await? {
                    return Ok(end);
                }
            }
            while let Some(msg) = inbox.pop_front() {
                if let Some(end) = self.place(msg).await? {
                    return Ok(end);
                }
            }
            if self.frame_due().is_some_and(|due| due <= self.clock.moment()) {
                self.draw()?;
            }
        }
    }

    /// Passes on what the places tell.
    async fn take_news(&mut self, news: News) -> Result<Option<End>> {
        match news {
            News::Poll(place, event) => self.take(Msg::Poll(place, event)).await,
            News::Merged { from, into } => self.take(Msg::PlacesMerged { from, into }).await,
            News::Place(place) => {
                let reclaimed = fleet::reclaim(&mut self.model.tasks, &place);
                let id = place.id;
                let end = self.take(Msg::Place(place)).await?;
                self.fleet.watch(id, reclaimed);
                Ok(end)
            }
        }
    }

    /// Finds the places of tasks that another eftop added, before the model hears of them.
    async fn place(&mut self, mut msg: Msg) -> Result<Option<End>> {
        if let Msg::Saved { appeared, .. } = &mut msg {
            for task in appeared {
                task.place = self.fleet.place_of(task.origin.as_ref());
            }
            while let Some(news) = self.fleet.waiting() {
                if let Some(end) = self.take_news(news).await? {
                    return Ok(Some(end));
                }
            }
        }
        self.take(msg).await
    }

    /// Lets the model change, and carries out what it asks for.
    async fn take(&mut self, msg: Msg) -> Result<Option<End>> {
        let effects = app::update(&mut self.model, msg, self.clock.now());
        for effect in effects {
            if let Some(end) = self.carry_out(effect).await? {
                return Ok(Some(end));
            }
        }
        Ok(None)
    }

    async fn carry_out(&mut self, effect: Effect) -> Result<Option<End>> {
        match effect {
            Effect::Watch(ids) => self.fleet.watch_all(&self.model.tasks, &ids),
            Effect::Forget(ids) => self.fleet.forget(&ids),
            Effect::PollNow => self.fleet.poll_now(),
            Effect::Cancel(ids) => {
                for (place, ids) in fleet::by_place(&self.model.tasks, &ids) {
                    ids.chunks(api::BATCH).for_each(|ids| self.send_cancel(place, ids.to_vec()));
                }
            }
            Effect::Save { put, removed } => {
                if let Some(saver) = &mut self.saver {
                    saver.note(put, removed, self.clock.moment());
                }
            }
            Effect::Failed(ids) => {
                for task in ids.iter().filter_map(|id| self.model.tasks.get(id)) {
                    self.hooks.failed(task);
                }
            }
            Effect::SetEnded => {
                let verdict = verdict::verdict(&self.model.tasks);
                self.hooks.set_ended(verdict, verdict.into());
            }
            Effect::Copy(text) => {
                let told = match term::osc52(&text, std::env::var_os("TMUX").is_some()) {
                    Ok(sequence) => return self.screen.send(&sequence).map(|()| None).map_err(Into::into),
                    Err(error) => error.to_string(),
                };
                app::update(&mut self.model, Msg::Tell(told), self.clock.now());
            }
            Effect::Mouse(on) => self.screen.set_mouse(on)?,
            Effect::Redraw => self.screen.redraw()?,
            Effect::Suspend => {
                let away = async {
                    if let Err(error) = term::suspend::suspend().await {
                        tracing::warn!(%error, "cannot suspend");
                    }
                };
                self.screen.step_aside(away).await?;
                let (columns, rows) = self.screen.size()?;
                app::update(&mut self.model, Msg::Resize(columns, rows), self.clock.now());
                app::update(&mut self.model, Msg::Resumed, self.clock.now());
            }
            Effect::Quit { keep_screen } => return Ok(Some(End::Quit { keep_screen })),
        }
        Ok(None)
    }

    /// Sends one cancel in a task of its own. It is not repeated by itself: whether to is the user's decision.
    fn send_cancel(&self, place: PlaceId, ids: Vec<TaskId>) {
        let (service, answers) = (self.fleet.service(place), self.answers_out.clone());
        let out_of_reach = (words(self.model.look.lang).notice.foreign)(ids.len());
        tokio::spawn(async move {
            let Some(service) = service else {
                let detail = out_of_reach.into();
                let problem = Problem { kind: ProblemKind::Misconfigured, code: None, http: None, detail };
                _ = answers.send(Msg::CancelDone { ids, result: Err(problem) }).await;
                return;
            };
            let call = tokio::spawn({
                let ids = ids.clone();
                async move { service.cancel(&ids).await }
            });
            let result = match call.await {
                Ok(result) => result.map(|answer| answer.refused).map_err(|error| error.to_problem()),
                // Told by the panic hook; the screen is on its way out.
                Err(error) => Err(Problem {
                    kind: ProblemKind::BadAnswer,
                    code: None,
                    http: None,
                    detail: error.to_string().into(),
                }),
            };
            // Nobody listens any more when the program ends.
            _ = answers.send(Msg::CancelDone { ids, result }).await;
        });
    }

    fn begin_write(&mut self) {
        if let Some(saver) = &mut self.saver {
            saver.begin(&self.model.tasks, self.clock.now().wall);
        }
    }

    /// The outcome of the write that goes on, as messages.
    async fn written(saver: &mut Option<Saver>, clock: Clock) -> Result<Vec<Msg>> {
        let Some(saver) = saver else { return std::future::pending().await };
        let outcome = saver.written(|| clock.moment()).await.context("writing the watch set failed")?;
        Ok(match outcome {
            Ok(done) => {
                let notes = done.notes.iter().map(|note| Msg::Tell(note.to_string()));
                let appeared = done.appeared.into_iter().map(crate::store::Entry::into_task).collect();
                let msg = Msg::Saved { appeared, vanished: done.vanished };
                std::iter::once(msg).chain(notes.collect::<Vec<_>>()).collect()
            }
            Err(error) => vec![Msg::SaveFailed(error.to_string())],
        })
    }

    /// When the next frame may be drawn; `None` when nothing has changed.
    fn frame_due(&self) -> Option<Moment> {
        self.model.dirty.then(|| self.drawn.map_or(Moment::default(), |drawn| drawn.plus(FRAME)))
    }

    fn draw(&mut self) -> Result<()> {
        self.chrome = chrome(&self.model);
        self.screen.draw(|frame| {
            trial::panic_if_asked("draw");
            ui::draw(&self.model, &self.chrome, frame);
        })?;
        self.model.dirty = false;
        self.drawn = Some(self.clock.moment());
        Ok(())
    }

    /// Gives the terminal back, writes what is left to be written, and says how it ended.
    async fn close(mut self, end: Result<End>) -> Result<Exit> {
        self.fleet.stop();
        let mut last = Vec::new();
        if let Ok(End::Quit { keep_screen: true }) = end {
            last = self.screen.last_frame(|frame| ui::draw(&self.model, &self.chrome, frame))?;
        }
        drop(self.screen);
        if !last.is_empty() {
            let mut out = std::io::stdout().lock();
            for line in last {
                writeln!(out, "{line}")?;
            }
        }
        let saved = match self.saver {
            Some(saver) => saver.finish(&self.model.tasks, self.clock.now().wall).await,
            None => Ok(()),
        };
        let exit = match end? {
            End::Quit { .. } if self.exit_status => verdict::verdict(&self.model.tasks).into(),
            End::Quit { .. } => Exit::Good,
            End::Signal(signal) => Exit::Signal(signal),
        };
        saved?;
        Ok(exit)
    }
}

/// The keys that work now and the help, from the command table. The help is made only when it is open.
fn chrome(model: &Model) -> ui::Chrome {
    let help = if matches!(model.dialogs.last(), Some(Dialog::Help { .. })) {
        let groups = app::keymap::help_rows(Mode::List, model.look.lang);
        groups.into_iter().map(|group| (group.title, group.rows)).collect()
    } else {
        Vec::new()
    };
    ui::Chrome { hints: app::keymap::footer_hints(model), help }
}
