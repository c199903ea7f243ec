//! Return values in place of the device's.

use std::time::{Duration, Instant};

use sceau_pkcs11_shim::code::Code;
use sceau_pkcs11_shim::fault::Fault;

use crate::client::{as_client, code, key, sign};
use crate::sandbox::{PIN, Sandbox, said};

/// Calls of a signing program, each of which may fail.
const CALLS: [(&str, Code); 9] = [
    ("C_Initialize", Code::HOST_MEMORY),
    ("C_GetSlotList", Code::GENERAL_ERROR),
    ("C_OpenSession", Code::SESSION_COUNT),
    ("C_Login", Code::PIN_LOCKED),
    ("C_FindObjectsInit", Code::SESSION_HANDLE_INVALID),
    ("C_FindObjects", Code::DEVICE_MEMORY),
    ("C_GetAttributeValue", Code::OBJECT_HANDLE_INVALID),
    ("C_SignInit", Code::DEVICE_REMOVED),
    ("C_Sign", Code::DEVICE_ERROR),
];

#[test]
fn a_code_comes_back_from_any_call_before_or_after_the_device_and_then_no_more() {
    let sandbox = Sandbox::new();
    let (plan, log) = (sandbox.shim.plan(), sandbox.shim.log());
    for (function, code) in CALLS {
        for fault in [Fault::Before(code), Fault::After(code)] {
            plan.next(function, fault, 1).unwrap();
            let (output, _) = sandbox.sign("rsa");
            assert_eq!(plan.pending(function), 0, "{function} is called");
            assert_eq!(log.injected(function, fault).unwrap(), 1);
            // The tool does without attributes, and tries `C_SignUpdate` if `C_Sign` fails; all
            // else it tells.
            if !["C_GetAttributeValue", "C_Sign"].contains(&function) {
                let said = said(&output);
                assert!(
                    said.contains(&code.to_string()),
                    "{function} {fault}: {said}"
                );
            }
        }
    }
    let (_, signature) = sandbox.sign("rsa");
    assert_eq!(signature.unwrap(), sandbox.sign_directly("rsa"));
}

#[test]
fn a_lost_request_leaves_the_operation_active_and_a_lost_reply_ends_it() {
    as_client(|client| {
        let session = client.session().unwrap();
        client.login(&session);
        let key = key(&session);
        let lost = |fault| {
            client.shim.plan().next("C_Sign", fault, 1).unwrap();
            code(sign(&session, key))
        };
        assert_eq!(lost(Fault::After(Code::DEVICE_ERROR)), "DeviceError");
        assert_eq!(sign(&session, key).unwrap().len(), 64);
        assert_eq!(lost(Fault::Before(Code::FUNCTION_FAILED)), "FunctionFailed");
        assert_eq!(code(sign(&session, key)), "OperationActive");
    });
}

#[test]
fn a_key_is_made_although_the_answer_says_otherwise() {
    let sandbox = Sandbox::new();
    let lost = Fault::After(Code::DEVICE_ERROR);
    sandbox
        .shim
        .plan()
        .next("C_GenerateKeyPair", lost, 1)
        .unwrap();
    let make = ["--login", "--pin", PIN, "--keypairgen"];
    let mut tool = sandbox.through(&make);
    tool.args(["--key-type", "EC:prime256v1", "--label", "orphan"]);
    let output = tool.output().unwrap();
    assert!(
        said(&output).contains("CKR_DEVICE_ERROR"),
        "{}",
        said(&output)
    );
    let objects = sandbox.direct(&["--list-objects"]).output().unwrap();
    assert!(said(&objects).contains("orphan"), "{}", said(&objects));
}

#[test]
fn a_slow_call_is_slow_and_succeeds() {
    let sandbox = Sandbox::new();
    let slow = Fault::Slow(Duration::from_millis(700));
    sandbox.shim.plan().next("C_Sign", slow, 1).unwrap();
    let started = Instant::now();
    let (output, _) = sandbox.sign("rsa");
    assert!(output.status.success(), "{}", said(&output));
    assert!(started.elapsed() >= Duration::from_millis(700));
    assert_eq!(sandbox.shim.log().injected("C_Sign", slow).unwrap(), 1);
}
