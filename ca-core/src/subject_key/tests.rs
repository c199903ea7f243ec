//! Keys that may be certified and keys that may not.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};
use crypto_bigint::{BoxedUint, ConcatenatingMul};
use der::asn1::{Any, BitString, Null, UintRef};
use der::{AnyRef, Encode};
use pkcs1::RsaPublicKeyRef;
use proptest::prelude::*;
use spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::*;
use crate::algorithm::SignatureAlgorithm;

fn spki(oid: ObjectIdentifier, parameters: Option<Any>, key: &[u8]) -> Vec<u8> {
    let algorithm = AlgorithmIdentifier { oid, parameters };
    let subject_public_key = BitString::from_bytes(key).unwrap();
    SubjectPublicKeyInfo {
        algorithm,
        subject_public_key,
    }
    .to_der()
    .unwrap()
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<SubjectKey, KeyDefect> {
    let modulus = UintRef::new(modulus).unwrap();
    let public_exponent = UintRef::new(exponent).unwrap();
    let key = RsaPublicKeyRef {
        modulus,
        public_exponent,
    }
    .to_der()
    .unwrap();
    let null = Some(Any::from(Null));
    SubjectKey::from_spki(&spki(rfc5912::RSA_ENCRYPTION, null, &key))
}

fn elliptic(curve: ObjectIdentifier, point: &[u8]) -> Result<SubjectKey, KeyDefect> {
    let curve = Some(Any::from(AnyRef::from(&curve)));
    SubjectKey::from_spki(&spki(rfc5912::ID_EC_PUBLIC_KEY, curve, point))
}

fn edwards(key: &[u8]) -> Result<SubjectKey, KeyDefect> {
    SubjectKey::from_spki(&spki(rfc8410::ID_ED_25519, None, key))
}

/// An odd number of these octets without a factor below 752.
fn modulus(octets: usize) -> Vec<u8> {
    let mut modulus = vec![0xbf; octets];
    for last in (1..=255).step_by(2) {
        modulus[octets - 1] = last;
        for next in 0..=255 {
            modulus[octets - 2] = next;
            if rsa(&modulus, &[1, 0, 1]).is_ok() {
                return modulus;
            }
        }
    }
    panic!("no such number");
}

#[test]
fn alg_01_moduli_that_no_date_allows_are_refused() {
    for (octets, bits) in [(384, 3072), (256, 2048)] {
        let kind = rsa(&modulus(octets), &[1, 0, 1]).unwrap().kind();
        assert_eq!(kind, KeyKind::Rsa { bits });
    }
    for (octets, bits) in [(128, 1024), (237, 1896), (1025, 8200)] {
        let refused = KeyDefect::ModulusSize {
            bits,
            least: 1900,
            most: 8192,
        };
        assert_eq!(rsa(&vec![0xbf; octets], &[1, 0, 1]), Err(refused));
    }
}

/// An odd number of `bits` bits that looks random and is the same each time.
fn number(bits: u32, seed: u64) -> BoxedUint {
    let mut state = seed | 1;
    let mut octets: Vec<u8> = std::iter::repeat_with(|| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        u8::try_from(state >> 56).unwrap()
    })
    .take(usize::try_from(bits / 8).unwrap())
    .collect();
    octets[0] |= 0xc0;
    *octets.last_mut().unwrap() |= 1;
    BoxedUint::from_be_slice(&octets, bits).unwrap()
}

fn product(one: &BoxedUint, other: &BoxedUint) -> Result<SubjectKey, KeyDefect> {
    let modulus = one.concatenating_mul(other).to_be_bytes();
    rsa(&modulus, &[1, 0, 1])
}

/// k·M + (65537^a mod M), M the product of the first 126 primes, as the Infineon library
/// chose primes for moduli of 1984 to 3936 bits. Small factors apart, that they are not prime
/// makes no difference to the rests.
fn infineon(seed: u64) -> BoxedUint {
    let primes = (2u32..702).filter(|number| (2..*number).all(|divisor| number % divisor != 0));
    let m = primes.fold(BoxedUint::one_with_precision(1536), |m, prime| {
        m.wrapping_mul(BoxedUint::from(prime))
    });
    let divisor = m.to_nz().unwrap();
    let power = (0..seed % 900 + 100).fold(BoxedUint::one_with_precision(1536), |power, _| {
        power.wrapping_mul(BoxedUint::from(65_537u32)).rem(&divisor)
    });
    let times = number(1536, seed).wrapping_div(&divisor);
    times.wrapping_mul(&m).wrapping_add(&power)
}

