//! The shim in front of a lab's tokens: the harness of the stories about faults.

use std::fs;
use std::time::Duration;

use sceau_tests::lab::Lab;
use sceau_tests::shim::{CA, Code, Fault, OCSP, before};
use sceau_tests::subject::{SIGNATURE, openssl_request};

const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";

#[test]
fn certificates_are_issued_through_the_shim_and_logins_are_counted() {
    let lab = Lab::up();
    let shim = before(&lab, CA);
    let csr = openssl_request(&lab, "shim", P256);
    let _issued = SIGNATURE.issue(&lab, &csr);
    assert!(shim.log().logins().unwrap() > 0);
    let slow = Fault::Slow(Duration::from_millis(50));
    shim.plan().next("C_Sign", slow, 1).unwrap();
    let again = openssl_request(&lab, "again", P256);
    let _issued = SIGNATURE.issue(&lab, &again);
    assert_eq!(shim.log().injected("C_Sign", slow).unwrap(), 1);
}

#[test]
fn the_responder_meets_the_faults_of_its_own_plan() {
    let lab = Lab::up();
    let (ca, ocsp) = (before(&lab, CA), before(&lab, OCSP));
    let refused = Fault::Before(Code::PIN_INCORRECT);
    ocsp.plan().next("C_Login", refused, 1).unwrap();
    let config = lab.file(OCSP);
    let mut check = sceau_tests::lab::hermetic("sceau-ocsp");
    check.args(["check", "--config"]).arg(config);
    let check = sceau_tests::run::Run::of(&mut check).fails();
    let _said = check.says("CKR_PIN_INCORRECT");
    assert_eq!(ocsp.log().injected("C_Login", refused).unwrap(), 1);
    assert!(ca.log().entries().unwrap().is_empty());
    let text = fs::read_to_string(lab.file(CA)).unwrap();
    assert!(text.contains("SOFTHSM2_CONF"), "{text}");
}
