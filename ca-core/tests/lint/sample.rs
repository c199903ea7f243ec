//! A good leaf and its issuer, field by field: one of somebody else, or one of ours.

use ca_core::algorithm_table::AlgorithmTable;
use ca_core::certificate::{Governing, sample};
use ca_core::country::Country;
use ca_core::csr::Csr;
use ca_core::lint::{Finding, LintInput, LintIssuer, check};
use ca_core::profile::{Profile, ProfileKind, shipped};
use ca_core::settings::Settings;
use ca_core::subject_key::SubjectKey;
use ca_core::timestamp::Timestamp;

use crate::der::{bits, boolean, content, integer, name, octets, oid, parts, sequence, time, tlv};

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
    /// Takes a v3 TBSCertificate apart.
    pub(crate) fn parse(der: &[u8]) -> Self {
        let fields: [Vec<u8>; 8] = parts(der).try_into().unwrap();
        let [
            version,
            serial,
            signature,
            issuer,
            validity,
            subject,
            spki,
            list,
        ] = fields;
        let validity = parts(&validity);
        Self {
            version,
            serial,
            signature,
            issuer,
            not_before: validity[0].clone(),
            not_after: validity[1].clone(),
            subject,
            spki,
            unique: Vec::new(),
            extensions: parts(content(&list)),
        }
    }

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

/// The documents that govern a certificate of ours.
pub(crate) struct House {
    pub(crate) profile: Profile,
    pub(crate) settings: Settings,
    pub(crate) country: Country,
    pub(crate) algorithms: AlgorithmTable,
}

impl House {
    pub(crate) fn of(country: &str, profile: &str) -> Self {
        let country = Country::find(country).unwrap();
        let mut profiles = shipped::texts()
            .iter()
            .map(|text| Profile::parse(text).unwrap());
        Self {
            profile: profiles.find(|known| known.name() == profile).unwrap(),
            settings: Settings::for_practice(&country, "http://pki.example.td").unwrap(),
            country,
            algorithms: AlgorithmTable::shipped().clone(),
        }
    }

    pub(crate) fn governing(&self) -> Governing<'_> {
        Governing {
            profile: &self.profile,
            settings: &self.settings,
            country: &self.country,
            algorithms: &self.algorithms,
        }
    }

    /// With another text of the table of algorithms.
    pub(crate) fn with_table(&mut self, from: &str, to: &str) {
        let text = AlgorithmTable::shipped().text();
        assert!(text.contains(from), "{from}");
        self.algorithms = AlgorithmTable::parse(&text.replacen(from, to, 1)).unwrap();
    }

    /// With another text of the profile.
    pub(crate) fn with_profile(&mut self, from: &str, to: &str) {
        let text = self.profile.text();
        assert!(text.contains(from), "{from}");
        self.profile = Profile::parse(&text.replacen(from, to, 1)).unwrap();
    }
}

/// What is judged.
pub(crate) struct Case {
    pub(crate) leaf: Tbs,
    pub(crate) issuer: Option<Tbs>,
    pub(crate) signing_time: Option<Timestamp>,
    pub(crate) house: Option<House>,
}

impl Case {
    /// A certificate of somebody else.
    pub(crate) fn good() -> Self {
        Self {
            leaf: leaf(),
            issuer: Some(issuer()),
            signing_time: Timestamp::parse_rfc3339("2026-11-21T12:30:00Z"),
            house: None,
        }
    }

    /// A certificate of ours, as the profile would give it.
    pub(crate) fn ours(profile: &str) -> Self {
        Self::of(House::of("TD", profile))
    }

    /// A certificate as these documents would give it.
    pub(crate) fn of(house: House) -> Self {
        let mut leaf = Tbs::parse(&sample::sample(&house.governing()).unwrap());
        if house.profile.kind() == ProfileKind::Root {
            root_key(&mut leaf);
        }
        let issuer = (house.profile.kind() != ProfileKind::Root).then(|| issuer_of(&leaf));
        Self {
            leaf,
            issuer,
            signing_time: Timestamp::parse_rfc3339("2026-01-01T00:00:00Z"),
            house: Some(house),
        }
    }

