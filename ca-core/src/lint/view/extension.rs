//! Extensions (RFC 5280 4.1.2.9, 4.2): all as they stand, those that rules ask for read.

use super::general_name::{GeneralName, NameConstraints};
use super::key_usage::KeyUsageBits;
use super::name as names;
use super::statement::Statement;
use crate::lint::der::{Fields, NotDer, Tlv, distinguished, tag, unsigned};
use crate::lint::oid;

/// One extension as it stands.
pub(in crate::lint) struct RawExtension<'a> {
    /// Content of the OID.
    pub(in crate::lint) oid: &'a [u8],
    pub(in crate::lint) critical: bool,
    pub(in crate::lint) value: &'a [u8],
}

/// BasicConstraints (RFC 5280 4.2.1.9).
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Constraints {
    pub(in crate::lint) ca: bool,
    pub(in crate::lint) path_length: Option<u64>,
}

/// AccessDescription (RFC 5280 4.2.2.1): the content of the method's OID, and the place.
pub(in crate::lint) type Access<'a> = (&'a [u8], GeneralName<'a>);

/// Most extensions that are read: several times those that RFCs define, and each is compared
/// with all before it.
const MOST: usize = 64;

/// The extensions; what is typed is the first of its kind.
#[derive(Default)]
pub(in crate::lint) struct Extensions<'a> {
    /// In order, the first [`MOST`] of them.
    pub(in crate::lint) list: Vec<RawExtension<'a>>,
    /// How many more there are than are read.
    pub(in crate::lint) excess: usize,
    /// Whether one has `critical FALSE`, the default, or another encoding of TRUE than DER's.
    pub(in crate::lint) writes_default: bool,
    /// Those whose value is not of their type or not in DER.
    pub(in crate::lint) malformed: Vec<&'a [u8]>,
    /// Those that are lists and hold nothing.
    pub(in crate::lint) empty: Vec<&'a [u8]>,
    /// keyIdentifier of the authority key identifier.
    pub(in crate::lint) authority_key: Option<&'a [u8]>,
    pub(in crate::lint) subject_key: Option<&'a [u8]>,
    pub(in crate::lint) key_usage: Option<KeyUsageBits>,
    /// Content of the identifiers.
    pub(in crate::lint) policies: Option<Vec<&'a [u8]>>,
    pub(in crate::lint) basic_constraints: Option<Constraints>,
    /// Content of the identifiers.
    pub(in crate::lint) extended_key_usage: Option<Vec<&'a [u8]>>,
    pub(in crate::lint) alternative_names: Vec<GeneralName<'a>>,
    pub(in crate::lint) name_constraints: Option<NameConstraints<'a>>,
    /// The names of all distribution points; `None` for a point without full name.
    pub(in crate::lint) crl_locations: Option<Vec<Option<GeneralName<'a>>>>,
    pub(in crate::lint) access: Option<Vec<Access<'a>>>,
    /// Content of the types of subjectDirectoryAttributes.
    pub(in crate::lint) directory_attributes: Vec<&'a [u8]>,
    pub(in crate::lint) statements: Option<Result<Vec<Statement<'a>>, NotDer>>,
}

