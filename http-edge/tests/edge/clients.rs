//! Who is let in, by openssl and curl.

use ca_core::timestamp::Timestamp;
use der::pem::LineEnding;
use http_edge::tls::Versions;
use http_edge::tls::clients::Issuers;

use crate::house::{House, Plan};
use crate::pki::{CLIENT, signed_with_ml_dsa};

/// What curl got: the answer, or what it says of the handshake.
fn told(house: &House, client: Option<&str>) -> Result<String, String> {
    let output = house.curl(client, &[]);
    if output.status.success() {
        Ok(String::from_utf8(output.stdout).unwrap())
    } else {
        Err(String::from_utf8(output.stderr).unwrap())
    }
}

#[test]
fn reg_02_a_good_certificate_and_none_are_let_in_as_what_they_are() {
    let house = House::new(&Plan::TLS);
    let length = house.pki.der("amina").len();
    assert_eq!(
        told(&house, Some("amina")),
        Ok(format!("certificate {length}"))
    );
    assert_eq!(told(&house, None), Ok("stranger".to_owned()));
}

#[test]
fn reg_02_expired_foreign_and_wrong_certificates_are_alerts() {
    let house = House::new(&Plan::TLS);
    let pki = &house.pki;
    pki.certify("administration", "expired", CLIENT, -1);
    let server = CLIENT.replace("clientAuth", "serverAuth");
    pki.certify("administration", "server-only", &server, 30);
    let cipher = CLIENT.replace("digitalSignature", "keyAgreement");
    pki.certify("administration", "no-signature", &cipher, 30);
    pki.certify(
        "administration",
        "issuer",
        &CLIENT.replace("FALSE", "TRUE"),
        30,
    );
    pki.certify("administration", "bare", "basicConstraints=CA:FALSE\n", 30);
    pki.certify("amina", "beneath", CLIENT, 30);
    let critical = format!("{CLIENT}1.2.3.4=critical,ASN1:NULL\n");
    pki.certify("administration", "critical", &critical, 30);
    for (client, alert) in [
        ("expired", "certificate expired"),
        ("stranger", "unknown ca"),
        ("foreign", "unknown ca"),
        ("administration", "unsupported certificate"),
        ("server-only", "unsupported certificate"),
        ("no-signature", "unsupported certificate"),
        ("issuer", "unsupported certificate"),
        ("bare", "unsupported certificate"),
        ("beneath", "unknown ca"),
    ] {
        let said = told(&house, Some(client)).unwrap_err();
        assert!(said.contains(alert), "{client}: {said}");
    }
    assert!(told(&house, Some("critical")).is_err());
    assert_eq!(house.meters.failed_handshakes.get(), 10);
    assert!(told(&house, Some("amina")).is_ok());
}

#[test]
fn an_issuer_of_the_same_name_with_another_key_is_foreign() {
    let house = House::new(&Plan::TLS);
    let mut impostor = house.pki.issuer("foreign");
    impostor.name = house.pki.issuer("administration").name;
    house.issuers.replace(vec![impostor]);
    let said = told(&house, Some("amina")).unwrap_err();
    assert!(said.contains("unknown ca"), "{said}");
}

#[test]
fn issuers_change_in_place() {
    let house = House::new(&Plan::TLS);
    assert!(told(&house, Some("stranger")).is_err());
    let issuers = ["administration", "foreign"].map(|name| house.pki.issuer(name));
    house.issuers.replace(issuers.to_vec());
    assert!(told(&house, Some("stranger")).is_ok());
    house.issuers.replace(Vec::new());
    assert!(told(&house, Some("amina")).is_err());
}

#[test]
fn a_certificate_without_its_key_is_nothing() {
    let house = House::new(&Plan::TLS);
    let pki = &house.pki;
    std::fs::copy(pki.path("amina.pem"), pki.path("thief.pem")).unwrap();
    std::fs::copy(pki.path("mahamat.key"), pki.path("thief.key")).unwrap();
    assert!(told(&house, Some("thief")).is_err());
}

