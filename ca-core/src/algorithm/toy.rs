//! A toy algorithm, ECDSA with SHA3-256 on secp256k1, that exists in tests only: it has a row in
//! each table and goes the whole way of a certificate by them alone (ALG-12).

use aws_lc_rs::signature::{ECDSA_P256K1_SHA3_256_ASN1, ParsedPublicKey};
use const_oid::ObjectIdentifier;

/// ecdsa-with-SHA3-256 (NIST CSOR).
pub(crate) const ECDSA_WITH_SHA3_256: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.10");
/// secp256k1 (SEC 2).
pub(crate) const SECP_256_K_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.10");

/// Whether the uncompressed point is on secp256k1.
pub(crate) fn is_on_curve(point: &[u8]) -> bool {
    ParsedPublicKey::new(&ECDSA_P256K1_SHA3_256_ASN1, point).is_ok()
}

mod tests {
    use aws_lc_rs::encoding::AsDer;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P256K1_SHA3_256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RsaKeyPair,
    };
    use der::asn1::{BitString, SetOfVec};
    use der::{Decode, Encode};
    use x509_cert::request::{CertReq, CertReqInfo, Version};

    use crate::algorithm::{KeyAlgorithm, SignatureAlgorithm};
    use crate::algorithm_table::AlgorithmTable;
    use crate::certificate::request::CertificateRequest;
    use crate::certificate::{self, Governing, IssuerView, Summary, Template};
    use crate::country::Country;
    use crate::csr::{Csr, CsrError};
    use crate::generation::GenerationId;
    use crate::lint::{self, LintInput, Severity};
    use crate::profile::{Profile, shipped};
    use crate::serial::Serial;
    use crate::settings::Settings;
    use crate::subject_key::{KeyDefect, KeyKind, SubjectKey};
    use crate::timestamp::Timestamp;
    use crate::verify::{verify, verify_any};

    /// A row in the dated table, as an officer would add it.
    const ROWS: &str = "\n[[key]]\nkind = \"toy\"\nstrength = 128\n\
                        [[signature]]\nname = \"ecdsa-with-SHA3-256\"\n";

    /// A pair with its SubjectPublicKeyInfo; signing stands for the token's table.
    struct Token {
        pair: EcdsaKeyPair,
        spki: Vec<u8>,
    }

    impl Token {
        fn generate() -> Self {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256K1_SHA3_256_ASN1_SIGNING).unwrap();
            let spki = pair.public_key().as_der().unwrap().as_ref().to_vec();
            Self { pair, spki }
        }

        fn sign(&self, message: &[u8]) -> Vec<u8> {
            let signature = self.pair.sign(&SystemRandom::new(), message).unwrap();
            signature.as_ref().to_vec()
        }
    }

    fn request(token: &Token) -> Vec<u8> {
        let info = CertReqInfo {
            version: Version::V1,
            subject: "CN=toy".parse().unwrap(),
            public_key: Decode::from_der(&token.spki).unwrap(),
            attributes: SetOfVec::new(),
        };
        let signature = token.sign(&info.to_der().unwrap());
        CertReq {
            info,
            algorithm: KeyAlgorithm::Toy.signature_algorithm().identifier(),
            signature: BitString::from_bytes(&signature).unwrap(),
        }
        .to_der()
        .unwrap()
    }

    fn root_profile() -> Profile {
        let mut texts = shipped::texts().iter();
        let text = texts
            .find(|text| text.contains("name = \"root-ca\""))
            .unwrap();
        let (before, keys) = text.split_once("allowed = [").unwrap();
        let (_, after) = keys.split_once(']').unwrap();
        Profile::parse(&format!("{before}allowed = [\"toy\"]{after}")).unwrap()
    }

    #[test]
    fn alg_12_toy_algorithm_goes_the_whole_way_by_its_rows_alone() {
        let token = Token::generate();
        let csr = Csr::parse(&request(&token)).unwrap();
        let key: &SubjectKey = csr.key();
        assert_eq!(key.kind().to_string(), "toy");
        let country = Country::find("TD").unwrap();
        let (profile, settings) = (
            root_profile(),
            Settings::for_practice(&country, "http://pki.example").unwrap(),
        );
        let table = AlgorithmTable::shipped().text().to_owned() + ROWS;
        let governing = Governing {
            profile: &profile,
            settings: &settings,
            country: &country,
            algorithms: &AlgorithmTable::parse(&table).unwrap(),
        };
        let now = Timestamp::parse_rfc3339("2026-11-21T08:00:00Z").unwrap();
        let wish = CertificateRequest {
            subject: None,
            common_name: Some("Toy G1"),
            alternative_names: &[],
            key,
            validity: None,
            original_name: None,
            latin_form_confirmed: false,
        };
        let name = wish.subject_name(&governing).unwrap();
        let generation: GenerationId = "toy-g1".parse().unwrap();
        let algorithm: SignatureAlgorithm =
            "toy".parse::<KeyAlgorithm>().unwrap().signature_algorithm();
        let issuer = IssuerView {
            generation: &generation,
            name: &name,
            public_key: key.spki(),
            key_identifier: key.key_identifier().to_vec(),
            algorithm,
        };
        let validity = wish.validity_period(&profile, None, now).unwrap();
        wish.check_key(&governing, &issuer, validity).unwrap();
        let serial = Serial::draw(&SystemRandom::new()).unwrap();
        let template = Template::new(&governing, &issuer).unwrap();
        let tbs = template.to_be_signed(&governing, &wish, &name, validity, &serial);
        let tbs = tbs.unwrap();
        let findings = lint::check(&LintInput {
            tbs: &tbs,
            issuer: None,
            signing_time: Some(now),
            governing: Some(&governing),
            key: Some(key),
        });
        let findings = findings.unwrap();
        assert!(
            findings
                .iter()
                .all(|finding| finding.severity != Severity::Error),
            "{findings:?}"
        );
        let signature = token.sign(&tbs);
        verify(key.spki(), algorithm, &tbs, &signature).unwrap();
        let certificate = certificate::assemble(&tbs, &signature).unwrap();
        let read = Summary::of(&certificate).unwrap();
        let found = SignatureAlgorithm::from_identifier(&read.signature_algorithm);
        assert_eq!(found, Some(algorithm));
        verify_any(
            &read.public_key,
            &read.signature_algorithm,
            &tbs,
            &signature,
        )
        .unwrap();
    }

    #[test]
    fn alg_12_shipped_table_and_profiles_do_not_know_the_toy() {
        let now = Timestamp::parse_rfc3339("2026-11-21T08:00:00Z").unwrap();
        let refused = AlgorithmTable::shipped().judge_key(KeyKind::Toy, now, now);
        assert!(refused.is_err());
        for text in shipped::texts() {
            assert!(!Profile::parse(text).unwrap().allows_key(KeyKind::Toy));
        }
    }

    #[test]
    fn alg_12_toy_keys_are_judged_like_others() {
        let token = Token::generate();
        let mut spki = token.spki.clone();
        *spki.last_mut().unwrap() ^= 1;
        let curve = KeyKind::Toy;
        let refused = Err(KeyDefect::PointOffCurve { curve });
        assert_eq!(SubjectKey::from_spki(&spki), refused);
        let mut request = request(&token);
        *request.last_mut().unwrap() ^= 1;
        let refused = Csr::parse(&request);
        assert!(
            matches!(refused, Err(CsrError::Signature(_))),
            "{refused:?}"
        );
    }

    #[test]
    fn alg_02_no_two_algorithms_share_an_identifier_or_a_name() {
        for (place, one) in SignatureAlgorithm::ALL.into_iter().enumerate() {
            let der = one.identifier().to_der().unwrap();
            assert_eq!(SignatureAlgorithm::from_identifier(&der), Some(one));
            assert!(SignatureAlgorithm::knows(one.oid()));
            for other in SignatureAlgorithm::ALL.into_iter().skip(place + 1) {
                assert_ne!(one.identifier(), other.identifier());
                assert_ne!(one.as_str(), other.as_str());
            }
        }
        for key in KeyAlgorithm::ALL {
            assert!(key.signature_algorithm().fits(key.kind()), "{key}");
            assert_eq!(key.as_str().parse(), Ok(key));
        }
    }

    #[test]
    fn alg_03_identifiers_of_pss_are_the_octets_of_rfc_4055() {
        // SEQUENCE { id-RSASSA-PSS, SEQUENCE { [0] { hash, NULL },
        // [1] { id-mgf1, { hash, NULL } }, [2] salt } }: no trailer, which is the default.
        let expected = |hash: &str, salt: &str| {
            format!(
                "304106092a864886f70d01010a3034a00f300d0609608648016503040{hash}0500\
                 a11c301a06092a864886f70d010108300d0609608648016503040{hash}0500a2030201{salt}"
            )
        };
        for (algorithm, hash, salt) in [
            (SignatureAlgorithm::RsaPssSha256, "201", "20"),
            (SignatureAlgorithm::RsaPssSha384, "202", "30"),
        ] {
            let der = algorithm.identifier().to_der().unwrap();
            assert_eq!(hex::encode(der), expected(hash, salt), "{algorithm}");
        }
    }

    #[test]
    fn alg_02_hash_is_as_long_as_the_curve() {
        for (algorithm, kind) in [
            (SignatureAlgorithm::EcdsaSha256, KeyKind::P256),
            (SignatureAlgorithm::EcdsaSha384, KeyKind::P384),
            (SignatureAlgorithm::EcdsaSha512, KeyKind::P521),
        ] {
            for other in [KeyKind::P256, KeyKind::P384, KeyKind::P521] {
                assert_eq!(algorithm.fits(other), other == kind);
            }
        }
        let (free, pss) = (KeyKind::Rsa { bits: 3072 }, KeyKind::RsaPss { bits: 3072 });
        let fits = |algorithm: SignatureAlgorithm| (algorithm.fits(free), algorithm.fits(pss));
        assert_eq!(fits(SignatureAlgorithm::RsaSha256), (true, false));
        assert_eq!(fits(SignatureAlgorithm::RsaPssSha256), (true, true));
    }

    #[test]
    fn alg_03_pss_signatures_verify_under_both_names_of_a_key() {
        let key = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa3072).unwrap();
        let mut signature = vec![0; key.public_modulus_len()];
        let padding = &aws_lc_rs::signature::RSA_PSS_SHA384;
        key.sign(padding, &SystemRandom::new(), b"message", &mut signature)
            .unwrap();
        let algorithm = SignatureAlgorithm::RsaPssSha384;
        let spki = key.public_key().as_der().unwrap();
        verify(spki.as_ref(), algorithm, b"message", &signature).unwrap();
        let identifier = algorithm.identifier().to_der().unwrap();
        verify_any(spki.as_ref(), &identifier, b"message", &signature).unwrap();
        let other = SignatureAlgorithm::RsaPssSha256;
        verify(spki.as_ref(), other, b"message", &signature).unwrap_err();
    }
}
