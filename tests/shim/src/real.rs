//! The module behind: loaded once, for ever.

use std::ffi::c_void;
use std::ptr;
use std::sync::OnceLock;

use cryptoki_sys::{
    CK_FUNCTION_LIST, CK_FUNCTION_LIST_3_0, CK_FUNCTION_LIST_3_2, CK_INTERFACE, CK_RV, CK_VERSION,
    CKR_OK, Pkcs11,
};

use crate::settings::settings;

/// The module behind the shim.
pub(crate) struct Real {
    module: Pkcs11,
    /// Its functions for PKCS#11 2.40.
    pub(crate) list: *mut c_void,
    functions: CK_FUNCTION_LIST_3_2,
}

// SAFETY: the pointer is to a table of the module, which stays loaded and does not change it.
unsafe impl Send for Real {}
// SAFETY: as above; a module must bear calls of several threads (PKCS#11 2.40, 6.6).
unsafe impl Sync for Real {}

/// The module that the variables name; none if it cannot be loaded.
pub(crate) fn real() -> Option<&'static Real> {
    static REAL: OnceLock<Option<Real>> = OnceLock::new();
    REAL.get_or_init(Real::load).as_ref()
}

/// The functions of the module, of its newest interface; empty without a module.
pub(crate) fn functions() -> &'static CK_FUNCTION_LIST_3_2 {
    static NONE: OnceLock<CK_FUNCTION_LIST_3_2> = OnceLock::new();
    real().map_or_else(
        || NONE.get_or_init(CK_FUNCTION_LIST_3_2::default),
        |real| &real.functions,
    )
}

impl Real {
    fn load() -> Option<Self> {
        let path = settings().module.as_ref()?;
        // SAFETY: a PKCS#11 module has no condition on being loaded.
        let module = unsafe { Pkcs11::new(path) };
        let module = module
            .inspect_err(|e| eprintln!("SCEAU_SHIM_MODULE: {e}"))
            .ok()?;
        let mut list: *mut CK_FUNCTION_LIST = ptr::null_mut();
        let get = *module.C_GetFunctionList.as_ref().ok()?;
        // SAFETY: the pointer is to a place for the answer (5.4).
        let answer = unsafe { get(&raw mut list) };
        if answer != CKR_OK || list.is_null() {
            return None;
        }
        let list = list.cast();
        let mut real = Self {
            module,
            list,
            // SAFETY: C_GetFunctionList has just given it.
            functions: unsafe { table(list) },
        };
        if let Some(newest) = real.interface(ptr::null_mut(), ptr::null_mut(), 0) {
            // SAFETY: C_GetInterface has just given it.
            real.functions = unsafe { table(newest.pFunctionList) };
        }
        Some(real)
    }

    /// An interface of the module (3.0, 5.4.5), if it has interfaces and this one among them.
    pub(crate) fn interface(
        &self,
        name: *mut u8,
        version: *mut CK_VERSION,
        flags: u64,
    ) -> Option<CK_INTERFACE> {
        let get = *self.module.C_GetInterface.as_ref().ok()?;
        let mut interface: *mut CK_INTERFACE = ptr::null_mut();
        // SAFETY: name and version are null or as a caller of C_GetInterface must give them.
        let answer = unsafe { get(name, version, &raw mut interface, flags) };
        if answer != CKR_OK || interface.is_null() {
            return None;
        }
        // SAFETY: not null and just given.
        Some(unsafe { *interface })
    }

    /// All interfaces of the module; none if it is of 2.40.
    pub(crate) fn interfaces(&self) -> Option<Vec<CK_INTERFACE>> {
        let list = *self.module.C_GetInterfaceList.as_ref().ok()?;
        let mut count = 0;
        // SAFETY: a null list asks for the number.
        let asked: CK_RV = unsafe { list(ptr::null_mut(), &raw mut count) };
        let mut interfaces = vec![CK_INTERFACE::default(); usize::try_from(count).ok()?];
        // SAFETY: there is room for `count` interfaces.
        let told = unsafe { list(interfaces.as_mut_ptr(), &raw mut count) };
        (asked == CKR_OK && told == CKR_OK).then_some(interfaces)
    }
}

/// A copy of a function list of any version. Each version begins with the fields of the one
/// before; fields of later versions are empty.
///
/// # Safety
/// `list` is a function list of the standard's interface, which begins with its version.
pub(crate) unsafe fn table(list: *const c_void) -> CK_FUNCTION_LIST_3_2 {
    // SAFETY: every list begins with its version.
    let version = unsafe { *list.cast::<CK_VERSION>() };
    let length = match (version.major, version.minor) {
        (0..=2, _) => size_of::<CK_FUNCTION_LIST>(),
        (3, 0 | 1) => size_of::<CK_FUNCTION_LIST_3_0>(),
        _ => size_of::<CK_FUNCTION_LIST_3_2>(),
    };
    let mut table = CK_FUNCTION_LIST_3_2::default();
    // SAFETY: a list of this version has this length, which is at most that of the copy.
    unsafe { ptr::copy_nonoverlapping(list.cast::<u8>(), (&raw mut table).cast(), length) };
    table
}
