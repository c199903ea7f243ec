//! A token that leaves and returns.

use std::iter;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use cryptoki::object::{Attribute, ObjectClass};
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use sceau_pkcs11_shim::code::Code;
use sceau_pkcs11_shim::fault::Fault;
use sceau_pkcs11_shim::log::TOKEN_LEFT;

use crate::client::{Client, as_client, as_client_of, code, key, sign};
use crate::sandbox::{PIN, Sandbox, said};
use crate::token::Token;

#[test]
fn while_the_token_is_away_slots_are_empty_and_sessions_answer_with_the_code() {
    as_client(|client| {
        let slot = client.pkcs11.get_slots_with_initialized_token().unwrap()[0];
        let session = client.session().unwrap();
        client.login(&session);
        let key = key(&session);
        let plan = client.shim.plan();
        for (left, seen) in [
            (Code::DEVICE_REMOVED, "DeviceRemoved"),
            (Code::SESSION_HANDLE_INVALID, "SessionHandleInvalid"),
        ] {
            plan.token_leaves(left).unwrap();
            assert!(client.pkcs11.get_slots_with_token().unwrap().is_empty());
            assert!(client.pkcs11.get_all_slots().unwrap().contains(&slot));
            let info = client.pkcs11.get_slot_info(slot).unwrap();
            assert!(!info.token_present());
            let token = client.pkcs11.get_token_info(slot);
            assert_eq!(code(token), "TokenNotPresent");
            let opened = client.pkcs11.open_ro_session(slot);
            assert_eq!(code(opened), "TokenNotPresent");
            assert_eq!(code(sign(&session, key)), seen);
            plan.token_returns().unwrap();
        }
        assert_eq!(client.shim.log().count("-", TOKEN_LEFT).unwrap(), 2);
    });
}

#[test]
fn sessions_logins_and_handles_are_dead_when_the_token_is_back_even_unseen() {
    as_client(|client| {
        let old = client.session().unwrap();
        client.login(&old);
        let old_key = key(&old);
        assert_eq!(sign(&old, old_key).unwrap().len(), 64);
        // No call while the token is away.
        let plan = client.shim.plan();
        plan.token_leaves(Code::DEVICE_REMOVED).unwrap();
        plan.token_returns().unwrap();
        assert_eq!(code(sign(&old, old_key)), "SessionHandleInvalid");
        let new = client.session().unwrap();
        client.login(&new);
        assert_eq!(code(sign(&new, old_key)), "ObjectHandleInvalid");
        assert_eq!(sign(&new, key(&new)).unwrap().len(), 64);
    });
}

#[test]
fn sessions_and_logins_of_kryoptic_are_dead_when_it_is_back() {
    as_client_of(Token::Kryoptic, |client| {
        let old = client.session().unwrap();
        client.login(&old);
        let old_key = key(&old);
        assert_eq!(sign(&old, old_key).unwrap().len(), 64);
        let plan = client.shim.plan();
        plan.token_leaves(Code::DEVICE_REMOVED).unwrap();
        assert_eq!(code(sign(&old, old_key)), "DeviceRemoved");
        plan.token_returns().unwrap();
        assert_eq!(code(sign(&old, old_key)), "SessionHandleInvalid");
        let new = client.session().unwrap();
        assert_eq!(code(sign(&new, old_key)), "GeneralError");
        client.login(&new);
        // SoftHSM forgets the handles of keys in the token at a logout, kryoptic does not.
        assert_eq!(sign(&new, old_key).unwrap().len(), 64);
        assert_eq!(sign(&new, key(&new)).unwrap().len(), 64);
    });
}

#[test]
fn a_token_that_leaves_between_two_calls_returns_by_itself() {
    as_client(|client| {
        let session = client.session().unwrap();
        client.login(&session);
        let key = key(&session);
        let away = Duration::from_millis(300);
        let leave = Fault::Leave(Code::DEVICE_REMOVED, away);
        client.shim.plan().next("C_Sign", leave, 1).unwrap();
        assert_eq!(code(sign(&session, key)), "DeviceRemoved");
        assert!(client.pkcs11.get_slots_with_token().unwrap().is_empty());
        thread::sleep(away);
        let back = client.session().unwrap();
        client.login(&back);
        assert_eq!(client.shim.log().injected("C_Sign", leave).unwrap(), 1);
    });
}

#[test]
fn a_token_that_leaves_while_threads_sign_leaves_no_crash_behind() {
    as_client(|client| {
        let plan = client.shim.plan();
        let over = AtomicBool::new(false);
        let signer = || {
            let attempts = iter::from_fn(|| {
                (!over.load(Ordering::Relaxed)).then(|| try_to_sign(client).is_some())
            });
            attempts.filter(|signed| *signed).count()
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(signer)).collect();
            for _ in 0..20 {
                plan.token_leaves(Code::DEVICE_REMOVED).unwrap();
                thread::sleep(Duration::from_millis(3));
                plan.token_returns().unwrap();
                thread::sleep(Duration::from_millis(15));
            }
            over.store(true, Ordering::Relaxed);
            let signed: usize = threads.into_iter().map(|t| t.join().unwrap()).sum();
            assert!(signed > 0, "nothing was signed between two departures");
        });
        let left = client.shim.log().count("-", TOKEN_LEFT).unwrap();
        assert!(left >= 10, "{left} of 20 departures were seen");
        let session = client.session().unwrap();
        client.login(&session);
        assert_eq!(sign(&session, key(&session)).unwrap().len(), 64);
    });
}

/// Signs with a new session, if the token does not leave meanwhile.
fn try_to_sign(client: &Client) -> Option<Vec<u8>> {
    let slot = *client
        .pkcs11
        .get_slots_with_initialized_token()
        .ok()?
        .first()?;
    let session = client.pkcs11.open_ro_session(slot).ok()?;
    // Another thread may have logged in already.
    let _login = session.login(UserType::User, Some(&AuthPin::from(PIN)));
    let wanted = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Label(b"ec".to_vec()),
    ];
    let key = *session.find_objects(&wanted).ok()?.first()?;
    sign(&session, key).ok()
}

#[test]
fn a_program_that_starts_while_the_token_is_away_finds_none() {
    let sandbox = Sandbox::new();
    let plan = sandbox.shim.plan();
    let away = Duration::from_secs(60);
    plan.token_leaves_for(Code::DEVICE_REMOVED, away).unwrap();
    let (output, signature) = sandbox.sign("rsa");
    assert!(
        !output.status.success() && signature.is_none(),
        "{}",
        said(&output)
    );
    plan.token_returns().unwrap();
    let (output, _) = sandbox.sign("rsa");
    assert!(output.status.success(), "{}", said(&output));
}
