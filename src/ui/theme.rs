//! How things look: roles to styles, and the signs that stand beside the colours. Who draws asks for a role, never for a colour.

use crate::{
    app::{ColorDepth, Look, NoticeTone, Theme},
    domain::{ProblemKind, State},
    text::Ellipsis,
};
use ratatui::style::{Color, Modifier, Style};

/// What a piece of the screen means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What is read.
    Text,
    /// What is read first.
    Strong,
    /// What is still: labels, ended tasks, old values.
    Dim,
    /// What only holds the picture together: lines and empty gauges.
    Faint,
    /// The one accent: names, keys, the cursor.
    Accent,
    /// What moves.
    Moving,
    /// What ended well.
    Good,
    /// What wants attention, but may pass.
    Warn,
    /// What went wrong.
    Bad,
}

/// The styles of one look.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    theme: Theme,
    colors: ColorDepth,
    /// Whether only ASCII may be drawn.
    pub ascii: bool,
}

impl Palette {
    /// The styles of `look`.
    pub fn new(look: Look) -> Self {
        Self { theme: look.theme, colors: look.colors, ascii: look.ascii }
    }

    /// The style of a role. Without colours it has modifiers only.
    pub fn style(self, role: Role) -> Style {
        let style = match self.color(role) {
            Some(color) => Style::new().fg(color),
            None => Style::new(),
        };
        match (role, self.colors) {
            (Role::Strong | Role::Bad, _) | (Role::Accent | Role::Warn, ColorDepth::None) => {
                style.add_modifier(Modifier::BOLD)
            }
            (Role::Dim | Role::Faint, ColorDepth::None) => style.add_modifier(Modifier::DIM),
            _ => style,
        }
    }

    fn color(self, role: Role) -> Option<Color> {
        use Role::{Accent, Bad, Dim, Faint, Good, Moving, Strong, Text, Warn};
        let dark = self.theme == Theme::Dark;
        let either = |on_dark: u8, on_light: u8| Some(Color::Indexed(if dark { on_dark } else { on_light }));
        match (self.colors, role) {
            (ColorDepth::None, _) | (_, Text | Strong) => None,
            (ColorDepth::Full, Dim) => either(246, 242),
            (ColorDepth::Full, Faint) => either(240, 249),
            (ColorDepth::Full, Accent | Moving) => either(75, 25),
            (ColorDepth::Full, Good) => either(108, 28),
            (ColorDepth::Full, Warn) => either(179, 130),
            (ColorDepth::Full, Bad) => either(203, 160),
            // Gray is what text has by default.
            (ColorDepth::Sixteen, Dim) => Some(Color::DarkGray),
            (ColorDepth::Sixteen, Faint) => Some(if dark { Color::DarkGray } else { Color::Gray }),
            (ColorDepth::Sixteen, Accent | Moving) => Some(if dark { Color::Cyan } else { Color::Blue }),
            (ColorDepth::Sixteen, Good) => Some(Color::Green),
            // Yellow cannot be read on white.
            (ColorDepth::Sixteen, Warn) => Some(if dark { Color::Yellow } else { Color::Magenta }),
            (ColorDepth::Sixteen, Bad) => Some(if dark { Color::LightRed } else { Color::Red }),
        }
    }

    /// The background of the cursor's row; `None` where the row is reversed instead, without any colour in it: a coloured piece
    /// of a reversed row turns into a coloured block, and under `NO_COLOR` it vanishes.
    pub fn cursor_background(self) -> Option<Color> {
        (self.colors == ColorDepth::Full).then_some(Color::Indexed(if self.theme == Theme::Dark { 238 } else { 253 }))
    }

    /// The background of what a gauge has not reached yet; `None` where a sign stands for it.
    pub fn track_background(self) -> Option<Color> {
        (self.colors == ColorDepth::Full && !self.ascii).then_some(Color::Indexed(if self.theme == Theme::Dark {
            235
        } else {
            252
        }))
    }

    /// The sign of what a gauge has not reached yet.
    pub fn track(self) -> &'static str {
        match (self.ascii, self.track_background()) {
            (true, _) => "-",
            (false, Some(_)) => " ",
            (false, None) => "░",
        }
    }

    /// Signs in Unicode, or in ASCII.
    pub fn sign(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    /// What stands for a value that is not known.
    pub fn none(self) -> &'static str {
        self.sign("—", "-")
    }

    /// What stands for the part of a text that was cut out.
    pub fn ellipsis(self) -> Ellipsis {
        if self.ascii { Ellipsis::Ascii } else { Ellipsis::Unicode }
    }

    /// What stands between two things of one line.
    pub fn separator(self) -> &'static str {
        self.sign(" · ", " | ")
    }

    /// The sign of a state, one cell.
    pub fn state_sign(self, state: State) -> &'static str {
        let (unicode, ascii) = match state {
            State::Unknown => ("?", "?"),
            State::Waiting => ("◦", "."),
            State::Processing => ("▸", "="),
            State::Stalled => ("!", "!"),
            State::Cancelling => ("⊖", "~"),
            State::Complete => ("✓", "+"),
            State::Fail => ("✗", "x"),
            State::Cancel => ("⊘", "o"),
            State::Gone => ("∅", "-"),
        };
        self.sign(unicode, ascii)
    }
}

/// What a state means to the eye.
pub fn state_role(state: State) -> Role {
    match state {
        State::Fail => Role::Bad,
        State::Stalled | State::Cancelling => Role::Warn,
        State::Processing => Role::Moving,
        State::Complete => Role::Good,
        State::Waiting | State::Unknown | State::Gone | State::Cancel => Role::Dim,
    }
}

/// What a notice means to the eye.
pub fn tone_role(tone: NoticeTone) -> Role {
    match tone {
        NoticeTone::Good => Role::Good,
        NoticeTone::Plain => Role::Text,
        NoticeTone::Bad => Role::Bad,
    }
}

/// What trouble means to the eye: some of it passes by itself.
pub fn problem_role(kind: ProblemKind) -> Role {
    if kind.is_passing() { Role::Warn } else { Role::Bad }
}
