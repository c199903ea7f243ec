//! The same token as a module of PKCS#11 2.40: without `C_GetInterface` (HSM-03).

use kryoptic_lib::fns::general;
use kryoptic_lib::pkcs11::{CK_FUNCTION_LIST_PTR_PTR, CK_RV};

/// PKCS#11 2.40, 5.4.
#[unsafe(no_mangle)]
pub extern "C" fn C_GetFunctionList(list: CK_FUNCTION_LIST_PTR_PTR) -> CK_RV {
    general::fn_get_function_list(list)
}
