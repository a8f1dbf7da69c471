//! The themes: one const struct each. Names, what a setting takes, and the checks of contrast follow from [`Theme::ALL`].

mod own_colors;

#[cfg(any(test, feature = "internals"))]
pub use own_colors::indexed_rgb;
pub use own_colors::{FileTheme, RoleColors};

use ratatui::style::Color;

/// Declares the roles: what a colour is for, and its key in the configuration file.
macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident $key:ident,)+) => {
        /// What a colour is for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Role { $($(#[$doc])* $role),+ }

        /// A colour for each role. [`Color::Reset`] leaves it to the terminal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Colors { $($(#[$doc])* pub $key: Color),+ }

        impl Role {
            /// The keys of all roles, in their order.
            pub const KEYS: &[&str] = &[$(stringify!($key)),+];
            /// The same, and that of a theme's name.
            const KEYS_AND_NAME: &[&str] = &[$(stringify!($key),)+ "name"];
        }

        impl Colors {
            /// Everything as the terminal has it.
            const PLAIN: Self = Self { $($key: Color::Reset),+ };

            /// The colour of a role.
            pub fn of(&self, role: Role) -> Color {
                match role { $(Role::$role => self.$key),+ }
            }
        }
    };
}

roles! {
    /// What is read.
    Text text,
    /// What is read first.
    Strong strong,
    /// What is still: labels, ended tasks, old values.
    Dim dim,
    /// What only holds the picture together: lines and empty gauges.
    Faint faint,
    /// The one accent: names, keys, the cursor.
    Accent accent,
    /// What moves.
    Moving moving,
    /// What ended well.
    Good good,
    /// What wants attention, but may pass.
    Warn warn,
    /// What went wrong.
    Bad bad,
    /// The background of the cursor's row.
    Cursor cursor,
    /// What a gauge has not reached yet.
    Track track,
}

/// A theme. Text has a contrast of 4.5:1 and more (7:1 in the themes of high contrast) on the backgrounds that terminals come with
/// and on the cursor's row, and what failed, what is done and what moves stay apart without red and green: tests hold both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name, as it is set.
    pub name: &'static str,
    /// Whether it is for light backgrounds.
    pub is_light: bool,
    /// The colours on the terminal's background.
    pub page: Colors,
    /// The colours on the cursor's row. That background is ours, so the text must be, too.
    pub cursor_row: Colors,
    /// The colours where there are 16.
    pub sixteen: Colors,
}

const fn of_256(index: u8) -> Color {
    Color::Indexed(index)
}

/// What themes for dark backgrounds share.
const DARK_PAGE: Colors = Colors {
    dim: of_256(247),
    faint: of_256(240),
    accent: of_256(75),
    moving: of_256(75),
    cursor: of_256(236),
    track: of_256(239),
    ..Colors::PLAIN
};

/// What themes for light backgrounds share.
const LIGHT_PAGE: Colors = Colors {
    dim: of_256(241),
    faint: of_256(249),
    accent: of_256(25),
    moving: of_256(25),
    good: of_256(23),
    cursor: of_256(254),
    track: of_256(249),
    ..Colors::PLAIN
};

const fn on_dark_row(page: Colors) -> Colors {
    Colors { text: of_256(254), strong: of_256(254), track: of_256(242), ..page }
}

const fn on_light_row(page: Colors) -> Colors {
    Colors { text: of_256(235), strong: of_256(235), track: of_256(246), ..page }
}

/// What the 16 look like is the user's choice, so few are used: no grey, and of the bright ones red alone. Solarized has greys in
/// their places, and the background in that of bright black.
const SIXTEEN_DARK: Colors = Colors {
    accent: Color::Cyan,
    moving: Color::Cyan,
    good: Color::Green,
    warn: Color::Yellow,
    bad: Color::LightRed,
    ..Colors::PLAIN
};

