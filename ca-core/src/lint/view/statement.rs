//! QCStatement (RFC 3739 3.2.6) and the content of those that EN 319 412-5 and 412-1 define.

use super::general_name::GeneralName;
use crate::lint::der::{Fields, NotDer, Tlv, distinguished, tag, unsigned};
use crate::lint::oid;

/// One statement: what it is, and what it says.
#[derive(Clone, Copy)]
pub(in crate::lint) struct Statement<'a> {
    /// Content of the OID.
    pub(in crate::lint) oid: &'a [u8],
    pub(in crate::lint) info: Option<Tlv<'a>>,
}

/// qcStatement-2 (RFC 3739 3.2.6.1).
pub(in crate::lint) struct SemanticsInformation<'a> {
    /// Content of the semantics identifier.
    pub(in crate::lint) identifier: Option<&'a [u8]>,
    pub(in crate::lint) authorities: Vec<GeneralName<'a>>,
}

/// A currency of ISO 4217 (EN 319 412-5 4.3.2).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Currency<'a> {
    /// Three letters.
    Letters(&'a str),
    /// The numeric code.
    Number(u64),
}

impl<'a> Statement<'a> {
    /// Takes the extension apart; an empty one and one that is not DER are refused.
    pub(in crate::lint) fn list(value: &'a [u8]) -> Result<Vec<Self>, NotDer> {
        if !distinguished::is_distinguished(value) {
            return Err(NotDer);
        }
        let mut statements = Vec::with_capacity(8);
        for statement in Fields::of_sequence(value)? {
            statements.push(Self::of(statement?)?);
        }
        if statements.is_empty() {
            Err(NotDer)
        } else {
            Ok(statements)
        }
    }

    fn of(statement: Tlv<'a>) -> Result<Self, NotDer> {
        let mut fields = statement.sequence()?;
        let oid = fields.expect(tag::OBJECT_IDENTIFIER)?;
        let info = if fields.is_empty() {
            None
        } else {
            Some(fields.read()?)
        };
        fields.finish()?;
        Ok(Self { oid, info })
    }

    /// Whether the content is what EN 319 412-5 4.2 and 4.3 write; other statements are not
    /// judged.
    pub(in crate::lint) fn is_well_formed(&self) -> bool {
        match self.oid {
            oid::QC_COMPLIANCE | oid::QC_DEVICE => self.info.is_none(),
            oid::QC_LIMIT_VALUE => self.limit().is_ok(),
            oid::QC_RETENTION => self.years().is_ok(),
            oid::QC_DISCLOSURE => self.disclosures().is_ok_and(|found| !found.is_empty()),
            oid::QC_TYPE => self.types().is_ok_and(|found| !found.is_empty()),
            oid::QC_LEGISLATION | oid::QC_DEVICE_LEGISLATION => {
                self.countries().is_ok_and(|found| !found.is_empty())
            }
            _ => true,
        }
    }

    fn sequence(&self) -> Result<Fields<'a>, NotDer> {
        self.info.ok_or(NotDer)?.sequence()
    }

    /// MonetaryValue: currency, amount and exponent (4.3.2).
    pub(in crate::lint) fn limit(&self) -> Result<(Currency<'a>, u64, i64), NotDer> {
        let mut fields = self.sequence()?;
        let currency = fields.read()?;
        let amount = unsigned(fields.expect(tag::INTEGER)?)?;
        let exponent = signed(fields.expect(tag::INTEGER)?)?;
        fields.finish()?;
        let currency = match currency.tag {
            tag::INTEGER => Currency::Number(unsigned(currency.value)?),
            _ => Currency::Letters(capitals(currency, 3)?),
        };
        Ok((currency, amount, exponent))
    }

    /// Years of retention (4.3.3).
    pub(in crate::lint) fn years(&self) -> Result<u64, NotDer> {
        unsigned(self.info.ok_or(NotDer)?.expect(tag::INTEGER)?)
    }

    /// PdsLocations: URL and language of two letters (4.3.4).
    pub(in crate::lint) fn disclosures(&self) -> Result<Vec<(&'a str, &'a str)>, NotDer> {
        let mut found = Vec::with_capacity(3);
        for location in self.sequence()? {
            let mut fields = location?.sequence()?;
            let url = ascii(fields.expect(tag::IA5_STRING)?)?;
            let language = ascii(fields.expect(tag::PRINTABLE_STRING)?)?;
            fields.finish()?;
            if language.len() != 2 {
                return Err(NotDer);
            }
            found.push((url, language));
        }
        Ok(found)
    }

    /// QcType: content of the identifiers, each below QcType (4.2.3).
    pub(in crate::lint) fn types(&self) -> Result<Vec<&'a [u8]>, NotDer> {
        let mut found = Vec::with_capacity(1);
        for known in self.sequence()? {
            let known = known?.expect(tag::OBJECT_IDENTIFIER)?;
            match known.strip_prefix(oid::QC_TYPE) {
                Some([_]) => found.push(known),
                Some(_) | None => return Err(NotDer),
            }
        }
        Ok(found)
    }

    /// ISO 3166-1 codes of two letters (4.2.4, 4.2.5).
    pub(in crate::lint) fn countries(&self) -> Result<Vec<&'a str>, NotDer> {
        self.sequence()?
            .map(|country| capitals(country?, 2))
            .collect()
    }

    /// qcStatement-2.
    pub(in crate::lint) fn semantics(&self) -> Result<SemanticsInformation<'a>, NotDer> {
        let mut fields = self.sequence()?;
        let identifier = fields.optional(tag::OBJECT_IDENTIFIER)?;
        let authorities = match fields.optional(tag::SEQUENCE)? {
            Some(names) => GeneralName::list(Fields::of(names.value))?,
            None => Vec::new(),
        };
        fields.finish()?;
        if identifier.is_none() && authorities.is_empty() {
            return Err(NotDer);
        }
        Ok(SemanticsInformation {
            identifier: identifier.map(|identifier| identifier.value),
            authorities,
        })
    }
}

/// So many capitals in a PrintableString.
fn capitals(field: Tlv<'_>, length: usize) -> Result<&str, NotDer> {
    let text = ascii(field.expect(tag::PRINTABLE_STRING)?)?;
    if text.len() == length && text.bytes().all(|letter| letter.is_ascii_uppercase()) {
        Ok(text)
    } else {
        Err(NotDer)
    }
}

fn ascii(content: &[u8]) -> Result<&str, NotDer> {
    if content.is_ascii() {
        std::str::from_utf8(content).map_err(|_| NotDer)
    } else {
        Err(NotDer)
    }
}

/// A small number of either sign.
fn signed(content: &[u8]) -> Result<i64, NotDer> {
    match content {
        [first, ..] if *first >= 0x80 && content.len() <= 8 => {
            let bits = content
                .iter()
                .fold(-1, |sum: i64, octet| sum << 8 | i64::from(*octet));
            Ok(bits)
        }
        _ => i64::try_from(unsigned(content)?).map_err(|_| NotDer),
    }
}