    /// What the rules find.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let issuer = self.issuer.as_ref().map(Tbs::certificate);
        let issuer = issuer.map(|der| {
            let generation = "example-g1".parse().unwrap();
            LintIssuer::parse(&der).unwrap().of_generation(generation)
        });
        let governing = self.house.as_ref().map(House::governing);
        let key = SubjectKey::from_spki(&self.leaf.spki).ok();
        let key = key.as_ref().filter(|_| governing.is_some());
        check(&LintInput {
            tbs: &self.leaf.der(),
            issuer: issuer.as_ref(),
            signing_time: self.signing_time,
            governing: governing.as_ref(),
            key,
        })
        .expect("readable")
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

    /// Turns the subject into a legal person with a seal.
    pub(crate) fn become_legal(&mut self) {
        self.leaf.subject = name(&[
            ("2.5.4.6", 0x13, "TD"),
            ("2.5.4.10", 0x0c, "Poste"),
            ("2.5.4.97", 0x0c, "NTRTD-1"),
            ("2.5.4.3", 0x0c, "Poste"),
        ]);
        self.state("1.3.6.1.5.5.7.11.2", Some(&semantics("0.4.0.194121.1.2")));
        let seal = sequence(&[&oid("0.4.0.1862.1.6.2")]);
        self.state("0.4.0.1862.1.6", Some(&seal));
    }

    /// Puts a statement in the place of the one with the same identifier, or takes it away.
    pub(crate) fn state(&mut self, identifier: &str, info: Option<&[u8]>) {
        let place = place(&self.leaf, STATEMENTS);
        let list = parts(content(&parts(&self.leaf.extensions[place])[1]));
        let is_other = |statement: &Vec<u8>| parts(statement)[0] != oid(identifier);
        let mut list: Vec<Vec<u8>> = list.into_iter().filter(is_other).collect();
        list.extend(info.map(|info| sequence(&[&oid(identifier), info])));
        let list: Vec<&[u8]> = list.iter().map(Vec::as_slice).collect();
        replace(&mut self.leaf, STATEMENTS, false, &sequence(&list));
    }
}

/// id-pe-qcStatements.
pub(crate) const STATEMENTS: &str = "1.3.6.1.5.5.7.1.3";

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
            extension("2.5.29.15", true, &bits(6, 0x40)),
            extension(
                "2.5.29.32",
                false,
                &policies(&["2.999.1", "0.4.0.2042.1.1"]),
            ),
            extension("2.5.29.37", false, &sequence(&[&oid("1.3.6.1.5.5.7.3.36")])),
            extension(
                "2.5.29.31",
                false,
                &crl_at("http://pki.example.td/crl/g1.crl"),
            ),
            extension(
                "1.3.6.1.5.5.7.1.1",
                false,
                &access_at(&[
                    ("1.3.6.1.5.5.7.48.1", "http://pki.example.td/ocsp/g1"),
                    ("1.3.6.1.5.5.7.48.2", "http://pki.example.td/ca/g1.cer"),
                ]),
            ),
            extension(STATEMENTS, false, &statements()),
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
    let purposes = sequence(&[&oid("1.3.6.1.5.5.7.3.2"), &oid("1.3.6.1.5.5.7.3.36")]);
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
            extension("2.5.29.37", false, &purposes),
        ],
    }
}

/// Gives a root a key that roots may have: samples all have the same.
fn root_key(root: &mut Tbs) {
    root.spki = spki("openssl-p384.pem");
    root.signature = sequence(&[&oid("1.2.840.10045.4.3.3")]);
    let key = SubjectKey::from_spki(&root.spki).unwrap().key_identifier();
    replace(root, "2.5.29.14", false, &octets(&key));
    replace(root, "2.5.29.35", false, &sequence(&[&tlv(0x80, &[&key])]));
}

/// A CA that may have issued this, and allows all policies and purposes.
fn issuer_of(leaf: &Tbs) -> Tbs {
    let identifier = leaf
        .extensions
        .iter()
        .find(|extension| parts(extension)[0] == oid("2.5.29.35"))
        .map(|extension| {
            let value = parts(extension).pop().unwrap();
            content(&parts(content(&value))[0]).to_vec()
        });
    let any = issuer();
    let any_policy = policies(&["2.5.29.32.0"]);
    Tbs {
        subject: leaf.issuer.clone(),
        not_before: time("250101000000Z"),
        not_after: tlv(0x18, &[b"20600101000000Z"]),
        extensions: vec![
            any.extensions[0].clone(),
            extension("2.5.29.14", false, &octets(&identifier.unwrap_or_default())),
            any.extensions[2].clone(),
            extension("2.5.29.32", false, &any_policy),
            extension("2.5.29.19", true, &sequence(&[&boolean(true)])),
        ],
        ..any
    }
}

