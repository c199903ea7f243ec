//! Against certificates that openssl made, and against any octets at all.

use std::io::Write;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::*;
use crate::certificate::{Summary, parse};

/// The fields of a self-signed certificate that `openssl req` makes with this configuration.
fn made_by_openssl(key: &[&str], more: &[&str], configuration: &str) -> Vec<Field> {
    let mut child = Command::new("openssl")
        .args(["req", "-x509", "-nodes", "-utf8", "-days", "10", "-keyout"])
        .args(["/dev/null", "-config", "/dev/stdin", "-newkey"])
        .args(key)
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(configuration.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let der = parse(&output.stdout).unwrap();
    describe(&Summary::of(&der).unwrap().tbs).unwrap()
}

fn value<'a>(fields: &'a [Field], path: &str) -> &'a str {
    let found = fields.iter().find(|field| field.path == path);
    &found
        .unwrap_or_else(|| panic!("{path} is not in {fields:#?}"))
        .value
}

const CONFIGURATION: &str = r#"
[req]
distinguished_name = dn
x509_extensions = ext
prompt = no
string_mask = utf8only
[dn]
C = TD
O = Postes, Tchad
1.OU = one
2.OU = two
serialNumber = IDCTD-1
CN = Aïcha
[ext]
basicConstraints = critical,CA:TRUE,pathlen:3
keyUsage = critical,digitalSignature,nonRepudiation,keyCertSign
extendedKeyUsage = clientAuth,1.2.3.4
certificatePolicies = 1.2.3,@cps
subjectAltName = @names
crlDistributionPoints = URI:http://a.td/1.crl
authorityInfoAccess = OCSP;URI:http://a.td/ocsp,caIssuers;URI:http://a.td/ca.cer
nameConstraints = critical,permitted;DNS:gouv.td,excluded;IP:10.0.0.0/255.0.0.0
policyConstraints = requireExplicitPolicy:2
noCheck = ignored
1.2.3.5 = DER:0401ff
[names]
DNS = a.td
email = a@b.td
URI = "http://a.td/x,y"
IP = 10.0.0.1
otherName = 1.3.6.1.4.1.311.20.2.3;UTF8:agent@r
[cps]
policyIdentifier = 2.999.7
CPS.1 = "https://a.td/cps"
"#;

#[test]
fn fields_are_those_that_openssl_was_told() {
    let fields = made_by_openssl(
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
        &["-set_serial", "0x0123456789abcdef", "-sha384"],
        CONFIGURATION,
    );
    for (path, expected) in [
        ("version", "v3"),
        ("serialNumber", "0123456789abcdef"),
        ("signature", "ecdsa-with-SHA384"),
        ("issuer.O", "Postes, Tchad"),
        ("issuer.OU[2]", "two"),
        ("subject.C", "TD"),
        ("subject.O", "Postes, Tchad"),
        ("subject.OU", "one"),
        ("subject.OU[2]", "two"),
        ("subject.CN", "Aïcha"),
        ("subjectPublicKeyInfo", "id-ecPublicKey, secp384r1"),
        (
            "extensions.basicConstraints",
            "critical: cA TRUE, pathLenConstraint 3",
        ),
        (
            "extensions.keyUsage",
            "critical: digitalSignature, contentCommitment, keyCertSign",
        ),
        ("extensions.extendedKeyUsage", "clientAuth, 1.2.3.4"),
        (
            "extensions.certificatePolicies",
            "1.2.3, 2.999.7 (https://a.td/cps)",
        ),
        (
            "extensions.subjectAltName",
            r"dns:a.td, email:a@b.td, uri:http://a.td/x\,y, ip:10.0.0.1, upn:agent@r",
        ),
        ("extensions.cRLDistributionPoints", "uri:http://a.td/1.crl"),
        (
            "extensions.authorityInfoAccess.ocsp",
            "uri:http://a.td/ocsp",
        ),
        (
            "extensions.authorityInfoAccess.caIssuers",
            "uri:http://a.td/ca.cer",
        ),
        (
            "extensions.nameConstraints.permitted",
            "critical: dns:gouv.td",
        ),
        (
            "extensions.nameConstraints.excluded",
            "critical: ip:10.0.0.0/255.0.0.0",
        ),
        ("extensions.policyConstraints", "requireExplicitPolicy 2"),
        ("extensions.ocspNoCheck", "NULL"),
        ("extensions.1.2.3.5", "#0401ff"),
    ] {
        assert_eq!(value(&fields, path), expected, "{path}");
    }
}

#[test]
fn keys_and_signatures_of_other_kinds_are_named() {
    let plain = "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = x\n";
    let pss = [
        "-sigopt",
        "rsa_padding_mode:pss",
        "-sigopt",
        "rsa_pss_saltlen:32",
        "-sha256",
    ];
    let rsa = made_by_openssl(&["rsa:2048"], &pss, plain);
    assert_eq!(
        value(&rsa, "subjectPublicKeyInfo"),
        "rsaEncryption, 2048 bits"
    );
    assert_eq!(
        value(&rsa, "signature"),
        "id-RSASSA-PSS (id-sha256, id-mgf1 id-sha256, salt 32)"
    );
    let edwards = made_by_openssl(&["ed25519"], &[], plain);
    assert_eq!(
        value(&edwards, "signature"),
        value(&edwards, "subjectPublicKeyInfo")
    );
}

