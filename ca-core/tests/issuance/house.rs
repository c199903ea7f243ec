//! An issuer, keys and good wishes.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, PqdsaKeyPair};
use ca_core::algorithm::KeyAlgorithm;
use ca_core::algorithm_table::AlgorithmTable;
use ca_core::certificate::request::{CertificateRequest, PrepareError, ValidityPeriod};
use ca_core::certificate::{Governing, IssuerView, Template};
use ca_core::country::Country;
use ca_core::generation::GenerationId;
use ca_core::name::{self, NameAttribute, StringEncoding};
use ca_core::profile::{AttributeSource, Profile};
use ca_core::san::SubjectAltName;
use ca_core::serial::Serial;
use ca_core::settings::Settings;
use ca_core::subject::{AttributeType, Subject};
use ca_core::subject_key::SubjectKey;
use ca_core::timestamp::Timestamp;

/// The keys of all wishes, and the issuer's.
static KEYS: LazyLock<Vec<(Key, Vec<u8>)>> = LazyLock::new(|| {
    let elliptic = |algorithm| {
        let pair = EcdsaKeyPair::generate(algorithm).unwrap();
        pair.public_key().as_der().unwrap().as_ref().to_vec()
    };
    let edwards = Ed25519KeyPair::generate().unwrap();
    let lattice = |algorithm| {
        let pair = PqdsaKeyPair::generate(algorithm).unwrap();
        pair.public_key().as_der().unwrap().as_ref().to_vec()
    };
    let rsa = signature::RsaKeyPair::generate(KeySize::Rsa3072).unwrap();
    vec![
        (
            Key::P256,
            elliptic(&signature::ECDSA_P256_SHA256_ASN1_SIGNING),
        ),
        (
            Key::P384,
            elliptic(&signature::ECDSA_P384_SHA384_ASN1_SIGNING),
        ),
        (
            Key::P521,
            elliptic(&signature::ECDSA_P521_SHA512_ASN1_SIGNING),
        ),
        (
            Key::Ed25519,
            edwards.public_key().as_der().unwrap().as_ref().to_vec(),
        ),
        (Key::MlDsa44, lattice(&signature::ML_DSA_44_SIGNING)),
        (Key::MlDsa65, lattice(&signature::ML_DSA_65_SIGNING)),
        (Key::MlDsa87, lattice(&signature::ML_DSA_87_SIGNING)),
        (
            Key::Rsa3072,
            rsa.public_key().as_der().unwrap().as_ref().to_vec(),
        ),
    ]
});

/// Kinds of keys in wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    P256,
    P384,
    P521,
    Ed25519,
    MlDsa44,
    MlDsa65,
    MlDsa87,
    Rsa3072,
}

impl Key {
    pub(crate) const ALL: [Self; 8] = [
        Self::P256,
        Self::P384,
        Self::P521,
        Self::Ed25519,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
        Self::Rsa3072,
    ];

    pub(crate) fn subject_key(self) -> SubjectKey {
        let found = KEYS.iter().find(|(kind, _)| *kind == self).unwrap();
        SubjectKey::from_spki(&found.1).unwrap()
    }
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) subject: Option<String>,
    pub(crate) names: Vec<String>,
    pub(crate) key: Key,
    pub(crate) days: Option<u64>,
    pub(crate) issuer_end: Option<&'static str>,
}

impl Wish {
    /// A wish without alternative names.
    pub(crate) fn person(subject: &str) -> Self {
        Self {
            subject: Some(subject.to_owned()),
            names: Vec::new(),
            key: Key::P256,
            days: None,
            issuer_end: None,
        }
    }

    /// A wish for an issuer.
    pub(crate) fn authority() -> Self {
        Self {
            subject: None,
            ..Self::person("")
        }
    }

    /// One that the profile should take: all attributes, except a pseudonym beside names.
    pub(crate) fn plain(profile: &Profile, country: &str) -> Self {
        let rules = profile.attributes().iter();
        let asked = rules.filter(|rule| rule.source == AttributeSource::Request);
        let attributes = asked.map(|rule| rule.attribute_type);
        let attributes = attributes.filter(|taken| *taken != AttributeType::PSEUDONYM);
        let pairs = attributes.map(|taken| format!("{taken}={}", plausible(taken, country)));
        let pairs: Vec<String> = pairs.collect();
        let rule = profile.alternative_names();
        let names = if rule.required {
            vec!["dns:www.example.org".to_owned()]
        } else {
            Vec::new()
        };
        Self {
            names,
            ..Self::person(&pairs.join(","))
        }
    }
}

/// A value that the rules for persons take.
pub(crate) fn plausible(attribute: AttributeType, country: &str) -> String {
    match attribute {
        AttributeType::COUNTRY => country.to_owned(),
        AttributeType::SERIAL_NUMBER => format!("IDC{country}-0012345"),
        AttributeType::ORGANIZATION_IDENTIFIER => format!("NTR{country}-0012345"),
        AttributeType::COMMON_NAME => "www.example.org".to_owned(),
        _ => "Zénaïde".to_owned(),
    }
}

/// What became of a wish.
pub(crate) enum Attempt {
    Unreadable,
    Refused(PrepareError),
    Prepared(Vec<u8>),
}

