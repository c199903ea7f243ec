//! pkilint finds nothing in certificates, CRLs and OCSP answers but what is on its list.

use std::fs;
use std::path::PathBuf;

use sceau_tests::lab::Lab;
use sceau_tests::leaf::ISSUERS;
use sceau_tests::pkilint::{Judge, Linter, findings};
use sceau_tests::run::{Run, tool};
use sceau_tests::status::{fetch_crl, openssl_ocsp};
use sceau_tests::subject::{SIGNATURE, TLS_SERVER};

/// How many findings are known. A new one wants a reason that convinces whoever reviews this line.
const KNOWN: usize = 23;

#[test]
fn pkilint_is_content_with_all_that_an_authority_makes() {
    let lab = Lab::public();
    let mut linter = Linter::new();
    issuers(&lab, &mut linter);
    lists(&lab, &mut linter);
    answers(&lab, &mut linter);
    linter.is_content();
}

#[test]
fn the_list_of_known_findings_does_not_grow_unseen() {
    assert_eq!(Linter::new().known(), KNOWN);
}

#[test]
fn crt_01_the_judge_of_encodings_sees_one_octet() {
    let lab = Lab::up();
    let sound = SIGNATURE.fulfil(&lab, "sound").file;
    assert_eq!(findings(Judge::Reencode, &sound), Vec::<String>::new());
    let der = lab.file("bent.der");
    let mut command = tool("openssl");
    command.args(["x509", "-outform", "DER", "-in"]).arg(&sound);
    let _der = Run::of(command.arg("-out").arg(&der)).succeeds();
    let mut octets = fs::read(&der).unwrap();
    // `critical TRUE` in BER may be any octet but zero; in DER it is FF.
    let critical = octets.windows(3).position(|three| three == [1, 1, 0xFF]);
    octets[critical.unwrap() + 2] = 1;
    let bent = lab.file("bent.pem");
    fs::write(&bent, ca_core::certificate::to_pem(&octets)).unwrap();
    assert_eq!(findings(Judge::Reencode, &bent), ["re-encoding"]);
}

fn issuers(lab: &Lab, linter: &mut Linter) {
    let root = lab.issuer("root").certificate;
    for (line, kind) in ISSUERS {
        let certificate = lab.issuer(line).certificate;
        linter.ask(line, Judge::Pkix, &certificate);
        linter.ask(line, Judge::Reencode, &certificate);
        linter.ask(line, Judge::Serverauth(kind), &certificate);
        if line != "root" {
            linter.ask(line, Judge::Pair(&root), &certificate);
        }
    }
}

fn lists(lab: &Lab, linter: &mut Linter) {
    let issued = TLS_SERVER.fulfil(lab, "on-the-list");
    let mut command = lab.command(["cert", "revoke", "--issuer", issued.issuer, &issued.serial]);
    let _revoked = Run::of(command.args(["--reason", "keyCompromise", "--yes"])).succeeds();
    lab.publish_crl(issued.issuer);
    for (line, kind) in [("agency-tls", "CRL"), ("citizens", "CRL"), ("root", "ARL")] {
        let crl = fetch_crl(lab, line);
        for profile in ["PKIX", "BR"] {
            let rules = format!("{kind} {profile}");
            linter.ask(&format!("{line}.crl"), Judge::Crl(&rules), &crl);
        }
    }
}

fn answers(lab: &Lab, linter: &mut Linter) {
    let good = SIGNATURE.fulfil(lab, "answer");
    let revoked = SIGNATURE.fulfil(lab, "revoked-answer");
    let mut command = lab.command(["cert", "revoke", "--issuer", "citizens", &revoked.serial]);
    let _revoked = Run::of(command.args(["--reason", "superseded", "--yes"])).succeeds();
    let never = "41".repeat(17);
    for (name, serial) in [
        ("good", &good.serial),
        ("revoked", &revoked.serial),
        ("unknown", &never),
    ] {
        let file = lab.file(&format!("{name}.ocsp"));
        let options = ["-sha256", "-respout", file.to_str().unwrap()];
        let _asked = openssl_ocsp(lab, "citizens", serial, &options)
            .succeeds()
            .says(name);
        linter.ask("ocsp", Judge::Ocsp, &file);
    }
    for (line, _) in ISSUERS.iter().filter(|(line, _)| *line != "root") {
        let signer = signer_of(lab, line);
        linter.ask_of_any("ocsp-signer", &signer, &lab.issuer(line).certificate);
        linter.ask("ocsp-signer", Judge::Serverauth("OCSP-RESPONDER"), &signer);
    }
}

/// The responder's certificate, out of one of its answers.
fn signer_of(lab: &Lab, line: &str) -> PathBuf {
    let text = openssl_ocsp(lab, line, "77", &["-resp_text"])
        .succeeds()
        .stdout;
    let start = text.find("-----BEGIN CERTIFICATE-----").unwrap();
    let end = text.find("-----END CERTIFICATE-----").unwrap();
    let file = lab.file(&format!("{line}-signer.pem"));
    let pem = format!("{}-----END CERTIFICATE-----\n", &text[start..end]);
    fs::write(&file, pem).unwrap();
    file
}
