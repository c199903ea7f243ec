//! The symbols that a program looks up, and the tables behind them.

use std::ffi::{CStr, c_void};
use std::sync::OnceLock;

use cryptoki_sys::{
    CK_FLAGS, CK_FUNCTION_LIST, CK_INTERFACE, CK_RV, CK_ULONG, CK_VERSION, CKR_ARGUMENTS_BAD,
    CKR_BUFFER_TOO_SMALL, CKR_FUNCTION_FAILED, CKR_GENERAL_ERROR, CKR_OK,
};

use crate::forward;
use crate::real::{Real, real, table};
use crate::settings::settings;

/// The name of the standard's own interfaces.
const STANDARD: &CStr = c"PKCS 11";

/// What stands in front of an interface of the real module.
struct Front {
    behind: *mut c_void,
    interface: CK_INTERFACE,
}

/// All that the real module has, with our functions in it.
struct Fronts {
    list: *mut c_void,
    interfaces: Vec<Front>,
    hidden: bool,
}

// SAFETY: the pointers are to tables that live as long as the process and never change.
unsafe impl Send for Fronts {}
// SAFETY: as above.
unsafe impl Sync for Fronts {}

fn fronts() -> Option<&'static Fronts> {
    static FRONTS: OnceLock<Option<Fronts>> = OnceLock::new();
    FRONTS.get_or_init(|| real().map(Fronts::new)).as_ref()
}

impl Fronts {
    fn new(real: &Real) -> Self {
        let list = front(real.list);
        let all = real.interfaces().filter(|_| !settings().only_2_40);
        let hidden = all.is_none();
        let old = CK_INTERFACE {
            pInterfaceName: STANDARD.as_ptr().cast_mut().cast(),
            pFunctionList: real.list,
            flags: 0,
        };
        let interfaces = all.unwrap_or_else(|| vec![old]).into_iter().map(Front::new);
        Self {
            list,
            interfaces: interfaces.collect(),
            hidden,
        }
    }

    /// The front of what the real module gives for the same question.
    fn find(
        &'static self,
        name: *mut u8,
        version: *mut CK_VERSION,
        flags: CK_FLAGS,
    ) -> Option<&'static CK_INTERFACE> {
        if self.hidden {
            // SAFETY: as C_GetInterface asks of its caller.
            let wanted = unsafe { wants_2_40(name, version) };
            return self
                .interfaces
                .first()
                .filter(|_| wanted)
                .map(|f| &f.interface);
        }
        let behind = real()?.interface(name, version, flags)?.pFunctionList;
        let mut fronts = self.interfaces.iter();
        fronts
            .find(|front| front.behind == behind)
            .map(|f| &f.interface)
    }
}

impl Front {
    fn new(real: CK_INTERFACE) -> Self {
        let behind = real.pFunctionList;
        // SAFETY: the name of an interface is a text that ends with NUL (3.0, 3.6).
        let name = unsafe { CStr::from_ptr(real.pInterfaceName.cast()) };
        // A vendor's own interface has a shape of its own and stays as it is.
        let list = if name == STANDARD {
            front(behind)
        } else {
            behind
        };
        let interface = CK_INTERFACE {
            pFunctionList: list,
            ..real
        };
        Self { behind, interface }
    }
}

/// A list with our functions in front of the real ones. It is never freed.
fn front(behind: *mut c_void) -> *mut c_void {
    // SAFETY: the lists of the standard's interfaces come here, and no other.
    let mut list = unsafe { table(behind) };
    forward::stand_in_front(&mut list);
    list.C_GetFunctionList = Some(C_GetFunctionList);
    if list.version.major >= 3 {
        list.C_GetInterfaceList = Some(C_GetInterfaceList);
        list.C_GetInterface = Some(C_GetInterface);
    }
    let list: *mut _ = Box::leak(Box::new(list));
    list.cast()
}

/// Whether a question for an interface is answered by that of 2.40.
///
/// # Safety
/// The pointers are null or to a text that ends with NUL and to a version.
unsafe fn wants_2_40(name: *mut u8, version: *mut CK_VERSION) -> bool {
    // SAFETY: see above.
    let named = name.is_null() || unsafe { CStr::from_ptr(name.cast()) } == STANDARD;
    // SAFETY: see above.
    let old = version.is_null() || unsafe { *version }.major == 2;
    named && old
}

/// PKCS#11 2.40, 5.4.
///
/// # Safety
/// The pointer is null or to a place for the answer.
#[unsafe(no_mangle)]
unsafe extern "C" fn C_GetFunctionList(list: *mut *mut CK_FUNCTION_LIST) -> CK_RV {
    if list.is_null() {
        return CKR_ARGUMENTS_BAD;
    }
    let Some(fronts) = fronts() else {
        return CKR_GENERAL_ERROR;
    };
    // SAFETY: not null, and the caller's place for the answer.
    unsafe { *list = fronts.list.cast() };
    CKR_OK
}

/// PKCS#11 3.0, 5.4.4.
///
/// # Safety
/// The first pointer is null or to room for `*count` interfaces.
#[unsafe(no_mangle)]
unsafe extern "C" fn C_GetInterfaceList(list: *mut CK_INTERFACE, count: *mut CK_ULONG) -> CK_RV {
    if count.is_null() {
        return CKR_ARGUMENTS_BAD;
    }
    let Some(fronts) = fronts() else {
        return CKR_GENERAL_ERROR;
    };
    // SAFETY: not null, and the caller's count.
    let room = unsafe { *count };
    let number = CK_ULONG::try_from(fronts.interfaces.len()).unwrap_or(0);
    // SAFETY: as above.
    unsafe { *count = number };
    if list.is_null() {
        return CKR_OK;
    }
    if room < number {
        return CKR_BUFFER_TOO_SMALL;
    }
    for (place, front) in fronts.interfaces.iter().enumerate() {
        // SAFETY: there is room for `number` interfaces.
        unsafe { list.add(place).write(front.interface) };
    }
    CKR_OK
}

/// PKCS#11 3.0, 5.4.5. A module of 2.40 gives its one interface.
///
/// # Safety
/// Name and version are null or as the standard has them; the third pointer is null or to a
/// place for the answer.
#[unsafe(no_mangle)]
unsafe extern "C" fn C_GetInterface(
    name: *mut u8,
    version: *mut CK_VERSION,
    interface: *mut *mut CK_INTERFACE,
    flags: CK_FLAGS,
) -> CK_RV {
    if interface.is_null() {
        return CKR_ARGUMENTS_BAD;
    }
    let Some(found) = fronts().and_then(|fronts| fronts.find(name, version, flags)) else {
        return CKR_FUNCTION_FAILED;
    };
    // SAFETY: not null, and the caller's place for the answer.
    unsafe { *interface = std::ptr::from_ref(found).cast_mut() };
    CKR_OK
}
