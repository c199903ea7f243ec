//! A good leaf and its issuer, field by field.

use ca_core::csr::Csr;
use ca_core::timestamp::Timestamp;

use crate::der::{bits, boolean, integer, name, octets, oid, sequence, time, tlv};

/// Each field is DER.
#[derive(Clone)]
pub(crate) struct Tbs {
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) not_before: Vec<u8>,
    pub(crate) not_after: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    pub(crate) unique: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Tbs {
    pub(crate) fn der(&self) -> Vec<u8> {
        let list: Vec<&[u8]> = self.extensions.iter().map(Vec::as_slice).collect();
        let extensions = match list.as_slice() {
            [] => Vec::new(),
            list => tlv(0xa3, &[&sequence(list)]),
        };
        let validity = sequence(&[&self.not_before, &self.not_after]);
        sequence(&[
            &self.version,
            &self.serial,
            &self.signature,
            &self.issuer,
            &validity,
            &self.subject,
            &self.spki,
            &self.unique,
            &extensions,
        ])
    }

    /// With a signature that nobody verifies here.
    pub(crate) fn certificate(&self) -> Vec<u8> {
        sequence(&[&self.der(), &self.signature, &tlv(3, &[&[0, 1, 2, 3]])])
    }
}

/// What is judged.
pub(crate) struct Case {
    pub(crate) leaf: Tbs,
    pub(crate) issuer: Option<Tbs>,
    pub(crate) signing_time: Option<Timestamp>,
}

impl Case {
    pub(crate) fn good() -> Self {
        Self {
            leaf: leaf(),
            issuer: Some(issuer()),
            signing_time: Timestamp::parse_rfc3339("2026-11-21T12:30:00Z"),
        }
    }

    /// Turns the leaf into a self-signed root.
    pub(crate) fn become_root(&mut self) {
        let root = issuer();
        let key_usage = extension("2.5.29.15", true, &bits(1, 6));
        let constraints = extension("2.5.29.19", true, &sequence(&[&boolean(true)]));
        let key = extension("2.5.29.14", false, &octets(&[5; 20]));
        self.leaf = Tbs {
            not_before: time("261121120000Z"),
            issuer: root.subject.clone(),
            extensions: vec![key, key_usage, constraints],
            ..root
        };
        self.issuer = None;
    }
}

fn leaf() -> Tbs {
    let arabic = ("2.5.4.3", 0x0c, "فاطمة الزهراء");
    let subject = [
        ("2.5.4.6", 0x13, "TD"),
        ("2.5.4.4", 0x0c, "Ngaré"),
        ("2.5.4.5", 0x13, "IDCTD-1"),
        arabic,
    ];
    Tbs {
        version: tlv(0xa0, &[&integer(&[2])]),
        serial: integer(&[0x41; 17]),
        signature: sequence(&[&oid("1.2.840.10045.4.3.2")]),
        issuer: issuer().subject,
        not_before: time("261121120000Z"),
        not_after: time("291121120000Z"),
        subject: name(&subject),
        spki: spki("openssl-p256.pem"),
        unique: Vec::new(),
        extensions: vec![
            extension("2.5.29.35", false, &authority_key()),
            extension("2.5.29.14", false, &octets(&[6; 20])),
            extension("2.5.29.15", true, &bits(7, 0x80)),
            extension(
                "2.5.29.32",
                false,
                &policies(&["2.999.1", "0.4.0.2042.1.1"]),
            ),
            extension("2.5.29.37", false, &sequence(&[&oid("1.3.6.1.5.5.7.3.2")])),
            extension(
                "2.5.29.31",
                false,
                &crl_at("http://pki.example.td/crl/g1.crl"),
            ),
            extension(
                "1.3.6.1.5.5.7.1.1",
                false,
                &access_at("http://pki.example.td/ocsp/g1"),
            ),
            extension("1.3.6.1.5.5.7.1.3", false, &statements()),
        ],
    }
}

