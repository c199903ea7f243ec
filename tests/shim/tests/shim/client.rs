//! A test that loads the shim itself, in a process of its own.

use std::any;
use std::env;
use std::path::{Path, PathBuf};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use sceau_pkcs11_shim::shim::Shim;

use crate::sandbox::{PIN, Sandbox, said, succeeds};
use crate::token::Token;

const FOLDER: &str = "SCEAU_SHIM_CLIENT";

/// Runs `body` with SoftHSM behind the shim.
pub(crate) fn as_client<F: FnOnce(&Client)>(body: F) {
    as_client_of(Token::SoftHsm, body);
}

/// Runs `body` in a child process that has the token behind the shim; the child is this test
/// again.
pub(crate) fn as_client_of<F: FnOnce(&Client)>(token: Token, body: F) {
    if let Some(folder) = env::var_os(FOLDER) {
        return body(&Client::start(token, &PathBuf::from(folder)));
    }
    let (_, test) = any::type_name::<F>().split_once("::").unwrap();
    let test = test.trim_end_matches("::{{closure}}");
    let sandbox = Sandbox::of(token);
    let mut again = sandbox.command(env::current_exe().unwrap());
    again.env(FOLDER, sandbox.path("shim"));
    let output = succeeds(again.args([test, "--exact", "--nocapture"]));
    assert!(said(&output).contains("1 passed"), "{}", said(&output));
}

/// A program that has the shim loaded, and keeps it.
pub(crate) struct Client {
    pub(crate) pkcs11: Pkcs11,
    pub(crate) shim: Shim,
}

impl Client {
    fn start(token: Token, folder: &Path) -> Self {
        let pkcs11 = Pkcs11::new(Shim::module().unwrap()).unwrap();
        let locking = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        pkcs11.initialize(locking).unwrap();
        let shim = Shim::before(token.module(), folder).unwrap();
        Self { pkcs11, shim }
    }

    /// A session with the token, not logged in.
    pub(crate) fn session(&self) -> cryptoki::error::Result<Session> {
        let slots = self.pkcs11.get_slots_with_initialized_token()?;
        self.pkcs11.open_ro_session(slots[0])
    }

    pub(crate) fn login(&self, session: &Session) {
        session
            .login(UserType::User, Some(&AuthPin::from(PIN)))
            .unwrap();
    }
}

pub(crate) fn key(session: &Session) -> ObjectHandle {
    let wanted = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Label(b"ec".to_vec()),
    ];
    session.find_objects(&wanted).unwrap()[0]
}

pub(crate) fn sign(session: &Session, key: ObjectHandle) -> cryptoki::error::Result<Vec<u8>> {
    session.sign(&Mechanism::Ecdsa, key, &[7; 32])
}

/// The return value with which a call failed.
pub(crate) fn code<T: std::fmt::Debug>(result: cryptoki::error::Result<T>) -> String {
    match result {
        Err(cryptoki::error::Error::Pkcs11(code, _)) => format!("{code:?}"),
        other => panic!("not a return value: {other:?}"),
    }
}
