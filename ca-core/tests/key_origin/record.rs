//! Records that a personalisation bureau signs.

use std::time::Duration;

use ca_core::digest::Sha256Digest;
use ca_core::key_origin::{KeyOrigin, KeyOrigins, OriginError};
use ca_core::subject_key::SubjectKey;
use ca_core::timestamp::Timestamp;
use ca_core::verify::VerifyError;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::asn1::{Any, OctetString};
use der::{Decode, Encode};
use proptest::prelude::*;

use super::openssl::{Workshop, now};

const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";
const DAY: Duration = Duration::from_secs(86_400);

/// The record of a key.
fn record(key: &SubjectKey, personalised: Timestamp) -> String {
    format!(
        r#"{{"format":1,"device":"carte-1","device_serial":"0042-7F","key_sha256":"{}","personalised":"{personalised}"}}"#,
        key.spki_sha256()
    )
}

/// The document that lists a bureau.
fn listing(certificate: &str, more: &str) -> KeyOrigins {
    let text = format!(
        "format = 1\nkind = \"key-origins\"\n\
         [[device]]\nname = \"carte-1\"\ncertification = \"EAL4+ 2026/7\"\n\
         [[device]]\nname = \"carte-2\"\ncertification = \"EAL4+ 2026/8\"\n\
         [[personaliser]]\nname = \"bureau\"\ndevices = [\"carte-1\"]\n{more}\n\
         certificate = \"\"\"\n{certificate}\"\"\"\n"
    );
    KeyOrigins::parse(&text).unwrap()
}

/// A bureau with a P-256 key, a subject's key and its record.
struct Case {
    workshop: Workshop,
    origins: KeyOrigins,
    key: SubjectKey,
    record: String,
}

impl Case {
    fn new() -> Self {
        Self::of(P256)
    }

    fn of(kind: &str) -> Self {
        let workshop = Workshop::new();
        workshop.key("subject", P256);
        workshop.key("bureau", kind);
        workshop.self_signed("bureau", "");
        let key = workshop.public("subject");
        Self {
            origins: listing(&workshop.read("bureau.crt"), ""),
            record: record(&key, now()),
            key,
            workshop,
        }
    }

    fn signed(&self, more: &str) -> String {
        self.workshop.signed("bureau", &self.record, more)
    }

    fn prove(&self, evidence: &str) -> Result<KeyOrigin, OriginError> {
        self.origins.prove(evidence.as_bytes(), &self.key, now())
    }

    /// What is said of a record that the bureau signs.
    fn says(&self, record: &str) -> Result<KeyOrigin, OriginError> {
        self.prove(&self.workshop.signed("bureau", record, ""))
    }
}

fn origin(origins: &KeyOrigins, evidence: &str) -> KeyOrigin {
    KeyOrigin {
        device: "carte-1".into(),
        device_serial: Some("0042-7F".into()),
        evidence: evidence.to_owned(),
        document: origins.digest(),
    }
}

#[test]
fn reg_08_record_of_a_listed_bureau_is_proof() {
    let rsa = "RSA -pkeyopt rsa_keygen_bits:3072";
    let pss = "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32";
    for (kind, more) in [
        (
            P256,
            ["", "-noattr", "-keyid -md sha384", "-nocerts"].as_slice(),
        ),
        ("EC -pkeyopt ec_paramgen_curve:P-384", &["-md sha384"]),
        ("EC -pkeyopt ec_paramgen_curve:P-521", &["-md sha512"]),
        (rsa, &["", "-noattr", "-md sha512", pss]),
    ] {
        let case = Case::of(kind);
        for more in more {
            let evidence = case.signed(more);
            assert_eq!(
                case.prove(&evidence),
                Ok(origin(&case.origins, &evidence)),
                "{kind} {more}"
            );
        }
    }
}