/// Green and yellow cannot be read on white.
const SIXTEEN_LIGHT: Colors =
    Colors { accent: Color::Blue, moving: Color::Blue, warn: Color::Magenta, bad: Color::Red, ..Colors::PLAIN };

impl Theme {
    /// For dark backgrounds.
    pub const DARK: Self = {
        let page = Colors { good: of_256(108), warn: of_256(179), bad: of_256(203), ..DARK_PAGE };
        // The red of the page is too dark for the cursor's row.
        let cursor_row = Colors { bad: of_256(209), ..on_dark_row(page) };
        Self { name: "dark", is_light: false, page, cursor_row, sixteen: SIXTEEN_DARK }
    };

    /// High contrast, for dark backgrounds.
    pub const CONTRAST_DARK: Self = {
        let page = Colors {
            dim: of_256(252),
            faint: of_256(246),
            accent: of_256(159),
            moving: of_256(117),
            good: of_256(156),
            warn: of_256(228),
            bad: of_256(217),
            ..DARK_PAGE
        };
        let (cursor_row, sixteen) = (on_dark_row(page), SIXTEEN_DARK);
        Self { name: "contrast-dark", is_light: false, page, cursor_row, sixteen }
    };

    /// Without red beside green, for dark backgrounds.
    pub const COLORBLIND_DARK: Self = {
        let page = Colors { good: of_256(153), warn: of_256(228), bad: of_256(208), ..DARK_PAGE };
        // The sign and the word say what is done.
        let (cursor_row, sixteen) = (on_dark_row(page), Colors { good: Color::Reset, ..SIXTEEN_DARK });
        Self { name: "colorblind-dark", is_light: false, page, cursor_row, sixteen }
    };

    /// For light backgrounds.
    pub const LIGHT: Self = {
        let page = Colors { warn: of_256(94), bad: of_256(124), ..LIGHT_PAGE };
        Self { name: "light", is_light: true, page, cursor_row: on_light_row(page), sixteen: SIXTEEN_LIGHT }
    };

    /// High contrast, for light backgrounds.
    pub const CONTRAST_LIGHT: Self = {
        let page = Colors {
            dim: of_256(236),
            faint: of_256(243),
            accent: of_256(18),
            moving: of_256(18),
            warn: of_256(53),
            bad: of_256(88),
            ..LIGHT_PAGE
        };
        let (cursor_row, sixteen) = (on_light_row(page), SIXTEEN_LIGHT);
        Self { name: "contrast-light", is_light: true, page, cursor_row, sixteen }
    };

    /// Without red beside green, for light backgrounds.
    pub const COLORBLIND_LIGHT: Self = {
        let page = Colors { warn: of_256(90), bad: of_256(94), ..LIGHT_PAGE };
        let (cursor_row, sixteen) = (on_light_row(page), SIXTEEN_LIGHT);
        Self { name: "colorblind-light", is_light: true, page, cursor_row, sixteen }
    };

    /// All themes, in the order in which a key goes through them: those of one background stand together.
    pub const ALL: [&'static Self; 6] = [
        &Self::DARK,
        &Self::CONTRAST_DARK,
        &Self::COLORBLIND_DARK,
        &Self::LIGHT,
        &Self::CONTRAST_LIGHT,
        &Self::COLORBLIND_LIGHT,
    ];

    /// What the setting takes: `auto`, or a name.
    pub const NAMES: [&'static str; Self::ALL.len() + 1] = {
        let mut names = ["auto"; Self::ALL.len() + 1];
        let mut at = 0;
        while at < Self::ALL.len() {
            names[at + 1] = Self::ALL[at].name;
            at += 1;
        }
        names
    };

    /// The next one.
    #[must_use]
    pub fn next(&self) -> &'static Self {
        let at = Self::ALL.iter().position(|theme| *theme == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_through_all_themes() {
        let mut theme = &Theme::DARK;
        for expected in Theme::ALL {
            assert_eq!(theme, expected);
            theme = theme.next();
        }
        assert_eq!(theme, &Theme::DARK);
    }
}
