//! The survey of a token: what it finds out, and that it leaves nothing behind.

use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::{KeyStore, NewKey, SignerError};
use hsm::config::TokenConfig;
use hsm::survey::examine::{Order, Step, examine};
use hsm::survey::facts::{Class, Examination, Misuse, Outcome, Stage};
use hsm::survey::library;
use sceau_pkcs11_shim::code::Code;
use sceau_pkcs11_shim::fault::Fault;
use sceau_pkcs11_shim::shim::Shim;

use crate::TOKEN;
use crate::sandbox::{PIN, Sandbox, has, module, sandboxed};

/// The token with the shim in front of it.
fn behind_shim(sandbox: &Sandbox) -> (TokenConfig, Shim) {
    let mut config = inhabited(sandbox);
    let shim = Shim::before(module(), sandbox.path("shim")).unwrap();
    config.module = Shim::module().unwrap();
    config.env = shim.environment();
    (config, shim)
}

fn survey(config: &TokenConfig, go_on: &mut dyn FnMut(Step) -> bool) -> Examination {
    let order = Order {
        config,
        prompt: &|_| panic!("no prompt"),
        random: &SystemRandom::new(),
        quick: true,
        budget: Duration::from_secs(120),
    };
    examine(&order, go_on).unwrap()
}

/// A token with a key that is none of the survey's business.
fn inhabited(sandbox: &Sandbox) -> TokenConfig {
    let token = sandbox.token();
    let resident = NewKey::new(KeyAlgorithm::P256, "resident");
    token.generate(&resident).unwrap();
    sandbox.config("pkcs11:token=sceau")
}

