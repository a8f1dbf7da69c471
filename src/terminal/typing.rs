//! Tells keys that a person pressed from text that a terminal or a multiplexer sent by itself: a paste without paste marks looks like
//! keys, only faster.
//!
//! Several characters in one read, or within [`BURST`], are a burst. Of a burst only control sequences and one movement key, repeated,
//! run; everything else is text. A key that acts waits before it runs until it is known to stand alone.

use super::tokens::Token;
use crate::tui::{Care, Key, KeyName, Moment, Msg, Pointer};
use std::{collections::VecDeque, time::Duration};

/// Characters that follow each other faster than this were not typed.
const BURST: Duration = Duration::from_millis(30);
/// A key that drops tasks from the set waits this long for more text, and is not run within a text: somebody who types into the wrong
/// window types more slowly than a paste comes.
const TEXT: Duration = Duration::from_millis(250);
/// What is kept of a burst, in bytes.
const LONGEST: usize = 1 << 20;

/// A key that waits whether it stands alone.
#[derive(Clone, Copy, Debug)]
struct Held {
    key: Key,
    since: Moment,
    wait: Duration,
}

/// Sorts what was typed from what was sent.
#[derive(Debug, Default)]
pub struct Typing {
    ready: VecDeque<Msg>,
    held: Option<Held>,
    burst: String,
    /// The last key that was not a control sequence, and when it came.
    last: Option<(Key, Moment)>,
    /// Whether the keys before, none of them more than [`TEXT`] apart, look like text.
    in_text: bool,
}

impl Typing {
    /// Takes what one read brought at `at`; `care` says what a key would do now.
    pub fn take(&mut self, tokens: Vec<Token>, at: Moment, care: impl Fn(Key) -> Care) {
        self.settle(at);
        // No text has a control character on its own: the way out, above all, works whatever came before it.
        if let [Token::Key { key: key @ Key { ctrl: true, .. }, encoded: false }] = *tokens {
            let text = self.held.take().map(|held| written(held.key)).into_iter().chain(self.burst.drain(..));
            let text: String = text.collect();
            self.ready.extend(Some(text).filter(|text| !text.is_empty()).map(Msg::Burst));
            return self.ready.push_back(Msg::Key(key));
        }
        let plain = |token: &Token| match token {
            Token::Key { key, encoded: false } => Some(*key),
            _ => None,
        };
        let keys: Vec<Key> = tokens.iter().filter_map(plain).collect();
        let before = self.last.filter(|(_, then)| at.since(*then) < BURST).map(|(key, _)| key);
        let is_burst = match (keys.first(), before) {
            (None, _) => false,
            (Some(_), None) if keys.len() == 1 => false,
            (Some(first), before) => {
                let same = keys.iter().chain(&before).all(|key| key == first) && self.burst.is_empty();
                !(same && care(*first) == Care::Moves)
            }
        };
        for token in tokens {
            match token {
                Token::Key { key, encoded: false } if is_burst => self.gather(key),
                // A control sequence that acts, in the middle of a paste.
                Token::Key { key, .. } if is_burst && care(key).acts() => {}
                Token::Key { key, encoded } => self.press(key, encoded, at, care(key)),
                Token::Paste(text) => self.ready.push_back(Msg::Paste(text)),
                Token::Pointer(kind, column, row) => {
                    self.ready.push_back(Msg::Pointer(Pointer { kind, column, row, at }));
                }
                Token::Background { is_light } => self.ready.push_back(Msg::Background { is_light }),
            }
        }
        if let Some(last) = keys.last() {
            let is_near = self.last.is_some_and(|(_, then)| at.since(then) < TEXT);
            self.in_text = (is_near && self.in_text) || keys.iter().any(|key| care(*key) != Care::Moves);
            self.last = Some((*last, at));
        }
    }

    /// A key that is no part of a burst so far.
    fn press(&mut self, key: Key, encoded: bool, at: Moment, care: Care) {
        if let Some(held) = self.held.take() {
            // What is followed by more text was text, too.
            let is_text = held.wait == TEXT && !encoded;
            self.ready.push_back(if is_text { text_of(held.key) } else { Msg::Key(held.key) });
        }
        let in_text = self.in_text && self.last.is_some_and(|(_, then)| at.since(then) < TEXT);
        let wait = match care {
            Care::Moves | Care::Harmless => return self.ready.push_back(Msg::Key(key)),
            Care::Drops if in_text && !encoded => return self.ready.push_back(text_of(key)),
            Care::Drops if !encoded => TEXT,
            Care::Drops | Care::Acts => BURST,
        };
        self.held = Some(Held { key, since: at, wait });
    }

    /// One more character of a burst.
    fn gather(&mut self, key: Key) {
        let held = self.held.take().map(|held| written(held.key));
        for character in held.into_iter().chain([written(key)]) {
            if self.burst.len() < LONGEST {
                self.burst.push(character);
            }
        }
    }

    /// When [`Typing::settle`] has something to do, if nothing comes before.
    pub fn due(&self) -> Option<Moment> {
        let burst = self.last.filter(|_| !self.burst.is_empty()).map(|(_, last)| last.plus(BURST));
        let held = self.held.map(|held| held.since.plus(held.wait));
        burst.into_iter().chain(held).min()
    }

    /// Lets go what has waited long enough at `now`.
    pub fn settle(&mut self, now: Moment) {
        if let Some((_, last)) = self.last
            && !self.burst.is_empty()
            && now.since(last) >= BURST
        {
            self.ready.push_back(Msg::Burst(std::mem::take(&mut self.burst)));
        }
        if let Some(held) = self.held.take_if(|held| now.since(held.since) >= held.wait) {
            self.ready.push_back(Msg::Key(held.key));
        }
    }

    /// The next message, in the order of the keys.
    pub fn pop(&mut self) -> Option<Msg> {
        self.ready.pop_front()
    }
}

/// A single key that is a part of a text.
fn text_of(key: Key) -> Msg {
    Msg::Burst(written(key).to_string())
}

/// What a key is as a part of a text.
fn written(key: Key) -> char {
    match key.name {
        KeyName::Char(character) if !key.ctrl && !key.alt => character,
        // Lines of a paste end as the Enter key does; `^J` is the other way to write it.
        KeyName::Enter | KeyName::Char('j') => '\n',
        _ => ' ',
    }
}
