//! Keys and certificates in files, all made by openssl.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::signature::{KeyPair, ML_DSA_65_SIGNING, PqdsaKeyPair};
use ca_core::algorithm::SignatureAlgorithm;
use der::asn1::{Any, BitString};
use der::{Decode, Encode};
use http_edge::tls::clients::Issuer;
use tempfile::TempDir;
use x509_cert::Certificate;

/// A folder of certificates: `server`, the issuer `administration`, and whoever it certified.
pub(crate) struct Pki {
    folder: TempDir,
}

/// What a certificate is for.
pub(crate) const CLIENT: &str = "basicConstraints=critical,CA:FALSE\n\
    keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n";

impl Pki {
    pub(crate) fn new() -> Self {
        let pki = Self {
            folder: TempDir::new().unwrap(),
        };
        pki.found("administration");
        pki.found("foreign");
        pki.found("server");
        for (issuer, name) in [
            ("administration", "amina"),
            ("administration", "mahamat"),
            ("foreign", "stranger"),
        ] {
            pki.certify(issuer, name, CLIENT, 30);
        }
        pki
    }

    /// A key with a certificate of its own.
    fn found(&self, name: &str) {
        let subject = format!("/C=TD/O=Test/CN={name}");
        self.openssl(&[
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
            "30",
            "-subj",
            &subject,
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ]);
    }

    /// A key, and a certificate with these extensions.
    pub(crate) fn certify(&self, issuer: &str, name: &str, extensions: &str, days: i32) {
        let [key, request, out] =
            ["key", "csr", "pem"].map(|extension| format!("{name}.{extension}"));
        self.openssl(&[
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
            &format!("/C=TD/CN={name}"),
        ]);
        fs::write(self.path("extensions"), extensions).unwrap();
        self.openssl(&[
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
            &days.to_string(),
            "-extfile",
            "extensions",
        ]);
    }

    pub(crate) fn openssl(&self, arguments: &[&str]) {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("openssl is installed");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn der(&self, name: &str) -> Vec<u8> {
        let text = fs::read(self.path(&format!("{name}.pem"))).unwrap();
        let (_, der) = der::pem::decode_vec(&text).unwrap();
        der
    }

    pub(crate) fn issuer(&self, name: &str) -> Issuer {
        let certificate = Certificate::from_der(&self.der(name)).unwrap();
        let tbs = certificate.tbs_certificate();
        Issuer {
            name: tbs.subject().to_der().unwrap(),
            public_key: tbs.subject_public_key_info().to_der().unwrap(),
        }
    }
}

/// The same certificate as an issuer with an ML-DSA-65 key would have signed it (RFC 9881), with
/// that issuer; openssl 3.0 cannot.
pub(crate) fn signed_with_ml_dsa(certificate: &[u8]) -> (Vec<u8>, Issuer) {
    let pair = PqdsaKeyPair::generate(&ML_DSA_65_SIGNING).unwrap();
    let algorithm = SignatureAlgorithm::MlDsa65.identifier().to_der().unwrap();
    let algorithm = Any::from_der(&algorithm).unwrap();
    let parts = <Vec<Any>>::from_der(certificate).unwrap();
    let mut tbs: Vec<Any> = parts[0].decode_as().unwrap();
    // version, serialNumber, signature, issuer
    tbs[2] = algorithm.clone();
    let issuer = Issuer {
        name: tbs[3].to_der().unwrap(),
        public_key: pair.public_key().as_der().unwrap().as_ref().to_vec(),
    };
    let tbs = tbs.to_der().unwrap();
    let mut signature = vec![0; ML_DSA_65_SIGNING.signature_len()];
    let length = pair.sign(&tbs, &mut signature).unwrap();
    let signature = BitString::from_bytes(&signature[..length]).unwrap();
    let whole = vec![
        Any::from_der(&tbs).unwrap(),
        algorithm,
        Any::encode_from(&signature).unwrap(),
    ];
    (whole.to_der().unwrap(), issuer)
}
