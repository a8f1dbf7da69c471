//! The user: keys and pastes by chance, and a memory of its own of what the set should be after them.

use super::{dice::Dice, ledger::Book, watched::Watched, world};
use eftop::internals::{
    commands::{live::Live, session::Source},
    domain::{Moment, State, TaskId},
    tui::{Dialog, Key, KeyName, Msg, TerminalEffect},
};
use std::collections::{BTreeSet, VecDeque};

/// The set is thinned out when it is larger.
const LARGE: usize = 250;
/// Steps that undo remembers.
const UNDO: usize = 50;

enum Step {
    Added(Vec<TaskId>),
    Removed(Vec<TaskId>),
}

pub struct User {
    dice: Dice,
    book: Book,
    /// The ids that must be in the set.
    pub expected: BTreeSet<TaskId>,
    undo: VecDeque<Step>,
    /// Tasks from this number on were never added.
    newest: usize,
    ids: usize,
    /// Takes the last forgetting back next.
    regrets: bool,
    pub added: u64,
    pub forgotten: u64,
    pub undone: u64,
}

impl User {
    pub fn new(seed: u64, book: Book, ids: usize) -> Self {
        let undo = VecDeque::with_capacity(UNDO + 1);
        let (expected, dice) = (BTreeSet::new(), Dice::new(seed, 3));
        Self { dice, book, expected, undo, newest: 0, ids, regrets: false, added: 0, forgotten: 0, undone: 0 }
    }

    /// Milliseconds until the next deed.
    pub fn pause(&mut self) -> u64 {
        self.dice.millis(5, 100)
    }

    /// A few tasks that another eftop puts into the set.
    pub fn elsewhere(&mut self, submitted: usize) -> Vec<TaskId> {
        let until = submitted.min(self.newest + 3);
        (std::mem::replace(&mut self.newest, until)..until).map(world::id).collect()
    }

    /// Does something. `submitted` tasks are there to be added.
    pub fn act(&mut self, engine: &mut Live<Watched>, submitted: usize) {
        if let Some(Dialog::Question(question)) = engine.model.dialogs.last() {
            let targets: Vec<_> = question.acts_on().cloned().collect();
            match self.dice.below(8) {
                0 => self.press(engine, "n"),
                1 => self.press(engine, "h"),
                2 => self.press(engine, "j"),
                // Only tasks that a filter hides are meant.
                _ if targets.is_empty() => self.press(engine, "n"),
                _ => self.confirm(engine, &targets),
            }
            return;
        }
        if std::mem::take(&mut self.regrets) {
            return self.undo(engine);
        }
        if engine.model.watch.tasks.len() > LARGE && self.dice.percent(40) {
            return if self.dice.percent(70) { self.clear(engine) } else { self.thin(engine) };
        }
        match self.dice.below(30) {
            0..4 => self.add(engine, submitted),
            4..9 => self.press_some(engine, &["j", "k", "g", "G"]),
            9..12 => self.press_some(engine, &[" ", "v", " j", "U"]),
            12..17 => self.press(engine, "c"),
            17 | 18 => self.forget(engine),
            19..22 => self.undo(engine),
            22 => self.clear(engine),
            23 | 24 => self.press(engine, "r"),
            25 => self.press_some(engine, &["!", "1", "2", "3", "4", "5", "0", "0", "0", "0"]),
            26 => self.press_some(engine, &["/run1\n", "/s:processing\n", "/\x1b", "\x1b", "\x1b"]),
            27 => self.press_some(engine, &["Z", "Z", "I", "s\x1b", "<", ">"]),
            28 => self.press_some(engine, &["l", "\t", "h", "p", "T", "t"]),
            _ => self.press_some(engine, &["e\x1b", "E\x1b", "?\x1b", "n", "N", "w"]),
        }
    }

    /// Leaves whatever is open, so that what follows means the list, all of it.
    pub fn calm(&mut self, engine: &mut Live<Watched>) {
        while !engine.model.dialogs.is_empty() {
            self.press(engine, "\x1b");
        }
        if engine.model.frozen.is_some() {
            self.press(engine, "Z");
        }
    }

    /// Types these keys.
    pub fn press(&mut self, engine: &mut Live<Watched>, keys: &str) {
        for character in keys.chars() {
            let key = match character {
                '\n' => Key::plain(KeyName::Enter),
                '\x1b' => Key::plain(KeyName::Esc),
                '\t' => Key::plain(KeyName::Tab),
                character => Key::char(character),
            };
            // Each question was looked at for long.
            if let Some(Dialog::Question(question)) = engine.model.dialogs.last_mut() {
                question.quiet_since = Some(Moment::default());
            }
            self.send(engine, Msg::Key(key));
        }
    }