#[test]
fn crt_17_keys_of_the_infineon_library_are_refused() {
    let found: Vec<_> = (1..40)
        .map(|seed| product(&infineon(seed), &infineon(seed + 1000)))
        .filter(|found| !matches!(found, Err(KeyDefect::SmallFactor { prime: 709.. })))
        .collect();
    assert!(found.len() > 20);
    assert!(
        found.iter().all(|found| *found == Err(KeyDefect::Roca)),
        "{found:?}"
    );
    for seed in 1..100 {
        let other = product(&infineon(seed), &number(1536, seed + 1000));
        assert_ne!(other, Err(KeyDefect::Roca));
    }
}

/// What is found of p·(p + 2^distance), for factors that have no small ones.
fn neighbours(distance: u32) -> Result<SubjectKey, KeyDefect> {
    let gap = BoxedUint::one_with_precision(1536).shl(distance);
    let small = |found: &_| matches!(found, Err(KeyDefect::SmallFactor { .. }));
    (1..)
        .map(|seed| number(1536, seed))
        .map(|prime| product(&prime, &prime.wrapping_add(&gap)))
        .find(|found| !small(found))
        .unwrap()
}

#[test]
fn crt_17_primes_that_fermat_finds_are_refused() {
    for (distance, least, most) in [(1, 1, 1), (700, 1, 1), (771, 2, 100)] {
        let found = neighbours(distance);
        let Err(KeyDefect::ClosePrimes { rounds }) = found else {
            panic!("2^{distance}: {found:?}");
        };
        assert!((least..=most).contains(&rounds), "2^{distance}: {rounds}");
    }
    assert!(neighbours(790).is_ok(), "a hundred rounds do not reach it");
    let square = (1..)
        .map(|seed| number(1536, seed))
        .map(|prime| product(&prime, &prime))
        .find(|found| !matches!(found, Err(KeyDefect::SmallFactor { .. })));
    assert_eq!(square, Some(Err(KeyDefect::ClosePrimes { rounds: 0 })));
}

#[test]
fn crt_17_keys_made_by_openssl_code_are_sound() {
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
    for size in [KeySize::Rsa2048, KeySize::Rsa3072] {
        let key = RsaKeyPair::generate(size).unwrap();
        let null = Some(Any::from(Null));
        let spki = spki(rfc5912::RSA_ENCRYPTION, null, key.public_key().as_ref());
        SubjectKey::from_spki(&spki).unwrap();
    }
}

#[test]
fn alg_03_keys_for_pss_have_no_parameters_or_full_ones() {
    let key = |octets: usize| {
        let modulus = modulus(octets);
        RsaPublicKeyRef {
            modulus: UintRef::new(&modulus).unwrap(),
            public_exponent: UintRef::new(&[1, 0, 1]).unwrap(),
        }
        .to_der()
        .unwrap()
    };
    let oid = rfc5912::ID_RSASSA_PSS;
    let found = |parameters| SubjectKey::from_spki(&spki(oid, parameters, &key(384)));
    let full = SignatureAlgorithm::RsaPssSha384.identifier().parameters;
    for parameters in [None, full] {
        let kind = found(parameters).unwrap().kind();
        assert_eq!(kind, KeyKind::RsaPss { bits: 3072 });
        assert_eq!(kind.to_string(), "RSA-PSS 3072");
        assert!(!kind.is_rsa(), "it cannot decipher");
    }
    // SHA-1 by default (RFC 4055 3.1), and no parameters as PKCS#1 writes it.
    let default = Some(Any::new(der::Tag::Sequence, []).unwrap());
    for parameters in [default, Some(Any::from(Null))] {
        assert_eq!(found(parameters), Err(KeyDefect::Parameters { oid }));
    }
}