#[test]
fn string_types_are_told_where_they_are_not_the_usual() {
    let plain = "[req]\ndistinguished_name = dn\nprompt = no\nstring_mask = pkix\n[dn]\n\
                 C = TD\nO = Postes\nCN = é\n";
    let fields = made_by_openssl(&["ed25519"], &[], plain);
    assert_eq!(value(&fields, "subject.C"), "TD");
    assert_eq!(value(&fields, "subject.O"), "Postes (PrintableString)");
    assert!(value(&fields, "subject.CN").starts_with("é"));
}

#[test]
fn nothing_hides_in_a_value() {
    assert_eq!(
        visible("a\u{202e}b\n\u{200b}é"),
        "a\\u{202e}b\\u{a}\\u{200b}é"
    );
    assert_eq!(element::item(r"a, dns:b\"), r"a\, dns:b\\");
    let long = hexadecimal(&[7; 300]);
    assert!(long.contains("… (SHA-256 ") && long.len() < 700, "{long}");
}

#[test]
fn qc_statements_are_named_one_by_one() {
    // Sequence of: QcCompliance, QcLimitValue XAF 5 × 10^6, QcType eseal, QcCClegislation TD,
    // semanticsId-Legal, and one that nobody knows.
    let statements = [
        "3008 0606 04008e460101",
        "3015 0606 04008e460102 300b 1303 584146 020105 020106",
        "3013 0606 04008e460106 3009 0607 04008e46010602",
        "300e 0606 04008e460107 3004 1302 5444",
        "3015 0608 2b06010505070b02 3009 0607 04008bec490102",
        "3007 0603 2a0304 0500",
    ];
    let hexadecimal = statements.concat().replace(' ', "");
    let length = u8::try_from(hexadecimal.len() / 2).unwrap();
    let value = hex::decode(format!("30{length:02x}{hexadecimal}")).unwrap();
    let read = qualified::statements(&value).unwrap();
    let read: Vec<_> = read
        .iter()
        .map(|(path, value)| format!("{path}={value}"))
        .collect();
    assert_eq!(
        read,
        [
            "qcStatements.QcCompliance=TRUE",
            "qcStatements.QcLimitValue=XAF 5 × 10^6",
            "qcStatements.QcType=eseal",
            "qcStatements.QcCClegislation=TD",
            "qcStatements.semantics=semanticsId-Legal",
            "qcStatements.1.2.3.4=#",
        ]
    );
}

/// A certificate's skeleton around any extension.
fn around(oid: &[u8], value: &[u8]) -> Vec<u8> {
    let tlv = |tag: u8, content: &[u8]| {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        let header = match content.len() {
            short @ 0..=127 => vec![tag, u8::try_from(short).unwrap()],
            128..=255 => vec![tag, 0x81, length[1]],
            _ => vec![tag, 0x82, length[0], length[1]],
        };
        [&header, content].concat()
    };
    let extension = tlv(0x30, &[tlv(6, oid), tlv(4, value)].concat());
    let name = tlv(0x30, &[]);
    let time = tlv(0x17, b"260101000000Z");
    let key = tlv(0x30, &[tlv(0x30, &tlv(6, &[0x2a])), tlv(3, &[0])].concat());
    let fields = [
        tlv(0xa0, &tlv(2, &[2])),
        tlv(2, &[1]),
        tlv(0x30, &tlv(6, &[0x2a])),
        name.clone(),
        tlv(0x30, &[time.clone(), time].concat()),
        name,
        key,
        tlv(0xa3, &tlv(0x30, &extension)),
    ];
    tlv(0x30, &fields.concat())
}

proptest! {
    #[test]
    fn i12_any_octets_are_described_or_refused(octets in prop::collection::vec(any::<u8>(), 0..256)) {
        drop(describe(&octets));
    }

    #[test]
    fn i12_any_extension_becomes_lines_that_show_all(
        oid in prop::sample::select(vec![
            "551d0e", "551d0f", "551d11", "551d13", "551d1e", "551d1f", "551d20", "551d21",
            "551d23", "551d24", "551d25", "551d36", "551d38", "2b06010505070101",
            "2b06010505070103", "2b0601050507300105", "2b0601050507011 8",
        ]),
        value in prop::collection::vec(any::<u8>(), 0..300),
        framed: bool,
    ) {
        let value = if framed { [&[0x30, u8::try_from(value.len().min(127)).unwrap()], &value[..value.len().min(127)]].concat() } else { value };
        let oid = hex::decode(oid.replace(' ', "")).unwrap();
        let fields = describe(&around(&oid, &value)).unwrap();
        for field in &fields {
            prop_assert!(!field.value.contains(char::is_control), "{field:?}");
        }
    }
}
