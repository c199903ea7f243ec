//! Keys and certificates in files, all made by openssl.

use std::fs;
use std::path::Path;
use std::process::Command;

use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode, pem};

/// What a client's certificate is for.
const CLIENT: &str = "basicConstraints=critical,CA:FALSE\n\
    keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n";

pub(crate) const CA: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n";

/// The root, the issuer `administration` beneath it, a stranger, clients and the server.
pub(crate) fn make(folder: &Path) {
    for name in ["root", "foreign", "server"] {
        found(folder, name);
    }
    certify(folder, "root", "administration", CA);
    for client in ["amina", "mahamat"] {
        certify(folder, "administration", client, CLIENT);
    }
    certify(folder, "foreign", "stranger", CLIENT);
}

/// A key with a certificate of its own.
pub(crate) fn found(folder: &Path, name: &str) {
    let subject = format!("/C=TD/CN={name}");
    openssl(
        folder,
        &[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            &format!("{name}.key"),
            "-out",
            &format!("{name}.pem"),
            "-days",
            "90",
            "-subj",
            &subject,
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ],
    );
}

/// A key, and a certificate with these extensions.
fn certify(folder: &Path, issuer: &str, name: &str, extensions: &str) {
    let [key, request, out] = ["key", "csr", "pem"].map(|extension| format!("{name}.{extension}"));
    let subject = format!("/C=TD/CN={name}");
    openssl(
        folder,
        &[
            "req",
            "-new",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            &key,
            "-out",
            &request,
            "-subj",
            &subject,
        ],
    );
    fs::write(folder.join("extensions"), extensions).unwrap();
    openssl(
        folder,
        &[
            "x509",
            "-req",
            "-in",
            &request,
            "-CA",
            &format!("{issuer}.pem"),
            "-CAkey",
            &format!("{issuer}.key"),
            "-CAcreateserial",
            "-out",
            &out,
            "-days",
            "30",
            "-extfile",
            "extensions",
        ],
    );
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("openssl is installed");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

pub(crate) fn der(folder: &Path, name: &str) -> Vec<u8> {
    let text = fs::read(folder.join(format!("{name}.pem"))).unwrap();
    pem::decode_vec(&text).unwrap().1
}

/// Name and key of a subject in DER, and the serial of the certificate.
pub(crate) fn facts(der: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let certificate = Certificate::from_der(der).unwrap();
    let tbs = certificate.tbs_certificate();
    (
        tbs.subject().to_der().unwrap(),
        tbs.subject_public_key_info().to_der().unwrap(),
        tbs.serial_number().as_bytes().to_vec(),
    )
}
