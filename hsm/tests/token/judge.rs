//! Those who judge what a token makes: OpenSSL and aws-lc.

use std::path::Path;

use ca_core::algorithm::SignatureAlgorithm;
use der::Decode;
use der::asn1::ObjectIdentifier;
use spki::SubjectPublicKeyInfoRef;

use crate::sandbox::{Sandbox, run};

pub(crate) const PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

/// What OpenSSL says of a DER SubjectPublicKeyInfo in a file.
pub(crate) fn openssl_reads_key(file: &str, algorithm: SignatureAlgorithm) -> String {
    if is_post_quantum(algorithm) {
        return pyca(&["key", file]);
    }
    let pkey = ["pkey", "-pubin", "-inform", "DER", "-in", file];
    let check = ["-pubcheck", "-text", "-noout"];
    run("openssl", &[&pkey[..], &check[..]].concat())
}

/// What OpenSSL says of the signature of a certificate request, which must be good.
pub(crate) fn openssl_reads_request(file: &str, algorithm: SignatureAlgorithm) -> String {
    if is_post_quantum(algorithm) {
        return pyca(&["request", file]);
    }
    let seen = run(
        "openssl",
        &["req", "-inform", "DER", "-in", file, "-verify", "-text"],
    );
    let (_, signed) = seen.split_once("Signature Algorithm: ").unwrap();
    signed.to_owned()
}

/// Has OpenSSL verify a signature on a message by the public key in a file.
pub(crate) fn openssl_verifies(
    sandbox: &Sandbox,
    public: &str,
    algorithm: SignatureAlgorithm,
    (message, signature): (&[u8], &[u8]),
) {
    let message = sandbox.write("message", message);
    let signature = sandbox.write("signature", signature);
    if is_post_quantum(algorithm) {
        pyca(&["signature", public, &message, &signature]);
        return;
    }
    let mut arguments = vec!["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER"];
    arguments.extend(["-inkey", public, "-in", &message, "-sigfile", &signature]);
    let octets = algorithm.digest().map(|hash| hash.output_len);
    let digest = octets.map(|octets| format!("sha{}", octets * 8));
    if let Some(digest) = &digest {
        arguments.extend(["-digest", digest]);
    }
    let salt = octets.map(|octets| format!("rsa_pss_saltlen:{octets}"));
    let mask = digest
        .as_ref()
        .map(|digest| format!("rsa_mgf1_md:{digest}"));
    if let (true, Some(salt), Some(mask)) = (algorithm.oid() == PSS, &salt, &mask) {
        arguments.extend(["-pkeyopt", "rsa_padding_mode:pss"]);
        arguments.extend(["-pkeyopt", salt, "-pkeyopt", mask]);
    }
    let verdict = run("openssl", &arguments);
    assert!(
        verdict.contains("Signature Verified Successfully"),
        "{algorithm}: {verdict}"
    );
}

/// Verifies with the public key in a SubjectPublicKeyInfo, as the core will.
pub(crate) fn aws_lc_verifies(
    info: &[u8],
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) {
    let info = SubjectPublicKeyInfoRef::from_der(info).unwrap();
    let key = info.subject_public_key.as_bytes().unwrap();
    let verified = algorithm.verification().verify_sig(key, message, signature);
    verified.unwrap_or_else(|_| panic!("{algorithm}"));
}

/// Debian's OpenSSL is too old for these; pyca/cryptography brings a newer one.
const fn is_post_quantum(algorithm: SignatureAlgorithm) -> bool {
    matches!(
        algorithm,
        SignatureAlgorithm::MlDsa44 | SignatureAlgorithm::MlDsa65 | SignatureAlgorithm::MlDsa87
    )
}

/// Asks the OpenSSL in pyca/cryptography, which fails the test if it finds fault.
fn pyca(arguments: &[&str]) -> String {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = package.join("../.venv/bin/python");
    assert!(
        python.is_file(),
        "pyca/cryptography is missing: scripts/install-tools.sh pq"
    );
    let script = package.join("tests/token/pyca.py");
    let words = ["-B", script.to_str().unwrap()];
    run(python.to_str().unwrap(), &[&words[..], arguments].concat())
}
