//! Colours by role as a user writes them: `[theme]` in the configuration file.

use super::Role;
use ratatui::style::Color;
use serde::{Deserialize, Deserializer, de};
use std::str::FromStr;

/// The nearest of the 256 colours (never one of the terminal's own 16, which may be anything).
fn nearest_indexed(color: Color) -> Color {
    let Color::Rgb(red, green, blue) = color else { return color };
    let distance = |index: &u8| {
        let (r, g, b) = indexed_rgb(*index);
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(r, red) + square(g, green) + square(b, blue)
    };
    Color::Indexed((16..=255).min_by_key(distance).unwrap_or(16))
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

/// `#rrggbb`, a number of the 256 colours, or a name of the terminal's 16.
struct OwnColor(Color);

impl<'de> Deserialize<'de> for OwnColor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = OwnColor;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(
                    "a colour: \"#rrggbb\", a number from 0 to 255, or a name such as \"red\" or \"bright-blue\"",
                )
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OwnColor, E> {
                Color::from_str(text).map(OwnColor).map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<OwnColor, E> {
                let index = u8::try_from(number);
                index
                    .map(|index| OwnColor(Color::Indexed(index)))
                    .map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))
            }
        }
        from.deserialize_any(Visitor)
    }
}

/// Colours of a user's own, by role; the rest is the palette's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleColors([Option<Color>; Role::KEYS.len()]);

impl RoleColors {
    /// The colour of a role, if the user has set one.
    pub fn of(&self, role: Role) -> Option<Color> {
        self.0.get(role as usize).copied().flatten()
    }

    /// The same with this colour.
    #[cfg(test)]
    #[must_use]
    pub fn with(mut self, role: Role, color: Color) -> Self {
        if let Some(place) = self.0.get_mut(role as usize) {
            *place = Some(color);
        }
        self
    }

    /// The same for a terminal that has 256 colours and no more.
    #[must_use]
    pub fn to_indexed(self) -> Self {
        Self(self.0.map(|color| color.map(nearest_indexed)))
    }
}

/// A key of the table: a role by its number, or the palette's name.
enum Key {
    Role(usize),
    Name,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let key = String::deserialize(from)?;
        let role = Role::KEYS.iter().position(|known| *known == key).map(Self::Role);
        role.or_else(|| (key == "name").then_some(Self::Name))
            .ok_or_else(|| de::Error::unknown_field(&key, Role::KEYS_AND_NAME))
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
                while let Some(key) = map.next_key()? {
                    match key {
                        Key::Role(at) => theme.colors.0[at] = Some(map.next_value::<OwnColor>()?.0),
                        Key::Name => theme.name = Some(map.next_value()?),
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
    use crate::settings::{FileConfig, Key, values::Value};
    use rstest::rstest;

    #[test]
    fn the_nearest_of_256_is_the_colour_itself_where_it_is_one() {
        for index in 16..=255 {
            let (red, green, blue) = indexed_rgb(index);
            let Color::Indexed(near) = nearest_indexed(Color::Rgb(red, green, blue)) else { panic!() };
            assert_eq!(indexed_rgb(near), (red, green, blue));
        }
        assert_eq!(nearest_indexed(Color::Rgb(254, 136, 1)), Color::Indexed(208));
    }

    #[test]
    fn a_theme_is_a_name_or_a_table_of_roles() {
        let theme = |text: &str| match FileConfig::parse(text).unwrap().values.0.remove(&Key::Theme) {
            Some(Value::Theme(theme)) => theme,
            other => panic!("{other:?}"),
        };
        assert_eq!(theme("theme = 'light'").name.as_deref(), Some("light"));
        let own = theme("[theme]\nname = 'dark'\nbad = '#ff8700'\ncursor = 17\nwarn = 'bright-red'");
        assert_eq!(own.name.as_deref(), Some("dark"));
        assert_eq!(own.colors.of(Role::Bad), Some(Color::Rgb(255, 135, 0)));
        assert_eq!(own.colors.of(Role::Cursor), Some(Color::Indexed(17)));
        assert_eq!(own.colors.of(Role::Warn), Some(Color::LightRed));
        assert_eq!(own.colors.of(Role::Good), None);
        assert_eq!(own.colors.to_indexed().of(Role::Bad), Some(Color::Indexed(208)));
    }

    #[rstest]
    #[case("theme = 7", "line 1, column 9: expected a palette's name in quotes, or a table of roles and colours")]
    #[case("[theme]\ncurser = 'red'", "line 2, column 1: unknown key `curser`; did you mean `cursor`?")]
    #[case(
        "[theme]\nbad = 'rde'",
        "line 2, column 7: expected a colour: \"#rrggbb\", a number from 0 to 255, or a name such as "
    )]
    #[case("[theme]\nbad = '256'", "line 2, column 7: expected a colour: ")]
    #[case("[theme]\nbad = '#ff870'", "line 2, column 7: expected a colour: ")]
    #[case("[theme]\nbad = 300", "line 2, column 7: expected a colour: ")]
    fn a_mistake_is_placed(#[case] text: &str, #[case] begin: &str) {
        let told = FileConfig::parse(text).unwrap_err().to_string();
        assert!(told.starts_with(begin), "{told}");
    }
}