#[test]
fn ops_06_tls_1_2_is_spoken_if_configured_and_nothing_older() {
    let house = House::new(&Plan::TLS);
    let new = house.s_client(&["-tls1_3"]);
    assert!(new.contains("stranger"), "{new}");
    let old = house.s_client(&["-tls1_2"]);
    assert!(old.contains("protocol version"), "{old}");
    let both = House::new(&Plan {
        tls: Some(Versions::Tls13And12),
        ..Plan::TLS
    });
    let old = both.s_client(&["-tls1_2", "-cert", "amina.pem", "-key", "amina.key"]);
    assert!(old.contains("certificate "), "{old}");
    let older = both.s_client(&["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]);
    assert!(
        older.contains("alert") && older.contains("(NONE)"),
        "{older}"
    );
}

#[test]
fn sessions_are_not_resumed() {
    for (versions, option) in [
        (Versions::Tls13, "-tls1_3"),
        (Versions::Tls13And12, "-tls1_2"),
    ] {
        let house = House::new(&Plan {
            tls: Some(versions),
            ..Plan::TLS
        });
        let first = house.s_client(&[option, "-sess_out", "session"]);
        assert!(first.contains("stranger"), "{first}");
        assert!(!first.contains("session ticket:"), "{first}");
        if !house.pki.path("session").exists() {
            continue;
        }
        let second = house.s_client(&[option, "-sess_in", "session"]);
        assert!(
            second.contains("New, TLSv1") && !second.contains("Reused"),
            "{second}"
        );
    }
}

#[test]
fn the_servers_certificate_changes_in_place_and_a_bad_one_does_not() {
    let house = House::new(&Plan::TLS);
    let before = house.identity.not_after();
    assert!(!house.identity.reload().unwrap(), "nothing has changed");
    std::fs::copy(house.pki.path("foreign.pem"), house.pki.path("server.pem")).unwrap();
    assert!(house.identity.reload().is_err(), "the key is of another");
    assert_eq!(house.identity.not_after(), before);
    std::fs::copy(house.pki.path("foreign.key"), house.pki.path("server.key")).unwrap();
    assert!(house.identity.reload().unwrap());
    assert_eq!(
        told(&house, None),
        Ok("stranger".to_owned()),
        "curl trusts the new one"
    );
}

#[test]
fn certificates_cut_short_or_altered_are_refused_and_nothing_panics() {
    let pki = crate::pki::Pki::new();
    let issuers = Issuers::new(vec![pki.issuer("administration")]);
    let der = pki.der("amina");
    let now = Timestamp::from_system_time(
        std::fs::metadata(pki.path("amina.pem"))
            .unwrap()
            .modified()
            .unwrap(),
    );
    assert_eq!(issuers.check(&der, now), Ok(()));
    for length in 0..der.len() {
        assert!(issuers.check(&der[..length], now).is_err(), "{length}");
    }
    for at in 0..der.len() {
        let mut altered = der.clone();
        altered[at] ^= 0x01;
        assert!(issuers.check(&altered, now).is_err(), "{at}");
    }
}

#[test]
fn an_issuer_with_an_ml_dsa_key_is_an_issuer() {
    let house = House::new(&Plan::TLS);
    let (der, issuer) = signed_with_ml_dsa(&house.pki.der("amina"));
    let pem = der::pem::encode_string("CERTIFICATE", LineEnding::LF, &der).unwrap();
    std::fs::write(house.pki.path("amina.pem"), pem).unwrap();
    // OpenSSL 3.0 takes what it cannot judge for weak.
    let mut options = vec!["-cipher", "DEFAULT@SECLEVEL=0"];
    options.extend(["-cert", "amina.pem", "-key", "amina.key"]);
    let said = house.s_client(&options);
    assert!(said.contains("unknown ca"), "{said}");
    house.issuers.replace(vec![issuer]);
    let said = house.s_client(&options);
    assert!(
        said.contains(&format!("certificate {}", der.len())),
        "{said}"
    );
}
