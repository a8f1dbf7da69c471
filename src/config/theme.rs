//! The palettes by name, and colours by role as a user writes them: `[theme]` in the configuration file.

use serde::{Deserialize, Deserializer, de};

/// A palette.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// For dark backgrounds.
    #[default]
    Dark,
    /// For light backgrounds.
    Light,
    /// High contrast, for dark backgrounds.
    ContrastDark,
    /// High contrast, for light backgrounds.
    ContrastLight,
    /// Without red beside green, for dark backgrounds.
    ColorblindDark,
    /// Without red beside green, for light backgrounds.
    ColorblindLight,
}

impl Theme {
    /// All palettes, in the order in which a key goes through them: those of one background stand together.
    pub const ALL: [Self; 6] =
        [Self::Dark, Self::ContrastDark, Self::ColorblindDark, Self::Light, Self::ContrastLight, Self::ColorblindLight];

    /// Its name, as it is set.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::ContrastDark => "contrast-dark",
            Self::ContrastLight => "contrast-light",
            Self::ColorblindDark => "colorblind-dark",
            Self::ColorblindLight => "colorblind-light",
        }
    }

    /// The palette of a name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|theme| *theme == self).unwrap_or(0);
        Self::ALL.get(at + 1).copied().unwrap_or_default()
    }

    /// Whether it is for light backgrounds.
    pub fn is_light(self) -> bool {
        matches!(self, Self::Light | Self::ContrastLight | Self::ColorblindLight)
    }
}

/// A colour of a user's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThemeColor {
    /// One of the terminal's 256; the first 16 are the terminal's own.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// The terminal's 16 colours by name, in their order.
const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

impl ThemeColor {
    /// Reads `#rrggbb`, a number of the 256 colours, or a name of the 16.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(hex) = text.strip_prefix('#') {
            if hex.len() != 6 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return None;
            }
            let [_, red, green, blue] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
            return Some(Self::Rgb(red, green, blue));
        }
        if let Some(at) = NAMES.iter().position(|name| *name == text) {
            return u8::try_from(at).ok().map(Self::Indexed);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        text.parse().ok().map(Self::Indexed)
    }

    /// The nearest of the 256 colours (never one of the terminal's own 16, which may be anything).
    #[must_use]
    pub fn to_indexed(self) -> Self {
        let Self::Rgb(red, green, blue) = self else { return self };
        let distance = |index: &u8| {
            let (r, g, b) = indexed_rgb(*index);
            let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
            square(r, red) + square(g, green) + square(b, blue)
        };
        Self::Indexed((16..=255).min_by_key(distance).unwrap_or(16))
    }
}

/// Red, green and blue of one of the 256 colours from 16 on: a cube of 6 x 6 x 6, then 24 greys, as xterm defines them.
pub fn indexed_rgb(index: u8) -> (u8, u8, u8) {
    if index >= 232 {
        let grey = 8 + 10 * (index - 232);
        return (grey, grey, grey);
    }
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    let at = index.saturating_sub(16);
    (level(at / 36), level(at / 6 % 6), level(at % 6))
}

impl<'de> Deserialize<'de> for ThemeColor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = ThemeColor;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(
                    "a colour: \"#rrggbb\", a number from 0 to 255, or a name such as \"red\" or \"bright-blue\"",
                )
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ThemeColor, E> {
                ThemeColor::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<ThemeColor, E> {
                let index = u8::try_from(number);
                index.map(ThemeColor::Indexed).map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))
            }
        }
        from.deserialize_any(Visitor)
    }
}

/// What a colour of a user's own is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorRole {
    /// What is read.
    Text,
    /// What is read first.
    Strong,
    /// What is still.
    Dim,
    /// What only holds the picture together.
    Faint,
    /// The one accent.
    Accent,
    /// What moves.
    Moving,
    /// What ended well.
    Good,
    /// What wants attention, but may pass.
    Warn,
    /// What went wrong.
    Bad,
    /// The background of the cursor's row.
    Cursor,
    /// The background of what a gauge has not reached yet.
    Track,
}

/// The keys of the table, the roles in the order of [`ColorRole`].
const KEYS: [&str; 12] =
    ["text", "strong", "dim", "faint", "accent", "moving", "good", "warn", "bad", "cursor", "track", "name"];

/// Colours of a user's own, by role; the rest is the palette's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleColors([Option<ThemeColor>; 11]);

impl RoleColors {
    /// The colour of a role, if the user has set one.
    pub fn of(&self, role: ColorRole) -> Option<ThemeColor> {
        self.0.get(role as usize).copied().flatten()
    }

