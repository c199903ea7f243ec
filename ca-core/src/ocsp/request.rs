//! `OCSPRequest`: what strangers ask (RFC 6960 4.1.1).

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode, Sequence};

use super::Version;
use super::cert_id::CertId;
use super::extension::{Extension, Nonce, UnacceptableExtension, nonce_in, refuse_critical};

/// Most octets in a request (OCSP-13).
pub const MAX_REQUEST_LENGTH: usize = 64 * 1024;

/// Most CertIDs in a request; all of them are answered (OCSP-13).
pub const MAX_CERT_IDS: usize = 16;

/// A question about 1 to [`MAX_CERT_IDS`] certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspRequest {
    cert_ids: Vec<CertId>,
    nonce: Option<Nonce>,
}

impl OcspRequest {
    /// Reads a request. Who asks and with what signature is not looked at (OCSP-13): status is
    /// public, and an answer depends on nobody's name.
    ///
    /// # Errors
    /// Whatever the [`MalformedRequest`], the answer is the status `malformedRequest`.
    pub fn parse(der: &[u8]) -> Result<Self, MalformedRequest> {
        if der.len() > MAX_REQUEST_LENGTH {
            return Err(MalformedRequest::TooLong(der.len()));
        }
        let request = Syntax::from_der(der)?.tbs_request;
        let nonce = nonce_in(request.request_extensions.as_deref())?;
        for single in &request.request_list {
            refuse_critical(single.single_request_extensions.as_deref())?;
        }
        Self::new(
            request
                .request_list
                .into_iter()
                .map(|single| single.req_cert)
                .collect(),
            nonce,
        )
    }

    /// A question about `cert_ids`, unsigned.
    ///
    /// # Errors
    /// Fails if there are none or more than [`MAX_CERT_IDS`].
    pub fn new(cert_ids: Vec<CertId>, nonce: Option<Nonce>) -> Result<Self, MalformedRequest> {
        if cert_ids.is_empty() || cert_ids.len() > MAX_CERT_IDS {
            return Err(MalformedRequest::CertIdCount(cert_ids.len()));
        }
        Ok(Self { cert_ids, nonce })
    }

    /// The certificates asked about, in the order of the request; there is at least one.
    #[must_use]
    pub fn cert_ids(&self) -> &[CertId] {
        &self.cert_ids
    }

    /// The nonce that the answer must repeat.
    #[must_use]
    pub const fn nonce(&self) -> Option<&Nonce> {
        self.nonce.as_ref()
    }

    /// The request in DER, unsigned.
    ///
    /// # Errors
    /// Fails only if the encoder does.
    pub fn to_der(&self) -> der::Result<Vec<u8>> {
        let nonce = self.nonce.as_ref().map(Nonce::to_extension).transpose()?;
        let single = |cert_id: &CertId| Request {
            req_cert: cert_id.clone(),
            single_request_extensions: None,
        };
        let tbs_request = TbsRequest {
            version: Version::V1,
            requestor_name: None,
            request_list: self.cert_ids.iter().map(single).collect(),
            request_extensions: nonce.map(|extension| vec![extension]),
        };
        Syntax {
            tbs_request,
            optional_signature: None,
        }
        .to_der()
    }
}

/// `OCSPRequest`.
#[derive(Sequence)]
struct Syntax<'a> {
    tbs_request: TbsRequest<'a>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    optional_signature: Option<Signature<'a>>,
}

/// `TBSRequest`.
#[derive(Sequence)]
struct TbsRequest<'a> {
    #[asn1(
        context_specific = "0",
        tag_mode = "EXPLICIT",
        default = "Default::default"
    )]
    version: Version,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    requestor_name: Option<AnyRef<'a>>,
    request_list: Vec<Request>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    request_extensions: Option<Vec<Extension>>,
}

/// `Request`.
#[derive(Sequence)]
struct Request {
    req_cert: CertId,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    single_request_extensions: Option<Vec<Extension>>,
}

