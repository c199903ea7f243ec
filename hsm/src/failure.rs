//! What went wrong below the ports: the one table of what PKCS#11 return values mean.

use ca_core::signer::{SignerError, TokenFault};
use cryptoki::error::{Error, RvError};

/// A failure, sorted by what can be done about it.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No session became free; nothing was asked of the token.
    Busy,
    /// The time is over and the token may have done its work.
    Timeout,
    /// Module, token, session or handle is gone: a new session may find them again.
    Lost(TokenFault),
    /// The token is well and says no.
    Refused(TokenFault),
    /// The PIN is wrong, expired or locked: never try again (I9).
    BadPin(TokenFault),
}

impl Failure {
    pub(crate) fn lost(words: impl Into<String>) -> Self {
        Self::Lost(TokenFault::new(words))
    }

    pub(crate) fn refused(words: impl Into<String>) -> Self {
        Self::Refused(TokenFault::new(words))
    }

    /// Tokens differ: a lost login is CKR_OBJECT_HANDLE_INVALID in SoftHSM, CKR_GENERAL_ERROR in
    /// kryoptic. So what no table lists gets a new session.
    fn returned(value: RvError, words: String) -> Self {
        if value == RvError::SessionCount {
            Self::Busy
        } else if PIN.contains(&value) {
            Self::BadPin(TokenFault::new(words))
        } else if REFUSALS.contains(&value) {
            Self::refused(words)
        } else {
            Self::lost(words)
        }
    }

    /// The same failure with the thing it is about in front of its words.
    pub(crate) fn about(self, thing: &str) -> Self {
        let about = |fault: TokenFault| TokenFault::new(format!("{thing}: {fault}"));
        match self {
            Self::Busy | Self::Timeout => self,
            Self::Lost(fault) => Self::Lost(about(fault)),
            Self::Refused(fault) => Self::Refused(about(fault)),
            Self::BadPin(fault) => Self::BadPin(about(fault)),
        }
    }

    /// The failure as the ports tell it.
    pub(crate) fn of(self, token: &str) -> SignerError {
        let token = token.to_owned();
        match self {
            Self::Busy => SignerError::Busy { token },
            Self::Timeout => SignerError::Timeout { token },
            Self::Lost(source) => SignerError::Unavailable { token, source },
            Self::Refused(source) => SignerError::Refused { token, source },
            Self::BadPin(source) => SignerError::BadPin { token, source },
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Pkcs11(value, function) => {
                Self::returned(value, format!("C_{function:?}: {}", return_value(value)))
            }
            Error::LibraryLoading(error) => Self::lost(error.to_string()),
            Error::MissingSymbol(name) => Self::lost(format!("not a PKCS#11 module: no {name}")),
            Error::NotSupported
            | Error::TryFromInt(_)
            | Error::TryFromSlice(_)
            | Error::ParseInt(_)
            | Error::Utf8(_)
            | Error::NulError(_)
            | Error::NullFunctionPointer
            | Error::InvalidValue
            | Error::PinNotSet => Self::refused(error.to_string()),
        }
    }
}

const PIN: [RvError; 5] = [
    RvError::PinIncorrect,
    RvError::PinInvalid,
    RvError::PinLenRange,
    RvError::PinExpired,
    RvError::PinLocked,
];

const REFUSALS: [RvError; 25] = [
    RvError::ActionProhibited,
    RvError::ArgumentsBad,
    RvError::AttributeReadOnly,
    RvError::AttributeSensitive,
    RvError::AttributeTypeInvalid,
    RvError::AttributeValueInvalid,
    RvError::CurveNotSupported,
    RvError::DataInvalid,
    RvError::DataLenRange,
    RvError::DeviceMemory,
    RvError::DomainParamsInvalid,
    RvError::FunctionNotSupported,
    RvError::FunctionRejected,
    RvError::KeyFunctionNotPermitted,
    RvError::KeySizeRange,
    RvError::KeyTypeInconsistent,
    RvError::MechanismInvalid,
    RvError::MechanismParamInvalid,
    RvError::PinTooWeak,
    RvError::SessionReadOnly,
    RvError::TemplateIncomplete,
    RvError::TemplateInconsistent,
    RvError::TokenWriteProtected,
    RvError::UserPinNotInitialized,
    RvError::UserTypeInvalid,
];

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
mod tests {
    use cryptoki::context::Function;

    use super::*;

    #[test]
    fn return_values_have_the_names_of_the_standard() {
        assert_eq!(return_value(RvError::SlotIdInvalid), "CKR_SLOT_ID_INVALID");
        assert_eq!(return_value(RvError::PinIncorrect), "CKR_PIN_INCORRECT");
        assert_eq!(
            return_value(RvError::VendorDefined(0x8000_0001)),
            "return value 0x80000001"
        );
    }

    #[test]
    fn a_failure_tells_token_function_and_return_value() {
        let failure = Failure::from(Error::Pkcs11(RvError::DeviceError, Function::Sign));
        let SignerError::Unavailable { token, source } = failure.of("token sceau") else {
            panic!("a device error is not the caller's");
        };
        assert_eq!(
            (token.as_str(), source.to_string().as_str()),
            ("token sceau", "C_Sign: CKR_DEVICE_ERROR")
        );
    }

    #[test]
    fn lost_handles_get_a_new_session_and_wrong_pins_do_not() {
        for lost in [
            RvError::SessionHandleInvalid,
            RvError::ObjectHandleInvalid,
            RvError::KeyHandleInvalid,
        ] {
            assert!(matches!(
                Failure::from(Error::Pkcs11(lost, Function::Sign)),
                Failure::Lost(_)
            ));
        }
        for pin in PIN {
            assert!(matches!(
                Failure::from(Error::Pkcs11(pin, Function::Login)),
                Failure::BadPin(_)
            ));
        }
    }
}
