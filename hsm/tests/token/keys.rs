//! Generated, found and listed keys.

use std::time::Duration;

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, KeyUri, NewKey, SignInput, Signer, SignerError};
use cryptoki::object::{Attribute, AttributeType};

use crate::judge;
use crate::sandbox::{PIN, algorithms, has, run, sandboxed, session, words};

const DEADLINE: Duration = Duration::from_secs(20);

#[test]
fn hsm_01_generated_key_has_the_required_attributes() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        for algorithm in algorithms() {
            let key = token
                .generate(&NewKey::new(algorithm, &format!("issuer {algorithm}")))
                .unwrap();
            assert_eq!(key.protection.defects(), Vec::<&str>::new(), "{algorithm}");
            assert!(!key.protection.modifiable, "{algorithm}");
        }
        let seen = sandbox.pkcs11_tool(&["--list-objects", "--type", "privkey"]);
        let access = "Access:     sensitive, always sensitive, never extractable, local";
        assert_eq!(seen.matches(access).count(), algorithms().len(), "{seen}");
    });
}

#[test]
fn hsm_02_generated_key_signs_and_does_nothing_else() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        token
            .generate(&NewKey::new(KeyAlgorithm::Rsa3072, "issuer"))
            .unwrap();
        let seen = sandbox.pkcs11_tool(&["--list-objects", "--type", "privkey"]);
        let usage = seen.lines().find(|line| line.contains("Usage:")).unwrap();
        assert_eq!(usage.trim(), "Usage:      sign", "{seen}");
        assert!(seen.contains("Allowed mechanisms: RSA-PKCS"), "{seen}");
    });
}

#[test]
fn alg_03_rsa_key_for_pss_is_for_pss_only() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let made = token
            .generate(&NewKey::new(KeyAlgorithm::Rsa3072Pss, "issuer"))
            .unwrap();
        assert_eq!(made.algorithm, Some(KeyAlgorithm::Rsa3072Pss));
        assert_eq!(token.find(&made.uri).unwrap(), made);
        let seen = sandbox.pkcs11_tool(&["--list-objects", "--type", "privkey"]);
        assert!(
            seen.contains("Allowed mechanisms: RSA-PKCS-PSS\n"),
            "{seen}"
        );
    });
}

#[test]
fn rsa_key_without_mechanisms_signs_with_either_padding() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let generate = ["--keypairgen", "--key-type", "rsa:3072", "--usage-sign"];
        sandbox.pkcs11_tool(&[&generate[..], &["--id", "09", "--label", "free"]].concat());
        let key = token.find(&KeyUri::new("pkcs11:id=%09")).unwrap();
        assert_eq!(key.algorithm, Some(KeyAlgorithm::Rsa3072));
        for algorithm in [
            SignatureAlgorithm::RsaSha256,
            SignatureAlgorithm::RsaPssSha256,
        ] {
            let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"message");
            let input = SignInput::Digest(digest.as_ref());
            let signature = token.sign(&key.uri, algorithm, input, DEADLINE).unwrap();
            judge::aws_lc_verifies(&key.public_key, algorithm, b"message", &signature);
        }
    });
}

#[test]
fn hsm_01_generated_key_cannot_be_copied_or_changed() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        token
            .generate(&NewKey::new(KeyAlgorithm::P256, "issuer"))
            .unwrap();
        let session = session(PIN);
        let wanted = [
            Attribute::Private(true),
            Attribute::Label(b"issuer".to_vec()),
        ];
        let key = session.find_objects(&wanted).unwrap()[0];
        let kinds = [AttributeType::Copyable, AttributeType::SignRecover];
        let seen = session.get_attributes(key, &kinds).unwrap();
        assert_eq!(
            seen,
            [Attribute::Copyable(false), Attribute::SignRecover(false)]
        );
        session
            .copy_object(key, &[Attribute::Label(b"copy".to_vec())])
            .unwrap_err();
        session
            .update_attributes(key, &[Attribute::Decrypt(true)])
            .unwrap_err();
    });
}

#[test]
fn i08_extractable_key_is_refused_as_issuer_key() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let generate = [
            "--keypairgen",
            "--key-type",
            "EC:prime256v1",
            "--extractable",
        ];
        sandbox.pkcs11_tool(&[&generate[..], &["--id", "01", "--label", "loose"]].concat());
        let key = token
            .find(&KeyUri::new("pkcs11:token=sceau;id=%01"))
            .unwrap();
        let defects = key.protection.defects();
        for defect in ["CKA_EXTRACTABLE is true", "CKA_NEVER_EXTRACTABLE is false"] {
            assert!(defects.contains(&defect), "{defects:?}");
        }
    });
}

