//! NameConstraints (RFC 5280 4.2.1.10, CRT-20): which names a CA may and may not certify.

use der::Decode;
use der::asn1::Ia5String;
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;

use crate::certificate::request::{PrepareError, named};
use crate::name::{self, NameAttribute};
use crate::profile::{NameConstraintRule, Subtree};

/// The extension's value; a list without subtrees is absent (SIZE 1..MAX).
pub(super) fn encode(rule: &NameConstraintRule) -> Result<NameConstraints, PrepareError> {
    Ok(NameConstraints {
        permitted_subtrees: subtrees(&rule.permitted)?,
        excluded_subtrees: subtrees(&rule.excluded)?,
    })
}

fn subtrees(names: &[Subtree]) -> Result<Option<Vec<GeneralSubtree>>, PrepareError> {
    let subtrees = names.iter().map(|name| {
        Ok(GeneralSubtree {
            base: base(name)?,
            minimum: 0,
            maximum: None,
        })
    });
    let subtrees = subtrees.collect::<Result<Vec<_>, PrepareError>>()?;
    Ok((!subtrees.is_empty()).then_some(subtrees))
}

fn base(subtree: &Subtree) -> Result<GeneralName, PrepareError> {
    Ok(match subtree {
        Subtree::Dns(domain) => GeneralName::DnsName(Ia5String::new(domain)?),
        Subtree::Email(domain) => GeneralName::Rfc822Name(Ia5String::new(domain)?),
        Subtree::Directory(attributes) => GeneralName::DirectoryName(directory(attributes)?),
    })
}

/// Encoded as subjects are: many clients compare names octet by octet.
fn directory(attributes: &[(crate::subject::AttributeType, String)]) -> Result<Name, PrepareError> {
    let attributes: Vec<NameAttribute> = attributes
        .iter()
        .map(|(attribute, value)| named(*attribute, value))
        .collect();
    let der = name::encode(&attributes).map_err(PrepareError::Name)?;
    Ok(Name::from_der(&der)?)
}
