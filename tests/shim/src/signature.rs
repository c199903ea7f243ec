//! Signatures that are wrong.

use std::fs::File;
use std::io::Read;
use std::slice;

use cryptoki_sys::{CK_RV, CK_SESSION_HANDLE, CK_ULONG, CKR_FUNCTION_NOT_SUPPORTED, CKR_OK};

use crate::call::{Scope, with};
use crate::fault::Fault;
use crate::real::functions;
use crate::settings::settings;

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_Sign(
    session: CK_SESSION_HANDLE,
    data: *mut u8,
    data_length: CK_ULONG,
    signature: *mut u8,
    length: *mut CK_ULONG,
) -> CK_RV {
    let device = || {
        // SAFETY: the caller's own arguments.
        functions()
            .C_Sign
            .map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| unsafe {
                real(session, data, data_length, signature, length)
            })
    };
    // SAFETY: as the standard has it.
    unsafe { sign("C_Sign", signature, length, device) }
}

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_SignFinal(
    session: CK_SESSION_HANDLE,
    signature: *mut u8,
    length: *mut CK_ULONG,
) -> CK_RV {
    let device = || {
        // SAFETY: the caller's own arguments.
        functions()
            .C_SignFinal
            .map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| unsafe {
                real(session, signature, length)
            })
    };
    // SAFETY: as the standard has it.
    unsafe { sign("C_SignFinal", signature, length, device) }
}

/// Signs under the plan. A query for the length, whose signature is null, uses up no fault.
///
/// # Safety
/// If the device answers `CKR_OK`, `length` says how many bytes are at `signature`.
unsafe fn sign(
    function: &str,
    signature: *mut u8,
    length: *mut CK_ULONG,
    device: impl FnOnce() -> CK_RV,
) -> CK_RV {
    if signature.is_null() {
        return with(function, None, Scope::Session, device);
    }
    let fault = settings().take(function);
    let answer = with(function, fault, Scope::Session, device);
    if answer == CKR_OK {
        // SAFETY: the device has just written so many bytes there.
        let signature = unsafe {
            let length = usize::try_from(*length).unwrap_or(0);
            slice::from_raw_parts_mut(signature, length)
        };
        spoil(fault, signature);
    }
    answer
}

fn spoil(fault: Option<Fault>, signature: &mut [u8]) {
    let middle = signature.len() / 2;
    match fault {
        Some(Fault::BitFlip) => {
            if let Some(byte) = signature.get_mut(middle) {
                *byte ^= 1;
            }
        }
        Some(Fault::RandomSignature) => randomise(signature),
        Some(
            Fault::Before(_)
            | Fault::After(_)
            | Fault::Hang
            | Fault::Slow(_)
            | Fault::Segfault
            | Fault::Abort
            | Fault::Leave(..)
            | Fault::Logout,
        )
        | None => (),
    }
}

fn randomise(signature: &mut [u8]) {
    let filled = File::open("/dev/urandom").and_then(|mut random| random.read_exact(signature));
    if let Err(error) = filled {
        eprintln!("/dev/urandom: {error}");
        std::process::abort();
    }
}
