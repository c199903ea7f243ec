//! Sessions: a table that may be full, and logins that are counted.

use std::collections::BTreeMap;
use std::ffi::c_void;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cryptoki_sys::{
    CK_FLAGS, CK_NOTIFY, CK_RV, CK_SESSION_HANDLE, CK_SLOT_ID, CK_ULONG, CK_USER_TYPE,
    CKR_FUNCTION_NOT_SUPPORTED, CKR_OK, CKR_SESSION_COUNT,
};

use crate::call::{Scope, call};
use crate::log::{LOGIN, SESSION_LIMIT};
use crate::real::functions;
use crate::settings::settings;

/// The open sessions of this process and their slots.
static OPEN: Mutex<BTreeMap<CK_SESSION_HANDLE, CK_SLOT_ID>> = Mutex::new(BTreeMap::new());

fn open() -> MutexGuard<'static, BTreeMap<CK_SESSION_HANDLE, CK_SLOT_ID>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All sessions are gone.
pub(crate) fn forget() {
    open().clear();
}

fn is_full(sessions: usize) -> bool {
    let plan = settings().plan.as_ref();
    plan.and_then(|plan| plan.session_limit())
        .is_some_and(|limit| sessions >= limit)
}

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_OpenSession(
    slot: CK_SLOT_ID,
    flags: CK_FLAGS,
    application: *mut c_void,
    notify: CK_NOTIFY,
    session: *mut CK_SESSION_HANDLE,
) -> CK_RV {
    call("C_OpenSession", Scope::Slot, || {
        let Some(real) = functions().C_OpenSession else {
            return CKR_FUNCTION_NOT_SUPPORTED;
        };
        let mut sessions = open();
        if is_full(sessions.len()) {
            settings().log("C_OpenSession", SESSION_LIMIT);
            return CKR_SESSION_COUNT;
        }
        // SAFETY: the caller's own arguments.
        let answer = unsafe { real(slot, flags, application, notify, session) };
        if answer == CKR_OK {
            // SAFETY: the real function has just written there.
            sessions.insert(unsafe { *session }, slot);
        }
        answer
    })
}

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_CloseSession(session: CK_SESSION_HANDLE) -> CK_RV {
    call("C_CloseSession", Scope::Session, || {
        let Some(real) = functions().C_CloseSession else {
            return CKR_FUNCTION_NOT_SUPPORTED;
        };
        // SAFETY: any handle may be given.
        let answer = unsafe { real(session) };
        if answer == CKR_OK {
            open().remove(&session);
        }
        answer
    })
}

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_CloseAllSessions(slot: CK_SLOT_ID) -> CK_RV {
    call("C_CloseAllSessions", Scope::Slot, || {
        let Some(real) = functions().C_CloseAllSessions else {
            return CKR_FUNCTION_NOT_SUPPORTED;
        };
        // SAFETY: any slot number may be given.
        let answer = unsafe { real(slot) };
        if answer == CKR_OK {
            open().retain(|_, its| *its != slot);
        }
        answer
    })
}

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_Finalize(reserved: *mut c_void) -> CK_RV {
    call("C_Finalize", Scope::Module, || {
        forget();
        // SAFETY: the caller's own argument.
        functions()
            .C_Finalize
            .map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| unsafe { real(reserved) })
    })
}

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_Login(
    session: CK_SESSION_HANDLE,
    user: CK_USER_TYPE,
    pin: *mut u8,
    pin_length: CK_ULONG,
) -> CK_RV {
    settings().log("C_Login", LOGIN);
    call("C_Login", Scope::Session, || {
        // SAFETY: the caller's own arguments.
        functions()
            .C_Login
            .map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| unsafe {
                real(session, user, pin, pin_length)
            })
    })
}

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_LoginUser(
    session: CK_SESSION_HANDLE,
    user: CK_USER_TYPE,
    pin: *mut u8,
    pin_length: CK_ULONG,
    name: *mut u8,
    name_length: CK_ULONG,
) -> CK_RV {
    settings().log("C_LoginUser", LOGIN);
    call("C_LoginUser", Scope::Session, || {
        // SAFETY: the caller's own arguments.
        functions()
            .C_LoginUser
            .map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| unsafe {
                real(session, user, pin, pin_length, name, name_length)
            })
    })
}
