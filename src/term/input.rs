//! What the terminal sends, translated into the screen's own messages.

use super::background::{Heard, Listener};
use crate::app::{Key, KeyName, Moment, Msg, Pointer, PointerKind};
use crossterm::event::{
    Event, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};
use futures_util::StreamExt;
use std::io;
use tokio::{sync::mpsc, task::JoinHandle};

/// How many messages may wait; a paste is one, and nobody types faster than they are taken.
const WAITING: usize = 256;

/// The stream of input, read by a task of its own.
///
/// The terminal library wakes whoever polled its stream first and forgets later ones. So one task alone polls it; looking whether
/// more has come, between two waits, must not be what it remembers.
#[derive(Debug)]
pub struct Input {
    messages: mpsc::Receiver<io::Result<Msg>>,
    reader: JoinHandle<()>,
}

impl Input {
    /// Begins to listen; to the terminal's word on its background, too, where `asked` for it. `clock` tells when something came.
    pub fn listen(asked: bool, clock: impl Fn() -> Moment + Send + 'static) -> Self {
        let (into, messages) = mpsc::channel(WAITING);
        let reader = tokio::spawn(async move {
            let mut events = EventStream::new();
            let mut listener = if asked { Listener::default() } else { Listener::deaf() };
            while let Some(event) = events.next().await {
                let is_over = event.is_err();
                let messages = match event.map(|event| translate(event, clock())) {
                    Ok(Some(Msg::Key(key))) => match listener.take(key) {
                        Heard::Keys(keys) => keys.into_iter().map(|key| Ok(Msg::Key(key))).collect(),
                        Heard::Background { is_light } => vec![Ok(Msg::Background { is_light })],
                    },
                    Ok(msg) => msg.into_iter().map(Ok).collect(),
                    Err(error) => vec![Err(error)],
                };
                for message in messages {
                    if into.send(message).await.is_err() {
                        return;
                    }
                }
                if is_over {
                    return;
                }
            }
        });
        Self { messages, reader }
    }

    /// The next message; `None` when the terminal is gone.
    ///
    /// # Errors
    /// When the terminal cannot be read.
    pub async fn next(&mut self) -> Option<io::Result<Msg>> {
        self.messages.recv().await
    }

    /// A message that has come already.
    pub fn waiting(&mut self) -> Option<io::Result<Msg>> {
        self.messages.try_recv().ok()
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// The message of an event that came at `at`; `None` for those that mean nothing to us.
fn translate(event: Event, at: Moment) -> Option<Msg> {
    match event {
        Event::Key(key) => translate_key(key).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        Event::Mouse(mouse) => {
            let kind = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => PointerKind::Click,
                MouseEventKind::ScrollUp => PointerKind::WheelUp,
                MouseEventKind::ScrollDown => PointerKind::WheelDown,
                _ => return None,
            };
            Some(Msg::Pointer(Pointer { kind, column: mouse.column, row: mouse.row, at }))
        }
        Event::FocusGained | Event::FocusLost => None,
    }
}

fn translate_key(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let name = match key.code {
        KeyCode::Char(c) => KeyName::Char(c),
        KeyCode::F(number) => KeyName::F(number),
        KeyCode::Enter => KeyName::Enter,
        KeyCode::Esc => KeyName::Esc,
        KeyCode::Tab => KeyName::Tab,
        KeyCode::BackTab => KeyName::BackTab,
        KeyCode::Backspace => KeyName::Backspace,
        KeyCode::Delete => KeyName::Delete,
        KeyCode::Insert => KeyName::Insert,
        KeyCode::Up => KeyName::Up,
        KeyCode::Down => KeyName::Down,
        KeyCode::Left => KeyName::Left,
        KeyCode::Right => KeyName::Right,
        KeyCode::Home => KeyName::Home,
        KeyCode::End => KeyName::End,
        KeyCode::PageUp => KeyName::PageUp,
        KeyCode::PageDown => KeyName::PageDown,
        _ => return None,
    };
    Some(Key {
        name,
        ctrl: key.modifiers.contains(KeyModifiers::CONTROL),
        alt: key.modifiers.contains(KeyModifiers::ALT),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_translated_once() {
        let press = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(translate_key(press), Some(Key::ctrl('c')));
        assert_eq!(translate_key(KeyEvent { kind: KeyEventKind::Release, ..press }), None);
        assert_eq!(translate_key(KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT)), Some(Key::char('G')));
        assert!(
            matches!(translate(Event::Paste("x".into()), Moment::default()), Some(Msg::Paste(text)) if text == "x")
        );
        assert!(translate(Event::FocusGained, Moment::default()).is_none());
    }
}
