//! A small PKI in memory: Ed25519 keys, certificates made by hand, so that each can be wrong in
//! one way.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::generation::GenerationId;
use ca_core::registry::records::{Generation, GenerationState};
use ca_core::signer::transport::{TransportKey, WrappedKey};
use ca_core::signer::{
    KeyProtection, KeyStore, KeyUri, NewKey, SignInput, Signer, SignerError, StoredKey, TokenFault,
    TokenHealth, TokenInfo, TokenName, TokenState,
};
use ca_core::timestamp::Timestamp;
use const_oid::db::rfc5912::{ID_AD_OCSP, ID_KP_OCSP_SIGNING, ID_KP_SERVER_AUTH};
use const_oid::db::rfc6960::ID_PKIX_OCSP_NOCHECK;
use const_oid::{AssociatedOid, ObjectIdentifier};
use der::asn1::{BitString, Ia5String, Null, OctetString, UtcTime};
use der::flagset::FlagSet;
use der::{Decode, Encode, Sequence};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, BasicConstraints, CrlDistributionPoints,
    ExtendedKeyUsage, KeyUsage, KeyUsages, crl::dp::DistributionPoint,
};
use x509_cert::name::Name;
use x509_cert::time::Time;

/// The moment at which the tests begin.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

/// A token in memory that can fail in every way that matters.
#[derive(Debug, Default)]
pub(crate) struct FakeToken {
    keys: Mutex<Vec<(String, Ed25519KeyPair)>>,
    pub(crate) fails: AtomicBool,
    pub(crate) signs_wrongly: AtomicBool,
    pub(crate) panics: AtomicBool,
    pub(crate) signatures: AtomicUsize,
    pub(crate) recoveries: AtomicU64,
}

impl FakeToken {
    fn gone() -> SignerError {
        SignerError::Unavailable {
            token: "token fake".to_owned(),
            source: TokenFault::Returned {
                function: "C_Sign".to_owned(),
                value: "CKR_DEVICE_REMOVED".to_owned(),
            },
        }
    }
}

impl Signer for FakeToken {
    fn sign(
        &self,
        key: &KeyUri,
        _: SignatureAlgorithm,
        input: SignInput<'_>,
        _: Duration,
    ) -> Result<Vec<u8>, SignerError> {
        assert!(
            !self.panics.load(Ordering::SeqCst),
            "the token was told to panic"
        );
        self.signatures.fetch_add(1, Ordering::SeqCst);
        if self.fails.load(Ordering::SeqCst) {
            return Err(Self::gone());
        }
        let SignInput::Message(message) = input else {
            panic!("Ed25519 signs messages")
        };
        let keys = self.keys.lock().unwrap();
        let place: usize = key.as_str().parse().unwrap();
        let mut signature = keys[place].1.sign(message).as_ref().to_vec();
        if self.signs_wrongly.load(Ordering::SeqCst) {
            signature[0] ^= 1;
        }
        Ok(signature)
    }

    fn reject(&self, _: &KeyUri, _: &[u8]) -> bool {
        false
    }

    fn recoveries(&self) -> u64 {
        self.recoveries.load(Ordering::SeqCst)
    }
}

impl KeyStore for FakeToken {
    fn generate(&self, new: &NewKey<'_>) -> Result<StoredKey, SignerError> {
        let mut keys = self.keys.lock().unwrap();
        keys.push((new.label.to_owned(), Ed25519KeyPair::generate().unwrap()));
        Ok(stored(keys.len() - 1, &keys[keys.len() - 1]))
    }

    fn find(&self, _: &KeyUri) -> Result<StoredKey, SignerError> {
        unimplemented!("the responder finds keys by their public half")
    }

    fn list(&self) -> Result<Vec<StoredKey>, SignerError> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(Self::gone());
        }
        Ok(self
            .keys
            .lock()
            .unwrap()
            .iter()
            .enumerate()
            .map(|(i, key)| stored(i, key))
            .collect())
    }

    fn destroy(&self, _: &KeyUri) -> Result<(), SignerError> {
        unimplemented!("the responder destroys no keys")
    }

    fn transport_key(&self, _: Option<&str>) -> Result<TransportKey, SignerError> {
        unimplemented!("the responder hands no keys over")
    }

    fn wrap_key(&self, _: &KeyUri, _: &TransportKey) -> Result<WrappedKey, SignerError> {
        unimplemented!("the responder hands no keys over")
    }

    fn unwrap_key(&self, _: &WrappedKey) -> Result<StoredKey, SignerError> {
        unimplemented!("the responder takes no keys in")
    }

    fn seal(&self, _: &KeyUri) -> Result<StoredKey, SignerError> {
        unimplemented!("the responder makes no key that is extractable")
    }

    fn tokens(&self) -> Vec<TokenInfo> {
        Vec::new()
    }

    fn health(&self) -> Vec<TokenHealth> {
        let state = if self.fails.load(Ordering::SeqCst) {
            TokenState::Recovering(Duration::ZERO)
        } else {
            TokenState::Up
        };
        let token = String::from("fake");
        vec![TokenHealth { token, state }]
    }
}

fn stored(place: usize, (label, key): &(String, Ed25519KeyPair)) -> StoredKey {
    StoredKey {
        uri: KeyUri::new(place.to_string()),
        token: TokenName {
            label: String::new(),
            serial: String::new(),
        },
        id: Vec::new(),
        label: label.clone(),
        algorithm: Some(KeyAlgorithm::Ed25519),
        public_key: spki(key),
        protection: KeyProtection {
            local: true,
            sensitive: true,
            always_sensitive: true,
            extractable: false,
            never_extractable: true,
            modifiable: false,
            copyable: false,
            sign: true,
            other_use: false,
        },
    }
}