/// An issuer in a country.
pub(crate) struct House {
    pub(crate) country: Country,
    pub(crate) settings: Settings,
    pub(crate) algorithms: AlgorithmTable,
    pub(crate) generation: GenerationId,
    pub(crate) name: Vec<u8>,
    pub(crate) key: SubjectKey,
    pub(crate) serial: Serial,
}

/// 2026-11-21T08:30:00.250Z.
pub(crate) fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-11-21T08:30:00.250Z").unwrap()
}

impl House {
    pub(crate) fn of(country: Country) -> Self {
        let settings = Settings::for_practice(&country, "http://pki.example.org").unwrap();
        let attribute = |attribute_type, encoding, value: &str| NameAttribute {
            attribute_type,
            encoding,
            value: value.to_owned(),
        };
        let name = name::encode(&[
            attribute(
                AttributeType::COUNTRY,
                StringEncoding::Printable,
                &country.code,
            ),
            attribute(AttributeType::COMMON_NAME, StringEncoding::Utf8, "État G1"),
        ]);
        Self {
            settings,
            algorithms: AlgorithmTable::shipped().clone(),
            generation: "citizens-g1".parse().unwrap(),
            name: name.unwrap(),
            key: Key::P384.subject_key(),
            serial: Serial::try_from(&[0x40; 17][..]).unwrap(),
            country,
        }
    }

    /// Goes the way of the authority: each check, then the bytes.
    pub(crate) fn attempt(&self, profile: &Profile, wish: &Wish) -> Attempt {
        let Some(parsed) = Parsed::of(wish) else {
            return Attempt::Unreadable;
        };
        match self.prepare(profile, wish, &parsed) {
            Ok(tbs) => Attempt::Prepared(tbs),
            Err(error) => Attempt::Refused(error),
        }
    }

    fn prepare(
        &self,
        profile: &Profile,
        wish: &Wish,
        parsed: &Parsed,
    ) -> Result<Vec<u8>, PrepareError> {
        let (request, governing) = (parsed.request(wish), self.governing(profile));
        request.check_alternative_names(profile)?;
        request.check_latin_form()?;
        let subject = request.subject_name(&governing)?;
        let end = wish.issuer_end.unwrap_or("2046-01-01T00:00:00Z");
        let validity = request.validity_period(profile, Timestamp::parse_rfc3339(end), now())?;
        request.check_key(&governing, &self.issuer(), validity)?;
        let template = Template::new(&governing, &self.issuer())?;
        template.to_be_signed(&governing, &request, &subject, validity, &self.serial)
    }

    /// The bytes for a good wish with these dates, whatever the profile says of dates.
    pub(crate) fn encode(
        &self,
        profile: &Profile,
        wish: &Wish,
        not_before: Timestamp,
        not_after: Timestamp,
    ) -> Vec<u8> {
        let parsed = Parsed::of(wish).unwrap();
        let (request, governing) = (parsed.request(wish), self.governing(profile));
        let subject = request.subject_name(&governing).unwrap();
        let validity = ValidityPeriod {
            not_before,
            not_after,
        };
        let template = Template::new(&governing, &self.issuer()).unwrap();
        let tbs = template.to_be_signed(&governing, &request, &subject, validity, &self.serial);
        tbs.unwrap()
    }

    pub(crate) fn governing<'a>(&'a self, profile: &'a Profile) -> Governing<'a> {
        Governing {
            profile,
            settings: &self.settings,
            country: &self.country,
            algorithms: &self.algorithms,
        }
    }

    pub(crate) fn issuer(&self) -> IssuerView<'_> {
        let mut algorithms = KeyAlgorithm::ALL.into_iter();
        let algorithm = algorithms.find(|algorithm| algorithm.kind() == self.key.kind());
        IssuerView {
            generation: &self.generation,
            name: &self.name,
            public_key: self.key.spki(),
            key_identifier: self.key.key_identifier().to_vec(),
            algorithm: algorithm.unwrap().signature_algorithm(),
        }
    }
}

/// A wish whose texts could be read.
struct Parsed {
    subject: Option<Subject>,
    names: Vec<SubjectAltName>,
    key: SubjectKey,
}

impl Parsed {
    fn of(wish: &Wish) -> Option<Self> {
        let names = wish.names.iter().map(|name| name.parse().ok());
        Some(Self {
            subject: match &wish.subject {
                Some(text) => Some(Subject::parse(text).ok()?),
                None => None,
            },
            names: names.collect::<Option<_>>()?,
            key: wish.key.subject_key(),
        })
    }

    fn request(&self, wish: &Wish) -> CertificateRequest<'_> {
        CertificateRequest {
            subject: self.subject.as_ref(),
            common_name: self.subject.is_none().then_some("Agences G1"),
            alternative_names: &self.names,
            key: &self.key,
            validity: wish.days.map(|days| Duration::from_secs(days * 86_400)),
            original_name: None,
            latin_form_confirmed: false,
        }
    }
}

/// What `openssl x509` prints of a certificate.
pub(crate) fn openssl_x509(der: &[u8], options: &[&str]) -> String {
    let mut child = Command::new("openssl")
        .args(["x509", "-inform", "DER", "-noout"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl");
    child.stdin.take().unwrap().write_all(der).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}
