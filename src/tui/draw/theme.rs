//! How things look: roles to styles, and the signs that stand beside the colours. Who draws asks for a role, never for a colour.

pub use crate::tui::Role;

use crate::{
    domain::{CallErrorKind, State},
    messages::Ellipsis,
    output,
    tui::{ColorDepth, Look, NoticeTone, RoleColors, Theme},
};
use ratatui::style::{Color, Modifier, Style};

/// The styles of one look.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    theme: &'static Theme,
    colors: ColorDepth,
    own: Option<RoleColors>,
    on_cursor: bool,
    /// Whether only ASCII may be drawn.
    pub ascii: bool,
}

impl Palette {
    /// The styles of `look`.
    pub fn new(look: Look) -> Self {
        // A user's own colours were chosen for one palette; on another they could not be read.
        let own = look.own_colors.filter(|(theme, _)| *theme == look.theme).map(|(_, own)| own);
        Self { theme: look.theme, colors: look.colors, own, on_cursor: false, ascii: look.ascii }
    }

    /// The styles on the background of the cursor's row.
    #[must_use]
    pub fn on_cursor(self) -> Self {
        Self { on_cursor: true, ..self }
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
            (Role::Dim | Role::Faint | Role::Track, ColorDepth::None)
            | (Role::Faint | Role::Track, ColorDepth::Sixteen) => style.add_modifier(Modifier::DIM),
            _ => style,
        }
    }

    /// The colour of a role; `None` for the terminal's own.
    fn color(self, role: Role) -> Option<Color> {
        let palette = match (self.colors, self.on_cursor) {
            (ColorDepth::None, _) => return None,
            (ColorDepth::Sixteen, _) => &self.theme.sixteen,
            (ColorDepth::Full, false) => &self.theme.page,
            (ColorDepth::Full, true) => &self.theme.cursor_row,
        };
        let own = self.own.and_then(|own| own.of(role)).filter(|color| self.has(*color));
        Some(own.unwrap_or_else(|| palette.of(role))).filter(|color| *color != Color::Reset)
    }

    /// Whether the terminal has a colour of the user's own.
    fn has(self, color: Color) -> bool {
        self.colors == ColorDepth::Full || !matches!(color, Color::Rgb(..) | Color::Indexed(16..))
    }

    /// The background of the cursor's row; `None` where the row is reversed instead, without any colour in it: a coloured piece
    /// of a reversed row turns into a coloured block, and under `NO_COLOR` it vanishes.
    pub fn cursor_background(self) -> Option<Color> {
        self.color(Role::Cursor).filter(|_| self.colors == ColorDepth::Full)
    }

    /// Signs in Unicode, or in ASCII.
    pub fn sign(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    /// `text` as a lower bound, in one sign: `>1y` is one, and less than one unit is no less than none.
    pub fn at_least(self, gap: &str, text: &str) -> String {
        match text.strip_prefix('<') {
            _ if text.starts_with('>') => text.to_owned(),
            Some(less) => {
                let unit = less.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
                self.at_least(gap, &format!("0{unit}"))
            }
            None => format!("{}{gap}{text}", self.sign("≥", ">=")),
        }
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
        output::sign(state, self.ascii)
    }
}

/// What a state means to the eye.
pub fn state_role(state: State) -> Role {
    match state {
        State::Fail => Role::Bad,
        State::Stalled | State::Cancelling | State::Missing => Role::Warn,
        State::Processing => Role::Moving,
        State::Complete => Role::Good,
        State::Waiting | State::Unknown | State::Gone | State::Cancel | State::Retried => Role::Dim,
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
pub fn problem_role(kind: CallErrorKind) -> Role {
    if kind.is_passing() { Role::Warn } else { Role::Bad }
}

#[cfg(test)]
mod tests;
