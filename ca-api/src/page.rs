//! Parts of lists: how much is asked for, and where the last part ended.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::word::Worded;

/// How many entries are asked for: 1 to 1000, and 100 where nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Limit(u16);

impl Limit {
    /// As many as can be asked for.
    pub const MOST: Self = Self(1000);

    /// So many, as far as they can be asked for at once; at least one.
    #[must_use]
    pub fn at_most(entries: usize) -> Self {
        let entries = u16::try_from(entries).unwrap_or(u16::MAX);
        Self(entries.clamp(1, Self::MOST.0))
    }

    /// How many.
    #[must_use]
    pub fn entries(self) -> usize {
        self.0.into()
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(100)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let entries = u16::deserialize(from)?;
        if (1..=Self::MOST.0).contains(&entries) {
            Ok(Self(entries))
        } else {
            Err(de::Error::custom("a part of a list has 1 to 1000 entries"))
        }
    }
}

impl JsonSchema for Limit {
    fn schema_name() -> Cow<'static, str> {
        "Limit".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "integer",
            "description": "how many entries are asked for",
            "minimum": 1,
            "maximum": Self::MOST.0,
            "default": Self::default().0,
        })
    }
}

/// Where a part of a list ended. What it means is for the desk alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(pub u64);

impl Worded for Place {
    const NAME: &'static str = "Place";
    const ABOUT: &'static str = "a place in a list, as `next` of the part before gave it";
    const PATTERN: &'static str = "^[0-9]{1,19}$";
    const MOST: usize = 19;

    fn read(text: &str) -> Option<Self> {
        let is_number = text.bytes().all(|octet| octet.is_ascii_digit());
        let place: i64 = text.parse().ok().filter(|_| is_number)?;
        u64::try_from(place).ok().map(Self)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_bounds() {
        let read = |text: &str| serde_json::from_str::<Limit>(text).map(Limit::entries).ok();
        assert_eq!(read("1"), Some(1));
        assert_eq!(read("1000"), Some(1000));
        for text in ["0", "1001", "-1", "65536", "1.5", "\"1\""] {
            assert_eq!(read(text), None, "{text}");
        }
        let asked = [0, 7, 70_000].map(|entries| Limit::at_most(entries).entries());
        assert_eq!(asked, [1, 7, 1000]);
    }

    #[test]
    fn places_are_numbers_that_both_engines_count_with() {
        assert_eq!(
            Place::read("9223372036854775807"),
            Some(Place(u64::MAX >> 1))
        );
        for text in ["", "+1", "-1", "9223372036854775808", "1 "] {
            assert_eq!(Place::read(text), None, "{text}");
        }
    }
}
