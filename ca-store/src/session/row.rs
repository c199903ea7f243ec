//! Rows of answers.

use std::fmt;

use super::value::Value;
use crate::fault::Failure;

/// A row of an engine's answer.
pub(crate) trait Columns {
    /// What a column holds; nothing if there is no such column or it holds what no engine of
    /// ours stores.
    fn column(&self, index: usize) -> Option<Value<'_>>;
}

/// A row of an answer.
pub(crate) struct Row<'a>(&'a dyn Columns);

impl<'a> Row<'a> {
    /// A row of an engine.
    pub(crate) const fn new(columns: &'a dyn Columns) -> Self {
        Self(columns)
    }

    /// Reads a column, counted from 0.
    pub(crate) fn get<T: FromColumn>(&self, index: usize) -> Result<T, Failure> {
        let value = self.0.column(index);
        let read = value.and_then(T::from_column);
        read.ok_or_else(|| {
            Failure::damaged(UnexpectedValue {
                index,
                found: value.map(kind),
            })
        })
    }

    /// The octets of a column, not copied.
    pub(crate) fn octets(&self, index: usize) -> Result<&[u8], Failure> {
        match self.0.column(index) {
            Some(Value::Octets(octets)) => Ok(octets),
            other => Err(Failure::damaged(UnexpectedValue {
                index,
                found: other.map(kind),
            })),
        }
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").finish_non_exhaustive()
    }
}

/// A type that a column is read as.
pub(crate) trait FromColumn: Sized {
    /// The value, if it is one of this type.
    fn from_column(value: Value<'_>) -> Option<Self>;
}

impl FromColumn for i64 {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(number),
            Value::Null | Value::Text(_) | Value::Octets(_) => None,
        }
    }
}

macro_rules! integers {
    ($($kind:ty)+) => {$(
        impl FromColumn for $kind {
            fn from_column(value: Value<'_>) -> Option<Self> {
                i64::from_column(value)?.try_into().ok()
            }
        }
    )+};
}

integers! { u64 u32 u8 }

impl FromColumn for bool {
    fn from_column(value: Value<'_>) -> Option<Self> {
        Some(i64::from_column(value)? != 0)
    }
}

impl FromColumn for String {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.to_owned()),
            Value::Null | Value::Integer(_) | Value::Octets(_) => None,
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Octets(octets) => Some(octets.to_vec()),
            Value::Null | Value::Integer(_) | Value::Text(_) => None,
        }
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Octets(octets) => octets.try_into().ok(),
            Value::Null | Value::Integer(_) | Value::Text(_) => None,
        }
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            Value::Integer(_) | Value::Text(_) | Value::Octets(_) => {
                T::from_column(value).map(Some)
            }
        }
    }
}

const fn kind(value: Value<'_>) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Integer(_) => "a number",
        Value::Text(_) => "text",
        Value::Octets(_) => "octets",
    }
}

/// A column holds what its meaning does not allow.
#[derive(Debug, thiserror::Error)]
#[error("column {index} holds what does not belong there ({})", found.unwrap_or("no value"))]
struct UnexpectedValue {
    index: usize,
    found: Option<&'static str>,
}