fn spki(key: &Ed25519KeyPair) -> Vec<u8> {
    let spki = SubjectPublicKeyInfoOwned {
        algorithm: SignatureAlgorithm::Ed25519.identifier(),
        subject_public_key: BitString::from_bytes(key.public_key().as_ref()).unwrap(),
    };
    spki.to_der().unwrap()
}

/// An issuer with its private key.
pub(crate) struct TestIssuer {
    key: Ed25519KeyPair,
    name: Name,
    pub(crate) generation: Generation,
}

impl TestIssuer {
    /// `line-g1`, certified by `root-g1`; `root-g1` itself is the root.
    pub(crate) fn new(id: &str) -> Self {
        let key = Ed25519KeyPair::generate().unwrap();
        let name: Name = format!("CN={id},C=TD").parse().unwrap();
        let id: GenerationId = id.parse().unwrap();
        let generation = Generation {
            name: name.to_der().unwrap(),
            public_key: spki(&key),
            key: KeyUri::new("pkcs11:token=ca"),
            algorithm: SignatureAlgorithm::Ed25519,
            issuer: "root-g1".parse().unwrap(),
            certificate: Some(format!("certificate of {id}").into_bytes()),
            state: GenerationState::Active,
            created: NOW,
            id,
        };
        Self {
            key,
            name,
            generation,
        }
    }

    /// Its own certificate, signed by itself.
    pub(crate) fn self_signed(&self, subject: &'static str, not_before: i64) -> String {
        let own = stored(
            0,
            &(
                String::new(),
                Ed25519KeyPair::from_pkcs8(self.key.to_pkcs8().unwrap().as_ref()).unwrap(),
            ),
        );
        let (ca, usage) = (true, KeyUsages::KeyCertSign);
        self.certify(
            &own,
            &Shape {
                subject,
                not_before,
                ca,
                usage,
                ..Shape::default()
            },
        )
    }

    /// Signs a certificate over `key`, as `shape` says, in PEM.
    pub(crate) fn certify(&self, key: &StoredKey, shape: &Shape) -> String {
        let algorithm = SignatureAlgorithm::Ed25519.identifier();
        let moment = |seconds: i64| {
            let unix = u64::try_from(NOW.unix_seconds() + seconds).unwrap();
            Time::UtcTime(UtcTime::from_unix_duration(Duration::from_secs(unix)).unwrap())
        };
        let tbs = Tbs {
            version: 2,
            serial_number: 77,
            signature: algorithm.clone(),
            issuer: self.name.clone(),
            validity: Validity {
                not_before: moment(shape.not_before),
                not_after: moment(shape.not_after),
            },
            subject: shape.subject.parse().unwrap(),
            subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(&key.public_key).unwrap(),
            extensions: Some(shape.extensions()),
        };
        let signature = self.key.sign(&tbs.to_der().unwrap());
        let certificate = Signed {
            tbs,
            algorithm,
            signature: BitString::from_bytes(signature.as_ref()).unwrap(),
        };
        pem::encode(&pem::Pem::new("CERTIFICATE", certificate.to_der().unwrap()))
    }
}

/// What a signer's certificate looks like; the default is right in all.
#[derive(Clone)]
pub(crate) struct Shape {
    pub(crate) subject: &'static str,
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    pub(crate) purpose: ObjectIdentifier,
    pub(crate) nocheck: bool,
    pub(crate) usage: KeyUsages,
    pub(crate) ca: bool,
    pub(crate) crl: bool,
    pub(crate) ocsp: bool,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            subject: "CN=OCSP",
            not_before: -60,
            not_after: 90 * 86_400,
            purpose: ID_KP_OCSP_SIGNING,
            nocheck: true,
            usage: KeyUsages::DigitalSignature,
            ca: false,
            crl: false,
            ocsp: false,
        }
    }
}

impl Shape {
    pub(crate) fn for_servers() -> Self {
        let purpose = ID_KP_SERVER_AUTH;
        Self {
            purpose,
            ..Self::default()
        }
    }

    fn extensions(&self) -> Vec<Extension> {
        let here = GeneralName::UniformResourceIdentifier(Ia5String::new("http://x").unwrap());
        let mut extensions = vec![
            extension(&KeyUsage(FlagSet::from(self.usage))),
            extension(&ExtendedKeyUsage(vec![self.purpose])),
        ];
        if self.nocheck {
            extensions.push(raw(ID_PKIX_OCSP_NOCHECK, &Null));
        }
        if self.ca {
            let path_len_constraint = None;
            extensions.push(extension(&BasicConstraints {
                ca: true,
                path_len_constraint,
            }));
        }
        if self.crl {
            extensions.push(extension(&CrlDistributionPoints(vec![DistributionPoint {
                distribution_point: Some(DistributionPointName::FullName(vec![here.clone()])),
                reasons: None,
                crl_issuer: None,
            }])));
        }
        if self.ocsp {
            extensions.push(extension(&AuthorityInfoAccessSyntax(vec![
                AccessDescription {
                    access_method: ID_AD_OCSP,
                    access_location: here,
                },
            ])));
        }
        extensions
    }
}

fn extension<T: AssociatedOid + Encode>(value: &T) -> Extension {
    raw(T::OID, value)
}

fn raw(extn_id: ObjectIdentifier, value: &impl Encode) -> Extension {
    Extension {
        extn_id,
        critical: false,
        extn_value: OctetString::new(value.to_der().unwrap()).unwrap(),
    }
}

#[derive(Sequence)]
struct Signed {
    tbs: Tbs,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

#[derive(Sequence)]
struct Tbs {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: u8,
    serial_number: u8,
    signature: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    subject_public_key_info: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension>>,
}

#[derive(Sequence)]
struct Validity {
    not_before: Time,
    not_after: Time,
}
