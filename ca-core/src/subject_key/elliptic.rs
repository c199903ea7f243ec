//! Keys on named NIST curves (RFC 5480 2.1.1, 2.2; SP 800-56A 5.6.2.3, CRT-17).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::Tag;
use der::asn1::AnyRef;
use spki::AlgorithmIdentifierRef;

use super::{KeyDefect, KeyKind};

/// SEC1 2.3.3: the octet before an uncompressed point.
const UNCOMPRESSED: u8 = 4;

/// A named curve.
struct Curve {
    kind: KeyKind,
    oid: ObjectIdentifier,
    /// Octets in a coordinate.
    octets: usize,
    /// Whether both coordinates are below the prime and satisfy the equation; the cofactor is 1.
    holds: fn(&[u8]) -> bool,
}

static CURVES: [Curve; if cfg!(test) { 4 } else { 3 }] = [
    Curve {
        kind: KeyKind::P256,
        oid: rfc5912::SECP_256_R_1,
        octets: 32,
        holds: |point| p256::PublicKey::from_sec1_bytes(point).is_ok(),
    },
    Curve {
        kind: KeyKind::P384,
        oid: rfc5912::SECP_384_R_1,
        octets: 48,
        holds: |point| p384::PublicKey::from_sec1_bytes(point).is_ok(),
    },
    Curve {
        kind: KeyKind::P521,
        oid: rfc5912::SECP_521_R_1,
        octets: 66,
        holds: |point| p521::PublicKey::from_sec1_bytes(point).is_ok(),
    },
    #[cfg(test)]
    Curve {
        kind: KeyKind::Toy,
        oid: crate::algorithm::toy::SECP_256_K_1,
        octets: 32,
        holds: crate::algorithm::toy::is_on_curve,
    },
];

/// Judges an ECPoint on the curve of `kind`.
pub(super) fn judge(kind: KeyKind, point: &[u8]) -> Result<(), KeyDefect> {
    let Some(curve) = CURVES.iter().find(|curve| curve.kind == kind) else {
        return Err(KeyDefect::PointForm { curve: kind });
    };
    match point {
        [0] => Err(KeyDefect::PointAtInfinity { curve: kind }),
        [UNCOMPRESSED, coordinates @ ..] if coordinates.len() == 2 * curve.octets => {
            if (curve.holds)(point) {
                Ok(())
            } else {
                Err(KeyDefect::PointOffCurve { curve: kind })
            }
        }
        _ => Err(KeyDefect::PointForm { curve: kind }),
    }
}

/// The curve, if it is one of the named ones.
pub(super) fn kind(
    algorithm: &AlgorithmIdentifierRef<'_>,
    _point: &[u8],
) -> Result<KeyKind, KeyDefect> {
    let parameters: AnyRef<'_> = algorithm
        .parameters
        .ok_or(KeyDefect::Parameters { oid: algorithm.oid })?;
    if der::Tagged::tag(&parameters) != Tag::ObjectIdentifier {
        return Err(KeyDefect::UnnamedCurve);
    }
    let oid: ObjectIdentifier = parameters.decode_as().map_err(KeyDefect::Malformed)?;
    let curve = CURVES.iter().find(|curve| curve.oid == oid);
    curve
        .map(|curve| curve.kind)
        .ok_or(KeyDefect::UnsupportedCurve { oid })
}