#[test]
fn reg_08_record_of_nobody_is_no_proof() {
    let case = Case::new();
    case.workshop.key("other", P256);
    case.workshop.self_signed("other", "");
    let unlisted = case.workshop.signed("other", &case.record, "");
    assert_eq!(case.prove(&unlisted), Err(OriginError::UnknownSigner));
    // Somebody who uses the bureau's name and number.
    let serial = "-set_serial 7";
    case.workshop.self_signed("bureau", serial);
    let origins = listing(&case.workshop.read("bureau.crt"), "");
    case.workshop.key("bureau", P256);
    case.workshop.self_signed("bureau", serial);
    let forged = case.signed("");
    let refused = origins.prove(forged.as_bytes(), &case.key, now());
    let bad = OriginError::Signature(VerifyError::BadSignature);
    assert_eq!(refused, Err(bad));
    let nobody = KeyOrigins::shipped().prove(forged.as_bytes(), &case.key, now());
    assert_eq!(nobody, Err(OriginError::UnknownSigner));
}

#[test]
fn reg_08_record_speaks_for_its_key_and_device_alone() {
    let case = Case::new();
    case.workshop.key("other", P256);
    let other = case.workshop.public("other");
    let evidence = case.signed("");
    let refused = case.origins.prove(evidence.as_bytes(), &other, now());
    assert_eq!(refused, Err(OriginError::OtherKey));
    for device in ["carte-2", "carte-3"] {
        let refused = case.says(&case.record.replace("carte-1", device));
        let device = device.into();
        assert_eq!(refused, Err(OriginError::UnknownDevice { device }));
    }
}

#[test]
fn reg_08_record_counts_while_its_signer_does() {
    let case = Case::new();
    let evidence = case.signed("");
    let at = |moment| case.origins.prove(evidence.as_bytes(), &case.key, moment);
    for moment in [now().plus(31 * DAY), now().minus(DAY)] {
        let refused = at(moment);
        assert!(
            matches!(refused, Err(OriginError::NotValidNow { .. })),
            "{refused:?}"
        );
    }
    let yesterday = format!("not_after = \"{}\"", now().minus(DAY));
    let dropped = listing(&case.workshop.read("bureau.crt"), &yesterday);
    let refused = dropped.prove(evidence.as_bytes(), &case.key, now());
    assert!(
        matches!(refused, Err(OriginError::NotValidNow { .. })),
        "{refused:?}"
    );
    let tomorrow = record(&case.key, now().plus(DAY));
    let refused = case.says(&tomorrow);
    assert!(
        matches!(refused, Err(OriginError::NotYet { .. })),
        "{refused:?}"
    );
}

#[test]
fn reg_08_record_of_a_time_before_its_signer_is_no_proof() {
    let case = Case::new();
    let early = now().minus(DAY);
    let refused = case.says(&record(&case.key, early));
    assert!(
        matches!(refused, Err(OriginError::TooEarly { .. })),
        "{refused:?}"
    );
}

#[test]
fn reg_08_entry_that_ended_does_not_hide_one_that_counts() {
    let case = Case::new();
    let certificate = case.workshop.read("bureau.crt");
    let entry = |name: &str, more: &str| {
        format!(
            "[[personaliser]]\nname = \"{name}\"\ndevices = [\"carte-1\"]\n{more}\n\
             certificate = \"\"\"\n{certificate}\"\"\"\n"
        )
    };
    let ended = format!("not_after = \"{}\"", now().minus(DAY));
    let text = format!(
        "format = 1\nkind = \"key-origins\"\n\
         [[device]]\nname = \"carte-1\"\ncertification = \"EAL4+\"\n{}{}",
        entry("before", &ended),
        entry("now", "")
    );
    let origins = KeyOrigins::parse(&text).unwrap();
    let evidence = case.signed("");
    let proven = origins.prove(evidence.as_bytes(), &case.key, now());
    assert_eq!(proven, Ok(origin(&origins, &evidence)));
}

#[test]
fn reg_08_text_around_evidence_is_not_kept() {
    let case = Case::new();
    let evidence = case.signed("");
    let wrapped = format!("Aïcha Ngaré, N'Djamena\n{evidence}and so on\n");
    let proven = case.prove(&wrapped).unwrap();
    assert_eq!(proven, origin(&case.origins, &evidence));
    assert_eq!(
        proven.evidence_sha256(),
        Sha256Digest::of(evidence.as_bytes())
    );
}

