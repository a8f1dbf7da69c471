//! Notifications through the terminal: the bell, OSC 9 and OSC 777, each in the way that the terminal is known to take it.

use super::emulator::{Emulator, Multiplexer, Surroundings};

/// How notifications are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// By what the terminal is known to understand.
    Auto,
    /// The bell alone.
    Bell,
    /// The desktop's notifications alone.
    Osc,
    Off,
}

/// The sequences for desktop notifications.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Osc {
    /// OSC 9: a text.
    Nine,
    /// OSC 777: a title and a text.
    TripleSeven,
}

const BELL: &str = "\x07";

/// What is written for a notification; nothing where none is wanted.
pub fn notification(text: &str, means: Means, surroundings: Surroundings) -> String {
    let Surroundings { emulator, multiplexer } = surroundings;
    let known = known(emulator);
    let osc = match means {
        Means::Off | Means::Bell => None,
        // It passes on what it does not know in pieces, and not at all by default.
        Means::Auto if multiplexer == Multiplexer::Screen => None,
        Means::Auto => known,
        Means::Osc => Some(known.unwrap_or(Osc::TripleSeven)),
    };
    let rings = match means {
        Means::Bell => true,
        // tmux marks the window by the bell, and passes the sequence on only if it is allowed to. Of these terminals only some
        // builds know the sequence.
        Means::Auto => {
            osc.is_none()
                || multiplexer != Multiplexer::None
                || matches!(emulator, Emulator::Vte(_) | Emulator::WindowsTerminal)
        }
        Means::Osc | Means::Off => false,
    };
    let mut all = osc.map_or_else(String::new, |osc| passed_on(&sequence(osc, text), multiplexer));
    if rings {
        all.push_str(BELL);
    }
    all
}

/// The sequence that a terminal is known to take.
fn known(emulator: Emulator) -> Option<Osc> {
    match emulator {
        Emulator::Iterm(..) | Emulator::Kitty => Some(Osc::Nine),
        Emulator::WezTerm(_) | Emulator::Ghostty | Emulator::Foot | Emulator::Vte(_) | Emulator::WindowsTerminal => {
            Some(Osc::TripleSeven)
        }
        // ConEmu has other things behind OSC 9.
        Emulator::ConEmu | Emulator::Poor | Emulator::Other => None,
    }
}

fn sequence(osc: Osc, text: &str) -> String {
    match osc {
        // The name comes first, so that no text is taken for `4;...`, which is progress.
        Osc::Nine => format!("\x1b]9;eftop: {}\x07", harmless(text)),
        // A semicolon would end the text.
        Osc::TripleSeven => format!("\x1b]777;notify;eftop;{}\x07", harmless(text).replace(';', ",")),
    }
}

/// `text` without anything that could end a sequence or begin another one. It comes cleaned; this is the last door.
pub fn harmless(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

/// `sequence` as it has to be written for the terminal to get it.
pub fn passed_on(sequence: &str, multiplexer: Multiplexer) -> String {
    match multiplexer {
        Multiplexer::None => sequence.to_owned(),
        Multiplexer::Tmux => format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b")),
        Multiplexer::Screen => format!("\x1bP{sequence}\x1b\\"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const DIRECT: Multiplexer = Multiplexer::None;

    #[rstest]
    #[case(Means::Auto, Emulator::Other, DIRECT, "\x07")]
    #[case(Means::Auto, Emulator::Iterm(3, 5), DIRECT, "\x1b]9;eftop: a; b\x07")]
    #[case(Means::Auto, Emulator::Foot, DIRECT, "\x1b]777;notify;eftop;a, b\x07")]
    #[case(Means::Auto, Emulator::Vte(7600), DIRECT, "\x1b]777;notify;eftop;a, b\x07\x07")]
    #[case(Means::Auto, Emulator::Other, Multiplexer::Tmux, "\x07")]
    #[case(Means::Auto, Emulator::Kitty, Multiplexer::Tmux, "\x1bPtmux;\x1b\x1b]9;eftop: a; b\x07\x1b\\\x07")]
    #[case(Means::Auto, Emulator::Kitty, Multiplexer::Screen, "\x07")]
    #[case(Means::Osc, Emulator::Other, DIRECT, "\x1b]777;notify;eftop;a, b\x07")]
    #[case(Means::Osc, Emulator::Kitty, Multiplexer::Screen, "\x1bP\x1b]9;eftop: a; b\x07\x1b\\")]
    #[case(Means::Bell, Emulator::Kitty, DIRECT, "\x07")]
    #[case(Means::Off, Emulator::Kitty, DIRECT, "")]
    fn each_terminal_gets_what_it_knows(
        #[case] means: Means,
        #[case] emulator: Emulator,
        #[case] multiplexer: Multiplexer,
        #[case] written: &str,
    ) {
        assert_eq!(notification("a; b", means, Surroundings { emulator, multiplexer }), written);
    }

    #[test]
    fn no_text_breaks_out_of_its_sequence() {
        let hostile = "x\x07\x1b]0;owned\x1b\\\u{9c}\u{9d}y";
        let written =
            notification(hostile, Means::Osc, Surroundings { emulator: Emulator::Kitty, multiplexer: DIRECT });
        assert_eq!(written, "\x1b]9;eftop: x]0;owned\\y\x07");
    }
}
