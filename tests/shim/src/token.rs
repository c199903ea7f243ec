//! Whether the token is there, as this process has seen it.
//!
//! A process that learns that the token has left closes all sessions with the real one: what
//! sessions and logins there were is dead when it returns, as with a real device. Handles of keys
//! die with the logout if the real module has it so (SoftHSM does, kryoptic does not).

use std::ptr;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use cryptoki_sys::{CK_FALSE, CK_RV, CK_SLOT_ID, CKF_SERIAL_SESSION, CKR_OK};

use crate::code::Code;
use crate::journal::{Journal, State};
use crate::log::TOKEN_LEFT;
use crate::real::functions;
use crate::sessions;
use crate::settings::settings;

/// What was last read; nothing before the first call. It is held for reading during each call to
/// the device: closing a session in which another thread signs crashes some modules.
static SEEN: RwLock<Option<State>> = RwLock::new(None);

/// Asks the device, which sees the code of sessions if the token is away.
pub(crate) fn ask(device: impl FnOnce(Option<Code>) -> CK_RV) -> CK_RV {
    let Some(journal) = journal() else {
        return device(None);
    };
    let seen = current(&journal);
    device(seen.as_ref().and_then(State::away))
}

/// The token leaves now and returns after a time.
pub(crate) fn leave(code: Code, away: Duration) {
    let left = journal().map(|journal| journal.leaves_for(code, away));
    if let Some(Err(error)) = left {
        eprintln!("SCEAU_SHIM_PLAN: {error}");
        std::process::abort();
    }
}

fn journal() -> Option<Journal> {
    Some(settings().plan.as_ref()?.journal())
}

fn current(journal: &Journal) -> RwLockReadGuard<'static, Option<State>> {
    loop {
        let seen = SEEN.read().unwrap_or_else(PoisonError::into_inner);
        if seen
            .as_ref()
            .is_some_and(|state| state.length == journal.length())
        {
            return seen;
        }
        drop(seen);
        catch_up(journal);
    }
}

fn catch_up(journal: &Journal) {
    let mut seen = SEEN.write().unwrap_or_else(PoisonError::into_inner);
    let now = journal.read();
    let left = |before: &State| now.departures > before.departures;
    if seen.as_ref().is_some_and(left) {
        settings().log("-", TOKEN_LEFT);
        close_all_sessions();
    }
    *seen = Some(now);
}

fn close_all_sessions() {
    sessions::forget();
    let Some(close) = functions().C_CloseAllSessions else {
        return;
    };
    for slot in slots() {
        // SAFETY: no other call is under way, and any slot number may be given.
        let _closed: CK_RV = unsafe { close(slot) };
    }
}

/// The device forgets who is logged in. A logout in any session is one in all (PKCS#11 2.40
/// 5.6), so that a session of our own will do.
pub(crate) fn log_out() {
    // Nobody closes our session meanwhile.
    let _held = SEEN.read().unwrap_or_else(PoisonError::into_inner);
    let table = functions();
    let (Some(open), Some(log_out), Some(close)) =
        (table.C_OpenSession, table.C_Logout, table.C_CloseSession)
    else {
        return;
    };
    for slot in slots() {
        let mut session = 0;
        // SAFETY: any slot number may be given; no callback is.
        let opened = unsafe {
            open(
                slot,
                CKF_SERIAL_SESSION,
                ptr::null_mut(),
                None,
                &raw mut session,
            )
        };
        if opened == CKR_OK {
            // SAFETY: the session is ours.
            let _done: [CK_RV; 2] = unsafe { [log_out(session), close(session)] };
        }
    }
}

fn slots() -> Vec<CK_SLOT_ID> {
    let Some(list) = functions().C_GetSlotList else {
        return Vec::new();
    };
    let mut count = 0;
    // SAFETY: a null list asks for the number.
    let asked = unsafe { list(CK_FALSE, ptr::null_mut(), &raw mut count) };
    let mut slots = vec![0; usize::try_from(count).unwrap_or(0)];
    // SAFETY: there is room for `count` slots.
    let told = unsafe { list(CK_FALSE, slots.as_mut_ptr(), &raw mut count) };
    if asked == CKR_OK && told == CKR_OK {
        slots
    } else {
        Vec::new()
    }
}
