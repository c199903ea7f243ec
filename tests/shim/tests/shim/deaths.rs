//! Calls that never come back.

use std::time::Duration;

use sceau_pkcs11_shim::fault::Fault;

use crate::sandbox::{Sandbox, hangs, said, signal};

const SIGABRT: i32 = 6;
const SIGSEGV: i32 = 11;

#[test]
fn a_program_dies_of_the_signal_once_and_works_when_started_again() {
    let sandbox = Sandbox::new();
    for (fault, expected) in [(Fault::Segfault, SIGSEGV), (Fault::Abort, SIGABRT)] {
        for function in ["C_Initialize", "C_Login", "C_Sign"] {
            sandbox.shim.plan().next(function, fault, 1).unwrap();
            let (died, signature) = sandbox.sign("rsa");
            assert_eq!(signal(&died), Some(expected), "{}", said(&died));
            assert!(signature.is_none_or(|signature| signature.is_empty()));
            assert_eq!(sandbox.shim.log().injected(function, fault).unwrap(), 1);
        }
    }
    let (output, _) = sandbox.sign("rsa");
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_hanging_call_never_comes_back_until_the_plan_is_cleared() {
    let sandbox = Sandbox::new();
    let plan = sandbox.shim.plan();
    plan.always("C_SignInit", Fault::Hang).unwrap();
    let (words, _) = sandbox.signing("rsa");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for _ in 0..2 {
        hangs(&mut sandbox.through(&words), Duration::from_millis(800));
    }
    let hung = sandbox.shim.log().injected("C_SignInit", Fault::Hang);
    assert_eq!(hung.unwrap(), 2);
    plan.clear("C_SignInit").unwrap();
    let (output, _) = sandbox.sign("rsa");
    assert!(output.status.success(), "{}", said(&output));
}
