//! GeneralName (RFC 5280 4.2.1.6) and GeneralSubtree (4.2.1.10).

use crate::lint::der::{Fields, NotDer, Tlv, distinguished, tag};

/// One GeneralName.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) enum GeneralName<'a> {
    /// otherName: the content of its type, and its value.
    Other(&'a [u8], Tlv<'a>),
    /// rfc822Name.
    Email(&'a [u8]),
    /// dNSName.
    Dns(&'a [u8]),
    /// directoryName: a DER Name.
    Directory(&'a [u8]),
    /// uniformResourceIdentifier.
    Uri(&'a [u8]),
    /// iPAddress.
    Address(&'a [u8]),
    /// registeredID: the content of the OID.
    Registered,
    /// x400Address or ediPartyName, which nobody uses.
    Rare,
}

impl<'a> GeneralName<'a> {
    /// Reads one; text is IA5String, which is ASCII.
    pub(in crate::lint) fn of(field: Tlv<'a>) -> Result<Self, NotDer> {
        let name = Self::of_any(field)?;
        match name {
            Self::Email(text) | Self::Dns(text) | Self::Uri(text) if !text.is_ascii() => {
                Err(NotDer)
            }
            Self::Other(..)
            | Self::Email(_)
            | Self::Dns(_)
            | Self::Directory(_)
            | Self::Uri(_)
            | Self::Address(_)
            | Self::Registered
            | Self::Rare => Ok(name),
        }
    }

    /// Reads one, also with text outside ASCII, for which there is a rule of its own (CRT-13).
    fn of_any(field: Tlv<'a>) -> Result<Self, NotDer> {
        const OTHER: u8 = tag::constructed(0);
        const EMAIL: u8 = tag::primitive(1);
        const DNS: u8 = tag::primitive(2);
        const X400: u8 = tag::constructed(3);
        const DIRECTORY: u8 = tag::constructed(4);
        const EDI: u8 = tag::constructed(5);
        const URI: u8 = tag::primitive(6);
        const ADDRESS: u8 = tag::primitive(7);
        const REGISTERED: u8 = tag::primitive(8);
        let value = field.value;
        match field.tag {
            OTHER => other(value),
            EMAIL => Ok(Self::Email(value)),
            DNS => Ok(Self::Dns(value)),
            DIRECTORY => directory(value),
            URI => Ok(Self::Uri(value)),
            ADDRESS => Ok(Self::Address(value)),
            REGISTERED if distinguished::is_identifier(value) => Ok(Self::Registered),
            X400 | EDI => Ok(Self::Rare),
            _ => Err(NotDer),
        }
    }

    /// Reads the content of a GeneralNames.
    pub(in crate::lint) fn list(names: Fields<'a>) -> Result<Vec<Self>, NotDer> {
        names.map(|name| Self::of(name?)).collect()
    }

    /// Reads subject alternative names.
    pub(in crate::lint) fn alternative(names: Fields<'a>) -> Result<Vec<Self>, NotDer> {
        names.map(|name| Self::of_any(name?)).collect()
    }

    /// The form, as RFC 5280 calls it.
    pub(in crate::lint) const fn form(&self) -> &'static str {
        match self {
            Self::Other(..) => "otherName",
            Self::Email(_) => "rfc822Name",
            Self::Dns(_) => "dNSName",
            Self::Directory(_) => "directoryName",
            Self::Uri(_) => "uniformResourceIdentifier",
            Self::Address(_) => "iPAddress",
            Self::Registered => "registeredID",
            Self::Rare => "x400Address or ediPartyName",
        }
    }
}

fn other(value: &[u8]) -> Result<GeneralName<'_>, NotDer> {
    let mut fields = Fields::of(value);
    let type_id = fields.expect(tag::OBJECT_IDENTIFIER)?;
    let value = Tlv::only(fields.expect(tag::constructed(0))?)?;
    fields.finish()?;
    Ok(GeneralName::Other(type_id, value))
}

/// The tag of the CHOICE inside is explicit (X.680 31.2.7).
fn directory(value: &[u8]) -> Result<GeneralName<'_>, NotDer> {
    let name = Tlv::only(value)?;
    if super::name::Name::of(name.whole).is_readable {
        Ok(GeneralName::Directory(name.whole))
    } else {
        Err(NotDer)
    }
}

/// NameConstraints (RFC 5280 4.2.1.10).
#[derive(Clone, Debug, Default)]
pub(in crate::lint) struct NameConstraints<'a> {
    pub(in crate::lint) permitted: Vec<GeneralName<'a>>,
    pub(in crate::lint) excluded: Vec<GeneralName<'a>>,
}

impl<'a> NameConstraints<'a> {
    pub(in crate::lint) fn of(mut fields: Fields<'a>) -> Result<Self, NotDer> {
        let permitted = subtrees(fields.optional(tag::constructed(0))?)?;
        let excluded = subtrees(fields.optional(tag::constructed(1))?)?;
        fields.finish()?;
        Ok(Self {
            permitted,
            excluded,
        })
    }
}

/// The bases; minimum is zero and so absent, maximum is absent (RFC 5280 4.2.1.10).
fn subtrees(field: Option<Tlv<'_>>) -> Result<Vec<GeneralName<'_>>, NotDer> {
    let Some(field) = field else {
        return Ok(Vec::new());
    };
    Fields::of(field.value)
        .map(|subtree| match subtree {
            Ok(subtree) => GeneralName::of(Tlv::only(subtree.expect(tag::SEQUENCE)?)?),
            Err(error) => Err(error),
        })
        .collect()
}
