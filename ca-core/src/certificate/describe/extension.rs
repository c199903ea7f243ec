//! Extensions (RFC 5280 4.2), each at the path `extensions.` and its name there.

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Tag, Tagged};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages, PolicyConstraints};

use super::element::{dotted, elements, hexadecimal, item, sequence};
use super::{Fields, context, location, qualified};
use crate::name::text;
use crate::profile::usage::extended_key_usage_name;

/// How the value of an extension becomes one line.
type Reading = fn(&[u8]) -> der::Result<String>;

/// Extensions on one line, by identifier.
const ONE_LINE: [(&str, &str, Reading); 16] = [
    ("2.5.29.14", "subjectKeyIdentifier", key_identifier),
    ("2.5.29.15", "keyUsage", key_usage),
    ("2.5.29.17", "subjectAltName", location::general_names),
    ("2.5.29.18", "issuerAltName", location::general_names),
    ("2.5.29.19", "basicConstraints", basic_constraints),
    (
        "2.5.29.31",
        "cRLDistributionPoints",
        location::distribution_points,
    ),
    ("2.5.29.32", "certificatePolicies", policies),
    ("2.5.29.33", "policyMappings", policy_mappings),
    (
        "2.5.29.35",
        "authorityKeyIdentifier",
        authority_key_identifier,
    ),
    ("2.5.29.36", "policyConstraints", policy_constraints),
    ("2.5.29.37", "extendedKeyUsage", extended_key_usage),
    ("2.5.29.46", "freshestCRL", location::distribution_points),
    ("2.5.29.54", "inhibitAnyPolicy", number),
    ("2.5.29.56", "noRevAvail", null),
    ("1.3.6.1.5.5.7.1.24", "tlsFeature", numbers),
    ("1.3.6.1.5.5.7.48.1.5", "ocspNoCheck", null),
];

/// Extensions of several fields, by identifier.
const SEVERAL: [(&str, Fielding); 3] = [
    ("1.3.6.1.5.5.7.1.1", location::information_access),
    ("1.3.6.1.5.5.7.1.3", qualified::statements),
    ("2.5.29.30", location::name_constraints),
];

/// How the value of an extension becomes paths and values.
type Fielding = fn(&[u8]) -> der::Result<Vec<(String, String)>>;

/// Adds the fields of all extensions: `explicit` is what stands within `[3]`.
pub(super) fn describe(explicit: &[u8], fields: &mut Fields) -> der::Result<()> {
    for extension in sequence(explicit)? {
        let (identifier, critical, value) = match elements(extension.value())?[..] {
            [identifier, value] => (identifier, false, value),
            [identifier, critical, value] => (identifier, critical.decode_as()?, value),
            _ => return Err(extension.tag().value_error().into()),
        };
        let value = value.decode_as::<&OctetStringRef>()?.as_bytes();
        one(&dotted(&identifier), critical, value, fields);
    }
    Ok(())
}

fn one(oid: &str, critical: bool, value: &[u8], fields: &mut Fields) {
    let mark = if critical { "critical: " } else { "" };
    if let Some((_, read)) = SEVERAL.iter().find(|(known, _)| *known == oid)
        && let Ok(list) = read(value)
    {
        for (path, value) in list {
            fields.add(path, format!("{mark}{value}"));
        }
        return;
    }
    let known = ONE_LINE.iter().find(|(known, ..)| *known == oid);
    let name = known.map_or(oid, |(_, name, _)| name);
    let line = known.and_then(|(_, _, read)| read(value).ok());
    let line = line.unwrap_or_else(|| hexadecimal(value));
    fields.add(format!("extensions.{name}"), format!("{mark}{line}"));
}

fn key_identifier(value: &[u8]) -> der::Result<String> {
    let identifier = <&OctetStringRef>::from_der(value)?;
    Ok(hex::encode(identifier.as_bytes()))
}

fn authority_key_identifier(value: &[u8]) -> der::Result<String> {
    let parts = sequence(value)?.into_iter().map(|part| {
        let octets = hex::encode(part.value());
        match context(&part) {
            Some(0) => octets,
            Some(2) => format!("authorityCertSerialNumber {octets}"),
            Some(_) | None => format!("authorityCertIssuer {octets}"),
        }
    });
    Ok(parts.collect::<Vec<_>>().join(", "))
}

