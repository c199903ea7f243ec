//! The hashes of an issuer's name and key that a CertID holds (RFC 6960 4.1.1).

use aws_lc_rs::digest;
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;

use super::cert_id::CertId;
use crate::serial::Serial;

/// Hashes under which certificates are looked up. SHA-1 finds and protects nothing here;
/// OpenSSL and GnuTLS ask with it unless told otherwise (OCSP-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertIdHash {
    /// SHA-1, id-sha1.
    Sha1,
    /// SHA-256, id-sha256.
    Sha256,
    /// SHA-384, id-sha384.
    Sha384,
    /// SHA-512, id-sha512.
    Sha512,
}

impl CertIdHash {
    /// All hashes, the shortest first.
    pub const ALL: [Self; 4] = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The object identifier.
    pub(super) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => rfc5912::ID_SHA_1,
            Self::Sha256 => rfc5912::ID_SHA_256,
            Self::Sha384 => rfc5912::ID_SHA_384,
            Self::Sha512 => rfc5912::ID_SHA_512,
        }
    }

    /// The hash of `bytes`.
    pub(super) fn of(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, bytes).as_ref().to_vec()
    }
}

/// The hashes of one issuer's name and key, made once so that a request costs comparisons.
#[derive(Clone, Debug)]
pub struct IssuerHashes {
    sha1: Hashes,
    sha256: Hashes,
    sha384: Hashes,
    sha512: Hashes,
}

#[derive(Clone, Debug)]
struct Hashes {
    name: Vec<u8>,
    key: Vec<u8>,
}

impl IssuerHashes {
    /// Takes the subject name of the issuer's certificate in DER and the content of the BIT
    /// STRING `subjectPublicKey`, without tag, length and number of unused bits.
    #[must_use]
    pub fn new(issuer_name_der: &[u8], issuer_public_key_bits: &[u8]) -> Self {
        let hashes = |hash: CertIdHash| Hashes {
            name: hash.of(issuer_name_der),
            key: hash.of(issuer_public_key_bits),
        };
        Self {
            sha1: hashes(CertIdHash::Sha1),
            sha256: hashes(CertIdHash::Sha256),
            sha384: hashes(CertIdHash::Sha384),
            sha512: hashes(CertIdHash::Sha512),
        }
    }

    /// Whether `cert_id` asks about a certificate of this issuer: name and key both match.
    #[must_use]
    pub fn matches(&self, cert_id: &CertId) -> bool {
        cert_id
            .hash()
            .map(|hash| self.under(hash))
            .is_some_and(|own| {
                own.name == cert_id.issuer_name_hash() && own.key == cert_id.issuer_key_hash()
            })
    }

    /// The CertID of this issuer's certificate `serial` under `hash`, to ask with.
    ///
    /// # Errors
    /// Fails only if the encoder does.
    pub fn cert_id(&self, hash: CertIdHash, serial: &Serial) -> der::Result<CertId> {
        let own = self.under(hash);
        CertId::of_parts(hash, &own.name, &own.key, serial)
    }

    const fn under(&self, hash: CertIdHash) -> &Hashes {
        match hash {
            CertIdHash::Sha1 => &self.sha1,
            CertIdHash::Sha256 => &self.sha256,
            CertIdHash::Sha384 => &self.sha384,
            CertIdHash::Sha512 => &self.sha512,
        }
    }
}

#[cfg(test)]
mod tests {
    use der::{Decode, Encode};
    use x509_cert::Certificate;

    use super::*;
    use crate::ocsp::request::OcspRequest;

    fn issuer() -> IssuerHashes {
        let der = include_bytes!("../../tests/data/ocsp/issuer.der");
        let tbs = Certificate::from_der(der)
            .unwrap()
            .tbs_certificate()
            .clone();
        let key = tbs
            .subject_public_key_info()
            .subject_public_key
            .raw_bytes()
            .to_vec();
        IssuerHashes::new(&tbs.subject().to_der().unwrap(), &key)
    }

    fn serial() -> Serial {
        "40ab0c1122334455667788990011223344".parse().unwrap()
    }

    #[test]
    fn own_cert_ids_are_those_of_openssl() {
        let fixtures: [&[u8]; 4] = [
            include_bytes!("../../tests/data/ocsp/openssl-sha1.der"),
            include_bytes!("../../tests/data/ocsp/openssl-sha256.der"),
            include_bytes!("../../tests/data/ocsp/openssl-sha384.der"),
            include_bytes!("../../tests/data/ocsp/openssl-sha512.der"),
        ];
        for (hash, fixture) in CertIdHash::ALL.into_iter().zip(fixtures) {
            let own = issuer().cert_id(hash, &serial()).unwrap();
            let own = OcspRequest::new(vec![own], None).unwrap();
            assert_eq!(OcspRequest::parse(fixture).as_ref(), Ok(&own));
            assert_eq!(own.to_der().unwrap(), fixture);
        }
    }

    #[test]
    fn issuer_matches_only_with_its_name_and_its_key() {
        let own = IssuerHashes::new(b"name", b"key");
        for hash in CertIdHash::ALL {
            let asked = own.cert_id(hash, &serial()).unwrap();
            assert!(own.matches(&asked));
            assert!(!IssuerHashes::new(b"other", b"key").matches(&asked));
            assert!(!IssuerHashes::new(b"name", b"other").matches(&asked));
        }
    }
}
