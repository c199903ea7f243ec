//! Values on their way into statements.

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// Nothing.
    Null,
    /// A number, a moment in Unix milliseconds, or 0 and 1 for false and true.
    Integer(i64),
    /// Words.
    Text(&'a str),
    /// Octets.
    Octets(&'a [u8]),
}

impl Value<'_> {
    /// The kind of value, as SQLite calls its storage classes.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Integer(_) => "integer",
            Self::Text(_) => "text",
            Self::Octets(_) => "blob",
        }
    }
}

/// A type of which a value is made.
pub(crate) trait ToValue {
    /// Its value.
    fn to_value(&self) -> Value<'_>;
}

macro_rules! integers {
    ($($kind:ty)+) => {$(
        impl ToValue for $kind {
            fn to_value(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        }
    )+};
}

integers! { i64 u32 u8 }

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Octets(self)
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Octets(self)
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Octets(self)
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, T::to_value)
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        *self
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (*self).to_value()
    }
}

/// The parameters of a statement: a tuple, or an array or slice of one type.
pub(crate) trait Params {
    /// Calls `run` with their values.
    fn bound<R>(&self, run: impl FnOnce(&[Value<'_>]) -> R) -> R;
}

impl<T: ToValue, const N: usize> Params for [T; N] {
    fn bound<R>(&self, run: impl FnOnce(&[Value<'_>]) -> R) -> R {
        run(&self.each_ref().map(T::to_value))
    }
}

impl Params for &[Value<'_>] {
    fn bound<R>(&self, run: impl FnOnce(&[Value<'_>]) -> R) -> R {
        run(self)
    }
}

impl Params for () {
    fn bound<R>(&self, run: impl FnOnce(&[Value<'_>]) -> R) -> R {
        run(&[])
    }
}

macro_rules! tuples {
    ($($($kind:ident)+;)+) => {$(
        impl<$($kind: ToValue),+> Params for ($($kind,)+) {
            #[expect(non_snake_case, reason = "each value is named as its type")]
            fn bound<R>(&self, run: impl FnOnce(&[Value<'_>]) -> R) -> R {
                let ($($kind,)+) = self;
                run(&[$($kind.to_value()),+])
            }
        }
    )+};
}

tuples! {
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
    A B C D E F G H I J K L M;
    A B C D E F G H I J K L M N;
    A B C D E F G H I J K L M N O;
}
