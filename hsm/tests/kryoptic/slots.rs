//! A module with a fixed number of slots.

use ca_core::signer::{SignerError, TokenFault};

use crate::sandbox::sandboxed;

#[test]
fn token_is_refused_when_no_slot_is_empty() {
    sandboxed(|sandbox| {
        for label in ["root", "issuing", "responders"] {
            sandbox.initialise(label);
        }
        let error = sandbox.try_initialise("one too many").unwrap_err();
        let SignerError::Refused { source, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(*source, TokenFault::NoEmptyToken);
    });
}
