//! The functions that only forward, under the plan; and our functions put into a table.
//!
//! A flat table, in the order of the standard. What is not here and not in `slots`, `sessions`
//! or `signature` goes straight to the real module: functions that no program of ours calls, and
//! `C_WaitForSlotEvent`, which may block for ever and must hold no lock meanwhile.

use std::ffi::c_void;

use cryptoki_sys::{
    CK_ATTRIBUTE, CK_FLAGS, CK_FUNCTION_LIST_3_2, CK_INFO, CK_MECHANISM, CK_MECHANISM_INFO,
    CK_MECHANISM_TYPE, CK_OBJECT_HANDLE, CK_RV, CK_SESSION_HANDLE, CK_SESSION_INFO, CK_SLOT_ID,
    CK_TOKEN_INFO, CK_ULONG, CKR_FUNCTION_NOT_SUPPORTED,
};

use crate::call::{Scope, call};
use crate::real::functions;
use crate::{sessions, signature, slots};

type Bytes = *mut u8;
type Mechanism = *mut CK_MECHANISM;
type Object = CK_OBJECT_HANDLE;
type Session = CK_SESSION_HANDLE;
type Slot = CK_SLOT_ID;
type Template = *mut CK_ATTRIBUTE;

macro_rules! table {
    (
        own { $($module:ident::$own:ident,)* }
        forwarded { $($scope:ident $name:ident($($argument:ident: $kind:ty),* $(,)?);)* }
    ) => {
        $(
            #[allow(clippy::too_many_arguments, reason = "the standard has so many")]
            unsafe extern "C" fn $name($($argument: $kind),*) -> CK_RV {
                call(stringify!($name), Scope::$scope, || match functions().$name {
                    // SAFETY: the caller's own arguments, of whom the standard asks the same.
                    Some(real) => unsafe { real($($argument),*) },
                    None => CKR_FUNCTION_NOT_SUPPORTED,
                })
            }
        )*

        /// The functions into which faults can be injected.
        pub(crate) const FUNCTIONS: &[&str] = &[
            $(stringify!($own),)*
            $(stringify!($name),)*
        ];

        /// Puts our functions in place of those that are there.
        pub(crate) fn stand_in_front(list: &mut CK_FUNCTION_LIST_3_2) {
            $(list.$own = list.$own.and(Some($module::$own));)*
            $(list.$name = list.$name.and(Some($name));)*
        }
    };
}

