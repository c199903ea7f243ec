//! Two programs that change one token at the same time.

use std::thread;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::{KeyStore, NewKey};

use crate::sandbox::sandboxed;

/// Its database turns one of two writers away with CKR_DEVICE_MEMORY.
#[test]
fn hsm_05_two_programs_make_keys_at_once() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let config = sandbox.config("pkcs11:token=sceau");
        let programs = [(); 2].map(|()| sandbox.open(&config).unwrap());
        thread::scope(|scope| {
            for token in &programs {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let new = NewKey::new(KeyAlgorithm::P256, "issuer");
                        token.generate(&new).unwrap();
                    }
                });
            }
        });
        let [one, other] = programs.map(|token| token.list().unwrap());
        assert_eq!(one.len(), 20);
        assert_eq!(one, other);
    });
}
