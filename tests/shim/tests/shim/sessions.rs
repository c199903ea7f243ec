//! A session table that fills, and logins that are counted.

use sceau_pkcs11_shim::code::Code;
use sceau_pkcs11_shim::fault::Fault;
use sceau_pkcs11_shim::log::SESSION_LIMIT;

use crate::client::{as_client, code, key, sign};
use crate::sandbox::{Sandbox, said};

#[test]
fn a_full_session_table_refuses_until_a_session_is_closed() {
    as_client(|client| {
        client.shim.plan().limit_sessions(Some(2)).unwrap();
        let first = client.session().unwrap();
        let _second = client.session().unwrap();
        assert_eq!(code(client.session()), "SessionCount");
        first.close().unwrap();
        let _third = client.session().unwrap();
        assert_eq!(code(client.session()), "SessionCount");
        client.shim.plan().limit_sessions(None).unwrap();
        let _fourth = client.session().unwrap();
        let refused = client.shim.log().count("C_OpenSession", SESSION_LIMIT);
        assert_eq!(refused.unwrap(), 2);
    });
}

#[test]
fn sessions_of_a_token_that_left_take_no_place() {
    as_client(|client| {
        let plan = client.shim.plan();
        plan.limit_sessions(Some(1)).unwrap();
        let _old = client.session().unwrap();
        plan.token_leaves(Code::DEVICE_REMOVED).unwrap();
        plan.token_returns().unwrap();
        let _new = client.session().unwrap();
    });
}

#[test]
fn i09_a_refused_login_is_counted_and_does_not_reach_the_token() {
    let sandbox = Sandbox::new();
    let (plan, log) = (sandbox.shim.plan(), sandbox.shim.log());
    for (done, code) in [Code::PIN_INCORRECT, Code::PIN_LOCKED]
        .into_iter()
        .enumerate()
    {
        plan.next("C_Login", Fault::Before(code), 1).unwrap();
        let (output, _) = sandbox.sign("rsa");
        assert!(
            said(&output).contains(&code.to_string()),
            "{}",
            said(&output)
        );
        assert_eq!(log.logins().unwrap(), done + 1);
    }
    let info = sandbox.direct(&["--list-slots"]).output().unwrap();
    assert!(!said(&info).contains("count low"), "{}", said(&info));
    let (output, _) = sandbox.sign("rsa");
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_device_that_forgets_the_login_keeps_its_sessions() {
    as_client(|client| {
        let session = client.session().unwrap();
        client.login(&session);
        let old_key = key(&session);
        client
            .shim
            .plan()
            .next("C_SignInit", Fault::Logout, 1)
            .unwrap();
        assert_eq!(code(sign(&session, old_key)), "ObjectHandleInvalid");
        client.login(&session);
        assert_eq!(sign(&session, key(&session)).unwrap().len(), 64);
    });
}