#[test]
fn reg_08_other_shapes_of_cms_are_refused() {
    let case = Case::new();
    let weak = case.prove(&case.signed("-md sha1"));
    assert!(
        matches!(
            weak,
            Err(OriginError::Signature(VerifyError::WeakHash { .. }))
        ),
        "{weak:?}"
    );
    let workshop = &case.workshop;
    workshop.openssl(
        "cms -sign -binary -outform PEM -in @record.json -out @detached.cms \
         -signer @bureau.crt -inkey @bureau.key",
    );
    workshop.openssl(
        "cms -sign -nodetach -binary -outform PEM -in @record.json -out @typed.cms \
         -econtent_type 1.2.840.113549.1.9.16.1.4 -signer @bureau.crt -inkey @bureau.key",
    );
    workshop.key("second", P256);
    workshop.self_signed("second", "");
    workshop.openssl(
        "cms -sign -nodetach -binary -outform PEM -in @record.json -out @two.cms \
         -signer @bureau.crt -inkey @bureau.key -signer @second.crt -inkey @second.key",
    );
    workshop.openssl("cms -data_create -binary -outform PEM -in @record.json -out @data.cms");
    for name in ["detached.cms", "typed.cms", "two.cms", "data.cms"] {
        let refused = case.prove(&workshop.read(name));
        assert_eq!(refused, Err(OriginError::Unreadable), "{name}");
    }
    for content in ["", "[]", "{}", "carte-1 0042-7F"] {
        assert_eq!(
            case.says(content),
            Err(OriginError::Unreadable),
            "{content}"
        );
    }
}

#[test]
fn reg_08_changed_content_is_found_with_and_without_attributes() {
    let case = Case::new();
    for more in ["", "-noattr"] {
        let mut der = pem::parse(case.signed(more)).unwrap().into_contents();
        let place = der
            .windows(7)
            .position(|window| window == b"0042-7F")
            .unwrap();
        der[place] = b'1';
        let changed = pem::encode(&pem::Pem::new("CMS", der));
        let refused = case.prove(&changed);
        let bad = OriginError::Signature(VerifyError::BadSignature);
        assert_eq!(refused, Err(bad), "{more}");
    }
}

/// The known confusion of RFC 5652 5.4: the attributes that a bureau signed, presented as a
/// content that was signed without attributes. The signature holds; it is no record.
#[test]
fn reg_08_signed_attributes_are_no_record() {
    let case = Case::new();
    let der = pem::parse(case.signed("")).unwrap().into_contents();
    let mut outer = ContentInfo::from_der(&der).unwrap();
    let mut signed: SignedData = outer.content.decode_as().unwrap();
    let mut signer = signed.signer_infos.0.as_slice()[0].clone();
    let attributes = signer.signed_attrs.take().unwrap().to_der().unwrap();
    let content = OctetString::new(attributes).unwrap();
    signed.encap_content_info.econtent = Some(Any::encode_from(&content).unwrap());
    signed.signer_infos = vec![signer].try_into().unwrap();
    outer.content = Any::encode_from(&signed).unwrap();
    let confused = pem::encode(&pem::Pem::new("CMS", outer.to_der().unwrap()));
    assert_eq!(case.prove(&confused), Err(OriginError::Unreadable));
}

#[test]
fn crt_24_changed_evidence_never_says_something_else() {
    let case = Case::new();
    let der = pem::parse(case.signed("")).unwrap().into_contents();
    let strategy = (0..der.len(), 1..=u8::MAX);
    let mut runner = proptest::test_runner::TestRunner::default();
    let changed = runner.run(&strategy, |(place, change)| {
        let mut der = der.clone();
        der[place] ^= change;
        let lines = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
        let evidence = pem::encode_config(&pem::Pem::new("CMS", der), lines);
        if let Ok(said) = case.prove(&evidence) {
            // What is not signed, such as the certificate inside, says nothing.
            prop_assert_eq!(said, origin(&case.origins, &evidence));
        }
        Ok(())
    });
    changed.unwrap();
}
