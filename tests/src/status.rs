//! What OpenSSL and GnuTLS learn from the responder and from CRLs.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use crate::lab::Lab;
use crate::run::{Run, tool};
use crate::subject::Issued;

/// `openssl ocsp` about a serial of an issuer line. `more` stands before the question, as the
/// hash of the CertID must.
#[must_use]
pub fn openssl_ocsp(lab: &Lab, line: &str, serial: &str, more: &[&str]) -> Run {
    let issuer = lab.issuer(line);
    let mut command = tool("openssl");
    command
        .args(["ocsp", "-timeout", "10", "-issuer"])
        .arg(&issuer.certificate)
        .args(more);
    command.arg("-serial").arg(format!("0x{serial}"));
    command
        .arg("-CAfile")
        .arg(lab.trust_anchor())
        .arg("-verify_other")
        .arg(&issuer.certificate);
    command
        .arg("-url")
        .arg(lab.reachable(&issuer.ocsp.unwrap()));
    Run::of(&mut command)
}

/// Insists that `openssl ocsp` verifies the answer and finds this status in it.
pub fn ocsp_says(lab: &Lab, issued: &Issued, status: &str) {
    let run = openssl_ocsp(lab, issued.issuer, &issued.serial, &[]).succeeds();
    let _verified = run
        .says("Response verify OK")
        .says(&format!("0x{}: {status}", issued.serial));
}

/// Insists that `openssl ocsp` finds this status before long. A replica shows an act a moment
/// after it is acknowledged, and on a busy machine it asks to try later first.
pub fn ocsp_soon_says(lab: &Lab, issued: &Issued, status: &str) {
    let last = Instant::now() + SOON;
    let told = format!("0x{}: {status}", issued.serial);
    while Instant::now() < last {
        let run = openssl_ocsp(lab, issued.issuer, &issued.serial, &[]);
        if run.code == Some(0) && run.stdout.contains(&told) {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    ocsp_says(lab, issued, status);
}

/// Several times what a replica may be behind.
const SOON: Duration = Duration::from_secs(5);

/// `ocsptool --ask` about a certificate.
#[must_use]
pub fn ocsptool(lab: &Lab, issued: &Issued, more: &[&str]) -> Run {
    let issuer = lab.issuer(issued.issuer);
    let mut command = tool("ocsptool");
    command.arg(format!("--ask={}", lab.reachable(&issuer.ocsp.unwrap())));
    command
        .arg("--load-cert")
        .arg(&issued.file)
        .arg("--load-issuer")
        .arg(&issuer.certificate);
    command.arg("--load-trust").arg(&issuer.chain);
    Run::of(command.args(more))
}

/// The CRL of a line, fetched from where certificates say that it is.
#[must_use]
pub fn fetch_crl(lab: &Lab, line: &str) -> PathBuf {
    let file = lab.file(&format!("{line}.crl"));
    let url = lab.reachable(&lab.issuer(line).crl);
    let mut command = tool("curl");
    command.args([
        "--silent",
        "--show-error",
        "--fail",
        "--max-time",
        "10",
        "--output",
    ]);
    let _fetched = Run::of(command.arg(&file).arg(url)).succeeds();
    file
}

/// The text of a CRL, by OpenSSL, once OpenSSL has verified its signature.
#[must_use]
pub fn crl_text(lab: &Lab, line: &str) -> String {
    let crl = fetch_crl(lab, line);
    let mut command = tool("openssl");
    command
        .args(["crl", "-inform", "DER", "-noout", "-text", "-verify", "-in"])
        .arg(crl);
    command.arg("-CAfile").arg(lab.issuer(line).certificate);
    Run::of(&mut command).succeeds().says("verify OK").stdout
}

/// What stands in an OCSP answer or a CRL after a label, in the lines after a serial.
#[must_use]
pub fn value_after<'t>(text: &'t str, serial: &str, label: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(serial)?;
    let (_, rest) = rest.split_once(label)?;
    Some(rest.lines().find(|line| !line.trim().is_empty())?.trim())
}
