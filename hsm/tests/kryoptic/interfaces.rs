//! HSM-03: the newest interface that a module has, and the way back to PKCS#11 2.40.

use std::path::PathBuf;
use std::time::Duration;

use aws_lc_rs::digest;
use ca_core::signer::{KeyStore, NewKey, SignInput, Signer, StoredKey};
use cryptoki::context::{Function, Pkcs11};
use hsm::config::TokenConfig;

use crate::judge;
use crate::sandbox::{Sandbox, algorithms, sandboxed};
use crate::{TOKEN, module};

#[test]
fn hsm_03_the_same_keys_sign_through_3_2_and_2_40() {
    sandboxed(|sandbox| {
        let newest = interface(module());
        assert_eq!(newest, (true, true), "C_GetInterface gives 3.2");
        let old = interface((TOKEN.module_2_40)());
        assert_eq!(old, (false, false), "C_GetFunctionList gives 2.40");
        sandbox.initialise("sceau");
        let through = |module| config(sandbox, module);
        for (makes, finds) in [
            (module(), (TOKEN.module_2_40)()),
            ((TOKEN.module_2_40)(), module()),
        ] {
            let maker = sandbox.open(&through(makes)).unwrap();
            let made = algorithms().into_iter().map(|algorithm| {
                let label = format!("issuer {algorithm}");
                maker.generate(&NewKey::new(algorithm, &label)).unwrap()
            });
            let made: Vec<_> = made.collect();
            drop(maker);
            let finder = sandbox.open(&through(finds)).unwrap();
            for key in made {
                assert_eq!(finder.find(&key.uri).unwrap(), key);
                sign_and_verify(&finder, &key);
            }
        }
    });
}

/// Whether the module has a function that is new in PKCS#11 3.0, and one that is new in 3.2.
fn interface(path: PathBuf) -> (bool, bool) {
    let module = Pkcs11::new(path).unwrap();
    let has = |function| module.is_fn_supported(function);
    (has(Function::LoginUser), has(Function::EncapsulateKey))
}

fn config(sandbox: &Sandbox, module: PathBuf) -> TokenConfig {
    TokenConfig {
        module,
        ..sandbox.config("pkcs11:token=sceau")
    }
}

fn sign_and_verify(signer: &impl Signer, key: &StoredKey) {
    let algorithm = key.algorithm.unwrap().signature_algorithm();
    let message = b"message";
    let digest = algorithm.digest().map(|hash| digest::digest(hash, message));
    let input = digest
        .as_ref()
        .map_or(SignInput::Message(message), |digest| {
            SignInput::Digest(digest.as_ref())
        });
    let signature = signer.sign(&key.uri, algorithm, input, Duration::from_secs(20));
    judge::aws_lc_verifies(&key.public_key, algorithm, message, &signature.unwrap());
}
