//! Slots: empty while the token is away.

use cryptoki_sys::{
    CK_BBOOL, CK_FALSE, CK_RV, CK_SLOT_ID, CK_SLOT_INFO, CK_ULONG, CKF_TOKEN_PRESENT,
    CKR_ARGUMENTS_BAD, CKR_FUNCTION_NOT_SUPPORTED, CKR_OK,
};

use crate::call::seeing;
use crate::real::functions;
use crate::settings::settings;

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_GetSlotList(
    with_token: CK_BBOOL,
    list: *mut CK_SLOT_ID,
    count: *mut CK_ULONG,
) -> CK_RV {
    seeing("C_GetSlotList", settings().take("C_GetSlotList"), |away| {
        if with_token == CK_FALSE || away.is_none() {
            // SAFETY: the caller's own arguments.
            return functions()
                .C_GetSlotList
                .map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| unsafe {
                    real(with_token, list, count)
                });
        }
        if count.is_null() {
            return CKR_ARGUMENTS_BAD;
        }
        // SAFETY: not null, and the caller's place for the answer.
        unsafe { *count = 0 };
        CKR_OK
    })
}

/// # Safety
/// As the standard has it.
pub(crate) unsafe extern "C" fn C_GetSlotInfo(slot: CK_SLOT_ID, info: *mut CK_SLOT_INFO) -> CK_RV {
    seeing("C_GetSlotInfo", settings().take("C_GetSlotInfo"), |away| {
        let Some(real) = functions().C_GetSlotInfo else {
            return CKR_FUNCTION_NOT_SUPPORTED;
        };
        // SAFETY: the caller's own arguments.
        let answer = unsafe { real(slot, info) };
        if answer == CKR_OK && away.is_some() {
            // SAFETY: the real function has just written there.
            unsafe { (*info).flags &= !CKF_TOKEN_PRESENT };
        }
        answer
    })
}
