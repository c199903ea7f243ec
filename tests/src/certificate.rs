//! What OpenSSL and GnuTLS say of a certificate and its chain.

use std::fs;
use std::path::{Path, PathBuf};

use crate::lab::Lab;
use crate::run::{Run, tool};
use crate::subject::Issued;

/// The text of a certificate, by OpenSSL, with names in UTF-8.
#[must_use]
pub fn text(certificate: &Path) -> String {
    let mut command = tool("openssl");
    command.args([
        "x509",
        "-noout",
        "-text",
        "-nameopt",
        "RFC2253,-esc_msb,utf8",
        "-in",
    ]);
    Run::of(command.arg(certificate)).succeeds().stdout
}

/// The policies that a certificate asserts, as OpenSSL reads them.
#[must_use]
pub fn asserted_policies(certificate: &Path) -> Vec<String> {
    let text = text(certificate);
    let policies = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Policy: "));
    policies.map(str::to_owned).collect()
}

/// `openssl verify` with strict rules and policies, up to the lab's root.
#[must_use]
pub fn openssl_verify(lab: &Lab, issued: &Issued, more: &[&str]) -> Run {
    let mut command = tool("openssl");
    command
        .args(["verify", "-x509_strict", "-policy_check", "-CAfile"])
        .arg(lab.trust_anchor());
    command
        .arg("-untrusted")
        .arg(lab.issuer(issued.issuer).certificate);
    Run::of(command.args(more).arg(&issued.file))
}

/// `certtool --verify-chain` on the certificate and its chain.
#[must_use]
pub fn certtool_verify(lab: &Lab, issued: &Issued) -> Run {
    let whole = whole_chain(lab, issued);
    let mut command = tool("certtool");
    Run::of(command.args(["--verify-chain", "--infile"]).arg(whole))
}

/// Insists that both find the chain sound.
pub fn is_accepted(lab: &Lab, issued: &Issued) {
    let _openssl = openssl_verify(lab, issued, &[]).succeeds().says(": OK");
    let _gnutls = certtool_verify(lab, issued)
        .succeeds()
        .says("Chain verification output: Verified");
}

fn whole_chain(lab: &Lab, issued: &Issued) -> PathBuf {
    let leaf = fs::read_to_string(&issued.file).unwrap();
    let chain = fs::read_to_string(lab.issuer(issued.issuer).chain).unwrap();
    let file = issued.file.with_extension("chain.pem");
    fs::write(&file, leaf + &chain).unwrap();
    file
}