/// The names of RFC 5280 4.2.1.3, with the newer one of nonRepudiation.
const KEY_USAGES: [(KeyUsages, &str); 9] = [
    (KeyUsages::DigitalSignature, "digitalSignature"),
    (KeyUsages::NonRepudiation, "contentCommitment"),
    (KeyUsages::KeyEncipherment, "keyEncipherment"),
    (KeyUsages::DataEncipherment, "dataEncipherment"),
    (KeyUsages::KeyAgreement, "keyAgreement"),
    (KeyUsages::KeyCertSign, "keyCertSign"),
    (KeyUsages::CRLSign, "cRLSign"),
    (KeyUsages::EncipherOnly, "encipherOnly"),
    (KeyUsages::DecipherOnly, "decipherOnly"),
];

fn key_usage(value: &[u8]) -> der::Result<String> {
    let usages = KeyUsage::from_der(value)?.0;
    let set = KEY_USAGES
        .iter()
        .filter(|(usage, _)| usages.contains(*usage));
    Ok(set.map(|(_, name)| *name).collect::<Vec<_>>().join(", "))
}

fn extended_key_usage(value: &[u8]) -> der::Result<String> {
    let purposes = sequence(value)?.into_iter().map(|purpose| {
        let oid = ObjectIdentifier::from_bytes(purpose.value());
        oid.map_or_else(|_| dotted(&purpose), |oid| extended_key_usage_name(&oid))
    });
    Ok(purposes.collect::<Vec<_>>().join(", "))
}

fn basic_constraints(value: &[u8]) -> der::Result<String> {
    let constraints = BasicConstraints::from_der(value)?;
    let ca = if constraints.ca {
        "cA TRUE"
    } else {
        "cA FALSE"
    };
    Ok(match constraints.path_len_constraint {
        Some(length) => format!("{ca}, pathLenConstraint {length}"),
        None => ca.to_owned(),
    })
}

/// Identifiers in dots, each with the text of its first qualifier (RFC 5280 4.2.1.4).
fn policies(value: &[u8]) -> der::Result<String> {
    let mut lines = Vec::new();
    for information in sequence(value)? {
        let parts = elements(information.value())?;
        let line = match parts[..] {
            [id] => dotted(&id),
            [id, qualifiers] => format!("{} ({})", dotted(&id), qualifier(&qualifiers)),
            _ => return Err(information.tag().value_error().into()),
        };
        lines.push(line);
    }
    Ok(lines.join(", "))
}

fn qualifier(qualifiers: &AnyRef<'_>) -> String {
    let first = elements(qualifiers.value()).ok().and_then(|list| {
        let [_, value] = elements(list.first()?.value()).ok()?[..] else {
            return None;
        };
        text(&value)
    });
    first.map_or_else(|| hexadecimal(qualifiers.value()), |text| item(&text))
}

fn policy_mappings(value: &[u8]) -> der::Result<String> {
    let mut lines = Vec::new();
    for mapping in sequence(value)? {
        let pair = elements(mapping.value())?;
        lines.push(pair.iter().map(dotted).collect::<Vec<_>>().join(" = "));
    }
    Ok(lines.join(", "))
}

fn policy_constraints(value: &[u8]) -> der::Result<String> {
    let constraints = PolicyConstraints::from_der(value)?;
    let explicit = constraints
        .require_explicit_policy
        .map(|skip| format!("requireExplicitPolicy {skip}"));
    let mapping = constraints
        .inhibit_policy_mapping
        .map(|skip| format!("inhibitPolicyMapping {skip}"));
    let lines: Vec<_> = explicit.into_iter().chain(mapping).collect();
    Ok(lines.join(", "))
}

fn number(value: &[u8]) -> der::Result<String> {
    Ok(u32::from_der(value)?.to_string())
}

fn numbers(value: &[u8]) -> der::Result<String> {
    let numbers = Vec::<u32>::from_der(value)?;
    let numbers: Vec<_> = numbers.iter().map(u32::to_string).collect();
    Ok(numbers.join(", "))
}

fn null(value: &[u8]) -> der::Result<String> {
    AnyRef::from_der(value)?.tag().assert_eq(Tag::Null)?;
    Ok("NULL".to_owned())
}