impl<'a> Extensions<'a> {
    /// Reads the SEQUENCE OF Extension.
    pub(in crate::lint) fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut extensions = Self {
            list: Vec::with_capacity(12),
            ..Self::default()
        };
        for field in Fields::of_sequence(der)? {
            let (extension, writes_default) = raw(field?)?;
            extensions.writes_default |= writes_default;
            if extensions.list.len() >= MOST {
                extensions.excess += 1;
                continue;
            }
            let is_first = extensions.find(extension.oid).is_none();
            if is_first && extensions.read_known(&extension).is_err() {
                extensions.malformed.push(extension.oid);
            }
            extensions.list.push(extension);
        }
        Ok(extensions)
    }

    /// Reads the value, if it is of a kind that is read.
    fn read_known(&mut self, extension: &RawExtension<'a>) -> Result<(), NotDer> {
        let value = extension.value;
        match extension.oid {
            oid::AUTHORITY_KEY_IDENTIFIER => self.authority_key = authority_key(value)?,
            oid::SUBJECT_KEY_IDENTIFIER => {
                self.subject_key = Some(Tlv::only(value)?.expect(tag::OCTET_STRING)?);
            }
            oid::KEY_USAGE => self.key_usage = Some(KeyUsageBits::read(value)?),
            oid::BASIC_CONSTRAINTS => self.basic_constraints = Some(constraints(value)?),
            oid::CERTIFICATE_POLICIES => self.policies = Some(policies(value)?),
            oid::EXT_KEY_USAGE => self.extended_key_usage = Some(identifiers(value)?),
            oid::SUBJECT_ALT_NAME => {
                self.alternative_names = GeneralName::alternative(Fields::of_sequence(value)?)?;
            }
            oid::NAME_CONSTRAINTS => {
                let constraints = NameConstraints::of(Fields::of_sequence(value)?)?;
                self.name_constraints = Some(constraints);
            }
            oid::CRL_DISTRIBUTION_POINTS => self.crl_locations = Some(crl_locations(value)?),
            oid::AUTHORITY_INFO_ACCESS => self.access = Some(access(value)?),
            oid::SUBJECT_DIRECTORY_ATTRIBUTES => {
                self.directory_attributes = directory_attributes(value)?;
            }
            oid::QC_STATEMENTS => {
                self.statements = Some(Statement::list(value));
                return Ok(());
            }
            other => return read_other(other, value),
        }
        if value == EMPTY_LIST && LISTS.contains(&extension.oid) {
            self.empty.push(extension.oid);
        }
        distinguished(value)
    }

    /// The first extension with this identifier.
    pub(in crate::lint) fn find(&self, oid: &[u8]) -> Option<&RawExtension<'a>> {
        self.list.iter().find(|extension| extension.oid == oid)
    }

    /// Whether an extension with this identifier is there.
    pub(in crate::lint) fn has(&self, oid: &[u8]) -> bool {
        self.find(oid).is_some()
    }

    /// Whether an extension with this identifier is marked critical.
    pub(in crate::lint) fn is_critical(&self, oid: &[u8]) -> bool {
        self.find(oid).is_some_and(|extension| extension.critical)
    }

    /// The extended key usages.
    pub(in crate::lint) fn purposes(&self) -> &[&'a [u8]] {
        self.extended_key_usage.as_deref().unwrap_or_default()
    }

    /// The places of an access method.
    pub(in crate::lint) fn places(&self, method: &[u8]) -> impl Iterator<Item = &GeneralName<'a>> {
        let access = self.access.iter().flatten();
        access
            .filter(move |(known, _)| *known == method)
            .map(|(_, place)| place)
    }

    /// The statements; none if they cannot be read.
    pub(in crate::lint) fn statements(&self) -> &[Statement<'a>] {
        match &self.statements {
            Some(Ok(statements)) => statements,
            Some(Err(_)) | None => &[],
        }
    }

    /// The first statement with this identifier.
    pub(in crate::lint) fn statement(&self, oid: &[u8]) -> Option<&Statement<'a>> {
        self.statements()
            .iter()
            .find(|statement| statement.oid == oid)
    }
}

/// A SEQUENCE OF without elements.
const EMPTY_LIST: [u8; 2] = [tag::SEQUENCE, 0];

/// Extensions that are lists of at least one; those of places have a rule of their own.
const LISTS: [&[u8]; 5] = [
    oid::CERTIFICATE_POLICIES,
    oid::EXT_KEY_USAGE,
    oid::SUBJECT_ALT_NAME,
    oid::NAME_CONSTRAINTS,
    oid::SUBJECT_DIRECTORY_ATTRIBUTES,
];

/// An extension, and whether it writes the default, `critical FALSE`, or TRUE not as DER does.
fn raw(field: Tlv<'_>) -> Result<(RawExtension<'_>, bool), NotDer> {
    let mut fields = field.sequence()?;
    let oid = fields.expect(tag::OBJECT_IDENTIFIER)?;
    let critical = fields.optional(tag::BOOLEAN)?.map(|flag| flag.value);
    let value = fields.expect(tag::OCTET_STRING)?;
    fields.finish()?;
    let extension = RawExtension {
        oid,
        critical: critical.is_some_and(|flag| flag != [0]),
        value,
    };
    Ok((extension, !matches!(critical, None | Some([0xff]))))
}

fn distinguished(value: &[u8]) -> Result<(), NotDer> {
    if distinguished::is_distinguished(value) {
        Ok(())
    } else {
        Err(NotDer)
    }
}

/// Extensions of which only the form is judged.
fn read_other(oid: &[u8], value: &[u8]) -> Result<(), NotDer> {
    match oid {
        oid::NO_REV_AVAIL | oid::VALIDITY_ASSURED | oid::OCSP_NOCHECK => {
            Tlv::only(value)?.expect(tag::NULL)?;
        }
        oid::ISSUER_ALT_NAME => drop(GeneralName::list(Fields::of_sequence(value)?)?),
        oid::FRESHEST_CRL => drop(crl_locations(value)?),
        oid::POLICY_MAPPINGS => drop(mapped_policies(value)?),
        oid::INHIBIT_ANY_POLICY => {
            unsigned(Tlv::only(value)?.expect(tag::INTEGER)?)?;
        }
        _ => return Ok(()),
    }
    distinguished(value)
}