#[test]
fn crt_17_exponents_are_odd_and_from_65537_to_256_bits() {
    let modulus = modulus(384);
    for good in [&[1, 0, 1][..], &[0xff; 32], &[1, 0, 0, 0, 1]] {
        assert!(rsa(&modulus, good).is_ok(), "{good:?}");
    }
    let wide = [1; 33];
    for (wrong, text) in [
        (&[3][..], "3"),
        (&[0xff, 0xff], "65535"),
        (&[1, 0, 2], "65538"),
        (&[0], "0"),
    ] {
        let refused = KeyDefect::Exponent {
            exponent: text.to_owned(),
        };
        assert_eq!(rsa(&modulus, wrong), Err(refused));
    }
    assert!(matches!(
        rsa(&modulus, &wide),
        Err(KeyDefect::Exponent { .. })
    ));
}

#[test]
fn crt_17_moduli_with_a_small_factor_are_refused() {
    let good = modulus(384);
    for prime in [2u32, 3, 5, 251, 743, 751] {
        let mut carry = 0;
        let mut product: Vec<u8> = good
            .iter()
            .rev()
            .map(|octet| {
                carry += u32::from(*octet) * prime;
                let low = u8::try_from(carry & 0xff).unwrap();
                carry >>= 8;
                low
            })
            .collect();
        product.extend(carry.to_le_bytes());
        product.reverse();
        let first = product.iter().position(|octet| *octet != 0).unwrap();
        let refused = Err(KeyDefect::SmallFactor { prime });
        assert_eq!(rsa(&product[first..], &[1, 0, 1]), refused);
    }
}

#[test]
fn crt_17_points_at_infinity_and_off_the_curve_are_refused() {
    for (oid, octets, curve) in [
        (rfc5912::SECP_256_R_1, 32, KeyKind::P256),
        (rfc5912::SECP_384_R_1, 48, KeyKind::P384),
        (rfc5912::SECP_521_R_1, 66, KeyKind::P521),
    ] {
        assert_eq!(
            elliptic(oid, &[0]),
            Err(KeyDefect::PointAtInfinity { curve })
        );
        let mut point = vec![0; 1 + 2 * octets];
        point[0] = 4;
        assert_eq!(
            elliptic(oid, &point),
            Err(KeyDefect::PointOffCurve { curve })
        );
        point[0] = 6;
        assert_eq!(
            elliptic(oid, &point),
            Err(KeyDefect::PointForm { curve }),
            "hybrid"
        );
        assert_eq!(elliptic(oid, &[]), Err(KeyDefect::PointForm { curve }));
        point[1..].fill(0xff);
        point[0] = 4;
        assert_eq!(
            elliptic(oid, &point),
            Err(KeyDefect::PointOffCurve { curve })
        );
    }
}

#[test]
fn ed25519_keys_anybody_can_sign_under_are_refused() {
    for (first, sign) in [(0, 0), (1, 0), (1, 0x80)] {
        let mut key = [0; 32];
        (key[0], key[31]) = (first, sign);
        assert_eq!(edwards(&key), Err(KeyDefect::LowOrder));
    }
    assert_eq!(
        edwards(&[7; 31]),
        Err(KeyDefect::Length {
            kind: KeyKind::Ed25519,
            found: 31,
            expected: 32
        })
    );
    assert_eq!(edwards(&[7; 32]).unwrap().kind().to_string(), "Ed25519");
}

#[test]
fn parameters_are_those_that_the_algorithm_prescribes() {
    let null = || Some(Any::from(Null));
    let oid = rfc8410::ID_ED_25519;
    let found = SubjectKey::from_spki(&spki(oid, null(), &[7; 32]));
    assert_eq!(found, Err(KeyDefect::Parameters { oid }));
    let oid = rfc5912::RSA_ENCRYPTION;
    let found = SubjectKey::from_spki(&spki(oid, None, &[0x30, 0]));
    assert_eq!(found, Err(KeyDefect::Parameters { oid }));
    let oid = rfc5912::ID_EC_PUBLIC_KEY;
    let found = SubjectKey::from_spki(&spki(oid, None, &[4]));
    assert_eq!(found, Err(KeyDefect::Parameters { oid }));
    let found = SubjectKey::from_spki(&spki(oid, null(), &[4]));
    assert_eq!(found, Err(KeyDefect::UnnamedCurve));
}