fn issuer() -> Tbs {
    let organization = |common| {
        [
            ("2.5.4.6", 0x13, "TD"),
            ("2.5.4.10", 0x0c, "ANSICE"),
            common,
        ]
    };
    Tbs {
        version: tlv(0xa0, &[&integer(&[2])]),
        serial: integer(&[0x42; 17]),
        signature: sequence(&[&oid("1.2.840.10045.4.3.2")]),
        issuer: name(&organization(("2.5.4.3", 0x0c, "Racine G1"))),
        not_before: time("260101000000Z"),
        not_after: time("360101000000Z"),
        subject: name(&organization(("2.5.4.3", 0x0c, "Citoyens G1"))),
        spki: spki("token-p256.pem"),
        unique: Vec::new(),
        extensions: vec![
            extension("2.5.29.35", false, &sequence(&[&tlv(0x80, &[&[4; 20]])])),
            extension("2.5.29.14", false, &octets(&[5; 20])),
            extension("2.5.29.15", true, &bits(1, 6)),
            extension(
                "2.5.29.32",
                false,
                &policies(&["0.4.0.2042.1.1", "2.999.1"]),
            ),
            extension(
                "2.5.29.19",
                true,
                &sequence(&[&boolean(true), &integer(&[0])]),
            ),
            extension("2.5.29.37", false, &sequence(&[&oid("1.3.6.1.5.5.7.3.2")])),
        ],
    }
}

fn spki(file: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/csr/{file}", env!("CARGO_MANIFEST_DIR"));
    let csr = Csr::parse(&std::fs::read(path).unwrap()).unwrap();
    csr.key().spki().to_vec()
}

/// An RSA key that has no weakness but its length.
pub(crate) fn rsa_2048() -> Vec<u8> {
    let modulus = integer(&[&[0][..], &[0xbf; 256]].concat());
    let key = sequence(&[&modulus, &integer(&[1, 0, 1])]);
    let algorithm = sequence(&[&oid("1.2.840.113549.1.1.1"), &tlv(5, &[])]);
    sequence(&[&algorithm, &tlv(3, &[&[0], &key])])
}

pub(crate) fn extension(identifier: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { boolean(true) } else { Vec::new() };
    sequence(&[&oid(identifier), &critical, &octets(value)])
}

/// Puts an extension in the place of the one with the same identifier.
pub(crate) fn replace(tbs: &mut Tbs, identifier: &str, critical: bool, value: &[u8]) {
    let place = place(tbs, identifier);
    tbs.extensions[place] = extension(identifier, critical, value);
}

/// Takes an extension away.
pub(crate) fn without(tbs: &mut Tbs, identifier: &str) {
    let place = place(tbs, identifier);
    tbs.extensions.remove(place);
}

fn place(tbs: &Tbs, identifier: &str) -> usize {
    let wanted = oid(identifier);
    let found = |extension: &Vec<u8>| extension.windows(wanted.len()).any(|part| part == wanted);
    tbs.extensions.iter().position(found).unwrap()
}

pub(crate) fn authority_key() -> Vec<u8> {
    sequence(&[&tlv(0x80, &[&[5; 20]])])
}

pub(crate) fn policies(identifiers: &[&str]) -> Vec<u8> {
    let policies: Vec<_> = identifiers
        .iter()
        .map(|policy| sequence(&[&oid(policy)]))
        .collect();
    sequence(&policies.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

pub(crate) fn crl_at(uri: &str) -> Vec<u8> {
    let full_name = tlv(0xa0, &[&tlv(0x86, &[uri.as_bytes()])]);
    sequence(&[&sequence(&[&tlv(0xa0, &[&full_name])])])
}

pub(crate) fn access_at(uri: &str) -> Vec<u8> {
    let ocsp = sequence(&[&oid("1.3.6.1.5.5.7.48.1"), &tlv(0x86, &[uri.as_bytes()])]);
    sequence(&[&ocsp])
}

/// As in a citizen's signature certificate (EN 319 412-5).
pub(crate) fn statements() -> Vec<u8> {
    let page = |uri: &str, language: &str| {
        sequence(&[
            &tlv(0x16, &[uri.as_bytes()]),
            &tlv(0x13, &[language.as_bytes()]),
        ])
    };
    let pages = [
        page("https://pki.example.td/en", "en"),
        page("https://pki.example.td/fr", "fr"),
    ];
    sequence(&[
        &sequence(&[&oid("0.4.0.1862.1.1")]),
        &sequence(&[&oid("0.4.0.1862.1.7"), &sequence(&[&tlv(0x13, &[b"TD"])])]),
        &sequence(&[
            &oid("0.4.0.1862.1.6"),
            &sequence(&[&oid("0.4.0.1862.1.6.1")]),
        ]),
        &sequence(&[&oid("0.4.0.1862.1.5"), &sequence(&[&pages[0], &pages[1]])]),
        &sequence(&[&oid("0.4.0.1862.1.3"), &integer(&[10])]),
        &sequence(&[
            &oid("0.4.0.1862.1.2"),
            &sequence(&[&tlv(0x13, &[b"XAF"]), &integer(&[100]), &integer(&[6])]),
        ]),
    ])
}
