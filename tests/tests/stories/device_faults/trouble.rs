//! The kinds of faults.

use std::fmt;

use sceau_pkcs11_shim::log::Entry;
use sceau_tests::shim::{Code, SESSION_LIMIT, TOKEN_LEFT};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A function answers with a code, the device asked or not.
    Returns(Code),
    Hangs,
    IsSlow,
    Segfaults,
    Aborts,
    /// The token leaves and returns.
    Leaves,
    /// A signature with one wrong bit.
    FlipsABit,
    /// Random octets for a signature.
    Invents,
    /// No more than a few sessions, for a while.
    IsFull,
}

/// The return values of devices that fail, without those about the PIN, which end service by
/// design (I9).
const CODES: [Code; 10] = [
    Code::SESSION_HANDLE_INVALID,
    Code::OBJECT_HANDLE_INVALID,
    Code::DEVICE_REMOVED,
    Code::USER_NOT_LOGGED_IN,
    Code::TOKEN_NOT_PRESENT,
    Code::DEVICE_ERROR,
    Code::GENERAL_ERROR,
    Code::DEVICE_MEMORY,
    Code::SESSION_COUNT,
    Code::OPERATION_ACTIVE,
];

/// All kinds but wrong signatures.
pub(crate) fn honest() -> Vec<Trouble> {
    let codes = CODES.into_iter().map(Trouble::Returns);
    let others = [
        Trouble::Hangs,
        Trouble::IsSlow,
        Trouble::Segfaults,
        Trouble::Aborts,
        Trouble::Leaves,
        Trouble::IsFull,
    ];
    codes.chain(others).collect()
}

/// All kinds.
pub(crate) fn all() -> Vec<Trouble> {
    let lies = [Trouble::FlipsABit, Trouble::Invents];
    honest().into_iter().chain(lies).collect()
}

impl Trouble {
    /// How often it happened, by the shim's log.
    pub(crate) fn happened(self, log: &[Entry]) -> usize {
        log.iter().filter(|entry| self.is(&entry.event)).count()
    }

    fn is(self, event: &str) -> bool {
        match self {
            Self::Returns(code) => {
                let told = event.strip_prefix("before-");
                let told = told.or_else(|| event.strip_prefix("after-"));
                told == Some(code.to_string().as_str())
            }
            Self::Hangs => event == "hang",
            Self::IsSlow => event.starts_with("slow-"),
            Self::Segfaults => event == "segfault",
            Self::Aborts => event == "abort",
            Self::Leaves => event == TOKEN_LEFT,
            Self::FlipsABit => event == "bitflip",
            Self::Invents => event == "random",
            Self::IsFull => event == SESSION_LIMIT,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Returns(code) = self {
            return write!(f, "{code}");
        }
        write!(f, "{self:?}")
    }
}
