//! Return values of PKCS#11 functions (`CK_RV`) by name.

use std::fmt;
use std::str::FromStr;

use cryptoki_sys::CK_RV;

/// A return value of a PKCS#11 function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code(CK_RV);

macro_rules! codes {
    ($($short:ident = $name:ident),* $(,)?) => {
        impl Code {
            $(
                #[doc = concat!("`", stringify!($name), "`.")]
                pub const $short: Self = Self(cryptoki_sys::$name);
            )*

            /// The values with a name.
            pub const NAMED: &[(Self, &str)] = &[$((Self::$short, stringify!($name))),*];
        }
    };
}

codes! {
    OK = CKR_OK,
    HOST_MEMORY = CKR_HOST_MEMORY,
    SLOT_ID_INVALID = CKR_SLOT_ID_INVALID,
    GENERAL_ERROR = CKR_GENERAL_ERROR,
    FUNCTION_FAILED = CKR_FUNCTION_FAILED,
    ARGUMENTS_BAD = CKR_ARGUMENTS_BAD,
    ATTRIBUTE_TYPE_INVALID = CKR_ATTRIBUTE_TYPE_INVALID,
    DATA_LEN_RANGE = CKR_DATA_LEN_RANGE,
    DEVICE_ERROR = CKR_DEVICE_ERROR,
    DEVICE_MEMORY = CKR_DEVICE_MEMORY,
    DEVICE_REMOVED = CKR_DEVICE_REMOVED,
    FUNCTION_CANCELED = CKR_FUNCTION_CANCELED,
    FUNCTION_NOT_SUPPORTED = CKR_FUNCTION_NOT_SUPPORTED,
    KEY_HANDLE_INVALID = CKR_KEY_HANDLE_INVALID,
    KEY_FUNCTION_NOT_PERMITTED = CKR_KEY_FUNCTION_NOT_PERMITTED,
    MECHANISM_INVALID = CKR_MECHANISM_INVALID,
    OBJECT_HANDLE_INVALID = CKR_OBJECT_HANDLE_INVALID,
    OPERATION_ACTIVE = CKR_OPERATION_ACTIVE,
    OPERATION_NOT_INITIALIZED = CKR_OPERATION_NOT_INITIALIZED,
    PIN_INCORRECT = CKR_PIN_INCORRECT,
    PIN_EXPIRED = CKR_PIN_EXPIRED,
    PIN_LOCKED = CKR_PIN_LOCKED,
    SESSION_CLOSED = CKR_SESSION_CLOSED,
    SESSION_COUNT = CKR_SESSION_COUNT,
    SESSION_HANDLE_INVALID = CKR_SESSION_HANDLE_INVALID,
    TOKEN_NOT_PRESENT = CKR_TOKEN_NOT_PRESENT,
    TOKEN_NOT_RECOGNIZED = CKR_TOKEN_NOT_RECOGNIZED,
    USER_ALREADY_LOGGED_IN = CKR_USER_ALREADY_LOGGED_IN,
    USER_NOT_LOGGED_IN = CKR_USER_NOT_LOGGED_IN,
    BUFFER_TOO_SMALL = CKR_BUFFER_TOO_SMALL,
    CRYPTOKI_NOT_INITIALIZED = CKR_CRYPTOKI_NOT_INITIALIZED,
    VENDOR_DEFINED = CKR_VENDOR_DEFINED,
}

impl Code {
    /// Any value, also of a vendor's own.
    #[must_use]
    pub const fn new(value: CK_RV) -> Self {
        Self(value)
    }

    /// The value.
    #[must_use]
    pub const fn value(self) -> CK_RV {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Self::NAMED.iter().find(|(code, _)| code == self) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "{:#x}", self.0),
        }
    }
}

/// Neither a known name nor a hexadecimal number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no return value")]
pub struct UnknownCode(String);

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let named = Self::NAMED.iter().find(|(_, name)| *name == text);
        let number = || CK_RV::from_str_radix(text.strip_prefix("0x")?, 16).ok();
        named
            .map(|(code, _)| *code)
            .or_else(|| number().map(Self))
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_from_its_name_or_number() {
        let vendor = Code::new(0x8000_0042);
        let all = Code::NAMED.iter().map(|(code, _)| *code).chain([vendor]);
        for code in all {
            assert_eq!(code.to_string().parse(), Ok(code));
        }
        assert_eq!(Code::DEVICE_REMOVED.to_string(), "CKR_DEVICE_REMOVED");
        assert_eq!(vendor.to_string(), "0x80000042");
        assert_eq!(
            "CKR_DEVICE".parse::<Code>(),
            Err(UnknownCode("CKR_DEVICE".to_owned()))
        );
    }
}
