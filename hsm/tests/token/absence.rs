//! Modules and tokens that are not there, or there twice.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ca_core::signer::SignerError;

use crate::TOKEN;
use crate::sandbox::{sandboxed, words};

#[test]
fn missing_module_is_named_with_the_words_of_the_loader() {
    sandboxed(|sandbox| {
        let mut config = sandbox.config("pkcs11:token=sceau");
        config.module = sandbox.path("libnothing.so");
        let error = sandbox.open(&config).unwrap_err();
        assert!(
            matches!(error, SignerError::Unavailable { .. }),
            "{error:?}"
        );
        let words = words(&error);
        assert!(
            words.starts_with("token sceau is not available: /"),
            "{words}"
        );
        assert!(words.contains("libnothing.so"), "{words}");
        assert!(words.ends_with("No such file or directory"), "{words}");
    });
}

#[test]
fn library_that_is_not_a_pkcs11_module_is_named() {
    sandboxed(|sandbox| {
        let mut config = sandbox.config("pkcs11:token=sceau");
        config.module = "libm.so.6".into();
        let error = sandbox.open(&config).unwrap_err();
        assert!(
            matches!(error, SignerError::Unavailable { .. }),
            "{error:?}"
        );
        let expected = "libm.so.6: not a PKCS#11 module: no C_GetFunctionList";
        assert!(words(&error).ends_with(expected), "{}", words(&error));
        config.module = sandbox.write("text.so", b"not a library").into();
        let error = sandbox.open(&config).unwrap_err();
        assert!(
            matches!(error, SignerError::Unavailable { .. }),
            "{error:?}"
        );
    });
}

#[test]
fn absent_token_is_told_with_those_that_are_present() {
    sandboxed(|sandbox| {
        sandbox.initialise("root");
        sandbox.initialise("issuing");
        let error = sandbox
            .open(&sandbox.config("pkcs11:token=absent"))
            .unwrap_err();
        assert!(
            matches!(error, SignerError::Unavailable { .. }),
            "{error:?}"
        );
        let words = words(&error);
        assert!(
            words.contains("no token matches pkcs11:token=absent"),
            "{words}"
        );
        assert!(
            words.contains("root") && words.contains("issuing"),
            "{words}"
        );
    });
}

#[test]
fn uri_of_two_tokens_is_refused() {
    sandboxed(|sandbox| {
        sandbox.initialise("root");
        sandbox.initialise("issuing");
        let manufacturer = TOKEN.manufacturer.replace(' ', "%20");
        let both = sandbox.config(&format!("pkcs11:manufacturer={manufacturer}"));
        let error = sandbox.open(&both).unwrap_err();
        assert!(matches!(error, SignerError::Refused { .. }), "{error:?}");
        assert!(
            words(&error).contains("2 tokens match"),
            "{}",
            words(&error)
        );
        let root = sandbox.open(&sandbox.config("pkcs11:token=root")).unwrap();
        let serial = format!("pkcs11:serial={}", root.info().unwrap().serial);
        assert_eq!(
            sandbox.open(&sandbox.config(&serial)).unwrap().info(),
            root.info()
        );
        assert_eq!(root.info().unwrap().manufacturer, TOKEN.manufacturer);
    });
}

#[test]
fn label_is_given_to_one_token_only() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        for label in ["sceau", "", "a label of more than thirty-two octets"] {
            let error = sandbox.try_initialise(label).unwrap_err();
            assert!(
                matches!(error, SignerError::Refused { .. }),
                "{label}: {error:?}"
            );
        }
    });
}

#[test]
fn pin_file_that_is_open_to_others_makes_the_token_unavailable() {
    sandboxed(|sandbox| {
        sandbox.initialise("sceau");
        let config = sandbox.config("pkcs11:token=sceau");
        fs::set_permissions(sandbox.path("pin"), fs::Permissions::from_mode(0o644)).unwrap();
        let error = sandbox.open(&config).unwrap_err();
        assert!(
            matches!(error, SignerError::Unavailable { .. }),
            "{error:?}"
        );
        assert!(words(&error).contains("has mode 0644"), "{}", words(&error));
    });
}
