//! What a profile document says, read from its text with nothing of the crate that builds, and
//! what a certificate holds, read by `x509-cert`.

use std::collections::BTreeSet;

use ca_core::profile::Profile;
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5280, rfc5912};
use der::asn1::OctetString;
use der::{Decode, Encode, Tag, Tagged};
use toml::Value;
use x509_cert::certificate::{Raw, TbsCertificateInner, Version};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::certpolicy::CertificatePolicies;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, ExtendedKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};

use super::house::{House, Wish, now};

const QC_STATEMENTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.3");
/// 0.4.0.1862.1.4, QcSSCD, as DER.
const QC_SSCD: &[u8] = b"\x06\x06\x04\x00\x8e\x46\x01\x04";

/// Compares a certificate with its profile, field by field.
pub(crate) fn compare(house: &House, profile: &Profile, wish: &Wish, tbs: &[u8]) {
    let document: Value = toml::from_str(profile.text()).unwrap();
    let read = TbsCertificateInner::<Raw>::from_der(tbs).unwrap();
    assert_eq!(read.to_der().unwrap(), tbs, "CRT-01: the same bytes again");
    assert_eq!(read.version(), Version::V3);
    assert_eq!(read.issuer().to_der().unwrap(), house.name, "CRT-06");
    let key = wish.key.subject_key();
    assert_eq!(read.subject_public_key_info().to_der().unwrap(), key.spki());
    validity(&document, &read);
    subject(&document, &read);
    let extensions = read.extensions().unwrap();
    presence(&document, extensions);
    usage(house, &document, extensions);
    alternative_names(&document, wish, extensions);
    if let Some(identifier) = get::<SubjectKeyIdentifier>(extensions) {
        assert_eq!(identifier.0.as_bytes(), key.key_identifier());
    }
    let authority = get::<AuthorityKeyIdentifier>(extensions).unwrap();
    let expected = OctetString::new(house.key.key_identifier()).unwrap();
    assert_eq!(authority.key_identifier, Some(expected), "CRT-09");
}

fn texts<'a>(document: &'a Value, path: &[&str]) -> Vec<&'a str> {
    let found = path.iter().try_fold(document, |value, key| value.get(*key));
    let found = found.and_then(Value::as_array);
    let found = found.into_iter().flatten();
    found.map(|value| value.as_str().unwrap()).collect()
}

fn says(document: &Value, path: &[&str]) -> bool {
    let found = path.iter().try_fold(document, |value, key| value.get(*key));
    found.and_then(Value::as_bool).unwrap_or_default()
}

/// CRT-05, CRT-19.
fn validity(document: &Value, read: &TbsCertificateInner<Raw>) {
    let days = document["validity"]["days"].as_integer().unwrap();
    let start = read.validity().not_before.to_unix_duration().as_secs();
    let end = read.validity().not_after.to_unix_duration().as_secs();
    assert_eq!(i64::try_from(start).unwrap(), now().unix_seconds());
    assert!(end > start && end < start + u64::try_from(days).unwrap() * 86_400);
}

/// CRT-07: order, encoding, each type once, nothing that the profile lacks.
fn subject(document: &Value, read: &TbsCertificateInner<Raw>) {
    let mut rest = document["subject"]["attributes"].as_array().unwrap().iter();
    for names in read.subject().iter_rdn() {
        assert_eq!(names.len(), 1);
        for attribute in names.iter() {
            let name = short_name(attribute.oid);
            loop {
                let rule = rest.next().unwrap_or_else(|| panic!("{name} is foreign"));
                if rule["type"].as_str() == Some(name) {
                    break;
                }
                assert!(rule.get("optional").is_some(), "{rule} is missing");
            }
            let printable = ["C", "serialNumber"].contains(&name);
            let tag = if printable {
                Tag::PrintableString
            } else {
                Tag::Utf8String
            };
            assert_eq!(attribute.value.tag(), tag, "{name}");
            let text = std::str::from_utf8(attribute.value.value()).unwrap();
            assert!(!text.is_empty() && text.trim() == text && text.chars().count() <= 128);
        }
    }
    assert!(rest.all(|rule| rule.get("optional").is_some()));
}

fn short_name(oid: ObjectIdentifier) -> &'static str {
    let known = [
        ("2.5.4.6", "C"),
        ("2.5.4.8", "ST"),
        ("2.5.4.7", "L"),
        ("2.5.4.10", "O"),
        ("2.5.4.97", "organizationIdentifier"),
        ("2.5.4.4", "SN"),
        ("2.5.4.42", "GN"),
        ("2.5.4.65", "pseudonym"),
        ("2.5.4.5", "serialNumber"),
        ("2.5.4.3", "CN"),
    ];
    let oid = oid.to_string();
    let found = known.iter().find(|(known, _)| *known == oid);
    found.unwrap_or_else(|| panic!("{oid} in a subject")).1
}

