//! What can go wrong with a call.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::code::Code;

/// What goes wrong with a call. Its text is the name of its file in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// Answers with a code; the device is not asked.
    Before(Code),
    /// The device does it, and a code is all that comes back: the reply is lost.
    After(Code),
    /// Never comes back.
    Hang,
    /// Comes back later, in whole milliseconds.
    Slow(Duration),
    /// The process dies of SIGSEGV.
    Segfault,
    /// The process dies of SIGABRT.
    Abort,
    /// One bit of the signature is flipped (`C_Sign`, `C_SignFinal`).
    BitFlip,
    /// Random bytes in place of the signature (`C_Sign`, `C_SignFinal`).
    RandomSignature,
    /// The token leaves before this call and returns by itself, in whole milliseconds; its
    /// sessions answer with the code.
    Leave(Code, Duration),
    /// The device forgets the login before this call and tells nobody; its sessions stay.
    Logout,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Before(code) => write!(f, "before-{code}"),
            Self::After(code) => write!(f, "after-{code}"),
            Self::Hang => f.write_str("hang"),
            Self::Slow(time) => write!(f, "slow-{}", time.as_millis()),
            Self::Segfault => f.write_str("segfault"),
            Self::Abort => f.write_str("abort"),
            Self::BitFlip => f.write_str("bitflip"),
            Self::RandomSignature => f.write_str("random"),
            Self::Leave(code, time) => write!(f, "leave-{code}-{}", time.as_millis()),
            Self::Logout => f.write_str("logout"),
        }
    }
}

/// A text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no fault")]
pub struct UnknownFault(String);

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let words: Vec<&str> = text.split('-').collect();
        let code = |word: &str| word.parse::<Code>().ok();
        let time = |word: &str| word.parse().ok().map(Duration::from_millis);
        let fault = match words.as_slice() {
            ["before", word] => code(word).map(Self::Before),
            ["after", word] => code(word).map(Self::After),
            ["hang"] => Some(Self::Hang),
            ["slow", word] => time(word).map(Self::Slow),
            ["segfault"] => Some(Self::Segfault),
            ["abort"] => Some(Self::Abort),
            ["bitflip"] => Some(Self::BitFlip),
            ["random"] => Some(Self::RandomSignature),
            ["logout"] => Some(Self::Logout),
            ["leave", word, away] => {
                code(word).and_then(|code| Some(Self::Leave(code, time(away)?)))
            }
            _ => None,
        };
        fault.ok_or_else(|| UnknownFault(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_read_back_from_its_text() {
        let time = Duration::from_millis(250);
        let faults = [
            Fault::Before(Code::PIN_LOCKED),
            Fault::After(Code::new(0x8000_0001)),
            Fault::Hang,
            Fault::Slow(time),
            Fault::Segfault,
            Fault::Abort,
            Fault::BitFlip,
            Fault::RandomSignature,
            Fault::Leave(Code::DEVICE_REMOVED, time),
            Fault::Logout,
        ];
        for fault in faults {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        for wrong in ["", "before", "slow-", "slow-long", "hang-1", "leave-5-5"] {
            assert_eq!(wrong.parse::<Fault>(), Err(UnknownFault(wrong.to_owned())));
        }
    }
}