/// AuthorityKeyIdentifier (RFC 5280 4.2.1.1).
fn authority_key(value: &[u8]) -> Result<Option<&[u8]>, NotDer> {
    let mut fields = Fields::of_sequence(value)?;
    let identifier = fields.optional(tag::primitive(0))?;
    if let Some(issuer) = fields.optional(tag::constructed(1))? {
        GeneralName::list(Fields::of(issuer.value))?;
    }
    if let Some(serial) = fields.optional(tag::primitive(2))?
        && !distinguished::is_integer(serial.value)
    {
        return Err(NotDer);
    }
    fields.finish()?;
    Ok(identifier.map(|identifier| identifier.value))
}

/// BasicConstraints: `cA FALSE` is the default and left out (RFC 5280 4.2.1.9, X.690 11.5).
fn constraints(value: &[u8]) -> Result<Constraints, NotDer> {
    let mut fields = Fields::of_sequence(value)?;
    let ca = match fields.optional(tag::BOOLEAN)? {
        Some(flag) if flag.value == [0xff] => true,
        Some(_) => return Err(NotDer),
        None => false,
    };
    let path_length = match fields.optional(tag::INTEGER)? {
        Some(number) => Some(unsigned(number.value)?),
        None => None,
    };
    fields.finish()?;
    Ok(Constraints { ca, path_length })
}

/// PolicyInformation (RFC 5280 4.2.1.4).
fn policies(value: &[u8]) -> Result<Vec<&[u8]>, NotDer> {
    let mut found = Vec::with_capacity(4);
    for information in Fields::of_sequence(value)? {
        found.push(policy_identifier(information?)?);
    }
    Ok(found)
}

fn policy_identifier(information: Tlv<'_>) -> Result<&[u8], NotDer> {
    let mut fields = information.sequence()?;
    let identifier = fields.expect(tag::OBJECT_IDENTIFIER)?;
    fields.optional(tag::SEQUENCE)?;
    fields.finish()?;
    Ok(identifier)
}

/// PolicyMappings (RFC 5280 4.2.1.5): content of the policies that the subject may certify under
/// in the place of its own.
pub(in crate::lint) fn mapped_policies(value: &[u8]) -> Result<Vec<&[u8]>, NotDer> {
    Fields::of_sequence(value)?
        .map(|mapping| {
            let mut mapping = mapping?.sequence()?;
            mapping.expect(tag::OBJECT_IDENTIFIER)?;
            let of_subject = mapping.expect(tag::OBJECT_IDENTIFIER)?;
            mapping.finish()?;
            Ok(of_subject)
        })
        .collect()
}

fn identifiers(value: &[u8]) -> Result<Vec<&[u8]>, NotDer> {
    Fields::of_sequence(value)?
        .map(|field| field?.expect(tag::OBJECT_IDENTIFIER))
        .collect()
}

/// CRLDistributionPoints (RFC 5280 4.2.1.13).
fn crl_locations(value: &[u8]) -> Result<Vec<Option<GeneralName<'_>>>, NotDer> {
    let mut locations = Vec::with_capacity(2);
    for point in Fields::of_sequence(value)? {
        let mut point = point?.sequence()?;
        let name = point.optional(tag::constructed(0))?;
        if let Some(reasons) = point.optional(tag::primitive(1))?
            && !distinguished::is_bit_list(reasons.value)
        {
            return Err(NotDer);
        }
        if let Some(issuer) = point.optional(tag::constructed(2))? {
            GeneralName::list(Fields::of(issuer.value))?;
        }
        point.finish()?;
        match name.map(|name| Tlv::only(name.value)).transpose()? {
            Some(full) if full.tag == tag::constructed(0) => {
                let names = GeneralName::list(Fields::of(full.value))?;
                locations.extend(names.into_iter().map(Some));
            }
            Some(relative) if relative.tag == tag::constructed(1) => {
                names::relative_name(relative.value)?;
                locations.push(None);
            }
            None => locations.push(None),
            Some(_) => return Err(NotDer),
        }
    }
    Ok(locations)
}

/// AuthorityInfoAccessSyntax (RFC 5280 4.2.2.1).
fn access(value: &[u8]) -> Result<Vec<Access<'_>>, NotDer> {
    let mut found = Vec::with_capacity(2);
    for description in Fields::of_sequence(value)? {
        let mut fields = description?.sequence()?;
        let method = fields.expect(tag::OBJECT_IDENTIFIER)?;
        let place = GeneralName::of(fields.read()?)?;
        fields.finish()?;
        found.push((method, place));
    }
    Ok(found)
}

/// SubjectDirectoryAttributes (RFC 5280 4.2.1.8): the types.
fn directory_attributes(value: &[u8]) -> Result<Vec<&[u8]>, NotDer> {
    let mut found = Vec::new();
    for attribute in Fields::of_sequence(value)? {
        let mut fields = attribute?.sequence()?;
        found.push(fields.expect(tag::OBJECT_IDENTIFIER)?);
        fields.expect(tag::SET)?;
        fields.finish()?;
    }
    Ok(found)
}