#[test]
fn key_identifier_is_sha_1_of_the_key_octets() {
    let key = edwards(&[7; 32]).unwrap();
    let sha1 = digest(&SHA1_FOR_LEGACY_USE_ONLY, &[7; 32]);
    assert_eq!(key.key_identifier(), sha1.as_ref());
    assert_eq!(key.hash(), Sha256Digest::of(key.spki()));
}

#[test]
fn crt_17_modulus_is_one_key_under_every_algorithm() {
    let modulus = modulus(384);
    let octets = RsaPublicKeyRef {
        modulus: UintRef::new(&modulus).unwrap(),
        public_exponent: UintRef::new(&[1, 0, 1]).unwrap(),
    }
    .to_der()
    .unwrap();
    let plain = rsa(&modulus, &[1, 0, 1]).unwrap();
    assert_eq!(plain.hash(), Sha256Digest::of(plain.spki()));
    let full = [
        SignatureAlgorithm::RsaPssSha256,
        SignatureAlgorithm::RsaPssSha384,
    ];
    let full = full.map(|algorithm| algorithm.identifier().parameters);
    for parameters in [None].into_iter().chain(full) {
        let pss = spki(rfc5912::ID_RSASSA_PSS, parameters, &octets);
        let pss = SubjectKey::from_spki(&pss).unwrap();
        assert_eq!(pss.hash(), plain.hash());
        assert_eq!(key_hash(pss.spki()), plain.hash());
        assert_eq!(pss.spki_sha256(), Sha256Digest::of(pss.spki()));
        assert_ne!(pss.spki_sha256(), plain.spki_sha256());
    }
    assert_eq!(key_hash(b"no key"), Sha256Digest::of(b"no key"));
}

/// A field with an explicit tag.
fn tagged(number: u8, value: &impl Encode) -> Vec<u8> {
    let value = value.to_der().unwrap();
    let length = u8::try_from(value.len()).unwrap();
    [vec![0xa0 | number, length], value].concat()
}

/// The parameters of a key stand in its certificate: nobody may have other octets signed there.
#[test]
fn alg_03_hashes_in_parameters_carry_nothing_of_their_own() {
    let modulus = modulus(384);
    let key = RsaPublicKeyRef {
        modulus: UintRef::new(&modulus).unwrap(),
        public_exponent: UintRef::new(&[1, 0, 1]).unwrap(),
    }
    .to_der()
    .unwrap();
    let oid = rfc5912::ID_RSASSA_PSS;
    let text = Any::new(der::Tag::Utf8String, *b"payload").unwrap();
    let parameters = |of_hash: Option<&Any>, of_mask: Option<&Any>| {
        let hash = |parameters: Option<&Any>| AlgorithmIdentifier {
            oid: rfc5912::ID_SHA_256,
            parameters: parameters.cloned(),
        };
        let mask_gen = AlgorithmIdentifier {
            oid: rfc5912::ID_MGF_1,
            parameters: Some(hash(of_mask)),
        };
        let fields = [
            tagged(0, &hash(of_hash)),
            tagged(1, &mask_gen),
            tagged(2, &32u8),
        ];
        Any::new(der::Tag::Sequence, fields.concat()).unwrap()
    };
    let judged = |of_hash: Option<&Any>, of_mask: Option<&Any>| {
        let parameters = parameters(of_hash, of_mask);
        SubjectKey::from_spki(&spki(oid, Some(parameters), &key))
    };
    let null = Any::from(Null);
    assert!(judged(Some(&null), Some(&null)).is_ok());
    assert!(judged(None, None).is_ok());
    let refused = Err(KeyDefect::Parameters { oid });
    assert_eq!(judged(Some(&text), Some(&null)), refused);
    assert_eq!(judged(Some(&null), Some(&text)), refused);
    assert_eq!(judged(None, Some(&text)), refused);
}

proptest! {
    #[test]
    fn judging_never_panics(der in prop::collection::vec(any::<u8>(), 0..128)) {
        drop(SubjectKey::from_spki(&der));
    }

    #[test]
    fn judging_keys_never_panics(key in prop::collection::vec(any::<u8>(), 0..140)) {
        drop(edwards(&key));
        drop(elliptic(rfc5912::SECP_256_R_1, &key));
        let null = Some(Any::from(Null));
        drop(SubjectKey::from_spki(&spki(rfc5912::RSA_ENCRYPTION, null, &key)));
    }
}
