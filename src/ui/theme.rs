//! How things look: roles to styles, and the signs that stand beside the colours. Who draws asks for a role, never for a colour.

use crate::{
    app::{ColorDepth, ColorRole, Look, NoticeTone, RoleColors, Theme, ThemeColor},
    domain::{CallErrorKind, State},
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
            (Role::Dim | Role::Faint, ColorDepth::None) | (Role::Faint, ColorDepth::Sixteen) => {
                style.add_modifier(Modifier::DIM)
            }
            _ => style,
        }
    }

    fn color(self, role: Role) -> Option<Color> {
        let own = self.own_color(match role {
            Role::Text => ColorRole::Text,
            Role::Strong => ColorRole::Strong,
            Role::Dim => ColorRole::Dim,
            Role::Faint => ColorRole::Faint,
            Role::Accent => ColorRole::Accent,
            Role::Moving => ColorRole::Moving,
            Role::Good => ColorRole::Good,
            Role::Warn => ColorRole::Warn,
            Role::Bad => ColorRole::Bad,
        });
        own.or_else(|| match self.colors {
            ColorDepth::None => None,
            ColorDepth::Sixteen => sixteen(self.theme, role),
            ColorDepth::Full => full(self.theme, role, self.on_cursor).map(Color::Indexed),
        })
    }

    /// The user's own colour, as far as the terminal has it.
    fn own_color(self, role: ColorRole) -> Option<Color> {
        match (self.colors, self.own?.of(role)?) {
            (ColorDepth::Full, ThemeColor::Rgb(red, green, blue)) => Some(Color::Rgb(red, green, blue)),
            (ColorDepth::Full, ThemeColor::Indexed(index))
            | (ColorDepth::Sixteen, ThemeColor::Indexed(index @ 0..16)) => Some(Color::Indexed(index)),
            _ => None,
        }
    }

    /// The background of the cursor's row; `None` where the row is reversed instead, without any colour in it: a coloured piece
    /// of a reversed row turns into a coloured block, and under `NO_COLOR` it vanishes.
    pub fn cursor_background(self) -> Option<Color> {
        let own = self.own_color(ColorRole::Cursor).filter(|_| self.colors == ColorDepth::Full);
        let plain = if self.theme.is_light() { 254 } else { 236 };
        own.or_else(|| (self.colors == ColorDepth::Full).then_some(Color::Indexed(plain)))
    }

    /// The background of what a gauge has not reached yet; `None` where a sign stands for it.
    pub fn track_background(self) -> Option<Color> {
        if self.colors != ColorDepth::Full || self.ascii {
            return None;
        }
        let plain = match (self.theme.is_light(), self.on_cursor) {
            (false, false) => 235,
            (false, true) => 239,
            (true, false) => 252,
            (true, true) => 250,
        };
        self.own_color(ColorRole::Track).or(Some(Color::Indexed(plain)))
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
        let (unicode, ascii) = match state {
            State::Unknown => ("?", "?"),
            State::Waiting => ("◦", "."),
            State::Processing => ("▸", "="),
            State::Stalled => ("!", "!"),
            State::Cancelling => ("⊖", "~"),
            State::Missing => ("¿", "@"),
            State::Complete => ("✓", "+"),
            State::Fail => ("✗", "x"),
            State::Cancel => ("⊘", "o"),
            State::Gone => ("∅", "-"),
        };
        self.sign(unicode, ascii)
    }
}

/// One of 256 colours; `None` for the terminal's own text. Chosen so that text has a contrast of 4.5:1 and more (7:1 in the themes of
/// high contrast) on the backgrounds that terminals come with and on the cursor's row, and so that what failed, what is done and what
/// moves stay apart without red and green: tests hold both.
fn full(theme: Theme, role: Role, on_cursor: bool) -> Option<u8> {
    use Role::{Accent, Bad, Dim, Faint, Good, Moving, Strong, Text, Warn};
    use Theme::{ColorblindDark, ColorblindLight, ContrastDark, ContrastLight, Dark, Light};
    Some(match (theme, role) {
        // On a row whose background is ours the text must be, too, whatever the terminal's own is.
        (_, Text | Strong) if on_cursor => {
            if theme.is_light() {
                235
            } else {
                254
            }
        }
        (_, Text | Strong) => return None,
        (Dark | ColorblindDark, Dim) => 247,
        (Dark | ColorblindDark, Faint) => 240,
        (Dark | ColorblindDark, Accent | Moving) => 75,
        (Dark, Good) => 108,
        (Dark, Warn) => 179,
        // The red of the page is too dark for the cursor's row.
        (Dark, Bad) => {
            if on_cursor {
                209
            } else {
                203
            }
        }
        (ColorblindDark, Good) => 153,
        (ColorblindDark | ContrastDark, Warn) => 228,
        (ColorblindDark, Bad) => 208,
        (Light | ColorblindLight, Dim) => 241,
        (Light | ColorblindLight, Faint) => 249,
        (Light | ColorblindLight, Accent | Moving) => 25,
        (Light | ColorblindLight | ContrastLight, Good) => 23,
        (Light, Warn) | (ColorblindLight, Bad) => 94,
        (Light, Bad) => 124,
        (ColorblindLight, Warn) => 90,
        (ContrastDark, Dim) => 252,
        (ContrastDark, Faint) => 246,
        (ContrastDark, Accent) => 159,
        (ContrastDark, Moving) => 117,
        (ContrastDark, Good) => 156,
        (ContrastDark, Bad) => 217,
        (ContrastLight, Dim) => 236,
        (ContrastLight, Faint) => 243,
        (ContrastLight, Accent | Moving) => 18,
        (ContrastLight, Warn) => 53,
        (ContrastLight, Bad) => 88,
    })
}

/// One of the terminal's own 16; `None` for its own text. What they look like is the user's choice, so few are used: no grey, and of the
/// bright ones red alone. Solarized has greys in their places, and the background in that of bright black.
fn sixteen(theme: Theme, role: Role) -> Option<Color> {
    use Role::{Accent, Bad, Dim, Faint, Good, Moving, Strong, Text, Warn};
    let has_green = !matches!(theme, Theme::ColorblindDark | Theme::ColorblindLight);
    match (role, theme.is_light()) {
        // Green cannot be read on white, nor told from red by everybody: the sign and the word say it.
        (Good, false) if has_green => Some(Color::Green),
        (Text | Strong | Dim | Faint | Good, _) => None,
        (Accent | Moving, is_light) => Some(if is_light { Color::Blue } else { Color::Cyan }),
        // Nor can yellow.
        (Warn, is_light) => Some(if is_light { Color::Magenta } else { Color::Yellow }),
        (Bad, is_light) => Some(if is_light { Color::Red } else { Color::LightRed }),
    }
}

/// What a state means to the eye.
pub fn state_role(state: State) -> Role {
    match state {
        State::Fail => Role::Bad,
        State::Stalled | State::Cancelling | State::Missing => Role::Warn,
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
pub fn problem_role(kind: CallErrorKind) -> Role {
    if kind.is_passing() { Role::Warn } else { Role::Bad }
}

#[cfg(test)]
mod tests;
