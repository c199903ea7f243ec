//! One call under the plan.

use std::ptr;
use std::thread;

use cryptoki_sys::{CK_RV, CKR_TOKEN_NOT_PRESENT};

use crate::code::Code;
use crate::fault::Fault;
use crate::settings::settings;
use crate::token;

/// What a function is about: what it answers while the token is away depends on it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    /// The module, which is there whether or not a token is.
    Module,
    /// A token in a slot.
    Slot,
    /// A session with a token.
    Session,
}

impl Scope {
    const fn answer(self, away: Option<Code>) -> Option<CK_RV> {
        match (self, away) {
            (Self::Module, _) | (_, None) => None,
            (Self::Slot, Some(_)) => Some(CKR_TOKEN_NOT_PRESENT),
            (Self::Session, Some(code)) => Some(code.value()),
        }
    }
}

/// A call of a function: the next fault of the plan, then the device.
pub(crate) fn call(function: &str, scope: Scope, device: impl FnOnce() -> CK_RV) -> CK_RV {
    with(function, settings().take(function), scope, device)
}

/// A call with this fault.
pub(crate) fn with(
    function: &str,
    fault: Option<Fault>,
    scope: Scope,
    device: impl FnOnce() -> CK_RV,
) -> CK_RV {
    seeing(function, fault, |away| {
        scope.answer(away).unwrap_or_else(device)
    })
}

/// A call with this fault whose function itself looks whether the token is away.
pub(crate) fn seeing(
    function: &str,
    fault: Option<Fault>,
    device: impl FnOnce(Option<Code>) -> CK_RV,
) -> CK_RV {
    let Some(fault) = fault else {
        return token::ask(device);
    };
    settings().log(function, &fault.to_string());
    match fault {
        Fault::Before(code) => return code.value(),
        Fault::Hang => loop {
            thread::park();
        },
        Fault::Slow(time) => thread::sleep(time),
        Fault::Segfault => segfault(),
        Fault::Abort => std::process::abort(),
        Fault::Leave(code, time) => token::leave(code, time),
        Fault::Logout => token::log_out(),
        Fault::After(_) | Fault::BitFlip | Fault::RandomSignature => (),
    }
    let answer = token::ask(device);
    match fault {
        Fault::After(code) => code.value(),
        Fault::Before(_)
        | Fault::Hang
        | Fault::Slow(_)
        | Fault::Segfault
        | Fault::Abort
        | Fault::BitFlip
        | Fault::RandomSignature
        | Fault::Leave(..)
        | Fault::Logout => answer,
    }
}

/// Writes where no memory is. Not to null itself: a debug build would make a panic of it.
fn segfault() {
    let nowhere = ptr::without_provenance_mut::<u8>(1);
    // SAFETY: none: the first page is never mapped, and the process is meant to die here.
    unsafe { nowhere.write_volatile(0) };
}
