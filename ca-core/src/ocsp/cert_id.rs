//! `CertID`: the certificate that is asked about (RFC 6960 4.1.1).

use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Encode, Length, Reader, Sequence, Tag, Tagged, Writer};

use super::issuer_hashes::CertIdHash;
use crate::serial::Serial;

/// One certificate under one hash, kept octet by octet so that an answer can echo it
/// (OCSP-03).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertId {
    der: Vec<u8>,
    hash_algorithm: Vec<u8>,
    hash: Option<CertIdHash>,
    issuer_name_hash: Vec<u8>,
    issuer_key_hash: Vec<u8>,
    serial: Serial,
}

impl CertId {
    /// The whole CertID as it was asked, DER.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The AlgorithmIdentifier as it was asked, DER: parameters absent or NULL.
    #[must_use]
    pub fn hash_algorithm(&self) -> &[u8] {
        &self.hash_algorithm
    }

    /// The hash; absent if it is none of the four, and then no issuer matches.
    #[must_use]
    pub const fn hash(&self) -> Option<CertIdHash> {
        self.hash
    }

    /// Hash of the issuer's name.
    #[must_use]
    pub fn issuer_name_hash(&self) -> &[u8] {
        &self.issuer_name_hash
    }

    /// Hash of the issuer's public key.
    #[must_use]
    pub fn issuer_key_hash(&self) -> &[u8] {
        &self.issuer_key_hash
    }

    /// Serial number of the certificate.
    #[must_use]
    pub const fn serial(&self) -> &Serial {
        &self.serial
    }

    /// The CertID of these parts, with NULL parameters as OpenSSL and GnuTLS write them.
    pub(super) fn of_parts(
        hash: CertIdHash,
        issuer_name_hash: &[u8],
        issuer_key_hash: &[u8],
        serial: &Serial,
    ) -> der::Result<Self> {
        let oid = hash.oid();
        let syntax = Syntax {
            hash_algorithm: AlgorithmIdentifier {
                algorithm: AnyRef::from(&oid),
                parameters: Some(AnyRef::NULL),
            },
            issuer_name_hash: OctetStringRef::new(issuer_name_hash)?,
            issuer_key_hash: OctetStringRef::new(issuer_key_hash)?,
            serial_number: AnyRef::new(Tag::Integer, serial.as_bytes())?,
        };
        Self::from_der(&syntax.to_der()?)
    }
}

/// Serial numbers of more than 20 octets (RFC 5280 4.1.2.2) are refused.
impl<'a> Decode<'a> for CertId {
    type Error = der::Error;

    fn decode<R: Reader<'a>>(reader: &mut R) -> der::Result<Self> {
        let der = reader.tlv_bytes()?;
        let syntax = Syntax::from_der(der)?;
        let identifier = &syntax.hash_algorithm;
        identifier
            .algorithm
            .tag()
            .assert_eq(Tag::ObjectIdentifier)?;
        syntax.serial_number.tag().assert_eq(Tag::Integer)?;
        let serial = Serial::try_from(syntax.serial_number.value());
        Ok(Self {
            der: der.to_vec(),
            hash_algorithm: identifier.to_der()?,
            hash: identifier.hash(),
            issuer_name_hash: syntax.issuer_name_hash.as_bytes().to_vec(),
            issuer_key_hash: syntax.issuer_key_hash.as_bytes().to_vec(),
            serial: serial.map_err(|_| Tag::Integer.value_error())?,
        })
    }
}

impl Encode for CertId {
    fn encoded_len(&self) -> der::Result<Length> {
        self.der.len().try_into()
    }

    fn encode(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(&self.der)
    }
}

/// The fields of a CertID.
#[derive(Sequence)]
struct Syntax<'a> {
    hash_algorithm: AlgorithmIdentifier<'a>,
    issuer_name_hash: &'a OctetStringRef,
    issuer_key_hash: &'a OctetStringRef,
    serial_number: AnyRef<'a>,
}

/// `AlgorithmIdentifier` (RFC 5280 4.1.1.2), with any object identifier.
#[derive(Sequence)]
struct AlgorithmIdentifier<'a> {
    algorithm: AnyRef<'a>,
    #[asn1(optional = "true")]
    parameters: Option<AnyRef<'a>>,
}

