//! QCStatement (RFC 3739 3.2.6) and the content of those that EN 319 412-5 defines.

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, Ia5StringRef, PrintableStringRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

/// One statement: what it is, and what it says.
pub(super) struct Statement<'a> {
    pub(super) oid: ObjectIdentifier,
    info: Option<AnyRef<'a>>,
}

/// Takes the extension apart; an empty one is refused.
pub(super) fn split(value: &[u8]) -> der::Result<Vec<Statement<'_>>> {
    let mut reader = SliceReader::new(value)?;
    let statements = reader.sequence(|list| elements(list, Statement::decode))?;
    reader.finish()?;
    if statements.is_empty() {
        return Err(Tag::Sequence.length_error().into());
    }
    Ok(statements)
}

impl<'a> Statement<'a> {
    fn decode(list: &mut SliceReader<'a>) -> der::Result<Self> {
        list.sequence(|fields| {
            let oid = ObjectIdentifier::decode(fields)?;
            let info = if fields.is_finished() {
                None
            } else {
                Some(AnyRef::decode(fields)?)
            };
            Ok(Self { oid, info })
        })
    }

    /// Whether the content is what EN 319 412-5 4.2 and 4.3 write; other statements are not
    /// judged.
    pub(super) fn is_well_formed(&self) -> bool {
        let read = |form: fn(AnyRef<'_>) -> der::Result<()>| {
            self.info.is_some_and(|info| form(info).is_ok())
        };
        match self.oid {
            COMPLIANCE | DEVICE => self.info.is_none(),
            LIMIT_VALUE => read(limit_value),
            RETENTION => self
                .info
                .is_some_and(|info| info.decode_as::<u32>().is_ok()),
            DISCLOSURE => read(disclosure),
            TYPE => read(types),
            LEGISLATION | DEVICE_LEGISLATION => read(countries),
            _ => true,
        }
    }
}

const COMPLIANCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.1");
const LIMIT_VALUE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.2");
const RETENTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.3");
const DEVICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.4");
const DISCLOSURE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.5");
const TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6");
const LEGISLATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.7");
const DEVICE_LEGISLATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.9");

/// MonetaryValue: an ISO 4217 code of three letters, amount and exponent (4.3.2).
fn limit_value(info: AnyRef<'_>) -> der::Result<()> {
    info.sequence(|fields| {
        let currency = AnyRef::decode(fields)?;
        let letters = currency.value();
        let alphabetic = currency.tag() == Tag::PrintableString
            && letters.len() == 3
            && letters.iter().all(u8::is_ascii_uppercase);
        let numeric = currency.tag() == Tag::Integer;
        u64::decode(fields)?;
        i32::decode(fields)?;
        holds(alphabetic || numeric)
    })
}

/// PdsLocations: https URLs, each with a language of two letters (4.3.4, QC-09).
fn disclosure(info: AnyRef<'_>) -> der::Result<()> {
    let locations = info.sequence(|list| {
        elements(list, |list| {
            list.sequence(|fields| {
                let url = Ia5StringRef::decode(fields)?;
                let language = PrintableStringRef::decode(fields)?;
                holds(url.as_str().starts_with("https://") && language.as_str().len() == 2)
            })
        })
    })?;
    holds(!locations.is_empty())
}

/// QcType: esign, eseal or web (4.2.3).
fn types(info: AnyRef<'_>) -> der::Result<()> {
    let types = info.sequence(|list| elements(list, ObjectIdentifier::decode))?;
    let known = |oid: &ObjectIdentifier| oid.parent() == Some(TYPE);
    holds(!types.is_empty() && types.iter().all(known))
}

/// A list of ISO 3166-1 codes of two letters (4.2.4).
fn countries(info: AnyRef<'_>) -> der::Result<()> {
    let countries = info.sequence(|list| elements(list, PrintableStringRef::decode))?;
    let is_code = |code: &PrintableStringRef<'_>| {
        code.as_str().len() == 2
            && code
                .as_str()
                .bytes()
                .all(|letter| letter.is_ascii_uppercase())
    };
    holds(!countries.is_empty() && countries.iter().all(is_code))
}

fn elements<'a, R: Reader<'a>, T>(
    list: &mut R,
    decode: impl Fn(&mut R) -> der::Result<T>,
) -> der::Result<Vec<T>> {
    let mut elements = Vec::new();
    while !list.is_finished() {
        elements.push(decode(list)?);
    }
    Ok(elements)
}

fn holds(condition: bool) -> der::Result<()> {
    if condition {
        Ok(())
    } else {
        Err(Tag::Sequence.value_error().into())
    }
}
