//! Keys on named NIST curves (RFC 5480 2.1.1, 2.2; SP 800-56A 5.6.2.3, CRT-17).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::Tag;
use der::asn1::AnyRef;
use spki::AlgorithmIdentifierRef;

use super::{KeyDefect, KeyKind};

/// SEC1 2.3.3: the octet before an uncompressed point.
const UNCOMPRESSED: u8 = 4;

/// Judges an ECPoint on `curve`.
pub(super) fn judge(curve: KeyKind, point: &[u8]) -> Result<(), KeyDefect> {
    let field_octets = match curve {
        KeyKind::P256 => 32,
        KeyKind::P384 => 48,
        KeyKind::P521 | KeyKind::Rsa { .. } | KeyKind::Ed25519 => 66,
    };
    match point {
        [0] => Err(KeyDefect::PointAtInfinity { curve }),
        [UNCOMPRESSED, coordinates @ ..] if coordinates.len() == 2 * field_octets => {
            if is_on_curve(curve, point) {
                Ok(())
            } else {
                Err(KeyDefect::PointOffCurve { curve })
            }
        }
        _ => Err(KeyDefect::PointForm { curve }),
    }
}

/// The curve, if it is one of the named ones.
pub(super) fn kind(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<KeyKind, KeyDefect> {
    let parameters: AnyRef<'_> = algorithm
        .parameters
        .ok_or(KeyDefect::Parameters { oid: algorithm.oid })?;
    if der::Tagged::tag(&parameters) != Tag::ObjectIdentifier {
        return Err(KeyDefect::UnnamedCurve);
    }
    let oid: ObjectIdentifier = parameters.decode_as().map_err(KeyDefect::Malformed)?;
    match oid {
        rfc5912::SECP_256_R_1 => Ok(KeyKind::P256),
        rfc5912::SECP_384_R_1 => Ok(KeyKind::P384),
        rfc5912::SECP_521_R_1 => Ok(KeyKind::P521),
        _ => Err(KeyDefect::UnsupportedCurve { oid }),
    }
}

/// Whether both coordinates are below the prime and satisfy the equation; the cofactor is 1.
fn is_on_curve(curve: KeyKind, point: &[u8]) -> bool {
    match curve {
        KeyKind::P256 => p256::PublicKey::from_sec1_bytes(point).is_ok(),
        KeyKind::P384 => p384::PublicKey::from_sec1_bytes(point).is_ok(),
        KeyKind::P521 => p521::PublicKey::from_sec1_bytes(point).is_ok(),
        KeyKind::Rsa { .. } | KeyKind::Ed25519 => false,
    }
}