/// `Signature`.
#[derive(Sequence)]
struct Signature<'a> {
    signature_algorithm: AnyRef<'a>,
    signature: BitStringRef<'a>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    certs: Option<Vec<AnyRef<'a>>>,
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedRequest {
    /// Longer than [`MAX_REQUEST_LENGTH`].
    #[error("request of {0} octets exceeds {MAX_REQUEST_LENGTH}")]
    TooLong(usize),
    /// Not an OCSPRequest in DER, a serial number of more than 20 octets included.
    #[error("not an OCSP request in DER")]
    Syntax(#[from] der::Error),
    /// No CertID, or too many.
    #[error("request for {0} certificates, allowed are 1 to {MAX_CERT_IDS}")]
    CertIdCount(usize),
    /// An extension is refused.
    #[error("unacceptable extension")]
    Extension(#[from] UnacceptableExtension),
}

#[cfg(test)]
mod tests {
    use const_oid::db::rfc6960::ID_PKIX_OCSP_NONCE;
    use der::Tag;
    use der::asn1::OctetString;
    use proptest::prelude::*;

    use super::*;
    use crate::ocsp::issuer_hashes::{CertIdHash, IssuerHashes};

    /// Requests by OpenSSL 3.0 (`openssl ocsp -reqout`), GnuTLS 3.7 (`ocsptool`) and Python
    /// cryptography 48, with the hashes of their CertIDs and the length of their nonce.
    const REAL: [(&[u8], &[CertIdHash], usize); 9] = [
        (
            include_bytes!("../../tests/data/ocsp/openssl-sha1.der"),
            &[CertIdHash::Sha1],
            0,
        ),
        (
            include_bytes!("../../tests/data/ocsp/openssl-sha256.der"),
            &[CertIdHash::Sha256],
            0,
        ),
        (
            include_bytes!("../../tests/data/ocsp/openssl-sha384.der"),
            &[CertIdHash::Sha384],
            0,
        ),
        (
            include_bytes!("../../tests/data/ocsp/openssl-sha512.der"),
            &[CertIdHash::Sha512],
            0,
        ),
        (
            include_bytes!("../../tests/data/ocsp/openssl-nonce.der"),
            &[CertIdHash::Sha256],
            16,
        ),
        (
            include_bytes!("../../tests/data/ocsp/openssl-signed.der"),
            &[CertIdHash::Sha256],
            16,
        ),
        (
            include_bytes!("../../tests/data/ocsp/openssl-several.der"),
            &[CertIdHash::Sha1, CertIdHash::Sha256, CertIdHash::Sha256],
            16,
        ),
        (
            include_bytes!("../../tests/data/ocsp/gnutls.der"),
            &[CertIdHash::Sha1],
            0,
        ),
        (
            include_bytes!("../../tests/data/ocsp/python-nonce-32.der"),
            &[CertIdHash::Sha256],
            32,
        ),
    ];

    #[test]
    fn real_requests_are_read() {
        for (der, hashes, nonce) in REAL {
            let request = OcspRequest::parse(der).unwrap();
            let read: Vec<_> = request.cert_ids().iter().filter_map(CertId::hash).collect();
            assert_eq!(read, hashes);
            assert_eq!(
                request.nonce().map_or(0, |nonce| nonce.as_bytes().len()),
                nonce
            );
            for cert_id in request.cert_ids() {
                assert!(
                    der.windows(cert_id.as_der().len())
                        .any(|part| part == cert_id.as_der())
                );
            }
            let first = request.cert_ids()[0].serial().to_string();
            assert_eq!(first, "40ab0c1122334455667788990011223344");
        }
    }

    #[test]
    fn every_truncation_and_every_trailing_octet_is_refused() {
        for (der, _, _) in REAL {
            for length in 0..der.len() {
                assert!(OcspRequest::parse(&der[..length]).is_err(), "{length}");
            }
            for octet in 0..=u8::MAX {
                assert!(OcspRequest::parse(&[der, &[octet]].concat()).is_err());
            }
        }
    }

    #[test]
    fn serial_of_21_octets_is_refused() {
        let der = include_bytes!("../../tests/data/ocsp/openssl-long-serial.der");
        assert!(matches!(
            OcspRequest::parse(der),
            Err(MalformedRequest::Syntax(_))
        ));
    }

    fn cert_id() -> CertId {
        let issuer = IssuerHashes::new(b"name", b"key");
        issuer
            .cert_id(CertIdHash::Sha256, &"40ab".parse().unwrap())
            .unwrap()
    }

    /// A request with anything in it.
    fn request(
        count: usize,
        single: Option<Vec<Extension>>,
        extensions: Option<Vec<Extension>>,
    ) -> Vec<u8> {
        let one = || Request {
            req_cert: cert_id(),
            single_request_extensions: single.clone(),
        };
        let tbs_request = TbsRequest {
            version: Version::V1,
            requestor_name: None,
            request_list: std::iter::repeat_with(one).take(count).collect(),
            request_extensions: extensions,
        };
        Syntax {
            tbs_request,
            optional_signature: None,
        }
        .to_der()
        .unwrap()
    }

    /// 2.999.1, which nobody knows.
    const UNKNOWN: &[u8] = &[0x88, 0x37, 0x01];

    /// An extension with the identifier `extn_id`, as a sender of anything would write it.
    fn extension(extn_id: &[u8], critical: bool, value: &[u8]) -> Extension {
        let id = AnyRef::new(Tag::ObjectIdentifier, extn_id)
            .unwrap()
            .to_der()
            .unwrap();
        let value = OctetString::new(value).unwrap().to_der().unwrap();
        let body = [&id[..], if critical { &[1, 1, 0xff] } else { &[] }, &value].concat();
        AnyRef::new(Tag::Sequence, &body)
            .unwrap()
            .decode_as()
            .unwrap()
    }

    fn nonce(length: usize) -> Extension {
        let value = OctetString::new(vec![7; length]).unwrap().to_der().unwrap();
        extension(ID_PKIX_OCSP_NONCE.as_bytes(), false, &value)
    }

    #[test]
    fn ocsp_13_one_to_sixteen_cert_ids_are_read() {
        for count in [1, 16] {
            let parsed = OcspRequest::parse(&request(count, None, None)).unwrap();
            assert_eq!(parsed.cert_ids().len(), count);
        }
        for count in [0, 17, 200] {
            let refused = OcspRequest::parse(&request(count, None, None));
            assert_eq!(refused, Err(MalformedRequest::CertIdCount(count)));
        }
    }

    #[test]
    fn ocsp_13_request_over_64_kib_is_refused() {
        let padding = |length| vec![extension(UNKNOWN, false, &vec![0; length])];
        let fits = request(1, None, Some(padding(65_000)));
        assert!(OcspRequest::parse(&fits).is_ok());
        let long = request(1, None, Some(padding(65_536)));
        assert_eq!(
            OcspRequest::parse(&long),
            Err(MalformedRequest::TooLong(long.len()))
        );
    }

    #[test]
    fn ocsp_07_nonces_of_1_to_128_octets_are_read() {
        for length in [1, 16, 32, 127, 128] {
            let parsed = OcspRequest::parse(&request(1, None, Some(vec![nonce(length)]))).unwrap();
            assert_eq!(parsed.nonce().unwrap().as_bytes(), vec![7; length]);
        }
        for length in [0, 129, 200] {
            let refused = OcspRequest::parse(&request(1, None, Some(vec![nonce(length)])));
            let reason = UnacceptableExtension::NonceLength(length);
            assert_eq!(refused, Err(MalformedRequest::Extension(reason)));
        }
    }

    #[test]
    fn nonce_must_be_one_octet_string() {
        for value in [
            &b"raw"[..],
            &[0x04, 0x01],
            &[0x04, 0x01, 0x07, 0x00],
            &[0x0c, 0x01, 0x41],
        ] {
            let extensions = vec![extension(ID_PKIX_OCSP_NONCE.as_bytes(), false, value)];
            assert!(OcspRequest::parse(&request(1, None, Some(extensions))).is_err());
        }
        let refused = OcspRequest::parse(&request(1, None, Some(vec![nonce(8), nonce(8)])));
        assert_eq!(refused, Err(UnacceptableExtension::RepeatedNonce.into()));
    }

    #[test]
    fn unknown_extensions_are_ignored_unless_critical() {
        let with = |critical| Some(vec![extension(UNKNOWN, critical, b"?")]);
        assert!(OcspRequest::parse(&request(1, with(false), with(false))).is_ok());
        let refused = Err(MalformedRequest::Extension(
            UnacceptableExtension::Critical(UNKNOWN.to_vec()),
        ));
        assert_eq!(OcspRequest::parse(&request(1, None, with(true))), refused);
        assert_eq!(OcspRequest::parse(&request(2, with(true), None)), refused);
        assert!(OcspRequest::parse(&request(1, None, Some(Vec::new()))).is_err());
    }

    /// The request of `request_list`, with `before` put in front of it.
    fn request_after(before: &str) -> Vec<u8> {
        let list = vec![Request {
            req_cert: cert_id(),
            single_request_extensions: None,
        }];
        let body = [hex::decode(before).unwrap(), list.to_der().unwrap()].concat();
        let tbs = AnyRef::new(Tag::Sequence, &body).unwrap().to_der().unwrap();
        AnyRef::new(Tag::Sequence, &tbs).unwrap().to_der().unwrap()
    }

    #[test]
    fn only_version_1_is_read() {
        assert!(OcspRequest::parse(&request_after("")).is_ok());
        assert!(
            OcspRequest::parse(&request_after("a003020100")).is_ok(),
            "v1 written out"
        );
        for other in [
            "a003020101",
            "a0030201ff",
            "a00402020000",
            "a0050a0100",
            "a000",
        ] {
            assert!(
                OcspRequest::parse(&request_after(other)).is_err(),
                "{other}"
            );
        }
    }

    #[test]
    fn what_is_ber_and_not_der_is_refused() {
        let der = request_after("");
        let body = &der[2..];
        let length = u8::try_from(body.len()).unwrap();
        let indefinite = [&[0x30, 0x80], body, &[0, 0]].concat();
        let overlong = [&[0x30, 0x81, length], body].concat();
        let huge = [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], body].concat();
        for other in [indefinite, overlong, huge] {
            assert!(matches!(
                OcspRequest::parse(&other),
                Err(MalformedRequest::Syntax(_))
            ));
        }
    }

    proptest! {
        #[test]
        fn i12_random_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..300)) {
            drop(OcspRequest::parse(&octets));
        }

        #[test]
        fn i12_damaged_requests_never_panic(
            which in 0..REAL.len(),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut der = REAL[which].0.to_vec();
            for (index, octet) in damage {
                *index.get_mut(&mut der) = octet;
            }
            if let Ok(request) = OcspRequest::parse(&der) {
                for cert_id in request.cert_ids() {
                    let echo = cert_id.as_der();
                    prop_assert!(der.windows(echo.len()).any(|part| part == echo));
                    prop_assert!(echo[2..].starts_with(cert_id.hash_algorithm())
                        || echo[3..].starts_with(cert_id.hash_algorithm()));
                }
            }
        }

        #[test]
        fn own_requests_read_back(
            serials in prop::collection::vec(prop::collection::vec(any::<u8>(), 19), 1..=16),
            nonce in prop::option::of(prop::collection::vec(any::<u8>(), 1..=128)),
        ) {
            let issuer = IssuerHashes::new(b"name", b"key");
            let cert_id = |octets: &Vec<u8>| {
                let serial = hex::encode(octets).parse().unwrap();
                issuer.cert_id(CertIdHash::Sha512, &serial).unwrap()
            };
            let nonce = nonce.map(|octets| Nonce::try_from(octets.as_slice()).unwrap());
            let asked = OcspRequest::new(serials.iter().map(cert_id).collect(), nonce).unwrap();
            prop_assert_eq!(OcspRequest::parse(&asked.to_der().unwrap()), Ok(asked));
        }
    }
}
