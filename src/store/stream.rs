//! A file of a set as a stream: its outermost object, and its entries one by one, as text. Knows nothing of what stands in an entry.

use super::format::FORMAT;
use serde::{
    Deserializer, Serialize,
    de::{self, DeserializeSeed},
};
use serde_json::value::RawValue;
use std::{fmt, io};

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// A set.
    Set,
    /// A set of a newer format.
    Newer(u64),
    /// No set at all.
    Damaged,
}

/// Calls `take` with the text of each entry. What was taken counts only when the file turns out to be a set. [`window`](super::window)
/// does the same faster where a file is written as we write it.
///
/// # Errors
/// When the reader fails; whatever it reads is no error.
pub fn careful(reader: impl io::Read, take: &mut dyn FnMut(&str)) -> io::Result<Outline> {
    let mut json = serde_json::Deserializer::from_reader(reader);
    match Head(take).deserialize(&mut json).and_then(|head| json.end().map(|()| head)) {
        Err(error) if error.is_io() => Err(error.into()),
        Ok((format, _)) if format > FORMAT => Ok(Outline::Newer(format)),
        Ok((FORMAT, true)) => Ok(Outline::Set),
        _ => Ok(Outline::Damaged),
    }
}

/// Writes a file, entry by entry.
pub struct Writer<W> {
    to: W,
    is_first: bool,
}

impl<W: io::Write> Writer<W> {
    /// Writes what stands before the entries.
    pub fn begin(mut to: W) -> io::Result<Self> {
        write!(to, "{{\"format\":{FORMAT},\"tasks\":[")?;
        Ok(Self { to, is_first: true })
    }

    /// Writes an entry.
    pub fn put(&mut self, entry: &impl Serialize) -> io::Result<()> {
        self.separate()?;
        Ok(serde_json::to_writer(&mut self.to, entry)?)
    }

    /// Writes an entry as it was read.
    pub fn put_text(&mut self, json: &str) -> io::Result<()> {
        self.separate()?;
        self.to.write_all(json.as_bytes())
    }

    /// Writes what stands behind the entries.
    pub fn finish(mut self) -> io::Result<()> {
        self.to.write_all(b"]}\n")
    }

    fn separate(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_first) { Ok(()) } else { self.to.write_all(b",") }
    }
}

/// The outermost object: its format, and whether there is an array of tasks. Derived readers take a JSON array for a struct, too; an
/// object is what is written.
struct Head<'t>(&'t mut dyn FnMut(&str));

impl<'de> DeserializeSeed<'de> for Head<'_> {
    type Value = (u64, bool);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> de::Visitor<'de> for Head<'_> {
    type Value = (u64, bool);
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a watch set")
    }
    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut format, mut tasks) = (None::<u64>, None::<bool>);
        while let Some(key) = map.next_key::<String>()? {
            let again = match key.as_str() {
                "format" => format.replace(map.next_value()?).is_some(),
                // What stands there in a newer format is not for this one to judge.
                "tasks" if format.is_some_and(|format| format > FORMAT) => {
                    map.next_value::<de::IgnoredAny>()?;
                    false
                }
                "tasks" => tasks.replace(map.next_value_seed(Tasks(&mut *self.0))?).is_some(),
                _ => {
                    map.next_value::<de::IgnoredAny>()?;
                    false
                }
            };
            if again {
                return Err(de::Error::custom("a field stands there twice"));
            }
        }
        let format = format.ok_or_else(|| de::Error::missing_field("format"))?;
        Ok((format, tasks.unwrap_or(false)))
    }
}

/// The array of tasks, told one by one; `false` where there is something else.
struct Tasks<'t>(&'t mut dyn FnMut(&str));

impl<'de> DeserializeSeed<'de> for Tasks<'_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for Tasks<'_> {
    type Value = bool;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of tasks")
    }
    fn visit_seq<A: de::SeqAccess<'de>>(self, mut sequence: A) -> Result<bool, A::Error> {
        while let Some(raw) = sequence.next_element::<Box<RawValue>>()? {
            (self.0)(raw.get());
        }
        Ok(true)
    }
    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        while map.next_entry::<de::IgnoredAny, de::IgnoredAny>()?.is_some() {}
        Ok(false)
    }
    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }
    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }
    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }
    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }
    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }
    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }
}
