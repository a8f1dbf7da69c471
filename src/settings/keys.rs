//! The keys of commands as they stand in the configuration file: one each, or a list. What they mean is the keymap's matter.

use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;

/// Keys as they are written, by the names of their commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyTable(pub BTreeMap<String, Vec<String>>);

impl<'de> Deserialize<'de> for KeyTable {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = KeyTable;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table of commands and their keys")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<KeyTable, A::Error> {
                let mut table = BTreeMap::new();
                while let Some((command, Keys(keys))) = map.next_entry()? {
                    table.insert(command, keys);
                }
                Ok(KeyTable(table))
            }
        }
        from.deserialize_any(Visitor)
    }
}

struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Keys;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a key in quotes, or a list of keys in quotes")
            }

            fn visit_str<E: de::Error>(self, key: &str) -> Result<Keys, E> {
                Ok(Keys(vec![key.to_owned()]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some(key) = list.next_element()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        from.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Environment, FileConfig, Flags, resolve};
    use rstest::rstest;

    #[test]
    fn a_command_has_one_key_or_a_list() {
        let file = FileConfig::parse("[keys]\ncancel = 'x'\ndown = ['j', 'Down']\nmouse = []").unwrap();
        let keys = resolve(&Flags::default(), &Environment::of(&[]), &file).unwrap().keys;
        assert_eq!(keys["cancel"], ["x"]);
        assert_eq!(keys["down"], ["j", "Down"]);
        assert!(keys["mouse"].is_empty());
    }

    #[rstest]
    #[case("keys = 'x'", "line 1, column 8: expected a table of commands and their keys")]
    #[case("[keys]\ncancel = 7", "line 2, column 10: expected a key in quotes, or a list of keys in quotes")]
    fn a_mistake_is_placed(#[case] text: &str, #[case] told: &str) {
        assert_eq!(FileConfig::parse(text).unwrap_err().to_string(), told);
    }
}
