//! Which terminal draws us, by what the environment says, and what it is known to understand. Nothing is asked of the terminal: an
//! answer that comes late would be taken for keys.

/// What draws us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emulator {
    /// iTerm2, of this version.
    Iterm(u32, u32),
    /// `WezTerm`, by the date of its build.
    WezTerm(u32),
    Kitty,
    Ghostty,
    Foot,
    /// GNOME Terminal and others on VTE, of this version (`8000` is 0.80).
    Vte(u32),
    WindowsTerminal,
    /// `ConEmu`.
    ConEmu,
    /// A console or a pipe that shows some sequences as text.
    Poor,
    /// Any other: it is taken for one that knows what xterm knows.
    Other,
}

/// What is between us and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiplexer {
    None,
    Tmux,
    /// GNU screen.
    Screen,
}

/// The terminal, and what is between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// The terminal; behind a multiplexer the one that it was started in, as far as that left traces.
    pub emulator: Emulator,
    /// What is between.
    pub multiplexer: Multiplexer,
}

impl Surroundings {
    /// Finds out by the environment; `variable` gives the value of one that is set and not empty.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let has = |name: &str| variable(name).is_some();
        let term = variable("TERM").unwrap_or_default();
        let multiplexer = if has("TMUX") {
            Multiplexer::Tmux
        } else if has("STY") || term.starts_with("screen") || term.starts_with("tmux") {
            Multiplexer::Screen
        } else {
            Multiplexer::None
        };
        Self { emulator: emulator(&variable, &term, multiplexer), multiplexer }
    }

    /// Whether OSC 9;4 is shown as progress. A multiplexer keeps it to itself, or would show it for all of its windows.
    pub fn shows_progress(self) -> bool {
        let known = match self.emulator {
            Emulator::WindowsTerminal | Emulator::ConEmu | Emulator::Ghostty => true,
            Emulator::Iterm(major, minor) => (major, minor) >= (3, 6),
            Emulator::WezTerm(built) => built >= 20_250_200,
            Emulator::Vte(version) => version >= 8000,
            Emulator::Kitty | Emulator::Foot | Emulator::Poor | Emulator::Other => false,
        };
        known && self.multiplexer == Multiplexer::None
    }

    /// Whether a window title can be set.
    pub fn has_title(self) -> bool {
        self.emulator != Emulator::Poor
    }
}

fn emulator(variable: &impl Fn(&str) -> Option<String>, term: &str, multiplexer: Multiplexer) -> Emulator {
    let has = |name: &str| variable(name).is_some();
    let program = variable("TERM_PROGRAM").unwrap_or_default();
    let number = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
    // iTerm2 has a name that ssh passes on.
    let passed_on = variable("LC_TERMINAL").is_some_and(|name| name == "iTerm2");
    if multiplexer == Multiplexer::None && (term.is_empty() || matches!(term, "dumb" | "linux" | "cons25")) {
        return Emulator::Poor;
    }
    if program == "iTerm.app" || passed_on {
        let version = if program == "iTerm.app" { "TERM_PROGRAM_VERSION" } else { "LC_TERMINAL_VERSION" };
        let version = variable(version).unwrap_or_default();
        let mut parts = version.split('.').map(number);
        return Emulator::Iterm(parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    }
    if program == "WezTerm" || has("WEZTERM_PANE") || term == "wezterm" {
        return Emulator::WezTerm(variable("TERM_PROGRAM_VERSION").map_or(0, |version| number(&version)));
    }
    if program == "ghostty" || has("GHOSTTY_RESOURCES_DIR") || term == "xterm-ghostty" {
        return Emulator::Ghostty;
    }
    if has("KITTY_WINDOW_ID") || term == "xterm-kitty" {
        return Emulator::Kitty;
    }
    if term == "foot" || term.starts_with("foot-") {
        return Emulator::Foot;
    }
    if has("WT_SESSION") {
        return Emulator::WindowsTerminal;
    }
    if has("ConEmuPID") {
        return Emulator::ConEmu;
    }
    variable("VTE_VERSION").map_or(Emulator::Other, |version| Emulator::Vte(number(&version)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn of(pairs: &[(&str, &str)]) -> Surroundings {
        Surroundings::of(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[rstest]
    #[case(&[("TERM", "xterm-256color")], Emulator::Other, false)]
    #[case(&[("TERM", "xterm-kitty")], Emulator::Kitty, false)]
    #[case(&[("TERM", "xterm-ghostty")], Emulator::Ghostty, true)]
    #[case(&[("TERM", "foot-extra")], Emulator::Foot, false)]
    #[case(&[("TERM", "xterm"), ("TERM_PROGRAM", "iTerm.app"), ("TERM_PROGRAM_VERSION", "3.6.6")], Emulator::Iterm(3, 6), true)]
    #[case(&[("TERM", "xterm"), ("LC_TERMINAL", "iTerm2"), ("LC_TERMINAL_VERSION", "3.5.14")], Emulator::Iterm(3, 5), false)]
    #[case(&[("TERM", "xterm"), ("TERM_PROGRAM", "WezTerm"), ("TERM_PROGRAM_VERSION", "20240203-110809-5046fc22")], Emulator::WezTerm(20_240_203), false)]
    #[case(&[("TERM", "xterm"), ("TERM_PROGRAM", "WezTerm"), ("TERM_PROGRAM_VERSION", "20260117-154428-05343b38")], Emulator::WezTerm(20_260_117), true)]
    #[case(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")], Emulator::Vte(7600), false)]
    #[case(&[("TERM", "xterm-256color"), ("VTE_VERSION", "8003")], Emulator::Vte(8003), true)]
    #[case(&[("TERM", "xterm-256color"), ("WT_SESSION", "x")], Emulator::WindowsTerminal, true)]
    #[case(&[("TERM", "xterm"), ("ConEmuPID", "4")], Emulator::ConEmu, true)]
    #[case(&[("TERM", "linux")], Emulator::Poor, false)]
    #[case(&[], Emulator::Poor, false)]
    fn terminals_are_known_by_their_environment(
        #[case] pairs: &[(&str, &str)],
        #[case] emulator: Emulator,
        #[case] shows_progress: bool,
    ) {
        let found = of(pairs);
        assert_eq!((found.emulator, found.multiplexer), (emulator, Multiplexer::None));
        assert_eq!(found.shows_progress(), shows_progress);
        assert_eq!(found.has_title(), emulator != Emulator::Poor);
    }

    #[test]
    fn a_multiplexer_is_between() {
        let found = of(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/x"), ("TERM_PROGRAM", "tmux"), ("WT_SESSION", "x")]);
        assert_eq!((found.emulator, found.multiplexer), (Emulator::WindowsTerminal, Multiplexer::Tmux));
        assert!(!found.shows_progress() && found.has_title());
        assert_eq!(of(&[("TERM", "screen"), ("STY", "1.pts")]).multiplexer, Multiplexer::Screen);
    }
}
