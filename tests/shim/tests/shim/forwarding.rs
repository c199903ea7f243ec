//! Without a fault the shim is not noticed.

use std::fs;

use sceau_pkcs11_shim::shim::Shim;

use crate::sandbox::{Sandbox, said, succeeds};
use crate::token::{Token, installed};

#[test]
fn a_signature_through_the_shim_is_the_one_without_it() {
    let sandbox = Sandbox::new();
    let (output, signature) = sandbox.sign("rsa");
    assert!(output.status.success(), "{}", said(&output));
    // PKCS#1 1.5 is deterministic.
    assert_eq!(signature.unwrap(), sandbox.sign_directly("rsa"));
    let (_, signature) = sandbox.sign("ec");
    assert!(sandbox.verifies("ec", &signature.unwrap()));
    assert_eq!(sandbox.shim.log().logins().unwrap(), 2);
    assert_eq!(sandbox.shim.log().entries().unwrap().len(), 2);
}

#[test]
fn what_a_token_says_of_itself_is_the_same_through_the_shim() {
    let sandbox = Sandbox::new();
    for words in [
        ["--show-info", "--list-slots"],
        ["--list-mechanisms", "--list-objects"],
    ] {
        let through = succeeds(&mut sandbox.through(&words));
        let direct = succeeds(&mut sandbox.direct(&words));
        assert_eq!(said(&through), said(&direct));
    }
}

#[test]
fn the_spy_of_opensc_works_in_front_of_the_shim() {
    let sandbox = Sandbox::new();
    let spy = [
        "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so",
        "/usr/lib/aarch64-linux-gnu/pkcs11-spy.so",
        "/usr/lib64/pkcs11-spy.so",
    ];
    let (words, signature) = sandbox.signing("rsa");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut tool = sandbox.tool(&installed(&spy, "apt-get install opensc"), &words);
    tool.env("PKCS11SPY", Shim::module().unwrap())
        .env("PKCS11SPY_OUTPUT", sandbox.path("spy.log"));
    let _signed = succeeds(&mut tool);
    let signature = fs::read(signature).unwrap();
    assert_eq!(signature, sandbox.sign_directly("rsa"));
    let seen = fs::read_to_string(sandbox.path("spy.log")).unwrap();
    assert!(seen.contains(": C_Login\n"), "{seen}");
    assert_eq!(sandbox.shim.log().logins().unwrap(), 1);
}

#[test]
fn hsm_03_the_interfaces_of_a_token_are_forwarded_or_hidden() {
    let list = |sandbox: &Sandbox, shim: &Shim| {
        let mut tool = sandbox.through(&["--list-interfaces"]);
        said(&tool.envs(shim.environment()).output().unwrap())
    };
    let kryoptic = Sandbox::of(Token::Kryoptic);
    let all = list(&kryoptic, &kryoptic.shim);
    assert!(all.contains("version: 3.2"), "{all}");
    let none = "only in PKCS #11 3.0 and newer";
    let hidden = kryoptic.shim.clone().of_2_40();
    let old = list(&kryoptic, &hidden);
    assert!(old.contains(none), "{old}");
    let softhsm = Sandbox::new();
    assert!(list(&softhsm, &softhsm.shim).contains(none));
}

#[test]
fn a_signature_of_kryoptic_through_the_shim_is_the_one_without_it() {
    let sandbox = Sandbox::of(Token::Kryoptic);
    let (output, signature) = sandbox.sign("rsa");
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(signature.unwrap(), sandbox.sign_directly("rsa"));
}

#[test]
fn a_module_that_is_not_there_is_an_error() {
    let sandbox = Sandbox::new();
    let mut tool = sandbox.through(&["--list-slots"]);
    let output = tool
        .env("SCEAU_SHIM_MODULE", "/nowhere.so")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(said(&output).contains("/nowhere.so"), "{}", said(&output));
}