#[test]
fn i08_imported_key_is_refused_as_issuer_key() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let file = sandbox.path("foreign.der");
        let file = file.to_str().unwrap();
        let curve = [
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ];
        run(
            "openssl",
            &[&curve[..], &["-outform", "DER", "-out", file]].concat(),
        );
        let import = ["--write-object", file, "--type", "privkey", "--id", "02"];
        sandbox.pkcs11_tool(&[&import[..], &["--label", "foreign", "--usage-sign"]].concat());
        let key = token
            .find(&KeyUri::new("pkcs11:id=%02;type=private"))
            .unwrap();
        let defects = key.protection.defects();
        assert!(defects.contains(&"CKA_LOCAL is false"), "{defects:?}");
        assert_eq!(
            key.public_key,
            Vec::<u8>::new(),
            "it has no public half in the token"
        );
    });
}

#[test]
fn public_keys_are_read_by_openssl() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let names = [
            "NIST CURVE: P-256",
            "NIST CURVE: P-384",
            "NIST CURVE: P-521",
            "(3072 bit)",
            "(4096 bit)",
            "(3072 bit)",
            "(4096 bit)",
            "ED25519",
            "MLDSA44PublicKey",
            "MLDSA65PublicKey",
            "MLDSA87PublicKey",
        ];
        assert_eq!(names.len(), KeyAlgorithm::ALL.len());
        let named = KeyAlgorithm::ALL.into_iter().zip(names);
        for (algorithm, name) in named.filter(|(algorithm, _)| has(*algorithm)) {
            let key = token.generate(&NewKey::new(algorithm, "issuer")).unwrap();
            assert_eq!(key.algorithm, Some(algorithm));
            let file = sandbox.write("public.der", &key.public_key);
            let seen = judge::openssl_reads_key(&file, algorithm.signature_algorithm());
            assert!(seen.contains(name), "{algorithm}: {seen}");
        }
    });
}

#[test]
fn key_is_found_again_by_its_uri() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        let made = token
            .generate(&NewKey::new(KeyAlgorithm::P384, "clé des citoyens"))
            .unwrap();
        assert!(
            made.uri.as_str().starts_with("pkcs11:token=sceau;id=%"),
            "{}",
            made.uri
        );
        assert_eq!(token.find(&made.uri).unwrap(), made);
        let other = sandbox.open(&sandbox.config("pkcs11:token=sceau")).unwrap();
        assert_eq!(other.find(&made.uri).unwrap(), made);
    });
}

#[test]
fn keys_are_listed_by_label_with_those_of_other_makers() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        for label in ["c", "a"] {
            token
                .generate(&NewKey::new(KeyAlgorithm::P256, label))
                .unwrap();
        }
        let generate = [
            "--keypairgen",
            "--key-type",
            "rsa:2048",
            "--id",
            "07",
            "--label",
            "b",
        ];
        sandbox.pkcs11_tool(&generate);
        let keys = token.list().unwrap();
        let labels: Vec<&str> = keys.iter().map(|key| key.label.as_str()).collect();
        assert_eq!(labels, ["a", "b", "c"]);
        assert_eq!(keys[1].algorithm, None, "RSA-2048 is not for issuers");
        assert_eq!(
            keys[1].uri.as_str(),
            "pkcs11:token=sceau;id=%07;type=private"
        );
    });
}

#[test]
fn uri_must_name_exactly_one_private_key() {
    sandboxed(|sandbox| {
        let token = sandbox.token();
        token
            .generate(&NewKey::new(KeyAlgorithm::P256, "twin"))
            .unwrap();
        token
            .generate(&NewKey::new(KeyAlgorithm::P256, "twin"))
            .unwrap();
        for (uri, why) in [
            (
                "pkcs11:object=twin",
                "2 private keys are pkcs11:object=twin: add `id`",
            ),
            ("pkcs11:object=nobody", "no private key is"),
            ("pkcs11:token=sceau", "does not name a private key"),
            (
                "pkcs11:object=twin;type=public",
                "does not name a private key",
            ),
            ("pkcs11:token=other;object=twin", "is not in token sceau"),
            (
                "pkcs11:object=twin?pin-value=1234",
                "a URI never carries a PIN",
            ),
            ("twin", "a PKCS#11 URI starts with `pkcs11:`"),
        ] {
            let error = token.find(&KeyUri::new(uri)).unwrap_err();
            assert!(
                matches!(error, SignerError::Refused { .. }),
                "{uri}: {error:?}"
            );
            assert!(words(&error).contains(why), "{uri}: {}", words(&error));
        }
    });
}
