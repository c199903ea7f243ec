//! Two implementations of ML-DSA that are not ours: that of a newer OpenSSL, and the crate
//! `ml-dsa`. (Ours is aws-lc, which verifies each signature before it is used.)

use std::fs;
use std::path::{Path, PathBuf};

use der::asn1::AnyRef;
use der::{Decode, DecodePem, Encode};
use ml_dsa::pkcs8::spki::AssociatedAlgorithmIdentifier;
use ml_dsa::{MlDsa65, MlDsa87, MlDsaParams, Signature, Verifier, VerifyingKey};
use sceau_tests::lab::Lab;
use sceau_tests::pkilint::python;
use sceau_tests::run::{Run, tool};
use sceau_tests::status::fetch_crl;
use sceau_tests::subject::Issued;
use x509_cert::Certificate;
use x509_cert::spki::SubjectPublicKeyInfoRef;

/// id-ml-dsa-65 and id-ml-dsa-87 (RFC 9881 2), id-ecPublicKey (RFC 5480 2.1.1).
pub(crate) const ML_DSA_65: &str = "2.16.840.1.101.3.4.3.18";
pub(crate) const ML_DSA_87: &str = "2.16.840.1.101.3.4.3.19";
pub(crate) const EC: &str = "1.2.840.10045.2.1";

/// A newer OpenSSL verifies each certificate by the next one, the last by itself.
pub(crate) fn openssl_verifies(chain: &[PathBuf]) {
    let run = Run::of(python("newer_openssl.py").arg("verify").args(chain)).succeeds();
    assert_eq!(
        run.stdout.matches("verified ").count(),
        chain.len(),
        "{run}"
    );
}

/// The crate verifies each certificate by the next one, the last by itself; by which algorithm.
pub(crate) fn crate_verifies(chain: &[PathBuf]) -> Vec<String> {
    let chain: Vec<_> = chain.iter().map(|file| read(file)).collect();
    let issuers = chain[1..].iter().chain(chain.last());
    let verified = chain.iter().zip(issuers).map(|(certificate, issuer)| {
        let (subject, issuer) = (certificate.tbs_certificate(), issuer.tbs_certificate());
        assert_eq!(subject.issuer(), issuer.subject());
        let message = subject.to_der().unwrap();
        let spki = issuer.subject_public_key_info().to_der().unwrap();
        let signature = certificate.signature().as_bytes().unwrap();
        let algorithm = certificate.signature_algorithm().oid.to_string();
        match algorithm.as_str() {
            ML_DSA_65 => verifies::<MlDsa65>(&spki, &message, signature),
            ML_DSA_87 => verifies::<MlDsa87>(&spki, &message, signature),
            other => panic!("{other} is not of ML-DSA"),
        }
        algorithm
    });
    verified.collect()
}

/// The signature fits the message, and no other.
fn verifies<P>(spki: &[u8], message: &[u8], signature: &[u8])
where
    P: MlDsaParams + AssociatedAlgorithmIdentifier<Params = AnyRef<'static>>,
{
    let spki = SubjectPublicKeyInfoRef::from_der(spki).unwrap();
    let key = VerifyingKey::<P>::try_from(spki).unwrap();
    let signature = Signature::<P>::try_from(signature).unwrap();
    key.verify(message, &signature).unwrap();
    key.verify(&message[1..], &signature).unwrap_err();
}

/// The algorithm of a certificate's key.
pub(crate) fn key_of(file: &Path) -> String {
    let certificate = read(file);
    let spki = certificate.tbs_certificate().subject_public_key_info();
    spki.algorithm.oid.to_string()
}

/// What the responder says of a certificate and what signed the answer, once a newer OpenSSL has
/// verified signature and signer.
pub(crate) fn ocsp(lab: &Lab, issued: &Issued) -> String {
    judge_answer(lab, issued, &answer(lab, issued))
}

/// An answer about a certificate, asked for by a newer OpenSSL.
pub(crate) fn answer(lab: &Lab, issued: &Issued) -> PathBuf {
    let issuer = lab.issuer(issued.issuer);
    let (question, answer) = (lab.file("question.ocsp"), lab.file("answer.ocsp"));
    let mut ask = python("newer_openssl.py");
    ask.arg("ask").arg(&question).arg(&issued.file);
    let _asked = Run::of(ask.arg(&issuer.certificate)).succeeds();
    let mut post = tool("curl");
    post.args(["--silent", "--show-error", "--fail", "--max-time", "10"]);
    post.args(["--header", "Content-Type: application/ocsp-request"]);
    post.arg("--data-binary")
        .arg(format!("@{}", question.display()));
    post.arg("--output").arg(&answer);
    let _posted = Run::of(post.arg(lab.reachable(&issuer.ocsp.unwrap()))).succeeds();
    answer
}

fn judge_answer(lab: &Lab, issued: &Issued, answer: &Path) -> String {
    let mut judge = python("newer_openssl.py");
    judge.arg("answer").arg(answer).arg(&issued.file);
    let run = Run::of(judge.arg(lab.issuer(issued.issuer).certificate)).succeeds();
    run.stdout.trim().to_owned()
}

/// The serials on the CRL of a line, once a newer OpenSSL has verified its signature.
pub(crate) fn crl(lab: &Lab, line: &str) -> Vec<String> {
    let mut judge = python("newer_openssl.py");
    judge.arg("list").arg(fetch_crl(lab, line));
    let run = Run::of(judge.arg(lab.issuer(line).certificate)).succeeds();
    run.stdout.lines().map(str::to_owned).collect()
}

fn read(file: &Path) -> Certificate {
    Certificate::from_pem(fs::read(file).unwrap()).unwrap()
}
