//! Signatures that are wrong.

use sceau_pkcs11_shim::fault::Fault;

use crate::sandbox::Sandbox;

#[test]
fn a_wrong_signature_has_the_right_length_and_does_not_verify() {
    let sandbox = Sandbox::new();
    let right = sandbox.sign_directly("rsa");
    for (fault, label) in [
        (Fault::BitFlip, "rsa"),
        (Fault::RandomSignature, "rsa"),
        (Fault::BitFlip, "ec"),
        (Fault::RandomSignature, "ec"),
    ] {
        sandbox.shim.plan().next("C_Sign", fault, 1).unwrap();
        let (_, wrong) = sandbox.sign(label);
        let wrong = wrong.unwrap();
        assert!(!sandbox.verifies(label, &wrong), "{fault} {label}");
        if label == "rsa" {
            assert_eq!(wrong.len(), right.len());
            let bits: u32 = wrong
                .iter()
                .zip(&right)
                .map(|(a, b)| (a ^ b).count_ones())
                .sum();
            assert_eq!(bits == 1, fault == Fault::BitFlip, "{bits} bits differ");
        } else {
            assert_eq!(wrong.len(), 64);
        }
        let (_, good) = sandbox.sign(label);
        assert!(sandbox.verifies(label, &good.unwrap()), "the next is right");
    }
}
