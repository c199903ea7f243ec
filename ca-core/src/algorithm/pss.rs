//! RSASSA-PSS parameters (RFC 4055 3.1, ALG-03): one hash for message and mask, a salt as long
//! as the hash, the default trailer left out as DER wants it.

use aws_lc_rs::signature::{
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::asn1::{Any, AnyRef};
use pkcs1::{RsaPssParams, RsaPssParamsOwned, TrailerField};
use spki::{AlgorithmIdentifier, AlgorithmIdentifierRef};

/// A hash as RSASSA-PSS uses it.
#[derive(Debug)]
pub(crate) struct PssHash {
    oid: ObjectIdentifier,
    /// Octets in the hash and in the salt.
    octets: u8,
    /// How such signatures are verified.
    pub(crate) verification: &'static RsaParameters,
}

/// PSS with SHA-256.
pub(crate) static SHA256: PssHash = PssHash {
    oid: rfc5912::ID_SHA_256,
    octets: 32,
    verification: &RSA_PSS_2048_8192_SHA256,
};

/// PSS with SHA-384.
pub(crate) static SHA384: PssHash = PssHash {
    oid: rfc5912::ID_SHA_384,
    octets: 48,
    verification: &RSA_PSS_2048_8192_SHA384,
};

/// PSS with SHA-512, in requests and foreign certificates.
static SHA512: PssHash = PssHash {
    oid: rfc5912::ID_SHA_512,
    octets: 64,
    verification: &RSA_PSS_2048_8192_SHA512,
};

impl PssHash {
    /// The full parameters, with NULL after each hash (RFC 4055 2.1).
    pub(crate) fn parameters(&self) -> der::Result<Any> {
        self.parameters_with(Some(AnyRef::NULL))
    }

    fn parameters_with(&self, null: Option<AnyRef<'static>>) -> der::Result<Any> {
        let hash = AlgorithmIdentifierRef {
            oid: self.oid,
            parameters: null,
        };
        Any::encode_from(&RsaPssParams {
            hash,
            mask_gen: AlgorithmIdentifier {
                oid: rfc5912::ID_MGF_1,
                parameters: Some(hash),
            },
            salt_len: self.octets,
            trailer_field: TrailerField::BC,
        })
    }

    /// Whether these are its full parameters, with or without NULL after both hashes, octet for
    /// octet: what is let through here is signed with the key.
    fn has_parameters(&self, found: AnyRef<'_>) -> bool {
        [Some(AnyRef::NULL), None].into_iter().any(|null| {
            let known = self.parameters_with(null);
            known.is_ok_and(|known| AnyRef::from(&known) == found)
        })
    }

    /// The hash that full parameters name; the NULL after it may be missing (RFC 4055 2.1).
    pub(crate) fn of_parameters(parameters: AnyRef<'_>) -> Result<&'static Self, PssDefect> {
        let found: RsaPssParamsOwned = parameters.decode_as().map_err(|_| PssDefect::NotFull)?;
        if found.hash.oid == rfc5912::ID_SHA_1 {
            return Err(PssDefect::Sha1);
        }
        let known = [&SHA256, &SHA384, &SHA512].into_iter();
        let mut known = known.filter(|known| known.has_parameters(parameters));
        known.next().ok_or(PssDefect::NotFull)
    }
}

/// What is wrong with parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PssDefect {
    /// SHA-1, also by default.
    Sha1,
    /// Not DER, two hashes, a salt of another length, or a hash that is not accepted.
    NotFull,
}