    fn send(&mut self, engine: &mut Live<Watched>, msg: Msg) {
        for effect in engine.take(msg) {
            if matches!(effect, TerminalEffect::Quit | TerminalEffect::Suspend) {
                self.book.open().violated(format!("{effect:?} without such a key"));
            }
        }
    }

    fn press_some(&mut self, engine: &mut Live<Watched>, of: &[&str]) {
        let keys = self.dice.pick(of);
        for _ in 0..=self.dice.below(4) {
            self.press(engine, keys);
        }
    }

    fn confirm(&mut self, engine: &mut Live<Watched>, targets: &[TaskId]) {
        for id in targets {
            self.book.open().row(id).confirmed += 1;
        }
        self.press(engine, "y");
        if engine.model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Question(_))) {
            self.book.open().violated("y did not confirm".to_owned());
        }
        // The answer comes in while its task is away.
        if self.dice.percent(30) {
            self.forget(engine);
            self.regrets = true;
        }
    }

    fn add(&mut self, engine: &mut Live<Watched>, submitted: usize) {
        self.calm(engine);
        let until = submitted.min(self.newest + 1 + self.dice.below(20));
        let mut numbers: Vec<_> = (std::mem::replace(&mut self.newest, until)..until).collect();
        if self.dice.percent(20) {
            // One that may be there already, was forgotten, or is no task at all.
            numbers.push(self.dice.below(submitted));
            numbers.push(self.ids - 1 - self.dice.below(20));
        }
        let new: BTreeSet<_> = numbers.into_iter().map(world::id).filter(|id| !self.expected.contains(id)).collect();
        if new.is_empty() {
            return;
        }
        for id in &new {
            // Whoever adds a task that was forgotten knows nothing of it any more.
            self.book.open().row(id).ended = None;
        }
        let text = new.iter().map(TaskId::as_str).collect::<Vec<_>>().join(" ");
        self.send(engine, Msg::Paste(text));
        self.press(engine, "\n");
        self.added += new.len() as u64;
        self.expected.extend(new.iter().cloned());
        self.remember(Step::Added(new.into_iter().collect()));
    }

    fn forget(&mut self, engine: &mut Live<Watched>) {
        self.calm(engine);
        let view = &engine.model.view;
        let targets: Vec<_> = if view.marks.is_empty() {
            engine.model.current().map(|task| task.id.clone()).into_iter().collect()
        } else {
            view.ids.iter().filter(|id| view.marks.contains(*id)).cloned().collect()
        };
        self.remove(engine, "d", targets);
    }

    fn clear(&mut self, engine: &mut Live<Watched>) {
        self.calm(engine);
        let of = |keep: fn(State) -> bool| {
            let tasks = engine.model.watch.tasks.iter().filter(|task| keep(task.state()));
            tasks.map(|task| task.id.clone()).collect::<Vec<_>>()
        };
        let mut targets = of(|state| state.is_settled() && state != State::Fail);
        if targets.is_empty() {
            targets = of(State::is_settled);
        }
        self.remove(engine, "C", targets);
    }

    /// Forgets everything that is shown, live tasks, too.
    fn thin(&mut self, engine: &mut Live<Watched>) {
        self.calm(engine);
        self.press(engine, "U*");
        self.forget(engine);
    }

    fn remove(&mut self, engine: &mut Live<Watched>, key: &str, targets: Vec<TaskId>) {
        self.press(engine, key);
        for id in &targets {
            self.expected.remove(id);
        }
        self.forgotten += targets.len() as u64;
        if !targets.is_empty() {
            self.remember(Step::Removed(targets));
        }
    }

    fn undo(&mut self, engine: &mut Live<Watched>) {
        self.calm(engine);
        self.press(engine, "u");
        match self.undo.pop_back() {
            Some(Step::Added(ids)) => ids.iter().for_each(|id| _ = self.expected.remove(id)),
            Some(Step::Removed(ids)) => self.expected.extend(ids),
            None => return,
        }
        self.undone += 1;
    }

    fn remember(&mut self, step: Step) {
        if self.undo.len() >= UNDO {
            self.undo.pop_front();
        }
        self.undo.push_back(step);
    }
}