    /// The same with this colour.
    #[must_use]
    #[cfg(test)]
    pub fn with(mut self, role: ColorRole, color: ThemeColor) -> Self {
        if let Some(place) = self.0.get_mut(role as usize) {
            *place = Some(color);
        }
        self
    }

    /// The same for a terminal that has 256 colours and no more.
    #[must_use]
    pub fn to_indexed(self) -> Self {
        Self(self.0.map(|color| color.map(ThemeColor::to_indexed)))
    }
}

/// The place of a key in [`KEYS`].
struct Key(usize);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let key = String::deserialize(from)?;
        let at = KEYS.iter().position(|known| *known == key);
        at.map(Self).ok_or_else(|| de::Error::unknown_field(&key, &KEYS))
    }
}

/// What stands under `theme` in the configuration file: a palette's name, or a table of roles that may hold one, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTheme {
    /// `auto`, or a palette's name.
    pub name: Option<String>,
    /// Colours by role.
    pub colors: RoleColors,
}

impl<'de> Deserialize<'de> for FileTheme {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = FileTheme;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a palette's name in quotes, or a table of roles and colours")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<FileTheme, E> {
                Ok(FileTheme { name: Some(name.to_owned()), colors: RoleColors::default() })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<FileTheme, A::Error> {
                let mut theme = FileTheme::default();
                while let Some(Key(at)) = map.next_key()? {
                    match theme.colors.0.get_mut(at) {
                        Some(color) => *color = Some(map.next_value()?),
                        None => theme.name = Some(map.next_value()?),
                    }
                }
                Ok(theme)
            }
        }
        from.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FileConfig;
    use rstest::rstest;

    #[rstest]
    #[case("#ff8700", Some(ThemeColor::Rgb(255, 135, 0)))]
    #[case("208", Some(ThemeColor::Indexed(208)))]
    #[case("bright-red", Some(ThemeColor::Indexed(9)))]
    #[case("black", Some(ThemeColor::Indexed(0)))]
    #[case("#ff870", None)]
    #[case("#+f8700", None)]
    #[case("+1", None)]
    #[case("256", None)]
    #[case("", None)]
    #[case("pink", None)]
    fn colours(#[case] text: &str, #[case] color: Option<ThemeColor>) {
        assert_eq!(ThemeColor::parse(text), color);
    }

    #[test]
    fn the_nearest_of_256_is_the_colour_itself_where_it_is_one() {
        for index in 16..=255 {
            let (red, green, blue) = indexed_rgb(index);
            let ThemeColor::Indexed(near) = ThemeColor::Rgb(red, green, blue).to_indexed() else { panic!() };
            assert_eq!(indexed_rgb(near), (red, green, blue));
        }
        assert_eq!(ThemeColor::Rgb(254, 136, 1).to_indexed(), ThemeColor::Indexed(208));
    }

    #[test]
    fn a_theme_is_a_name_or_a_table_of_roles() {
        let theme = |text: &str| FileConfig::parse(text).unwrap().theme.unwrap();
        assert_eq!(theme("theme = 'light'").name.as_deref(), Some("light"));
        let own = theme("[theme]\nname = 'dark'\nbad = '#ff8700'\ncursor = 17");
        assert_eq!(own.name.as_deref(), Some("dark"));
        assert_eq!(own.colors.of(ColorRole::Bad), Some(ThemeColor::Rgb(255, 135, 0)));
        assert_eq!(own.colors.of(ColorRole::Cursor), Some(ThemeColor::Indexed(17)));
        assert_eq!(own.colors.of(ColorRole::Good), None);
        assert_eq!(own.colors.to_indexed().of(ColorRole::Bad), Some(ThemeColor::Indexed(208)));
    }

    #[rstest]
    #[case("theme = 7", "line 1, column 9: expected a palette's name in quotes, or a table of roles and colours")]
    #[case("[theme]\ncurser = 'red'", "line 2, column 1: unknown key `curser`; did you mean `cursor`?")]
    #[case(
        "[theme]\nbad = 'rde'",
        "line 2, column 7: expected a colour: \"#rrggbb\", a number from 0 to 255, or a name such as "
    )]
    #[case("[theme]\nbad = 300", "line 2, column 7: expected a colour: ")]
    fn a_mistake_is_placed(#[case] text: &str, #[case] begin: &str) {
        let told = FileConfig::parse(text).unwrap_err().to_string();
        assert!(told.starts_with(begin), "{told}");
    }

    #[test]
    fn a_key_goes_through_all_palettes_and_every_name_is_known() {
        let mut theme = Theme::default();
        for _ in Theme::ALL {
            assert_eq!(Theme::by_name(theme.name()), Some(theme));
            theme = theme.next();
        }
        assert_eq!(theme, Theme::default());
    }
}