impl AlgorithmIdentifier<'_> {
    /// The hash that this names, with parameters absent or NULL (RFC 5754 2).
    fn hash(&self) -> Option<CertIdHash> {
        let plain = self.parameters.is_none_or(AnyRef::is_null);
        let named = |hash: &CertIdHash| hash.oid().as_bytes() == self.algorithm.value();
        CertIdHash::ALL.into_iter().filter(|_| plain).find(named)
    }
}

#[cfg(test)]
mod tests {
    use const_oid::db::rfc5912;

    use super::*;
    use crate::ocsp::issuer_hashes::IssuerHashes;

    /// A CertID of the issuer "name", "key" under SHA-256 with another AlgorithmIdentifier.
    fn cert_id(oid: &[u8], parameters: Option<AnyRef<'_>>) -> der::Result<CertId> {
        let (name, key) = (
            CertIdHash::Sha256.of(b"name"),
            CertIdHash::Sha256.of(b"key"),
        );
        let syntax = Syntax {
            hash_algorithm: AlgorithmIdentifier {
                algorithm: AnyRef::new(Tag::ObjectIdentifier, oid).unwrap(),
                parameters,
            },
            issuer_name_hash: OctetStringRef::new(&name).unwrap(),
            issuer_key_hash: OctetStringRef::new(&key).unwrap(),
            serial_number: AnyRef::new(Tag::Integer, &[5]).unwrap(),
        };
        CertId::from_der(&syntax.to_der().unwrap())
    }

    #[test]
    fn ocsp_03_algorithm_identifier_is_kept_with_and_without_parameters() {
        let own = IssuerHashes::new(b"name", b"key");
        for (parameters, tail) in [(None, "0201"), (Some(AnyRef::NULL), "02010500")] {
            let asked = cert_id(rfc5912::ID_SHA_256.as_bytes(), parameters).unwrap();
            assert!(own.matches(&asked));
            assert!(hex::encode(asked.hash_algorithm()).ends_with(tail));
            assert!(asked.as_der()[2..].starts_with(asked.hash_algorithm()));
            assert_eq!(asked.to_der().unwrap(), asked.as_der());
        }
    }

    #[test]
    fn unknown_hashes_and_parameters_match_no_issuer() {
        let number = AnyRef::new(Tag::Integer, &[1]).unwrap();
        let not_quite_null = AnyRef::new(Tag::Null, &[0]).unwrap();
        for (oid, parameters) in [
            (rfc5912::ID_SHA_224.as_bytes(), Some(AnyRef::NULL)),
            (&[0x88, 0x37, 0x01], None), // 2.999.1
            (rfc5912::ID_SHA_256.as_bytes(), Some(number)),
            (rfc5912::ID_SHA_256.as_bytes(), Some(not_quite_null)),
        ] {
            let asked = cert_id(oid, parameters).unwrap();
            assert_eq!(asked.hash(), None);
            assert!(!IssuerHashes::new(b"name", b"key").matches(&asked));
        }
    }

    #[test]
    fn serials_keep_their_content_octets() {
        let with = |octets: &[u8]| {
            let syntax = Syntax {
                hash_algorithm: AlgorithmIdentifier {
                    algorithm: AnyRef::from(&rfc5912::ID_SHA_1),
                    parameters: None,
                },
                issuer_name_hash: OctetStringRef::new(b"").unwrap(),
                issuer_key_hash: OctetStringRef::new(b"").unwrap(),
                serial_number: AnyRef::new(Tag::Integer, octets).unwrap(),
            };
            CertId::from_der(&syntax.to_der().unwrap())
        };
        for octets in [&[0][..], &[0, 0x80], &[0xff], &[0x7f; 20]] {
            assert_eq!(with(octets).unwrap().serial().as_bytes(), octets);
        }
        for octets in [&[][..], &[0, 0x7f], &[0xff, 0x80], &[0x7f; 21]] {
            assert!(with(octets).is_err(), "{octets:x?}");
        }
    }
}