/// What OpenSC sees in the token; kryoptic lists its mechanisms as objects, in no order.
fn objects(sandbox: &Sandbox) -> Vec<String> {
    let listed = sandbox.pkcs11_tool(&["--list-objects"]);
    let mut lines: Vec<_> = listed.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn hsm_01_hsm_02_hsm_05_a_survey_finds_out_all_and_leaves_the_token_as_it_was() {
    sandboxed(|sandbox| {
        let config = inhabited(sandbox);
        let before = objects(sandbox);
        assert!(before.concat().contains("resident"), "{before:?}");
        let found = survey(&config, &mut |_| true);
        assert_eq!((&found.left_behind, found.workers_lost), (&None, 0));
        assert_eq!(objects(sandbox), before);
        each_algorithm_is_verified_and_timed_or_refused(&found);
        essential_attributes_are_honoured(&found);
        lost_keys_and_logins_are_seen_as_lost(&found);
        the_device_is_told_and_no_pin(&found, sandbox);
    });
}

fn each_algorithm_is_verified_and_timed_or_refused(found: &Examination) {
    assert_eq!(found.algorithms.len(), KeyAlgorithm::ALL.len());
    for (told, algorithm) in found.algorithms.iter().zip(KeyAlgorithm::ALL) {
        assert_eq!(told.name, algorithm.as_str());
        if has(algorithm) {
            assert_eq!((told.verified, &told.trouble), (Some(true), &None));
            assert_eq!(told.object.as_deref(), Some("session"));
            let rate = told.rates[0];
            assert!(
                rate.signatures > 0 && rate.p50_us <= rate.p99_us,
                "{told:?}"
            );
        } else {
            let (stage, trouble) = told.trouble.as_ref().unwrap();
            assert_eq!((*stage, trouble.class), (Stage::Make, Class::Refused));
        }
    }
}

fn essential_attributes_are_honoured(found: &Examination) {
    for name in [
        "CKA_PRIVATE",
        "CKA_SENSITIVE",
        "CKA_EXTRACTABLE",
        "CKA_ALWAYS_SENSITIVE",
        "CKA_NEVER_EXTRACTABLE",
        "CKA_LOCAL",
        "CKA_SIGN",
    ] {
        let told = found.attributes.iter().find(|told| told.name == name);
        let told = told.unwrap();
        assert_eq!(told.outcome, Outcome::Honoured, "{told:?}");
        assert_ne!(told.enforced, Some(false), "{told:?}");
    }
    assert_eq!(found.attributes.len(), 14);
}

fn lost_keys_and_logins_are_seen_as_lost(found: &Examination) {
    assert_eq!(found.reactions.len(), Misuse::ALL.len());
    for told in &found.reactions {
        let class = told.trouble.as_ref().map(|trouble| trouble.class);
        if matches!(told.misuse, Misuse::DeadHandle | Misuse::LoggedOut) {
            assert_eq!(class, Some(Class::Lost), "{told:?}");
            let fault = told
                .trouble
                .as_ref()
                .and_then(|trouble| trouble.fault.as_ref());
            let function = fault.unwrap().to_string();
            assert!(function.starts_with("C_Sign"), "{told:?}");
        }
        assert_ne!(class, Some(Class::Skipped), "{told:?}");
    }
    assert_eq!(found.login.shared, Some(true));
    assert!(found.restart.is_some(), "{:?}", found.troubles);
    assert!(found.sessions.opened > 8, "{:?}", found.sessions);
}

fn the_device_is_told_and_no_pin(found: &Examination, sandbox: &Sandbox) {
    let [slot] = found.library.slots.as_slice() else {
        panic!("{:?}", found.library);
    };
    let token = slot.token.as_ref().unwrap();
    assert_eq!(
        (token.label.as_str(), token.manufacturer.as_str()),
        ("sceau", TOKEN.manufacturer)
    );
    assert!(!found.confinement.core_dumps && !found.confinement.network);
    let text = format!("{found:?}");
    assert!(!text.contains(PIN) && !text.contains(sandbox.path("").to_str().unwrap()));
}

#[test]
fn a_survey_that_is_broken_off_clears_up_and_says_so() {
    sandboxed(|sandbox| {
        let config = inhabited(sandbox);
        let before = objects(sandbox);
        let mut steps = 0;
        let start = Instant::now();
        let found = survey(&config, &mut |_| {
            steps += 1;
            steps < 4
        });
        assert!(found.interrupted && start.elapsed() < Duration::from_secs(20));
        let last = found.algorithms.last().unwrap().trouble.as_ref();
        assert_eq!(last.unwrap().1.class, Class::Skipped);
        assert_eq!(found.left_behind, None);
        assert_eq!(objects(sandbox), before);
    });
}

#[test]
fn hsm_08_slots_are_told_without_a_login() {
    sandboxed(|sandbox| {
        let module = inhabited(sandbox).module();
        let library = library(&module).unwrap();
        let labels: Vec<_> = library
            .slots
            .iter()
            .filter_map(|slot| slot.token.as_ref())
            .filter(|token| token.flags.initialised)
            .map(|token| (token.label.as_str(), token.flags.login_required))
            .collect();
        assert_eq!(labels, [("sceau", true)]);
        assert!(!library.interface.is_empty() && !library.version.is_empty());
    });
}

#[test]
fn hsm_05_a_device_that_hangs_at_a_signature_is_told_and_the_rest_is_examined() {
    sandboxed(|sandbox| {
        let (config, shim) = behind_shim(sandbox);
        shim.plan().always("C_Sign", Fault::Hang).unwrap();
        let start = Instant::now();
        let found = survey(&config, &mut |_| true);
        assert!(start.elapsed() < Duration::from_secs(60));
        let (stage, trouble) = found.algorithms[0].trouble.as_ref().unwrap();
        assert_eq!((*stage, trouble.class), (Stage::Sign, Class::Hung));
        assert!(found.workers_lost > 1, "{}", found.workers_lost);
        assert!(found.sessions.opened > 8 && found.restart.is_some());
        // Each worker that was lost logged in anew with the right PIN, and no other was tried.
        assert!(shim.log().logins().unwrap() > 1);
        let quiet = sandbox.pkcs11_tool(&["--list-objects"]);
        assert!(!quiet.contains("sceau-doctor"), "{quiet}");
    });
}

#[test]
fn hsm_05_a_module_that_crashes_is_told_and_the_rest_is_examined() {
    sandboxed(|sandbox| {
        let (config, shim) = behind_shim(sandbox);
        shim.plan().next("C_Sign", Fault::Segfault, 1).unwrap();
        let found = survey(&config, &mut |_| true);
        let (stage, trouble) = found.algorithms[0].trouble.as_ref().unwrap();
        assert_eq!((*stage, trouble.class), (Stage::Sign, Class::Crashed));
        assert_eq!(found.algorithms[1].verified, Some(true));
        assert_eq!(found.workers_lost, 1);
    });
}

#[test]
fn hsm_05_a_wrong_signature_is_seen() {
    sandboxed(|sandbox| {
        let (config, shim) = behind_shim(sandbox);
        // The binding calls C_Sign twice: for the length, and for the signature.
        shim.plan().always("C_Sign", Fault::BitFlip).unwrap();
        let found = survey(&config, &mut |_| true);
        assert_eq!(found.algorithms[0].verified, Some(false));
        assert_eq!(found.algorithms[0].rates, []);
    });
}

#[test]
fn hsm_04_a_refused_pin_ends_the_survey_at_once() {
    sandboxed(|sandbox| {
        let (config, shim) = behind_shim(sandbox);
        let incorrect = Fault::Before(Code::PIN_INCORRECT);
        shim.plan().always("C_Login", incorrect).unwrap();
        let order = Order {
            config: &config,
            prompt: &|_| panic!("no prompt"),
            random: &SystemRandom::new(),
            quick: true,
            budget: Duration::from_secs(20),
        };
        let error = examine(&order, &mut |_| true).unwrap_err();
        assert!(matches!(error, SignerError::BadPin { .. }), "{error:?}");
        assert_eq!(shim.log().logins().unwrap(), 1);
    });
}

/// CKR_TEMPLATE_INCONSISTENT, by which devices refuse session objects.
const TEMPLATE_INCONSISTENT: Code = Code::new(0xd1);

#[test]
fn token_objects_of_a_survey_are_destroyed_even_after_a_crash() {
    sandboxed(|sandbox| {
        let (config, shim) = behind_shim(sandbox);
        let before = objects(sandbox);
        let refuses = Fault::Before(TEMPLATE_INCONSISTENT);
        shim.plan().next("C_GenerateKeyPair", refuses, 1).unwrap();
        shim.plan().next("C_Sign", Fault::Segfault, 1).unwrap();
        let found = survey(&config, &mut |_| true);
        assert_eq!(found.algorithms[0].object.as_deref(), Some("token"));
        assert_eq!((found.workers_lost, found.left_behind), (1, None));
        assert_eq!(objects(sandbox), before);
    });
}
