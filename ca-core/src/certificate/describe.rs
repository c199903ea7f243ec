//! A certificate field by field, in words: what `profile diff` compares and people read.
//!
//! Paths and values are names of the standards, the same in every language. Anybody's bytes may
//! come in: a part that does not read as its standard has it stands there in hexadecimal, and
//! what could deceive a reader (control characters, marks that turn the direction of text) is
//! escaped.
//!
//! - `element`: DER taken apart, identifiers and texts as people see them;
//! - `subject_name`: names, attribute by attribute; `key`: algorithms and public keys;
//! - `extension`: extensions; `location`: general names and places; `qualified`: QCStatements;
//! - [`rules`]: what a profile says beside its certificates.

mod element;
mod extension;
mod key;
mod location;
mod qualified;
pub mod rules;
mod subject_name;

use std::collections::HashMap;

use der::asn1::{AnyRef, GeneralizedTime, UtcTime};
use der::{Decode, Tag, TagNumber, Tagged};

use self::element::{elements, hexadecimal, visible};
use crate::digest::Sha256Digest;
use crate::timestamp::Timestamp;

/// One field of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its place, for example `subject.CN` or `extensions.keyUsage`; no two fields of one list
    /// have the same, the second of a place ends in `[2]`.
    pub path: String,
    /// Its value in one line.
    pub value: String,
}

/// The fields of a DER TBSCertificate (RFC 5280 4.1.2), in its order.
///
/// # Errors
/// Fails if it does not have the fields of one.
pub fn describe(tbs: &[u8]) -> der::Result<Vec<Field>> {
    let tbs = AnyRef::from_der(tbs)?;
    tbs.tag().assert_eq(Tag::Sequence)?;
    let mut parts = elements(tbs.value())?.into_iter();
    let mut fields = Fields::default();
    let first = next(&mut parts)?;
    let serial = if context(&first) == Some(0) {
        fields.add("version", version(first.value()));
        next(&mut parts)?
    } else {
        fields.add("version", "v1");
        first
    };
    fields.add("serialNumber", hex::encode(serial.value()));
    fields.add("signature", key::signature(&next(&mut parts)?));
    subject_name::describe("issuer", &next(&mut parts)?, &mut fields);
    validity(&next(&mut parts)?, &mut fields)?;
    subject_name::describe("subject", &next(&mut parts)?, &mut fields);
    key::describe(&next(&mut parts)?, &mut fields);
    for part in parts {
        match context(&part) {
            Some(1) => fields.add("issuerUniqueID", hexadecimal(part.value())),
            Some(2) => fields.add("subjectUniqueID", hexadecimal(part.value())),
            Some(3) => extension::describe(part.value(), &mut fields)?,
            Some(_) | None => return Err(part.tag().value_error().into()),
        }
    }
    Ok(fields.list)
}

/// Fields while they are collected.
#[derive(Default)]
struct Fields {
    list: Vec<Field>,
    times: HashMap<String, usize>,
}

impl Fields {
    fn add(&mut self, path: impl Into<String>, value: impl Into<String>) {
        let path = path.into();
        let times = self.times.entry(path.clone()).or_default();
        *times += 1;
        let path = if *times == 1 {
            path
        } else {
            format!("{path}[{times}]")
        };
        let value = value.into();
        self.list.push(Field { path, value });
    }
}

fn next<'a>(parts: &mut impl Iterator<Item = AnyRef<'a>>) -> der::Result<AnyRef<'a>> {
    let missing = || der::ErrorKind::Incomplete {
        expected_len: der::Length::ONE,
        actual_len: der::Length::ZERO,
    };
    parts.next().ok_or_else(|| missing().into())
}

/// The number of a context-specific tag.
fn context(part: &AnyRef<'_>) -> Option<u32> {
    let Tag::ContextSpecific {
        number: TagNumber(number),
        ..
    } = part.tag()
    else {
        return None;
    };
    Some(number)
}

/// v3 is written 2.
fn version(explicit: &[u8]) -> String {
    match u64::from_der(explicit) {
        Ok(number) => format!("v{}", number.saturating_add(1)),
        Err(_) => hexadecimal(explicit),
    }
}

fn validity(part: &AnyRef<'_>, fields: &mut Fields) -> der::Result<()> {
    let times = elements(part.value())?;
    for (path, time) in ["validity.notBefore", "validity.notAfter"]
        .iter()
        .zip(&times)
    {
        fields.add(*path, moment(time));
    }
    Ok(())
}

fn moment(time: &AnyRef<'_>) -> String {
    let read = if time.tag() == Tag::UtcTime {
        time.decode_as::<UtcTime>()
            .map(|time| time.to_unix_duration())
    } else {
        time.decode_as::<GeneralizedTime>()
            .map(|time| time.to_unix_duration())
    };
    match read {
        Ok(since) => Timestamp::from_unix_millis(0).plus(since).to_string(),
        Err(_) => visible(&String::from_utf8_lossy(time.value())),
    }
}

/// `kind, SHA-256 …` for what is too long to be read.
fn fingerprint(octets: &[u8]) -> String {
    Sha256Digest::of(octets).to_string()
}

#[cfg(test)]
mod tests;
