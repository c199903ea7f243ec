//! Whose key may sign heads: chains made by OpenSSL.

use std::path::Path;

use ca_core::audit::signer::{SignerDefect, verify_chain};
use ca_core::certificate;
use ca_core::timestamp::Timestamp;
use sceau_tests::run::{Run, tool};

const HEADS: &str = "2.999.7.1.13.1";

/// A chain whose issuer asserts `allowed` and whose first certificate asserts the policy of
/// signers of heads.
fn chain(folder: &Path, allowed: &str) -> Vec<Vec<u8>> {
    let file = |name: &str| folder.join(name).display().to_string();
    let made = |name: &str, issuer: &str, extensions: &[&str]| {
        let (key, pem) = (file(&format!("{name}.key")), file(&format!("{name}.pem")));
        let mut openssl = tool("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "30"]);
        openssl.args(["-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", &key]);
        openssl.args(["-out", &pem, "-subj", &format!("/CN={name}")]);
        for extension in extensions {
            openssl.args(["-addext", extension]);
        }
        if name != issuer {
            openssl.args(["-CA", &file(&format!("{issuer}.pem"))]);
            openssl.args(["-CAkey", &file(&format!("{issuer}.key"))]);
        }
        let _signed = Run::of(&mut openssl).succeeds();
        certificate::parse(&std::fs::read(pem).unwrap()).unwrap()
    };
    let ca = "basicConstraints=critical,CA:TRUE";
    let signs = "keyUsage=critical,keyCertSign,cRLSign";
    let no_ca = "basicConstraints=critical,CA:FALSE";
    let root = made("root", "root", &[ca, signs]);
    let allowed = format!("certificatePolicies={allowed}");
    let issuer = made("issuer", "root", &[ca, signs, &allowed]);
    let heads = format!("certificatePolicies={HEADS}");
    let signer = made(
        "signer",
        "issuer",
        &[no_ca, "keyUsage=digitalSignature", &heads],
    );
    vec![signer, issuer, root]
}

#[test]
fn aud_03_issuer_that_may_not_certify_signers_of_heads_certifies_none() {
    let at = |chain: &[Vec<u8>]| {
        let first = certificate::Summary::of(&chain[0]).unwrap();
        let at = Timestamp::from_unix_seconds(first.not_before.unix_seconds() + 60);
        verify_chain(chain, at)
    };
    for (allowed, verdict) in [
        (HEADS, Ok(())),
        ("2.999.7.1.4.1,2.999.7.1.13.1", Ok(())),
        ("2.5.29.32.0", Ok(())),
        ("2.999.7.1.4.1", Err(SignerDefect::Policy { place: 2 })),
        ("2.999.7.1.13.2", Err(SignerDefect::Policy { place: 2 })),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let chain = chain(folder.path(), allowed);
        assert_eq!(at(&chain), verdict, "{allowed}");
    }
}
