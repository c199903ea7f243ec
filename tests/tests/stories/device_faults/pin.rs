//! A PIN that the token does not accept ends service, and no second login is tried (I9).

use std::time::Duration;

use ca_core::authority::issue::IssueError;
use ca_core::authority::issuers::IssuerError;
use ca_core::signer::SignerError;
use sceau_pkcs11_shim::shim::Shim;
use sceau_tests::house::{actor, citizen};
use sceau_tests::lab::Lab;
use sceau_tests::run::Run;
use sceau_tests::shim::{CA, Code, Fault, OCSP, before, set_timeout};
use sceau_tests::subject::{SIGNATURE, openssl_request};

use crate::device_faults::answer::{Answer, TRY_LATER};
use crate::device_faults::bureau::Bureau;
use crate::device_faults::caller::{Callers, Responder};
use crate::device_faults::clerk;
use crate::device_faults::{EACH, TIMEOUT};

const REFUSALS: [Code; 2] = [Code::PIN_INCORRECT, Code::PIN_LOCKED];

/// The login is lost and the next one refused.
fn refuse_login(shim: &Shim, code: Code) {
    let lost = Fault::Before(Code::USER_NOT_LOGGED_IN);
    shim.plan().next("C_Sign", lost, 1).unwrap();
    shim.plan().next("C_Login", Fault::Before(code), 1).unwrap();
}

#[test]
fn hsm_05_a_refused_pin_ends_service_without_a_second_login() {
    let lab = Lab::up();
    let shim = before(&lab, CA);
    set_timeout(&lab.file(CA), TIMEOUT);
    let csr = clerk::csr(&lab);
    for code in REFUSALS {
        for round in 0..EACH {
            let bureau = Bureau::on(&lab, &lab.file(CA));
            let authority = bureau.authority();
            let id = format!("pin-{code}-{round}");
            let wish = citizen(&csr, Some(&id));
            refuse_login(&shim, code);
            let refused = authority.issue(&actor(), &wish).unwrap_err();
            assert!(is_bad_pin(&refused), "{refused:?}");
            let logins = shim.log().logins().unwrap();
            for _ in 0..3 {
                let again = authority.issue(&actor(), &wish).unwrap_err();
                assert!(is_bad_pin(&again), "{again:?}");
            }
            assert_eq!(shim.log().logins().unwrap(), logins, "a second login");
            // A new process, as an operator starts it once the PIN is right.
            let anew = Bureau::on(&lab, &lab.file(CA)).authority();
            let issued = anew.issue(&actor(), &wish).unwrap();
            assert!(!issued.replayed, "it was not signed before");
        }
        let fault = Fault::Before(code);
        assert!(shim.log().injected("C_Login", fault).unwrap() >= EACH);
    }
    let _whole = lab.sceau(["audit", "verify"]).succeeds();
}

#[test]
fn hsm_05_at_the_terminal_a_refused_pin_is_tried_once_and_said() {
    let lab = Lab::up();
    let shim = before(&lab, CA);
    let csr = openssl_request(&lab, "pin", "ec -pkeyopt ec_paramgen_curve:P-256");
    for code in REFUSALS {
        shim.plan().next("C_Login", Fault::Before(code), 1).unwrap();
        let before = shim.log().logins().unwrap();
        let out = lab.file("pin.pem");
        let run = Run::of(&mut SIGNATURE.command(&lab, &csr, &out)).ends_with(5);
        let _said = run.says(&code.to_string());
        assert!(!out.exists());
        assert_eq!(shim.log().logins().unwrap(), before + 1, "a second login");
    }
    let _issued = SIGNATURE.issue(&lab, &csr);
}

#[test]
fn hsm_05_a_responder_whose_pin_is_refused_puts_off_and_tries_no_second_login() {
    let lab = Lab::up();
    let known = SIGNATURE.fulfil(&lab, "known");
    let _down = lab.lab("down", &[]).succeeds();
    let shim = before(&lab, OCSP);
    set_timeout(&lab.file(OCSP), TIMEOUT);
    let callers = Callers::new(&lab, &known);
    let ask = || {
        let question = callers.question();
        let answer = callers.ask(&question).unwrap();
        Answer::read(&answer, &question[question.len() - 16..]).unwrap()
    };
    for code in REFUSALS {
        let responder = Responder::start(&lab);
        assert!(matches!(ask(), Answer::Signed { .. }));
        refuse_login(&shim, code);
        assert_eq!(ask(), Answer::Refused(TRY_LATER));
        let logins = shim.log().logins().unwrap();
        // Longer than the responder waits between two looks at its signers.
        let until = std::time::Instant::now() + Duration::from_secs(5);
        while std::time::Instant::now() < until {
            assert_eq!(ask(), Answer::Refused(TRY_LATER));
        }
        assert_eq!(shim.log().logins().unwrap(), logins, "a second login");
        responder.is_well();
        drop(responder);
        let anew = Responder::start(&lab);
        assert!(matches!(ask(), Answer::Signed { .. }));
        drop(anew);
    }
}

const fn is_bad_pin(error: &IssueError) -> bool {
    matches!(
        error,
        IssueError::Signer(SignerError::BadPin { .. })
            | IssueError::Issuer(IssuerError::Signer(SignerError::BadPin { .. }))
    )
}