table! {
    own {
        sessions::C_Finalize,
        slots::C_GetSlotList,
        slots::C_GetSlotInfo,
        sessions::C_OpenSession,
        sessions::C_CloseSession,
        sessions::C_CloseAllSessions,
        sessions::C_Login,
        sessions::C_LoginUser,
        signature::C_Sign,
        signature::C_SignFinal,
    }
    forwarded {
        Module C_Initialize(arguments: *mut c_void);
        Module C_GetInfo(info: *mut CK_INFO);
        Slot C_GetTokenInfo(slot: Slot, info: *mut CK_TOKEN_INFO);
        Slot C_GetMechanismList(slot: Slot, list: *mut CK_MECHANISM_TYPE, count: *mut CK_ULONG);
        Slot C_GetMechanismInfo(slot: Slot, mechanism: CK_MECHANISM_TYPE, info: *mut CK_MECHANISM_INFO);
        Slot C_InitToken(slot: Slot, pin: Bytes, pin_length: CK_ULONG, label: Bytes);
        Session C_InitPIN(session: Session, pin: Bytes, length: CK_ULONG);
        Session C_SetPIN(
            session: Session, old: Bytes, old_length: CK_ULONG, new: Bytes, new_length: CK_ULONG,
        );
        Session C_GetSessionInfo(session: Session, info: *mut CK_SESSION_INFO);
        Session C_Logout(session: Session);
        Session C_CreateObject(
            session: Session, template: Template, count: CK_ULONG, object: *mut Object,
        );
        Session C_CopyObject(
            session: Session, object: Object, template: Template, count: CK_ULONG, copy: *mut Object,
        );
        Session C_DestroyObject(session: Session, object: Object);
        Session C_GetObjectSize(session: Session, object: Object, size: *mut CK_ULONG);
        Session C_GetAttributeValue(
            session: Session, object: Object, template: Template, count: CK_ULONG,
        );
        Session C_SetAttributeValue(
            session: Session, object: Object, template: Template, count: CK_ULONG,
        );
        Session C_FindObjectsInit(session: Session, template: Template, count: CK_ULONG);
        Session C_FindObjects(
            session: Session, objects: *mut Object, room: CK_ULONG, count: *mut CK_ULONG,
        );
        Session C_FindObjectsFinal(session: Session);
        Session C_EncryptInit(session: Session, mechanism: Mechanism, key: Object);
        Session C_Encrypt(
            session: Session, data: Bytes, length: CK_ULONG, out: Bytes, out_length: *mut CK_ULONG,
        );
        Session C_EncryptUpdate(
            session: Session, data: Bytes, length: CK_ULONG, out: Bytes, out_length: *mut CK_ULONG,
        );
        Session C_EncryptFinal(session: Session, out: Bytes, out_length: *mut CK_ULONG);
        Session C_DecryptInit(session: Session, mechanism: Mechanism, key: Object);
        Session C_Decrypt(
            session: Session, data: Bytes, length: CK_ULONG, out: Bytes, out_length: *mut CK_ULONG,
        );
        Session C_DecryptUpdate(
            session: Session, data: Bytes, length: CK_ULONG, out: Bytes, out_length: *mut CK_ULONG,
        );
        Session C_DecryptFinal(session: Session, out: Bytes, out_length: *mut CK_ULONG);
        Session C_DigestInit(session: Session, mechanism: Mechanism);
        Session C_Digest(
            session: Session, data: Bytes, length: CK_ULONG, out: Bytes, out_length: *mut CK_ULONG,
        );
        Session C_DigestUpdate(session: Session, data: Bytes, length: CK_ULONG);
        Session C_DigestKey(session: Session, key: Object);
        Session C_DigestFinal(session: Session, out: Bytes, out_length: *mut CK_ULONG);
        Session C_SignInit(session: Session, mechanism: Mechanism, key: Object);
        Session C_SignUpdate(session: Session, data: Bytes, length: CK_ULONG);
        Session C_VerifyInit(session: Session, mechanism: Mechanism, key: Object);
        Session C_Verify(
            session: Session, data: Bytes, length: CK_ULONG, signature: Bytes,
            signature_length: CK_ULONG,
        );
        Session C_VerifyUpdate(session: Session, data: Bytes, length: CK_ULONG);
        Session C_VerifyFinal(session: Session, signature: Bytes, length: CK_ULONG);
        Session C_GenerateKey(
            session: Session, mechanism: Mechanism, template: Template, count: CK_ULONG,
            key: *mut Object,
        );
        Session C_GenerateKeyPair(
            session: Session, mechanism: Mechanism, public: Template, public_count: CK_ULONG,
            private: Template, private_count: CK_ULONG, public_key: *mut Object,
            private_key: *mut Object,
        );
        Session C_WrapKey(
            session: Session, mechanism: Mechanism, wrapping: Object, key: Object, out: Bytes,
            out_length: *mut CK_ULONG,
        );
        Session C_UnwrapKey(
            session: Session, mechanism: Mechanism, unwrapping: Object, wrapped: Bytes,
            length: CK_ULONG, template: Template, count: CK_ULONG, key: *mut Object,
        );
        Session C_DeriveKey(
            session: Session, mechanism: Mechanism, base: Object, template: Template,
            count: CK_ULONG, key: *mut Object,
        );
        Session C_SeedRandom(session: Session, seed: Bytes, length: CK_ULONG);
        Session C_GenerateRandom(session: Session, out: Bytes, length: CK_ULONG);
        Session C_SessionCancel(session: Session, flags: CK_FLAGS);
    }
}
