//! What this token cannot do is said clearly.

use ca_core::signer::{KeyStore, NewKey, SignerError};

use crate::TOKEN;
use crate::sandbox::{sandboxed, words};

#[test]
fn hsm_03_missing_mechanism_is_named() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        for algorithm in TOKEN.lacks {
            let error = token
                .generate(&NewKey::new(*algorithm, "issuer"))
                .unwrap_err();
            assert!(
                matches!(error, SignerError::Refused { .. }),
                "{}",
                words(&error)
            );
            let expected = "C_GenerateKeyPair: CKR_MECHANISM_INVALID";
            assert!(words(&error).ends_with(expected), "{}", words(&error));
        }
        assert_eq!(token.list().unwrap(), []);
    });
}
