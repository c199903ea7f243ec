//! General names and the extensions that consist of them (RFC 5280 4.2.1.6, 4.2.1.10,
//! 4.2.1.13, 4.2.2.1).

use std::net::{Ipv4Addr, Ipv6Addr};

use der::asn1::AnyRef;
use der::{Tag, Tagged};

use super::element::{dotted, elements, hexadecimal, item, named, sequence};
use super::{context, subject_name};
use crate::name::text;

/// GeneralNames on one line, each as `kind:value`.
pub(super) fn general_names(value: &[u8]) -> der::Result<String> {
    Ok(names(&sequence(value)?))
}

fn names(list: &[AnyRef<'_>]) -> String {
    list.iter().map(general_name).collect::<Vec<_>>().join(", ")
}

/// `dns:…`, as an operator writes it; forms that profiles do not know by their name in
/// RFC 5280.
fn general_name(name: &AnyRef<'_>) -> String {
    let octets = name.value();
    let ascii = |kind: &str| {
        let text = std::str::from_utf8(octets).map(item);
        format!("{kind}:{}", text.unwrap_or_else(|_| hexadecimal(octets)))
    };
    match context(name) {
        Some(0) => other_name(octets),
        Some(1) => ascii("email"),
        Some(2) => ascii("dns"),
        Some(4) => directory(octets),
        Some(6) => ascii("uri"),
        Some(7) => format!("ip:{}", address(octets)),
        Some(8) => format!("registeredID:{}", registered(octets)),
        Some(_) | None => hexadecimal(octets),
    }
}

/// An otherName by its type: `upn:` as an operator writes it.
fn other_name(octets: &[u8]) -> String {
    let read = elements(octets).ok().and_then(|parts| {
        let [kind, explicit] = parts[..] else {
            return None;
        };
        let inner = elements(explicit.value()).ok()?;
        let value = inner.first().and_then(text)?;
        let kind = match dotted(&kind).as_str() {
            "1.3.6.1.4.1.311.20.2.3" => "upn".to_owned(),
            "1.3.6.1.5.5.7.8.9" => "smtpUTF8Mailbox".to_owned(),
            _ => named(&kind),
        };
        Some(format!("{kind}:{}", item(&value)))
    });
    read.unwrap_or_else(|| format!("otherName:{}", hexadecimal(octets)))
}

fn directory(octets: &[u8]) -> String {
    match elements(octets).as_deref() {
        Ok([name]) => format!(
            "directory:{}",
            subject_name::one_line(name).replace(", ", ",")
        ),
        Ok(_) | Err(_) => format!("directory:{}", hexadecimal(octets)),
    }
}

/// An address, or an address and its mask (RFC 5280 4.2.1.10).
fn address(octets: &[u8]) -> String {
    let one = |octets: &[u8]| {
        let four = <[u8; 4]>::try_from(octets).map(|octets| Ipv4Addr::from(octets).to_string());
        let sixteen = || <[u8; 16]>::try_from(octets).map(|o| Ipv6Addr::from(o).to_string());
        four.or_else(|_| sixteen()).ok()
    };
    let masked = || {
        let (address, mask) = octets.split_at_checked(octets.len() / 2)?;
        Some(format!("{}/{}", one(address)?, one(mask)?))
    };
    let mask_is_there = matches!(octets.len(), 8 | 32);
    let read = if mask_is_there { masked() } else { one(octets) };
    read.unwrap_or_else(|| hexadecimal(octets))
}

fn registered(octets: &[u8]) -> String {
    let id = crate::policy::PolicyId::from_content(octets);
    id.map_or_else(|| hexadecimal(octets), |id| id.to_string())
}

/// CRLDistributionPoints: the names of each point, and what limits it.
pub(super) fn distribution_points(value: &[u8]) -> der::Result<String> {
    let mut points = Vec::new();
    for point in sequence(value)? {
        for part in elements(point.value())? {
            let word = match context(&part) {
                Some(0) => point_name(&part)?,
                Some(1) => format!("reasons {}", hexadecimal(part.value())),
                Some(2) => format!("cRLIssuer {}", names(&elements(part.value())?)),
                Some(_) | None => return Err(part.tag().value_error().into()),
            };
            points.push(word);
        }
    }
    Ok(points.join(", "))
}

fn point_name(point: &AnyRef<'_>) -> der::Result<String> {
    let inner = elements(point.value())?;
    match inner.as_slice() {
        [full] if context(full) == Some(0) => Ok(names(&elements(full.value())?)),
        _ => Ok(hexadecimal(point.value())),
    }
}

/// AuthorityInfoAccess: a field for each description.
pub(super) fn information_access(value: &[u8]) -> der::Result<Vec<(String, String)>> {
    let descriptions = sequence(value)?.into_iter().map(|description| {
        let [method, place] = elements(description.value())?[..] else {
            return Err(description.tag().value_error().into());
        };
        let method = match dotted(&method).as_str() {
            "1.3.6.1.5.5.7.48.1" => "ocsp".to_owned(),
            "1.3.6.1.5.5.7.48.2" => "caIssuers".to_owned(),
            other => other.to_owned(),
        };
        let path = format!("extensions.authorityInfoAccess.{method}");
        Ok((path, general_name(&place)))
    });
    descriptions.collect()
}

/// NameConstraints: what is permitted and what is excluded.
pub(super) fn name_constraints(value: &[u8]) -> der::Result<Vec<(String, String)>> {
    let parts = sequence(value)?.into_iter().map(|part| {
        let word = match context(&part) {
            Some(0) => "permitted",
            Some(1) => "excluded",
            Some(_) | None => return Err(part.tag().value_error().into()),
        };
        let mut bases = Vec::new();
        for subtree in elements(part.value())? {
            subtree.tag().assert_eq(Tag::Sequence)?;
            bases.extend(elements(subtree.value())?.first().map(general_name));
        }
        let path = format!("extensions.nameConstraints.{word}");
        Ok((path, bases.join(", ")))
    });
    parts.collect()
}
