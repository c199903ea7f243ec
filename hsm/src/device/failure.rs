//! Errors of the binding as failures. What a return value means for the way back stands in one
//! place, [`table`].

mod table;

use std::path::Path;

use ca_core::signer::TokenFault;
use cryptoki::context::Function;
use cryptoki::error::{Error, RvError};

use crate::device::failure::table::{Remedy, remedy};
use crate::failure::Failure;

/// Functions that put an object into the token. Fewer sessions make no room for it, and "busy"
/// would hide what is wrong: the token is full, or another program writes to it (kryoptic).
const fn stores(function: Function) -> bool {
    matches!(
        function,
        Function::CopyObject
            | Function::CreateObject
            | Function::GenerateKey
            | Function::GenerateKeyPair
            | Function::InitToken
            | Function::UnwrapKey
    )
}

impl Failure {
    fn returned(value: RvError, function: Function) -> Self {
        let fault = TokenFault::Returned {
            function: format!("C_{function:?}"),
            value: return_value(value),
        };
        match remedy(value) {
            Remedy::Refuse => Self::Refused(fault),
            Remedy::Bar => Self::BadPin(fault),
            Remedy::MakeRoom if stores(function) => Self::Lost(fault),
            Remedy::MakeRoom => Self::Busy,
            Remedy::Renew => Self::Lost(fault),
        }
    }

    /// The failure of loading the library at `path`.
    pub(crate) fn at_load(error: Error, path: &Path) -> Self {
        let module = path.display().to_string();
        match error {
            Error::LibraryLoading(error) => Self::Lost(TokenFault::NotLoaded {
                module,
                words: error.to_string(),
            }),
            Error::MissingSymbol(symbol) => Self::Lost(TokenFault::NotAModule {
                module,
                symbol: symbol.to_string(),
            }),
            other @ (Error::Pkcs11(..)
            | Error::NotSupported
            | Error::TryFromInt(_)
            | Error::TryFromSlice(_)
            | Error::ParseInt(_)
            | Error::Utf8(_)
            | Error::NulError(_)
            | Error::NullFunctionPointer
            | Error::InvalidValue
            | Error::PinNotSet) => other.into(),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Pkcs11(value, function) => Self::returned(value, function),
            Error::LibraryLoading(_)
            | Error::MissingSymbol(_)
            | Error::NotSupported
            | Error::TryFromInt(_)
            | Error::TryFromSlice(_)
            | Error::ParseInt(_)
            | Error::Utf8(_)
            | Error::NulError(_)
            | Error::NullFunctionPointer
            | Error::InvalidValue
            | Error::PinNotSet => Self::Refused(TokenFault::Binding(error.to_string())),
        }
    }
}

/// The name in the standard: `PinIncorrect` is `CKR_PIN_INCORRECT`.
fn return_value(value: RvError) -> String {
    if let RvError::VendorDefined(code) | RvError::UnknownErrorCode(code) = value {
        return format!("return value {code:#010x}");
    }
    let mut name = "CKR".to_owned();
    for letter in format!("{value:?}").chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

#[cfg(test)]
mod tests;