/// CRT-08: exactly the extensions of the document, each once, critical where they must be.
fn presence(document: &Value, extensions: &[Extension]) {
    let given = |key: &str| document["extensions"].get(key).is_some();
    let holds = |key: &str| !texts(document, &["extensions", key]).is_empty();
    let mut expected = BTreeSet::new();
    for (oid, there) in [
        (rfc5280::ID_CE_KEY_USAGE, true),
        (rfc5280::ID_CE_EXT_KEY_USAGE, holds("extended_key_usage")),
        (rfc5280::ID_CE_CERTIFICATE_POLICIES, holds("policies")),
        (
            rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER,
            says(document, &["extensions", "subject_key_identifier"]),
        ),
        (rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER, true),
        (
            rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS,
            says(document, &["extensions", "crl_distribution_point"]),
        ),
        (
            rfc5280::ID_PE_AUTHORITY_INFO_ACCESS,
            holds("authority_information_access"),
        ),
        (rfc5280::ID_CE_BASIC_CONSTRAINTS, given("basic_constraints")),
        (QC_STATEMENTS, document.get("qc_statements").is_some()),
    ] {
        if there {
            expected.insert(oid);
        }
    }
    let mut found = BTreeSet::new();
    for extension in extensions {
        assert!(
            found.insert(extension.extn_id),
            "{} twice",
            extension.extn_id
        );
        let critical = [rfc5280::ID_CE_KEY_USAGE, rfc5280::ID_CE_BASIC_CONSTRAINTS];
        assert_eq!(extension.critical, critical.contains(&extension.extn_id));
        if extension.extn_id == QC_STATEMENTS {
            let value = extension.extn_value.as_bytes();
            assert!(
                !value.windows(QC_SSCD.len()).any(|part| part == QC_SSCD),
                "QC-07"
            );
        }
    }
    found.remove(&rfc5280::ID_CE_SUBJECT_ALT_NAME);
    assert_eq!(found, expected);
}

fn usage(house: &House, document: &Value, extensions: &[Extension]) {
    let KeyUsage(usages) = get(extensions).unwrap();
    let usages: BTreeSet<String> = usages
        .into_iter()
        .map(|usage| format!("{usage:?}").to_lowercase())
        .collect();
    let expected = texts(document, &["extensions", "key_usage"]).into_iter();
    let expected = expected.map(|name| match name {
        "contentCommitment" => "nonrepudiation".to_owned(),
        other => other.to_lowercase(),
    });
    assert_eq!(usages, expected.collect(), "CRT-10");

    let purposes = get::<ExtendedKeyUsage>(extensions).map_or_else(Vec::new, |usage| usage.0);
    let expected = texts(document, &["extensions", "extended_key_usage"]).into_iter();
    assert_eq!(
        purposes,
        expected.map(purpose).collect::<Vec<_>>(),
        "CRT-10"
    );

    let policies = get::<CertificatePolicies>(extensions).map_or_else(Vec::new, |found| found.0);
    let policies = policies
        .iter()
        .map(|policy| policy.policy_identifier.to_string());
    let expected = texts(document, &["extensions", "policies"]).into_iter();
    let expected = expected.map(|policy| policy.replace("{arc}", &house.country.practice_arc));
    assert_eq!(
        policies.collect::<Vec<_>>(),
        expected.collect::<Vec<_>>(),
        "QC-11"
    );
}

fn purpose(name: &str) -> ObjectIdentifier {
    match name {
        "serverAuth" => rfc5912::ID_KP_SERVER_AUTH,
        "clientAuth" => rfc5912::ID_KP_CLIENT_AUTH,
        "codeSigning" => rfc5912::ID_KP_CODE_SIGNING,
        "emailProtection" => rfc5912::ID_KP_EMAIL_PROTECTION,
        "documentSigning" => ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
        "smartcardLogon" => ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.20.2.2"),
        dotted => ObjectIdentifier::new(dotted).unwrap(),
    }
}

fn alternative_names(document: &Value, wish: &Wish, extensions: &[Extension]) {
    let names = get::<SubjectAltName>(extensions).map_or_else(Vec::new, |names| names.0);
    assert_eq!(names.len(), wish.names.len());
    let path = ["extensions", "subject_alternative_names"];
    let allowed = texts(document, &[path[0], path[1], "allowed"]);
    for (place, name) in names.iter().enumerate() {
        let kind = match name {
            GeneralName::DnsName(_) => "dns",
            GeneralName::Rfc822Name(_) => "email",
            GeneralName::UniformResourceIdentifier(_) => "uri",
            GeneralName::OtherName(other) if other.type_id.to_string() == "1.3.6.1.5.5.7.8.9" => {
                "email"
            }
            GeneralName::OtherName(_) => "upn",
            GeneralName::DirectoryName(_)
            | GeneralName::EdiPartyName(_)
            | GeneralName::IpAddress(_)
            | GeneralName::RegisteredId(_) => panic!("{name:?}"),
        };
        assert!(allowed.contains(&kind), "{kind}");
        assert!(!names[..place].contains(name), "twice");
    }
    if says(document, &[path[0], path[1], "required"]) {
        assert!(!names.is_empty());
    }
}

fn get<T: const_oid::AssociatedOid + for<'a> Decode<'a>>(extensions: &[Extension]) -> Option<T> {
    let found = extensions.iter().find(|found| found.extn_id == T::OID)?;
    Some(T::from_der(found.extn_value.as_bytes()).ok().unwrap())
}