/// The key in a request of the test data.
pub(crate) fn spki(file: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/csr/{file}", env!("CARGO_MANIFEST_DIR"));
    let csr = Csr::parse(&std::fs::read(path).unwrap()).unwrap();
    csr.key().spki().to_vec()
}

/// An RSA key of so many octets with this exponent.
pub(crate) fn rsa(octets: usize, exponent: &[u8]) -> Vec<u8> {
    let modulus = integer(&[&[0][..], &vec![0xbf; octets]].concat());
    let key = sequence(&[&modulus, &integer(exponent)]);
    let algorithm = sequence(&[&oid("1.2.840.113549.1.1.1"), &tlv(5, &[])]);
    sequence(&[&algorithm, &tlv(3, &[&[0], &key])])
}

/// The RSA key in a request of the test data with another exponent.
pub(crate) fn with_exponent(file: &str, exponent: &[u8]) -> Vec<u8> {
    let [algorithm, key]: [Vec<u8>; 2] = parts(&spki(file)).try_into().unwrap();
    let modulus = parts(&content(&key)[1..]).remove(0);
    let key = sequence(&[&modulus, &integer(exponent)]);
    sequence(&[&algorithm, &tlv(3, &[&[0], &key])])
}

/// The P-256 key with these parameters.
pub(crate) fn elliptic(parameters: &[u8]) -> Vec<u8> {
    let point = parts(&spki("openssl-p256.pem")).pop().unwrap();
    let algorithm = sequence(&[&oid("1.2.840.10045.2.1"), parameters]);
    sequence(&[&algorithm, &point])
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
    let found = |extension: &Vec<u8>| parts(extension)[0] == wanted;
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

pub(crate) fn purposes(identifiers: &[&str]) -> Vec<u8> {
    let purposes: Vec<_> = identifiers.iter().map(|purpose| oid(purpose)).collect();
    sequence(&purposes.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

pub(crate) fn crl_at(uri: &str) -> Vec<u8> {
    let full_name = tlv(0xa0, &[&tlv(0x86, &[uri.as_bytes()])]);
    sequence(&[&sequence(&[&tlv(0xa0, &[&full_name])])])
}

pub(crate) fn access_at(places: &[(&str, &str)]) -> Vec<u8> {
    let places: Vec<_> = places
        .iter()
        .map(|(method, uri)| sequence(&[&oid(method), &tlv(0x86, &[uri.as_bytes()])]))
        .collect();
    sequence(&places.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// A disclosure statement.
pub(crate) fn page(uri: &str, language: &str) -> Vec<u8> {
    sequence(&[
        &tlv(0x16, &[uri.as_bytes()]),
        &tlv(0x13, &[language.as_bytes()]),
    ])
}

/// The content of qcStatement-2.
pub(crate) fn semantics(identifier: &str) -> Vec<u8> {
    sequence(&[&oid(identifier)])
}

/// A MonetaryValue of a million.
pub(crate) fn limit(currency: &str) -> Vec<u8> {
    sequence(&[
        &tlv(0x13, &[currency.as_bytes()]),
        &integer(&[1]),
        &integer(&[6]),
    ])
}

/// As in a citizen's signature certificate (EN 319 412-5).
fn statements() -> Vec<u8> {
    let pages = [
        page("https://pki.example.td/en", "en"),
        page("https://pki.example.td/fr", "fr"),
    ];
    sequence(&[
        &sequence(&[&oid("1.3.6.1.5.5.7.11.2"), &semantics("0.4.0.194121.1.1")]),
        &sequence(&[&oid("0.4.0.1862.1.1")]),
        &sequence(&[&oid("0.4.0.1862.1.7"), &sequence(&[&tlv(0x13, &[b"TD"])])]),
        &sequence(&[
            &oid("0.4.0.1862.1.6"),
            &sequence(&[&oid("0.4.0.1862.1.6.1")]),
        ]),
        &sequence(&[&oid("0.4.0.1862.1.5"), &sequence(&[&pages[0], &pages[1]])]),
        &sequence(&[&oid("0.4.0.1862.1.3"), &integer(&[10])]),
        &sequence(&[&oid("0.4.0.1862.1.2"), &limit("XAF")]),
    ])
}
